"""Scorecards as text: shipped in resources, added when the manager asks for them.

::

    # Call
    ## Opening
    - Greets with the name | 2 | 10 | critical | P-01 Opening a contact

After the words of an item: how many levels its scale has, its weight in points, whether missing it fails the whole
grade, and the clause it checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir

_CLAUSE = re.compile(r"^(?P<code>[A-Za-z]+-\d+)\s+(?P<clause>.+)$")
_FEWEST_PARTS = 3  # words, levels, weight


@dataclass(frozen=True, slots=True)
class CardItem:
    """One thing looked at."""

    section: str
    text: str
    levels: int
    weight: float
    critical: bool
    policy_code: str
    clause: str


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard as a text says it. ``about``: how it is used."""

    name: str
    about: str
    items: tuple[CardItem, ...]


def read_card(text: str) -> Card:
    """Understand a scorecard; raises RuleBroken naming the line that cannot be read."""
    name, section, about, items = "", "", [], []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("## "):
            section = line[3:].strip()
        elif line.startswith("# "):
            name = line[2:].strip()
        elif line.startswith("- "):
            items.append(_item(section, line[2:], number))
        elif line:
            about.append(line)
    if not name or not items:
        raise RuleBroken("A scorecard needs a name and items.")
    return Card(name, " ".join(about), tuple(items))


def _item(section: str, text: str, number: int) -> CardItem:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < _FEWEST_PARTS or not parts[0] or not parts[1].isdigit() or int(parts[1]) < 2:
        raise RuleBroken(f"Line {number} of the scorecard does not say levels and weight: “{text}”.")
    clause = next((match for part in parts[3:] if (match := _CLAUSE.match(part))), None)
    return CardItem(
        section,
        parts[0],
        int(parts[1]),
        float(parts[2]),
        "critical" in parts[3:],
        clause["code"] if clause else "",
        clause["clause"] if clause else "",
    )


def starter_cards() -> list[Card]:
    """The shipped scorecards in the order of their file names."""
    folder = data_dir("resources") / "text" / "scorecards"
    return [read_card(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]
