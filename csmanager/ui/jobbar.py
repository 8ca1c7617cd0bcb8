"""Progress of long work in the status bar: it appears after a second, says what it does, and can be stopped."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from csmanager.ui.jobs import Job

AFTER_MS = 1_000  # shorter work shows nothing


class JobBar(QWidget):
    """Shows one job; it removes itself when the job has ended."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobBar")
        self.job = job
        self.label = QLabel(job.title)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.bar.setAccessibleName(job.title)
        self.cancel = QPushButton("Cancel")
        self.cancel.setObjectName("jobCancel")
        self.cancel.setAccessibleName(f"Cancel: {job.title}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.label, self.bar, self.cancel):
            row.addWidget(widget)
        self.cancel.clicked.connect(self._on_cancel)
        job.progressed.connect(self._on_progress)
        job.finished.connect(self._on_finished)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_late)
        self._timer.start(AFTER_MS)
        self._best = 0.0

    def _on_late(self) -> None:
        if not self.job.is_done:
            self.show()

    def _on_progress(self, done: int, total: int, text: str) -> None:
        self.label.setText(text or self.job.title)
        if total > 0:
            self._best = max(self._best, min(1.0, done / total))  # a bar that goes back is not believed
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(self._best * 1000))

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.label.setText("Stopping …")
        self.job.cancel()

    def _on_finished(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()
