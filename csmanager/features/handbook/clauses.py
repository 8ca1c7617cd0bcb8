"""Headings as clauses whose keys stay the same from version to version. Plain Python, no database.

A clause is known by its key, which is made once of its first heading (Lost receipt: ``lost-receipt``) and then
stays: through a renumbering, a move, a change of its words, and a new heading over words that are much the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from csmanager.features.handbook.rules import headings

START = "start"  # the key of what stands before the first heading, or under the title
_LONGEST_KEY = 48
_ALIKE = 0.5  # likeness from which a clause under another heading is the same one
_MOST_PAIRS = (
    40_000  # pairs of clauses compared; beyond that only equal headings and equal texts are recognised
)
_NUMBERED = re.compile(r"^\s*(?:§\s*)?(?:\d{1,3}[.)]?)(?:\d{1,3}[.)]?)*\s+(?=\S)")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it, up to the next heading of any level.

    ``number`` counts as people cite it (2.3), "" for what stands before the first heading; ``level`` 0 there.
    ``line`` counts from 0.
    """

    level: int
    number: str
    heading: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A section with its key."""

    key: str
    number: str
    heading: str
    text: str
    level: int
    line: int


def sections(body: str) -> list[Section]:
    """The sections of a text. The only heading of level 1 is its title: what stands below it is the start."""
    lines = body.splitlines()
    found = headings(body)
    tops = [item for item in found if item.level == 1]
    title = found[0] if found and len(tops) == 1 and found[0] is tops[0] else None
    inner = found[1:] if title is not None else found
    begin = found[0].line + 1 if title is not None else 0
    end = inner[0].line if inner else len(lines)
    before = _text(lines[: 0 if title is None else title.line] + lines[begin:end])
    made = []
    if before:
        made.append(Section(0, "", title.title if title is not None else "", before, 0))
    numbers = _numbers([item.level for item in inner])
    for at, item in enumerate(inner):
        stop = inner[at + 1].line if at + 1 < len(inner) else len(lines)
        made.append(
            Section(item.level, numbers[at], item.title, _text(lines[item.line + 1 : stop]), item.line)
        )
    return made


def keyed(
    body: str,
    former: Sequence[Clause] = (),
    earlier: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
) -> list[Clause]:
    """The clauses of ``body``: those of ``former`` that are still there keep their keys.

    ``earlier``: plain heading to key of clauses that older versions had, so that one that comes back is the same
    again. ``taken``: every key this policy ever gave out; a new clause gets none of them.
    """
    parts = sections(body)
    keys: list[str | None] = [None] * len(parts)
    for at, key in _kept(parts, former):
        keys[at] = key
    used = {key for key in keys if key is not None}
    spent = used | set(taken) | {clause.key for clause in former}
    for at, part in enumerate(parts):
        if keys[at] is not None:
            continue
        old = (earlier or {}).get(plain_heading(part.heading)) if part.level else None
        if old is None or old in used:
            old = START if not part.level and START not in used else _new_key(part, spent)
        keys[at] = old
        used.add(old)
        spent.add(old)
    return [
        Clause(key or "", part.number, part.heading, part.text, part.level, part.line)
        for key, part in zip(keys, parts, strict=True)
    ]


def resolve(found: Sequence[Clause], name: str) -> Clause | None:
    """The clause somebody means by ``name``: its key, its number or its heading, whatever the case."""
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return None
    for tell in (
        lambda clause: clause.key.casefold(),
        lambda clause: clause.number,
        lambda clause: " ".join(clause.heading.split()).casefold(),
        lambda clause: plain_heading(clause.heading),
    ):
        for clause in found:
            if tell(clause) == wanted:
                return clause
    bare = plain_heading(name)
    return next((clause for clause in found if plain_heading(clause.heading) == bare), None)


def plain_heading(text: str) -> str:
    """A heading as it is compared: without a number before it, case and blanks."""
    return " ".join(_NUMBERED.sub("", text).casefold().split())


def likeness(one: Section | Clause, other: Section | Clause) -> float:
    """How alike two clauses are, 0 to 1: two thirds by the words of their texts, one third by their headings."""
    return 2 / 3 * _dice(_bag(one.text), _bag(other.text)) + 1 / 3 * _dice(
        _bag(plain_heading(one.heading)), _bag(plain_heading(other.heading))
    )


def _kept(parts: Sequence[Section], former: Sequence[Clause]) -> Iterator[tuple[int, str]]:
    """Which part is which former clause: by heading, then by text, then by likeness, the likest first."""
    free_parts = dict(enumerate(parts))
    free = dict(enumerate(former))
    for tell in (_by_start, _by_heading, _by_text):
        places: dict[str, list[int]] = {}
        for at, clause in free.items():
            if name := tell(clause):
                places.setdefault(name, []).append(at)
        for at, part in list(free_parts.items()):
            name = tell(part)
            if name and (same := places.get(name)):
                place = same.pop(0)
                yield at, free.pop(place).key
                del free_parts[at]
    if len(free_parts) * len(free) > _MOST_PAIRS:
        return
    bags = {place: (_bag(clause.text), _bag(plain_heading(clause.heading))) for place, clause in free.items()}
    pairs = []
    for at, part in free_parts.items():
        text, heading = _bag(part.text), _bag(plain_heading(part.heading))
        for place, (old_text, old_heading) in bags.items():
            score = 2 / 3 * _dice(text, old_text) + 1 / 3 * _dice(heading, old_heading)
            if score >= _ALIKE:
                pairs.append((-score, abs(at - place), at, place))
    for _score, _away, at, place in sorted(pairs):
        if at in free_parts and place in free:
            yield at, free.pop(place).key
            del free_parts[at]


def _by_start(one: Section | Clause) -> str:
    return "" if one.level else START


def _by_heading(one: Section | Clause) -> str:
    return plain_heading(one.heading) if one.level else ""


def _by_text(one: Section | Clause) -> str:
    return " ".join(one.text.split()).casefold() if one.level and len(one.text) > 20 else ""


def _new_key(part: Section, spent: Collection[str]) -> str:
    words = _WORDS.findall(plain_heading(part.heading)) if part.level else [START]
    stem = "-".join(words).replace("_", "-")[:_LONGEST_KEY].strip("-") or "clause"
    key, number = stem, 1
    while key in spent:
        number += 1
        key = f"{stem}-{number}"
    return key


def _numbers(levels: Sequence[int]) -> list[str]:
    """Numbers of headings by their levels: 1, 1.1, 1.2, 2; a level that is skipped counts as none."""
    found: list[str] = []
    open_levels: list[list[int]] = []  # level and count of each heading that is open
    for level in levels:
        while open_levels and open_levels[-1][0] > level:
            closed = open_levels.pop()
            if not open_levels or open_levels[-1][0] < level:
                open_levels.append([level, closed[1]])
                break
        if open_levels and open_levels[-1][0] == level:
            open_levels[-1][1] += 1
        else:
            open_levels.append([level, 1])
        found.append(".".join(str(count) for _level, count in open_levels))
    return found


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def _bag(text: str) -> Counter[str]:
    return Counter(_WORDS.findall(text.casefold()))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    count = one.total() + other.total()
    return 2 * (one & other).total() / count if count else 0.0
