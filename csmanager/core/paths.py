"""Where things lie: what is shipped, and where the person's stores, settings and logs go."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def keep_to_oneself() -> None:
    """Let nobody else on this computer read what the program writes from now on: stores, copies, logs, exports.

    A file that is replaced stays as readable as it was. Windows has its own rules, by the person's folder.
    """
    os.umask(0o077)


def data_dir(name: str) -> Path:
    """The shipped folder ``name`` (``resources`` or ``db``): inside the installed package, else beside it."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / name
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The folder {name} is missing from the installation.")


def stores_dir() -> Path:
    """The folder for stores: the platform's own local data folder; made if it is not there."""
    import platformdirs

    folder = Path(platformdirs.user_data_dir("csmanager", appauthor=False, roaming=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settings_file() -> Path:
    """The ini file with the window's state (size, columns, recent stores)."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("csmanager", appauthor=False, roaming=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "window.ini"


def log_file() -> Path:
    """The log; it never holds names or field values."""
    import platformdirs

    folder = Path(platformdirs.user_log_dir("csmanager", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "csmanager.log"
