"""What the toolbar of the editor does to a piece of Markdown. Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken

_HEADING = re.compile(r"^(#{1,6})[ \t]+")
_POINT = re.compile(r"^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+")
_NEXT = re.compile(r"^([ \t]*)(?:([-*+])|(\d{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?(.*)$")
_LONGEST_FIND = 200  # letters


@dataclass(frozen=True, slots=True)
class Marked:
    """The new text in the place of the old, and what of it is selected then (from, to)."""

    text: str
    start: int
    end: int


def toggled(text: str, mark: str) -> Marked:
    """``text`` between ``mark``s, or without them when it has them; an empty text gets a place to write."""
    inside = text.strip()
    if not inside:
        return Marked(f"{mark}{mark}", len(mark), len(mark))
    at = text.index(inside)
    tail = text[at + len(inside) :]
    has = len(inside) >= 2 * len(mark) and inside.startswith(mark) and inside.endswith(mark)
    if has and not (len(mark) == 1 and inside.startswith(mark * 2) and not inside.startswith(mark * 3)):
        bare = inside[len(mark) : len(inside) - len(mark)]
        return Marked(text[:at] + bare + tail, at, at + len(bare))
    made = f"{mark}{inside}{mark}"
    return Marked(text[:at] + made + tail, at, at + len(made))


def next_heading(line: str) -> str:
    """``line`` as a heading one level deeper: none, ##, ###, then none again."""
    match = _HEADING.match(line)
    bare = line[match.end() :] if match else line.lstrip()
    level = len(match[1]) if match else 1
    return f"{'#' * (level + 1)} {bare}" if level < 3 else bare


def listed(lines: list[str], *, numbered: bool) -> list[str]:
    """``lines`` as points of a list, or without points when all of them have that kind already."""
    kind = re.compile(r"^[ \t]*\d{1,9}[.)][ \t]" if numbered else r"^[ \t]*[-*+][ \t]")
    written = [line for line in lines if line.strip()]
    if written and all(kind.match(line) for line in written):
        return [_POINT.sub(r"\1", line) for line in lines]
    found, count = [], 0
    for line in lines:
        if not line.strip() and len(lines) > 1:
            found.append(line)
            continue
        count += 1
        indent = re.match(r"[ \t]*", line)
        bare = _POINT.sub("", line).lstrip()
        found.append(f"{indent[0] if indent else ''}{f'{count}.' if numbered else '-'} {bare}")
    return found


def following(line: str) -> tuple[str, bool]:
    """What Enter begins after ``line``: the next point of its list, and whether ``line`` itself was an empty point."""
    match = _NEXT.match(line)
    if match is None:
        return "", False
    mark = match[2] or f"{int(match[3]) + 1}{match[4]}"
    box = "[ ] " if match[6] else ""
    return f"{match[1]}{mark}{match[5]}{box}", not match[7].strip()


def table(columns: int = 3, rows: int = 2) -> str:
    """An empty table."""
    head = f"| {' | '.join(f'Column {number}' for number in range(1, columns + 1))} |"
    return "\n".join([head, f"|{'---|' * columns}", *[f"|{'   |' * columns}"] * rows])


def pattern(find: str, *, match_case: bool = False, whole_words: bool = False) -> re.Pattern[str]:
    """What Find looks for; raises RuleBroken for nothing, or for more than a sentence."""
    if not find:
        raise RuleBroken("Say what to find.")
    if len(find) > _LONGEST_FIND:
        raise RuleBroken(f"What is looked for may have up to {_LONGEST_FIND} letters.")
    text = re.escape(find)
    if whole_words:
        text = rf"(?<!\w){text}(?!\w)"
    return re.compile(text, 0 if match_case else re.IGNORECASE)
