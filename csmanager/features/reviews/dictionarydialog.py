"""The metric dictionary: every measure with its definition, formula, minimum and version; and the form to edit one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from csmanager.features.reviews import actions, ownactions, targets
from csmanager.features.reviews.formuladialog import FormulaDialog
from csmanager.features.reviews.rules import Level
from csmanager.features.reviews.targets import MetricRow
from csmanager.features.reviews.words import UNITS
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.pageheader import action_button
from csmanager.ui.widgets.table import Column, RecordTable

_BETTER = {
    "higher": "more is better",
    "lower": "less is better",
    "range": "within a range",
    "neither": "not judged",
}
_OPTIONS = {
    "within_s": ("Answered within", "seconds", "Calls answered in exactly this time count as within."),
    "short_s": ("Given up within", "seconds", "Calls given up sooner are left out."),
    "window_days": (
        "Window",
        "days",
        "Another contact within so many days is a repeat. All months are counted anew.",
    ),
    "within_h": ("Answered within", "opening hours", "Exactly so many count as within."),
    "pass_percent": ("Pass mark", "%", "A grade of exactly this passes."),
    "grace_min": ("Grace", "minutes", "A shift begun no later than this is in time."),
}


def metric_dialog(desk: Desk, metric: MetricRow, parent: QWidget | None = None) -> FormDialog:
    """The form to edit a measure."""
    fields = [
        Field("name", "Name", "text", metric.name, True),
        Field("definition", "Definition", "long", metric.definition, True),
        Field("formula", "Formula", "text", metric.formula),
        Field(
            "minimum_n",
            "Judge from",
            "number",
            metric.minimum_n,
            True,
            minimum=1,
            unit=metric.what,
            help="Below this many nothing is said about the target.",
        ),
    ]
    settable = {key: _OPTIONS[key] for key in metric.options if key in _OPTIONS}
    for key, (label, unit, words) in settable.items():
        fields.append(
            Field(key, label, "number", metric.options[key], True, minimum=0, unit=unit, help=words)
        )

    def submit(values: dict[str, Any]) -> Any:
        options = {key: int(values.pop(key)) for key in settable}
        values["minimum_n"] = int(values["minimum_n"])
        return desk.try_do(
            f"Change measure {metric.name}",
            actions.edit_metric,
            metric.id,
            options=options,
            today=desk.today(),
            **values,
        )

    return FormDialog(
        f"Measure: {metric.name}",
        fields,
        submit,
        verb="Save",
        text="A change to what a measure means raises its version; reports say which version they were made with.",
        today=desk.today,
        parent=parent,
    )


class DictionaryDialog(QDialog):
    """All measures beside what each of them means."""

    def __init__(self, desk: Desk, key: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.form: FormDialog | None = None
        self.setWindowTitle("Metric dictionary")
        self.edit = QAction("Edit…", self)
        self.edit.triggered.connect(lambda _on=False: self._edit())
        self.new = QAction("New measure…", self)
        self.new.triggered.connect(lambda _on=False: self._new())
        self.drop = QAction("Move to trash", self)
        self.drop.setToolTip("Takes a measure of your own out of the reviews, with its targets")
        self.drop.triggered.connect(lambda _on=False: self._drop())
        for action in (self.edit, self.new, self.drop):
            self.addAction(action)
        self.table = RecordTable(
            "dictionary", _columns(), key=lambda row: row.key, preferences=desk.preferences, today=desk.today
        )
        self.table.setAccessibleName("Measures")
        self.table.set_noun("measure", "measures")
        self.table.add_actions([self.edit, self.new, self.drop])
        self.table.activated.connect(lambda _row: self._edit())
        self.table.selection_changed.connect(self._show)
        self.pane = DetailPane("Choose a measure to read what it means.")
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(self.pane)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([540, 380])
        buttons = QHBoxLayout()
        buttons.addWidget(action_button(self.new))
        buttons.addStretch()
        buttons.addWidget(action_button(self.drop))
        buttons.addWidget(action_button(self.edit))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)
        self.resize(980, 560)
        desk.changed.connect(self._hear)
        self.load()
        if key is None or not self.table.select(key):
            self.table.select_first()

    def load(self) -> None:
        """Read the dictionary."""
        self.table.set_rows(self._desk.read(targets.dictionary))
        self._show()

    def _hear(self, change: Any) -> None:
        if "metric" in change.tables:
            self.load()

    def _show(self) -> None:
        row: MetricRow | None = self.table.current_row()
        self.edit.setEnabled(row is not None)
        self.drop.setEnabled(row is not None and row.expression is not None)
        if row is None:
            self.pane.clear()
            return
        self.pane.show_record(row.name, f"{row.key}, version {row.version}")
        level = (
            "The team only: a result of how many people were there"
            if row.level is Level.TEAM
            else "The team and each person"
        )
        options = [
            (_OPTIONS[key][0], f"{value} {_OPTIONS[key][1]}")
            for key, value in row.options.items()
            if key in _OPTIONS
        ]
        self.pane.add_section("Definition", row.definition)
        self.pane.add_section("Formula", row.formula)
        if row.exclusions:
            self.pane.add_section("Left out", row.exclusions)
        self.pane.add_section(
            "Judging",
            [
                ("Direction", _BETTER[row.better]),
                ("Unit", UNITS[row.unit]),
                ("Shown for", level),
                ("Judged from", f"{row.minimum_n:,} {row.what}"),
                *options,
            ],
        )

    def _edit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            is_own = row.expression is not None
            self.form = (
                FormulaDialog(self._desk, row, self) if is_own else metric_dialog(self._desk, row, self)
            )
            self.form.open()

    def _new(self) -> None:
        self.form = FormulaDialog(self._desk, parent=self)
        self.form.open()

    def _drop(self) -> None:
        row = self.table.current_row()
        if row is not None and row.expression is not None:
            self._desk.try_do(
                f"Move measure {row.name} to the trash",
                ownactions.trash_metric,
                row.id,
                today=self._desk.today(),
            )


def _columns() -> list[Column]:
    return [
        Column("position", "No.", 36, "number", value=lambda row: row.position + 1),
        Column("name", "Measure", 160, value=lambda row: row.name),
        Column("family", "About", 84, value=lambda row: str(row.family).capitalize()),
        Column("better", "Direction", 104, value=lambda row: _BETTER[row.better]),
        Column("minimum", "Judged from", 84, "number", value=lambda row: row.minimum_n),
        Column("version", "Version", 60, "number", value=lambda row: row.version),
    ]
