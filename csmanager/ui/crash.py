"""What nobody expected: written to the log and shown once, without a single name or value of the store."""

from __future__ import annotations

import contextlib
import datetime as dt
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
        if where.exists() and where.stat().st_size > _LARGEST_LOG:
            where.write_bytes(where.read_bytes()[-_LARGEST_LOG // 2 :])
        with where.open("a", encoding="utf-8") as file:
            file.write(f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ} {text}\n")


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
        self._previous = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        self.caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Hand errors back to whoever took them before."""
        sys.excepthook, threading.excepthook = self._previous

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.caught.emit(error)

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught.emit(args.exc_value)

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
