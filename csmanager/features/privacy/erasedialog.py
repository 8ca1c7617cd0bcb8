"""The sheet that asks before due records are erased."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from csmanager.features.privacy import erasing, rules
from csmanager.features.privacy.queries import KeptRow
from csmanager.features.team.erasing.erasingdialog import Asked, EraseDialog
from csmanager.ui.desk import Desk


def erase_dialog(desk: Desk, rows: Sequence[KeptRow], parent: QWidget | None = None) -> EraseDialog:
    """Asks about these records. Raises AppError when one of them may not be erased."""
    today = desk.today()
    preview = desk.read(erasing.preview, list(rows), today=today)
    who = rows[0].name if len(rows) == 1 else f"{len(rows)} records"
    listed = ", ".join(row.name for row in rows[:6]) + (f" and {len(rows) - 6} more" if len(rows) > 6 else "")
    return EraseDialog(
        desk,
        Asked(
            f"Erase {who}?",
            f"{rules.KINDS[rows[0].kind].name}: {listed}",
            preview.goes,
            "; ".join(preview.stays),
            preview.mentions,
            partial(erasing.erase, desk.store, list(rows), today=today),
            preview.kept,
        ),
        parent,
    )
