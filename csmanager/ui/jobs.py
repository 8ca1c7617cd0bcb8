"""Work off the GUI thread. Plain values go in and come out; results arrive on the GUI thread."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from csmanager.core.errors import AppError, Cancelled

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
_WORKERS = 2  # readers; long jobs have a thread of their own
_LAST_WAIT_S = 10.0  # a thread that still runs when Python ends would speak to windows that are gone


class Job(QObject):
    """One long piece of work. ``total`` 0: its length is not known. Everything is told on the GUI thread."""

    progressed = Signal(int, int, str)
    finished = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._cancelled = threading.Event()
        self.is_done = False

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether ``cancel`` was called."""
        return self._cancelled.is_set()

    def report(self, done: int, total: int, text: str) -> None:
        """Say how far the work is; called by the work. Raises Cancelled when it should stop."""
        if self.is_cancelled:
            raise Cancelled(f"{self.title} was stopped; nothing was changed.")
        self.progressed.emit(done, total, text)


class Jobs(QObject):
    """Runs work aside. ``started`` tells of long jobs, ``failed`` of errors nobody else takes."""

    started = Signal(object)
    failed = Signal(object)
    idle = Signal()
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="reader")
        self._latest: dict[tuple[int, str], int] = {}
        self._count = 0
        self._running = 0
        self._long: set[Job] = set()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether anything is still under way or waiting to be delivered."""
        return self._running > 0

    def fetch(
        self,
        owner: QObject,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        key: str = "",
    ) -> None:
        """Run ``work`` aside, then ``then(result)`` here.

        The latest per owner and ``key`` wins; a dead owner gets nothing.
        """
        if self._closed:
            return
        self._count += 1
        turn = self._count
        slot = (id(owner), key)
        self._latest[slot] = turn
        there = weakref.ref(owner)

        def deliver(result: Any, error: Exception | None) -> None:
            target = there()
            if self._latest.get(slot) != turn:
                return
            del self._latest[slot]
            if target is None or not shiboken6.isValid(target):
                return
            self._hand_over(result, error, then, failed)

        self._running += 1
        self._pool.submit(self._work, work, deliver)

    def run(
        self,
        title: str,
        work: Callable[[Progress], Any],
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Start a long job; ``work(progress)`` runs on a thread of its own. ``started`` is emitted with the job."""
        job = Job(title, self)
        self._long.add(job)
        self._running += 1

        def deliver(result: Any, error: Exception | None) -> None:
            job.is_done = True
            self._long.discard(job)
            job.finished.emit()
            if isinstance(error, Cancelled) and failed is None:
                return
            self._hand_over(result, error, then, failed)

        thread = threading.Thread(
            target=self._work, args=(lambda: work(job.report), deliver), name=title, daemon=True
        )
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        self.started.emit(job)
        return job

    def close(self) -> None:
        """Stop: long jobs are asked to end, waiting reads are dropped, what runs is waited for."""
        self._closed = True
        self._latest.clear()
        for job in tuple(self._long):
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for thread in self._threads:
            thread.join(_LAST_WAIT_S)

    def _work(self, work: Callable[[], Any], deliver: Callable[[Any, Exception | None], None]) -> None:
        try:
            result, error = work(), None
        except Exception as problem:
            result, error = None, problem
        if shiboken6.isValid(self):
            self._arrived.emit(lambda: deliver(result, error))

    def _deliver(self, call: Callable[[], None]) -> None:
        self._running -= 1
        try:
            call()
        finally:
            if self._running == 0:
                self.idle.emit()

    def _hand_over(
        self,
        result: Any,
        error: Exception | None,
        then: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        if error is None:
            if then is not None:
                then(result)
        elif failed is not None:
            failed(error)
        else:
            if not isinstance(error, AppError):
                log.error("A job failed", exc_info=error)
            self.failed.emit(error)
