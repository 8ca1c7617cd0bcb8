"""What became of one file, in words and as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from csmanager.features.importing.figures import FigureRow
from csmanager.features.importing.rules import Question, TableFound

IMPORTED, ALREADY, NEEDS_ANSWER, REFUSED = "imported", "already_imported", "needs_answer", "refused"
_MARKS = " /()|&;'"  # in a key: it must stand in quotation marks on a command line


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. ``figures``: the first figures that result; ``first`` and ``last``: days it covers.

    ``table``: the one that was read, where the file has names for them; ``others``: further ones that can be taken.
    """

    file: str
    outcome: str
    summary: str
    kind: str | None = None
    rows_read: int = 0
    rows_added: int = 0
    rows_updated: int = 0
    rows_set_aside: int = 0
    people: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    table: str | None = None
    others: tuple[TableFound, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As ``csmanager import --json`` prints it; ``summary`` holds the sentence and the first figures."""
        return {
            "file": self.file,
            "outcome": self.outcome,
            "kind": self.kind,
            "rows_read": self.rows_read,
            "rows_added": self.rows_added,
            "rows_updated": self.rows_updated,
            "rows_set_aside": self.rows_set_aside,
            "people": list(self.people),
            "mapping": self.mapping,
            "questions": [
                {"key": one.key, "text": one.text, "options": list(one.options), "names": list(one.names)}
                for one in self.questions
            ],
            "notes": list(self.notes),
            "table": self.table,
            "other_tables": [{"name": one.name, "kind": one.kind, "rows": one.rows} for one in self.others],
            "summary": {
                "text": self.summary,
                "rows": self.rows_read,
                "first_day": self.first.isoformat() if self.first else None,
                "last_day": self.last.isoformat() if self.last else None,
                "people": len(self.people),
                "figures": {one.key: one.as_json() for one in self.figures},
            },
        }


def asks(result: FileResult, questions: tuple[Question, ...]) -> FileResult:
    """``result`` as one that waits for answers; the sentence shows how the first is given."""
    first = questions[0]
    given = f"{first.key}={'|'.join(first.options) or 'VALUE'}"
    if any(c in given.replace("|", "") for c in _MARKS):
        given = f'"{given}"'
    summary = f"{first.text} Answer with --answer {given}."
    return replace(result, outcome=NEEDS_ANSWER, summary=summary, questions=questions)


def counts_text(new: str, updated: int, same: int, aside: int) -> str:
    """ "3 calls added, 1 updated, 2 there already, 1 set aside"."""
    parts = [f"{new} added"]
    if updated:
        parts.append(f"{updated:,} updated")
    if same:
        parts.append(f"{same:,} there already")
    if aside:
        parts.append(f"{aside:,} set aside")
    return ", ".join(parts)
