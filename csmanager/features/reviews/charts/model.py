"""What a chart of the reviews shows, before anything is drawn. Plain Python.

A chart has panels; a panel has marks (each opens the rows behind it) and curves (limits, targets, trends). Meaning is
never carried by colour alone: a mark has a shape, a curve has a style.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.rules import Unit
from csmanager.features.reviews.words import range_text, value_text


class Shape(StrEnum):
    """How a mark looks: a dot, hollow when it rests on too little, a diamond when it is a signal."""

    DOT = "dot"
    FEW = "few"
    SIGNAL = "signal"


class Style(StrEnum):
    """How a curve is drawn: mean solid, limits dashed, target dotted, trend dash-dotted, quiet grey."""

    MEAN = "mean"
    LIMIT = "limit"
    INNER = "inner"
    TARGET = "target"
    TREND = "trend"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Opens:
    """Which rows a mark opens: a measure in a period, of some people (None: everyone)."""

    metric: str
    period: Period
    people: tuple[int, ...] | None = None
    who: str = "Team"


@dataclass(frozen=True, slots=True)
class OpensRow:
    """Which row of the list beside the chart a mark stands for."""

    key: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure. ``y`` in the panel's unit, None where there is no data; ``low`` and ``high`` its interval."""

    x: float
    y: float | None
    label: str
    n: int = 0
    low: float | None = None
    high: float | None = None
    shape: Shape = Shape.DOT
    note: str = ""
    opens: Opens | OpensRow | None = None
    raw: float | None = None  # beside an adjusted value: what was measured


@dataclass(frozen=True, slots=True)
class Curve:
    """A line across: ``xs`` and ``ys`` of equal length; ``text`` stands at its right end."""

    style: Style
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    text: str = ""
    is_stepped: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of axes. ``is_joined``: the marks are points in time and a line runs through them."""

    title: str
    unit: Unit
    marks: tuple[Mark, ...]
    curves: tuple[Curve, ...] = ()
    band: tuple[float, float] | None = None
    is_joined: bool = True
    caption: str = ""
    x_title: str = ""
    is_alarmed: bool = False  # its title is marked with a shape

    def ends(self) -> tuple[float, float] | None:
        """Lowest and highest value to be shown; None without any."""
        found: list[float] = []
        for mark in self.marks:
            found += [part for part in (mark.y, mark.low, mark.high, mark.raw) if part is not None]
        if not found:
            return None
        for curve in self.curves:
            found += curve.ys
        found += self.band or ()
        return min(found), max(found)


class Kind(StrEnum):
    """Over time, many small ones, people by size, people by name."""

    TIME = "time"
    MULTIPLES = "multiples"
    FUNNEL = "funnel"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Chart:
    """``title`` states the finding, ``subtitle`` measure, period and n."""

    kind: Kind
    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    legend: str = ""  # what shapes and styles mean, in a sentence

    def marks(self) -> list[tuple[int, Mark]]:
        """All marks with a value, with the number of their panel, in reading order."""
        return [
            (number, mark)
            for number, panel in enumerate(self.panels)
            for mark in panel.marks
            if mark.y is not None
        ]

    def sentence(self) -> str:
        """What it shows, for whoever does not see it."""
        known = [mark for _, mark in self.marks()]
        if not known:
            return f"{self.subtitle}. No data."
        signals = [mark.label for mark in known if mark.shape is Shape.SIGNAL]
        told = f"Signals: {', '.join(signals[:6])}." if signals else "No signal."
        return f"{self.subtitle}. {len(known)} figures. {told} {self.legend}".strip()


def mark_text(panel: Panel, mark: Mark) -> str:
    """What one mark says."""
    if mark.y is None:
        return f"{mark.label}: no data"
    parts = [f"{mark.label}: {value_text(mark.y, panel.unit)}"]
    if mark.low is not None:
        parts.append(f"({range_text(mark.low, mark.high, panel.unit)})")
    text = " ".join(parts)
    if mark.raw is not None:
        text += f", as measured {value_text(mark.raw, panel.unit)}"
    if panel.unit is not Unit.COUNT:
        text += f", n {mark.n:,}"
    return f"{text}. {mark.note}" if mark.note else text


def level(style: Style, value: float, count: int, text: str = "") -> Curve:
    """A straight line across ``count`` steps."""
    return Curve(style, (-0.5, count - 0.5), (value, value), text)
