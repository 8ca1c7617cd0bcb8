"""What was typed and not saved, offered again where it was typed.

``DraftBar`` watches one form: it keeps what is typed while it is typed, and at the next opening offers what is left
of an earlier time. Whoever is no longer there to keep it (``keeper`` is None) costs nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.core.drafts import PREFIX, Kept, Typed

KEEP_AFTER_MS = 1000  # after the first key that is not kept yet; the promise is two seconds
LEAST = 12  # letters typed that are worth an offer
_GUARDS = "guards"  # a property of screens where others than the manager type, such as the kiosk
_DEEP = 3
_HOLDS = frozenset({"row", "found", "told", "detail", "person", "record", "shown"})  # what is shown now


class Keeper(Protocol):
    """What the bar needs of ``ui.drafts.Drafts``."""

    @property
    def can_keep(self) -> bool: ...

    def watch(self, one: Any) -> None: ...

    def kept(self, key: str) -> Kept | None: ...

    def keep(self, key: str, typed: Typed | None, *, is_sealed: bool = False) -> None: ...

    def read(self, kept: Kept) -> Typed | None: ...

    def when(self, kept: Kept) -> str: ...

    def open_sealed(self, owner: object) -> bool: ...


_present: list[Keeper] = []


def keeper() -> Keeper | None:
    """Who keeps what is typed; None while no store is open."""
    return _present[-1] if _present else None


def use(one: Keeper) -> None:
    """``one`` keeps from now on."""
    _present.append(one)


def let_go(one: Keeper) -> None:
    """``one`` keeps no longer."""
    if one in _present:
        _present.remove(one)


class DraftBar(QFrame):
    """One line that is hidden unless there is something to put back. ``came_back``: it was put back."""

    came_back = Signal()

    def __init__(
        self,
        read: Callable[[], dict[str, Any] | None],
        put: Callable[[dict[str, Any]], object],
        parent: QWidget | None = None,
        *,
        is_sealed: bool = False,
    ) -> None:
        """``read``: what differs from how the form began; None: it cannot be told now. ``put``: shows it again."""
        super().__init__(parent)
        self.setObjectName("draftBar")
        self.setProperty("role", "card")
        self._read, self._put, self._is_sealed = read, put, is_sealed
        self._keeper: Keeper | None = None
        self._key = ""
        self._title = ""
        self._offered: Kept | None = None
        self._was_kept = False
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.put_button = QPushButton("Put &back")
        self.drop_button = QPushButton("&Throw away")
        for button in (self.put_button, self.drop_button):
            button.setAutoDefault(False)
        self.put_button.clicked.connect(self.put_back)
        self.drop_button.clicked.connect(self.drop)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.put_button)
        row.addWidget(self.drop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.label)
        column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        self.hide()

    @property
    def is_on(self) -> bool:
        """Whether what is typed is kept."""
        return self._keeper is not None

    def begin(self, key: str, title: str, *, offers: bool = True) -> None:
        """Keep under ``key`` from now on, and offer what is kept there. ``title``: what the form is called."""
        self.stop()
        one = keeper()
        if one is None or not one.can_keep or _is_guarded(self):
            return
        self._keeper, self._key, self._title = one, PREFIX + key, title
        one.watch(self)
        self._offered = one.kept(self._key)
        self._was_kept = self._offered is not None and not offers
        if self._offered is not None and offers:
            self._offer(self._offered)

    def stop(self) -> None:
        """Keep nothing any more; what is kept stays."""
        self._timer.stop()
        self._keeper = self._offered = None
        self._was_kept = False
        self.hide()

    def touch(self) -> None:
        """Something was typed."""
        if self._keeper is not None and not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep what is typed now; what comes to nothing is forgotten, unless it is still on offer."""
        self._timer.stop()
        if self._keeper is None:
            return
        fields = self._read()
        if fields is None:
            return
        if letters(fields) >= LEAST:
            self._keeper.keep(self._key, Typed(self._title, fields), is_sealed=self._is_sealed)
            self._was_kept = True
        elif self._was_kept:
            self._keeper.keep(self._key, None)
            self._was_kept = False

    def write_now(self) -> None:
        """Keep what was typed since the last time."""
        if self._timer.isActive():
            self.keep()

    def saved(self) -> None:
        """What was typed is a record now."""
        self._timer.stop()
        one, self._keeper = self._keeper, None
        if one is not None and (self._was_kept or self._offered is not None):
            one.keep(self._key, None)

    def left(self) -> None:
        """The form was closed without saving: what was typed stays on offer."""
        if self._keeper is not None:
            self.keep()
            self._timer.stop()
            self._keeper = None

    def drop(self) -> None:
        """Throw away what is on offer."""
        if self._keeper is not None:
            self._keeper.keep(self._key, None)
        self._offered = None
        self._was_kept = False
        self.hide()

    def put_back(self) -> None:
        """Show again what is on offer."""
        if self._keeper is None or self._offered is None:
            return
        typed = self._keeper.read(self._offered)
        if typed is None and self._offered.is_sealed and self._keeper.open_sealed(self.window()):
            typed = self._keeper.read(self._offered)
        if typed is None:
            if not self._offered.is_sealed:
                self.label.setText("What was kept cannot be read any more.")
                self.put_button.hide()
            return
        self._was_kept = True
        self.hide()
        self._put(typed.fields)
        self.came_back.emit()

    def _offer(self, kept: Kept) -> None:
        assert self._keeper is not None
        when = self._keeper.when(kept)
        typed = self._keeper.read(kept)
        if typed is None:
            self.label.setText(
                f"A sealed text from {when} was not saved. Putting it back asks for your passphrase."
            )
        else:
            beginning = typed.beginning
            self.label.setText(f"Text from {when} was not saved: “{beginning}”")
        self.setAccessibleName(self.label.text())
        self.show()


def letters(fields: dict[str, Any]) -> int:
    """How many letters were typed in all."""
    return sum(len(value.strip()) for value in fields.values() if isinstance(value, str))


def key_of(*parts: object) -> str:
    """A key that says nothing of what it is made from."""
    text = "\x1f".join(repr(part) for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, person=b"csm draft").hexdigest()


def meant(call: Callable[..., Any], owner: object = None, depth: int = 0) -> list[str]:
    """Which record ``call`` works on, as far as it can be seen: the plain values and rows it holds on to.

    Two forms of one title, for two people, are told apart by it. Days are left out, since they are others tomorrow.
    """
    if depth > _DEEP:
        return []
    found: list[str] = []
    if isinstance(call, functools.partial):
        for value in (*call.args, *call.keywords.values()):
            found += _meant_by(value, owner, depth)
        return found + meant(call.func, owner, depth + 1)
    found.append(str(getattr(call, "__qualname__", "")))
    me = getattr(call, "__self__", None)
    if me is not None:
        for name, value in sorted(getattr(me, "__dict__", {}).items()):
            if me is owner or name.endswith(("_id", "_key", "_row", "_person")) or name in ("row", "_found"):
                found += _meant_by(value, owner, _DEEP)
    for cell in getattr(call, "__closure__", None) or ():
        try:
            found += _meant_by(cell.cell_contents, owner, depth)
        except ValueError:
            continue  # not filled yet
    for value in getattr(call, "__defaults__", None) or ():
        found += _meant_by(value, owner, depth)
    return found


def in_view(widget: QWidget) -> list[str]:
    """Which records are chosen or shown on the page that ``widget`` was opened from.

    A form whose command asks its page for the record only when it is submitted is told apart by this.
    """
    one = widget.parentWidget()
    while one is not None and not hasattr(one, "show_record"):
        page = getattr(one, "page", None)
        one = page() if callable(page) and one.isWindow() else one.parentWidget()
    if one is None:
        return []
    found: list[str] = []
    for page in (one, *one.findChildren(QWidget)):
        if page is not one and (not page.isVisibleTo(one) or page.window() is not one.window()):
            continue
        if hasattr(page, "show_record"):  # a page, a view of it, or a pane
            for name, value in sorted(vars(page).items()):
                if name.lstrip("_") in _HOLDS or name.endswith(("_id", "_person")):
                    found += _ids(name, value)
        row = getattr(page, "current_row", None)
        if callable(row):
            found += _ids("row", row())
        if isinstance(page, QLabel) and page.property("role") == "card-title" and _is_pane(page):
            found.append(page.text())
    return found


def _is_pane(label: QLabel) -> bool:
    parent = label.parentWidget()
    while parent is not None and not hasattr(parent, "show_record"):
        parent = parent.parentWidget()
    return parent is not None and getattr(parent, "title", None) is label


def _ids(name: str, value: object, depth: int = 0) -> list[str]:
    """The numbers and keys of records in ``value``: of itself, or of the record it tells about."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        return [f"{name}={value!r}"]
    if not dataclasses.is_dataclass(value) or isinstance(value, type) or depth > _DEEP:
        return []
    found: list[str] = []
    for one in dataclasses.fields(value):
        part = getattr(value, one.name)
        if one.name in ("id", "key") or one.name.endswith("_id"):
            if isinstance(part, int | str):
                found.append(f"{name}.{one.name}={part!r}")
        elif one.name in _HOLDS:
            found += _ids(one.name, part, depth + 1)
    return found


def _meant_by(value: object, owner: object, depth: int) -> list[str]:
    if isinstance(value, bool | dt.date):
        return []
    if isinstance(value, int | str | Enum):
        return [repr(value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [
            f"{type(value).__name__}.{one.name}={getattr(value, one.name)!r}"
            for one in dataclasses.fields(value)
            if one.name == "id" or one.name.endswith("_id") or one.name == "row"
            if isinstance(getattr(value, one.name), int | str)
        ] + [
            part
            for one in dataclasses.fields(value)
            if one.name == "row" and dataclasses.is_dataclass(getattr(value, one.name))
            for part in _meant_by(getattr(value, one.name), owner, depth)
        ]
    if callable(value) and not isinstance(value, type) and not isinstance(value, QWidget):
        return meant(value, owner, depth + 1)
    return []


def _is_guarded(widget: QWidget) -> bool:
    one: QWidget | None = widget
    while one is not None:
        if one.property(_GUARDS):
            return True
        one = one.parentWidget()
    return False
