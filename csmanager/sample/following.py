"""Plans how the made-up shop looks whether its handbook is followed: trees, grades, spot checks, exceptions, wishes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa

from csmanager.core.store import Step
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.finding import actions as finding
from csmanager.features.handbook.following import actions
from csmanager.features.handbook.following.rules import CheckResult, RequestSource, RequestState
from csmanager.features.handbook.following.tables import SpotCheck
from csmanager.features.handbook.trees.actions import add_guide
from csmanager.features.handbook.trees.seed import starter_guides
from csmanager.features.quality.cardactions import add_grade, add_starter_scorecards
from csmanager.features.quality.tables import Scorecard, ScorecardItem
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import AGENT, PHONES, SENIOR, WRITING, Player
from csmanager.sample.chance import Chance

Work = Callable[[Step], object]

if TYPE_CHECKING:
    from csmanager.sample.records import Roster

_MONTHS = 6  # that were graded before today
_GRADES = 10  # a month
_WEAK = {
    "Says that the call is recorded, where it is": 0.55,
    "Says back what was understood and waits for a yes": 0.72,
}
_USUAL = 0.95
_SLIP = 0.55  # of the one who slips, at the identity check
_CHECKS = 8  # a quarter

_GAPS = (
    ("broken pallet", 4),
    ("student discount", 7),
    ("customer wants to pay with crypto", 2),
    ("dog in shop", 3),
)
_CHRISTMAS = (
    "# Returns around Christmas\n\nFor gifts bought from 1 November on.\n\n## What the customer may do\n\n"
    "Changed mind, unused, in its packaging: within 60 days of receipt money back, or an exchange.\n\n## Limits\n\n"
    "As in the policy on refunds and returns.\n"
)


def plan(
    agenda: Agenda, roster: Roster, cast: list[Player], *, opened: dt.date, last_day: dt.date, today: dt.date
) -> None:
    """Note every step of following in ``agenda``."""
    first = seasons.working_day(opened + dt.timedelta(days=9))
    agenda.add(
        first,
        "Add starter trees and playbooks",
        lambda step: _add_guides(step, first),
        hour=15,
    )
    agenda.add(first, "Add starter scorecards", lambda step: add_starter_scorecards(step.session), hour=15.2)
    graded = [
        player for player in cast if player.team in (PHONES, WRITING) and player.role in (AGENT, SENIOR)
    ]
    if not graded:
        return
    for back in range(_MONTHS):
        start = seasons.month_start(last_day, back)
        day = seasons.working_day(start + dt.timedelta(days=20))
        if first < day <= today:
            agenda.add(day, f"Grade contacts of {start:%B}", _grade(roster, graded, day, back), hour=16)
    for back in (92, 5):
        day = seasons.working_day(today - dt.timedelta(days=back))
        if day > first:
            agenda.add(day, f"Draw {_CHECKS} spot checks", _draw(day, back), hour=9)
            done = seasons.working_day(day + dt.timedelta(days=2))
            agenda.add(
                done, "Enter spot checks", _enter(done, _CHECKS - 3 if back == 5 else _CHECKS), hour=12
            )
    _plan_words(agenda, first, today)


def _add_guides(step: Step, day: dt.date) -> None:
    """The starters as a shop would have them, its own numbers in place of the blanks: [30] becomes 30."""
    for kind, body in starter_guides():
        add_guide(step.session, kind, re.sub(r"\[(\d+)\]", r"\1", body), today=day)


def _grade(roster: Roster, graded: list[Player], day: dt.date, back: int) -> Work:
    def work(step: Step) -> None:
        session = step.session
        chance = Chance(700 + back)
        cards = {card.name: card.id for card in session.scalars(sa.select(Scorecard))}
        for number in range(_GRADES):
            player = graded[(number * 3 + back) % len(graded)]
            person_id = roster.id(player.name)
            if not person_id:
                continue
            card = cards["Call" if player.team == PHONES else "Chat and e-mail"]
            items = session.scalars(sa.select(ScorecardItem).where(ScorecardItem.scorecard_id == card))
            marks: dict[int, float | None] = {}
            for item in items:
                likely = _WEAK.get(item.text, _SLIP if item.critical and player.story == "slips" else _USUAL)
                good = chance.number() < likely
                marks[item.id] = 1.0 if good else (0.5 if item.levels > 2 else 0.0)
            add_grade(
                session,
                card,
                marks,
                day=day - dt.timedelta(days=1 + number % 12),
                person_id=person_id,
                reference=f"Q{back}{number:02}",
                grader="Sam Sample",
            )

    return work


def _draw(day: dt.date, seed: int) -> Work:
    def work(step: Step) -> None:
        actions.draw_checks(step.session, _CHECKS, today=day, seed=seed)

    return work


def _enter(day: dt.date, count: int) -> Work:
    def work(step: Step) -> None:
        rows = step.session.scalars(
            sa.select(SpotCheck.id).where(SpotCheck.result.is_(None)).order_by(SpotCheck.id).limit(count)
        ).all()
        for number, check_id in enumerate(rows):
            is_missed = number % 4 == 2
            actions.record_check(
                step.session,
                check_id,
                CheckResult.FAIL if is_missed else CheckResult.PASS,
                today=day,
                observer="Sam Sample",
                evidence="It was left out while the queue was long." if is_missed else "",
            )

    return work


def _search(words: str, day: dt.date) -> Work:
    def work(step: Step) -> None:
        finding.note_gap(step.session, words, today=day)

    return work


def _plan_words(agenda: Agenda, first: dt.date, today: dt.date) -> None:
    """Exceptions, searches in vain, wishes, and a policy that says another number than the one it adds to."""

    def before(days: int) -> dt.date:
        return seasons.working_day(max(today - dt.timedelta(days=days), first + dt.timedelta(days=2)))

    def exceptions(step: Step) -> None:
        for code, clause, subject, reason, start, length in (
            ("P-02", "Limits", "Harbour Hotel", "Returns linen by the crate; counted once a month", 40, 46),
            (
                "P-08",
                "Swapping a shift",
                "Tomás Ferreira",
                "Exams; swaps may be asked for a day before",
                20,
                60,
            ),
            (
                "P-01",
                "When the identity check is needed",
                "Care home Elmwood",
                "The nurse rings for residents",
                70,
                160,
            ),
        ):
            day = before(start)
            actions.add_exception(
                step.session,
                code,
                clause,
                subject=subject,
                reason=reason,
                approver="Sam Sample",
                from_on=day,
                expires_on=today - dt.timedelta(days=start) + dt.timedelta(days=length),
            )

    agenda.add(before(20), "Agree exceptions", exceptions, hour=10)
    for words, times in _GAPS:
        for time in range(times):
            day = before(4 + 6 * time)
            agenda.add(day, f"Search in vain for {words}", _search(words, day), hour=11 + time / 10)

    def wishes(step: Step) -> None:
        day = before(18)
        made = [
            actions.open_request(
                step.session,
                problem=problem,
                today=day,
                source=source,
                policy_code=code,
                clause=clause,
                proposal=proposal,
            )
            for problem, source, code, clause, proposal in (
                (
                    "Nobody knows whether a photograph of a receipt is proof",
                    RequestSource.QUESTION,
                    "P-02",
                    "Proof of purchase",
                    "Name photographs of receipts in the list",
                ),
                (
                    "“Up to two weeks” was promised where the carrier says three days",
                    RequestSource.COMPLAINT,
                    "P-14",
                    "Prices and promises",
                    "",
                ),
                ("Who rings back after a call was ended?", RequestSource.QUESTION, "P-05", "Afterwards", ""),
            )
        ]
        actions.decide_request(step.session, made[1], RequestState.ACCEPTED, today=day)

    agenda.add(before(18), "Note wishes for the handbook", wishes, hour=15)

    def christmas(step: Step) -> None:
        key = handbook.add_policy(
            step.session,
            title="Returns around Christmas",
            today=before(25),
            code="P-19",
            category="Money and goods",
            body=_CHRISTMAS,
        )
        handbook.publish(step.session, key, today=before(25))

    agenda.add(before(25), "Publish returns around Christmas", christmas, hour=9)
