"""Making a report: where to, the work itself, and how it ended, with Open and Show in folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from csmanager.core.errors import AppError
from csmanager.core.files import sha256
from csmanager.core.protecting import is_protected
from csmanager.features.reports import actions, paperview, places
from csmanager.features.reports.actions import ReportResult
from csmanager.features.reports.data import ReportData
from csmanager.features.reports.gather import gather
from csmanager.features.reports.registerwidget import open_with_system
from csmanager.features.reviews.periods import Period
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Progress
from csmanager.ui.printing import is_letter

_XLSX, _PDF = "Excel workbook (*.xlsx)", "PDF file (*.pdf)"


class Exports(QWidget):
    """A line that appears when a report was written. ``open_path`` is what opens a file; a test puts its own there."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.open_path: Callable[[Path], None] = open_with_system
        self.written: Path | None = None
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.open_button, self.folder_button = QPushButton("Open"), QPushButton("Show in folder")
        self.open_button.clicked.connect(lambda _on=False: self._open(self.written))
        self.folder_button.clicked.connect(
            lambda _on=False: self._open(self.written.parent if self.written is not None else None)
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.text, 1)
        line.addWidget(self.open_button)
        line.addWidget(self.folder_button)
        self.hide()

    def excel(self, period: Period, *, with_names: bool) -> None:
        """Write the workbook aside."""
        path = self._ask("Export Excel", period, ".xlsx", _XLSX, with_names)
        if path is None:
            return
        store, letter = self.desk.store, is_letter()
        made_at = store.clock()

        def work(progress: Progress) -> ReportResult:
            return actions.write_workbook(
                store,
                period,
                path,
                with_names=with_names,
                made_at=made_at,
                is_letter=letter,
                progress=progress,
            )

        def then(result: ReportResult) -> None:
            self._tell(path, result.path, result.sha256)

        self.desk.run(f"Report on {period.title}", work, then=then)

    def pdf(self, period: Period, *, with_names: bool) -> None:
        """Collect aside; the pages are set here, since letters belong to the window's thread."""
        path = self._ask("Export PDF", period, ".pdf", _PDF, with_names)
        if path is None:
            return
        store = self.desk.store
        made_at = store.clock()

        def work(progress: Progress) -> ReportData:
            progress(0, 2, "Collecting the figures")
            with store.read() as session:
                return gather(
                    session, period, made_at=made_at, file_name=store.path.name, with_names=with_names
                )

        self.desk.run(f"Report on {period.title}", work, then=lambda data: self._set_pages(data, path))

    def _set_pages(self, data: ReportData, path: Path) -> None:
        try:
            placed = paperview.write_pdf(data, path, self.desk.today())
            digest = sha256(placed)
            if not self.desk.store.read_only:
                label = f"Note report on {data.period}"
                self.desk.store.note(
                    label,
                    actions.note_made,
                    data,
                    actions.PDF,
                    placed.name,
                    digest,
                    is_protected=is_protected(placed),
                )
        except AppError as error:
            self.desk.ask.tell("Export PDF", str(error))
            return
        self._tell(path, placed, digest)

    def _ask(self, title: str, period: Period, suffix: str, kind: str, with_names: bool) -> Path | None:
        store = self.desk.settings.name
        name = places.proposed(self.desk.preferences, store, period.key, with_names=with_names, suffix=suffix)
        path = self.desk.ask.save_path(title, str(name), kind)
        if path is not None and path.suffix.lower() != suffix:
            path = path.with_name(f"{path.name}{suffix}")
        return path

    def _tell(self, wanted: Path, placed: Path, digest: str) -> None:
        places.remember(self.desk.preferences, digest, placed)
        self.written = placed
        aside = "" if placed == wanted else f" {wanted.name} is open elsewhere, so the report got this name."
        self.text.setText(f"Wrote {placed.name} in {placed.parent}.{aside}")
        self.show()
        self.desk.say(f"Wrote {placed.name}.{aside}")

    def _open(self, path: Path | None) -> None:
        if path is not None:
            self.open_path(path)
