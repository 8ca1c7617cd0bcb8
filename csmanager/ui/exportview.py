"""Export this view: the table in front, as it is filtered, sorted and shown, as a workbook or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from csmanager.ui.desk import Desk
from csmanager.ui.export import FILTER, sheet_of, write_sheet
from csmanager.ui.window import Window


def export(desk: Desk, window: Window, title: str, table: Any) -> None:
    """Ask where, write aside, and offer to open what was written."""
    folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
    name = f"{title} {desk.today():%Y-%m-%d}.xlsx"
    path = desk.ask.save_path("Export this view", str(folder / name), FILTER)
    if path is None:
        return
    if path.suffix.lower() not in (".xlsx", ".csv"):
        path = path.with_name(f"{path.name}.xlsx")
    target = path
    desk.preferences.set("export/folder", str(target.parent))
    sheet = sheet_of(table, title, desk.today())

    def done(placed: Path) -> None:
        desk.sent_out(placed, f"Table: {title}")
        aside = "" if placed == target else f" {target.name} is open elsewhere, so it got this name."
        window.status.say(
            f"Exported to {placed.name}.{aside}",
            act=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(placed))),
            action="Open",
        )

    desk.run("Exporting", lambda _progress: write_sheet(target, sheet), then=done)
