"""The verdict of a line: on target, missing it, signal up, signal down, within normal, not judged; with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from csmanager.features.reviews.charts import limits as natural
from csmanager.features.reviews.charts.build import Series
from csmanager.features.reviews.figures import firmness
from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Better, Unit, Verdict
from csmanager.features.reviews.words import counted, range_text, target_text, value_text
from csmanager.science.control import RULE_WORDS
from csmanager.science.verdicts import Standing, State

_A_MONTH = 45  # days
_ONE_PERIOD = "It is close; look at its months before concluding."


class Word(StrEnum):
    """Where a line stands."""

    ON_TARGET = "on target"
    MISSING = "missing it"
    UP = "signal up"
    DOWN = "signal down"
    NORMAL = "within normal"
    NOT_JUDGED = "not judged"
    NO_DATA = "no data"


_KINDS = {  # of the chip: shape and colour
    Word.ON_TARGET: "good",
    Word.MISSING: "bad",
    Word.UP: "signal",
    Word.DOWN: "signal",
    Word.NORMAL: "open",
    Word.NOT_JUDGED: "none",
    Word.NO_DATA: "none",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """A verdict. ``signal``: 1 up, -1 down, 0 none; ``low``/``high``: what is usual, None when unknown."""

    word: Word
    reason: str
    signal: int = 0
    low: float | None = None
    high: float | None = None
    is_bad: bool = False  # a signal the wrong way, or the target missed
    is_good: bool = False  # a signal the right way
    is_firm: bool = False  # a target missed by more than one unlucky month explains: talk about it


def kind_of(told: Stand) -> str:
    """Shape and colour of a verdict: red only for what is worse, a calm one for what moved neither way."""
    if told.word in (Word.UP, Word.DOWN) and not told.is_bad:
        return "good" if told.is_good else "watch"
    return _KINDS[told.word]


def bad_side(better: Better) -> int:
    """The side of a signal that is bad; 0 when neither is."""
    return {Better.HIGHER: -1, Better.LOWER: 1}.get(better, 0)


def stand(line: Line, series: Series | None, period: Period, minimum_n: int, what: str = "contacts") -> Stand:
    """The verdict of ``line``; ``series``: its months up to the end of the period, oldest first."""
    if line.value is None or line.status is Verdict.NO_DATA:
        return Stand(Word.NO_DATA, line.reason or f"There are no {what} to compute it from.")
    is_count = line.unit is Unit.COUNT
    if not is_count and line.n < minimum_n:
        return Stand(
            Word.NOT_JUDGED,
            f"It rests on {counted(line.n, what.rstrip('s'), what)} and needs {minimum_n:,}: too few to judge.",
        )
    limits = series.limits(line.unit) if series is not None else None
    signal, low, high, moved = 0, None, None, ""
    if series is not None and limits is not None:
        told = natural.signals(series.values, limits)
        inside = [
            at
            for at, one in enumerate(series.periods)
            if one.last >= period.first and one.first <= period.last
        ]
        place = next((at for at in reversed(inside) if told[at] is not None), None)
        found = told[place] if place is not None else None
        low, high = limits.low[-1], limits.high[-1]
        if place is not None and found is not None:
            signal = found.side
            moved = _moved(found, limits, place, line.unit, series.periods[place])
    usual = range_text(low, high, line.unit)
    aim = target_text(line.target, line.upper, line.unit)
    bad = signal != 0 and signal == bad_side(line.better)
    if line.status is Verdict.ON_TARGET:
        reason = f"It meets the target of {aim}, even allowing for chance."
        return Stand(Word.ON_TARGET, _joined(reason, moved), signal, low, high, bad)
    if line.status is Verdict.MISSING:
        firm = firmness.is_firm(line, series, period, minimum_n)
        told_once = "" if firm else firmness.ONE_MONTH if period.days <= _A_MONTH else _ONE_PERIOD
        reason = _joined(_missed(line, aim), moved, told_once)
        return Stand(Word.MISSING, reason, signal, low, high, True, is_firm=firm)
    together = firmness.over_three(line, series, period, minimum_n)
    if together is not None and together.state is State.ACT:
        reason = _joined(_missed_together(line, together, aim), moved)
        return Stand(Word.MISSING, reason, signal, low, high, True, is_firm=True)
    towards = (
        f"Chance alone could explain how far it is from the target of {aim}."
        if line.target is not None
        else "No target is set."
        if line.better is not Better.NEITHER
        else ""
    )
    if signal:
        word = Word.UP if signal > 0 else Word.DOWN
        good = signal == -bad_side(line.better)
        return Stand(word, _joined(moved, towards), signal, low, high, bad, good)
    if limits is not None:
        return Stand(Word.NORMAL, _joined(f"It is where it usually is ({usual}).", towards), 0, low, high)
    return Stand(
        Word.NOT_JUDGED,
        _joined(towards, "There are not yet six months that vary, so nobody knows what is usual."),
    )


def _missed(line: Line, aim: str) -> str:
    if line.upper is not None and line.target is not None and line.value is not None:
        where = "above" if line.value > line.upper else "below"
        return f"Even allowing for chance it lies {where} the range of {aim} that is wanted."
    where = "above" if line.better is Better.LOWER else "below"
    return f"Even allowing for chance it is {where} the target of {aim}."


def _missed_together(line: Line, together: Standing, aim: str) -> str:
    where = "above" if line.better is Better.LOWER else "below"
    value = value_text(together.pooled, line.unit)
    return (
        f"The last three months together ({value}, n {together.pooled_n:,.0f}) are {where} the target of {aim} by"
        " more than chance explains, though this month alone would not show it."
    )


def _moved(signal: natural.Signal, limits: natural.Limits, at: int, unit: Unit, month: Period) -> str:
    """What a signal says, with the rule that told it."""
    if signal.rule == 1:
        usual = range_text(limits.low[at], limits.high[at], unit)
        way = "risen above" if signal.side > 0 else "fallen below"
        return (
            f"In {month.title} it has {way} what was usual ({usual}): something changed"
            f" (rule 1 of Nelson: {RULE_WORDS[1]})."
        )
    if signal.rule != 2:
        return f"Its months show {RULE_WORDS[signal.rule]}: something may have changed (rule {signal.rule} of Nelson)."
    side = "above" if signal.side > 0 else "below"
    return (
        f"For {natural.RUN} months in a row it has been {side} its usual {value_text(limits.centre, unit)}:"
        f" something changed (rule {signal.rule} of Nelson)."
    )


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Change:
    """How far a line moved against another period. ``word``: up, down or no clear change."""

    other: float | None
    n: int
    word: str
    reason: str
    is_clear: bool = False


def change(line: Line, other: Line | None, title: str) -> Change:
    """``line`` against the same line of another period, in words; clear only when chance does not explain it."""
    from csmanager.science.proportions import combined_difference

    if other is None or other.value is None:
        return Change(None, 0, "", f"There is no figure for {title}.")
    if line.value is None:
        return Change(other.value, other.n, "", "There is no figure for this period.")
    if line.unit is Unit.COUNT:
        away = line.value - other.value
        return Change(
            other.value, other.n, f"{away:+,.0f}", f"{value_text(other.value, line.unit)} in {title}."
        )
    if None in (line.low, line.high, other.low, other.high):
        return Change(
            other.value, other.n, "not judged", f"Too few in one of the two periods ({title}: {other.n:,})."
        )
    assert line.low is not None and line.high is not None and other.low is not None and other.high is not None
    low, high = combined_difference(line.value, (line.low, line.high), other.value, (other.low, other.high))
    before = f"{value_text(other.value, line.unit)} in {title} (n {other.n:,})"
    if low <= 0 <= high:
        return Change(
            other.value, other.n, "no clear change", f"{before}; chance alone could explain the difference."
        )
    word = "up" if line.value > other.value else "down"
    return Change(other.value, other.n, word, f"{before}; chance alone hardly explains the difference.", True)
