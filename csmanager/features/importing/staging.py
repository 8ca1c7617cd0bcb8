"""From a file to a scratch database beside what is known of it; the store is only read."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import secrets
import sqlite3
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import Refused
from csmanager.core.settings import read_settings, read_value
from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportBatch, ImportShape
from csmanager.features.importing import process
from csmanager.features.importing.process import Progress
from csmanager.features.importing.rules import Decisions, Understanding

KEY_SETTING = "importing.customer_key"
_AHEAD_DAYS = 730  # dates later than two years from now are mistakes
_keys: weakref.WeakKeyDictionary[Store, str] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class StagedPerson:
    """Somebody the file names. ``aliases``: (kind, text)."""

    local: int
    name: str
    key: str
    aliases: tuple[tuple[str, str], ...]
    team: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read. ``scratch`` has its rows unless ``understanding`` refuses or asks."""

    path: Path
    scratch: Path
    understanding: Understanding
    key: str
    decisions: Decisions
    shape: str
    earlier: str | None = None  # when this very file was taken in before, the day
    days: list[int] = field(
        default_factory=list, compare=False
    )  # of its rows since 1970, once they were looked up

    @property
    def is_ready(self) -> bool:
        """Whether rows can be taken in."""
        understood = self.understanding
        return not understood.refused and not understood.questions and self.earlier is None


def stage(
    store: Store,
    path: Path,
    folder: Path,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> Staged:
    """Read ``path`` into a scratch database in ``folder``. Raises Refused, or what ``progress`` raises."""
    decisions = decisions or Decisions()
    with store.read() as session:
        settings = read_settings(session)
        key = _key(store, session)
        known = dict(session.execute(sa.select(ImportBatch.sha256, ImportBatch.imported_at)).all())
        shapes = {
            row.shape: {"mapping": json.loads(row.mapping), "answers": json.loads(row.answers)}
            for row in session.execute(sa.select(ImportShape.shape, ImportShape.mapping, ImportShape.answers))
        }
    scratch = folder / f"staged-{secrets.token_hex(4)}.db"
    latest = int((store.clock() + dt.timedelta(days=_AHEAD_DAYS)).timestamp())
    understood = process.run(
        {
            "path": str(path),
            "staged": str(scratch),
            "kind": decisions.kind,
            "mapping": {str(index): name for index, name in decisions.mapping.items()},
            "answers": decisions.answers,
            "sheet": decisions.sheet,
            "zone": settings.time_zone,
            "latest": latest,
            "key": key,
            "known": list(known),
            "shapes": shapes,
            "stage": True,
        },
        progress,
    )
    earlier = known.get(understood.sha256)
    day = earlier.astimezone(settings.zone()).date().isoformat() if earlier else None
    return Staged(path, scratch, understood, key, decisions, understood.shape, day)


def _key(store: Store, session: Session) -> str:
    """The key of customers' hashes; a new one until the first import writes it down."""
    kept = read_value(session, KEY_SETTING)
    if isinstance(kept, str):
        return kept
    return _keys.setdefault(store, secrets.token_hex(16))


def people_of(staged: Staged) -> list[StagedPerson]:
    """Everybody the file names, most rows first."""
    with open_scratch(staged) as scratch:
        found = scratch.execute(
            "SELECT id, name, key, aliases, team, rows FROM person ORDER BY rows DESC, name"
        )
        return [
            StagedPerson(
                local, name, key, tuple((kind, text) for kind, text in json.loads(aliases)), team, rows
            )
            for local, name, key, aliases, team, rows in found
        ]


def topics_of(staged: Staged) -> list[tuple[int, str]]:
    """The file's topics, numbered as its rows name them."""
    with open_scratch(staged) as scratch:
        return [
            (int(number), str(name))
            for number, name in scratch.execute("SELECT id, name FROM topic ORDER BY id")
        ]


@contextlib.contextmanager
def open_scratch(staged: Staged) -> Iterator[sqlite3.Connection]:
    """The scratch database, closed at the end of the block."""
    connection = sqlite3.connect(staged.scratch, isolation_level=None)
    try:
        yield connection
    except sqlite3.OperationalError as error:
        raise Refused(f"The disk for temporary files is full or cannot be written ({error}).") from error
    finally:
        connection.close()
