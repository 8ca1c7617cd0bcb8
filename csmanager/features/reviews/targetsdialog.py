"""Targets: all of them in a list, and the form that sets one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from csmanager.features.reviews import actions, brief
from csmanager.features.reviews.brief import TargetsView
from csmanager.features.reviews.rules import Better, Level, Scope, Unit
from csmanager.features.reviews.targets import MetricRow, TargetRow
from csmanager.features.reviews.words import parse_seconds, seconds_text, target_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.fields import FieldKind
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.pageheader import action_button
from csmanager.ui.widgets.table import Column, RecordTable

_UNITS = {
    Unit.SHARE: "%",
    Unit.SCORE: "on the scale",
    Unit.POINTS: "points",
    Unit.COUNT: "contacts",
    Unit.NUMBER: "",
    Unit.MONEY: "",
}
_DECIMALS = {Unit.SHARE: 1, Unit.SCORE: 2, Unit.POINTS: 0, Unit.COUNT: 0, Unit.NUMBER: 2, Unit.MONEY: 2}


def to_unit(value: Any, unit: Unit) -> float | None:
    """What was typed in the metric's unit: shares are typed in per cent, times as people write them."""
    if value is None:
        return None
    if unit is Unit.SECONDS:
        return parse_seconds(str(value))
    return value / 100 if unit is Unit.SHARE else float(value)


def typed(value: float | None, unit: Unit) -> Any:
    """A value as it is typed."""
    if value is None:
        return None
    if unit is Unit.SECONDS:
        return seconds_text(value).removesuffix(" 00 s") if value % 1 == 0 and value >= 60 else f"{value:g} s"
    return round(value * 100, 6) if unit is Unit.SHARE else value


def target_dialog(
    desk: Desk,
    view: TargetsView,
    metric: MetricRow,
    *,
    whom: str = "store:",
    starts_on: dt.date | None = None,
    target: TargetRow | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """The form for a new target of ``metric``, or to correct ``target``."""
    unit = metric.unit
    options = view.whom if metric.level is Level.PERSON else view.whom[:1]
    is_range = metric.better is Better.RANGE

    def submit(values: dict[str, Any]) -> Any:
        value, upper = to_unit(values["value"], unit), to_unit(values.get("upper") or None, unit)
        dates = {"starts_on": values["starts_on"], "ends_on": values["ends_on"]}
        if target is not None:
            return desk.try_do(
                f"Correct target of {metric.name}",
                actions.correct_target,
                target.id,
                value=value,
                upper=upper,
                note=values["note"],
                **dates,
            )
        scope, _, identity = str(values["whom"]).partition(":")
        return desk.try_do(
            f"Set target of {metric.name}",
            actions.set_target,
            metric=metric.key,
            value=value,
            upper=upper,
            scope=Scope(scope),
            scope_id=int(identity) if identity else None,
            note=values["note"],
            **dates,
        )

    which = {Better.HIGHER: "At least", Better.LOWER: "At most"}.get(metric.better, "From")
    kind: FieldKind = "text"
    shape: dict[str, Any] = {"placeholder": "20 s, 4 min 30 s, 12 h", "check": parse_seconds}
    if unit is not Unit.SECONDS:
        kind, shape = "number", {"decimals": _DECIMALS[unit], "unit": _UNITS[unit]}
    fields = [
        Field("value", which, kind, typed(target.value, unit) if target else None, True, **shape),
        Field(
            "upper",
            "To",
            kind,
            typed(target.upper, unit) if target else None,
            is_range,
            **shape,
            help="" if is_range else "Only for a range; leave empty otherwise.",
        ),
        Field(
            "starts_on",
            "From day",
            "date",
            target.starts_on if target else starts_on or desk.today(),
            True,
            help="Earlier months keep the target of their time.",
        ),
        Field("ends_on", "Up to", "date", target.ends_on if target else None, help="Empty: until further."),
        Field("note", "Note", "text", target.note if target else ""),
    ]
    if target is None:
        fields.insert(0, Field("whom", "For", "choice", whom, True, options=options, help=_narrowest(metric)))
    if not is_range:
        fields = [field for field in fields if field.key != "upper"]
    title = f"Target: {metric.name}"
    verb = "Save" if target is not None else "Set target"
    return FormDialog(
        title, fields, submit, verb=verb, text=metric.definition, today=desk.today, parent=parent
    )


def _narrowest(metric: MetricRow) -> str:
    if metric.level is Level.TEAM:
        return "A result of how many people were there: it holds for everyone."
    return "The narrowest one counts: person, role, team, everyone."


class TargetsDialog(QDialog):
    """The list of targets. Everything done here is a step that Undo takes back."""

    def __init__(self, desk: Desk, metric: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._metric = metric
        self.form: FormDialog | None = None
        self.setWindowTitle("Targets")
        self.add = self._action("Set target…", self._add)
        self.edit = self._action("Correct…", self._edit)
        self.end = self._action("End today", self._end)
        self.trash = self._action("Move to trash", self._trash)
        self.trash.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.table = RecordTable("targets", _columns(), preferences=desk.preferences, today=desk.today)
        self.table.setAccessibleName("Targets")
        self.table.set_noun("target", "targets")
        self.table.set_empty(
            EmptyState(
                "No targets yet",
                "A target says what a measure should be, for everyone, a team, a role or one person, from a day on.",
                "Set target…",
                self.add.trigger,
            )
        )
        self.table.add_actions([self.edit, self.end, self.trash], self._enable)
        self.table.activated.connect(lambda _row: self.edit.trigger())
        self.table.selection_changed.connect(self._enable)
        buttons = QHBoxLayout()
        buttons.addWidget(action_button(self.add))
        buttons.addStretch()
        for action in (self.edit, self.end, self.trash):
            buttons.addWidget(action_button(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.resize(860, 460)
        desk.changed.connect(self._hear)
        self.view = TargetsView([], [], [])
        self.load()

    def load(self) -> None:
        """Read the list."""
        self.view = self._desk.read(brief.targets_view)
        self.table.set_rows(self.view.targets)
        if not self.table.selected_rows():
            self.table.select_first()
        self._enable()

    def _hear(self, change: Any) -> None:
        if {"target", "metric", "person"} & change.tables:
            self.load()

    def _action(self, text: str, act: Any) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _on=False: act())
        self.addAction(action)
        return action

    def _enable(self) -> None:
        row = self.table.current_row()
        today = self._desk.today()
        for action in (self.edit, self.trash):
            action.setEnabled(row is not None)
        self.end.setEnabled(
            row is not None and row.starts_on <= today and (row.ends_on is None or row.ends_on > today)
        )

    def _open(self, form: FormDialog) -> None:
        self.form = form
        form.open()

    def _add(self) -> None:
        row = self.table.current_row()
        key = self._metric or (row.metric if row is not None else None)
        metric = next((one for one in self.view.metrics if one.key == key), None)
        if metric is None:
            names = [one.name for one in self.view.metrics if one.better is not Better.NEITHER]
            name = self._desk.ask.choose("Set target", "Measure", names)
            metric = next((one for one in self.view.metrics if one.name == name), None)
        if metric is not None:
            self._open(target_dialog(self._desk, self.view, metric, parent=self))

    def _edit(self) -> None:
        row = self.table.current_row()
        metric = next((one for one in self.view.metrics if row is not None and one.key == row.metric), None)
        if metric is not None:
            self._open(target_dialog(self._desk, self.view, metric, target=row, parent=self))

    def _end(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._desk.do(f"End target of {row.name}", actions.end_target, row.id, ends_on=self._desk.today())

    def _trash(self) -> None:
        row = self.table.current_row()
        if row is not None:
            label = f"Move target of {row.name} to the trash"
            self._desk.do(label, actions.trash_target, row.id, today=self._desk.today())


def _columns() -> list[Column]:
    return [
        Column("name", "Measure", 190, value=lambda row: row.name),
        Column("whom", "For", 170, value=lambda row: row.whom),
        Column(
            "value",
            "Target",
            170,
            "number",
            value=lambda row: row.value,
            text=lambda row: target_text(row.value, row.upper, row.unit),
        ),
        Column("starts_on", "From", 110, "date", value=lambda row: row.starts_on),
        Column("ends_on", "Up to", 110, "date", value=lambda row: row.ends_on),
        Column("note", "Note", 200, value=lambda row: row.note),
    ]
