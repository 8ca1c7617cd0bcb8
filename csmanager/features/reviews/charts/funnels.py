"""Shares of people against how much each rests on, between the lines where chance alone ends. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.features.reviews.charts.build import Aimed, Person, short
from csmanager.features.reviews.charts.model import Chart, Curve, Kind, Mark, Opens, Panel, Shape, Style
from csmanager.features.reviews.periods import Period
from csmanager.science import funnel as science

LEGEND = "Between the dashed lines chance alone explains the distance to the team. Diamond: beyond the outermost line."
FEWEST_PEOPLE = 5  # below which the outer line means nothing
FEWEST_EVENTS = 5  # that are to be expected of the largest, for the same reason
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Lines:
    """Where chance ends around ``centre``. ``wider``: how many times as far, since people differ more than chance."""

    centre: float
    wider: float
    has_outer: bool

    def at(self, n: int) -> tuple[float, float, float, float]:
        """Outer low, inner low, inner high and outer high for somebody with ``n``."""
        made = science.limits(self.centre, n)
        assert made is not None
        low, inner_low, inner_high, high = (
            min(max(self.centre + (one - self.centre) * self.wider, 0.0), 1.0) for one in made
        )
        return low, inner_low, inner_high, high

    def is_beyond(self, value: float, n: int) -> bool:
        """Whether a figure lies beyond the outermost line that is drawn."""
        low, inner_low, inner_high, high = self.at(n)
        least, most = (low, high) if self.has_outer else (inner_low, inner_high)
        return value < least - 1e-9 or value > most + 1e-9


def lines_of(values: Sequence[float], sizes: Sequence[int], centre: float | None) -> Lines | None:
    """Exact binomial lines around ``centre``, widened by the overdispersion of five people or more.

    None where nobody is known or nothing varies. Spiegelhalter 2005.
    """
    if not sizes or centre is None or not 0 < centre < 1:
        return None
    has_many = len(sizes) >= FEWEST_PEOPLE
    has_outer = has_many and min(centre, 1 - centre) * max(sizes) >= FEWEST_EVENTS
    hits = [value * n for value, n in zip(values, sizes, strict=True)]
    spread = science.overdispersion(hits, sizes, centre) if has_many else None
    return Lines(centre, spread.factor if spread is not None else 1.0, has_outer)


def funnel(about: Aimed, people: Sequence[Person], period: Period, centre: float | None) -> Chart:
    """A share for everyone against how much it rests on; limits are where chance alone ends."""
    known = [(one, one.value) for one in people if one.value is not None and one.n > 0]
    lines = lines_of([value for _, value in known], [one.n for one, _ in known], centre)
    curves = _curves(about, lines, max(one.n for one, _ in known)) if lines is not None else []
    marks, out = [], []
    for one, value in known:
        few = one.n < about.minimum_n
        beyond = not few and lines is not None and lines.is_beyond(value, one.n)
        if beyond:
            out.append(one.name)
        shape = Shape.SIGNAL if beyond else Shape.FEW if few else Shape.DOT
        note = "Further from the team than chance explains." if beyond else "Chance alone could explain it."
        opens = Opens(about.metric, period, (one.id,), one.name)
        marks.append(Mark(one.n, value, one.name, one.n, shape=shape, note=note, opens=opens))
    if not known:
        title = f"{about.name}: nobody has figures in this period"
    elif out:
        title = f"{about.name}: differs by more than chance: {', '.join(out[:3])}"
    else:
        title = f"{about.name}: the differences between people could all be chance"
    subtitle = f"{period.title}, {len(known)} people, n {sum(one.n for one, _ in known):,}"
    panel = Panel(
        about.name, about.unit, tuple(marks), tuple(curves), is_joined=False, x_title="how many it rests on"
    )
    return Chart(Kind.FUNNEL, title, subtitle, (panel,), _legend(lines))


def _legend(lines: Lines | None) -> str:
    if lines is None or lines.wider < 1.05:
        return LEGEND
    return (
        f"{LEGEND} People differ more than chance alone makes them, so the lines stand {lines.wider:.1f} times as far"
        " apart as chance alone would put them."
    )


def _curves(about: Aimed, lines: Lines, largest: int) -> list[Curve]:
    most = largest * 1.08
    steps = sorted({max(1, round(most * (at / _STEPS) ** 2)) for at in range(1, _STEPS + 1)})
    ends = [lines.at(n) for n in steps]
    xs = tuple(float(n) for n in steps)
    found = [
        Curve(Style.INNER, xs, tuple(one[2] for one in ends), "95 in 100"),
        Curve(Style.INNER, xs, tuple(one[1] for one in ends)),
    ]
    if lines.has_outer:
        found += [
            Curve(Style.LIMIT, xs, tuple(one[3] for one in ends), "998 in 1000"),
            Curve(Style.LIMIT, xs, tuple(one[0] for one in ends)),
        ]
    across = (0.0, most)
    found.append(Curve(Style.MEAN, across, (lines.centre,) * 2, f"team {short(lines.centre, about.unit)}"))
    if about.target is not None and about.upper is None:
        found.append(
            Curve(Style.TARGET, across, (about.target,) * 2, f"target {short(about.target, about.unit)}")
        )
    return found
