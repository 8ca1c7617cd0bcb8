"""Many small charts in one set of axes: axes of their own for each would take matplotlib ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from csmanager.features.reviews.charts.model import Panel

Box = tuple[float, float, float, float]  # left, bottom, width, height in pixels


@dataclass(slots=True)
class Frame:
    """A panel's place in the shared axes; draws like axes, in the panel's own units."""

    axes: Any
    box: Box
    low: float
    high: float
    steps: int

    def x(self, value: float) -> float:
        """Pixels from the left."""
        return self.box[0] + (value + 0.6) / (self.steps + 0.2) * self.box[2]

    def y(self, value: float) -> float:
        """Pixels from the bottom."""
        return self.box[1] + (value - self.low) / ((self.high - self.low) or 1.0) * self.box[3]

    def plot(self, xs: Sequence[float], ys: Sequence[float], **more: Any) -> None:
        """A line."""
        self.axes.plot([self.x(x) for x in xs], [self.y(y) for y in ys], **more)

    def scatter(self, xs: Sequence[float], ys: Sequence[float], **more: Any) -> None:
        """Marks."""
        self.axes.scatter([self.x(x) for x in xs], [self.y(y) for y in ys], **more)

    def ground(self, low: float, high: float, colour: str) -> None:
        """A band across."""
        left, right = self.box[0], self.box[0] + self.box[2]
        ys = [self.y(low), self.y(low), self.y(high), self.y(high)]
        self.axes.fill([left, right, right, left], ys, color=colour, zorder=0, linewidth=0)


def shared_axes(figure: Any, width: float, height: float, surface: str) -> Any:
    """One set of axes in pixels over the whole figure."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_facecolor(surface)
    axes.set_autoscale_on(False)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    return axes


def frame_of(axes: Any, panel: Panel, box: Box) -> Frame | None:
    """Where a panel is drawn; None when it has nothing to show."""
    ends = panel.ends()
    if ends is None:
        return None
    low, high = ends
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    bottom = max(0.0, low - room) if low >= 0 else low - room
    return Frame(axes, box, bottom, high + room, len(panel.marks))


def head(
    axes: Any,
    panel: Panel,
    box: Box,
    cut: Callable[[str, float, float], str],
    points: float,
    colours: tuple[str, str],
) -> None:
    """The measure and what it says, above its plot. ``colours``: of the name and of the caption."""
    left, down, width, high = box
    top = down + high
    name = ("▼ " if panel.is_alarmed else "") + panel.title
    line = points * 96 / 72 * 1.35
    axes.text(left, top + line + 2, cut(name, width, points * 1.05), va="bottom", color=colours[0],
              fontsize=points * 1.05, fontweight="bold")  # fmt: skip
    axes.text(
        left, top + 2, cut(panel.caption, width, points), va="bottom", color=colours[1], fontsize=points
    )
