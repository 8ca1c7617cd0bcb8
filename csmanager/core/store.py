"""The one place data changes. One change = one transaction = one entry of the history = one notice.

Every change can be undone, also after a restart: both stacks are read from the history.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from csmanager.core import bulk, database, history, rederive, replaying
from csmanager.core.clock import Clock, system_clock
from csmanager.core.errors import ReadOnly, Refused, RuleBroken
from csmanager.core.recorder import Recorder, RowChange, begin_erasing
from csmanager.core.saying import in_words
from csmanager.core.stepping import Change, Deriver, Touched, change_of, user
from csmanager.core.tables import Draft, HistoryStep, StepKind
from csmanager.core.witness import Witness

__all__ = ["Change", "Deriver", "Step", "Store", "Touched", "utc"]

T = TypeVar("T")


@dataclass(slots=True)
class Step:
    """A change being made. ``session`` for mapped objects; ``door()`` for whole batches."""

    session: Session
    number: int
    _batch: bulk.Batch | None = field(default=None)

    def door(self) -> bulk.Door:
        """Open the guarded door for bulk tables; one batch per step."""
        self.session.flush()
        if self._batch is None:
            self._batch = bulk.Batch()
        return bulk.Door(self.session.connection(), self.number, self._batch)

    @property
    def batch(self) -> bulk.Batch | None:
        """The bulk part, once a door was opened."""
        return self._batch


class Store:
    """An open store. ``Store.open`` expects the newest schema; see ``core.migrate`` for older files."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock = system_clock,
        derivers: tuple[Deriver, ...] = (),
        wal: bool = False,
        read_only: bool = False,
        actor: str | None = None,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """``wal``: only in our own data folder, where nothing else touches the file.

        ``entropy``: gives so many random bytes, for the salts of the history.
        """
        database.require_store(path)
        self.path = path
        self.read_only = read_only
        self.clock = clock
        self.entropy = entropy
        self._derivers = derivers
        self._actor = actor if actor is not None else user()
        self._lock = threading.RLock()
        self._listeners: list[Callable[[Change], None]] = []
        self._identity = database.identity(path)
        self._reader = database.reader_engine(path)
        self._writer = None if read_only else database.writer_engine(path, wal=wal)
        self._wal = wal and not read_only
        self._witness: Witness | None = None
        if self._writer is not None:
            with in_words(path), self._writer.connect() as connection:
                self._witness = Witness(path, connection, wal=wal)
        self._changed_since_backup = False
        self._is_closed = False
        self.unclean_copy: Path | None = None  # where the file lies as an unclean end had left it

    # reading

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A session that cannot write, on a consistent view of the store. One per thread."""
        with in_words(self.path), Session(self._reader, autoflush=False) as session:
            yield session

    # changing

    @contextlib.contextmanager
    def change(self, label: str, *, is_first: bool = False, is_note: bool = False) -> Iterator[Step]:
        """Make one step. Leaving the block commits it; any error leaves nothing behind.

        A block that comes to nothing is no step. ``is_first``: what a new store starts with; Undo never goes
        behind it. ``is_note``: a fact that cannot be taken back (a report was handed out); Undo and Redo pass over
        it. Raises AppError with a sentence when the store refuses.
        """
        with self._transaction() as (connection, session):
            number, _, stacks = history.last(connection)
            step = Step(session, number + 1)
            recorder = Recorder(session)
            yield step
            session.flush()
            rows = recorder.changes()
            batch = step.batch if step.batch is not None and step.batch.tables else None
            if not rows and batch is None:
                self._roll_back(connection)
                return
            self._derive(session, recorder, rows, batch)
            if is_note:
                after = stacks
            else:
                replaying.forget_redo(connection, stacks.redo_top)
                after = history.Stacks(None if is_first else step.number, None)
            done = history.append(
                connection,
                at=self.clock(),
                label=label,
                kind=StepKind.CHANGE,
                actor=self._actor,
                target=None,
                below=stacks.undo_top,
                stacks=after,
                rows=rows,
                bulk=batch.dump() if batch else None,
                entropy=self.entropy,
            )
            self._commit(connection)
        self._tell(done, label, StepKind.CHANGE, rows, batch)

    def do(self, label: str, action: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Run ``action(session, *args, **kwargs)`` as one step and return what it returns."""
        with self.change(label) as step:
            return action(step.session, *args, **kwargs)

    def note(self, label: str, action: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Enter a fact that cannot be taken back; Undo and Redo pass over it (see ``change``)."""
        with self.change(label, is_note=True) as step:
            return action(step.session, *args, **kwargs)

    def bring_up_to_date(self, fill: Callable[[Session], object]) -> None:
        """After a migration: ``fill`` adds what the newer program starts with, then every derived row is made again.

        What ``fill`` adds is entered in the history as a note, so that Undo still leads to what the person did.
        """
        with self.change("Take in what this version brings", is_note=True) as step:
            fill(step.session)
        self.make_derived_again()

    def make_derived_again(self) -> None:
        """Make every derived row again from what it is derived from. Not a step: nothing of it is recorded."""
        with self._transaction() as (connection, session):
            self._derive(session, None, rederive.every_row(connection), rederive.every_batch(connection))
            self._commit(connection)

    # erasing

    def erase(
        self,
        label: str,
        blank: Callable[[Session], object],
        scrub: Callable[[Session, list[RowChange]], dict[str, Any]],
    ) -> Change:
        """One step that cannot be taken back and whose values are kept nowhere; see ``core.erasure``.

        ``blank`` changes mapped objects; ``scrub`` then may write past the recorder, and tells what the entry says
        of the erasure.
        """
        with self._transaction() as (connection, session):
            _, _, stacks = history.last(connection)
            recorder = Recorder(session)
            begin_erasing(session)
            blank(session)
            session.flush()
            rows = recorder.changes()
            self._derive(session, recorder, rows, None)
            replaying.forget_redo(connection, stacks.redo_top)
            with database.door(connection):
                told = scrub(session, rows)
            done = history.append(
                connection,
                at=self.clock(),
                label=label,
                kind=StepKind.ERASURE,
                actor=self._actor,
                target=None,
                below=stacks.undo_top,
                stacks=history.Stacks(stacks.undo_top, None),
                rows=rows,
                bulk=bulk.Batch(facts={"erasure": told}).dump(),
                entropy=self.entropy,
            )
            self._commit(connection)
        change = change_of(done, label, StepKind.ERASURE, rows, None)
        self._announce(change)
        return change

    def compact(self, indices: tuple[str, ...]) -> bool:
        """Write the whole file anew, so that nothing erased is left in its free pages; whether it is done.

        ``indices``: full-text indices, which first drop what they keep of removed texts. False where somebody reads
        at the same moment.
        """
        if self._writer is None:
            raise ReadOnly("This store is open for reading only; nothing was changed.")
        with self._lock, in_words(self.path):
            self._require_same_file()
            self._reader.dispose()
            done = database.compact(self._writer, indices)
            if self._witness is not None:
                self._witness.rewritten()
            return done

    # undo and redo

    def undo(self) -> Change:
        """Take back the newest change that stands. Raises RuleBroken when there is none, Stale when it moved on."""
        with self._transaction() as (connection, session):
            _, _, stacks = history.last(connection)
            top = replaying.undoable(connection, stacks.undo_top)
            if top is None:
                raise RuleBroken("There is nothing to undo.")
            target = session.get_one(HistoryStep, top)
            rows = [
                RowChange(row.table, row.key, row.after, row.before)
                for row in reversed(history.rows_of(connection, target.id))
            ]
            batch = bulk.Batch.load(target.bulk) if target.bulk else None
            database.defer_foreign_keys(connection)
            if batch:
                bulk.take_out(connection, target.id, batch)
            replaying.apply_rows(connection, rows)
            number, _, _ = history.last(connection)
            after = history.Stacks(target.below, number + 1)
            change = self._finish(
                session, connection, target, StepKind.UNDO, rows, batch, stacks.redo_top, after
            )
        self._announce(change)
        return change

    def redo(self) -> Change:
        """Make the change again that was undone last."""
        with self._transaction() as (connection, session):
            _, _, stacks = history.last(connection)
            top = replaying.redoable(connection, stacks.redo_top)
            if top is None:
                raise RuleBroken("There is nothing to redo.")
            undoing = session.get_one(HistoryStep, top)
            target = session.get_one(HistoryStep, undoing.target_id)
            rows = history.rows_of(connection, target.id)
            batch = bulk.Batch.load(target.bulk) if target.bulk else None
            database.defer_foreign_keys(connection)
            replaying.apply_rows(connection, rows)
            if batch:
                bulk.put_back(connection, target.id, batch)
            after = history.Stacks(target.id, undoing.below)
            change = self._finish(session, connection, target, StepKind.REDO, rows, batch, None, after)
        self._announce(change)
        return change

    def undo_label(self) -> str | None:
        """What Undo would take back, None when nothing."""
        return self._top_label()[0]

    def redo_label(self) -> str | None:
        """What Redo would make again, None when nothing."""
        return self._top_label()[1]

    # drafts

    def keep_draft(self, key: str, text: str | None) -> None:
        """Keep text that is being typed; None forgets it. Not a step."""
        with self._transaction() as (connection, _session):
            with database.door(connection):
                connection.execute(sa.delete(Draft).where(Draft.key == key))
                if text is not None:
                    connection.execute(sa.insert(Draft).values(key=key, text=text, saved_at=self.clock()))
            self._commit(connection)

    def draft(self, key: str) -> str | None:
        """The text kept under ``key``."""
        with self.read() as session:
            return session.scalar(sa.select(Draft.text).where(Draft.key == key))

    def keep_aside(self, work: Callable[..., T], *args: object) -> T:
        """``work(session, *args)`` on what the history must not keep, such as wrapped keys. Not a step."""
        with self._transaction() as (connection, session):
            with database.door(connection):
                result = work(session, *args)
            self._commit(connection)
        return result

    # the file

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Tell ``listener`` of every change after its commit, on the thread that made it; returns the way out."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def copy_to(self, target: Path) -> None:
        """A compact, consistent copy at ``target``, which must not exist yet.

        In our own folder a reader makes it, so that nothing that is changed meanwhile has to wait.
        """
        if self._wal:
            with in_words(target.parent):
                database.copy_to(self._reader, target)
            return
        with self._lock, in_words(target.parent):
            database.copy_to(self._writer or self._reader, target)

    def chain_head(self) -> str:
        """The hash of the newest entry; GENESIS in a store without history."""
        with self.read() as session:
            return history.last(session.connection())[1]

    @property
    def derivers(self) -> tuple[Deriver, ...]:
        """What keeps derived rows true."""
        return self._derivers

    @property
    def changed_since_backup(self) -> bool:
        """Whether a step was made since ``backed_up``."""
        return self._changed_since_backup

    def backed_up(self) -> None:
        """Note that a backup holds everything up to now."""
        self._changed_since_backup = False

    def close(self) -> None:
        """Close every connection and leave one file; a second time does nothing."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            self._reader.dispose()
            if self._writer is not None:
                with contextlib.suppress(*database.driver_errors(OSError)):
                    database.leave_one_file(self._writer)
                self._writer.dispose()

    # inside

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, Session]]:
        witness = self._witness
        if self._writer is None or witness is None:
            raise ReadOnly("This store is open for reading only; nothing was changed.")
        with self._lock, in_words(self.path):
            self._require_same_file()
            with self._writer.connect() as connection:
                database.open_door(connection, False)
                try:
                    with connection.begin():
                        witness.require(connection)
                        with Session(connection, autoflush=True, expire_on_commit=False) as session:
                            yield connection, session
                            session.expunge_all()
                except database.driver_errors(OSError):
                    witness.failed()
                    raise
                finally:
                    bulk.let_go(connection)
                    witness.settle()

    def _commit(self, connection: Connection) -> None:
        assert self._witness is not None
        self._witness.coming(connection)
        try:
            connection.get_transaction().commit()  # type: ignore[union-attr]
        except DBAPIError:
            driver = connection.connection.driver_connection
            if driver is not None:
                with contextlib.suppress(*database.driver_errors()):
                    driver.rollback()  # SQLite keeps a transaction open whose leaning rows it refused to commit
            raise
        self._witness.committed()

    def _roll_back(self, connection: Connection) -> None:
        if (transaction := connection.get_transaction()) is not None:
            transaction.rollback()

    def _require_same_file(self) -> None:
        same = False
        with contextlib.suppress(OSError):
            same = database.identity(self.path) == self._identity
        if not same:
            saved = self._save_aside()
            raise Refused(
                f"{self.path.name} was moved or replaced while it was open, perhaps by a program that copies files."
                f" Nothing more is written to it; your work is saved in {saved}. Choose File > Open and go on there."
            )

    def _save_aside(self) -> Path:
        stamp = self.clock().strftime("%Y%m%d-%H%M%S")
        saved = self.path.with_name(f"recovered-{stamp}-{self.path.name}")
        if not saved.exists():
            database.copy_to(self._writer or self._reader, saved)
        return saved

    def _derive(
        self, session: Session, recorder: Recorder | None, rows: list[RowChange], batch: bulk.Batch | None
    ) -> None:
        if recorder is None:
            recorder = Recorder(session)
        tables = frozenset({row.table for row in rows} | (batch.tables if batch else set()))
        recorder.may_derive = True
        with database.door(session.connection()):
            for deriver in self._derivers:
                deriver(session, Touched(tables, tuple(rows), batch))
                session.flush()

    def _finish(
        self,
        session: Session,
        connection: Connection,
        target: HistoryStep,
        kind: StepKind,
        rows: list[RowChange],
        batch: bulk.Batch | None,
        below: int | None,
        stacks: history.Stacks,
    ) -> Change:
        label, number = target.label, target.id
        self._derive(session, None, rows, batch)
        done = history.append(
            connection,
            at=self.clock(),
            label=label,
            kind=kind,
            actor=self._actor,
            target=number,
            below=below,
            stacks=stacks,
            rows=rows,
            bulk=batch.dump() if batch else None,
            entropy=self.entropy,
        )
        self._commit(connection)
        return change_of(done, label, kind, rows, batch)

    def _tell(
        self, done: int, label: str, kind: StepKind, rows: list[RowChange], batch: bulk.Batch | None
    ) -> None:
        self._announce(change_of(done, label, kind, rows, batch))

    def _announce(self, change: Change) -> None:
        self._changed_since_backup = True
        for listener in tuple(self._listeners):
            listener(change)

    def _top_label(self) -> tuple[str | None, str | None]:
        with self.read() as session:
            _, _, stacks = history.last(session.connection())
            connection = session.connection()
            tops = (
                replaying.undoable(connection, stacks.undo_top),
                replaying.redoable(connection, stacks.redo_top),
            )
            undo, redo = (session.get(HistoryStep, top) if top is not None else None for top in tops)
            return (undo.label if undo else None, redo.label if redo else None)


def utc(value: dt.datetime) -> dt.datetime:
    """``value`` in UTC."""
    return value.astimezone(dt.UTC)
