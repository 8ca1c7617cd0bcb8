"""Lets the reader read a file in this very process, without a store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused
from csmanager.features.importing import child
from csmanager.features.importing.rules import Understanding

LATEST = 1_774_915_200 + 730 * 86_400  # the reader's latest moment on 2026-03-31


@dataclass
class Reading:
    """What was read. ``rows``: contacts; ``records``: everything else; ``problems``: (row, column, reason)."""

    told: Understanding | None
    refused: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    people: dict[int, str] = field(default_factory=dict)
    problems: list[tuple[int, str | None, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind, "" where the file was refused."""
        return str(self.told.kind) if self.told else ""

    def named(self) -> list[dict[str, Any]]:
        """The records with the person's name instead of the number."""
        return [
            {**one, "person": self.people[one["person"]]} if "person" in one else one for one in self.records
        ]


def read(path: Path, folder: Path, answers: dict[str, str] | None = None, **job: Any) -> Reading:
    """Read ``path``; the scratch database lies in ``folder``."""
    staged = folder / f"staged-{path.name}-{len(list(folder.glob('staged-*')))}.db"
    work = {
        "path": str(path), "staged": str(staged), "kind": None, "mapping": {}, "answers": answers or {}, "sheet": None,
        "zone": "UTC", "latest": LATEST, "key": "07" * 16, "known": [], "shapes": {}, "stage": True, **job,
    }  # fmt: skip
    say, child._say = child._say, lambda message: None
    try:
        told = child.run(work)
    except Refused as error:
        return Reading(None, str(error))
    finally:
        child._say = say
    made = Reading(told, told.refused)
    if staged.exists():
        _fill(made, staged)
    return made


def _fill(made: Reading, staged: Path) -> None:
    database = sqlite3.connect(staged)
    database.row_factory = sqlite3.Row
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    made.rows = [dict(row) for row in database.execute("SELECT * FROM row ORDER BY id")]
    if "record" in tables:
        found = database.execute('SELECT "values" FROM record ORDER BY id')
        made.records = [json.loads(row[0]) for row in found]
    made.people = {row[0]: row[1] for row in database.execute("SELECT id, name FROM person")}
    problems = database.execute("SELECT row_number, column_name, reason FROM problem ORDER BY id")
    made.problems = [(row[0], row[1], row[2]) for row in problems]
    database.close()


def write_text(
    path: Path, rows: Sequence[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """A text file of ``rows``."""
    import csv

    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path
