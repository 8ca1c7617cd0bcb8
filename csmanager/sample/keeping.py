"""Colleagues of earlier years whose records are due, one of them on hold, and what left the program."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy.orm import Session

from csmanager.core import outgoing
from csmanager.core.outgoing import Outgoing, OutKind
from csmanager.core.store import Step
from csmanager.features.coaching.rules import CoachKind, CoachState
from csmanager.features.coaching.tables import Coaching
from csmanager.features.privacy import holding
from csmanager.features.privacy.rules import add_months
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Employment, Person
from csmanager.sample.agenda import Agenda

# name, code, months since the last day, months here, what was worked on
_GONE = (
    ("Hanna Vogel", "F001", 52, 31, "Reads the whole ticket before calling back"),
    ("Marco Neri", "F002", 44, 26, "Names the next step at the end of each call"),
    ("Lena Fuchs", "F003", 36, 19, "Asks one question at a time"),
)
_HELD = "Marco Neri"
# days before today, what, kind, file, about whom (place in the cast), for whom
_OUT = (
    (96, "Table: Team", OutKind.WORKBOOK, "Team.xlsx", None, "Head office"),
    (61, "Improvement plan: letter", OutKind.PDF, "Letter of the plan.pdf", 4, ""),
    (40, "Review of a period", OutKind.PDF, "Review of a quarter.pdf", 2, "The person themselves"),
    (12, "Skills of the team", OutKind.WORKBOOK, "Skills.xlsx", None, ""),
    (5, "Copy of the store", OutKind.COPY, "Harbour copy.csm", None, "Own safe"),
)


def plan(agenda: Agenda, ids: Sequence[int], *, opened: dt.date, today: dt.date) -> None:
    """Note the steps; ``ids``: the people of the cast, known when the steps are made."""
    noted = max(opened, today - dt.timedelta(days=120))
    agenda.add(noted, "Take over colleagues of earlier years", _Gone(today), hour=7.0)
    held = max(opened, today - dt.timedelta(days=70))
    agenda.add(held, "Put on hold", _Hold(held), hour=7.5)
    for ago, what, kind, name, place, recipient in _OUT:
        day = today - dt.timedelta(days=ago)
        if day > opened:
            out = Outgoing(
                what,
                kind,
                name,
                hashlib.sha256(f"{name} {ago}".encode()).hexdigest(),
                recipient=recipient,
            )
            agenda.add(
                day, f"Enter in the register of exports: {what}", _Out(out, ids, place, day), hour=16.75
            )


class _Gone:
    """The step that takes over colleagues who left years ago."""

    def __init__(self, today: dt.date) -> None:
        self._today = today

    def __call__(self, step: Step) -> None:
        for name, code, since, here, words in _GONE:
            left = add_months(self._today, -since) + dt.timedelta(days=20 if since == 36 else 0)
            began = add_months(left, -here)
            person = Person(code=code, name=name, status=Status.LEFT, started_on=began, left_on=left)
            step.session.add(person)
            step.session.flush()
            step.session.add(
                Employment(person_id=person.id, starts_on=began, ends_on=left, reason="Taken over")
            )
            self._coach(step.session, person.id, add_months(left, -3), words)

    @staticmethod
    def _coach(session: Session, person_id: int, day: dt.date, words: str) -> None:
        session.add(
            Coaching(
                person_id=person_id,
                kind=CoachKind.PERFORMANCE,
                state=CoachState.CLOSED,
                behaviour=words,
                agreed="Once a week, with two calls listened to",
                made_on=day,
                closed_on=day + dt.timedelta(days=60),
            )
        )


class _Hold:
    """The step that puts a hold on one of them."""

    def __init__(self, day: dt.date) -> None:
        self._day = day

    def __call__(self, step: Step) -> None:
        person = step.session.query(Person).filter(Person.name == _HELD).one_or_none()
        if person is not None:
            holding.hold_person(
                step.session, person.id, "Claim for overtime, not settled yet", today=self._day
            )


class _Out:
    """The step that enters something in the register of exports."""

    def __init__(self, out: Outgoing, ids: Sequence[int], place: int | None, day: dt.date) -> None:
        self._out, self._ids, self._place, self._day = out, ids, place, day

    def __call__(self, step: Step) -> None:
        whom = self._ids[self._place : self._place + 1] if self._place is not None else ()
        about = outgoing.person(*whom)
        moment = dt.datetime.combine(self._day, dt.time(16, 45), dt.UTC)
        out = self._out
        told = Outgoing(out.what, out.kind, out.file_name, out.sha256, recipient=out.recipient, about=about)
        outgoing.enter(step.session, told, moment)
