"""Items of Today taken together: many of one kind in one line, and which of them can wait. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from csmanager.core.feature import TodoItem

MARKS = ("late", "signal", "soon", "open")  # most urgent first
SOON_DAYS = 7  # what is due further away waits under "Later"
_NAMES = 3


def folded(items: Iterable[TodoItem]) -> list[TodoItem]:
    """``items`` with those of one kind (the same ``feature`` and ``many``) in one line that holds them.

    The line stands where its first one stood, with the mark and weight of the most urgent, and the earliest day.
    One alone stays as it is. Nothing is lost: ``inside`` has them all, the most urgent first.
    """
    found: dict[tuple[str, str], list[TodoItem]] = {}
    for number, item in enumerate(items):
        found.setdefault((item.feature, item.many or f"\0{number}"), []).append(item)
    return [group[0] if len(group) == 1 else _line(group) for group in found.values()]


def waits(item: TodoItem, today: dt.date) -> bool:
    """Whether an item is for later: not late, no signal, and due more than ``SOON_DAYS`` ahead."""
    return item.mark in ("soon", "open") and item.due is not None and (item.due - today).days > SOON_DAYS


def _line(group: Sequence[TodoItem]) -> TodoItem:
    inside = sorted(group, key=lambda item: (_urgency(item), item.due or dt.date.max, item.text.casefold()))
    names = list(dict.fromkeys(item.who for item in inside if item.who))
    who = ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
    first = inside[0]
    return TodoItem(
        first.feature,
        first.many.format(n=len(inside)),
        who,
        first.weight,
        min((item.due for item in inside if item.due is not None), default=None),
        min((item.mark for item in inside), key=_place),
        inside=tuple(inside),
    )


def _place(mark: str) -> int:
    return MARKS.index(mark) if mark in MARKS else len(MARKS)


def _urgency(item: TodoItem) -> tuple[int, int]:
    return _place(item.mark), item.weight
