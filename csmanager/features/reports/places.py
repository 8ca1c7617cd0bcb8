"""Where reports are put: the proposed name, and where this computer last saw a report of the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

FOLDER, PATHS, PEOPLE = "reports/folder", "reports/paths", "reports/people"
_MOST_PATHS = 200  # remembered


class Memory(Protocol):
    """The window's own memory."""

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept."""

    def set(self, key: str, value: Any) -> None:
        """Keep a value."""


def proposed(memory: Memory, store: str, period_key: str, *, with_names: bool, suffix: str) -> Path:
    """The last folder and a name that says store, period and whether people stand by code."""
    folder = Path(str(memory.get(FOLDER, "") or Path.home()))
    if not folder.is_dir():
        folder = Path.home()
    codes = "" if with_names else " (codes)"
    name = f"{store} report {period_key.replace('..', ' to ')}{codes}"
    clean = "".join(letter if letter not in '<>:"/\\|?*' and letter >= " " else " " for letter in name)
    return folder / f"{' '.join(clean.split())}{suffix}"


def remember(memory: Memory, sha256: str, path: Path) -> None:
    """Note where a report lies. Paths stay on this computer; the store holds file names only."""
    memory.set(FOLDER, str(path.parent))
    paths = dict(memory.get(PATHS, None) or {})
    paths.pop(sha256, None)
    paths[sha256] = str(path)
    memory.set(PATHS, dict(list(paths.items())[-_MOST_PATHS:]))


def found(memory: Memory, sha256: str, file_name: str) -> Path | None:
    """Where a report of the register lies, as far as this computer knows; None when it is not there."""
    known = (memory.get(PATHS, None) or {}).get(sha256)
    folder = memory.get(FOLDER, "")
    tried = [Path(str(known))] if known else []
    if folder:
        tried.append(Path(str(folder)) / file_name)
    return next((path for path in tried if path.is_file()), None)
