"""Draws every tab, so that somebody can look at it: light and dark, full and empty, wide and narrow.

Run: ``python -m tests.draw FOLDER [PAGE ...]``. ``python -m tests.draw --readme`` renews the pictures of the README.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from csmanager import sample
from csmanager.__main__ import program
from csmanager.open import open_store
from csmanager.ui.appearance import Appearance
from csmanager.ui.commands import Commands
from csmanager.ui.console import Console
from csmanager.ui.multipage import MultiPage
from csmanager.ui.preferences import Preferences
from csmanager.ui.start import make_application

ROOT = Path(__file__).resolve().parents[1]
SIZES = {"wide": (1280, 800), "narrow": (1024, 768)}
README_PAGES = {"today": "", "reviews": "person:3", "team": ""}  # the record that is shown
_LIMIT_MS = 30_000


def wait(app: QApplication, ms: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    app.processEvents()


def settle(app: QApplication, console: Console) -> None:
    """Let everything under way arrive."""
    for _ in range(20):
        wait(app, 50)
        if console.desk is not None and not console.desk.jobs.is_busy:
            break
    wait(app, 150)


def draw(
    app: QApplication,
    store: Path,
    folder: Path,
    name: str,
    pages: list[str],
    schemes: list[str],
    sizes: list[str],
    *,
    plain_names: bool = False,
) -> None:
    """Save a picture of each page of ``store``."""
    preferences = Preferences(folder / f".{name}.ini")
    appearance = Appearance(app, preferences)
    console = Console(program(), preferences)
    commands = Commands(console, appearance)
    loop = QEventLoop()
    console.opened.connect(loop.quit)
    console.opening_failed.connect(loop.quit)
    QTimer.singleShot(_LIMIT_MS, loop.quit)
    console.window.show()
    console.open(store)
    loop.exec()
    settle(app, console)
    console.window.banner.hide()  # what it offers is no part of the page
    for scheme in schemes:
        appearance.set_theme(scheme)
        for size in sizes:
            console.window.resize(*SIZES[size])
            for key in pages or console.window.navigation.page_keys():
                console.window.show_page(key)
                if plain_names:
                    settle(app, console)
                    console.window.show_page(key, README_PAGES[key])
                settle(app, console)
                page = console.window.page()
                if plain_names:
                    save(console, folder / f"{key}-{scheme}.png")
                elif isinstance(page, MultiPage):
                    for view in page.views:
                        page.show_view(view.key)
                        settle(app, console)
                        save(console, folder / f"{key}-{view.key}-{name}-{size}-{scheme}.png")
                else:
                    save(console, folder / f"{key}-{name}-{size}-{scheme}.png")
    for key, text in console.window.failures.items():
        print(f"{key}: {text}")
    console.close()
    console.window.close()
    del commands
    (folder / f".{name}.ini").unlink(missing_ok=True)


def save(console: Console, path: Path) -> None:
    """Save what the window shows, in few colours."""
    from PIL import Image

    console.window.grab().save(str(path))
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, kmeans=2, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(path)


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.draw")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "resources" / "pictures")
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = name
        app = make_application()
        full, empty = Path(name) / "Harbour and Hill.csm", Path(name) / "My team.csm"
        sample.build_recent(full, today=dt.date.today())
        if options.readme:
            draw(app, full, folder, "", list(README_PAGES), ["light", "dark"], ["wide"], plain_names=True)
            return
        open_store(empty, create=True).close()
        draw(app, full, folder, "full", options.pages, ["light", "dark"], ["wide", "narrow"])
        draw(app, empty, folder, "empty", options.pages, ["light", "dark"], ["wide"])


if __name__ == "__main__":
    main()
