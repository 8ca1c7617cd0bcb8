"""The interview on screen: one question at a time, with a clock, notes, and marks by the keys 1 to 4."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.hiring.interviews import actions, kittext, queries, rules
from csmanager.features.hiring.interviews.kittext import Kit, Question, Step
from csmanager.features.hiring.interviews.queries import InterviewRow
from csmanager.features.hiring.interviews.rules import Entered, MarkIn, Recommendation
from csmanager.ui.desk import Desk
from csmanager.ui.theme import GAP

_LIST_WIDTH = 230  # pixels


class PartWidget(QWidget):
    """One part of the talk: a question with its marks, or words to be said."""

    changed = Signal()

    def __init__(self, part: Question | Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.buttons = QButtonGroup(self)
        self.evidence = QLineEdit()
        self.notes = QPlainTextEdit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        title = QLabel(part.title)
        title.setProperty("role", "card-title")
        layout.addWidget(title)
        if isinstance(part, Step):
            layout.addWidget(_text(part.text))
            layout.addStretch(1)
            return
        kind = "" if part.is_core else ", if there is time"
        about = QLabel(f"{part.skill}, {part.minutes} minutes{kind}")
        about.setProperty("role", "caption")
        layout.addWidget(about)
        ask = _text(part.ask)
        ask.setProperty("role", "section")
        layout.addWidget(ask)
        for one in part.then:
            follow = _text(f"\N{RIGHTWARDS ARROW}  {one}")
            follow.setProperty("role", "muted")
            layout.addWidget(follow)
        self.notes.setPlaceholderText("What was said and done")
        self.notes.setAccessibleName(f"Notes on {part.title}")
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(self.fontMetrics().lineSpacing() * 3 + 12)
        self.notes.setMaximumHeight(self.fontMetrics().lineSpacing() * 6 + 12)
        layout.addWidget(self.notes)
        for mark, words in zip(rules.MARK_NAMES, part.levels, strict=True):
            layout.addLayout(self._mark_line(str(mark), rules.MARK_NAMES[mark], words, mark))
        layout.addLayout(self._mark_line("0", "Not asked", "", 0))
        self.evidence.setPlaceholderText("The sentence that shows it; a 1 or a 4 needs one")
        self.evidence.setAccessibleName(f"What showed it, {part.title}")
        layout.addWidget(self.evidence)
        layout.addStretch(1)
        self.buttons.idToggled.connect(lambda _id, _on: self.changed.emit())
        self.evidence.textEdited.connect(lambda _text: self.changed.emit())
        self.notes.textChanged.connect(self.changed.emit)

    def _mark_line(self, key: str, name: str, words: str, mark: int) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        button = QRadioButton(f"{key}  {name}")
        button.setAccessibleName(f"{name}: {words}" if words else name)
        button.setMinimumWidth(button.fontMetrics().averageCharWidth() * 20)
        self.buttons.addButton(button, mark)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        label = _text(words)
        label.setProperty("role", "muted")
        line.addWidget(label, 1)
        return line

    def rate(self, mark: int) -> None:
        """Choose mark 1 to 4, or 0 for a question that was not put."""
        button = self.buttons.button(mark)
        if button is not None:
            button.setChecked(True)
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_settled(self) -> bool:
        """Whether nothing is left to do here."""
        return isinstance(self.part, Step) or self.buttons.checkedId() >= 0

    def state(self) -> dict[str, Any]:
        """What was entered."""
        return {
            "mark": self.buttons.checkedId(),
            "evidence": self.evidence.text(),
            "notes": self.notes.toPlainText(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Show what was entered before."""
        button = self.buttons.button(int(state.get("mark", -1)))
        if button is not None:
            button.setChecked(True)
        self.evidence.setText(str(state.get("evidence", "")))
        self.notes.setPlainText(str(state.get("notes", "")))


class EndWidget(QWidget):
    """The recommendation, apart from the marks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recommendation = QComboBox()
        self.recommendation.addItem("Choose…", None)
        for one in Recommendation:
            self.recommendation.addItem(rules.RECOMMENDATION_NAMES[one], one.value)
        self.recommendation.setAccessibleName("Recommendation")
        self.recommendation.setMaximumWidth(240)
        self.because = QPlainTextEdit()
        self.for_next = QPlainTextEdit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        title = QLabel("What do you recommend?")
        title.setProperty("role", "card-title")
        layout.addWidget(title)
        layout.addWidget(
            _text("Apart from the marks, and before you speak with anybody. “No decision” is an answer.")
        )
        layout.addWidget(self.recommendation)
        for box, name in ((self.because, "Because"), (self.for_next, "For the next interviewer")):
            box.setTabChangesFocus(True)
            box.setAccessibleName(name)
            box.setMaximumHeight(self.fontMetrics().lineSpacing() * 5 + 12)
            label = QLabel(name)
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addStretch(1)


class AskView(QWidget):
    """The whole talk. ``handed_in`` when the card is in; ``left`` when it is closed before, its draft kept."""

    handed_in = Signal()
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        row: InterviewRow,
        interviewer_id: int,
        kit: Kit,
        entered: Entered,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self.row, self._interviewer_id, self._entered = desk, row, interviewer_id, entered
        self.kit = kit
        name = next(one.name for one in row.askers if one.id == interviewer_id)
        self._draft_key = f"interview-card:{interviewer_id}"
        self._clock = QElapsedTimer()
        self._clock.start()
        self._spent: dict[int, int] = {}  # milliseconds, by part
        self._since = 0
        self._is_in = False
        self.parts = [PartWidget(part) for part in kit.parts]
        self.end = EndWidget()
        self.list = QListWidget()
        self.list.setAccessibleName("Parts of the talk")
        self.list.setMaximumWidth(_LIST_WIDTH)
        self.stack = QStackedWidget()
        for part in self.parts:
            self.list.addItem(part.part.title)
            self.stack.addWidget(_scrolled(part))
            part.changed.connect(self._on_changed)
        self.list.addItem("Recommendation")
        self.stack.addWidget(_scrolled(self.end))
        self.title = QLabel(f"{row.applicant}, {row.opening}")
        self.title.setProperty("role", "card-title")
        self.who = QLabel(f"Round {row.round}, scorecard of {name}. {kit.goal}")
        self.who.setProperty("role", "caption")
        self.who.setWordWrap(True)
        self.time = QLabel()
        self.time.setProperty("role", "muted")
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.back = QPushButton("Back")
        self.next = QPushButton("Next")
        self.submit_button = QPushButton("Hand in")
        self.submit_button.setProperty("primary", True)
        self.leave_button = QPushButton("Close, keep draft")
        for button, tip in (
            (self.back, "Page Up"),
            (self.next, "Page Down, or Enter on a mark"),
            (self.submit_button, "Ctrl+Enter"),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
        self.leave_button.setAutoDefault(False)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tell_time)
        self._timer.start()
        self.list.currentRowChanged.connect(self._go)
        self.back.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.submit_button.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.leave)
        for key in range(5):
            self._key(str(key), lambda mark=key: self._rate(mark))
            self._key(f"Alt+{key}", lambda mark=key: self._rate(mark))
        self._key("PgDown", lambda: self.step(1))
        self._key("PgUp", lambda: self.step(-1))
        self._key("Ctrl+Return", self.submit)
        self._restore()
        self.list.setCurrentRow(0)
        self._on_changed()

    @classmethod
    def open_for(
        cls, desk: Desk, interviewer_id: int, entered: Entered, *, person_id: int | None = None
    ) -> AskView | None:
        """The view for one interviewer; None when there is nothing to score, or it is not ``person_id``'s."""
        for row in desk.read(queries.interviews):
            for one in row.askers:
                if one.id == interviewer_id and one.card_id is None and person_id in (None, one.person_id):
                    kit = desk.read(queries.kit_of, row.id) or _without_kit()
                    return cls(desk, row, interviewer_id, kit, entered)
        return None

    def step(self, way: int) -> None:
        """One part on or back."""
        self.list.setCurrentRow(min(max(self.list.currentRow() + way, 0), self.list.count() - 1))

    def marks(self) -> list[MarkIn]:
        """What was marked, by the question's place in the kit."""
        found = []
        questions = [part for part in self.parts if isinstance(part.part, Question)]
        for position, part in enumerate(questions):
            mark = part.buttons.checkedId()
            found.append(
                MarkIn(
                    position,
                    mark if mark > 0 else None,
                    part.evidence.text(),
                    part.notes.toPlainText(),
                    asked=mark > 0,
                )
            )
        return found

    def submit(self) -> None:
        """Hand the card in, or say what is missing and go there."""
        self._say("")
        missing = next((at for at, part in enumerate(self.parts) if not part.is_settled()), None)
        if missing is not None:
            self.list.setCurrentRow(missing)
            self._say(f"“{self.parts[missing].part.title}” has no mark yet. 0 says that it was not asked.")
            return
        try:
            self._desk.try_do(
                f"Hand in a scorecard on {self.row.applicant}",
                actions.submit_card,
                self._interviewer_id,
                self.marks(),
                self.end.recommendation.currentData(),
                today=self._desk.today(),
                because=self.end.because.toPlainText(),
                for_next=self.end.for_next.toPlainText(),
                entered=self._entered,
            )
        except AppError as error:
            for at, part in enumerate(self.parts):
                if f"“{part.part.title}”" in str(error):
                    self.list.setCurrentRow(at)
                    part.evidence.setFocus(Qt.FocusReason.OtherFocusReason)
                    break
            else:
                self.list.setCurrentRow(self.list.count() - 1)
            self._say(str(error))
            return
        self._timer.stop()
        self._is_in = True
        self._desk.store.keep_draft(self._draft_key, None)
        self.handed_in.emit()

    def leave(self) -> None:
        """Close and keep what was written."""
        self.keep()
        self._timer.stop()
        self.left.emit()

    # inside

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.who)
        head.addLayout(names, 1)
        head.addWidget(self.time, 0, Qt.AlignmentFlag.AlignTop)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.list)
        middle.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.leave_button)
        foot.addStretch(1)
        for button in (self.back, self.next, self.submit_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addLayout(middle, 1)
        layout.addWidget(self.problem)
        layout.addLayout(foot)

    def _key(self, keys: str, call: Any) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _on=False: call())
        self.addAction(action)

    def _rate(self, mark: int) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self.parts) and isinstance(self.parts[at].part, Question):
            self.parts[at].rate(mark)

    def _go(self, at: int) -> None:
        if at < 0:
            return
        self._note_time()
        self.stack.setCurrentIndex(at)
        self.back.setEnabled(at > 0)
        self.next.setEnabled(at < self.list.count() - 1)
        self._tell_time()
        self._say("")
        self.keep()

    def _note_time(self) -> None:
        now = self._clock.elapsed()
        shown = self.stack.currentIndex()
        self._spent[shown] = self._spent.get(shown, 0) + now - self._since
        self._since = now

    def _tell_time(self) -> None:
        self._note_time()
        shown = self.stack.currentIndex()
        total = sum(self._spent.values()) // 1000
        here = self._spent.get(shown, 0) // 1000
        plan = self.parts[shown].part.minutes if shown < len(self.parts) else 0
        late = f"  ({plan} min planned)" if plan else ""
        over = "  over time" if plan and here > plan * 60 else ""
        self.time.setText(
            f"Here {here // 60}:{here % 60:02d}{late}{over}\nIn all {total // 60}:{total % 60:02d}"
        )

    def _on_changed(self) -> None:
        for at, part in enumerate(self.parts):
            mark = part.buttons.checkedId() if isinstance(part.part, Question) else -1
            sign = {-1: "", 0: "   –"}.get(mark, f"   {mark}")
            self.list.item(at).setText(f"{part.part.title}{sign}")

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def keep(self) -> None:
        """Keep what was written so far as a draft."""
        state = {
            "parts": [part.state() for part in self.parts],
            "recommendation": self.end.recommendation.currentData(),
            "because": self.end.because.toPlainText(),
            "for_next": self.end.for_next.toPlainText(),
        }
        if not self._desk.store.read_only and not self._is_in:
            self._desk.store.keep_draft(self._draft_key, json.dumps(state))

    def _restore(self) -> None:
        kept = self._desk.store.draft(self._draft_key)
        if not kept:
            return
        state = json.loads(kept)
        for part, one in zip(self.parts, state.get("parts", []), strict=False):
            part.restore(one)
        self.end.recommendation.setCurrentIndex(
            max(0, self.end.recommendation.findData(state.get("recommendation")))
        )
        self.end.because.setPlainText(state.get("because", ""))
        self.end.for_next.setPlainText(state.get("for_next", ""))


def _without_kit() -> Kit:
    return kittext.Kit("No kit", "No kit was chosen: only a recommendation is asked for.", (), ())


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
