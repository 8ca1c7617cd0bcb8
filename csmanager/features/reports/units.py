"""How a value of each unit is written in words, and how it is formatted and scaled in a sheet."""

from __future__ import annotations

DAY_S = 86_400.0

NUMBER_FORMATS = {
    "count": "#,##0",
    "share": "0.0%",
    "seconds": "[h]:mm:ss",
    "score": "0.00",
    "points": "0.0",
}
SIGNED_FORMATS = {
    "count": "+#,##0;-#,##0;0",
    "share": '+0.0%;-0.0%;0.0%',
    "score": "+0.00;-0.00;0.00",
    "points": "+0.0;-0.0;0.0",
}
UNIT_NAMES = {
    "count": "count",
    "share": "share (percent)",
    "seconds": "time (h:mm:ss)",
    "score": "score",
    "points": "points, -100 to 100",
}
BETTER_NAMES = {"higher": "▲ higher", "lower": "▼ lower", "range": "↔ in a range", "neither": "–"}
STATUS_NAMES = {
    "on_target": "● On target",
    "missing": "▼ Missing",
    "not_judged": "○ Not judged",
    "no_data": "– No data",
}
NO_TARGET = "· No target"

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
    """``value`` with its unit, short: 82.4 %, 3 min 20 s, 4.61."""
    if value is None:
        return "no data"
    match unit:
        case "share":
            return f"{value * 100:.1f} %"
        case "seconds":
            return duration_text(value)
        case "count":
            return f"{value:,.0f}"
        case "score":
            return f"{value:.2f}"
        case _:
            return f"{value:.0f}"


def duration_text(seconds: float) -> str:
    """A length of time with its two largest parts: 45 s, 3 min 20 s, 2 h 10 min, 1 d 4 h."""
    whole = round(seconds)
    if whole < 0:
        return f"-{duration_text(-seconds)}"
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes:
        return f"{minutes} min {left} s" if left else f"{minutes} min"
    return f"{left} s"


def interval_text(unit: str, low: float | None, high: float | None) -> str:
    """An interval, with the unit once where that reads well."""
    if low is None or high is None:
        return ""
    if unit == "share":
        return f"{low * 100:.1f}–{high * 100:.1f} %"
    return f"{number_text(unit, low)} – {number_text(unit, high)}"


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
