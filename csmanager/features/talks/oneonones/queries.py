"""One-to-ones and their agenda as they are shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.core.sealing import place
from csmanager.core.visibility import Visibility
from csmanager.features.commitments.queries import CommitmentRow, commitments
from csmanager.features.talks.oneonones.rules import ItemState, Raised, TalkState
from csmanager.features.talks.oneonones.tables import AgendaItem, OneOnOne, TalkAnswer, TalkSet
from csmanager.features.team.queries import canonical_ids, people
from csmanager.features.team.tables import Person

SOURCE_WORDS = {
    "person": "Team",
    "person_review": "a review",
    "advice_rule": "advice",
    "commitment": "an agreed action",
    "evaluation": "a graded contact",
    "contact": "a contact",
    "policy": "the handbook",
    "coaching": "coaching",
    "complaint": "a complaint",
    "survey_answer": "a customer's answer",
    "comment": "a customer's comment",
    "metric": "the figures",
    "story": "what happened",
    "skill": "skills",
    "leave_request": "leave",
    "conflict": "an agreement",
    "discipline": "a talk before",
    "leave": "leave",
    "person_note": "a note",
}
_OPENS = {
    "person_review": "reviews|cycles:review/{}",
    "commitment": "reviews|advice:action/{}",
    "coaching": "talks|coaching:session/{}",
    "evaluation": "contacts|grades:{}",
    "complaint": "contacts|complaints:{}",
    "policy": "handbook|knowing:policy:{}",
    "leave_request": "team|leave:request/{}",
    "advice_rule": "reviews|advice:",
}
_OVERDUE_WEIGHT, _DUE_WEIGHT = 8, 15


@dataclass(frozen=True, slots=True)
class SetRow:
    """A question set."""

    id: int
    key: str
    name: str
    intro: str
    agenda: tuple[str, ...]
    questions: tuple[str, ...]
    used: int


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One talk. ``waiting``: open points on the person's agenda while it is planned.

    ``visibility``: of its notes and answers; ``sealed_notes``: the token of sealed ones.
    """

    id: int
    person_id: int
    person: str
    set_id: int | None
    kind: str
    planned_on: dt.date
    state: TalkState
    held_on: dt.date | None
    minutes: int | None
    mood: int | None
    every_days: int | None
    reason: str
    notes: str
    private_note: str
    sealed_note: str
    moved_to_id: int | None
    waiting: int
    visibility: Visibility = Visibility.OPEN
    sealed_notes: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.state is TalkState.PLANNED

    def is_late(self, today: dt.date) -> bool:
        """Whether its day has passed."""
        return self.is_open and self.planned_on < today


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A point of an agenda."""

    id: int
    person_id: int
    person: str
    text: str
    by: Raised
    state: ItemState
    added_on: dt.date
    ended_on: dt.date | None
    one_on_one_id: int | None
    carried: int
    note: str
    source: str
    source_id: int | None
    opens: str = ""

    @property
    def record(self) -> tuple[str, str] | None:
        """Duty and record that show what it is about; None when somebody wrote it down."""
        told = self.opens
        if not told and self.source_id is not None:
            told = _OPENS.get(self.source, "").format(self.source_id)
        feature, _, record = told.partition("|")
        return (feature, record) if feature else None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the next talk."""
        return self.state is ItemState.OPEN

    @property
    def whence(self) -> str:
        """What it came from, in words; "" when somebody wrote it down."""
        return SOURCE_WORDS.get(self.source, self.source.replace("_", " "))


@dataclass(frozen=True, slots=True)
class TalkDetail:
    """A talk with its course, its points, its questions with answers, and what was agreed in it.

    ``former``: the last one that was held; ``moved_from``: the one in whose place it stands. ``sealed_answers``:
    (question, token, what it is bound to); their ``answers`` are empty.
    """

    row: TalkRow
    agenda: tuple[str, ...]
    items: tuple[ItemRow, ...]
    answers: tuple[tuple[str, str], ...]
    agreed: tuple[CommitmentRow, ...]
    former: TalkRow | None
    moved_from: TalkRow | None
    sealed_answers: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether notes and answers may stand on a paper that the person sees."""
        return self.row.visibility is Visibility.OPEN


def sealed_about(talk_id: int) -> str:
    """What the sealed note of a talk is bound to."""
    return place("one_on_one", "sealed_note", talk_id)


def notes_about(talk_id: int) -> str:
    """What the notes of a sealed talk are bound to."""
    return place("one_on_one", "sealed_notes", talk_id)


def answer_about(answer_id: int) -> str:
    """What a sealed answer is bound to."""
    return place("talk_answer", "sealed", answer_id)


def private_about(talk_id: int) -> str:
    """What the private note of a talk is bound to."""
    return place("one_on_one", "private_note", talk_id)


def sets(session: Session) -> list[SetRow]:
    """All question sets, by name, the weekly one first."""
    used = Counter(session.scalars(sa.select(OneOnOne.set_id).where(OneOnOne.trashed_on.is_(None))))
    found = [
        SetRow(
            row.id,
            row.key,
            row.name,
            row.intro,
            tuple(row.agenda.splitlines()),
            tuple(row.questions.splitlines()),
            used[row.id],
        )
        for row in session.scalars(sa.select(TalkSet).where(TalkSet.trashed_on.is_(None)))
    ]
    return sorted(found, key=lambda row: (row.key != "weekly", row.name.casefold()))


def talks(session: Session, *, person_id: int | None = None) -> list[TalkRow]:
    """All talks: planned ones first, by their day; then the others, newest first."""
    canonical, names = canonical_ids(session), _names(session)
    kinds = dict(session.execute(sa.select(TalkSet.id, TalkSet.name)).all())
    waiting = Counter(
        canonical.get(one, one)
        for one in session.scalars(
            sa.select(AgendaItem.person_id).where(
                AgendaItem.state == ItemState.OPEN, AgendaItem.trashed_on.is_(None)
            )
        )
    )
    rows = []
    for one in session.scalars(sa.select(OneOnOne).where(OneOnOne.trashed_on.is_(None))):
        whom = canonical.get(one.person_id, one.person_id)
        if person_id is not None and whom != canonical.get(person_id, person_id):
            continue
        rows.append(
            TalkRow(
                one.id,
                whom,
                names.get(whom, ""),
                one.set_id,
                kinds.get(one.set_id, "Talk") if one.set_id is not None else "Talk",
                one.planned_on,
                one.state,
                one.held_on,
                one.minutes,
                one.mood,
                one.every_days,
                one.reason,
                one.notes,
                one.private_note,
                one.sealed_note,
                one.moved_to_id,
                waiting[whom] if one.state is TalkState.PLANNED else 0,
                one.visibility or Visibility.OPEN,
                one.sealed_notes,
            )
        )
    return sorted(rows, key=_order)


def _order(row: TalkRow) -> tuple[bool, int, int]:
    if row.is_open:
        return (False, row.planned_on.toordinal(), row.id)
    return (True, -(row.held_on or row.planned_on).toordinal(), -row.id)


def items(
    session: Session, *, person_id: int | None = None, only_open: bool = False, talk_id: int | None = None
) -> list[ItemRow]:
    """Points of agendas: open ones first, the longest waiting on top."""
    canonical, names = canonical_ids(session), _names(session)
    query = sa.select(AgendaItem).where(AgendaItem.trashed_on.is_(None))
    if only_open:
        query = query.where(AgendaItem.state == ItemState.OPEN)
    if talk_id is not None:
        query = query.where(AgendaItem.one_on_one_id == talk_id)
    rows = []
    for one in session.scalars(query):
        whom = canonical.get(one.person_id, one.person_id)
        if person_id is not None and whom != canonical.get(person_id, person_id):
            continue
        rows.append(
            ItemRow(
                one.id,
                whom,
                names.get(whom, ""),
                one.text,
                one.by,
                one.state,
                one.added_on,
                one.ended_on,
                one.one_on_one_id,
                one.carried,
                one.note,
                one.source,
                one.source_id,
                one.opens,
            )
        )
    return sorted(
        rows,
        key=lambda row: (
            not row.is_open,
            row.added_on if row.is_open else dt.date.min,
            -row.id * (not row.is_open),
            row.id,
        ),
    )


def detail(session: Session, talk_id: int) -> TalkDetail | None:
    """All of one talk; None when it is gone."""
    row = next((one for one in talks(session) if one.id == talk_id), None)
    if row is None:
        return None
    own = [one for one in items(session, talk_id=talk_id) if not one.is_open]
    ahead = items(session, person_id=row.person_id, only_open=True) if row.is_open else []
    given = session.scalars(
        sa.select(TalkAnswer).where(TalkAnswer.one_on_one_id == talk_id).order_by(TalkAnswer.position)
    ).all()
    kept = {one.question: one.answer for one in given}
    found = session.get(TalkSet, row.set_id) if row.set_id is not None else None
    asked = found.questions.splitlines() if found is not None and row.is_open else []
    answers = [(question, kept.pop(question, "")) for question in asked] + list(kept.items())
    others = talks(session, person_id=row.person_id)
    earlier = [
        one
        for one in others
        if one.state is TalkState.HELD
        and one.id != row.id
        and (one.held_on or row.planned_on) <= row.planned_on
    ]
    return TalkDetail(
        row,
        tuple(found.agenda.splitlines()) if found is not None else (),
        (*ahead, *own),
        tuple(answers),
        tuple(commitments(session, source="one_on_one", source_id=talk_id)),
        earlier[0] if earlier else None,
        next((one for one in others if one.moved_to_id == row.id), None),
        tuple((one.question, one.sealed, answer_about(one.id)) for one in given if one.sealed),
    )


@dataclass(frozen=True, slots=True)
class QuietRow:
    """Somebody with whom no talk is planned. ``last_on``: the last one held, None for none."""

    person_id: int
    person: str
    last_on: dt.date | None


def without(session: Session, today: dt.date) -> list[QuietRow]:
    """Who works here and has no talk planned, by name."""
    planned, last = set(), dict[int, dt.date]()
    for row in talks(session):
        if row.is_open:
            planned.add(row.person_id)
        elif row.held_on is not None:
            last[row.person_id] = max(row.held_on, last.get(row.person_id, row.held_on))
    return [
        QuietRow(one.id, one.name, last.get(one.id))
        for one in people(session, today)
        if one.id not in planned
    ]


def next_talk(session: Session, person_id: int) -> TalkRow | None:
    """The next planned talk with a person."""
    return next((row for row in talks(session, person_id=person_id) if row.is_open), None)


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Talks of today and those whose day has passed, each with what waits on its agenda."""
    due = session.execute(
        sa.select(OneOnOne.id).where(
            OneOnOne.state == TalkState.PLANNED,
            OneOnOne.planned_on <= today,
            OneOnOne.trashed_on.is_(None),
        )
    ).first()
    if due is None:
        return []
    found = []
    for row in talks(session):
        if row.is_open and row.planned_on <= today:
            late = row.is_late(today)
            points = f"{row.waiting} point{'s' * (row.waiting != 1)} on the agenda"
            found.append(
                TodoItem(
                    "talks",
                    f"{row.kind} with {row.person}",
                    f"Planned for this day and not held; {points}"
                    if late
                    else f"Planned for today; {points}",
                    _OVERDUE_WEIGHT if late else _DUE_WEIGHT,
                    row.planned_on,
                    "late" if late else "soon",
                    f"oneonones:talk/{row.id}",
                    "{n} talks to hold",
                    row.person,
                )
            )
    return found


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Talks by the name of the person and kind, and open points by their words."""
    words = text.casefold().split()
    if not words:
        return []
    hits = [
        Found("talks", f"oneonones:item/{row.id}", row.text, f"On the agenda with {row.person}")
        for row in items(session, only_open=True)
        if all(word in f"{row.text} {row.person}".casefold() for word in words)
    ]
    hits += [
        Found("talks", f"oneonones:talk/{row.id}", f"{row.kind} with {row.person}", "Planned talk")
        for row in talks(session)
        if row.is_open and all(word in f"{row.kind} {row.person}".casefold() for word in words)
    ]
    return hits[:limit]


def _names(session: Session) -> dict[int, str]:
    return dict(session.execute(sa.select(Person.id, Person.name)).all())
