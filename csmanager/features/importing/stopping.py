"""Lets a person stop a step of the store while it is being made: everything of it is rolled back, at once."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from csmanager.features.importing.process import Progress

_OPERATIONS = 20_000  # of the database between two looks, some milliseconds
_LOOK_EVERY_S = 0.05

T = TypeVar("T")


class Watch:
    """Asks ``progress`` again and again whether to go on, between rows and inside long statements."""

    def __init__(self, progress: Progress | None, text: str) -> None:
        self._progress = progress
        self._text = text
        self._next = 0.0
        self._driver: Any = None
        self.stopped: BaseException | None = None

    def over(self, session: Session) -> None:
        """Watch the statements of a transaction until it has ended."""
        if self._progress is None:
            return
        self._driver = session.connection().connection.driver_connection
        self._driver.set_progress_handler(self._look, _OPERATIONS)

    def check(self) -> None:
        """Raise what ``progress`` raises, asked a few times a second."""
        now = time.monotonic()
        if self._progress is not None and now >= self._next:
            self._next = now + _LOOK_EVERY_S
            self._progress(0, 0, self._text)

    def each(self, rows: Iterable[T]) -> Iterator[T]:
        """``rows``, with a look at each."""
        for row in rows:
            self.check()
            yield row

    def _look(self) -> int:
        if self.stopped is None and not self._driver.in_transaction:
            return 0  # it is written; what tidies up behind it is not stopped
        try:
            self.check()
        except BaseException as error:  # raised again once the database has let go
            self.stopped = error
        return int(self.stopped is not None)

    def let_go(self) -> None:
        """Watch no longer."""
        if self._driver is not None:
            self._driver.set_progress_handler(None, 0)
            self._driver = None


@contextlib.contextmanager
def watching(progress: Progress | None, text: str) -> Iterator[Watch]:
    """Put around ``store.change``; raises what ``progress`` raised, whatever the database made of it."""
    watch = Watch(progress, text)
    try:
        watch.check()
        yield watch
    except BaseException:
        if watch.stopped is not None:
            raise watch.stopped from None
        raise
    finally:
        watch.let_go()
