"""The start of the window: a display, one window a person, a first paint before anything heavy is imported."""

from __future__ import annotations

import datetime as dt
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from csmanager.core.settings import StoreSettings
    from csmanager.core.store import Store
    from csmanager.ui.desk import Desk
    from csmanager.ui.program import Program

NO_DISPLAY = (
    "csmanager cannot find a display to open its window on; on this machine use the command line instead,"
    " see: csmanager --help."
)
DONE, FAILED = 0, 1


def has_display() -> bool:
    """Whether Qt will find a screen. Only Linux can be without one: Qt would abort the process there."""
    if not sys.platform.startswith("linux"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if platform in ("offscreen", "minimal", "vnc", "eglfs", "linuxfb", "minimalegl"):
        return True  # somebody chose it on purpose
    if platform == "xcb":
        return _x11_answers()
    if platform.startswith("wayland"):
        return _wayland_answers()
    return not platform and (_x11_answers() or _wayland_answers())


def _x11_answers() -> bool:
    """Whether somebody listens where DISPLAY points: a name alone does not keep Qt from aborting."""
    host, colon, screen = os.environ.get("DISPLAY", "").rpartition(":")
    number = screen.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _listens(path) or _listens(f"\0{path}")
    return True  # another computer: only Qt can tell


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    return _listens(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / name))


def _listens(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


def open_console(store: Path | None = None, sample: bool = False, smoke: bool = False) -> int:
    """Open the window on ``store``, on a throw-away example (``sample``) or on the store of last time.

    ``smoke``: open every tab once, print what failed to open, quit. Returns the exit code.
    """
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return FAILED
    try:
        from PySide6 import QtWidgets
    except ImportError as error:
        print(_without_qt(error), file=sys.stderr)
        return FAILED
    del QtWidgets
    from csmanager.ui.start import run

    return run(program(), store, sample=sample, smoke=smoke)


def _without_qt(error: ImportError) -> str:
    return (
        f"csmanager cannot open its window, since a part of Qt is missing ({error}); the README names the packages"
        " to install, and the command line works without: csmanager --help."
    )


def program() -> Program:
    """What the window needs to know of this program, without importing any of it."""
    from csmanager import catalogue
    from csmanager.ui.program import Program

    return Program(
        catalogue.FEATURES, _open_store, _build_sample, _import_files, _warm, _hand_over, _show_ledger
    )


def _open_store(path: Path, create: bool, read_only: bool, settings: StoreSettings | None) -> Store:
    from csmanager.open import open_store

    return open_store(path, create=create, read_only=read_only, settings=settings)


def _build_sample(path: Path, progress: Callable[[int, int], object]) -> None:
    from csmanager import sample

    sample.build_recent(path, today=dt.date.today(), progress=progress)


def _import_files(desk: Desk, parent: QWidget, paths: list[Path]) -> None:
    from csmanager.features.importing.previewdialog import PreviewDialog

    PreviewDialog(desk, paths, parent).open()


def _hand_over(desk: Desk, parent: QWidget) -> None:
    from csmanager import catalogue
    from csmanager.features.kiosk.handoverdialog import hand_over

    hand_over(desk, parent, catalogue.FEATURES)


def _show_ledger(desk: Desk, parent: QWidget) -> None:
    from csmanager.features.importing.ledgerdialog import LedgerDialog

    LedgerDialog(desk, parent).open()


def _warm() -> None:
    """Import what figures and charts will want. Qt is not touched here: this runs in a thread."""
    import numpy  # noqa: F401


def open_window() -> int:
    """The start without a terminal (csmanager-window): the same wishes as on the command line."""
    from csmanager.core.paths import keep_to_oneself

    keep_to_oneself()
    arguments = sys.argv[1:]
    named = [text for text in arguments if not text.startswith("-")]
    return open_console(Path(named[0]) if named else None, "--sample" in arguments, "--smoke" in arguments)


if __name__ == "__main__":
    from csmanager.cli import main

    sys.exit(main())
