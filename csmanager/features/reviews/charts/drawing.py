"""Draws a chart with matplotlib, in the colours of the window. Needs no display; safe in a worker.

Names of people are left to whoever shows the picture, since matplotlib's font does not know every script; a file
that is saved as SVG has them as text, which the reader's own fonts draw.
"""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from csmanager.features.reviews.charts import multiples
from csmanager.features.reviews.charts.model import Chart, Curve, Kind, Mark, Panel, Shape, Style
from csmanager.features.reviews.charts.multiples import Box, Frame, frame_of, shared_axes
from csmanager.features.reviews.words import value_text

DPI = 96.0  # pixels of a logical inch
_LOCK = threading.Lock()  # matplotlib keeps state of its own while it lays out text
_LEFT_EDGE, _RIGHT_EDGE = 62.0, 96.0  # pixels beside a chart over time
_CELL_WIDTH, _CELL_HEIGHT = 196.0, 118.0  # pixels a small multiple wants


class Look(Protocol):
    """Colours as "#RRGGBB"."""

    @property
    def surface(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def muted(self) -> str: ...
    @property
    def border(self) -> str: ...
    @property
    def hairline(self) -> str: ...
    @property
    def bad(self) -> str: ...
    @property
    def series1(self) -> str: ...
    @property
    def series2(self) -> str: ...
    @property
    def context(self) -> str: ...
    @property
    def band3(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: ``pixels`` RGBA rows of ``width`` x ``height``; ``spots``: where the marks lie, in logical pixels."""

    pixels: bytes
    width: int
    height: int
    spots: tuple[tuple[float, float], ...]
    boxes: tuple[tuple[float, float, float, float], ...]  # left, top, right, bottom of each panel's plot


def draw(chart: Chart, width: float, height: float, scale: float, look: Look, points: float) -> Drawn:
    """Draw ``chart`` at ``width`` x ``height`` logical pixels and ``scale`` device pixels to each.

    ``points``: the size of small text.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with _LOCK:
        figure, places = _figure(chart, width, height, look, points, names=False)
        figure.set_dpi(DPI * scale)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        spots = [_spot(places[number], chart, mark, height, scale) for number, mark in chart.marks()]
        boxes = [_box(place, height, scale) for place in places]
        buffer = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        wide, high = canvas.get_width_height()
        return Drawn(bytes(buffer), wide, high, tuple(spots), tuple(boxes))


def _spot(place: Any, chart: Chart, mark: Mark, height: float, scale: float) -> tuple[float, float]:
    """Where a mark lies, in logical pixels from the top left."""
    if isinstance(place, Frame):
        return place.x(mark.x), height - place.y(mark.y or 0.0)
    at = (mark.y, mark.x) if chart.kind is Kind.NAMES else (mark.x, mark.y)
    x, y = place.transData.transform(at)
    return float(x) / scale, height - float(y) / scale


def _box(place: Any, height: float, scale: float) -> tuple[float, float, float, float]:
    if isinstance(place, Frame):
        left, down, width, high = place.box
        return left, height - down - high, left + width, height - down
    if place is None:
        return 0.0, 0.0, 0.0, 0.0
    frame = place.get_window_extent()
    return frame.x0 / scale, height - frame.y1 / scale, frame.x1 / scale, height - frame.y0 / scale


def save_svg(chart: Chart, path: Path, width: float, height: float, look: Look, points: float) -> None:
    """Write ``chart`` as SVG, its texts as text."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    with (
        _LOCK,
        matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "chart"}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", UserWarning)  # what its own font does not know, the reader's will
        figure, _axes = _figure(chart, width, height, look, points, names=True, head=True)
        canvas = FigureCanvasSVG(figure)
        canvas.print_svg(str(path), metadata={"Date": None, "Title": chart.title})  # type: ignore[no-untyped-call]


def _figure(
    chart: Chart, width: float, height: float, look: Look, points: float, *, names: bool, head: bool = False
) -> tuple[Any, list[Any]]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=look.surface)
    top = 0.0
    if head:
        top = points * 5.2
        figure.text(8 / width, 1 - 6 / height, _cut(chart.title, width, points * 1.2), va="top", color=look.text,
                    fontsize=points * 1.2, fontweight="bold")  # fmt: skip
        figure.text(8 / width, 1 - (8 + points * 2.2) / height, _cut(chart.subtitle, width, points), va="top",
                    color=look.muted, fontsize=points)  # fmt: skip
    boxes = _boxes(chart, width, height - top, points)
    if chart.kind is Kind.MULTIPLES:
        return figure, _small_ones(figure, chart, boxes, width, height, look, points)
    axes = []
    for panel, box in zip(chart.panels, boxes, strict=True):
        left, down, wide, high = box
        one = figure.add_axes((left / width, down / height, wide / width, high / height))
        axes.append(one)
        _dress(one, panel, chart, look, points, high)
        if chart.kind is Kind.NAMES:
            _names(one, panel, look, points, names=names)
        else:
            _plot(one, panel, chart, look, points, names=names)
    return figure, axes


def _small_ones(
    figure: Any, chart: Chart, boxes: Sequence[Box], width: float, height: float, look: Look, points: float
) -> list[Frame | None]:
    axes = shared_axes(figure, width, height, look.surface)
    found = []
    for panel, box in zip(chart.panels, boxes, strict=True):
        frame = frame_of(axes, panel, box)
        found.append(frame)
        colours = (look.bad if panel.is_alarmed else look.text, look.muted)
        multiples.head(axes, panel, box, _cut, points, colours)
        if frame is None:
            axes.text(box[0], box[1] + box[3] / 2, "no data", color=look.muted, fontsize=points)
            continue
        if panel.band is not None:
            frame.ground(*panel.band, look.band3)
        for curve in panel.curves:
            _curve(frame, curve, look)
        _joined(frame, panel.marks, look, 1.3)
        _marks(frame, [mark for mark in panel.marks if mark.y is not None], look, 10)
    return found


def _boxes(
    chart: Chart, width: float, height: float, points: float
) -> list[tuple[float, float, float, float]]:
    """Left, bottom, width, height of each panel's plot, from the bottom left."""
    line = points * DPI / 72 * 1.35
    if chart.kind is not Kind.MULTIPLES:
        left, right, below = _LEFT_EDGE, _RIGHT_EDGE, line * 1.5
        if chart.kind is Kind.FUNNEL:
            below = line * 2.6
        if chart.kind is Kind.NAMES:
            left, right, below = min(150.0, width * 0.3), 18.0, line * 1.4
        return [(left, below, max(width - left - right, 20), max(height - below - line * 0.7, 20))]
    count = max(len(chart.panels), 1)
    columns = max(1, min(count, int(width // _CELL_WIDTH)))
    rows = math.ceil(count / columns)
    cell_w, cell_h = width / columns, height / rows
    found = []
    for number in range(len(chart.panels)):
        column, row = number % columns, number // columns
        left, top = column * cell_w + 8, height - row * cell_h - line * 2.5
        found.append((left, top - cell_h + line * 3.3, max(cell_w - 24, 20), max(cell_h - line * 3.3, 12)))
    return found


def rows_wanted(count: int, width: float) -> float:
    """Pixels in height that ``count`` small multiples want in ``width``."""
    columns = max(1, min(max(count, 1), int(width // _CELL_WIDTH)))
    return math.ceil(max(count, 1) / columns) * _CELL_HEIGHT


def _dress(one: Any, panel: Panel, chart: Chart, look: Look, points: float, high: float) -> None:
    one.set_facecolor(look.surface)
    for side in one.spines.values():
        side.set_visible(False)
    one.tick_params(colors=look.muted, labelsize=points, length=0, pad=3)
    ends = panel.ends() if chart.kind is not Kind.FUNNEL else _around(panel)
    if ends is None:
        one.set_xticks([])
        one.set_yticks([])
        one.text(0.5, 0.5, "no data", transform=one.transAxes, ha="center", va="center", color=look.muted,
                 fontsize=points)  # fmt: skip
        return
    low, top = ends
    room = (top - low) * 0.12 or abs(top) * 0.1 or 1.0
    bottom = max(0.0, low - room) if low >= 0 else low - room
    if chart.kind is Kind.NAMES:
        one.set_xlim(bottom, top + room)
        return
    ceiling = 1.015 if str(panel.unit) == "share" and top <= 1 else top + room
    one.set_ylim(bottom, min(top + room, ceiling))
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    count = max(2, min(5, int(high / (points * 4.5))))
    if str(panel.unit) == "seconds":
        one.yaxis.set_major_locator(FixedLocator(_time_ticks(bottom, top + room, count)))
    else:
        one.yaxis.set_major_locator(MaxNLocator(count))
    one.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _at: value_text(value, panel.unit).replace(".0 %", " %"))
    )
    one.grid(axis="y", color=look.hairline, linewidth=0.8)
    one.set_axisbelow(True)


def _around(panel: Panel) -> tuple[float, float] | None:
    """The range of the figures and the level lines: limits for tiny n would press everything flat."""
    known = [mark.y for mark in panel.marks if mark.y is not None]
    known += [curve.ys[0] for curve in panel.curves if curve.style in (Style.MEAN, Style.TARGET)]
    if not known:
        return None
    room = (max(known) - min(known)) * 0.15
    return max(0.0, min(known) - room), max(known) + room


_STEPS = (
    1,
    2,
    5,
    10,
    20,
    30,
    60,
    120,
    300,
    600,
    1200,
    1800,
    3600,
    7200,
    14_400,
    28_800,
    43_200,
    86_400,
    172_800,
)


def _time_ticks(low: float, high: float, most: int) -> list[float]:
    step = next((step for step in _STEPS if (high - low) / step <= most), _STEPS[-1])
    return [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _plot(one: Any, panel: Panel, chart: Chart, look: Look, points: float, *, names: bool) -> None:
    known = [mark for mark in panel.marks if mark.y is not None]
    if panel.band is not None and known:
        one.axhspan(*panel.band, color=look.band3, zorder=0)
    for curve in panel.curves:
        _curve(one, curve, look)
    if panel.is_joined:
        _joined(one, panel.marks, look, 1.9)
    for mark in known:
        if mark.low is not None and mark.high is not None and mark.raw is None:
            one.plot([mark.x, mark.x], [mark.low, mark.high], color=look.series1, alpha=0.2, linewidth=4,
                         solid_capstyle="butt", zorder=2)  # fmt: skip
    _marks(one, known, look, 30)
    _right_labels(one, panel.curves, look, points)
    if panel.is_joined:
        _step_labels(one, panel.marks, points)
    else:
        one.set_xlabel(panel.x_title, color=look.muted, fontsize=points)
        one.set_xlim(left=0)
        if names:
            for mark in known:
                one.annotate(mark.label, (mark.x, mark.y), (5, 3), textcoords="offset points", color=look.text,
                             fontsize=points)  # fmt: skip


def _joined(one: Any, marks: Sequence[Mark], look: Look, width: float) -> None:
    ys = [math.nan if mark.y is None else mark.y for mark in marks]
    one.plot([mark.x for mark in marks], ys, color=look.series1, linewidth=width, zorder=3)


def _marks(one: Any, known: Sequence[Mark], look: Look, size: float) -> None:
    for shape, fill in ((Shape.DOT, look.series1), (Shape.FEW, look.surface), (Shape.SIGNAL, look.series1)):
        chosen = [mark for mark in known if mark.shape is shape]
        if chosen:
            xs, ys = [mark.x for mark in chosen], [mark.y for mark in chosen]
            one.scatter(xs, ys, s=size, c=fill, edgecolors=look.series1, linewidths=1.3, zorder=4)
            if shape is Shape.SIGNAL:
                one.scatter(xs, ys, s=size * 5.5, facecolors="none", edgecolors=look.bad, linewidths=1.6,
                            marker="D", zorder=5)  # fmt: skip


_DASHES: dict[Style, Any] = {
    Style.MEAN: "-",
    Style.LIMIT: (0, (5, 3)),
    Style.INNER: (0, (2, 3)),
    Style.TARGET: (0, (1, 1.4)),
    Style.TREND: (0, (6, 2, 1, 2)),
    Style.QUIET: "-",
}


def _curve(one: Any, curve: Curve, look: Look) -> None:
    colour = {Style.TARGET: look.text, Style.TREND: look.series2}.get(curve.style, look.border)
    width = {Style.TARGET: 1.7, Style.TREND: 1.6, Style.QUIET: 1.4}.get(curve.style, 1.1)
    one.plot(
        curve.xs, curve.ys, color=colour, linewidth=width, linestyle=_DASHES[curve.style], zorder=2,
        drawstyle="steps-mid" if curve.is_stepped else "default",
    )  # fmt: skip


def _right_labels(one: Any, curves: Sequence[Curve], look: Look, points: float) -> None:
    """Texts at the right ends of curves, moved apart, on the surface so that no line runs through them."""
    low, high = one.get_ylim()
    height = one.get_window_extent().height / one.figure.dpi * 72
    gap = points * 1.3 / max(height, 1) * (high - low)
    ends = ((min(max(curve.ys[-1], low), high), curve) for curve in curves if curve.text)
    wanted = sorted(ends, key=lambda pair: pair[0])
    last = -math.inf
    for y, curve in wanted:
        place = max(y, last + gap)
        last = place
        colour = {Style.TARGET: look.text, Style.TREND: look.series2}.get(curve.style, look.muted)
        one.annotate(curve.text, (1.0, place), (6, 0), xycoords=("axes fraction", "data"),
                     textcoords="offset points", va="center", color=colour, fontsize=points, annotation_clip=False,
                     fontweight="bold" if curve.style is Style.TARGET else "normal",
                     bbox={"facecolor": look.surface, "edgecolor": "none", "pad": 1})  # fmt: skip


def _step_labels(one: Any, marks: Sequence[Mark], points: float) -> None:
    if not marks:
        return
    width = one.get_window_extent().width / one.figure.dpi * 72
    longest = max(len(mark.label) for mark in marks) * points * 0.62 + 8
    every = max(1, math.ceil(longest * len(marks) / max(width, 1)))
    last = len(marks) - 1
    places = [at for at in range(len(marks)) if (last - at) % every == 0]
    one.set_xticks([marks[at].x for at in places], [marks[at].label for at in places])
    one.set_xlim(-0.6, len(marks) - 0.4)


def _names(one: Any, panel: Panel, look: Look, points: float, *, names: bool) -> None:
    """People down the side: the estimate filled with its interval, what was measured hollow beside it."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    count = len(panel.marks)
    for curve in panel.curves:
        colour = look.text if curve.style is Style.TARGET else look.border
        one.axvline(curve.ys[0], color=colour, linewidth=1.4, linestyle=_DASHES[curve.style], zorder=1)
    for mark in panel.marks:
        if mark.y is None:
            continue
        if mark.low is not None and mark.high is not None:
            one.plot([mark.low, mark.high], [mark.x, mark.x], color=look.series1, linewidth=2, alpha=0.55)
        if mark.raw is not None:
            one.scatter([mark.raw], [mark.x], s=26, c=look.surface, edgecolors=look.muted, zorder=4)
    _turned(one, panel, look)
    one.set_ylim(count - 0.4, -0.6)
    one.set_yticks(range(count), [mark.label if names else "" for mark in panel.marks])
    one.xaxis.set_major_locator(MaxNLocator(5))
    one.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _at: value_text(value, panel.unit).replace(".0 %", " %"))
    )
    one.grid(axis="x", color=look.hairline, linewidth=0.8)


def _turned(one: Any, panel: Panel, look: Look) -> None:
    known = [mark for mark in panel.marks if mark.y is not None]
    for mark in known:
        one.scatter([mark.y], [mark.x], s=30, c=look.surface if mark.shape is Shape.FEW else look.series1,
                    edgecolors=look.series1, zorder=5)  # fmt: skip
        if mark.shape is Shape.SIGNAL:
            one.scatter([mark.y], [mark.x], s=150, facecolors="none", edgecolors=look.bad, marker="D",
                        linewidths=1.6, zorder=6)  # fmt: skip


def _cut(text: str, width: float, points: float) -> str:
    """``text`` cut to about ``width`` pixels."""
    most = max(6, int(width / (points * DPI / 72 * 0.56)))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
