"""What can be done with one-to-ones and their agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import is_token, kept, seal
from csmanager.core.visibility import Visibility
from csmanager.features.talks.oneonones import rules
from csmanager.features.talks.oneonones.queries import answer_about, notes_about, private_about, sealed_about
from csmanager.features.talks.oneonones.rules import ItemState, Raised, TalkState
from csmanager.features.talks.oneonones.tables import AgendaItem, OneOnOne, TalkAnswer, TalkSet
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person


def plan(
    session: Session,
    person_ids: Iterable[int],
    *,
    set_id: int | None,
    planned_on: dt.date,
    every_days: int | None = None,
) -> list[int]:
    """Plan a talk with each; returns their ids. Raises RuleBroken when one is planned for that day already."""
    made = []
    for person_id in person_ids:
        person = _person(session, person_id)
        there = session.scalar(
            sa.select(OneOnOne.id).where(
                OneOnOne.person_id == person.id,
                OneOnOne.planned_on == planned_on,
                OneOnOne.state == TalkState.PLANNED,
                OneOnOne.trashed_on.is_(None),
            )
        )
        if there is not None:
            raise RuleBroken(f"A talk with {person.name} is planned for that day already.")
        talk = OneOnOne(
            person_id=person.id,
            set_id=set_id,
            planned_on=planned_on,
            state=TalkState.PLANNED,
            held_on=None,
            minutes=None,
            mood=None,
            every_days=every_days,
            moved_to_id=None,
            trashed_on=None,
        )
        session.add(talk)
        session.flush()
        made.append(talk.id)
    if not made:
        raise RuleBroken("Say with whom.")
    return made


def edit(session: Session, talk_id: int, *, set_id: int | None, every_days: int | None) -> None:
    """Change the kind of a talk, and how often it comes."""
    talk = _talk(session, talk_id)
    talk.set_id, talk.every_days = set_id, every_days


def keep_notes(
    session: Session,
    talk_id: int,
    *,
    notes: str | None,
    private_note: str | None,
    answers: Mapping[str, str | None],
    sealed: str | None = None,
) -> None:
    """Keep what was written down in a talk. ``answers``: question -> answer; an empty one is taken out.

    None leaves a text as it is. Raises RuleBroken when nothing can be sealed yet.
    """
    talk = _talk(session, talk_id)
    if talk.state not in (TalkState.PLANNED, TalkState.HELD):
        raise RuleBroken("Notes belong to a talk that is planned or was held.")
    is_sealed = talk.visibility is Visibility.SEALED
    if notes is not None:
        talk.notes = "" if is_sealed else notes.strip()
        talk.sealed_notes = seal(session, notes.strip(), notes_about(talk_id)) if is_sealed else ""
    if private_note is not None:
        talk.private_note = kept(session, private_note, private_about(talk_id))
    if sealed is not None:
        talk.sealed_note = seal(session, sealed, sealed_about(talk_id))
    known = {
        row.question: row
        for row in session.scalars(sa.select(TalkAnswer).where(TalkAnswer.one_on_one_id == talk_id))
    }
    for place, (question, answer) in enumerate(answers.items()):
        if answer is None:
            continue
        row, clean = known.get(question), answer.strip()
        if not clean:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = TalkAnswer(one_on_one_id=talk_id, position=place, question=question, answer="")
            session.add(row)
            session.flush()
        row.visibility = talk.visibility
        row.answer = "" if is_sealed else clean
        row.sealed = seal(session, clean, answer_about(row.id)) if is_sealed else ""


def show_to(
    session: Session,
    talk_id: int,
    visibility: Visibility | str,
    *,
    notes: str,
    answers: Mapping[str, str],
) -> None:
    """Choose who may read the notes and answers of a talk; both are given as they read now.

    Raises RuleBroken when nothing can be sealed yet.
    """
    _talk(session, talk_id).visibility = Visibility(visibility)
    keep_notes(session, talk_id, notes=notes, private_note=None, answers=answers)


def hold(
    session: Session,
    talk_id: int,
    *,
    today: dt.date,
    held_on: dt.date | None = None,
    minutes: int | None = None,
    mood: int | None = None,
) -> int | None:
    """The talk was held. Open points roll on; returns the id of the next talk where one was planned by itself."""
    talk = _talk(session, talk_id)
    day = held_on or today
    rules.check_talk(day, today, mood, minutes)
    talk.state = rules.after(talk.state, "hold", "")
    talk.held_on, talk.minutes, talk.mood, talk.reason = day, minutes, mood, ""
    for item in _open_items(session, talk.person_id):
        if item.added_on <= day:
            item.carried += 1
    if talk.every_days and not _is_planned(session, talk.person_id):
        return plan(
            session,
            [talk.person_id],
            set_id=talk.set_id,
            planned_on=day + dt.timedelta(days=talk.every_days),
            every_days=talk.every_days,
        )[0]
    return None


def skip(session: Session, talk_ids: Iterable[int], *, reason: str, today: dt.date) -> int:
    """Skip talks, with a reason; the next is planned where they come again and again. Returns how many."""
    ids = list(talk_ids)
    for talk_id in ids:
        talk = _talk(session, talk_id)
        talk.state, talk.reason = rules.after(talk.state, "skip", reason), reason.strip()
        session.flush()
        if talk.every_days and not _is_planned(session, talk.person_id):
            later = max(today, talk.planned_on) + dt.timedelta(days=talk.every_days)
            plan(session, [talk.person_id], set_id=talk.set_id, planned_on=later, every_days=talk.every_days)
    return len(ids)


def move(session: Session, talk_id: int, *, to: dt.date, reason: str) -> int:
    """Move a talk to another day, with a reason; returns the id of the talk that stands in its place."""
    talk = _talk(session, talk_id)
    if to == talk.planned_on:
        raise RuleBroken("That is the day it is planned for.")
    talk.state, talk.reason = rules.after(talk.state, "move", reason), reason.strip()
    session.flush()
    new = plan(session, [talk.person_id], set_id=talk.set_id, planned_on=to, every_days=talk.every_days)[0]
    successor = session.get(OneOnOne, new)
    assert successor is not None
    successor.notes, talk.moved_to_id, successor.visibility = talk.notes, new, talk.visibility
    if not is_token(talk.private_note):  # a sealed one is bound to its talk, and is shown from there
        successor.private_note = talk.private_note
    return new


def reopen(session: Session, talk_id: int, *, reason: str) -> None:
    """A talk was not held or skipped after all. Raises RuleBroken without a reason."""
    talk = _talk(session, talk_id)
    talk.state, talk.reason = rules.after(talk.state, "reopen", reason), reason.strip()
    talk.held_on = None


def trash(session: Session, talk_ids: Iterable[int], *, today: dt.date) -> int:
    """Put talks into the Trash; returns how many."""
    ids = list(talk_ids)
    for talk_id in ids:
        _talk(session, talk_id).trashed_on = today
    return len(ids)


# the agenda


def add_item(
    session: Session,
    person_id: int,
    text: str,
    *,
    today: dt.date,
    by: Raised | str = Raised.MANAGER,
    source: str = "",
    source_id: int | None = None,
    opens: str = "",
) -> int:
    """Put a point on the agenda of the next talk with a person; returns its id.

    Raises RuleBroken when it says nothing, or when the same thing stands there already.
    """
    person, clean = _person(session, person_id), rules.clean_item(text)
    for item in _open_items(session, person.id):
        same = bool(source) and source_id is not None and (item.source, item.source_id) == (source, source_id)
        if same or item.text.casefold() == clean.casefold():
            raise RuleBroken(f"This stands on the agenda with {person.name} already.")
    item = AgendaItem(
        person_id=person.id,
        text=clean,
        by=Raised(by),
        state=ItemState.OPEN,
        added_on=today,
        ended_on=None,
        one_on_one_id=None,
        carried=0,
        source=source,
        source_id=source_id,
        trashed_on=None,
        opens=opens,
    )
    session.add(item)
    session.flush()
    return item.id


def edit_item(session: Session, item_id: int, *, text: str, by: Raised | str, note: str = "") -> None:
    """Change a point."""
    item = _item(session, item_id)
    item.text, item.by, item.note = rules.clean_item(text), Raised(by), note.strip()


def end_item(
    session: Session,
    item_ids: Iterable[int],
    *,
    today: dt.date,
    talk_id: int | None = None,
    state: ItemState | str = ItemState.DISCUSSED,
    note: str | None = None,
) -> int:
    """Points were talked about, or dropped; returns how many. ``note`` None leaves what was noted."""
    ids = list(item_ids)
    for item_id in ids:
        item = _item(session, item_id)
        item.state, item.ended_on, item.one_on_one_id = ItemState(state), today, talk_id
        if note is not None:
            item.note = note.strip()
    return len(ids)


def reopen_item(session: Session, item_ids: Iterable[int]) -> int:
    """Points are open after all; returns how many."""
    ids = list(item_ids)
    for item_id in ids:
        item = _item(session, item_id)
        item.state, item.ended_on, item.one_on_one_id = ItemState.OPEN, None, None
    return len(ids)


def trash_item(session: Session, item_ids: Iterable[int], *, today: dt.date) -> int:
    """Put points into the Trash; returns how many."""
    ids = list(item_ids)
    for item_id in ids:
        _item(session, item_id).trashed_on = today
    return len(ids)


# question sets


def write_set(
    session: Session,
    set_id: int | None,
    *,
    name: str,
    intro: str,
    agenda: str,
    questions: str,
    key: str = "",
) -> int:
    """Make or change a question set; ``agenda`` and ``questions`` a line each. Talks that were held keep theirs."""
    if not name.strip():
        raise RuleBroken("A set needs a name.")
    row = session.get(TalkSet, set_id) if set_id is not None else None
    if row is None:
        row = TalkSet(key=key or _free_key(session, name), name="", trashed_on=None)
        session.add(row)
    row.name, row.intro = name.strip(), intro.strip()
    row.agenda = "\n".join(rules.clean_lines(agenda.splitlines()))
    row.questions = "\n".join(rules.clean_lines(questions.splitlines()))
    session.flush()
    return row.id


def trash_set(session: Session, set_ids: Iterable[int], *, today: dt.date) -> int:
    """Put question sets into the Trash; talks that used them stay. Returns how many."""
    ids = list(set_ids)
    for set_id in ids:
        row = session.get(TalkSet, set_id)
        if row is None:
            raise RuleBroken("This set is no longer there.")
        row.trashed_on = today
    return len(ids)


def _free_key(session: Session, name: str) -> str:
    base = "-".join(name.casefold().split())
    taken = set(session.scalars(sa.select(TalkSet.key)))
    key, at = base, 2
    while key in taken:
        key, at = f"{base}-{at}", at + 1
    return key


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, canonical_ids(session).get(person_id, person_id))
    if person is None:
        raise RuleBroken("This person is no longer there.")
    return person


def _talk(session: Session, talk_id: int) -> OneOnOne:
    talk = session.get(OneOnOne, talk_id)
    if talk is None or talk.trashed_on is not None:
        raise RuleBroken("This talk is no longer there.")
    return talk


def _item(session: Session, item_id: int) -> AgendaItem:
    item = session.get(AgendaItem, item_id)
    if item is None or item.trashed_on is not None:
        raise RuleBroken("This point is no longer there.")
    return item


def _open_items(session: Session, person_id: int) -> list[AgendaItem]:
    query = sa.select(AgendaItem).where(
        AgendaItem.person_id == person_id,
        AgendaItem.state == ItemState.OPEN,
        AgendaItem.trashed_on.is_(None),
    )
    return list(session.scalars(query))


def _is_planned(session: Session, person_id: int) -> bool:
    query = sa.select(OneOnOne.id).where(
        OneOnOne.person_id == person_id,
        OneOnOne.state == TalkState.PLANNED,
        OneOnOne.trashed_on.is_(None),
    )
    session.flush()
    return session.scalar(query) is not None
