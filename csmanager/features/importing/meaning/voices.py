"""What customers say: surveys, comments, complaints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from csmanager.features.importing import ratings
from csmanager.features.importing.meaning import values
from csmanager.features.importing.meaning.context import Context, Record, SetAside, record

_PARTIAL = re.compile(
    r"partial|incomplete|abandon|disqualified|teilweise|unvollst|partiel|incomplet|parcial|parziale", re.I
)
_UNTICKED = frozenset(
    {"not selected", "no answer", "unchecked", "nicht gewahlt", "non selectionne", "no seleccionado"}
)
_LONGEST_QUESTION = 500
_MEASURES = ("csat", "nps", "ces")


class Survey:
    """Reads the answers of one response; scales are known per column."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._scales: dict[int, int] = {}
        for key in (*_MEASURES, "answer"):
            for index in context.candidate.columns(key):
                self._scales[index] = _scale(context, index, key)

    def read(self, row: Sequence[str], number: int) -> list[Record]:
        """A record for each answer of one row; ``number`` stands for a response without an id. Raises SetAside."""
        context = self._context
        if _PARTIAL.search(context.text(row, "state")):
            context.counted["responses are only partial and were not counted"] += 1
            return []
        day = context.day(row, "day") or context.day(row, "started")
        base: Record = {
            "response": context.plain(row, "response") or str(number),
            "person": context.person(row) if self._names_people() else None,
            "day": day,
            "reference": context.plain(row, "reference"),
            "customer": context.customer(row),
        }
        made: list[Record] = []
        for key in (*_MEASURES, "answer"):
            for index in context.candidate.columns(key):
                answer = self._answer(key, index, row[index] if index < len(row) else "")
                if answer is not None:
                    made.append(record(**base, **answer))
        if not made:
            context.counted["responses hold no answer"] += 1
        return made

    def _names_people(self) -> bool:
        return self._context.has("person") or self._context.has("first_name")

    def _answer(self, key: str, index: int, cell: str) -> dict[str, Any] | None:
        text = " ".join(cell.replace("\u00a0", " ").split()).removeprefix("'")
        if ratings.is_blank(text) or values.fold(text) in _UNTICKED:
            return None
        question = " ".join(self._context.header(index).split())[:_LONGEST_QUESTION]
        made: dict[str, Any] = {"question": question, "measure": "" if key == "answer" else key, "text": text}
        scale = self._scales.get(index, 0)
        if not scale:
            return made
        low = 0 if key == "nps" or scale == 11 else 1
        high = 10 if low == 0 else scale
        try:
            value = ratings.parse_nps(text) if low == 0 else ratings.parse(text, scale)
        except ValueError:
            if key == "answer":
                return made
            raise SetAside(
                self._context.header(index), f"“{text[:40]}” is no answer from {low} to {high}"
            ) from None
        if value is None:
            return None
        return {**made, "value": value, "low": low, "high": high}


def _scale(context: Context, index: int, key: str) -> int:
    look = context.look(index)
    if key == "nps":
        return 11
    if look.shape.is_nps and look.numbers > 0.9 and look.lowest == 0 and look.highest >= 9:
        return 11  # from 0 to 10, whatever is asked
    scale = look.shape.scale or ratings.scale_of(look.counts)
    if not scale and look.numbers > 0.9 and look.lowest >= 0 and look.highest <= 10 and look.whole > 0.9:
        return 5 if look.highest <= 5 else 7 if look.highest <= 7 else 10
    return 0 if key == "answer" and len(look.counts) < 3 and look.numbers < 0.9 else scale


def comment(context: Context, row: Sequence[str]) -> list[Record]:
    """One comment; rows without words are none. Raises SetAside."""
    text = context.text(row, "text")
    if not text:
        context.counted["rows hold no words and are no comments"] += 1
        return []
    value, high = None, None
    index = context.index("rating")
    if index is not None and context.text(row, "rating"):
        high = _scale(context, index, "rating") or 5
        try:
            value = ratings.parse(context.text(row, "rating"), high)
        except ValueError:
            high = None
    return [
        record(
            person=context.person(row) if context.has("person") else None,
            day=context.day(row, "day"),
            channel=context.text(row, "channel"),
            topic=context.text(row, "topic"),
            rating=value,
            rating_high=high if value is not None else None,
            text=text,
            reference=context.plain(row, "reference"),
            customer=context.customer(row),
        )
    ]


def complaint(context: Context, row: Sequence[str]) -> list[Record]:
    """One complaint of a log. Raises SetAside."""
    day, closed = context.day(row, "day", need=True), context.day(row, "closed_day")
    if day is not None and closed is not None and closed < day:
        raise SetAside(context.header(context.index("closed_day")), "lies before the complaint came")
    state = context.text(row, "state")
    done = values.flag(context.text(row, "resolved"))
    if not state and done is not None:
        state = "closed" if done else "open"
    return [
        record(
            external_id=context.plain(row, "external_id"),
            person=context.person(row) if context.has("person") else None,
            day=day,
            closed_day=closed,
            state=state,
            cause=context.text(row, "cause"),
            text=context.text(row, "text"),
            remedy=context.text(row, "remedy"),
            remedy_cents=context.cents(row, "money"),
            upheld=values.flag(context.text(row, "upheld")),
            customer=context.customer(row),
        )
    ]
