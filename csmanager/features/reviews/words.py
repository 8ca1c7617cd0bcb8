"""Figures in words: a value in its unit, an interval, a status. Plain Python."""

from __future__ import annotations

import re

from csmanager.features.reviews.rules import Unit, Verdict

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
STATUS = {
    Verdict.ON_TARGET: "on target",
    Verdict.MISSING: "missing",
    Verdict.NOT_JUDGED: "not judged",
    Verdict.NO_DATA: "no data",
}
UNITS = {
    Unit.COUNT: "contacts",
    Unit.SHARE: "%",
    Unit.SECONDS: "time",
    Unit.SCORE: "score",
    Unit.POINTS: "points",
    Unit.NUMBER: "number",
    Unit.MONEY: "money",
}


def value_text(value: float | None, unit: Unit | str) -> str:
    """A value with its unit: 82 %, 4 min 20 s, 4.21, +33 points, 1,204. An en dash when there is none."""
    if value is None:
        return "–"
    kind = Unit(unit)
    if kind is Unit.SHARE:
        return f"{share_text(value)} %"
    if kind is Unit.SECONDS:
        return seconds_text(value)
    if kind in (Unit.SCORE, Unit.NUMBER):
        return f"{value:,.2f}"
    if kind is Unit.MONEY:
        return f"{value:,.2f}" if abs(value) < 10_000 else f"{value:,.0f}"
    if kind is Unit.POINTS:
        return f"{value:+.0f}" if round(value) else "0"
    return f"{value:,.0f}"


def share_text(value: float) -> str:
    """A fraction in per cent without the sign; one decimal, and never 100 or 0 for what is not quite it."""
    percent = value * 100
    text = f"{percent:.1f}"
    if text == "100.0" and value < 1:
        return "99.9"
    if text == "0.0" and value > 0:
        return "0.1"
    return text.removesuffix(".0") if text in ("100.0", "0.0") else text


def seconds_text(value: float) -> str:
    """A time: 17.8 s, 4 min 20 s, 3 h 05 min, 2 d 4 h."""
    sign, seconds = ("-", -value) if value < 0 else ("", value)
    if seconds < _MINUTE - 0.05:
        return f"{sign}{seconds:.1f} s"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{sign}{whole // _MINUTE} min {whole % _MINUTE:02d} s"
    if whole < _DAY * 2:
        minutes = round(seconds / _MINUTE)
        return f"{sign}{minutes // 60} h {minutes % 60:02d} min"
    hours = round(seconds / _HOUR)
    return f"{sign}{hours // 24} d {hours % 24} h"


_PARTS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:utes?|s)?)?|s(?:ec(?:onds?|s)?)?)?\.?(?:\s+|$|(?=\d))",
    re.IGNORECASE,
)
_IN_SECONDS = {"d": _DAY, "h": _HOUR, "m": _MINUTE, "s": 1}


def parse_seconds(text: str) -> float:
    """A time as a person types it: 20, 20 s, 4:30, 4 min 30 s, 12 h, 2 days. Raises ValueError with the ways."""
    clean = text.strip()
    clock = [part for part in clean.split(":") if part.isdigit()]
    if len(clock) in (2, 3) and len(clock) == clean.count(":") + 1:
        return float(sum(int(part) * 60**place for place, part in enumerate(reversed(clock))))
    found, at = 0.0, 0
    for part in _PARTS.finditer(clean):
        if part.start() != at:
            break
        found += float(part[1].replace(",", ".")) * _IN_SECONDS[(part[2] or "s")[0].lower()]
        at = part.end()
    if not clean or at != len(clean):
        raise ValueError("Write a time like 20 s, 4 min 30 s, 4:30 or 12 h.")
    return found


def range_text(low: float | None, high: float | None, unit: Unit | str) -> str:
    """An interval: "63.1 to 90.4 %"; empty when there is none."""
    if low is None or high is None:
        return ""
    kind = Unit(unit)
    if kind is Unit.SHARE:
        return f"{share_text(low)} to {share_text(high)} %"
    return f"{value_text(low, kind)} to {value_text(high, kind)}"


def short_range(low: float | None, high: float | None, unit: Unit | str) -> str:
    """An interval for a column: "63.1–90.4 %", "4:18–4:45 min", "8:05–10:02 h"; empty when there is none."""
    if low is None or high is None:
        return ""
    kind = Unit(unit)
    if kind is Unit.SHARE:
        return f"{share_text(low)}–{share_text(high)} %"
    if kind is Unit.SECONDS:
        low = max(low, 0.0)
        if high < _MINUTE:
            return f"{low:.1f}–{high:.1f} s"
        if high < _HOUR:
            return f"{_clock(low)}–{_clock(high)} min"
        return f"{_clock(low / _MINUTE)}–{_clock(high / _MINUTE)} h"
    return (
        f"{value_text(low, kind)}–{value_text(high, kind)}"
        if kind is not Unit.POINTS
        else (f"{value_text(low, kind)} to {value_text(high, kind)}")
    )


def _clock(value: float) -> str:
    whole = round(value)
    return f"{whole // 60}:{whole % 60:02d}"


def target_text(target: float | None, upper: float | None, unit: Unit | str) -> str:
    """A target: "85 %" or "4 min 30 s to 6 min 40 s" for a range; empty when there is none."""
    if target is None:
        return ""
    text = range_text(target, upper, unit) if upper is not None else value_text(target, unit)
    return text.replace(".0 ", " ")


def counted(n: int, one: str = "contact", many: str = "") -> str:
    """ "1 contact", "1,204 contacts"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
