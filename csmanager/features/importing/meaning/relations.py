"""What columns say of each other: an end after its start, a length that is their difference, parts of a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csmanager.features.importing.columns import Column
from csmanager.features.importing.meaning import evidence, values
from csmanager.features.importing.meaning.looks import Look
from csmanager.features.importing.rules import FileKind

_DIRECTION = re.compile(
    r"\b(direction|richtung|sens|sentido|kierunek|direzione|richting|riktning|retning)\b|方向", re.I
)
_COURSE = re.compile(r"\b(courses?|trainings?|kurs|schulung|formation|curso|corso|cursus|szkolenie)\b", re.I)
_MOST = 0.9  # share of rows that must agree
_RATED = 1.25  # ratings for each text from which rows are answers rather than comments


def bonus(
    kind: FileKind,
    meanings: dict[int, str],
    columns: Sequence[Column],
    looked: Sequence[Look],
    because: list[str],
) -> float:
    """What the relations of a kind's columns add to its total or take from it; ``because`` gets them in words."""
    by_key = {}
    for column, look in zip(columns, looked, strict=True):
        key = meanings.get(column.index)
        if key is not None and key not in by_key:
            by_key[key] = look
    if kind is FileKind.PEOPLE:
        return _people(by_key, because)
    if kind is FileKind.INTERVALS:
        return _intervals(by_key, because)
    if kind is FileKind.SURVEY:
        rated = by_key.get("csat")
        asked = "person" in by_key and rated is not None and rated.filled >= 0.6 * rated.shape.rows
        asking = {"nps", "ces", "state"} & set(by_key) or by_key.get("answer") or asked
        worded = rated is not None and "answer" in by_key and by_key["answer"].filled * _RATED < rated.filled
        return 1.2 * (asked or worded) - (0.0 if asking else 1.5)
    if kind is FileKind.COMMENTS and any(_DIRECTION.search(column.header) for column in columns):
        return -2.5  # messages of both sides of a conversation
    if kind is FileKind.COMMENTS:
        text, rating = by_key.get("text"), by_key.get("rating")
        if text is not None and rating is not None and rating.filled > _RATED * text.filled:
            return -2.5  # ratings, some of them with words: no rating may get lost
        return 0.8 if text is not None and text.words > 0.6 and text.mean_length > 25 else 0.0
    if kind is FileKind.QUALITY:
        if any(_COURSE.search(column.header) for column in columns):
            return -2.5  # results of courses, and no contacts that somebody graded
        if not {"day", "reference", "grader", "item", "share", "points"} & set(by_key):
            return -2.5  # numbers about people, of no day and no contact
        return 0.0 if {"mark", "grader", "item"} & set(by_key) else -1.5
    if kind is FileKind.WORKED:
        return _shifts(by_key, because)
    if kind is FileKind.ROTA:
        return 0.5 * _shifts(by_key, because)
    if kind is FileKind.ABSENCE:
        return 0.0 if {"last_day", "word", "cell"} & set(by_key) else -2.0
    if kind is FileKind.COMPLAINTS:
        told = any(evidence.cue(kind, column.header) for column in columns)
        return 0.0 if told else -1.0 if {"upheld", "money"} & set(by_key) else -2.5
    return 0.0


def _shifts(by_key: dict[str, Look], because: list[str]) -> float:
    both = "start" in by_key and "end" in by_key
    is_log = {"start", "worked"} <= set(by_key) and "end" not in by_key  # as of calls, with their length
    is_total = not {"day", "start", "cell"} & set(by_key)  # of a time nobody named
    return 0.5 * both + 0.5 * ("paid" in by_key) - 0.8 * is_log - 0.5 * is_total


def _people(by_key: dict[str, Look], because: list[str]) -> float:
    total = 0.0
    code, name = by_key.get("code"), by_key.get("name") or by_key.get("last_name")
    if code is not None and code.shape.distinct >= 0.97 * code.filled:
        total += 0.8
    if name is not None and name.filled > 3:
        share = name.shape.distinct / name.filled
        if share >= 0.6:
            total += 0.4
            because.append("hardly a name comes twice")
        elif code is None or code.shape.distinct < 0.9 * code.filled:
            total -= 2.5
    if name is None and not {"started_on", "left_on", "role", "left"} & set(by_key):
        total -= 3.0
    return total


def _intervals(by_key: dict[str, Look], because: list[str]) -> float:
    counts = [key for key in ("offered", "answered", "abandoned", "closed", "within") if key in by_key]
    means = [key for key in by_key if key.endswith(("_mean", "_sum"))]
    total = 0.0
    if len(counts) + len(means) + ("service_level" in by_key) >= 2:
        total += 0.8
    if not means and len(counts) < 2:
        total -= 2.0
    if (
        "offered" in by_key
        and "answered" in by_key
        and by_key["offered"].highest >= by_key["answered"].highest
    ):
        total += 0.5
        because.append("what was answered never exceeds what came")
    return total


def agreeing_unit(starts: list[str], ends: list[str], lengths: list[str]) -> str:
    """The unit (min, h or s) in which plain numbers equal the time between two clocks; "" when none does."""
    against = {"min": 0, "h": 0, "s": 0}
    seen = 0
    for first, last, text in zip(starts, ends, lengths, strict=True):
        number = values.plain_number(text.strip())
        try:
            begin, end = values.clock(first), values.clock(last)
        except ValueError:
            continue
        if number is None or begin is None or end is None or number <= 0:
            continue
        seen += 1
        span = values.end_of(begin, end) - begin
        for unit, factor in (("min", 1.0), ("h", 60.0), ("s", 1 / 60)):
            against[unit] += -150 <= number * factor - span <= 20
    best = max(against, key=lambda unit: against[unit])
    return best if seen and against[best] >= _MOST * seen else ""
