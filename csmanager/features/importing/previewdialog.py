"""Import: what files will bring, with everything to correct, before anything is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError, Cancelled
from csmanager.features.importing import actions, foresight
from csmanager.features.importing.actions import FileResult
from csmanager.features.importing.answers import checked
from csmanager.features.importing.dropping import every_file
from csmanager.features.importing.forecastwidget import ForecastWidget
from csmanager.features.importing.foresight import Forecast
from csmanager.features.importing.ledgerdialog import LedgerDialog
from csmanager.features.importing.rules import Decisions
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Job, Progress


class PreviewDialog(QDialog):
    """Reads ``paths`` one after another, shows each, and takes those in that nothing stands against."""

    def __init__(self, desk: Desk, paths: list[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle("Import")
        self.resize(1080, 680)
        self._desk = desk
        self._paths = every_file(paths)
        self._folder = tempfile.TemporaryDirectory(prefix="csmanager-preview-", ignore_cleanup_errors=True)
        self._decisions = {path: Decisions() for path in self._paths}
        self._forecasts: dict[Path, Forecast] = {}
        self._waiting: list[Path] = []
        self._results: dict[
            Path, FileResult
        ] = {}  # of files that were taken in while others wait for answers
        self._job: Job | None = None
        self._is_over = False
        self._team: list[str] = desk.read(foresight.team_names, desk.today())
        self.files = QListWidget()
        self.files.setAccessibleName("Files")
        self.files.setFixedWidth(200)
        self.files.setSpacing(3)
        for path in self._paths:
            QListWidgetItem(f"{path.name}\nWaiting", self.files)
        self.files.setVisible(len(self._paths) > 1)
        self.forecast = ForecastWidget(desk.settings.zone())
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.status = QLabel()
        self.status.setProperty("role", "muted")
        self.status.setAccessibleName("What is happening")
        self.import_button = QPushButton("Import")
        self.import_button.setProperty("primary", True)
        self.import_button.setDefault(True)
        self.cancel_button = QPushButton("Cancel")
        self.ledger_button = QPushButton("&Earlier imports…")
        self.ledger_button.setAutoDefault(False)
        self.ledger_button.clicked.connect(self._show_ledger)
        self._lay_out()
        self.files.currentRowChanged.connect(lambda _row: self._refresh())
        self.forecast.mapping_changed.connect(self._change_mapping)
        self.forecast.reading_changed.connect(self._change_reading)
        self.forecast.kind_changed.connect(self._change_kind)
        self.forecast.questions.answered.connect(self._answer)
        self.forecast.questions.people_decided.connect(self._decide_people)
        self.forecast.save_problems.connect(self._save_problems)
        self.import_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.reject)
        self.files.setCurrentRow(0)
        self._read(self._paths)

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.files)
        body.addWidget(self.forecast, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.ledger_button)
        foot.addWidget(self.status, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.import_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(body, 1)
        layout.addWidget(self.bar)
        layout.addLayout(foot)

    # reading

    def _read(self, paths: list[Path]) -> None:
        for path in paths:
            self._forecasts.pop(path, None)
            if path not in self._waiting:
                self._waiting.append(path)
        if self._job is None:
            self._read_next()
        self._refresh()

    def _read_next(self) -> None:
        if not self._waiting or self._is_over:
            self._job = None
            self._refresh()
            return
        path = self._waiting.pop(0)
        decisions, store, folder = self._decisions[path], self._desk.store, Path(self._folder.name)

        def work(progress: Progress) -> Forecast:
            return foresight.foresee(store, path, folder, decisions, progress)

        def done(forecast: Forecast) -> None:
            if self._decisions[path] is decisions:
                self._forecasts[path] = forecast
            self._read_next()

        def failed(error: Exception) -> None:
            if not isinstance(error, Cancelled):
                words = (
                    str(error) if isinstance(error, AppError) else f"{path.name} could not be read ({error})."
                )
                self._forecasts[path] = Forecast(path, words)
            self._read_next()

        self._start(f"Reading {path.name}", work, done, failed)

    def _start(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._job = self._desk.run(title, work, then=done, failed=failed)
        self._job.progressed.connect(self._show_progress)

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.status.setText(text)

    # showing

    def _current(self) -> Path:
        return self._paths[max(0, self.files.currentRow())]

    def _show_current(self) -> None:
        path = self._current()
        forecast = self._forecasts.get(path)
        if forecast is None:
            self.forecast.wait(path.name)
        else:
            self.forecast.show_forecast(forecast, self._team)

    def _refresh(self) -> None:
        if self._is_over:
            return
        for line, path in enumerate(self._paths):
            self.files.item(line).setText(f"{path.name}\n{self._word(path)}")
        is_busy = self._job is not None
        self.bar.setVisible(is_busy)
        ready = self._ready()
        rows = sum(sum(one.counts[:2]) for one in ready)
        self.import_button.setEnabled(bool(ready) and not is_busy)
        self.import_button.setText(f"Import {rows:,} {'row' if rows == 1 else 'rows'}" if ready else "Import")
        self.cancel_button.setText("Close" if self._results else "Cancel")
        if not is_busy:
            self.status.setText(self._verdict(ready))
        self._show_current()

    def _ready(self) -> list[Forecast]:
        return [
            self._forecasts[path]
            for path in self._paths
            if path in self._forecasts and path not in self._results and self._forecasts[path].can_apply
        ]

    def _word(self, path: Path) -> str:
        forecast = self._forecasts.get(path)
        if path in self._results:
            return "Imported"
        if forecast is None:
            return "Reading…"
        if forecast.refused:
            return "Cannot be imported"
        if forecast.questions or forecast.unknown:
            return "Has a question"
        return "Ready"

    def _verdict(self, ready: list[Forecast]) -> str:
        if len(ready) == len(self._paths):
            return "Nothing is written until you import; one Undo takes it back."
        here = self._forecasts.get(self._current())
        if here is not None and (here.questions or here.unknown):
            return "Answer what is asked above first."
        if len(self._paths) == 1:
            return ""
        return f"{len(ready)} of {len(self._paths)} files are ready; nothing is written until you import."

    # deciding

    def _change_mapping(self, index: int, field: str) -> None:
        path = self._current()
        forecast = self._forecasts.get(path)
        if forecast is None or forecast.understanding is None:
            return
        mapping = {one.index: one.field or "" for one in forecast.understanding.columns}
        for other, meaning in mapping.items():
            if field and meaning == field:
                mapping[other] = ""
        mapping[index] = field
        self._decisions[path] = replace(self._decisions[path], mapping=mapping)
        self._read([path])

    def _change_reading(self, answers: dict[str, str]) -> None:
        """Read again with another order of dates or another unit."""
        path = self._current()
        decisions = self._decisions[path]
        self._decisions[path] = replace(decisions, answers={**decisions.answers, **answers})
        self._read([path])

    def _change_kind(self, kind: str) -> None:
        """Read the file as another kind; what its columns mean is found anew."""
        path = self._current()
        forecast = self._forecasts.get(path)
        if forecast is None or forecast.understanding is None or forecast.understanding.kind == kind:
            return
        self._decisions[path] = replace(self._decisions[path], kind=kind, mapping={})
        self._read([path])

    def _answer(self, answers: dict[str, str]) -> None:
        path = self._current()
        try:
            checked(answers)
        except AppError as error:
            self._desk.ask.tell("This answer cannot be used", str(error))
            return
        decisions = self._decisions[path]
        decided = replace(decisions, answers={**decisions.answers, **answers})
        self._decisions[path] = decided
        forecast = self._forecasts.get(path)
        if forecast is not None and all(question.key in decided.answers for question in forecast.questions):
            self._read([path])

    def _decide_people(self, answers: dict[str, str]) -> None:
        path = self._current()
        forecast = foresight.decide_people(self._forecasts[path], answers)
        decisions = self._decisions[path]
        self._decisions[path] = replace(decisions, answers={**decisions.answers, **answers})
        self._forecasts[path] = foresight.weigh(self._desk.store, forecast)
        self._refresh()

    def _save_problems(self) -> None:
        forecast = self._forecasts.get(self._current())
        if forecast is None or forecast.staged is None:
            return
        name = f"{forecast.path.stem} set aside.xlsx"
        path = self._desk.ask.save_path("Save the rows set aside", name, "Excel workbook (*.xlsx)")
        if path is None:
            return
        try:
            placed = foresight.write_problems(forecast, path)
        except AppError as error:
            self._desk.ask.tell("Save the rows set aside", str(error))
            return
        self._desk.say(f"The rows set aside were saved as {placed.name}.")

    def _show_ledger(self) -> None:
        LedgerDialog(self._desk, self).open()

    # taking in

    def apply(self) -> None:
        """Take in every file that nothing stands against, each as one step."""
        ready = self._ready()
        if not ready or self._job is not None:
            return
        store = self._desk.store

        results: dict[Path, FileResult] = {}

        def work(progress: Progress) -> dict[Path, FileResult]:
            for forecast in ready:
                assert forecast.staged is not None
                try:
                    results[forecast.path] = actions.take(store, forecast.staged, progress=progress)
                except Cancelled:
                    raise
                except AppError as error:  # the others are still taken in
                    results[forecast.path] = FileResult(forecast.path.name, actions.REFUSED, str(error))
            return results

        def failed(error: Exception) -> None:
            self._job = None
            self._results.update(results)
            self._refresh()
            if isinstance(error, Cancelled):
                self._desk.say(_stopped(list(results.values())), undo=bool(results))
            else:
                self._desk.ask.tell("Nothing was imported", str(error))

        self._start("Importing", work, self._finish, failed)
        self._refresh()

    def _finish(self, results: dict[Path, FileResult]) -> None:
        self._job = None
        told = list(results.values())
        bad = [result for result in told if result.outcome != actions.IMPORTED]
        good = [result for result in told if result.outcome == actions.IMPORTED]
        if good:
            text = good[0].summary if len(good) == 1 else f"{len(good)} files were imported."
            self._desk.say(text, undo=True)
        if bad:
            self._desk.ask.tell("Not imported", "\n".join(result.summary for result in bad))
        self._results.update(results)
        waiting = [
            path
            for path in self._paths
            if path not in self._results and not self._forecasts.get(path, Forecast(path, "")).refused
        ]
        if not waiting:
            self.accept()
            return
        self._team = self._desk.read(foresight.team_names, self._desk.today())
        self.files.setCurrentRow(self._paths.index(waiting[0]))
        self._read(waiting)  # people who were just added are known now

    def done(self, result: int) -> None:
        """Stop what is under way and leave nothing behind."""
        self._is_over = True
        job = self._job
        super().done(result)
        if job is None or job.is_done:
            self._folder.cleanup()
        else:
            job.cancel()
            job.finished.connect(self._folder.cleanup)  # until then its files are in use

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is cancelling."""
        self.reject()
        event.accept()


def _stopped(before: list[FileResult]) -> str:
    """What is told when the person stopped; files that were stored before stay."""
    if not before:
        return "The import was stopped; nothing was changed."
    names = ", ".join(result.file for result in before[:3])
    return f"The import was stopped. Stored before: {names}{' and others' if len(before) > 3 else ''}."
