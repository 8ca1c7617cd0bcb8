"""Whom a policy is for: teams, roles and people to tick, also those of a saved group; none ticked is everyone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook.queries import PersonChoiceRow

Submit = Callable[[list[int], list[int], list[int]], object]


class AudienceDialog(QDialog):
    """``submit(team ids, role ids, person ids)`` does it, or raises AppError with the reason."""

    def __init__(
        self,
        title: str,
        teams: Sequence[PersonChoiceRow],
        roles: Sequence[PersonChoiceRow],
        chosen: tuple[Collection[int], Collection[int]],
        submit: Submit,
        parent: QWidget | None = None,
        *,
        people: Sequence[PersonChoiceRow] = (),
        named: Collection[int] = (),
        groups: Sequence[tuple[str, Collection[int]]] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Who {title} is for")
        self._submit = submit
        self.says = QLabel()
        self.says.setWordWrap(True)
        self.teams, self.roles, self.people = QListWidget(), QListWidget(), QListWidget()
        columns = QHBoxLayout()
        columns.setSpacing(16)
        for box, name, rows, ticked in (
            (self.teams, "Teams", teams, chosen[0]),
            (self.roles, "Roles", roles, chosen[1]),
            (self.people, "People", people, named),
        ):
            box.setAccessibleName(name)
            for row in rows:
                item = QListWidgetItem(row.name)
                item.setData(Qt.ItemDataRole.UserRole, row.id)
                state = Qt.CheckState.Checked if row.id in ticked else Qt.CheckState.Unchecked
                item.setCheckState(state)
                box.addItem(item)
            box.itemChanged.connect(lambda _item: self._tell())
            column = QVBoxLayout()
            label = QLabel(name)
            label.setProperty("role", "caption")
            column.addWidget(label)
            column.addWidget(box, 1)
            columns.addLayout(column)
        self.submit_button = QPushButton("Set")
        self.submit_button.setDefault(True)
        self.submit_button.setProperty("primary", True)
        self.submit_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.group_button = QPushButton("Tick a group")
        self.group_button.setProperty("menu", True)
        self.group_button.setAutoDefault(False)
        self.group_button.setToolTip(
            "Ticks the people who belong to the group today; who joins it later is not."
        )
        menu = QMenu(self.group_button)
        for name, ids in groups:
            menu.addAction(name).triggered.connect(lambda _on=False, ids=ids: self.tick_people(ids))
        self.group_button.setMenu(menu)
        buttons = QHBoxLayout()
        if groups:
            buttons.addWidget(self.group_button)
        else:
            self.group_button.hide()
        buttons.addStretch()
        buttons.addWidget(self.submit_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(self.says)
        layout.addLayout(columns, 1)
        layout.addLayout(buttons)
        self.resize(680, 440)
        self._tell()

    def tick(self, name: str, on: bool = True) -> None:
        """Tick a team or role by its name."""
        for box in (self.teams, self.roles):
            for item in box.findItems(name, Qt.MatchFlag.MatchExactly):
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def tick_people(self, ids: Collection[int]) -> None:
        """Tick these people, besides those who are ticked."""
        for item in _items(self.people):
            if item.data(Qt.ItemDataRole.UserRole) in ids:
                item.setCheckState(Qt.CheckState.Checked)

    def submit(self) -> None:
        """Take the ticks, or say why not."""
        try:
            self._submit(_ticked(self.teams), _ticked(self.roles), _ticked(self.people))
        except AppError as error:
            self.says.setText(str(error))
            return
        self.accept()

    def _tell(self) -> None:
        boxes = (self.teams, self.roles, self.people)
        names = [item.text() for box in boxes for item in _items(box) if _is_on(item)]
        if len(names) > _MOST_NAMED:
            names = [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
        who = f"Whoever belongs to one of these: {', '.join(names)}." if names else "For everyone."
        self.says.setText(f"{who} Whoever joins or moves there later is asked to sign without your doing.")


_MOST_NAMED = 8


def _items(box: QListWidget) -> list[QListWidgetItem]:
    return [box.item(at) for at in range(box.count())]


def _is_on(item: QListWidgetItem) -> bool:
    return item.checkState() is Qt.CheckState.Checked


def _ticked(box: QListWidget) -> list[int]:
    return [item.data(Qt.ItemDataRole.UserRole) for item in _items(box) if _is_on(item)]
