"""A pasted roster against the people who are known: what each row would do, and doing it in one step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.team import actions, moves
from csmanager.features.team.queries import PersonRow, match_keys, people
from csmanager.features.team.roster import RosterLine
from csmanager.features.team.rules import alias_key, hours_text


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row as it would be taken. ``verdict``: new, changed, known or left out; ``detail`` says what changes."""

    number: int
    name: str
    verdict: str
    detail: str
    person_id: int | None
    line: RosterLine


def preview(session: Session, lines: tuple[RosterLine, ...], today: dt.date) -> list[RosterRow]:
    """What each row of the block would do; nothing is written."""
    keys = match_keys(session)
    known = {row.id: row for row in people(session, today, include_left=True, include_future=True)}
    rows = []
    for line in lines:
        if line.problem:
            rows.append(RosterRow(line.number, line.name, "left out", line.problem, None, line))
            continue
        person = known.get(_match(line, keys) or 0)
        if person is None:
            hours = f"{hours_text(line.weekly_minutes)} h a week" if line.weekly_minutes is not None else ""
            facts = [line.code, line.team, line.role, hours]
            rows.append(RosterRow(line.number, line.name, "new", ", ".join(filter(None, facts)), None, line))
            continue
        changes = _changes(line, person, keys)
        verdict = "changed" if changes else "known"
        rows.append(RosterRow(line.number, line.name, verdict, ", ".join(changes), person.id, line))
    return rows


def take(session: Session, lines: tuple[RosterLine, ...], *, today: dt.date) -> tuple[int, int]:
    """Add who is new and change who is known; returns (added, changed). Changes hold from today on.

    A refusal names its row. Raises RuleBroken when the block changes nothing.
    """
    added = changed = 0
    for row in preview(session, lines, today):
        line = row.line
        try:
            if row.verdict == "new":
                actions.add_person(
                    session,
                    name=line.name,
                    today=today,
                    code=line.code or None,
                    team=line.team,
                    role=line.role,
                    weekly_minutes=line.weekly_minutes,
                    started_on=line.started_on,
                    aliases=line.aliases,
                    email=line.email,
                    phone=line.phone,
                )
                added += 1
            elif row.verdict == "changed" and row.person_id is not None:
                _change(session, row.person_id, line, today)
                changed += 1
        except RuleBroken as error:
            raise RuleBroken(f"Row {line.number} ({line.name}): {error}") from error
    if not added and not changed:
        raise RuleBroken("Everybody in this block is known already, and nothing about them is new.")
    return added, changed


def _match(line: RosterLine, keys: dict[str, int]) -> int | None:
    for text in (line.code, line.name, *line.aliases):
        if text and alias_key(text) in keys:
            return keys[alias_key(text)]
    return None


def _changes(line: RosterLine, person: PersonRow, keys: dict[str, int]) -> list[str]:
    changes = []
    if line.team and line.team.casefold() != (person.team or "").casefold():
        changes.append(f"team {line.team}")
    if line.role and line.role.casefold() != (person.role or "").casefold():
        changes.append(f"role {line.role}")
    if line.weekly_minutes is not None and line.weekly_minutes != person.weekly_minutes:
        changes.append(f"{hours_text(line.weekly_minutes)} h a week")
    if line.started_on is not None and person.started_on is None:
        changes.append(f"started {line.started_on:%Y-%m-%d}")
    changes += [f'also "{alias}"' for alias in line.aliases if alias_key(alias) not in keys]
    return changes


def _change(session: Session, person_id: int, line: RosterLine, today: dt.date) -> None:
    person = next(
        row for row in people(session, today, include_left=True, include_future=True) if row.id == person_id
    )
    terms = _changes(line, person, match_keys(session))
    if any(part.startswith(("team ", "role ")) or part.endswith(" h a week") for part in terms):
        moves.change_employment(
            session,
            person_id,
            starts_on=max(today, person.started_on or today),
            team=line.team or moves.KEEP,
            role=line.role or moves.KEEP,
            weekly_minutes=line.weekly_minutes if line.weekly_minutes is not None else moves.KEEP,
        )
    if line.started_on is not None and person.started_on is None:
        actions.change_person(session, person_id, started_on=line.started_on)
    for alias in line.aliases:
        actions.add_alias(session, person_id, alias)
