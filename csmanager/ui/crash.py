"""What nobody expected: written to the log and shown once, without a single name or value of the store."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QApplication, QWidget

from csmanager.core.paths import log_file

if TYPE_CHECKING:
    from traceback import FrameSummary

    from PySide6.QtWidgets import QMessageBox

KEEP_DAYS = 30
_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_ENTRY = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ", re.MULTILINE)
_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|\S*[/\\@]\S*|\S*\d\S*")
_LONGEST = 300  # letters of a message that are kept
_LARGEST_LOG = 512 * 1024  # bytes; the older half goes then
_SHIPPED = Path(__file__).resolve().parent.parent.parent


def program_version() -> str:
    """The version of the installed program; of the source it runs from when it is not installed."""
    import tomllib
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("csmanager")
    except PackageNotFoundError:
        try:
            told = tomllib.loads((_SHIPPED / "pyproject.toml").read_text(encoding="utf-8"))
            return str(told["project"]["version"])
        except (OSError, ValueError, KeyError):
            return "of an unknown version"


def details(error: BaseException) -> str:
    """What helps to find a fault: versions, kinds of error, places in the program.

    Messages and values are left out, since they may hold names of people or parts of files.
    """
    import platform
    import traceback

    lines = [
        f"csmanager {program_version()}, Python {platform.python_version()}, Qt {qVersion()},"
        f" {platform.system()} {platform.release()}"
    ]
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    for one in reversed(chain):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(one.__traceback__)]
    return "\n".join(lines)


def _place(frame: FrameSummary) -> str:
    path = Path(frame.filename)
    parts = path.parts
    shown = path.name
    if path.is_relative_to(_SHIPPED):
        shown = path.relative_to(_SHIPPED).as_posix()
    elif "site-packages" in parts:
        shown = "/".join(parts[parts.index("site-packages") + 1 :])
    return f"{shown}:{frame.lineno} in {frame.name}"


def log(error: BaseException, path: Path | None = None) -> None:
    """Add ``error`` to the log; a log that cannot be written is nobody's trouble."""
    note(details(error), path)


def note(text: str, path: Path | None = None) -> None:
    """Add ``text``, with the time, to the log."""
    with contextlib.suppress(OSError):
        where = path if path is not None else log_file()
        now = dt.datetime.now(dt.UTC)
        prune(where, now)
        handle = os.open(where, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(f"{now:{_STAMP}} {text}\n")


def prune(where: Path, now: dt.datetime) -> None:
    """Take out of the log what is older than ``KEEP_DAYS``, and the older half where it grew too large."""
    try:
        whole = where.read_bytes()
    except FileNotFoundError:
        return
    if os.name != "nt" and where.stat().st_mode & 0o077:
        where.chmod(0o600)
    text = (whole[-_LARGEST_LOG // 2 :] if len(whole) > _LARGEST_LOG else whole).decode("utf-8", "replace")
    limit = f"{now - dt.timedelta(days=KEEP_DAYS):{_STAMP}}"
    first = next((found for found in _ENTRY.finditer(text) if found[1] >= limit), None)
    kept = text[first.start() :] if first is not None else ""
    if len(kept.encode()) != len(whole):
        where.write_bytes(kept.encode())


def without_values(text: str) -> str:
    """``text`` without what stands in quotes, paths, addresses and numbers: names and values may be among them."""
    return _VALUES.sub("…", text)[:_LONGEST]


class LogHandler(logging.Handler):
    """Takes what the program's parts log: the words that stand in the program, and where it was; no value."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(logging.WARNING)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        words = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        where = f"{record.name}:{record.lineno} {without_values(words)}"
        note(where if error is None else f"{where}\n{details(error)}", self._path)


class Crashes(QObject):
    """Takes every error that nobody caught, on any thread, and shows it once on the GUI thread."""

    caught = Signal(object)

    def __init__(
        self,
        parent: Callable[[], QWidget | None],
        *,
        show: Callable[[BaseException], None] | None = None,
        log_path: Path | None = None,
    ) -> None:
        """``show``: what to do instead of the dialog, for --smoke and tests."""
        super().__init__()
        self._parent = parent
        self._show = show if show is not None else self._dialog
        self._log_path = log_path
        self._shown: set[str] = set()
        self._previous = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        sys.unraisablehook = self._on_unraisable
        self._handler = LogHandler(log_path)
        logging.getLogger("csmanager").addHandler(self._handler)
        logging.getLogger("csmanager").propagate = False  # else Python prints messages, names and all
        self.caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Hand errors back to whoever took them before."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._previous
        logging.getLogger("csmanager").removeHandler(self._handler)
        logging.getLogger("csmanager").propagate = True

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.caught.emit(error)

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught.emit(args.exc_value)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        """What was raised where nobody can be told, such as while something is freed: into the log only."""
        if args.exc_value is not None:
            log(args.exc_value, self._log_path)

    def _on_caught(self, error: BaseException) -> None:
        log(error, self._log_path)
        text = details(error)
        if text in self._shown:
            return  # the same fault again: one dialog is enough
        self._shown.add(text)
        self._show(error)

    def _dialog(self, error: BaseException) -> None:
        box = crash_dialog(error, self._parent())
        box.open()


def crash_dialog(error: BaseException, parent: QWidget | None = None) -> QMessageBox:
    """The dialog that tells of a fault, with Copy details."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setObjectName("crash")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Something went wrong")
    box.setText("csmanager met a fault of its own.")
    box.setInformativeText(
        "Every change you finished is stored; what you were just doing may not be. Try it again. If it comes back,"
        " copy the details and send them to whoever looks after csmanager for you: they name places in the program"
        " and hold no data of your store."
    )
    box.setDetailedText(details(error))
    copy = box.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()  # copying does not close the dialog
    copy.clicked.connect(lambda: QApplication.clipboard().setText(details(error)))
    close = box.addButton(QMessageBox.StandardButton.Close)
    box.setDefaultButton(close)
    box.setEscapeButton(close)
    return box
