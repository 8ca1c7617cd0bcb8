"""The form for a measure of the store's own: a formula tried out as it is typed, or values written down by hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews import formulas, ownactions
from csmanager.features.reviews.formula import EXAMPLE, parse, value, worked_example
from csmanager.features.reviews.formulas import Ground
from csmanager.features.reviews.rules import Better, Unit
from csmanager.features.reviews.targets import MetricRow
from csmanager.features.reviews.words import value_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

FORMULA, BY_HAND = "formula", "by_hand"
_KINDS = ((FORMULA, "By a formula over what is counted"), (BY_HAND, "Written down by hand, week by week"))
_UNITS = (
    (Unit.NUMBER, "Number (with decimals)"),
    (Unit.SHARE, "Share (0 to 100 %)"),
    (Unit.COUNT, "Count"),
    (Unit.SECONDS, "Time (in seconds)"),
    (Unit.SCORE, "Score on a scale"),
    (Unit.MONEY, "Money"),
)
_BETTER = (
    (Better.HIGHER, "More is better"),
    (Better.LOWER, "Less is better"),
    (Better.RANGE, "Within a range"),
    (Better.NEITHER, "Shown, not judged"),
)


class FormulaDialog(FormDialog):
    """Asks what a measure is and how it is made. ``metric``: the one to change; None: a new one."""

    def __init__(self, desk: Desk, metric: MetricRow | None = None, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._metric = metric
        self._ground: Ground | None = None
        super().__init__(
            "New measure" if metric is None else f"Measure: {metric.name}",
            _fields(metric),
            self._keep,
            verb="Save",
            text="A measure of your own stands beside those of the program, with targets and rows behind it.",
            today=desk.today,
            parent=parent,
        )
        self.insert = QComboBox()
        self.insert.setAccessibleName("Insert something that is counted")
        self.insert.addItem("Insert something that is counted…", "")
        self.insert.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.insert.setMinimumContentsLength(30)
        self.insert.activated.connect(self._insert)
        self.example = QLabel()
        self.example.setWordWrap(True)
        self.example.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        below = self.inputs["expression"].layout()
        if below is not None:
            below.addWidget(self.insert)
            below.addWidget(self.example)
        self.inputs["expression"].changed.connect(self._try)
        self.inputs["unit"].changed.connect(self._try)
        if metric is None:
            self.inputs["kind"].changed.connect(self._on_kind)
        self._on_kind()
        desk.fetch(self, formulas.ground, desk.today(), then=self._show_ground)

    def _kind(self) -> str:
        if self._metric is not None:
            return FORMULA if self._metric.expression else BY_HAND
        return str(self.inputs["kind"].value())

    def _on_kind(self) -> None:
        is_formula = self._kind() == FORMULA
        self.set_visible("expression", is_formula)
        self._try()

    def _show_ground(self, ground: Ground) -> None:
        self._ground = ground
        for known in ground.known:
            self.insert.addItem(f"{known.name}: {known.words}", known.name)
        self._try()

    def _insert(self, at: int) -> None:
        name = self.insert.itemData(at)
        line = self.inputs["expression"].target
        if name and isinstance(line, QLineEdit):
            line.insert(str(name))
            line.setFocus()
        self.insert.setCurrentIndex(0)
        self._try()

    def _try(self) -> None:
        """Say what the formula gives with the numbers of a month, or why it cannot be read."""
        line = self.inputs["expression"].target
        text = line.text().strip() if isinstance(line, QLineEdit) else ""
        ground = self._ground
        if ground is None:
            self.example.setText("")
            return
        is_mine = bool(text)
        try:
            formula = parse(text or EXAMPLE)
        except RuleBroken as error:
            self.example.setText(f"▼ {error}")
            return
        values = ground.values
        words = worked_example(formula, values)
        found = value(formula, values)
        shown = ""
        if is_mine and found is not None:
            shown = f" It would be shown as {value_text(found, self.inputs['unit'].value())}."
        start = (
            f"{ground.period.title}, everyone: "
            if is_mine
            else f"For example {EXAMPLE}; {ground.period.title}: "
        )
        rest = f" It rests on {formula.rests_on.replace('_', ' ')}." if is_mine else ""
        self.example.setText(f"{start}{words}{'.' if not words.endswith('.') else ''}{shown}{rest}")

    def _keep(self, values: dict[str, Any]) -> Any:
        kind = values.pop("kind", self._kind())
        if kind == BY_HAND:
            values["expression"] = ""
        elif not values["expression"].strip():
            raise _at("expression", f"Write a formula, for example {EXAMPLE}.")
        else:
            try:
                parse(values["expression"])
            except RuleBroken as error:
                raise _at("expression", str(error)) from error
        values["minimum_n"] = int(values["minimum_n"])
        today = self._desk.today()
        if self._metric is None:
            return self._desk.try_do(
                f"New measure {values['name']}", ownactions.add_metric, today=today, **values
            )
        return self._desk.try_do(
            f"Change measure {values['name']}",
            ownactions.edit_own_metric,
            self._metric.id,
            today=today,
            **values,
        )


def _at(field: str, sentence: str) -> RuleBroken:
    """A reason that is shown beside its field."""
    error = RuleBroken(sentence)
    error.field = field  # type: ignore[attr-defined]
    return error


def _fields(metric: MetricRow | None) -> list[Field]:
    kind = [] if metric is not None else [Field("kind", "Made", "choice", FORMULA, True, options=_KINDS)]
    return [
        *kind,
        Field("name", "Name", "text", metric.name if metric else "", True),
        Field(
            "definition",
            "Definition",
            "long",
            metric.definition if metric else "",
            True,
            placeholder="What it says, of whom, and what is left out.",
        ),
        Field("expression", "Formula", "text", metric.expression if metric else "", placeholder=EXAMPLE),
        Field("unit", "Unit", "choice", metric.unit if metric else Unit.NUMBER, True, options=_UNITS),
        Field(
            "better", "Direction", "choice", metric.better if metric else Better.HIGHER, True, options=_BETTER
        ),
        Field(
            "what",
            "Rests on",
            "text",
            metric.what if metric else "",
            help="What its n counts, in words: orders, visits, calls.",
        ),
        Field(
            "minimum_n",
            "Judge from",
            "number",
            metric.minimum_n if metric else 20,
            True,
            minimum=1,
            help="Below this many nothing is said about the target.",
        ),
    ]
