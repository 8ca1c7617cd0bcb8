"""Import: what files will bring, with everything to correct, before anything is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
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
from csmanager.features.importing.rules import Decisions, TableFound
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Job, Progress

_WIDE = 1240  # pixels at 100 %, where there is a list of files


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the drop, or a further table of one."""

    path: Path
    table: str | None = None

    @property
    def name(self) -> str:
        """As it is listed."""
        return (
            self.path.name if self.table is None else f"\N{DOWNWARDS ARROW WITH TIP RIGHTWARDS} {self.table}"
        )


class PreviewDialog(QDialog):
    """Reads ``paths`` one after another, shows each, and takes those in that nothing stands against."""

    def __init__(self, desk: Desk, paths: list[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle("Import")
        self.resize(1080, 680)
        self._desk = desk
        self._entries = [Entry(path) for path in every_file(paths)]
        self._folder = tempfile.TemporaryDirectory(prefix="csmanager-preview-", ignore_cleanup_errors=True)
        self._decisions = {entry: Decisions() for entry in self._entries}
        self._left_out: set[Entry] = set()  # tables of a file that are not ticked
        self._forecasts: dict[Entry, Forecast] = {}
        self._waiting: list[Entry] = []
        self._results: dict[
            Entry, FileResult
        ] = {}  # of files that were taken in while others wait for answers
        self._job: Job | None = None
        self._is_over = False
        self._was_focused = False  # whether the keyboard was given its first place
        self._team: list[str] = desk.read(foresight.team_names, desk.today())
        self.files = QListWidget()
        self.files.setAccessibleName("Files")
        self.files.setFixedWidth(200)
        self.files.setSpacing(3)
        for entry in self._entries:
            QListWidgetItem(f"{entry.name}\nWaiting", self.files)
        self.files.setVisible(len(self._entries) > 1)
        self._make_room()
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
        self.cancel_button.setAutoDefault(False)  # Enter imports, Escape cancels
        self.ledger_button = QPushButton("&Earlier imports…")
        self.ledger_button.setAutoDefault(False)
        self.ledger_button.clicked.connect(self._show_ledger)
        self._lay_out()
        self.files.currentRowChanged.connect(lambda _row: self._open_current())
        self.files.itemChanged.connect(self._tick)
        self.forecast.mapping_changed.connect(self._change_mapping)
        self.forecast.reading_changed.connect(self._change_reading)
        self.forecast.kind_changed.connect(self._change_kind)
        self.forecast.questions.answered.connect(self._answer)
        self.forecast.questions.people_decided.connect(self._decide_people)
        self.forecast.save_problems.connect(self._save_problems)
        self.import_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.reject)
        self.files.setCurrentRow(0)
        self._read(self._entries)

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

    def _read(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._forecasts.pop(entry, None)
            if entry not in self._waiting:
                self._waiting.append(entry)
        if self._job is None:
            self._read_next()
        self._refresh()

    def _open_current(self) -> None:
        """Show the entry that was chosen; a table that is not ticked is read only now."""
        entry = self._current()
        if entry in self._left_out and entry not in self._forecasts:
            self._read([entry])
        else:
            self._refresh()

    def _add_tables(self, entry: Entry, others: Sequence[TableFound]) -> None:
        """List the further tables of a file below it, those ticked that count nothing twice."""
        at = self._entries.index(entry) + 1
        known = set(self._entries)
        self.files.blockSignals(True)
        for other in others:
            more = Entry(entry.path, other.name)
            if more in known or other.name == self._decisions[entry].sheet:
                continue
            self._entries.insert(at, more)
            self._decisions[more] = Decisions(sheet=other.name)
            item = QListWidgetItem(more.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if other.is_apart else Qt.CheckState.Unchecked)
            self.files.insertItem(at, item)
            if other.is_apart:
                self._waiting.append(more)
            else:
                self._left_out.add(more)
            at += 1
        self.files.blockSignals(False)
        self.files.setVisible(len(self._entries) > 1)
        self._make_room()

    def _make_room(self) -> None:
        """Beside a list of files the reasons need more width, as far as the screen has it."""
        if len(self._entries) > 1 and self.width() < _WIDE:
            room = self.screen().availableGeometry().width() - 40
            self.resize(max(self.width(), min(_WIDE, room)), self.height())

    def _tick(self, item: QListWidgetItem) -> None:
        """Take a further table of a file too, or leave it out."""
        entry = self._entries[self.files.row(item)]
        if not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        if item.checkState() is Qt.CheckState.Checked:
            self._left_out.discard(entry)
            if entry not in self._forecasts and entry not in self._waiting:
                self._read([entry])
        else:
            self._left_out.add(entry)
        self._refresh()

    def _read_next(self) -> None:
        if not self._waiting or self._is_over:
            self._job = None
            self._refresh()
            return
        entry = self._waiting.pop(0)
        path, decisions = entry.path, self._decisions[entry]
        store, folder = self._desk.store, Path(self._folder.name)

        def work(progress: Progress) -> Forecast:
            return foresight.foresee(store, path, folder, decisions, progress)

        def done(forecast: Forecast) -> None:
            if self._decisions[entry] is decisions:
                self._forecasts[entry] = forecast
                if forecast.understanding is not None and entry.table is None and not self._is_over:
                    self._add_tables(entry, forecast.understanding.others)
            self._read_next()

        def failed(error: Exception) -> None:
            if not isinstance(error, Cancelled):
                words = (
                    str(error) if isinstance(error, AppError) else f"{path.name} could not be read ({error})."
                )
                self._forecasts[entry] = Forecast(path, words)
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

    def _current(self) -> Entry:
        return self._entries[max(0, self.files.currentRow())]

    def _show_current(self) -> None:
        entry = self._current()
        forecast = self._forecasts.get(entry)
        if forecast is None:
            self.forecast.wait(entry.name)
        else:
            self.forecast.show_forecast(forecast, self._team)

    def _refresh(self) -> None:
        if self._is_over:
            return
        self.files.blockSignals(True)
        for line, entry in enumerate(self._entries):
            self.files.item(line).setText(f"{entry.name}\n{self._word(entry)}")
        self.files.blockSignals(False)
        is_busy = self._job is not None
        self.bar.setVisible(is_busy)
        ready = self._ready()
        rows = sum(sum(one.counts[:2]) for one in ready.values())
        self.import_button.setEnabled(bool(ready) and not is_busy)
        self.import_button.setText(f"Import {rows:,} {_noun(ready.values(), rows)}" if ready else "Import")
        self.cancel_button.setText("Close" if self._results else "Cancel")
        if not is_busy:
            self.status.setText(self._verdict(ready))
        self._show_current()
        unmoved = self.focusWidget() in (None, self.ledger_button, self.cancel_button)
        if not is_busy and unmoved and self._forecasts and not self._was_focused:
            self._was_focused = True
            asked = [*self.forecast.questions.combos.values(), *self.forecast.questions.fields.values()]
            (asked[0] if asked else self.import_button if ready else self.cancel_button).setFocus()

    def _chosen(self) -> list[Entry]:
        return [entry for entry in self._entries if entry not in self._left_out]

    def _ready(self) -> dict[Entry, Forecast]:
        return {
            entry: self._forecasts[entry]
            for entry in self._chosen()
            if entry in self._forecasts and entry not in self._results and self._forecasts[entry].can_apply
        }

    def _word(self, entry: Entry) -> str:
        forecast = self._forecasts.get(entry)
        if entry in self._results:
            return "Imported"
        if entry in self._left_out:
            return "Left out; tick to take it too"
        if forecast is None:
            return "Reading…"
        if forecast.refused:
            return "Cannot be imported"
        if forecast.questions or forecast.unknown:
            return "Has a question"
        return "Ready"

    def _verdict(self, ready: dict[Entry, Forecast]) -> str:
        chosen = len(self._chosen())
        if len(ready) == chosen:
            return "Nothing is written until you import; one Undo takes it back."
        here = self._forecasts.get(self._current())
        if here is not None and (here.questions or here.unknown):
            return "Answer what is asked above first."
        if chosen == 1:
            return ""
        what = "files" if all(entry.table is None for entry in self._entries) else "tables"
        return f"{len(ready)} of {chosen} {what} are ready; nothing is written until you import."

    # deciding

    def _change_mapping(self, index: int, field: str) -> None:
        entry = self._current()
        forecast = self._forecasts.get(entry)
        if forecast is None or forecast.understanding is None:
            return
        mapping = {one.index: one.field or "" for one in forecast.understanding.columns}
        for other, meaning in mapping.items():
            if field and meaning == field:
                mapping[other] = ""
        mapping[index] = field
        decisions = replace(self._decisions[entry], mapping=mapping)
        self._decisions[entry] = self._of_table(decisions, forecast)
        self._read([entry])

    def _of_table(self, decisions: Decisions, forecast: Forecast) -> Decisions:
        """What is decided of one of several tables holds for that one only."""
        understood = forecast.understanding
        if understood is None or not understood.others:
            return decisions
        return replace(decisions, sheet=understood.sheet)

    def _change_reading(self, answers: dict[str, str]) -> None:
        """Read again with another order of dates or another unit."""
        entry = self._current()
        decisions = self._decisions[entry]
        self._decisions[entry] = replace(decisions, answers={**decisions.answers, **answers})
        self._read([entry])

    def _change_kind(self, kind: str) -> None:
        """Read the file as another kind; what its columns mean is found anew."""
        entry = self._current()
        forecast = self._forecasts.get(entry)
        if forecast is None or forecast.understanding is None or forecast.understanding.kind == kind:
            return
        decisions = replace(self._decisions[entry], kind=kind, mapping={})
        self._decisions[entry] = self._of_table(decisions, forecast)
        self._read([entry])

    def _answer(self, answers: dict[str, str]) -> None:
        entry = self._current()
        try:
            checked(answers)
        except AppError as error:
            self._desk.ask.tell("This answer cannot be used", str(error))
            return
        decisions = self._decisions[entry]
        decided = replace(decisions, answers={**decisions.answers, **answers})
        self._decisions[entry] = decided
        forecast = self._forecasts.get(entry)
        if forecast is not None and all(question.key in decided.answers for question in forecast.questions):
            self._read([entry])

    def _decide_people(self, answers: dict[str, str]) -> None:
        entry = self._current()
        forecast = foresight.decide_people(self._forecasts[entry], answers)
        decisions = self._decisions[entry]
        self._decisions[entry] = replace(decisions, answers={**decisions.answers, **answers})
        self._forecasts[entry] = foresight.weigh(self._desk.store, forecast)
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

        results: dict[Entry, FileResult] = {}

        def work(progress: Progress) -> dict[Entry, FileResult]:
            for entry, forecast in ready.items():
                assert forecast.staged is not None
                try:
                    results[entry] = actions.take(store, forecast.staged, progress=progress)
                except Cancelled:
                    raise
                except AppError as error:  # the others are still taken in
                    results[entry] = FileResult(forecast.path.name, actions.REFUSED, str(error))
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

    def _finish(self, results: dict[Entry, FileResult]) -> None:
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
            entry
            for entry in self._chosen()
            if entry not in self._results and not self._forecasts.get(entry, Forecast(entry.path, "")).refused
        ]
        if not waiting:
            self.accept()
            return
        self._team = self._desk.read(foresight.team_names, self._desk.today())
        self.files.setCurrentRow(self._entries.index(waiting[0]))
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


def _noun(ready: Iterable[Forecast], count: int) -> str:
    """What is counted on the button: rows, or policies where there is nothing else."""
    is_text = all(one.understanding is not None and one.understanding.kind == "policy" for one in ready)
    one, many = ("policy", "policies") if is_text else ("row", "rows")
    return one if count == 1 else many


def _stopped(before: list[FileResult]) -> str:
    """What is told when the person stopped; files that were stored before stay."""
    if not before:
        return "The import was stopped; nothing was changed."
    names = ", ".join(result.file for result in before[:3])
    return f"The import was stopped. Stored before: {names}{' and others' if len(before) > 3 else ''}."
