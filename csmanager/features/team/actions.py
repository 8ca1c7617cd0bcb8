"""What is done with people: adding, naming, merging, skills, lists. Where they stand: ``moves``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.team.carrying import carry
from csmanager.features.team.dates import parse_birthday
from csmanager.features.team.moves import KEEP, Keep, entry, get_person, periods
from csmanager.features.team.queries import KINDS, canonical_ids
from csmanager.features.team.rules import (
    LEVELS,
    AliasKind,
    Status,
    alias_key,
    clean_name,
    guess_alias_kind,
    next_code,
    require_minutes,
)
from csmanager.features.team.spellings import Spellings
from csmanager.features.team.tables import Employment, Person, PersonAlias, PersonSkill, Role, Skill, Team


def add_person(
    session: Session,
    *,
    name: str,
    today: dt.date,
    code: str | None = None,
    team: str | None = None,
    role: str | None = None,
    weekly_minutes: int | None = None,
    started_on: dt.date | None = None,
    aliases: Iterable[str] = (),
    email: str | None = None,
    phone: str | None = None,
    known: Spellings | None = None,
) -> int:
    """Add someone and return the id. Teams and roles by name, made when new; the next code when none is given.

    ``known``: every spelling, where many are added in one go. Without ``started_on`` the start is not known; team,
    role and hours then hold from ``today`` on.
    """
    require_minutes(weekly_minutes)
    person = Person(
        code=_free_code(session, code, None, known),
        name=clean_name(name),
        status=Status.ACTIVE,
        started_on=started_on,
        email=(email or "").strip() or None,
        phone=(phone or "").strip() or None,
        notes="",
    )
    session.add(person)
    session.flush()
    if known is not None:
        known.note_person(person.id, person.name, person.code)
    if (team or "").strip() or (role or "").strip() or weekly_minutes is not None:
        session.add(
            Employment(
                person_id=person.id,
                starts_on=started_on or today,
                team_id=known.entry(Team, team) if known else entry(session, Team, team),
                role_id=known.entry(Role, role) if known else entry(session, Role, role),
                weekly_minutes=weekly_minutes,
                reason="Start",
            )
        )
    for alias in aliases:
        add_alias(session, person.id, alias, known=known)
    session.flush()
    return person.id


def change_person(
    session: Session,
    person_id: int,
    *,
    name: str | Keep = KEEP,
    code: str | Keep = KEEP,
    email: str | Keep = KEEP,
    phone: str | Keep = KEEP,
    notes: str | Keep = KEEP,
    started_on: dt.date | Keep | None = KEEP,
    birthday: str | Keep = KEEP,
    no_dates: bool | Keep = KEEP,
) -> None:
    """Change facts about someone. A former name stays as an alias, so that older exports still find them."""
    person = get_person(session, person_id)
    if not isinstance(name, Keep):
        clean = clean_name(name)
        former = person.name
        person.name = clean
        if alias_key(former) != alias_key(clean):
            _drop_alias(session, person_id, alias_key(clean))
            session.flush()
            if _owner(session, alias_key(former), but=person_id) is None:
                _put_alias(session, person_id, AliasKind.NAME, former)
    if not isinstance(code, Keep):
        person.code = _free_code(session, code, person_id)
    if not isinstance(email, Keep):
        person.email = email.strip() or None
    if not isinstance(phone, Keep):
        person.phone = phone.strip() or None
    if not isinstance(notes, Keep):
        person.notes = notes.strip()
    if not isinstance(birthday, Keep):
        person.birthday = parse_birthday(birthday) or None
    if not isinstance(no_dates, Keep):
        person.no_dates = no_dates
    if not isinstance(started_on, Keep):
        _move_start(session, person, started_on)


def _move_start(session: Session, person: Person, started_on: dt.date | None) -> None:
    """The first employment starts with the person, unless a later change would be passed over."""
    if started_on is not None and person.left_on is not None and started_on > person.left_on:
        raise RuleBroken(f"{person.name} left on {saying.day(person.left_on)}; the start lies after that.")
    own = periods(session, person.id)
    if started_on is not None and own:
        first = own[0]
        if first.ends_on is not None and started_on > first.ends_on:
            raise RuleBroken(
                f"Team, role or hours of {person.name} changed on"
                f" {saying.day(first.ends_on + dt.timedelta(days=1))}; correct that first."
            )
        first.starts_on = started_on
    person.started_on = started_on


def _free_code(
    session: Session, code: str | None, person_id: int | None, known: Spellings | None = None
) -> str:
    if known is not None:
        return _free_known(session, (code or "").strip(), known)
    codes = dict(session.execute(sa.select(Person.code, Person.id)).all())
    clean = (code or "").strip()
    if not clean:
        return next_code(codes)
    taken = {alias_key(known): owner for known, owner in codes.items()}
    owner = taken.get(alias_key(clean))
    if owner is not None and owner != person_id:
        named = session.get(Person, owner)
        raise RuleBroken(f"The code {clean} belongs to {named.name if named else 'someone else'}.")
    return clean


def _free_known(session: Session, code: str, known: Spellings) -> str:
    owner = known.code_owner(code) if code else None
    if owner is not None:
        named = session.get(Person, owner)
        raise RuleBroken(f"The code {code} belongs to {named.name if named else 'someone else'}.")
    return code or known.next_code()


# spellings


def add_alias(
    session: Session,
    person_id: int,
    alias: str,
    kind: AliasKind | None = None,
    *,
    known: Spellings | None = None,
) -> int | None:
    """Another spelling of a person; its id, or None when it says nothing new. Raises RuleBroken when it is taken."""
    person = get_person(session, person_id)
    key = alias_key(alias)
    if not key:
        raise RuleBroken("Give a spelling.")
    owner = _owner(session, key, but=None) if known is None else known.owner(key)
    if owner == person_id:
        return None
    if owner is not None:
        named = session.get(Person, owner)
        raise RuleBroken(f'"{alias.strip()}" already means {named.name if named else "someone else"}.')
    if key in (alias_key(person.name), alias_key(person.code)):
        return None
    if known is not None:
        known.note_alias(person_id, key)
    return _put_alias(session, person_id, kind or guess_alias_kind(alias), alias)


def remove_alias(session: Session, alias_id: int) -> None:
    """Forget a spelling; contacts already imported stay where they are."""
    alias = session.get(PersonAlias, alias_id)
    if alias is None:
        raise RuleBroken("This spelling is not in the store any more.")
    session.delete(alias)


def _put_alias(session: Session, person_id: int, kind: AliasKind, alias: str) -> int:
    made = PersonAlias(person_id=person_id, kind=kind, alias=alias.strip(), key=alias_key(alias))
    session.add(made)
    session.flush()
    return int(made.id)


def _drop_alias(session: Session, person_id: int, key: str) -> None:
    query = sa.select(PersonAlias).where(PersonAlias.person_id == person_id, PersonAlias.key == key)
    for alias in session.scalars(query):
        session.delete(alias)


def _owner(session: Session, key: str, *, but: int | None) -> int | None:
    """Whose alias or code ``key`` is, or whose name; ``but`` is passed over."""
    owner = session.scalar(sa.select(PersonAlias.person_id).where(PersonAlias.key == key))
    if owner is not None:
        return owner
    canonical = canonical_ids(session)
    for person_id, name, code in session.execute(sa.select(Person.id, Person.name, Person.code)):
        if key in (alias_key(name), alias_key(code)) and canonical[person_id] != but:
            return canonical[person_id]
    return None


# merging


def merge(session: Session, keep_id: int, merged_id: int) -> None:
    """Two records are one person: the first counts from now on, the second stays as what was imported for it.

    Spellings, also the second name and code, skills, and facts the first does not have move over.
    """
    if keep_id == merged_id:
        raise RuleBroken("A person cannot be merged with themselves.")
    keep = session.get(Person, keep_id)
    merged = session.get(Person, merged_id)
    if keep is None or merged is None:
        raise RuleBroken("This person is not in the store any more.")
    if merged.merged_into_id is not None:
        raise RuleBroken(f"{merged.name} was merged into another person already.")
    if canonical_ids(session)[keep_id] == merged_id:
        raise RuleBroken(
            f"{keep.name} was merged into {merged.name}; the other way round would go in a circle."
        )
    if keep.merged_into_id is not None:
        raise RuleBroken(f"{keep.name} was merged into another person; merge with that one.")
    merged.merged_into_id = keep_id
    for alias in session.scalars(sa.select(PersonAlias).where(PersonAlias.person_id == merged_id)).all():
        alias.person_id = keep_id
    session.flush()
    known = set(session.scalars(sa.select(PersonAlias.key))) | {alias_key(keep.name), alias_key(keep.code)}
    for kind, text in ((AliasKind.NAME, merged.name), (AliasKind.CODE, merged.code)):
        if alias_key(text) not in known:
            _put_alias(session, keep_id, kind, text)
    _move_skills(session, keep_id, merged_id)
    carry(session, keep_id, merged_id)
    own = periods(session, keep_id)
    if not own:
        for period in periods(session, merged_id):
            period.person_id = keep_id
    keep.email = keep.email or merged.email
    keep.phone = keep.phone or merged.phone
    if keep.started_on is None or (merged.started_on is not None and merged.started_on < keep.started_on):
        keep.started_on = merged.started_on
    if merged.notes:
        keep.notes = f"{keep.notes}\n{merged.notes}".strip()


def _move_skills(session: Session, keep_id: int, merged_id: int) -> None:
    has = set(session.scalars(sa.select(PersonSkill.skill_id).where(PersonSkill.person_id == keep_id)))
    for skill in session.scalars(sa.select(PersonSkill).where(PersonSkill.person_id == merged_id)).all():
        if skill.skill_id not in has:
            skill.person_id = keep_id


# skills and lists


def set_skill(
    session: Session, person_id: int, skill: str, level: int | None, *, today: dt.date, evidence: str
) -> None:
    """How good someone is at something, 1 to 5, judged today by ``evidence``; None takes the skill away.

    The skill is made when it is new. Raises RuleBroken without evidence.
    """
    from csmanager.features.skills.actions import judge  # late: skills stand on people

    get_person(session, person_id)
    skill_id = entry(session, Skill, skill)
    if skill_id is None:
        raise RuleBroken("Name the skill.")
    if level is not None and level not in LEVELS:
        raise RuleBroken("A level is a number from 1 to 5.")
    judge(session, person_id=person_id, skill_id=skill_id, level=level or 0, text=evidence, today=today)


def add_entry(session: Session, kind: str, name: str) -> int:
    """A new team, role or skill. Raises RuleBroken when the name is taken."""
    clean = clean_name(name)
    _require_free(session, kind, clean, None)
    made = KINDS[kind](name=clean)
    session.add(made)
    session.flush()
    return int(made.id)


def rename_entry(session: Session, kind: str, entry_id: int, name: str) -> None:
    """Another name for a team, role or skill; everyone who has it keeps it."""
    clean = clean_name(name)
    _require_free(session, kind, clean, entry_id)
    known = session.get(KINDS[kind], entry_id)
    if known is None:
        raise RuleBroken(f"This {kind} is not in the store any more.")
    known.name = clean


def _require_free(session: Session, kind: str, name: str, entry_id: int | None) -> None:
    table = KINDS[kind]
    for known_id, known in session.execute(sa.select(table.id, table.name)):
        if known.casefold() == name.casefold() and known_id != entry_id:
            raise RuleBroken(f"There is a {kind} called {known} already.")
