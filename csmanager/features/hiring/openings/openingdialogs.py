"""What is asked about openings and their stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.hiring import queries, rules
from csmanager.features.hiring.openings import stages
from csmanager.features.hiring.openings.stages import StageLine
from csmanager.features.hiring.queries import OpeningRow
from csmanager.features.hiring.rules import OpeningReason, OpeningState, PayUnit, Stage, StageFact
from csmanager.features.team.queries import people
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], object]


def opening(
    desk: Desk, submit: Submit, parent: QWidget, *, row: OpeningRow | None = None, advertisement: str = ""
) -> FormDialog:
    """A new opening, with the starter advertisement to be filled in; or changes of one."""
    settings = desk.settings
    staff = [(None, "Nobody"), *((one.id, one.name) for one in desk.read(people, desk.today()))]
    hours = row.weekly_minutes / 60 if row and row.weekly_minutes else None
    reasons = [(None, "Not said"), *rules.OPENING_REASON_NAMES.items()]
    fields = [
        Field("title", "Title", value=row.title if row else "", required=True, placeholder="Weekend agent"),
        Field(
            "headcount",
            "Places",
            "number",
            value=row.headcount if row else 1,
            required=True,
            minimum=1,
            maximum=999,
        ),
        Field("hours", "Hours a week", "number", value=hours, minimum=0.5, maximum=168, decimals=1),
        Field(
            "role",
            "Role",
            "suggest",
            value=row.role if row else "",
            options=desk.read(queries.names, "role"),
            help="Whoever is hired gets this role.",
        ),
        Field("reason_kind", "Reason", "choice", value=row.reason_kind if row else None, options=reasons),
    ]
    if row is None:
        ways: list[tuple[int | None, str]] = [(None, "Plain: Applied to Offer")]
        ways += [(one.id, f"{one.name}: {one.told}") for one in desk.read(stages.templates)]
        fields.append(Field("template_id", "Stages", "choice", value=None, options=ways))
        fields.append(
            Field(
                "state",
                "Now",
                "choice",
                value=OpeningState.OPEN,
                options=[(OpeningState.OPEN, "Open at once"), (OpeningState.DRAFT, "Draft, to be approved")],
            )
        )
    units = [(None, "Not said"), *((unit, words) for unit, words in rules.PAY_UNIT_NAMES.items())]
    low, high = (row.pay_min, row.pay_max) if row else (None, None)
    fields += [
        Field(
            "replaces_id",
            "Follows",
            "choice",
            value=row.replaces_id if row else None,
            options=staff,
            help="Whose place it is, for a replacement or backfill.",
            is_more=True,
        ),
        Field("need_by", "Needed by", "date", value=row.need_by if row else None, is_more=True),
        Field(
            "team",
            "Team",
            "suggest",
            value=row.team if row else "",
            options=desk.read(queries.names, "team"),
            is_more=True,
        ),
        Field(
            "pay_min",
            "Pay from",
            "number",
            value=low / 100 if low else None,
            minimum=0,
            maximum=9_999_999,
            decimals=2,
            unit=settings.currency,
            is_more=True,
        ),
        Field(
            "pay_max",
            "Pay to",
            "number",
            value=high / 100 if high else None,
            minimum=0,
            maximum=9_999_999,
            decimals=2,
            unit=settings.currency,
            is_more=True,
        ),
        Field(
            "pay_unit", "Pay is", "choice", value=row.pay_unit if row else None, options=units, is_more=True
        ),
        Field("place", "Place", value=row.place if row else "", placeholder="Harbour store", is_more=True),
        Field(
            "apply_how",
            "How to apply",
            value=row.apply_how if row else "",
            placeholder="jobs@example.org, or at the counter",
            is_more=True,
        ),
        Field(
            "opened_on",
            "Open from",
            "date",
            value=row.opened_on if row else desk.today(),
            required=True,
            is_more=True,
        ),
        Field("closes_on", "Closes on", "date", value=row.closes_on if row else None, is_more=True),
        Field(
            "reason", "Why", value=row.reason if row else "", placeholder="Cem leaves in May", is_more=True
        ),
        Field(
            "description",
            "Advertisement",
            "long",
            value=row.description if row else advertisement,
            help="Markdown. Square brackets are to be filled in.",
            is_more=True,
        ),
    ]
    return FormDialog(
        f"Edit {row.title}" if row else "New opening",
        fields,
        lambda values: submit(as_stored(values)),
        verb="Change" if row else "Add",
        today=desk.today,
        parent=parent,
    )


def as_stored(values: dict[str, Any]) -> dict[str, Any]:
    """The answers with hours a week as minutes, and money as hundredths."""
    found = {key: value for key, value in values.items() if key != "hours"}
    hours = values["hours"]
    found["weekly_minutes"] = round(hours * 60) if hours is not None else None
    for key in ("pay_min", "pay_max"):
        found[key] = round(values[key] * 100) if values[key] is not None else None
    for key, kind in (("reason_kind", OpeningReason), ("pay_unit", PayUnit), ("state", OpeningState)):
        if values.get(key):  # a choice gives plain words back
            found[key] = kind(values[key])
    return found


class StagesDialog(QDialog):
    """Edits the stages of an opening or a template: names, kinds, order, target days, what is needed."""

    def __init__(
        self,
        title: str,
        facts: Sequence[StageFact],
        submit: Callable[[str, list[StageLine]], object],
        parent: QWidget,
        *,
        name: str | None = None,
    ) -> None:
        """``name``: of a template, to be changed too; None for the stages of an opening."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._submit = submit
        self.name = QLineEdit(name or "")
        self.name.setAccessibleName("Name")
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels(["Stage", "Kind", "Target days", "What is needed"])
        self.table.verticalHeader().setDefaultSectionSize(max(34, self.fontMetrics().height() + 18))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((160, 120, 104)):
            self.table.setColumnWidth(column, width)
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._ids: list[int | None] = []
        for fact in facts:
            self._insert(len(self._ids), fact)
        self.buttons = {
            "add": self._button("Add stage", self.add),
            "up": self._button("Move up", lambda: self.turn(-1)),
            "down": self._button("Move down", lambda: self.turn(1)),
            "remove": self._button("Remove", self.remove),
        }
        beside = QHBoxLayout()
        for button in self.buttons.values():
            beside.addWidget(button)
        beside.addStretch()
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.submit_button = QPushButton("Save stages")
        self.submit_button.setProperty("primary", True)
        self.submit_button.setDefault(True)
        self.submit_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        below = QHBoxLayout()
        below.addStretch()
        below.addWidget(self.submit_button)
        below.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        intro = QLabel(
            "An applicant goes from the top to the bottom. Whoever stands in a stage for its target days is marked as"
            " stalled; without a number nobody is."
        )
        intro.setWordWrap(True)
        layout.addWidget(intro)
        if name is not None:
            line = QHBoxLayout()
            line.addWidget(QLabel("Name"))
            line.addWidget(self.name, 1)
            layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addLayout(beside)
        layout.addWidget(self.problem)
        layout.addLayout(below)
        self.resize(820, 520)

    def lines(self) -> list[StageLine]:
        """The stages as they stand in the table."""
        found = []
        for at, key in enumerate(self._ids):
            name, kind, days, needs = (self.table.cellWidget(at, column) for column in range(4))
            assert isinstance(name, QLineEdit)
            assert isinstance(kind, QComboBox)
            assert isinstance(days, QSpinBox)
            assert isinstance(needs, QLineEdit)
            found.append(
                StageLine(key, name.text(), Stage(kind.currentData()), days.value() or None, needs.text())
            )
        return found

    def add(self) -> None:
        """A new stage before the last."""
        at = max(1, len(self._ids) - 1)
        if any(line.type is Stage.DECISION for line in self.lines()[at - 1 : at]):
            at -= 1
        self._insert(at, StageFact(None, "", Stage.INTERVIEW, 7))
        self.table.selectRow(at)
        cell = self.table.cellWidget(at, 0)
        if cell is not None:
            cell.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self, way: int) -> None:
        """The chosen stage one place up or down."""
        at = self.table.currentRow()
        to = at + way
        if at < 0 or not 0 <= to < len(self._ids):
            return
        line = self.lines()[at]
        self._take_out(at)
        self._insert(to, StageFact(line.id, line.name, line.type, line.target_days, line.needs))
        self.table.selectRow(to)

    def remove(self) -> None:
        """Take the chosen stage away."""
        at = self.table.currentRow()
        if at >= 0:
            self._take_out(at)

    def submit(self) -> None:
        """Save, or say what is wrong."""
        try:
            self._submit(self.name.text(), self.lines())
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()

    def _take_out(self, at: int) -> None:
        self.table.removeRow(at)
        del self._ids[at]

    def _insert(self, at: int, fact: StageFact) -> None:
        self.table.insertRow(at)
        self._ids.insert(at, fact.id)
        name, needs = QLineEdit(fact.name), QLineEdit(fact.needs)
        for line in (name, needs):
            line.setCursorPosition(0)
            line.setToolTip(line.text())
            line.textChanged.connect(line.setToolTip)
        name.setAccessibleName("Stage")
        needs.setAccessibleName("What is needed")
        kind = QComboBox()
        kind.setAccessibleName("Kind")
        for stage in rules.ACTIVE:
            kind.addItem(rules.STAGE_NAMES[stage], stage)
        kind.setCurrentIndex(kind.findData(fact.type))
        days = QSpinBox()
        days.setAccessibleName("Target days")
        days.setRange(0, 365)
        days.setSpecialValueText("none")
        days.setValue(fact.target_days or 0)
        for column, cell in enumerate((name, kind, days, needs)):
            self.table.setCellWidget(at, column, cell)

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: call())
        return button


def state_reason(
    title: str,
    verb: str,
    options: Sequence[str],
    submit: Submit,
    parent: QWidget,
    today: Callable[[], dt.date],
) -> FormDialog:
    """Why the state of an opening changes."""
    fields = [Field("reason", "Why", "suggest", value="", options=options, required=True)]
    return FormDialog(title, fields, submit, verb=verb, today=today, parent=parent)
