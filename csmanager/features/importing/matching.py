"""Who of the file is who of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.importing.nearness import likeliest_first, suggestions
from csmanager.features.importing.rules import Question
from csmanager.features.importing.staging import StagedPerson
from csmanager.features.team.queries import canonical_ids, match_keys
from csmanager.features.team.rules import alias_key
from csmanager.features.team.tables import Person

__all__ = ["CREATE", "IGNORE", "People", "likeliest_first", "match", "match_roster"]

CREATE, IGNORE = "create", "ignore"
_SHOWN = 5  # people a question names
_SURE = 90.0  # of 100: a name of a staff list that is so near to somebody's is asked about


@dataclass(slots=True)
class People:
    """``known``: local number to person id. ``create`` and ``ignore`` were decided, ``ask`` not.

    ``near``: local number of those asked for -> who of the team they may be.
    """

    known: dict[int, int] = field(default_factory=dict)
    spellings: list[tuple[int, str]] = field(default_factory=list)  # person id, spelling to remember
    create: list[StagedPerson] = field(default_factory=list)
    ignore: list[StagedPerson] = field(default_factory=list)
    ask: list[StagedPerson] = field(default_factory=list)
    near: dict[int, list[str]] = field(default_factory=dict)

    def question(self) -> Question | None:
        """What to ask about the people nobody knows."""
        if not self.ask:
            return None
        names = tuple(person.name for person in self.ask)
        who = "This person is" if len(names) == 1 else "These people are"
        hints = [
            f"{person.name} is {' or '.join(self.near[person.local])}"
            for person in self.ask
            if self.near.get(person.local)
        ]
        hint = f" Perhaps {_listed(hints, '; ')}." if hints else ""
        return Question(
            "people", f"{who} not on the team: {_listed(list(names), ', ')}.{hint}", (CREATE, IGNORE), names
        )


def _listed(texts: list[str], mark: str) -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return mark.join(texts[:_SHOWN]) + more


def match(session: Session, found: list[StagedPerson], answers: dict[str, str]) -> People:
    """Match by name, code or any spelling; then by the answers ``people`` and ``person.NAME``.

    A store without anybody creates everybody. Raises RuleBroken for an answer that names nobody.
    """
    keys = match_keys(session)
    single, for_all = _answered(session, answers)
    people = People()
    for person in found:
        person_id = next((keys[key] for key in _keys(person) if key in keys), None)
        _place(people, person, person_id, single.get(person.key, ""), for_all, keys)
    _look_near(session, people)
    return people


def match_roster(session: Session, found: list[StagedPerson], answers: dict[str, str]) -> People:
    """Match the people of a staff list, who are on the team by standing on it.

    A code, mail or login goes before a name. Asked about is only who may be somebody else than it looks: a name very
    near to somebody's who is not in the list, or a name and a code that mean two people.
    """
    keys = match_keys(session)
    single, for_all = _answered(session, answers)
    people = People()
    unknown: list[StagedPerson] = []
    for person in found:
        owners = list(dict.fromkeys(keys[key] for key in reversed(_keys(person)) if key in keys))
        answer = single.get(person.key, "")
        if len(owners) > 1 and not answer:
            people.ask.append(person)
        elif owners and answer != CREATE:
            _place(people, person, owners[0], "", "", keys)
        elif answer:
            _place(people, person, None, answer, for_all, keys)
        else:
            unknown.append(person)
    taken = set(people.known.values())
    canonical = canonical_ids(session)
    free = [
        name
        for person_id, name in session.execute(sa.select(Person.id, Person.name))
        if canonical[person_id] == person_id and person_id not in taken
    ]
    for person in unknown:
        near = () if _is_numbered(person) else suggestions(person.name, free, sure=_SURE)
        if near and for_all not in (CREATE, IGNORE):
            people.ask.append(person)
        else:
            _place(people, person, None, "", for_all or CREATE, keys)
    _look_near(session, people)
    return people


def _is_numbered(person: StagedPerson) -> bool:
    """Whether somebody of a list without names is called by the staff number."""
    return person.key in {alias_key(numbered(text)) for kind, text in person.aliases if kind == "code"}


def numbered(code: str) -> str:
    """What somebody is called of whom only the staff number is known."""
    return f"No. {code}"


def _keys(person: StagedPerson) -> list[str]:
    """The spellings of a person of the file; of a staff list the name comes first and the surest last."""
    return [person.key, *(alias_key(text) for _, text in person.aliases)]


def _answered(session: Session, answers: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The answer for each name, and the one for everybody else."""
    single = {
        alias_key(name.partition(".")[2]): answer
        for name, answer in answers.items()
        if name.startswith("person.")
    }
    for_all = answers.get("people", "")
    if for_all not in ("", CREATE, IGNORE):
        raise RuleBroken(f"The answer people={for_all} is not known; it is create or ignore.")
    if not for_all and session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0:
        for_all = CREATE
    return single, for_all


def _place(
    people: People,
    person: StagedPerson,
    person_id: int | None,
    answer: str,
    for_all: str,
    keys: Mapping[str, int],
) -> None:
    """Put somebody where the store or the answers say."""
    if person_id is None and answer not in ("", CREATE, IGNORE):
        person_id = keys.get(alias_key(answer))
        if person_id is None:
            raise RuleBroken(f"{answer} is not on the team, so {person.name} cannot be taken for them.")
    if person_id is not None:
        people.known[person.local] = person_id
        people.spellings += [
            (person_id, text)
            for text in ("" if _is_numbered(person) else person.name, *(text for _, text in person.aliases))
            if text and alias_key(text) not in keys
        ]
        return
    target = {CREATE: people.create, IGNORE: people.ignore}.get(answer or for_all, people.ask)
    target.append(person)


def _look_near(session: Session, people: People) -> None:
    """Who those that are asked for may be."""
    if not people.ask:
        return
    team: Sequence[str] = session.scalars(sa.select(Person.name).where(Person.merged_into_id.is_(None))).all()
    people.near = {person.local: suggestions(person.name, team) for person in people.ask}
