"""How a value of each unit is written in words, and how it is formatted and scaled in a sheet."""

from __future__ import annotations

from csmanager.features.reviews.words import range_text, target_text, value_text

DAY_S = 86_400.0

NUMBER_FORMATS = {
    "count": "#,##0",
    "share": "0.0%",
    "seconds": "[h]:mm:ss",
    "score": "0.00",
    "points": "0.0",
    "number": "#,##0.00",
    "money": "#,##0.00",
}
SIGNED_FORMATS = {
    "count": "+#,##0;-#,##0;0",
    "share": "+0.0%;-0.0%;0.0%",
    "score": "+0.00;-0.00;0.00",
    "points": "+0.0;-0.0;0.0",
    "number": "+#,##0.00;-#,##0.00;0.00",
    "money": "+#,##0.00;-#,##0.00;0.00",
}
UNIT_NAMES = {
    "count": "count",
    "share": "share (percent)",
    "seconds": "time (h:mm:ss)",
    "score": "score",
    "points": "points, -100 to 100",
    "number": "number",
    "money": "money",
}
BETTER_NAMES = {"higher": "▲ higher", "lower": "▼ lower", "range": "↔ in a range", "neither": "–"}
STATUS_NAMES = {
    "on_target": "● On target",
    "missing": "▼ Missing",
    "not_judged": "○ Not judged",
    "no_data": "– No data",
}
NO_TARGET = "– No target"

_LONG_S = 2 * 3600.0  # from here a difference of times reads better in hours


def scaled(unit: str, value: float) -> float:
    """``value`` as a sheet holds it: times as fractions of a day."""
    return value / DAY_S if unit == "seconds" else value


def status_text(status: str, has_target: bool) -> str:
    """The verdict as a symbol and a word."""
    if status == "no_data":
        return STATUS_NAMES["no_data"]
    return STATUS_NAMES[status] if has_target else NO_TARGET


def number_text(unit: str, value: float | None) -> str:
    """``value`` with its unit, as the reviews write it: 82.4 %, 3 min 20 s, 4.61."""
    return "no data" if value is None else value_text(value, unit)


def target_words(unit: str, target: float, upper: float | None) -> str:
    """A target, or the range it is."""
    return target_text(target, upper, unit)


def interval_text(unit: str, low: float | None, high: float | None) -> str:
    """An interval, empty where there is none."""
    return range_text(low, high, unit)


def difference_text(unit: str, value: float) -> str:
    """A difference without its sign: 4.1 points, 12 s."""
    if unit == "share":
        return f"{abs(value) * 100:.1f} points"
    if unit == "points":
        return f"{abs(value):.0f} points"
    return number_text(unit, abs(value))


def difference_scale(unit: str, around: float | None) -> tuple[float, str]:
    """What a difference of times in days is multiplied with, and its number format.

    A sheet cannot show a negative time of day, so differences are seconds, or hours where times are long.
    """
    if unit != "seconds":
        return 1.0, SIGNED_FORMATS.get(unit, "0.0")
    if around is not None and around >= _LONG_S:
        return 24.0, '+0.0" h";-0.0" h";0.0" h"'
    return DAY_S, '+#,##0" s";-#,##0" s";0" s"'
