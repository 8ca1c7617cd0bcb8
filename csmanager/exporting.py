"""Everything in a store as files anyone can read: one CSV a table, one Markdown file a policy.

Instants are written in UTC (2026-03-31T09:00:00Z), days as 2026-03-31, yes and no as 1 and 0. An empty field
means "not known"; an empty text is written as a single '. Text that a spreadsheet might run gets a ' before it.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import lifeline
from csmanager.core.errors import Refused
from csmanager.core.files import PREFIX
from csmanager.core.recorder import dump_image, load_image
from csmanager.core.sealing import PrivateText, SealedText
from csmanager.core.store import Store
from csmanager.core.tables import Base, HistoryRow

_RUNS = ("=", "+", "-", "@", "'", "\t", "\r")  # first characters that a spreadsheet may take for a formula
_AT_ONCE = 2_000  # rows
_HIDDEN = "(sealed)"

_READ_ME = """\
Everything in the store {name}, written on {day}.

tables/     one CSV file a table, UTF-8, comma, first row the names of the columns.
            Instants are in UTC, days are dates, durations whole milliseconds, an empty field is "not known".
            A text that begins with = + - @ ' or a tab has one ' before it, so that no spreadsheet runs it,
            and an empty text is a single '. To get the text back, take one ' off the front.
            Bytes are written in hexadecimal.
policies/   one Markdown file a policy: the text in force, or the draft where none is in force yet.
            earlier/ holds the versions before.

Not written: figures the program works out from the contacts, the rows of imports that were undone,
the hashes of PINs, and what is sealed: records that are sealed as a whole, and private and sealed notes,
for which "(sealed)" is written.
"""


def plain(value: object) -> str:
    """One value as a field of the CSV."""
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return f"'{value}" if not value or value.startswith(_RUNS) else value
    return str(value)


def unquoted(field: str) -> str | None:
    """The text that ``plain`` wrote; None for an empty field."""
    return None if not field else field[1:] if field.startswith("'") else field


def export_all(store: Store, folder: Path) -> int:
    """Write everything into ``folder``, which is new or empty; returns the number of files.

    The files are made in a folder beside it and put in place at the end, so that none is ever half there.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there already and not empty; choose a new folder.")
    if not folder.parent.is_dir():
        raise Refused(f"The folder {folder.parent} does not exist.")
    try:
        work = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder.parent))
    except OSError as error:
        raise Refused(
            f"The folder {folder.parent} cannot be written to: {error.strerror or error}."
        ) from error
    try:
        with store.read() as session:
            count = _write_tables(session, work / "tables") + _write_policies(session, work / "policies")
        text = _READ_ME.format(name=store.path.name, day=f"{store.clock():%Y-%m-%d}")
        (work / "READ ME.txt").write_text(text, encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        work.replace(folder)
        return count + 1
    except OSError as error:
        raise Refused(f"{folder} could not be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_tables(session: Session, folder: Path) -> int:
    folder.mkdir()
    count = 0
    left_out = {
        m.local_table
        for m in Base.registry.mappers
        if any(getattr(m.class_, mark, False) for mark in ("__derived__", "__secret__", "__sealed__"))
    }
    for name, table in sorted(Base.metadata.tables.items()):
        if table in left_out or name.endswith("_shadow"):
            continue
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in table.columns])
            query = sa.select(*table.columns).order_by(*table.primary_key.columns)
            is_history = table is HistoryRow.__table__
            if is_history:
                query = query.where(HistoryRow.table_name.not_in(lifeline.sealed_tables()))
            found = session.execute(query.execution_options(yield_per=_AT_ONCE))
            writers = [_writer(column) for column in table.columns]
            for rows in found.partitions():
                shown = [_without_private(row) for row in rows] if is_history else rows
                writer.writerows([[w(v) for w, v in zip(writers, row, strict=True)] for row in shown])
        count += 1
    return count


def _writer(column: sa.Column[Any]) -> Callable[[object], str]:
    """Numbers need no care; everything else goes through ``plain``."""
    if type(column.type) in (sa.Integer, sa.BigInteger):
        return lambda value: "" if value is None else str(value)
    if isinstance(column.type, SealedText | PrivateText):
        return lambda value: _HIDDEN if value else plain(value)
    return plain


def _without_private(row: sa.Row[Any]) -> tuple[Any, ...]:
    """A row of the history whose images keep private and sealed texts to themselves."""
    hidden = _hidden_columns().get(row.table_name)
    if not hidden:
        return tuple(row)
    return tuple(
        _cleaned(value, hidden) if name in ("before", "after") and value else value
        for name, value in row._mapping.items()
    )


def _cleaned(image: str, hidden: frozenset[str]) -> str:
    fields = load_image(image) or {}
    return (
        dump_image({name: _HIDDEN if name in hidden and value else value for name, value in fields.items()})
        or ""
    )


@cache
def _hidden_columns() -> dict[str, frozenset[str]]:
    """The private and sealed columns of each table that has some."""
    found = {
        name: frozenset(one.name for one in table.columns if isinstance(one.type, SealedText | PrivateText))
        for name, table in Base.metadata.tables.items()
    }
    return {name: columns for name, columns in found.items() if columns}


def _write_policies(session: Session, folder: Path) -> int:
    from csmanager.features.handbook.rules import VersionState
    from csmanager.features.handbook.tables import Policy, PolicyVersion

    folder.mkdir()
    count = 0
    for policy in session.scalars(sa.select(Policy).order_by(Policy.code)):
        query = (
            sa.select(PolicyVersion)
            .where(PolicyVersion.policy_id == policy.id)
            .order_by(PolicyVersion.number)
        )
        versions = list(session.scalars(query))
        if not versions:
            continue
        standing = [version for version in versions if version.state is VersionState.IN_FORCE]
        shown = standing[-1] if standing else versions[-1]
        stem = file_stem(f"{policy.code} {policy.title}")
        for version in versions:
            place = folder if version is shown else folder / "earlier"
            place.mkdir(exist_ok=True)
            name = f"{stem}.md" if version is shown else f"{stem} v{version.number}.md"
            (place / name).write_text(version.body, encoding="utf-8", newline="\n")
            count += 1
    return count


def file_stem(text: str) -> str:
    """``text`` as a file name that every system takes."""
    clean = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", text)
    return " ".join(clean.split()).rstrip(". ")[:80].rstrip(". ") or "policy"
