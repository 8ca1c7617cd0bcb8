"""What the start-up code hands to the window, since the window itself knows no feature."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from csmanager.core.feature import Feature
    from csmanager.core.settings import StoreSettings
    from csmanager.core.store import Store
    from csmanager.ui.desk import Desk

    Open = Callable[
        [Path, bool, bool, StoreSettings | None], Store
    ]  # path, create, read_only, settings of a new one
    Import = Callable[[Desk, QWidget, list[Path]], object]
    HandOver = Callable[[Desk, QWidget], object]


class Program(NamedTuple):
    """``features`` in the order of the tabs; the rest imports what it needs when it is called.

    ``open_store`` and ``build_sample`` (path, progress of steps and all of them) run on a worker thread;
    ``import_files`` shows the importer's preview.
    ``warm`` imports what pages will want, in a thread, once the first page stands. ``hand_over`` covers the screen
    for somebody of the team, ``show_ledger`` lists what was imported.
    """

    features: tuple[Feature, ...]
    open_store: Open
    build_sample: Callable[[Path, Callable[[int, int], object]], object]
    import_files: Import
    warm: Callable[[], object]
    hand_over: HandOver | None = None
    show_ledger: HandOver | None = None

    def pages(self) -> list[tuple[str, str]]:
        """Key and title of every duty that has a tab."""
        return [(one.key, one.title) for one in self.features if one.page and not one.is_aside]

    def aside(self) -> dict[str, str]:
        """Title by key of every duty whose page opens from the menus."""
        return {one.key: one.title for one in self.features if one.page and one.is_aside}
