"""Whether advice helped: the measure it should have moved, before and since, beside what the team did."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.advice.rules import Result
from csmanager.features.reviews.periods import span
from csmanager.features.reviews.queries import Line, review
from csmanager.features.reviews.rules import Better
from csmanager.features.reviews.targets import dictionary
from csmanager.features.reviews.words import range_text, value_text
from csmanager.science.proportions import combined_difference

BEFORE_WEEKS = 12  # long enough that a bad stretch alone does not make the comparison


@dataclass(frozen=True, slots=True)
class EffectRow:
    """What was measured. ``low`` and ``high``: the limits of the change; all in the metric's unit."""

    metric: str
    unit: str
    before_from: str
    before_to: str
    after_from: str
    after_to: str
    before: float | None
    n_before: int
    after: float | None
    n_after: int
    change: float | None
    low: float | None
    high: float | None
    team_change: float | None
    result: str
    reason: str

    def dump(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def sentence(self) -> str:
        """Before and since, with n and limits, in one line."""
        text = (
            f"{self.metric}: {value_text(self.before, self.unit)} before (n = {self.n_before:,}),"
            f" {value_text(self.after, self.unit)} since (n = {self.n_after:,})"
        )
        if self.change is not None and self.low is not None and self.high is not None:
            text += (
                f"; change {_signed(self.change, self.unit)}, likely {_range(self.low, self.high, self.unit)}"
            )
        return f"{text}. {self.reason}"


def load_effect(text: str) -> EffectRow | None:
    """What ``dump`` wrote; None for nothing."""
    return EffectRow(**json.loads(text)) if text else None


def measure(
    session: Session,
    *,
    metric_key: str,
    person_id: int | None,
    given_on: dt.date,
    until: dt.date,
    towards: str = "",
) -> EffectRow:
    """The measure in the twelve weeks up to ``given_on`` and from the day after to ``until``.

    ``towards`` ("up", "down") says which way is wanted where the measure itself does not. An improvement counts
    only when it is larger than what the rest of the team moved in the same time.
    """
    metric = next((row for row in dictionary(session) if row.key == metric_key), None)
    name = metric.name if metric else metric_key
    unit = str(metric.unit) if metric else "share"
    first = given_on - dt.timedelta(weeks=BEFORE_WEEKS) + dt.timedelta(days=1)
    start = given_on + dt.timedelta(days=1)
    days = (first.isoformat(), given_on.isoformat(), start.isoformat(), max(start, until).isoformat())
    if metric is None:
        return _none(name, unit, days, "This measure is not kept in this store.")
    if until < start:
        return _none(name, unit, days, "No day has passed since.")
    before, team_before = _lines(session, metric_key, person_id, first, given_on)
    after, team_after = _lines(session, metric_key, person_id, start, until)
    wanted = {"up": 1, "down": -1}.get(towards) or {Better.HIGHER: 1, Better.LOWER: -1}.get(metric.better, 0)
    team_change = _difference(team_before, team_after)
    result, reason, change = judge(before, after, wanted, metric.minimum_n, team_change)
    return EffectRow(
        name, unit, *days,
        before.value if before else None, before.n if before else 0,
        after.value if after else None, after.n if after else 0,
        _difference(before, after),
        change[0] if change else None, change[1] if change else None,
        team_change, str(result), reason,
    )  # fmt: skip


def judge(
    before: Line | None, after: Line | None, wanted: int, minimum_n: int, team_change: float | None
) -> tuple[Result, str, tuple[float, float] | None]:
    """(result, one sentence, limits of the change). ``wanted``: 1 up, -1 down, 0 no way is better."""
    if before is None or after is None or before.value is None or after.value is None:
        when = "before" if before is None or before.value is None else "since"
        return Result.NOT_JUDGED, f"There is no data of the weeks {when}.", None
    if min(before.n, after.n) < minimum_n or None in (before.low, before.high, after.low, after.high):
        return (
            Result.NOT_JUDGED,
            f"Too few to judge: it rests on {before.n:,} before and {after.n:,} since, and needs {minimum_n:,} each.",
            None,
        )
    assert before.low is not None and before.high is not None
    assert after.low is not None and after.high is not None
    low, high = combined_difference(
        after.value, (after.low, after.high), before.value, (before.low, before.high)
    )
    if not wanted:
        return Result.NOT_JUDGED, "Neither way is better for this measure, so nothing is said.", (low, high)
    if max(wanted * low, wanted * high) < 0:
        return Result.WORSE, "It got worse, by more than chance explains.", (low, high)
    least = min(wanted * low, wanted * high)
    if least <= 0:
        return Result.NO_CHANGE, "The difference is no larger than chance can make it.", (low, high)
    if team_change is not None and least <= wanted * team_change:
        return (
            Result.NO_CHANGE,
            "It got better, but not clearly more than everyone together did in the same weeks.",
            (low, high),
        )
    beyond = (
        "chance explains" if team_change is None else "chance and the change of everyone together explain"
    )
    return Result.HELPED, f"It got better, by more than {beyond}.", (low, high)


def _lines(
    session: Session, key: str, person_id: int | None, first: dt.date, last: dt.date
) -> tuple[Line | None, Line | None]:
    read = review(session, span(first, last), person=person_id, trends=False)
    team = next((line for line in read.team if line.metric == key), None)
    if person_id is None:
        return team, None
    own = [line for lines in read.people.values() for line in lines if line.metric == key]
    return (own[0] if own else None), team


def _difference(before: Line | None, after: Line | None) -> float | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return after.value - before.value


def _none(name: str, unit: str, days: tuple[str, str, str, str], reason: str) -> EffectRow:
    return EffectRow(name, unit, *days, None, 0, None, 0, None, None, None, None, Result.NOT_JUDGED, reason)


def _signed(change: float, unit: str) -> str:
    if unit == "share":
        return f"{change * 100:+.1f} points"
    text = value_text(abs(change), unit).lstrip("+")
    return f"{'+' if change >= 0 else '−'}{text}"


def _range(low: float, high: float, unit: str) -> str:
    if unit == "share":
        return f"{low * 100:+.1f} to {high * 100:+.1f} points"
    return (
        f"{_signed(low, unit)} to {_signed(high, unit)}" if unit != "points" else range_text(low, high, unit)
    )
