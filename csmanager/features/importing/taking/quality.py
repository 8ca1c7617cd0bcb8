"""Graded contacts: columns of a sheet become the items of a scorecard, its rows evaluations with marks.

A grade is named by the contact it judges, the grader and the person; without a contact by person, day and grader. A
sheet whose items the newest version of its scorecard has already uses that version; other items make a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.importing import figures
from csmanager.features.importing.figures import FigureRow
from csmanager.features.importing.taking import records
from csmanager.features.importing.taking.model import BulkKind, Context, Made, Table
from csmanager.features.importing.taking.records import Aside, Record
from csmanager.features.quality.tables import Scorecard, ScorecardItem

TABLE = Table(
    "evaluation",
    ("scorecard_id", "person_id", "day", "reference", "grader", "share", "critical_missed", "comment"),
    lambda row: (row["reference"] or row["day"], row["grader"], row["person_id"]),
    lambda row: bool(row["reference"]),
    ("day", "day"),
)

Item = tuple[str, str]  # section and text


@dataclass(slots=True)
class _Card:
    """A scorecard as the file shows it: each item with its levels and whether it is critical."""

    items: dict[Item, list[Any]] = field(default_factory=dict)
    ids: dict[Item, int] = field(default_factory=dict)
    id: int = 0


def build(session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Grades; their scorecards are found or made first."""
    cards = _cards(found)
    for name, card in cards.items():
        _settle(session, name or Path(context.file).stem.replace("_", " "), card, is_named=bool(name))
    for record in found:
        values = record.values
        day = records.day(values, "day")
        if day is None:
            yield Aside(record, "day", "says no day")
            continue
        if context.person(values) is None:
            yield Aside(record, "person", "names nobody")
            continue
        share = records.number(values, "share")
        if share is not None and not 0 <= share <= 1:
            yield Aside(record, "share", f"has a score of {share * 100:.0f} %")
            continue
        card = cards[records.text(values, "card")]
        marks = {
            card.ids[_item(mark)]: None if mark.get("share") is None else float(mark["share"])
            for mark in values.get("marks", ())
        }
        missed = records.whole(values, "critical_missed") or 0
        row = {
            "scorecard_id": card.id, "person_id": context.person(values), "day": day,
            "reference": records.text(values, "reference"), "grader": records.text(values, "grader"), "share": share,
            "critical_missed": missed, "comment": records.lines(values, "comment"),
        }  # fmt: skip
        shown = "no score" if share is None else f"{share * 100:.0f} %"
        yield Made(record, TABLE, row, marks, says=f"{shown}, {len(marks)} items" if marks else shown)


def _cards(found: list[Record]) -> dict[str, _Card]:
    cards: dict[str, _Card] = {}
    for record in found:
        card = cards.setdefault(records.text(record.values, "card"), _Card())
        for mark in record.values.get("marks", ()):
            levels, critical = int(mark.get("levels") or 2), bool(mark.get("critical"))
            known = card.items.setdefault(_item(mark), [levels, critical])
            known[0], known[1] = max(known[0], levels), known[1] or critical
    return cards


def _item(mark: dict[str, Any]) -> Item:
    return " ".join(str(mark.get("section") or "").split()), " ".join(str(mark["item"]).split())


def _settle(session: Session, name: str, card: _Card, *, is_named: bool) -> None:
    """Find the version of the scorecard that has the items, or add one."""
    newest: dict[str, Scorecard] = {}
    for known in session.scalars(sa.select(Scorecard).order_by(Scorecard.version)):
        newest[known.name] = known
    wanted = set(card.items)
    candidates = [newest[name]] if name in newest else [] if is_named else list(newest.values())
    for one in candidates:
        ids = {
            (section, text): number
            for number, section, text in session.execute(
                sa.select(ScorecardItem.id, ScorecardItem.section, ScorecardItem.text).where(
                    ScorecardItem.scorecard_id == one.id
                )
            )
        }
        if wanted <= set(ids) and (wanted or one.name == name):
            card.id, card.ids = one.id, ids
            return
    version = newest[name].version + 1 if name in newest else 1
    made = Scorecard(name=name, version=version)
    session.add(made)
    session.flush()
    card.id = made.id
    for position, ((section, text), (levels, critical)) in enumerate(card.items.items(), 1):
        item = ScorecardItem(
            scorecard_id=made.id,
            position=position,
            section=section,
            text=text,
            levels=max(2, levels),
            critical=critical,
        )
        session.add(item)
        session.flush()
        card.ids[section, text] = item.id


def _figures(made: list[Made]) -> list[FigureRow]:
    rows = [one.values for one in made]
    missed = sum(row["critical_missed"] > 0 for row in rows)
    sum(row["critical_missed"] > 0 for row in rows)
    scores = [None if row["share"] is None else row["share"] * 100 for row in rows]
    found = [
        figures.count("grades", "Graded contacts", len(rows)),
        *figures.mean("score", "Mean score", scores, "percent", "{:.1f}", " %"),
        *(figures.share("critical", "With a critical item missed", missed, len(rows)) if missed else ()),
    ]
    items = {item for one in made for item in one.marks}
    return [*found, figures.count("items", "Items of the scorecard", len(items))] if items else found


KIND = BulkKind("grade", "grades", build, _figures, needs_person=True)
