"""Rows that share an id: which are legs of one call, and how legs and messages become one contact."""

from __future__ import annotations

from typing import Any

_CLOSE_S = 600  # a leg begins at most so long after the one before ended
_UNTIMED_S = 3600  # the same where no duration says when that was
_MOST = 60  # rows with one id; more of them are no legs of a call
_LENGTHS = ("wait_ms", "talk_ms", "hold_ms", "wrap_ms")

Values = dict[str, Any]  # of one row, by the names of the scratch columns


def of_one_call(rows: list[Values]) -> list[bool]:
    """For each row whether it belongs to the call of the first: it begins before that call can have ended.

    Two answers by one agent at one moment are one row written twice with other values, and no legs.
    """
    belongs = [at == 0 for at in range(len(rows))]
    if len(rows) > _MOST:
        return belongs
    order = sorted(range(1, len(rows)), key=lambda at: (rows[at]["started"], at))
    for at in [one for one in order if rows[one]["started"] >= rows[0]["started"]]:
        if _follows(rows[at], [row for row, is_in in zip(rows, belongs, strict=True) if is_in]):
            belongs[at] = True
    for at in [one for one in reversed(order) if rows[one]["started"] < rows[0]["started"]]:
        earliest = min(
            (row for row, is_in in zip(rows, belongs, strict=True) if is_in), key=lambda row: row["started"]
        )
        belongs[at] = _follows(earliest, [rows[at]])
    return belongs


def _follows(row: Values, before: list[Values]) -> bool:
    ends = max(_latest(one) for one in before)
    return row["started"] <= ends and not any(_is_again(row, one) for one in before)


def _latest(row: Values) -> float:
    lengths = [row[name] for name in _LENGTHS if row[name] is not None]
    return float(row["started"] + (sum(lengths) / 1000 + _CLOSE_S if lengths else _UNTIMED_S))


def _is_again(row: Values, other: Values) -> bool:
    return (
        row["person"] is not None
        and row["person"] == other["person"]
        and row["started"] == other["started"]
        and bool(row["talk_ms"])
        and bool(other["talk_ms"])
    )


def fold(legs: list[Values]) -> Values:
    """One call of its legs: those with a person decide whether it was handled, and the talk is theirs.

    Waiting is what passed until the first of them was answered.
    """
    first = legs[0]
    manned = [leg for leg in legs if leg["person"] is not None]
    deciding = manned or legs
    handled = [leg for leg in deciding if leg["outcome"] == 1]
    made = dict(first)
    best = max(handled or deciding, key=lambda leg: leg["talk_ms"] or 0)
    made["person"] = best["person"]
    made["outcome"] = min(leg["outcome"] for leg in deciding)
    made["started"] = min(leg["started"] for leg in legs)
    made["day"] = min((leg["day"] for leg in legs if leg["day"] is not None), default=None)
    for name in ("talk_ms", "hold_ms", "wrap_ms"):
        parts = [leg[name] for leg in (handled or deciding) if leg[name] is not None]
        made[name] = (sum(parts) if manned else max(parts)) if parts else None
    waits = [leg["wait_ms"] for leg in legs if leg["wait_ms"] is not None]
    is_timed = len({leg["started"] for leg in legs}) > 1
    if handled and handled[0]["wait_ms"] is not None and is_timed:
        made["wait_ms"] = (handled[0]["started"] - made["started"]) * 1000 + handled[0]["wait_ms"]
    else:
        made["wait_ms"] = max(waits) if waits else None
    if len({leg["person"] for leg in handled if leg["person"] is not None}) > 1:
        made["transferred"] = 1
    for name in ("topic", "direction", "csat", "nps", "customer", "transferred", "escalated"):
        if made[name] is None:
            made[name] = next((leg[name] for leg in legs if leg[name] is not None), None)
    return made


def fold_messages(rows: list[Values]) -> Values:
    """One ticket of the rows of its messages: it came with the first, and stands as the last one says."""
    made = dict(min(rows, key=lambda row: row["started"]))
    for name in ("resolved", "resolution_ms", "csat", "nps"):
        made[name] = next((row[name] for row in reversed(rows) if row[name] is not None), None)
    for name in ("person", "topic", "first_response_ms", "customer", "channel"):
        if made[name] is None:
            made[name] = next((row[name] for row in rows if row[name] is not None), None)
    if made["resolved"] == 0:
        made["resolution_ms"] = None
    for name in ("reopened", "transferred", "escalated"):
        made[name] = max((row[name] for row in rows if row[name] is not None), default=None)
    return made
