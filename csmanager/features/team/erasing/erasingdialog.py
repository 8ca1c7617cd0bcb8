"""Asking before somebody is erased: what goes, what stays, who names them elsewhere, which backups still know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.blanking import Mention
from csmanager.core.erasure import Erased, older_backups
from csmanager.features.team.erasing.words import FOR_GOOD, mention_text, older_text, told
from csmanager.ui.desk import Desk

_MOST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about. ``goes``: lines such as "Reviews (12): summary"; ``kept``: spellings that somebody else
    has too. ``erase`` takes ``confirmed`` and ``progress``."""

    title: str
    about: str
    goes: Sequence[str]
    stays: str
    mentions: Sequence[Mention]
    erase: Callable[..., Erased]
    kept: Sequence[str] = ()


class EraseDialog(QDialog):
    """Everything that will happen on one sheet; nothing does before it was said that it was looked through."""

    def __init__(self, desk: Desk, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._asked = desk, asked
        self.setWindowTitle(asked.title)
        self.setMinimumWidth(max(560, self.fontMetrics().averageCharWidth() * 84))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(10)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(10)
        about = _label(asked.about)
        about.setProperty("role", "strong")
        layout.addWidget(about)
        layout.addWidget(_heading("Goes"))
        self.goes = _list("What goes", asked.goes or ("Nothing is left to take out",))
        layout.addWidget(self.goes)
        layout.addWidget(_heading("Stays"))
        layout.addWidget(_label(asked.stays))
        if asked.kept:
            names = ", ".join(asked.kept)
            layout.addWidget(
                _label(f"Somebody else is called {names} too, so texts with that are left as they are.")
            )
        self._add_mentions(layout)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        outer.addWidget(area, 1)
        warnings = [
            _heading("Older backups"),
            _label(older_text(older_backups(desk.store))),
            _heading("For good"),
            _label(FOR_GOOD),
        ]
        for warning in warnings:  # below the part that scrolls: nobody may tick without having had them in sight
            outer.addWidget(warning)
        self.sure = QCheckBox("I have looked through it")
        outer.addWidget(self.sure)
        self._add_buttons(outer)
        body.ensurePolished()
        wide = max(560, self.fontMetrics().averageCharWidth() * 84)
        high = layout.heightForWidth(wide - 64) + self.sure.sizeHint().height() * 4 + 40
        high += sum(max(one.heightForWidth(wide - 48), one.sizeHint().height()) + 10 for one in warnings)
        room = self.screen().availableGeometry().height() - 80
        self.resize(wide, min(high, room))

    def _add_mentions(self, layout: QVBoxLayout) -> None:
        self.mentions = QListWidget()
        self.mentions.setAccessibleName("Texts of other records that name them")
        self.mentions.setWordWrap(True)
        for mention in self._asked.mentions:
            item = QListWidgetItem(mention_text(mention))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(Qt.ItemDataRole.UserRole, mention.id)
            self.mentions.addItem(item)
        self.all_box = QCheckBox()
        if not self._asked.mentions:
            return
        layout.addWidget(_heading("Named in other records"))
        layout.addWidget(
            _label("Where it is ticked, the name is replaced. The rest of the text, and who wrote it, stays.")
        )
        layout.addWidget(self.all_box)
        layout.addWidget(self.mentions)
        _show_rows(self.mentions, 5)
        self.mentions.itemChanged.connect(lambda _item: self._count())
        self.all_box.clicked.connect(self._tick_all)
        self._count()

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        self.erase_button = QPushButton("Erase for good")
        self.erase_button.setProperty("danger", True)
        self.erase_button.setAutoDefault(False)
        self.erase_button.setEnabled(False)
        self.keep_button = QPushButton("Keep it")
        self.keep_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.erase_button)
        buttons.addWidget(self.keep_button)
        layout.addLayout(buttons)
        self.sure.toggled.connect(self.erase_button.setEnabled)
        self.keep_button.clicked.connect(self.reject)
        self.erase_button.clicked.connect(lambda _on=False: self.erase())

    def _items(self) -> list[QListWidgetItem]:
        items = [self.mentions.item(at) for at in range(self.mentions.count())]
        return [item for item in items if item is not None]

    def _tick_all(self) -> None:
        state = Qt.CheckState.Checked if self.all_box.isChecked() else Qt.CheckState.Unchecked
        for item in self._items():
            item.setCheckState(state)

    def _count(self) -> None:
        chosen, total = len(self.confirmed()), self.mentions.count()
        self.all_box.setText(f"All of them ({chosen} of {total} ticked)")
        self.all_box.setChecked(chosen == total)

    def confirmed(self) -> list[tuple[str, str, str]]:
        """The mentions that lose the name too."""
        return [
            tuple(item.data(Qt.ItemDataRole.UserRole))
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        ]

    def erase(self) -> None:
        """Erase for good, aside; then say what was done and which older backups still hold it."""
        desk, confirmed, erase = self._desk, self.confirmed(), self._asked.erase
        self.accept()

        def work(progress: Any) -> Erased:
            return erase(confirmed=confirmed, progress=progress)

        desk.run("Erasing", work, then=lambda done: desk.ask.tell("Erased", told(done)))


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _list(name: str, lines: Sequence[str]) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.addItems(list(lines[:_MOST]))
    if len(lines) > _MOST:
        made.addItem(f"and {len(lines) - _MOST} more")
    _show_rows(made, 6)
    return made


def _show_rows(shown: QListWidget, most: int) -> None:
    """As high as its rows, of which ``most`` are seen at once."""
    shown.ensurePolished()
    shown.setFixedHeight(min(shown.count(), most) * max(1, shown.sizeHintForRow(0)) + 10)
