"""Exports with one row a message become conversations: agents by what they wrote, customers never among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.features.importing.readings import Reading, read, write_text

HEAD = ["conversation_id", "message_id", "author", "author_type", "sent_at", "body"]
ROWS = [
    ["C1", "1", "Sam Poe", "customer", "2026-03-02T09:00:00Z", "Where is it?"],
    ["C1", "2", "Helper", "bot", "2026-03-02T09:00:05Z", "We will be with you"],
    ["C1", "3", "Ana Ruiz", "agent", "2026-03-02T09:20:00Z", "Let me look"],
    ["C1", "4", "Sam Poe", "customer", "2026-03-02T09:30:00Z", "Thanks"],
    ["C1", "5", "Luis Vega", "agent", "2026-03-02T10:00:00Z", "Sent today"],
    ["C2", "6", "Lee Wu", "customer", "2026-03-02T11:00:00Z", "Refund?"],
    ["C2", "7", "Luis Vega", "agent", "2026-03-02T11:01:30Z", "Sure"],
    ["C3", "8", "Kim Oh", "customer", "2026-03-03T08:00:00Z", "Hello?"],
    ["C4", "9", "Ana Ruiz", "agent", "2026-03-03T09:00:00Z", "Your parcel is late"],
    ["C4", "10", "Sam Poe", "customer", "2026-03-03T09:10:00Z", "Oh"],
    ["C4", "11", "Ana Ruiz", "agent", "2026-03-03T09:15:00Z", "Sorry"],
]


def found(reading: Reading) -> dict[str, tuple[str | None, int | None, int | None, int]]:
    """Agent, first response in seconds, resolved, outcome of each conversation."""
    return {
        str(row["external_id"]): (
            reading.people.get(row["person"]) if row["person"] else None,
            None if row["first_response_ms"] is None else row["first_response_ms"] // 1000,
            row["resolved"],
            row["outcome"],
        )
        for row in reading.rows
    }


HANDLED, OPEN = 1, 4
WANTED = {
    "C1": ("Ana Ruiz", 1200, None, HANDLED),
    "C2": ("Luis Vega", 90, None, HANDLED),
    "C3": (None, None, None, OPEN),
    "C4": ("Ana Ruiz", 300, None, HANDLED),
}


def test_messages_become_conversations_of_the_agents_that_answered(tmp_path: Path) -> None:
    reading = read(write_text(tmp_path / "export.csv", [HEAD, *ROWS]), tmp_path)
    assert (reading.kind, reading.refused, reading.problems) == ("tickets", "", [])
    assert found(reading) == WANTED
    assert sorted(reading.people.values()) == ["Ana Ruiz", "Luis Vega"]
    customers = {row["external_id"]: row["customer"] for row in reading.rows}
    assert customers["C1"] == customers["C4"] != customers["C2"] and None not in customers.values()
    assert reading.told is not None and any("customers are never people" in one for one in reading.told.notes)


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    path = write_text(tmp_path / "export.csv", [HEAD, *reversed(ROWS)])
    assert found(read(path, tmp_path)) == WANTED


@pytest.mark.parametrize("heading", ["direction", "Message direction", "sender_type"])
def test_a_direction_tells_who_wrote(tmp_path: Path, heading: str) -> None:
    words = {"customer": "inbound", "agent": "outbound"}
    head = ["Conversation ID", "Author", heading, "Sent at", "Channel"]
    rows = [[row[0], row[2], words[row[3]], row[4], "email"] for row in ROWS if row[3] != "bot"]
    assert found(read(write_text(tmp_path / "export.csv", [head, *rows]), tmp_path)) == WANTED


def test_a_status_tells_what_is_resolved_and_a_repeated_file_gives_the_same(tmp_path: Path) -> None:
    head = [*HEAD, "Status"]
    rows = [[*row, "Closed" if row[0] in ("C1", "C3") else "Open"] for row in ROWS]
    made = found(read(write_text(tmp_path / "export.csv", [head, *rows]), tmp_path))
    assert {name: one[2] for name, one in made.items()} == {"C1": 1, "C2": 0, "C3": 1, "C4": 0}
    assert made["C3"][0] is None


def test_authors_nobody_tells_apart_are_no_agents(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[2], row[4], "email", row[5]] for row in ROWS]
    head = ["conversation_id", "message_id", "author", "sent_at", "channel", "body"]
    reading = read(write_text(tmp_path / "export.csv", [head, *rows]), tmp_path)
    assert reading.people == {}
