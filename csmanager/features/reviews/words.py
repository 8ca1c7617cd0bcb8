"""Figures in words: a value in its unit, an interval, a status. Plain Python."""

from __future__ import annotations

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
    if kind is Unit.SCORE:
        return f"{value:.2f}"
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


def range_text(low: float | None, high: float | None, unit: Unit | str) -> str:
    """An interval: "63.1 to 90.4 %"; empty when there is none."""
    if low is None or high is None:
        return ""
    kind = Unit(unit)
    if kind is Unit.SHARE:
        return f"{share_text(low)} to {share_text(high)} %"
    return f"{value_text(low, kind)} to {value_text(high, kind)}"


def target_text(target: float | None, upper: float | None, unit: Unit | str) -> str:
    """A target: "85 %" or "4 min 30 s to 6 min 40 s" for a range; empty when there is none."""
    if target is None:
        return ""
    text = range_text(target, upper, unit) if upper is not None else value_text(target, unit)
    return text.replace(".0 ", " ")


def counted(n: int, one: str = "contact", many: str = "") -> str:
    """ "1 contact", "1,204 contacts"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
