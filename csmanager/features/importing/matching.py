"""Who of the file is who of the store."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.importing.rules import Question
from csmanager.features.importing.staging import StagedPerson
from csmanager.features.team.queries import match_keys
from csmanager.features.team.rules import alias_key
from csmanager.features.team.tables import Person

CREATE, IGNORE = "create", "ignore"
_NEAR = 0.6  # below that two names have little in common


@dataclass(slots=True)
class People:
    """``known``: local number to person id. ``create`` and ``ignore`` were decided, ``ask`` not."""

    known: dict[int, int] = field(default_factory=dict)
    spellings: list[tuple[int, str]] = field(default_factory=list)  # person id, spelling to remember
    create: list[StagedPerson] = field(default_factory=list)
    ignore: list[StagedPerson] = field(default_factory=list)
    ask: list[StagedPerson] = field(default_factory=list)

    def question(self) -> Question | None:
        """What to ask about the people nobody knows."""
        if not self.ask:
            return None
        names = tuple(person.name for person in self.ask)
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        who = "This person is" if len(names) == 1 else "These people are"
        return Question("people", f"{who} not on the team: {shown}.", (CREATE, IGNORE), names)


def match(session: Session, found: list[StagedPerson], answers: dict[str, str]) -> People:
    """Match by name, code or any spelling; then by the answers ``people`` and ``person.NAME``.

    A store without anybody creates everybody. Raises RuleBroken for an answer that names nobody.
    """
    keys = match_keys(session)
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
    people = People()
    for person in found:
        person_id = next(
            (
                keys[key]
                for key in (person.key, *(alias_key(text) for _, text in person.aliases))
                if key in keys
            ),
            None,
        )
        answer = single.get(person.key, "")
        if person_id is None and answer not in ("", CREATE, IGNORE):
            person_id = keys.get(alias_key(answer))
            if person_id is None:
                raise RuleBroken(f"{answer} is not on the team, so {person.name} cannot be taken for them.")
        if person_id is not None:
            people.known[person.local] = person_id
            people.spellings += [
                (person_id, text)
                for text in (person.name, *(text for _, text in person.aliases))
                if alias_key(text) not in keys
            ]
            continue
        decided = answer or for_all
        target = {CREATE: people.create, IGNORE: people.ignore}.get(decided, people.ask)
        target.append(person)
    return people


def likeliest_first(name: str, team: Sequence[str]) -> list[str]:
    """``team`` with those first whose names are nearest to ``name``; nobody is taken for anybody by that."""
    wanted = set(alias_key(name).split())

    def nearness(other: str) -> float:
        key = alias_key(other)
        shared = len(wanted & set(key.split()))
        return shared + difflib.SequenceMatcher(None, alias_key(name), key).ratio()

    return sorted(
        team, key=lambda other: (-nearness(other) if nearness(other) > _NEAR else 0.0, other.casefold())
    )
