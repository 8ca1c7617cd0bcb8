"""Recognition as it is shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, Moment
from csmanager.core.paths import data_dir
from csmanager.features.handbook.following.clausebook import clause_book
from csmanager.features.recognition.rules import GIVER_WORDS, Giver
from csmanager.features.recognition.tables import Recognition, ShopValue
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person
from csmanager.papers.merge import fill


@dataclass(frozen=True, slots=True)
class RecognitionRow:
    """One word of thanks. ``tied``: the value and the clause it shows, in words."""

    id: int
    person_id: int
    person: str
    giver: Giver
    giver_name: str
    on_day: dt.date
    text: str
    value_id: int | None
    value: str
    clause: str
    is_public: bool
    reward: str

    @property
    def tied(self) -> str:
        """What it shows."""
        return " · ".join(part for part in (self.value, self.clause) if part)

    @property
    def by(self) -> str:
        """Who said it."""
        word = GIVER_WORDS[self.giver]
        return f"{self.giver_name} ({word.lower()})" if self.giver_name else word


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value, and how often it was seen in a year."""

    id: int
    name: str
    meaning: str
    seen: int

    @property
    def shown(self) -> str:
        """Its meaning as a sentence begins."""
        return self.meaning[:1].upper() + self.meaning[1:]


def recognitions(session: Session, *, person_id: int | None = None) -> list[RecognitionRow]:
    """All recognition, newest first."""
    canonical = canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    words = dict(session.execute(sa.select(ShopValue.id, ShopValue.name)).all())
    rows = []
    for one in session.scalars(sa.select(Recognition).where(Recognition.trashed_on.is_(None))):
        whom = canonical.get(one.person_id, one.person_id)
        if person_id is not None and whom != canonical.get(person_id, person_id):
            continue
        rows.append(
            RecognitionRow(
                one.id,
                whom,
                names.get(whom, ""),
                one.giver,
                one.giver_name,
                one.on_day,
                one.text,
                one.value_id,
                words.get(one.value_id, "") if one.value_id is not None else "",
                one.clause,
                one.is_public,
                one.reward,
            )
        )
    return sorted(rows, key=lambda row: (-row.on_day.toordinal(), -row.id))


def values(session: Session, today: dt.date) -> list[ValueRow]:
    """What the shop values, in its order."""
    since = today - dt.timedelta(days=365)
    seen = Counter(
        session.scalars(
            sa.select(Recognition.value_id).where(
                Recognition.trashed_on.is_(None), Recognition.on_day > since
            )
        )
    )
    rows = session.scalars(
        sa.select(ShopValue).where(ShopValue.trashed_on.is_(None)).order_by(ShopValue.position, ShopValue.id)
    )
    return [ValueRow(row.id, row.name, row.meaning, seen[row.id]) for row in rows]


def card(row: RecognitionRow, shop: str, day: str) -> str:
    """A card of thanks, as Markdown."""
    text = (data_dir("resources") / "text" / "recognition" / "card.md").read_text("utf-8")
    by = "" if row.giver is Giver.MANAGER else row.by
    values = {"person": row.person, "shop": shop, "day": day, "text": row.text, "tied": row.tied, "by": by}
    return fill(text, values)


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Recognition by the person and the words."""
    words = text.casefold().split()
    return [
        Found("talks", f"recognition:thanks/{row.id}", row.text, f"Recognition of {row.person}")
        for row in (recognitions(session) if words else [])
        if all(word in f"{row.text} {row.person}".casefold() for word in words)
    ][:limit]


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each word of thanks; what is public is open."""
    rows = session.scalars(
        sa.select(Recognition).where(
            Recognition.person_id.in_(ids_of(session, person_id)),
            Recognition.trashed_on.is_(None),
            Recognition.on_day.between(since, until),
        )
    )
    return [
        Moment(
            row.on_day,
            "Recognition",
            row.text,
            GIVER_WORDS[row.giver] + (f": {row.giver_name}" if row.giver_name else ""),
            "talks",
            f"recognition:thanks/{row.id}",
            "open" if row.is_public else "manager",
        )
        for row in rows
    ]


def clauses(session: Session) -> list[str]:
    """The clauses of policies in force, as they are offered to be tied to."""
    return [
        f"{entry.code} {clause.heading}"
        for entry in clause_book(session).values()
        for clause in entry.clauses
        if clause.heading
    ]
