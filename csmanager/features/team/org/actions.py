"""Reporting lines are drawn, ended and taken out. One manager and one deputy at a time, never in a circle."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.team.moves import get_person
from csmanager.features.team.org.rules import LINE_WORDS, LineKind, holds, meet, require_no_loop
from csmanager.features.team.org.tables import ReportingLine
from csmanager.features.team.queries import labels

SINGLE = frozenset({LineKind.MANAGER, LineKind.DEPUTY})  # one at a time
_ONE_DAY = dt.timedelta(days=1)


def set_line(
    session: Session,
    person_id: int,
    to_id: int,
    kind: LineKind,
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    note: str = "",
) -> int:
    """``person_id`` reports to (or is mentored, stood in for by) ``to_id`` from a day on; returns the line's id.

    ``starts_on`` None: as long as anybody remembers. Of manager and deputy there is one at a time: the one before
    ends the day before; a line of the very same start is changed in place. Raises RuleBroken for a circle (naming
    it), for two lines that would hold on the same day, and when nothing would change.
    """
    person, to = get_person(session, person_id), get_person(session, to_id)
    if ends_on is not None and starts_on is not None and ends_on < starts_on:
        raise RuleBroken("The line ends before it starts; turn the two days round.")
    if person_id == to_id:
        word = LINE_WORDS[kind].lower()
        raise RuleBroken(f"{person.name} cannot be the one {person.name} is {word}: choose somebody else.")
    own = _own(session, person_id, kind)
    if any(line.to_id == to_id and line.starts_on == starts_on and line.ends_on == ends_on for line in own):
        raise RuleBroken(f"That is noted already for {person.name}.")
    same = next((line for line in own if line.starts_on == starts_on), None) if kind in SINGLE else None
    if kind in SINGLE:
        _make_room(person.name, own, same, starts_on, ends_on)
    elif any(line.to_id == to_id and meet(line.starts_on, line.ends_on, starts_on, ends_on) for line in own):
        raise RuleBroken(f"{person.name} and {to.name} are linked like this on those days already.")
    if same is not None:
        same.to_id, same.ends_on, same.note = to_id, ends_on, note.strip() or same.note
        made = same
    else:
        made = ReportingLine(
            person_id=person_id,
            to_id=to_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            note=note.strip(),
        )
        session.add(made)
    session.flush()
    if kind is LineKind.MANAGER:
        _refuse_circles(session, made)
    return made.id


def set_manager(
    session: Session, person_id: int, manager_id: int | None, *, starts_on: dt.date | None = None
) -> bool:
    """The manager of someone from a day on, None for nobody; returns whether anything changed.

    For an import, which names the same manager again and again; raises RuleBroken as ``set_line`` does.
    """
    on = starts_on or dt.date.min
    now = [
        line for line in _own(session, person_id, LineKind.MANAGER) if holds(line.starts_on, line.ends_on, on)
    ]
    if manager_id is None:
        for line in now:
            _end(session, line, on - _ONE_DAY if starts_on else None)
        return bool(now)
    known = _own(session, person_id, LineKind.MANAGER) if starts_on is None else now
    if any(line.to_id == manager_id for line in known):
        return False
    set_line(session, person_id, manager_id, LineKind.MANAGER, starts_on=starts_on)
    return True


def end_line(session: Session, line_id: int, *, ends_on: dt.date) -> None:
    """The line holds to ``ends_on`` for the last time."""
    line = _line(session, line_id)
    if line.starts_on is not None and ends_on < line.starts_on:
        raise RuleBroken(
            f"This line starts on {saying.day(line.starts_on)}; it cannot end before that. Take it out."
        )
    line.ends_on = ends_on


def remove_line(session: Session, line_id: int) -> None:
    """Take out a line that was noted by mistake."""
    session.delete(_line(session, line_id))


def _line(session: Session, line_id: int) -> ReportingLine:
    line = session.get(ReportingLine, line_id)
    if line is None:
        raise RuleBroken("This line is not in the store any more.")
    return line


def _own(session: Session, person_id: int, kind: LineKind) -> list[ReportingLine]:
    query = sa.select(ReportingLine).where(ReportingLine.person_id == person_id, ReportingLine.kind == kind)
    return list(session.scalars(query.order_by(ReportingLine.starts_on, ReportingLine.id)))


def _end(session: Session, line: ReportingLine, ends_on: dt.date | None) -> None:
    if ends_on is None or (line.starts_on is not None and ends_on < line.starts_on):
        session.delete(line)
    else:
        line.ends_on = ends_on


def _make_room(
    name: str,
    own: list[ReportingLine],
    same: ReportingLine | None,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
) -> None:
    """End the line before the new one; refuse one that starts within its days."""
    for line in own:
        if line is same or not meet(line.starts_on, line.ends_on, starts_on, ends_on):
            continue
        starts_before = starts_on is not None and (line.starts_on is None or line.starts_on < starts_on)
        if starts_before and starts_on is not None:
            line.ends_on = starts_on - _ONE_DAY
        else:
            word = LINE_WORDS[line.kind].lower()
            since = f"From {saying.day(line.starts_on)} on" if line.starts_on else "All along"
            raise RuleBroken(
                f"{since} {name} {word} someone else already; let this line end the"
                " day before, or take that one out."
            )


def _refuse_circles(session: Session, made: ReportingLine) -> None:
    """Look at each day on which any line begins while ``made`` holds."""
    lines = list(session.scalars(sa.select(ReportingLine).where(ReportingLine.kind == LineKind.MANAGER)))
    days = {made.starts_on or dt.date.min}
    days |= {
        line.starts_on
        for line in lines
        if line.starts_on is not None and holds(made.starts_on, made.ends_on, line.starts_on)
    }
    names = labels(session)
    for day in sorted(days):
        managers: dict[int, list[int]] = defaultdict(list)
        for line in lines:
            if line.id != made.id and holds(line.starts_on, line.ends_on, day):
                managers[line.person_id].append(line.to_id)
        require_no_loop(made.person_id, made.to_id, managers, names)
