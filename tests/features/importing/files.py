"""Invented files for the tests of the importer."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def write_csv(
    path: Path, rows: Iterable[Sequence[Any]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """A text file of ``rows``."""
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of ``sheets``."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


TICKET_HEAD = (
    "Ticket ID", "Created at", "Agent", "Team", "Channel", "Category", "Status", "First response time (min)",
    "Resolution time (hrs)", "Solved at", "CSAT", "Customer email",
)  # fmt: skip


def tickets(
    count: int, *, first: int = 1, agents: Sequence[str] = ("Ana Sol", "Bo Lind"), seed: int = 7
) -> list[list[Any]]:
    """Ticket rows without the heading; ticket n is the same in every call with the same seed."""
    rows = []
    for number in range(first, first + count):
        chance = random.Random(seed * 1_000_003 + number)
        day, hour = number % 28 + 1, chance.randrange(8, 20)
        is_done = number % 4 != 0
        rows.append(
            [
                f"T-{number:05d}",
                f"2026-02-{day:02d} {hour:02d}:00:00",
                agents[number % len(agents)],
                "Care",
                chance.choice(["Email", "Chat", "Phone"]),
                chance.choice(["Delivery", "Refund", "Account"]),
                "Solved" if is_done else "Open",
                chance.randrange(1, 200),
                chance.randrange(1, 90) if is_done else "",
                "",
                chance.randrange(1, 6) if is_done else "",
                f"c{number % 9}@shop.example",
            ]
        )
    return rows


CALL_HEAD = (
    "Call ID", "Call Time", "Agent", "Queue", "Direction", "Status", "Wait (s)", "Talk (s)", "Hold (s)",
    "After call work (s)", "Caller", "CSAT",
)  # fmt: skip


def calls(count: int, *, agents: int = 3, seed: int = 5) -> list[list[Any]]:
    """Call rows without the heading."""
    rows = []
    for number in range(1, count + 1):
        chance = random.Random(seed * 7919 + number)
        lost = number % 10 == 0
        rows.append(
            [
                f"C{number:06d}",
                f"2026-01-{number % 31 + 1:02d} {8 + number % 10:02d}:{number % 60:02d}:00",
                "" if lost else f"Agent {number % agents + 1}",
                chance.choice(["Billing", "Returns"]),
                "Inbound",
                "Abandoned" if lost else "Answered",
                chance.randrange(1, 90),
                "" if lost else chance.randrange(20, 600),
                "" if lost else chance.choice([0, 0, 30]),
                "" if lost else chance.randrange(5, 60),
                f"+4420{chance.randrange(50):07d}",
                "" if lost or number % 3 else chance.randrange(1, 6),
            ]
        )
    return rows
