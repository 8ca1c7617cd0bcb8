"""The life of the window: it opens a store, puts a desk on it, keeps it backed up, and lets it go."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEventLoop, QLocale, QObject, QTimer, QTimeZone, Signal
from PySide6.QtWidgets import QApplication

from csmanager.core.errors import AppError, StoreInUse
from csmanager.core.keys import Locked
from csmanager.ui import crash
from csmanager.ui.ask import Answers, QtAnswers
from csmanager.ui.backupclock import BackupClock
from csmanager.ui.checking import Checking
from csmanager.ui.jobs import Job, Jobs, Progress
from csmanager.ui.opened import Opened
from csmanager.ui.preferences import Preferences
from csmanager.ui.program import Program
from csmanager.ui.standing import Standing
from csmanager.ui.window import Window

if TYPE_CHECKING:
    from csmanager.core.encryption import Outcome
    from csmanager.core.keys import Key
    from csmanager.core.settings import StoreSettings
    from csmanager.core.store import Change
    from csmanager.ui.desk import Desk
    from csmanager.ui.page import Page

T = TypeVar("T")

_PATIENCE_MS = 20_000  # for work that was asked to stop
_WARM_AFTER_MS = 1500  # the first page has its figures by then


class Console(QObject):
    """One window and the store in it.

    ``opened`` and ``closed`` tell of stores; ``opening_failed`` of one that could not be opened (an exception);
    ``locked`` of one that needs a passphrase first (its path, and what to call once it is unlocked).
    """

    opened = Signal()
    closed = Signal()
    opening_failed = Signal(object)
    locked = Signal(object, object)

    def __init__(
        self,
        program: Program,
        preferences: Preferences,
        *,
        window: Window | None = None,
        ask: Callable[[Window], Answers] | None = None,
    ) -> None:
        """``window``: one that was painted already; it is furnished here."""
        super().__init__()
        self.program = program
        self.preferences = preferences
        self.window = window if window is not None else Window(program.pages(), preferences)
        self.window.furnish()
        self.window.titles.update(program.aside())
        self.ask: Answers = ask(self.window) if ask is not None else QtAnswers(lambda: self.window)
        self.desk: Desk | None = None
        self.present: Opened | None = None
        self._features = {feature.key: feature for feature in program.features}
        self._opening = Jobs(self)
        self._is_opening = False
        self._is_ending = False
        self._long: list[Job] = []
        self.backups = BackupClock(preferences, self.ask, self)
        self.backups.made.connect(self._on_backed_up)
        self.standing = Standing(self.window, program.features, self.backups, self)
        self.checking = Checking(preferences, self)
        self.window.closing.connect(self.close)
        self._is_warm = False
        self._opening.started.connect(self.window.status.watch)

    # opening

    def open(
        self,
        path: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        throw_away: bool = False,
        takes_over: bool = False,
    ) -> None:
        """Open the store at ``path`` beside the present one, and change over when it is open.

        ``takes_over``: even if another computer says that it is open there.
        """
        path = path.absolute()
        if self._is_opening:
            return
        if (
            self.present is not None
            and self.present.path == path
            and not read_only
            and self.present.lock is not None
        ):
            self.window.status.say(f"{path.name} is already open.")
            return
        self._is_opening = True
        if self.present is not None and self.present.path == path:
            self.close()
        settings = first_settings() if create else None
        self._opening.run(
            f"Opening {path.name}",
            lambda _progress: self._open(path, create, read_only, throw_away, settings, takes_over),
            then=self._on_opened,
            failed=lambda error: self._on_failed(
                path,
                create,
                error,
                lambda: self.open(
                    path, create=create, read_only=read_only, throw_away=throw_away, takes_over=takes_over
                ),
            ),
        )

    def fetch(
        self,
        owner: QObject,
        work: Callable[[], Any],
        *,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """``work()`` in a worker, then ``then(result)`` here, also while no store is open."""
        self._opening.fetch(owner, work, then, failed, "work")

    def open_sample(self) -> None:
        """Make a throw-away example store and open it."""
        if self._is_opening:
            return
        self._is_opening = True
        folder = Path(tempfile.mkdtemp(prefix="csmanager-example-"))
        path = folder / "Example data.csm"

        def work(progress: Callable[[int, int, str], None]) -> Opened:
            title = "Making up example data"
            self.program.build_sample(path, lambda done, total: progress(done, total, title))
            return self._open(path, False, False, True, None)

        self._opening.run(
            "Making up example data",
            work,
            then=self._on_opened,
            failed=lambda error: self._on_failed(path, False, error),
        )

    def _open(
        self,
        path: Path,
        create: bool,
        read_only: bool,
        throw_away: bool,
        settings: StoreSettings | None,
        takes_over: bool = False,
    ) -> Opened:
        from csmanager.core.lock import StoreLock

        lock = None if read_only else StoreLock(path, takes_over=takes_over)
        try:
            store = self.program.open_store(path, create, read_only, settings)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        store.undo_label()  # its first query prepares the mapped classes: here, not on the window's thread
        folder = path.parent if throw_away else None
        return Opened(path, store, lock, "", folder)

    def _on_opened(self, opened: Opened) -> None:
        from csmanager.core.lock import holder
        from csmanager.ui.desk import Desk

        self._is_opening = False
        if self._is_ending:
            _let_go(opened)
            return
        if opened.lock is None:
            opened.held_by = holder(opened.path)
        self.close()
        self.present = opened
        jobs = Jobs(self)
        jobs.started.connect(self.window.status.watch)
        jobs.started.connect(self._on_long_job)
        jobs.failed.connect(self._on_job_failed)
        self.desk = Desk(opened.store, ask=self.ask, jobs=jobs, preferences=self.preferences, parent=self)
        self.desk.said.connect(self._on_said)
        self.desk.went.connect(self.window.show_page)
        self.window.failures.clear()
        self.backups.begin(self.desk, on_time=opened.can_write and not opened.is_throw_away)
        self.standing.begin(self.desk, opened)
        self.standing.show_banner(self.start_own, lambda: self.open(opened.path))
        self.checking.begin(self.desk, opened, self.window.banner)
        self.window.begin(self._build)
        if not opened.is_throw_away:
            self.preferences.remember(opened.path)
        if not self._is_warm:
            self._is_warm = True
            QTimer.singleShot(_WARM_AFTER_MS, self._warm)
        self.opened.emit()

    def _on_failed(
        self, path: Path, create: bool, error: Exception, again: Callable[[], None] | None = None
    ) -> None:
        self._is_opening = False
        if self._is_ending:
            return
        if isinstance(error, Locked) and again is not None:
            self.opening_failed.emit(error)
            self.locked.emit(path, again)
            return
        if isinstance(error, StoreInUse):
            if error.is_elsewhere and self.ask.confirm(
                f"{path.name} may be open on another computer",
                f"{error.holder} opened it and has not closed it. If two people change it at once, the work of one is"
                " lost. Open it for changes only if you know that nobody has it open there any more.",
                "Open for changes",
                "Look at it only",
            ):
                self.open(path, create=create, takes_over=True)
                return
            if path.exists() and (
                error.is_elsewhere
                or self.ask.confirm(
                    f"{path.name} is in use",
                    f"{error} You can look at it without changing anything.",
                    "Open read-only",
                    "Cancel",
                )
            ):
                self.open(path, read_only=True)
                return
        elif isinstance(error, AppError):
            self.ask.tell(f"{path.name} was not opened", str(error))
        else:
            crash.log(error)
            self.ask.tell(
                f"{path.name} was not opened",
                "csmanager met a fault of its own while opening it. The file was left as it is; the log says more.",
            )
        self.opening_failed.emit(error)

    def _build(self, key: str) -> Page:
        from csmanager.core.feature import load

        assert self.desk is not None
        reference = self._features[key].page
        assert reference is not None
        page: Page = load(reference)(self.desk)
        return page

    def _warm(self) -> None:
        threading.Thread(target=self.program.warm, name="warm", daemon=True).start()

    # closing

    def close(self) -> None:
        """Back up and let the present store go; the window stays."""
        if self.present is None or self.desk is None:
            return
        present, self.present = self.present, None
        desk, self.desk = self.desk, None
        self.backups.end()
        self.checking.end()
        self.standing.end()
        self.window.end()
        desk.close()
        self._wait_for_long_jobs()
        if present.can_write and not present.is_throw_away:
            self.backups.make_last(present.store)
        _let_go(present)
        desk.deleteLater()
        self.closed.emit()

    def _on_long_job(self, job: Job) -> None:
        self._long.append(job)

    def _wait_for_long_jobs(self) -> None:
        """What was asked to stop gets time to roll back before its store is closed under it."""
        _wait_until(lambda: all(job.is_done for job in self._long))
        self._long.clear()

    def end(self) -> None:
        """Let the store go for good; one that is just being opened is let go as soon as it is open."""
        self._is_ending = True
        _wait_until(lambda: not self._is_opening)
        self.close()
        self._opening.close()

    def _on_backed_up(self, path: Path, reason: str) -> None:
        if reason == "by-hand":
            self.window.status.say(f"Backed up as {path.name}.")

    # work on the closed file

    def restore(self, source: Path) -> None:
        """Put the backup ``source`` in the place of the present store, which is kept beside, and open it."""
        from csmanager.core import backup

        def done(path: Path, kept: Path | None) -> None:
            self.open(path)
            self.window.status.say(
                f"Restored. The file as it was before is kept as {kept.name}." if kept else "Restored."
            )

        self._aside(
            "Restoring",
            "Nothing was restored",
            lambda path, now, _progress: backup.restore(source, path, now),
            done,
        )

    def move_here(self, then: Callable[[Path], None]) -> None:
        """Move the present store to this computer's folder for stores; ``then(path)``, and open it there."""
        from csmanager.core import backup
        from csmanager.core.paths import stores_dir

        def done(_path: Path, moved: Path) -> None:
            then(moved)
            self.open(moved)
            self.window.status.say(f"The store now lies in {moved.parent}.")

        self._aside(
            "Moving the store",
            "The store was not moved",
            lambda path, now, _progress: backup.move_store(path, stores_dir(), now),
            done,
        )

    def convert(self, key: Key | None, then: Callable[[Key | None, Outcome], None]) -> None:
        """Write the present store anew under ``key`` (None: without protection), and open it again."""
        from csmanager.core import encryption

        title = "Writing the store and its backups anew"

        def done(path: Path, outcome: Outcome) -> None:
            self.open(path)
            then(key, outcome)

        self._aside(
            title,
            "Nothing was changed",
            lambda path, _now, progress: encryption.protect(
                path, key, lambda count, total: progress(count, total, title)
            ),
            done,
        )

    def _aside(
        self,
        title: str,
        refused: str,
        work: Callable[[Path, dt.datetime, Progress], T],
        then: Callable[[Path, T], None],
    ) -> None:
        """Close the present store, work on its file, then ``then``; when it is refused, say so and open it again."""
        if self.present is None:
            return
        path, clock = self.present.path, self.present.store.clock
        self.close()

        def failed(error: Exception) -> None:
            self.ask.tell(refused, str(error))
            self.open(path)

        self._opening.run(
            title,
            lambda progress: work(path, clock(), progress),
            then=lambda result: then(path, result),
            failed=failed,
        )

    # what pages ask of the window

    def _on_said(self, text: str, undo: bool) -> None:
        self.window.status.say(text, self.undo if undo else None)

    def _on_job_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.ask.tell("That did not work", str(error))
        else:
            crash.log(error)
            self.window.status.say("Something could not be read; the log says more.")

    # undo

    def undo(self) -> None:
        """Take the newest step back."""
        self._take_step("Undone", lambda desk: desk.store.undo())

    def redo(self) -> None:
        """Make the step again that was undone last."""
        self._take_step("Done again", lambda desk: desk.store.redo())

    def _take_step(self, said: str, step: Callable[[Desk], Change]) -> None:
        desk = self.desk
        if desk is None:
            return

        def done(change: Change) -> None:
            self.window.status.say(f"{said}: {change.label}")

        def failed(error: Exception) -> None:
            if isinstance(error, AppError):
                self.ask.tell(
                    "That cannot be taken back" if said == "Undone" else "That cannot be redone", str(error)
                )
            else:
                raise error

        if _is_large(desk, said == "Undone"):
            desk.run(f"{said} …", lambda _progress: step(desk), then=done, failed=failed)
            return
        try:
            change = step(desk)
        except AppError as error:
            failed(error)
        else:
            done(change)

    # the person's own store

    def start_own(self) -> None:
        """Open the store in the usual place; made when it is not there yet."""
        self.open(usual_store(), create=True)

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.window.close()
        QApplication.quit()


def _let_go(opened: Opened) -> None:
    """Close the file, let others have it, and throw away what was meant to be."""
    opened.store.close()
    if opened.lock is not None:
        opened.lock.release()
    if opened.folder is not None:
        shutil.rmtree(opened.folder, ignore_errors=True)


def _wait_until(is_so: Callable[[], bool]) -> None:
    """Let results arrive until ``is_so``, but not for ever; no key and no click gets through meanwhile."""
    limit = QTimer()
    limit.setSingleShot(True)
    limit.start(_PATIENCE_MS)
    flags = QEventLoop.ProcessEventsFlag
    while not is_so() and limit.isActive():
        QApplication.processEvents(flags.ExcludeUserInputEvents | flags.WaitForMoreEvents)


def usual_store() -> Path:
    """Where a store lies when nobody says otherwise."""
    from csmanager.core.paths import stores_dir

    return stores_dir() / "My team.csm"


def first_settings() -> StoreSettings:
    """What a new store starts with: zone, currency and first weekday of this computer."""
    import zoneinfo

    from csmanager.core.settings import StoreSettings

    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    currency = QLocale().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return StoreSettings(
        name="My team",
        time_zone=zone if zone in zoneinfo.available_timezones() else "UTC",
        currency=currency if len(currency) == 3 and currency.isascii() else "EUR",
        first_weekday=QLocale().firstDayOfWeek().value - 1,
    )


def _is_large(desk: Desk, is_undo: bool) -> bool:
    """Whether the step on top moves whole batches, so that it runs aside with a progress bar."""
    from csmanager.core import history

    def top(session: object) -> bool:
        _, _, stacks = history.last(session.connection())  # type: ignore[attr-defined]
        number = stacks.undo_top if is_undo else stacks.redo_top
        if number is None:
            return False
        found = history.steps(session, limit=1, before=number + 1)  # type: ignore[arg-type]
        return bool(found and found[0].bulk)

    return desk.read(top)
