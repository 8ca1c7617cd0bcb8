"""Joining at the kiosk: a newcomer ticks own items, a mentor signs a gate with the PIN."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.kiosk import pins
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.onboarding import atkiosk, gates
from csmanager.features.onboarding.queries import GateRow
from csmanager.features.team.queries import labels
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text


class JoiningTaskView(QWidget):
    """Does one task. ``finished``: True when it was done, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._person_id = desk, person_id
        self._name = desk.read(labels).get(person_id, "")
        self.boxes: dict[int, QCheckBox] = {}
        self.gate: GateRow | None = None
        self.pin = QLineEdit()
        self.evidence = QPlainTextEdit()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(40, 32, 40, 32)
        self._layout.setSpacing(12)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.do_button = QPushButton()
        self.do_button.setProperty("primary", True)
        self.leave_button = QPushButton("Not now")
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        kind, _, key = task.key.partition(":")
        if kind == "gate":
            self._make_gate(int(key))
        else:
            self._make_items(int(key))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.do_button)
        self._layout.addWidget(self.problem)
        self._layout.addLayout(buttons)

    # own items

    def _make_items(self, plan_id: int) -> None:
        found = self._desk.read(atkiosk.own_items, self._person_id, self._desk.today())
        own = next((one for one in found if one.plan_id == plan_id), None)
        self._head(own.name if own else "Nothing to tick any more", "Tick what you have done.")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(10)
        for item in own.items if own else ():
            box = QCheckBox(item.title)
            box.setAccessibleDescription(item.detail)
            late = item.late(self._desk.today())
            note = QLabel(
                f"{day_text(item.due_on)}{f', {late} days late' if late else ''}. {item.detail}".strip()
            )
            note.setProperty("role", "muted")
            note.setWordWrap(True)
            note.setContentsMargins(24, 0, 0, 0)
            column.addWidget(box)
            column.addWidget(note)
            self.boxes[item.id] = box
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        self._layout.addWidget(area, 1)
        self.do_button.setText("Note as done")
        self.do_button.setEnabled(bool(self.boxes))
        self.do_button.clicked.connect(self.tick)
        if self.boxes:
            next(iter(self.boxes.values())).setFocus()

    def tick(self) -> None:
        """Keep what is ticked."""
        ids = [key for key, box in self.boxes.items() if box.isChecked()]
        if not ids:
            self._say("Tick what you have done first.")
            return
        try:
            self._desk.try_do(
                f"{self._name} ticks {len(ids)} item{'s' if len(ids) != 1 else ''}", atkiosk.tick,
                self._person_id, ids, name=self._name, today=self._desk.today(),
            )  # fmt: skip
        except AppError as error:
            self._say(str(error))
            return
        self.finished.emit(True)

    # a gate

    def _make_gate(self, gate_id: int) -> None:
        self.gate = self._desk.read(atkiosk.gate, gate_id, self._desk.today())
        gate = self.gate
        title = f"{gate.name}: {gate.person}" if gate else "This gate is not there any more"
        self._head(title, "You sign that you have seen it at work. Your PIN stands for your signature.")
        if gate is not None:
            facts = gate.facts
            mean = f", mean {facts.share * 100:.0f} %" if facts.share is not None else ""
            known = QLabel(
                f"The gate asks for {gate.rule.text}. Known: {len(facts.scores)} graded contacts{mean}."
            )
            known.setWordWrap(True)
            self._layout.addWidget(known)
        self.evidence.setPlaceholderText("What you have seen (may stay empty)")
        self.evidence.setAccessibleName("What you have seen")
        self.evidence.setTabChangesFocus(True)
        self.evidence.setMaximumHeight(self.evidence.fontMetrics().lineSpacing() * 6)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName("Your PIN again")
        self.pin.setPlaceholderText("Your PIN again")
        self.pin.setMaximumWidth(220)
        self.pin.returnPressed.connect(self.sign)
        self._layout.addWidget(self.evidence)
        self._layout.addWidget(self.pin)
        self._layout.addStretch(1)
        self.do_button.setText("Sign")
        self.do_button.setEnabled(gate is not None and gate.is_ready)
        self.do_button.clicked.connect(self.sign)
        self.evidence.setFocus()

    def sign(self) -> None:
        """Sign with the PIN."""
        gate = self.gate
        if gate is None:
            return
        try:
            proof = pins.prove(self._desk.store, self._person_id, self.pin.text())
            self._desk.try_do(
                f"{self._name} signs {gate.name} for {gate.person}", gates.sign, gate.id, signed_by=self._name,
                on=self._desk.today(), signer_id=self._person_id, proof=proof, evidence=self.evidence.toPlainText(),
            )  # fmt: skip
        except AppError as error:
            self._say(str(error))
            self.pin.clear()
            self.pin.setFocus()
            return
        self.finished.emit(True)

    def _head(self, title: str, note: str) -> None:
        head = QLabel(title)
        head.setProperty("role", "page-title")
        head.setWordWrap(True)
        below = QLabel(note)
        below.setProperty("role", "muted")
        below.setWordWrap(True)
        self._layout.addWidget(head)
        self._layout.addWidget(below)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
