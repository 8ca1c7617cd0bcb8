"""One person beside the list: facts, employment, spellings, skills, notes, figures, and what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.visibility import Visibility
from csmanager.features.team.brief import LifeRow
from csmanager.features.team.contracts.rules import CONTRACT_WORDS
from csmanager.features.team.dates import birthday_text
from csmanager.features.team.documents.rules import STATE_WORDS, DocumentState
from csmanager.features.team.fields.fieldswidget import words
from csmanager.features.team.hanging import Around
from csmanager.features.team.org.rules import LINE_WORDS, OTHER_WAY_WORDS
from csmanager.features.team.queries import EmploymentRow, PersonDetail, PersonRow, SkillRow
from csmanager.features.team.rules import ALIAS_WORDS, STATUS_WORDS, Status, hours_text, tenure_text
from csmanager.ui.widgets.chips import Status as Mark
from csmanager.ui.widgets.chips import StatusChip
from csmanager.ui.widgets.classmark import ClassMark
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.editsbar import EditsBar
from csmanager.ui.widgets.texts import day_text

_KINDS = {Status.ACTIVE: "open", Status.ON_LEAVE: "watch", Status.LEAVING: "soon", Status.LEFT: "none"}
_NAMED = 3  # people of one kind of line that are named
_SOON = 60  # days before something runs out at which it is marked
Figure = tuple[str, str, str, str]  # name, value, mark, word


def status_of(row: PersonRow) -> tuple[str, str]:
    """Mark and words for where a person stands."""
    if row.is_future:
        return ("soon", f"Starts {day_text(row.started_on)}")
    if row.status is Status.LEAVING and row.left_on is not None:
        return ("soon", f"Until {day_text(row.left_on)}")
    if row.status is Status.LEFT and row.left_on is not None:
        return ("none", f"Left {day_text(row.left_on)}")
    return (_KINDS[row.status], STATUS_WORDS[row.status])


def dots(level: int) -> str:
    """A level of 1 to 5 as dots."""
    return "●" * level + "○" * (5 - level)


class PersonPane(DetailPane):
    """``wanted`` (key, argument) asks for a command of the page; ``notes_changed`` comes when the field is left."""

    wanted = Signal(str, object)
    notes_changed = Signal(int, str)

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__("Choose a person to see more of them.", parent)
        self.person_id: int | None = None
        self.notes: QPlainTextEdit | None = None
        self._kept = ""
        self.drafts: EditsBar | None = None
        self._offered = list(actions)
        self._figures: QVBoxLayout | None = None

    def show_nobody(self) -> None:
        """No person is chosen."""
        self.save_notes()
        self.person_id, self.notes, self._figures = None, None, None
        self.clear()

    def show_several(self, rows: Sequence[PersonRow]) -> None:
        """Several people are selected: what they have in common."""
        self.show_nobody()
        self.show_record(f"{len(rows)} people", "selected", None, self._offered[-1:])
        minutes = [row.weekly_minutes for row in rows if row.weekly_minutes is not None]
        self.add_section(
            "",
            [
                ("Teams", ", ".join(sorted({row.team for row in rows if row.team}))),
                ("Roles", ", ".join(sorted({row.role for row in rows if row.role}))),
                ("Hours a week", f"{hours_text(sum(minutes))} together" if minutes else ""),
            ],
        )

    def show_person(
        self,
        detail: PersonDetail,
        life: list[LifeRow],
        on: dt.date,
        moment: Callable[[dt.datetime], str],
        unsigned: Sequence[tuple[str, str, str]] = (),
        around: Around | None = None,
    ) -> None:
        """Show one person as of ``on``; ``moment`` writes an instant in the shop's zone.

        ``unsigned``: policies they still have to sign, as (policy, mark, word).
        """
        row = detail.person
        typed: str | None = None
        if self.person_id == row.id and self.notes is not None and self.notes.hasFocus():
            typed = self.notes.toPlainText()  # somebody is writing while the page is read again
        else:
            self.save_notes()
        self.person_id = row.id
        caption = " · ".join(part for part in (row.role, row.team, row.code) if part)
        self.show_record(row.name, caption, Mark(*status_of(row)), self._offered)
        self.add_section("", [(name, value) for name, value in _facts(detail, on) if value])
        figures = QWidget()
        self._figures = QVBoxLayout(figures)
        self._figures.setContentsMargins(0, 0, 0, 0)
        self._figures.setSpacing(4)
        self.add_section("", figures)
        if unsigned:
            self.add_section("Has to sign", [(name, Mark(kind, word)) for name, kind, word in unsigned])
        if around is not None:
            self._add_around(around)
        self.add_section("Notes", self._notes(detail.notes, typed))
        self.add_section("Skills", self._skills(row.skills))
        self.add_section("Employment", self._employment(detail.employment))
        self.add_section("Also known as", self._spellings(detail))
        if life:
            self.add_section("What happened", _life(life, moment))
        if typed is not None and self.notes is not None:
            self.notes.setFocus()

    def show_figures(self, person_id: int, title: str, figures: Sequence[Figure]) -> None:
        """Figures of the person, once they have arrived."""
        if person_id != self.person_id or self._figures is None or not figures:
            return
        heading = QLabel(title)
        heading.setProperty("role", "section")
        self._figures.addWidget(heading)
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for at, (name, value, kind, word) in enumerate(figures):
            grid.addWidget(_text(name, ""), at, 0)
            grid.addWidget(QLabel(value), at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(StatusChip(kind, word), at, 2)
        self._figures.addWidget(box)

    def save_notes(self) -> None:
        """Tell the page about notes that were typed and not told yet."""
        if self.notes is None or self.person_id is None:
            return
        text = self.notes.toPlainText().strip()
        if text != self._kept.strip():
            self._kept = text
            if self.drafts is not None:
                self.drafts.drop()
            self.notes_changed.emit(self.person_id, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.notes and event.type() == QEvent.Type.FocusOut:
            self.save_notes()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.save_notes()
        super().hideEvent(event)

    # parts

    def _add_around(self, around: Around) -> None:
        """Own fields, lines, papers and whom to call."""
        if around.own:
            self.add_section("", [(field.name, words(value)) for field, value in around.own])
        if around.lines:
            person = self.person_id
            told = [
                (LINE_WORDS[row.kind], row.to)
                if row.person_id == person
                else (OTHER_WAY_WORDS[row.kind], row.person)
                for row in around.lines
            ]
            merged: dict[str, list[str]] = {}
            for name, who in told:
                merged.setdefault(name, []).append(who)
            self.add_section("Reporting lines", [(name, _few(who)) for name, who in merged.items()])
        box, layout = _box()
        for mark, word, caption in _papers(around):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(_text(word, ""), 1)
            row.addWidget(StatusChip(mark, caption))
            layout.addWidget(line)
        count = len(around.emergency)
        links = QHBoxLayout()
        links.addWidget(self._link("Papers…", "papers", None, "Papers of this person"))
        told_call = f"Whom to call ({count})…" if count else "Whom to call…"
        links.addWidget(self._link(told_call, "emergency", None, "Emergency contacts, sealed"))
        links.addStretch()
        layout.addLayout(links)
        self.add_section("Papers", box)

    def _notes(self, kept: str, typed: str | None) -> QWidget:
        field = QPlainTextEdit()
        field.setAccessibleName("Notes")
        field.setPlaceholderText("What to remember about this person")
        field.setTabChangesFocus(True)
        field.setPlainText(kept if typed is None else typed)
        field.setFixedHeight(field.fontMetrics().height() * 4 + 18)
        field.installEventFilter(self)
        self.notes, self._kept = field, kept
        box, layout = _box()
        self.drafts = EditsBar({"notes": field})
        layout.addWidget(self.drafts)
        layout.addWidget(field)
        layout.addWidget(ClassMark(Visibility.MANAGER))
        self.drafts.start("Notes", self.person_id, began=None if typed is None else {"notes": kept})
        return box

    def _employment(self, rows: tuple[EmploymentRow, ...]) -> QWidget:
        box, layout = _box()
        if not rows:
            layout.addWidget(_text("No team, role or hours noted yet.", "muted"))
        for row in rows:
            hours = f"{hours_text(row.weekly_minutes)} h" if row.weekly_minutes is not None else ""
            what = " · ".join(part for part in (row.role, row.team, hours) if part) or "–"
            until = day_text(row.ends_on) if row.ends_on else "now"
            why = f" · {row.reason}" if row.reason else ""
            line = _Line(what, f"{day_text(row.starts_on)} to {until}{why}")
            line.add(self._link("Correct…", "correct", row, f"Correct {what} from {day_text(row.starts_on)}"))
            layout.addWidget(line)
        return box

    def _spellings(self, detail: PersonDetail) -> QWidget:
        box, layout = _box()
        for alias in detail.aliases:
            line = _Line(alias.alias, ALIAS_WORDS[alias.kind])
            line.add(self._link("Remove", "remove_alias", alias, f"Remove {alias.alias}"))
            layout.addWidget(line)
        if not detail.aliases:
            layout.addWidget(_text("Exports find this person by name and code.", "muted"))
        layout.addWidget(self._link("Add a spelling…", "alias", None, ""), 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _skills(self, skills: tuple[SkillRow, ...]) -> QWidget:
        box, layout = _box()
        for skill in skills:
            line = _Line(skill.skill, f"judged {day_text(skill.judged_on)}")
            level = QPushButton(dots(skill.level))
            level.setProperty("link", True)
            level.setAccessibleName(f"{skill.skill}: {skill.level} of 5. Judge again")
            level.setToolTip(f"{skill.level} of 5; click to judge again")
            level.setAutoDefault(False)
            level.clicked.connect(lambda _on=False, skill=skill: self.wanted.emit("skill", skill))
            line.add(level)
            layout.addWidget(line)
        layout.addWidget(self._link("Set a skill…", "skill", None, ""), 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _link(self, text: str, key: str, argument: object, spoken: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        button.setAccessibleName(spoken or text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: self.wanted.emit(key, argument))
        return button


def _facts(detail: PersonDetail, on: dt.date) -> list[tuple[str, str]]:
    row = detail.person
    since = tenure_text(row.started_on, on)
    started = f"{day_text(row.started_on)} ({since})" if since else day_text(row.started_on)
    return [
        ("Started", started or "not known"),
        ("Hours a week", hours_text(row.weekly_minutes) or "not known"),
        ("E-mail", detail.email),
        ("Phone", detail.phone),
        ("Birthday", birthday_text(detail.birthday)),
        ("Expected back", day_text(row.back_on)),
        ("Last day", day_text(row.left_on)),
        ("Why", detail.leave_reason),
        ("Merged with", ", ".join(f"{name} ({code})" for name, code in detail.merged)),
    ]


def _few(names: list[str]) -> str:
    """Names, or how many there are when they are many."""
    return ", ".join(names) if len(names) <= _NAMED else f"{len(names)} people"


def _papers(around: Around) -> list[tuple[str, str, str]]:
    """Mark, what, and state: the contract that holds, and what is open, runs out or is out."""
    found = []
    contract = around.contract
    if contract is not None:
        until = f"until {day_text(contract.ends_on)}" if contract.ends_on else "until further"
        mark = "soon" if contract.days_left is not None and contract.days_left <= _SOON else "good"
        found.append((mark, f"{CONTRACT_WORDS[contract.kind]} contract", until))
    for document in around.documents:
        if document.state is not DocumentState.APPROVED:
            mark = "late" if document.state is DocumentState.EXPIRED else "open"
            found.append((mark, document.kind, STATE_WORDS[document.state]))
    for held in around.certificates:
        days = held.days_left
        mark = "good" if days is None or days > _SOON else "soon" if days >= 0 else "late"
        found.append((mark, held.name, f"to {day_text(held.expires_on)}" if held.expires_on else "for good"))
    return [*found, *(("open", thing.called(), "out") for thing in around.equipment)]


def _life(life: list[LifeRow], moment: Callable[[dt.datetime], str]) -> QWidget:
    box, layout = _box()
    for event in life:
        verb = {"undo": "Undone: ", "redo": "Done again: "}.get(event.kind.value, "")
        layout.addWidget(_Line(f"{verb}{event.label}", moment(event.at)))
    return box


class _Line(QWidget):
    """A text with a caption under it, and something at the right."""

    def __init__(self, text: str, caption: str) -> None:
        super().__init__()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(_text(text, ""))
        if caption:
            words.addWidget(_text(caption, "caption"))
        self._layout.addLayout(words, 1)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` at the right."""
        self._layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def _box() -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    return box, layout
