"""The command "Send to the next one-to-one", for the menus of every duty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from csmanager.features.talks import actions
from csmanager.ui.desk import Desk

TEXT = "Send to the next one-to-one"
KEYS = "Ctrl+Shift+T"


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent: to whose talk, in which words, and the table and row it is about."""

    person_id: int
    person: str
    text: str
    source: str
    source_id: int | None


def send(desk: Desk, sent: Sent) -> bool:
    """Put it on the agenda as one step; says why not where it stands there already."""
    made = desk.do(
        f"Send to the one-to-one with {sent.person}",
        actions.send,
        sent.person_id,
        sent.text,
        sent.source,
        sent.source_id,
        today=desk.today(),
    )
    return made is not None


def send_action(desk: Desk, parent: QObject, chosen: Callable[[], Sent | None]) -> QAction:
    """The command itself; ``chosen`` says what it sends, None for nothing."""
    action = QAction(TEXT, parent)
    action.setShortcut(KEYS)

    def go() -> None:
        sent = chosen()
        if sent is not None:
            send(desk, sent)

    action.triggered.connect(lambda _on=False: go())
    return action
