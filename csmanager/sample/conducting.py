"""Sealed matters of the made-up shop: two conflicts and four warnings, under a passphrase that is told."""

from __future__ import annotations

import datetime as dt

from csmanager.core import sealing
from csmanager.core.settings import write_value
from csmanager.core.store import Step, Store
from csmanager.features.conduct import conflicts, ladder, queries
from csmanager.features.conduct import rules as conduct
from csmanager.features.conduct.rules import Kind, Severity
from csmanager.sample.agenda import Agenda, Work
from csmanager.sample.cast import Player

PASSPHRASE = "three example words"
LABEL = "Sealed matter"
_CLAUSE = "Attendance and swaps: tell before the shift begins"
_FIRST, _SECOND, _THIRD, _FOURTH = (
    "Jonas Weber",
    "Tomás Ferreira",
    "Priya Raghunathan",
    "Chidinma Okonkwo-Adeyemi",
)


def plan(
    agenda: Agenda, store: Store, cast: list[Player], ids: list[int], *, opened: dt.date, today: dt.date
) -> None:
    """Set the passphrase at once, and note the rest in ``agenda``."""
    places = {player.name: at for at, player in enumerate(cast)}
    if not {_FIRST, _SECOND, _THIRD, _FOURTH} <= set(places) or (today - opened).days < 300:
        return
    lock, _code = sealing.make(PASSPHRASE)
    store.keep_aside(sealing.keep_first, lock)
    hint = f"This is example data: the passphrase is “{PASSPHRASE}”."
    agenda.add(opened, "Set up sealed notes", lambda step: write_value(step.session, sealing.HINT, hint))

    def who(name: str) -> int:
        return ids[places[name]]

    def back(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    def add(days: int, work: Work) -> None:
        agenda.add(back(days), LABEL, work, hour=16.0)

    def warn(name: str, days: int, severity: Severity, facts: str, response: str) -> Work:
        def made(step: Step) -> None:
            number = ladder.draft(
                step.session, person_id=who(name), step=conduct.Step.VERBAL, severity=severity, clause=_CLAUSE,
                happened_on=back(days + 2), facts=facts, response=response, today=back(days),
                expected="Ring the desk before the shift begins, whatever the reason.",
            )  # fmt: skip
            if response:
                ladder.issue(step.session, number, issued_on=back(days), today=back(days))

        return made

    add(
        250,
        warn(
            _SECOND,
            250,
            Severity.LOW,
            "Came 40 minutes late on three Mondays.",
            "The first bus was cancelled.",
        ),
    )
    add(
        120,
        warn(
            _FIRST, 120, Severity.LOW, "Swapped two shifts without telling anybody.", "Thought it was agreed."
        ),
    )
    add(
        60,
        warn(_THIRD, 60, Severity.MEDIUM, "Left the desk alone for an hour.", "Had to fetch a sick child."),
    )
    add(2, warn(_SECOND, 2, Severity.LOW, "Did not come on Saturday and did not ring.", ""))

    def quarrel(step: Step) -> None:
        session, day = step.session, back(40)
        number = conflicts.raise_conflict(
            session, parties=[who(_FIRST), who(_FOURTH)], kind=Kind.WORKLOAD, severity=Severity.MEDIUM,
            about="Who takes the long calls in the evening. Both say the other one hangs back.",
            raised_by="Chidinma, in the talk on Monday", today=day,
        )  # fmt: skip
        for move in ("triage", "interview"):
            conflicts.move(session, number, move, today=day)
        sides = next(row for row in queries.conflicts(session) if row.id == number).sides
        said = (
            "I take every call that rings. I stop looking at the queue after nine because I am done.",
            "I had nineteen calls on Thursday, he had eleven. Nobody says anything.",
        )
        for side, text in zip(sides, said, strict=True):
            conflicts.give_statement(session, side.id, text, today=day)
        conflicts.move(session, number, "mediate", today=day)
        promised = (
            "I say aloud when I need five minutes, and take the next long one.",
            "I ask before I count, and say thank you when he takes one.",
        )
        conflicts.write_agreement(
            session, number, common_ground="The last hour is too much for two. Neither wants to lose the other.",
            commits={side.id: text for side, text in zip(sides, promised, strict=True)},
        )  # fmt: skip
        conflicts.move(session, number, "agree", today=day)
        for side in sides:
            conflicts.sign(session, side.id, today=day)
        conflicts.move(session, number, "monitor", today=day)
        conflicts.keep_apart(session, number, today + dt.timedelta(days=11))

    def look_again(step: Step) -> None:
        (row,) = [row for row in queries.conflicts(step.session) if row.check_ins]
        for check in row.check_ins[:2]:
            conflicts.hold_check_in(
                step.session, check.id, held_on=check.due_on, holds=True, note="Quieter. They laugh again."
            )

    def report(step: Step) -> None:
        conflicts.raise_conflict(
            step.session, parties=[who(_THIRD), who(_SECOND)], kind=Kind.PERSONALITY, severity=Severity.LOW,
            about="Remarks about how somebody eats at the desk; it began as a joke.", today=back(1),
            raised_by="Priya, on the stairs",
        )  # fmt: skip

    add(40, quarrel)
    add(25, look_again)
    add(1, report)
