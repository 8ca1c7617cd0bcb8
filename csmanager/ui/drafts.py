"""Keeps what is typed into forms: aside, in the store, beside its records."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QObject

from csmanager.core import drafts
from csmanager.core.drafts import Kept, Typed
from csmanager.core.errors import AppError
from csmanager.ui.widgets import draftbar

if TYPE_CHECKING:
    from csmanager.ui.desk import Desk


class Writes(Protocol):
    """What may still hold something that was not kept yet."""

    def write_now(self) -> None:
        """Keep it before the store goes."""


class Drafts(QObject):
    """The drafts of one desk; while it is the newest, forms find it by ``draftbar.keeper``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._waiting: dict[str, str | None] = {}  # what is on its way
        self._order = threading.Lock()
        self._open: weakref.WeakSet[Writes] = weakref.WeakSet()
        self._said = ""
        self._is_closed = False
        draftbar.use(self)

    @property
    def can_keep(self) -> bool:
        """Whether anything can be kept at all."""
        return not self._desk.store.read_only and not self._is_closed

    def watch(self, one: Writes) -> None:
        """Ask ``one`` to write when the store is about to go."""
        self._open.add(one)

    def kept(self, key: str) -> Kept | None:
        """What is kept under ``key``."""
        return self._desk.read(drafts.kept, key)

    def keep(self, key: str, typed: Typed | None, *, is_sealed: bool = False) -> None:
        """Keep what was typed under ``key``, aside; None forgets it. ``is_sealed``: sealed, or not kept at all."""
        if not self.can_keep:
            return
        text = None if typed is None else drafts.packed(typed)
        if text is not None and is_sealed:
            if not self._desk.sealing.is_set_up:
                return
            text = self._desk.sealing.seal(text, f"draft:{key}")
        self._waiting[key] = text
        self._desk.jobs.fetch(
            self, lambda: self._write(key), lambda _done: self._say(""), self._on_failed, key
        )

    def read(self, kept: Kept) -> Typed | None:
        """What ``kept`` holds; None while it is sealed and locked, or when it cannot be read."""
        text: str | None = kept.text
        if kept.is_sealed:
            try:
                text = self._desk.sealing.read(kept.text, f"draft:{kept.key}")
            except AppError:
                return None
        return drafts.unpacked(text) if text else None

    def when(self, kept: Kept) -> str:
        """When it was typed, in words."""
        from csmanager.ui.moments import recent_text

        return recent_text(kept.at, self._desk.settings.zone(), self._desk.today())

    def all(self) -> list[Kept]:
        """Every draft of a form, newest first."""
        return self._desk.read(drafts.of_forms)

    def open_sealed(self, owner: object) -> bool:
        """Ask for the passphrase of sealed texts; returns whether they can be read then."""
        from PySide6.QtWidgets import QWidget

        return self._desk.sealing.ask_open(owner if isinstance(owner, QWidget) else None)

    def close(self) -> None:
        """Take what forms still hold; ``flush`` follows when nothing works on the store any more."""
        for one in tuple(self._open):
            if shiboken6.isValid(one):
                one.write_now()
        self._is_closed = True
        draftbar.let_go(self)

    def flush(self) -> None:
        """Write what is on its way, since nobody will later."""
        for key in tuple(self._waiting):
            try:
                self._write(key)
            except AppError:
                break  # the store itself has said why nothing can be written

    def _write(self, key: str) -> None:
        """Write the newest under ``key``; one that was overtaken finds nothing left to do."""
        with self._order:
            if key not in self._waiting:
                return
            text = self._waiting[key]
            self._desk.store.keep_draft(key, text)
            if self._waiting.get(key) is text:
                self._waiting.pop(key, None)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        self._say(str(error))

    def _say(self, text: str) -> None:
        if text and text != self._said:
            self._desk.say(f"What you are typing is not kept at the moment. {text}")
        self._said = text
