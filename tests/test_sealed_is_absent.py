"""What is sealed or private stands in no output: every such column of the schema is filled and every output read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager import catalogue
from csmanager.core import lifeline, sealing
from csmanager.core.feature import load
from csmanager.core.sealing import PrivateText, SealedText
from csmanager.core.store import Store
from csmanager.core.tables import Base, HistoryStep
from csmanager.exporting import export_all
from csmanager.features.team.queries import people
from tests.fixtures_sample import SAMPLE_LAST_DAY

WORD = "quokka"  # stands in every text that nobody may find
TOKEN = "sealed1:"


def columns() -> list[tuple[type[Any], str, bool]]:
    """(class, column, whether it is always sealed) of every text that is kept from others."""
    found = [
        (mapper.class_, column.name, isinstance(column.type, SealedText))
        for mapper in Base.registry.mappers
        for column in mapper.columns
        if isinstance(column.type, SealedText | PrivateText)
    ]
    return sorted(found, key=lambda one: (one[0].__tablename__, one[1]))


def fill(session: Session, *, private_sealed: bool) -> list[str]:
    """Write a text into each column of two rows; returns the tables that have none."""
    empty = []
    for kind, name, always in columns():
        rows = session.scalars(sa.select(kind).order_by(kind.id).limit(2)).all()
        if not rows:
            row = _make(session, kind)
            rows = [row] if row is not None else []
        for row in rows:
            about = sealing.place(kind.__tablename__, name, row.id)
            text = f"{WORD} {kind.__tablename__} {name}"
            setattr(row, name, sealing.seal(session, text, about) if always or private_sealed else text)
        if not rows:
            empty.append(kind.__tablename__)
    return empty


def _make(session: Session, kind: type[Any]) -> Any:
    """A row with whatever its columns need, for a table that the example leaves empty."""
    values: dict[str, Any] = {}
    for column in kind.__table__.columns:
        if column.primary_key:
            continue
        if column.foreign_keys and not column.nullable:
            other = next(iter(column.foreign_keys)).column
            values[column.name] = session.scalar(sa.select(other).order_by(other).limit(1))
            if values[column.name] is None:
                return None
        elif column.nullable:
            values[column.name] = None
        elif isinstance(column.type, SealedText | PrivateText):
            values[column.name] = ""
        else:
            values[column.name] = _some(column.type)
    row = kind(**values)
    session.add(row)
    session.flush()
    return row


def _some(kind: Any) -> Any:
    for values in (getattr(kind, "enum", None), getattr(kind, "choices", None), getattr(kind, "kind", None)):
        if values is not None:
            return next(iter(values))
    named = {"Day": SAMPLE_LAST_DAY, "Flag": False, "Integer": 1, "Float": 1.0, "BigInteger": 1}
    return named.get(type(kind).__name__, "some")


def found_in(text: str) -> list[str]:
    """Each place where a hidden text, or its token, stands in ``text``."""
    return re.findall(rf".{{0,60}}(?:{WORD}|{TOKEN}).{{0,40}}", text)


def outputs(store: Store, folder: Path, today: dt.date) -> Iterator[tuple[str, str]]:
    """(name, text) of everything the program says of itself without the passphrase."""
    export_all(store, folder / "everything")
    for path in sorted((folder / "everything").rglob("*.*")):
        yield f"export {path.name}", path.read_text(encoding="utf-8")
    yield from _workbooks(store, folder)
    with store.read() as session:
        persons = [row.id for row in people(session, today)]
        for feature in catalogue.FEATURES:
            if feature.find:
                for text in (WORD, WORD[:3], "talk", "a"):
                    yield f"find {feature.key}", repr(load(feature.find)(session, text, 50))
            if feature.todo:
                yield f"Today {feature.key}", repr(load(feature.todo)(session, today))
            for person in persons:
                if feature.timeline:
                    moments = load(feature.timeline)(session, person, dt.date(2000, 1, 1), today)
                    yield f"timeline {feature.key}", "\n".join(f"{one.text} {one.detail}" for one in moments)
                if feature.kiosk:
                    yield f"kiosk {feature.key}", repr(load(feature.kiosk)(session, person, today))
        for step in session.scalars(sa.select(HistoryStep.id).order_by(HistoryStep.id.desc()).limit(3)):
            if step:
                yield "history", repr(lifeline.touched(session, step))
        for label in session.scalars(sa.select(HistoryStep.label)):
            yield "label", label


def _workbooks(store: Store, folder: Path) -> Iterator[tuple[str, str]]:
    from csmanager.features.reports.actions import write_workbook
    from csmanager.features.reviews.periods import parse_period

    made = write_workbook(
        store, parse_period("2026-03", SAMPLE_LAST_DAY), folder / "report.xlsx", made_at=store.clock()
    )
    assert is_zipfile(made.path)
    with ZipFile(made.path) as book:
        for name in book.namelist():
            yield f"workbook {name}", book.read(name).decode("utf-8", "replace")


@pytest.mark.parametrize("private_sealed", [False, True], ids=["plain private notes", "sealed private notes"])
def test_nothing_sealed_or_private_stands_in_any_output(
    sample_store: Store, tmp_path: Path, private_sealed: bool
) -> None:
    lock, _ = sealing.make("three quiet words")
    sample_store.keep_aside(sealing.keep_first, lock)
    empty: list[str] = []
    sample_store.do("Fill", lambda session: empty.extend(fill(session, private_sealed=private_sealed)))
    assert not empty, "no row to try it with"
    wrong = [
        f"{name}: {places[0]}"
        for name, text in outputs(sample_store, tmp_path, SAMPLE_LAST_DAY)
        if (places := found_in(text)) and (private_sealed or name != "history")  # the manager reads it
    ]
    assert not wrong, "\n".join(wrong)
