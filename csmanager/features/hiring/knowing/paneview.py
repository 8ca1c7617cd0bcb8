"""The panes of hiring in figures: what a row is, a chart whose marks open their rows, and the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from csmanager.features.hiring.knowing import pictures, standards
from csmanager.features.hiring.knowing.outcome import Outcome, OutcomeRow
from csmanager.features.hiring.knowing.outcome import behind as rows_behind
from csmanager.features.hiring.knowing.queries import All, Behind, Figure
from csmanager.features.hiring.rules import STAGE_NAMES, Stage
from csmanager.features.hiring.spelling import percent
from csmanager.features.reviews.charts.chartwidget import ChartView
from csmanager.features.reviews.charts.model import Chart, OpensRow
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.science.special import median
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.texts import day_text

_CHART_HEIGHT = 230  # pixels


class Panes:
    """Fills the pane beside each list."""

    def __init__(self, desk: Desk, lists: Mapping[str, RecordsWidget]) -> None:
        self._desk, self.lists = desk, lists
        self._all: All
        self._outcomes: Sequence[Outcome] = ()
        self.behind: RecordTable | None = None  # the rows behind what is shown

    def show(self, key: str, row: Any, found: All, outcomes: Sequence[Outcome]) -> None:
        """Fill the pane of the list ``key`` with a row of it."""
        self._all, self._outcomes = found, outcomes
        self.behind = None
        getattr(self, f"_show_{key}")(row)

    def _show_figure(self, row: Figure) -> None:
        pane = self.lists["figure"].pane
        pane.show_record(row.name, f"n {row.n}{f', {row.note}' if row.note else ''}")
        value = QLabel(row.text)
        value.setProperty("role", "figure")
        pane.add_section("", value)
        pane.add_section("What it is", row.definition)
        self._behind("figure", row.rows)

    def _show_stage(self, row: Any) -> None:
        pane = self.lists["stage"].pane
        share = (
            "nobody has left it yet" if row.share is None else f"{percent(row.share)} of {row.left} went on"
        )
        pane.show_record(STAGE_NAMES[Stage(row.stage)], f"{len(row.entered)} came, {share}")
        middle = median(list(row.days))
        pane.add_section(
            "",
            [
                (
                    "Median days",
                    f"{middle:g}, n {len(row.days)} stays that ended" if middle is not None else "none ended",
                ),
                (
                    "Still there",
                    f"{len(row.waiting)}"
                    + (f", the longest {max(row.open_days)} days" if row.open_days else ""),
                ),
                ("Turned down", f"{len(row.rejected)}"),
                ("Withdrew", f"{len(row.withdrawn)}"),
            ],
        )
        self._chart("stage", pictures.funnel(self._all.stages))
        pane.add_section(
            "What it is",
            "Of the applications that came to the stage and have left it, the share that went on."
            " Those still there are counted neither way. A stage that was skipped does not count; who came back"
            " counts once, by the last stay.",
        )
        self._behind("stage", self._people(row.entered))

    def _show_source(self, row: Any) -> None:
        pane = self.lists["source"].pane
        pane.show_record(row.source, f"{len(row.applied)} applied, {len(row.hired)} hired")
        currency = self._desk.settings.currency
        pane.add_section(
            "",
            [
                ("Interviewed", f"{len(row.interviewed)}"),
                ("Paid", f"{row.cents / 100:,.2f} {currency}" if row.cents else "nothing entered"),
                (
                    "Paid per hire",
                    f"{row.per_hire / 100:,.2f} {currency}" if row.per_hire is not None else "–",
                ),
                ("How they turned out", self._turned_out(row.hired)),
            ],
        )
        self._chart("source", pictures.by_source(self._all.sources))
        pane.add_section("What it is", standards.SOURCE)
        self._behind("source", self._people(row.applied))

    def _turned_out(self, hired: tuple[int, ...]) -> str:
        known = [
            one
            for one in self._outcomes[0].rows
            if one.applicant_id in hired and one.quality is not None and one.is_reached
        ]
        if not known:
            return "not known yet: nobody with graded contacts at day 90"
        n = sum(one.quality_n for one in known)
        mean = sum((one.quality or 0) * one.quality_n for one in known) / n
        few = "; too few to compare sources" if len(known) < 5 else ""
        return f"quality {percent(mean)} at day 90, n {len(known)} hired, {n} contacts{few}"

    def _show_reason(self, row: Any) -> None:
        pane = self.lists["reason"].pane
        side = "They withdrew" if row.side == "them" else "We turned them down"
        pane.show_record(
            row.reason,
            f"{side} at {STAGE_NAMES[Stage(row.stage)]}: {len(row.who)}, {percent(row.share)} of all",
        )
        self._chart("reason", pictures.pareto(self._all.reasons))
        self._behind("reason", self._people(row.who))

    def _show_group(self, row: Any) -> None:
        pane = self.lists["group"].pane
        pane.show_record(f"{row.category}: {row.group}", f"{row.opening}, {STAGE_NAMES[row.stage].lower()}")
        pane.add_section(
            "",
            [
                ("Went on", f"{row.selected} of {row.applicants}, {percent(row.rate)}"),
                ("Of the highest rate", "–" if row.ratio is None else percent(row.ratio)),
                ("Fisher's exact test", "–" if row.p is None else f"p {row.p:.3f}"),
                ("What can be said", row.words),
                ("Counted", day_text(row.counted_on)),
            ],
        )
        pane.add_section(
            "What it is",
            "The rate of each group over the highest rate; below four fifths it is worth a look, and only where"
            " Fisher's exact test says that chance rarely does it. With fewer than 30 applicants or 5 who went on"
            " nothing is said."
            " It is no verdict on anybody and no law; ask somebody who knows yours.",
        )

    def _show_cost(self, row: Any) -> None:
        pane = self.lists["cost"].pane
        currency = self._desk.settings.currency
        pane.show_record(row.what, f"{row.cents / 100:,.2f} {currency}")
        pane.add_section("", [("Day", day_text(row.spent_on)), ("Opening", row.opening), ("Kind", row.kind)])
        if row.is_source:
            pane.add_section("", "It was entered with the sources of applicants, and is changed there.")

    def _show_outcome(self, row: OutcomeRow) -> None:
        pane = self.lists["outcome"].pane
        found = next(one for one in self._outcomes if one.day == row.day)
        pane.show_record(row.name, f"{row.day} days from {day_text(row.started_on)}")
        pane.add_section(
            "",
            [
                ("Interviews", f"{row.score:.0f} of 100" if row.score is not None else "not judged"),
                ("Practice", percent(row.practice) if row.practice is not None else "none"),
                (
                    "Quality",
                    f"{percent(row.quality)}, n {row.quality_n}"
                    if row.quality is not None
                    else "no graded contact",
                ),
                (
                    "Satisfaction",
                    f"{percent(row.satisfaction)}, n {row.satisfaction_n}"
                    if row.satisfaction is not None
                    else "no answer",
                ),
                ("Day reached", "yes" if row.is_reached else "not yet; it does not count"),
            ],
        )
        pane.add_section("What can be said", found.words)
        if found.by_skill:
            pane.add_section(
                "Skill by skill, with quality",
                [
                    (name, f"{one.rho:.2f} ({one.low:.2f} to {one.high:.2f}), n {one.n}")
                    if one.is_enough and one.low is not None and one.high is not None
                    else (name, f"nothing can be said yet, n {one.n}")
                    for name, one in found.by_skill
                ],
            )
        self._chart("outcome", pictures.scatter(found))
        self._behind("outcome", self._desk.read(rows_behind, row))

    def _chart(self, key: str, chart: Chart) -> None:
        pane = self.lists[key].pane
        view = ChartView(self._desk)
        view.setMinimumHeight(_CHART_HEIGHT)
        view.set_chart(chart)
        view.opened.connect(lambda opens: QTimer.singleShot(0, self.lists[key], lambda: self._go(key, opens)))
        pane.add_section("", view)
        pane.add_section(
            "",
            f"{chart.subtitle}. {chart.legend} A click or Enter on a dot opens its rows; a right click saves it all"
            " as a picture or an Excel chart.",
        )

    def _go(self, key: str, opens: OpensRow) -> None:
        """Choose the row of a mark, and go to the rows behind it."""
        if self.lists[key].select(opens.key) and self.behind is not None:
            self.behind.select_first()
            self.behind.setFocus(Qt.FocusReason.OtherFocusReason)

    def _people(self, ids: tuple[int, ...]) -> tuple[Behind, ...]:
        return tuple(self._all.people[key] for key in ids if key in self._all.people)

    def _behind(self, key: str, rows: tuple[Behind, ...]) -> None:
        table = RecordTable(
            "hiring behind",
            (
                Column("what", "Who or what", width=150, value=lambda row: row.what),
                Column("detail", "Detail", width=200, value=lambda row: row.detail),
            ),
            key=lambda row: row.key,
            preferences=self._desk.preferences,
            today=self._desk.today,
        )
        table.setAccessibleName("Rows behind the figure")
        table.set_noun("row", "rows")
        table.setMinimumHeight(180)
        table.set_rows(rows)
        table.activated.connect(self._open_row)
        self.behind = table
        self.lists[key].pane.add_section("The rows behind it", table)

    def _open_row(self, row: Behind) -> None:
        if row.applicant_id is not None:
            self._desk.go("hiring", f"board:{row.applicant_id}")
        elif row.opening_id is not None:
            self._desk.go("hiring", f"board:opening:{row.opening_id}")
