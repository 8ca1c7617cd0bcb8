"""Staff lists: people are added and brought up to date through the actions of the team.

Somebody is known by code, mail, login or extension, then by name (``matching.match_roster``). What the list leaves
blank stays as it is. Team, role and hours of somebody known change from the day of the import on. A last day, or a
status that says somebody left with a last day beside it, ends the employment; nobody comes back by a list. A status
such as "on leave" is kept, and the manager whom the team knows becomes the reporting line.
"""

from __future__ import annotations

import json
import re
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.importing import figures
from csmanager.features.importing.matching import numbered
from csmanager.features.importing.staging import StagedPerson
from csmanager.features.importing.taking import records
from csmanager.features.importing.taking.model import Context, RecordRow, Taking
from csmanager.features.importing.taking.records import Aside, Record
from csmanager.features.team import actions, moves
from csmanager.features.team.org.actions import set_manager
from csmanager.features.team.org.queries import managers_on
from csmanager.features.team.queries import PersonRow, match_keys, people
from csmanager.features.team.rules import AliasKind, Status, alias_key
from csmanager.features.team.spellings import Spellings
from csmanager.features.team.tables import Person, PersonAlias

_LEFT = (
    "left",
    "leaver",
    "terminated",
    "inactive",
    "former",
    "resigned",
    "quit",
    "ausgeschieden",
    "ehemalig",
    "parti",
)
_ON_LEAVE = re.compile(
    r"\b(on leave|leave of absence|loa|parental leave|maternity|paternity|sabbatical|elternzeit|mutterschutz|beurlaubt"
    r"|en conge|conge parental|excedencia|baja maternal|licenca|in congedo|verlof)\b"
)
_AT_WORK = re.compile(r"active|employed|working|aktiv|actif|active employee|activo|ativo|attivo|actief")
_ALIASES = (("login", AliasKind.LOGIN), ("extension", AliasKind.EXTENSION), ("email", AliasKind.EMAIL))


def found_in(listed: list[Record]) -> list[StagedPerson]:
    """Everybody the list names, numbered by record; the surest spelling last."""
    found = []
    for record in listed:
        name = called(record)
        if not name:
            continue
        texts = [(kind.value, records.text(record.values, key)) for key, kind in _ALIASES]
        texts.append((AliasKind.CODE.value, records.text(record.values, "code")))
        aliases = tuple((kind, text) for kind, text in texts if text)
        team = records.text(record.values, "team") or None
        found.append(StagedPerson(record.id, name, alias_key(name), aliases, team, 1))
    return found


def called(record: Record) -> str:
    """The name somebody goes by: the one the list gives, else the staff number."""
    code = records.text(record.values, "code")
    return name_of(record) or (numbered(code) if code else "")


def name_of(record: Record) -> str:
    """The whole name a record gives, the given name first."""
    values = record.values
    parts = [records.text(values, key) for key in ("first_name", "last_name")]
    name = records.text(values, "name") or " ".join(part for part in parts if part)
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma and "," not in first else name


def take(session: Session, listed: list[Record], context: Context) -> Taking:
    """Add and change people; a refusal sets its row aside."""
    told = Taking(tables=("person",))
    seen: dict[str, int] = {}
    undated = 0
    verdicts: dict[int, str] = {}
    new_codes = set(match_keys(session))
    rows = _rows(session, context)
    known = Spellings(session)
    for record in listed:
        name, values = called(record), record.values
        if not name:
            told.aside.append(Aside(record, "name", "gives no name"))
            continue
        if record.id in context.left_out:
            continue
        mark = alias_key(records.text(values, "code") or records.text(values, "email") or name)
        if mark in seen:
            told.aside.append(Aside(record, "name", f"is the same person as row {seen[mark]}"))
            continue
        seen[mark] = record.row_number
        person_id = context.links.get(record.id)
        known.begin()
        try:
            with session.begin_nested():
                if person_id is None:
                    person_id = _add(session, record, name, context, new_codes, known)
                    undated += _leave(session, record, person_id, context)
                    _away(session, record, person_id, context)
                    verdict = "new"
                else:
                    before = _image(session, person_id)
                    _change(session, record, name, rows.get(person_id), person_id, context, new_codes, known)
                    undated += _leave(session, record, person_id, context)
                    _away(session, record, person_id, context)
                    verdict = "same" if before == _image(session, person_id) else "changes"
        except RuleBroken as error:
            known.forget()
            told.aside.append(Aside(record, "", str(error).rstrip(".")))
            continue
        verdicts[person_id] = verdict
        told.new += verdict == "new"
        told.updated += verdict == "changes"
        told.same += verdict == "same"
        says = ", ".join(filter(None, (records.text(values, key) for key in ("code", "team", "role"))))
        started = records.date(values, "started_on")
        told.rows.append(RecordRow(record.row_number, record.sheet, started, name, says, verdict))
    _lines(session, listed, context, told, verdicts)
    if listed and not any(map(name_of, listed)):
        told.notes.append("The list gives no names; who is new is called by the staff number.")
    if undated:
        who = "1 person is" if undated == 1 else f"{undated:,} people are"
        told.notes.append(f"{who} marked as having left, but without a last day, and stay on the team.")
    told.figures = [figures.count("people", "People", told.new + told.updated + told.same)]
    teams = Counter(
        records.text(record.values, "team") for record in listed if records.text(record.values, "team")
    )
    if teams:
        told.figures.append(figures.count("teams", "Teams", len(teams), sum(teams.values())))
    gone = sum("left_on" in record.values for record in listed)
    if gone:
        told.figures.append(figures.count("left", "With a last day", gone))
    return told


def _rows(session: Session, context: Context) -> dict[int, PersonRow]:
    return {row.id: row for row in people(session, context.today, include_left=True, include_future=True)}


def _add(
    session: Session, record: Record, name: str, context: Context, taken: set[str], known: Spellings
) -> int:
    values = record.values
    aliases = []
    for key, _kind in _ALIASES:
        text = records.text(values, key)
        if text and alias_key(text) not in taken and alias_key(text) != alias_key(name):
            taken.add(alias_key(text))
            aliases.append(text)
    return actions.add_person(
        session,
        name=name,
        today=context.today,
        code=records.text(values, "code") or None,
        team=records.text(values, "team") or None,
        role=records.text(values, "role") or None,
        weekly_minutes=records.whole(values, "weekly_minutes"),
        started_on=records.date(values, "started_on"),
        aliases=aliases,
        email=records.text(values, "email") or None,
        phone=records.text(values, "phone") or None,
        known=known,
    )


def _change(
    session: Session,
    record: Record,
    name: str,
    row: PersonRow | None,
    person_id: int,
    context: Context,
    taken: set[str],
    known: Spellings,
) -> None:
    values, person = record.values, moves.get_person(session, person_id)
    code, email, phone = (records.text(values, key) for key in ("code", "email", "phone"))
    is_other = bool(code) and alias_key(code) != alias_key(person.code)
    if is_other or email != (person.email or "") or phone != (person.phone or ""):
        actions.change_person(
            session,
            person_id,
            code=code if is_other else moves.KEEP,
            email=email or moves.KEEP,
            phone=phone or moves.KEEP,
        )
        known.note_person(person_id, person.name, person.code)
    started = records.date(values, "started_on")
    if started is not None and started != person.started_on:
        actions.change_person(session, person_id, started_on=started)
    if person.status is not Status.LEFT:
        _terms(session, record, row, person, context)
    for text in (name_of(record), *(records.text(values, key) for key, _kind in _ALIASES)):
        if text and alias_key(text) not in taken:
            taken.add(alias_key(text))
            actions.add_alias(session, person_id, text, known=known)


def _terms(session: Session, record: Record, row: PersonRow | None, person: Person, context: Context) -> None:
    """Team, role and hours, where the list says others than hold now."""
    values = record.values
    team, role = records.text(values, "team"), records.text(values, "role")
    minutes = records.whole(values, "weekly_minutes")
    other = {
        key: value
        for key, value, has in (
            ("team", team, (row.team if row else None) or ""),
            ("role", role, (row.role if row else None) or ""),
        )
        if value and value.casefold() != has.casefold()
    }
    is_longer = minutes is not None and (row is None or minutes != row.weekly_minutes)
    if not other and not is_longer:
        return
    moves.change_employment(
        session,
        person.id,
        starts_on=max(context.today, person.started_on or context.today),
        team=other.get("team", moves.KEEP),
        role=other.get("role", moves.KEEP),
        weekly_minutes=minutes if is_longer else moves.KEEP,
        reason=f"As in {context.file}",
    )


def _leave(session: Session, record: Record, person_id: int, context: Context) -> int:
    """End the employment of who left; 1 for somebody who left on a day that is not said."""
    values = record.values
    last_day = records.date(values, "left_on")
    if last_day is None:
        status = records.text(values, "status").casefold()
        if not any(word in status for word in _LEFT):
            return 0
        return int(moves.get_person(session, person_id).left_on is None)
    person = moves.get_person(session, person_id)
    if person.left_on != last_day:
        reason = records.text(values, "leave_reason") or f"As in {context.file}"
        if person.status is Status.LEFT:
            raise RuleBroken(f"{person.name} left on {person.left_on:%Y-%m-%d}; correct that under Team")
        moves.leave(session, person_id, last_day=last_day, reason=reason, today=context.today)
    return 0


def _away(session: Session, record: Record, person_id: int, context: Context) -> None:
    """On leave, or back from it, where the list says so in its status; without a day of return."""
    status = records.text(record.values, "status").casefold()
    person = moves.get_person(session, person_id)
    if _ON_LEAVE.search(status) and person.status is Status.ACTIVE:
        moves.start_leave(session, person_id, today=context.today, reason=f"As in {context.file}")
    elif _AT_WORK.fullmatch(status) and person.status is Status.ON_LEAVE:
        moves.end_leave(session, person_id, today=context.today)


def _lines(
    session: Session, listed: list[Record], context: Context, told: Taking, verdicts: dict[int, str]
) -> None:
    """Reporting lines, once all are there; of somebody who has a manager the new one counts from the import on."""
    keys = match_keys(session)
    before = managers_on(session, context.today)
    unknown: Counter[str] = Counter()
    drawn = 0
    for record in listed:
        manager = records.text(record.values, "manager")
        person_id = keys.get(alias_key(records.text(record.values, "code") or name_of(record)))
        if not manager or person_id is None or person_id not in verdicts:
            continue
        manager_id = keys.get(alias_key(manager))
        if manager_id is None:
            unknown[manager] += 1
        if manager_id is None or manager_id == person_id:
            continue
        since = context.today if person_id in before else None
        try:
            with session.begin_nested():
                if not set_manager(session, person_id, manager_id, starts_on=since):
                    continue
        except RuleBroken as error:
            told.aside.append(Aside(record, "manager", str(error).rstrip(".")))
            continue
        drawn += 1
        if verdicts[person_id] == "same":
            verdicts[person_id] = "changes"
            told.same, told.updated = told.same - 1, told.updated + 1
    if drawn:
        told.notes.append(
            "1 reporting line is drawn." if drawn == 1 else f"{drawn:,} reporting lines are drawn."
        )
    if unknown:
        names = ", ".join(name for name, _count in unknown.most_common(3))
        told.notes.append(f"Managers who are not on the team are not kept: {names}.")


def _image(session: Session, person_id: int) -> str:
    """Everything of a person a list can change, to tell whether it did."""
    session.flush()
    person = moves.get_person(session, person_id)
    own = [
        (one.starts_on, one.ends_on, one.team_id, one.role_id, one.weekly_minutes)
        for one in moves.periods(session, person.id)
    ]
    aliases = sa.select(PersonAlias.key).where(PersonAlias.person_id == person.id).order_by(PersonAlias.id)
    facts = (person.code, person.name, person.email, person.phone, person.started_on, person.left_on)
    return json.dumps([facts, own, list(session.scalars(aliases))], default=str)
