"""Who of the file is who of the store, and which of its rows are there already."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportBatch
from csmanager.features.importing.convert import COLUMNS
from csmanager.features.importing.rules import Question
from csmanager.features.importing.staging import Staged, StagedPerson, open_scratch
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


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Rows of the file that are new, change a row of the store, or are there already just so."""

    new: int
    updated: int
    same: int
    days: tuple[int, ...]  # on which the rows to change lie now
    moved: int = 0  # rows that change when a contact came by more than a day
    clashes: int = 0  # of those, the ones that change the agent too

    def notes(self, kind: str) -> list[str]:
        """What to look at before rows of the store are changed, in words."""
        if not self.moved:
            return []
        one = kind.removesuffix("s")
        what = f"1 {one} is" if self.moved == 1 else f"{self.moved:,} {kind} are"
        agents = f", {self.clashes:,} of them with another agent" if self.clashes else ""
        return [
            f"{what} there already under the same number but more than a day apart{agents};"
            " if the numbers were given twice, undo this import."
        ]


def compare(store: Store, staged: Staged, people: People) -> Verdicts:
    """Find each row's verdict and note those that are there in the scratch database, as table ``matched``."""
    understood = staged.understanding
    with open_scratch(staged) as scratch:
        first, last = scratch.execute(f"SELECT min({_DAY}), max({_DAY}) FROM row").fetchone()
    pairs: list[tuple[int, int, int, int, int]] = []
    with store.read() as session:
        batches = session.scalars(
            sa.select(ImportBatch.id).where(ImportBatch.source == understood.source)
        ).all()
        if batches:
            pairs = _pairs(session, staged, people, list(batches), first, last)
    with open_scratch(staged) as scratch:
        scratch.execute("DROP TABLE IF EXISTS matched")
        scratch.execute(
            "CREATE TABLE matched (row_id INTEGER PRIMARY KEY, contact_id INTEGER, changed INTEGER)"
        )
        scratch.execute("BEGIN")
        scratch.executemany("INSERT OR IGNORE INTO matched VALUES (?, ?, ?)", (pair[:3] for pair in pairs))
        scratch.execute("COMMIT")
    changed = [pair for pair in pairs if pair[2]]
    return Verdicts(
        understood.rows_staged - len(pairs),
        len(changed),
        len(pairs) - len(changed),
        tuple(sorted({pair[3] for pair in changed})),
        sum(pair[4] > 0 for pair in changed),
        sum(pair[4] > 1 for pair in changed),
    )


_DAY = "coalesce(day, started / 86400)"
_COMPARED = tuple(
    name for name in COLUMNS if name not in ("external_id", "person", "topic", "channel", "day")
)


def _pairs(
    session: Session, staged: Staged, people: People, batches: list[int], first: int, last: int
) -> list[tuple[int, int, int, int, int]]:
    """(row, contact, 1 when a value differs, day now, move) for every row whose contact is in the store.

    ``move``: 1 when it changes the moment by more than a day, 2 when it changes the agent as well.
    """
    with open_scratch(staged) as scratch:
        scratch.execute("CREATE INDEX IF NOT EXISTS by_external ON row (external_id)")
        scratch.execute("DROP TABLE IF EXISTS link")
        scratch.execute("CREATE TABLE link (local INTEGER PRIMARY KEY, person_id INTEGER)")
        scratch.executemany("INSERT INTO link VALUES (?, ?)", people.known.items())
    differs = " OR ".join(f"c.{name} IS NOT r.{name}" for name in _COMPARED)
    connection = session.connection()
    raw = connection.connection.driver_connection
    connection.exec_driver_sql("ATTACH ? AS stage", (str(staged.scratch),))
    try:
        found = connection.exec_driver_sql(
            f"SELECT r.id, c.id, {differs} OR c.person_id IS NOT l.person_id"
            f" OR c.channel IS NOT coalesce(r.channel, {staged.understanding.channel})"
            " OR t.name IS NOT s.name, c.day, (abs(c.started - r.started) > 86400)"
            " * (1 + (r.person IS NOT NULL AND c.person_id IS NOT l.person_id))"
            " FROM contact c CROSS JOIN stage.row r ON r.external_id = c.external_id"
            " LEFT JOIN stage.link l ON l.local = r.person"
            " LEFT JOIN topic t ON t.id = c.topic_id LEFT JOIN stage.topic s ON s.id = r.topic"
            f" WHERE c.day BETWEEN {first - 1} AND {last + 1} AND c.batch_id IN ({', '.join(map(str, batches))})"
        ).all()
        return [
            (int(row), int(contact), int(bool(changed)), int(day), int(move or 0))
            for row, contact, changed, day, move in found
        ]
    finally:
        session.rollback()
        if raw is not None:
            raw.execute("DETACH stage")
