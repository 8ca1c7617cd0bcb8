"""The register of exports: what left the program, when, about whom and for whom."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core import outgoing
from csmanager.features.privacy.ownfileview import ask_own_file
from csmanager.features.privacy.register import OutRow, register
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.moments import moment_text
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text


class ExportsPage(ListsPage):
    """Everything that left, the latest first; search finds people, files and receivers."""

    watches: ClassVar[frozenset[str]] = frozenset({"export_made", "export_about", "report_made", "person"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.out = RecordsWidget(
            desk,
            "privacy.exports",
            self._columns(),
            title="Register of exports",
            noun=("entry", "entries"),
            nothing="Choose an entry.",
        )
        super().__init__(desk, "Exports", [("out", "Exports", self.out)], "Search exports", parent)
        self.out.splitter.setSizes([720, 360])
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("tell", "For whom…", self.tell, ""),
            ("own", "A person's own file…", self.own_file, ""),
        )
        self.header.set_primary(self.commands.actions["tell"])
        self.header.set_more(self.commands.some("own"))
        self.out.table.add_actions(self.commands.some("tell"), self._enable)
        self.out.table.activated.connect(lambda _row: self.tell())
        self.out.chosen.connect(self._show)
        self.out.table.set_empty(
            EmptyState(
                "Nothing has left the program yet",
                "Every workbook, PDF, letter, packet and copy that is written for somebody else is entered here by"
                " itself: when, about whom, and how the history stood. Say for whom it was, and you can answer who"
                " received what.",
            )
        )

    def _columns(self) -> list[Column]:
        return [
            Column(
                "made", "When", 120, kind="date", value=lambda row: row.made_at.astimezone(self.zone()).date()
            ),
            Column("what", "What", 190, value=lambda row: row.what),
            Column("kind", "As", 90, value=lambda row: row.kind),
            Column("about", "About", 140, value=lambda row: ", ".join(row.about)),
            Column("for", "For whom", 140, value=lambda row: row.recipient),
            Column("period", "Period", 90, value=lambda row: row.period, hidden=True),
            Column("file", "File", 180, value=lambda row: row.file_name),
            Column("digest", "SHA-256", 110, value=lambda row: row.sha256[:12], hidden=True),
        ]

    def load(self) -> None:
        rows = self.desk.read(register)
        open_ones = sum(row.number is not None and not row.recipient for row in rows)
        missing = f" · {open_ones} without a receiver" if open_ones else ""
        self.say(f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}{missing}" if rows else "")
        self.out.set_rows(rows)
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        self.out.select(record)

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return list(self.commands.actions.values())

    def _show(self, row: OutRow | None) -> None:
        self._enable()
        pane = self.out.pane
        if row is None:
            pane.clear()
            return
        pane.show_record(
            row.what, row.kind, None, self.commands.some("tell") if row.number is not None else []
        )
        pairs = [
            ("When", moment_text(row.made_at, self.zone())),
            ("Period", row.period),
            ("About", ", ".join(row.about)),
            ("For whom", row.recipient or "not noted"),
            ("Why", row.purpose),
            ("Rows", f"{row.rows:,}" if row.rows is not None else ""),
            ("Names", "with names" if row.with_names else "without names"),
            ("Encrypted", "yes" if row.is_encrypted else ""),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])
        proof = [
            ("File", row.file_name),
            ("SHA-256", " ".join(row.sha256[at : at + 8] for at in range(0, len(row.sha256), 8))),
            ("History head", row.chain_head[:12]),
        ]
        pane.add_section("To compare with", [(name, value) for name, value in proof if value])

    def _row(self) -> OutRow | None:
        row: OutRow | None = self.out.table.current_row()
        return row

    def _enable(self) -> None:
        row = self._row()
        can = not self.desk.store.read_only and row is not None and row.number is not None
        self.commands.actions["tell"].setEnabled(can)

    def tell(self) -> None:
        """Say for whom it was, and why."""
        row = self._row()
        if row is None or row.number is None or self.desk.store.read_only:
            return
        number = row.number
        known = tuple(dict.fromkeys(one.recipient for one in self.out.table.rows() if one.recipient))

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                "Say for whom an export was",
                outgoing.tell,
                number,
                recipient=values["recipient"] or "",
                purpose=values["purpose"] or "",
            )

        self._open(
            FormDialog(
                "For whom it was",
                [
                    Field("recipient", "For whom", "suggest", value=row.recipient, options=known),
                    Field("purpose", "Why", value=row.purpose),
                ],
                submit,
                verb="Note it",
                text=f"{row.what}, {day_text(row.made_at.date())}",
                parent=self,
            )
        )

    def own_file(self) -> None:
        """Write everything kept of one person into a folder."""
        self.dialog = ask_own_file(self.desk, self)

    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone of the shop."""
        return self.desk.settings.zone()

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
