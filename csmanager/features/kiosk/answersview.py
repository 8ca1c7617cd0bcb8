"""Questions asked at the kiosk: they open over it, and no file of the computer can be reached through them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from csmanager.ui.ask import QtAnswers


class KioskAnswers:
    """Answers of whoever stands at the kiosk."""

    def __init__(self, front: QWidget) -> None:
        self._ask = QtAnswers(lambda: front)

    def tell(self, title: str, text: str) -> None:
        self._ask.tell(title, text)

    def confirm(self, title: str, text: str, verb: str, keep: str = "Keep") -> bool:
        return self._ask.confirm(title, text, verb, keep)

    def text(self, title: str, label: str, initial: str = "") -> str | None:
        return self._ask.text(title, label, initial)

    def choose(self, title: str, label: str, options: Sequence[str]) -> str | None:
        return self._ask.choose(title, label, options)

    def save_path(self, title: str, name: str, filter: str) -> Path | None:
        return None

    def open_paths(self, title: str, filter: str) -> list[Path]:
        return []

    def folder(self, title: str) -> Path | None:
        return None
