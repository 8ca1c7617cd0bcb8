"""What this computer remembers of the window: sizes, columns, theme, the stores opened last. Never data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from csmanager.core.paths import settings_file

RECENT = 5  # stores offered under Open recent


class Preferences:
    """A thin wrapper around one ini file."""

    def __init__(self, path: Path | None = None) -> None:
        """``path``: the ini file; None is the person's own."""
        self._settings = QSettings(
            str(path if path is not None else settings_file()), QSettings.Format.IniFormat
        )

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under ``key``, in the type of ``default``; ``default`` when there is none or it is garbled."""
        value = self._settings.value(key, default)
        if default is None or value is None or isinstance(value, type(default)):
            return value
        try:
            if isinstance(default, bool):
                return str(value).lower() in ("true", "1")
            if isinstance(default, list):
                return [value]
            return type(default)(value)
        except (TypeError, ValueError):
            return default

    def set(self, key: str, value: Any) -> None:
        """Keep ``value``; None forgets it."""
        if value is None:
            self._settings.remove(key)
        else:
            self._settings.setValue(key, value)

    def keys(self, group: str) -> list[str]:
        """Every key below ``group``, whole."""
        return [key for key in self._settings.allKeys() if key.startswith(f"{group}/")]

    def sync(self) -> None:
        """Write to disk now."""
        self._settings.sync()

    def recent(self) -> list[Path]:
        """The stores opened last, newest first, missing ones included."""
        return [Path(text) for text in self.get("recent", [])][:RECENT]

    def remember(self, store: Path) -> None:
        """Put ``store`` at the top of the stores opened last."""
        others = [str(path) for path in self.recent() if path != store]
        self.set("recent", [str(store), *others][:RECENT])
