"""A store that is open, with what was taken for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csmanager.core.lock import StoreLock
    from csmanager.core.store import Store


@dataclass(slots=True)
class Opened:
    """``lock`` None: open for reading only, ``held_by`` says why. ``folder``: of a throw-away store, goes with it."""

    path: Path
    store: Store
    lock: StoreLock | None
    held_by: str = ""
    folder: Path | None = None

    @property
    def can_write(self) -> bool:
        """Whether this window may change it."""
        return self.lock is not None

    @property
    def is_throw_away(self) -> bool:
        """Whether it goes when it is closed."""
        return self.folder is not None
