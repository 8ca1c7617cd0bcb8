"""Which records were erased, told by salted digests alone, so that an older backup cannot bring them back.

The list stands in the store and, beside its backups, in ``erased.json``: the latter is there even where the store
itself was lost. A digest covers the table, the key and the hash of the entry that made the record, so that another
record that later got the same key is not mistaken for it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import database, files
from csmanager.core.personal import Subject
from csmanager.core.tables import ErasedRecord

NAME = "erased.json"
_SALT_BYTES = 16
_MADE = (
    "SELECT r.record_key, s.hash FROM history_row r JOIN history_step s ON s.id = r.step_id"
    " WHERE r.table_name = :table AND r.step_id ="
    " (SELECT min(step_id) FROM history_row WHERE table_name = :table AND record_key = r.record_key)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One erased record. ``at``: seconds since 1970; ``subject``: the table it is in."""

    at: int
    subject: str
    salt: str
    mark: str


def _digest(salt: str, table: str, key: str, made: str) -> str:
    return hashlib.sha256("\x1f".join((salt, table, key, made)).encode()).hexdigest()


def _made(session: Session, table: str) -> dict[str, str]:
    """Key -> hash of the entry that made the record."""
    return {str(key): str(made) for key, made in session.execute(sa.text(_MADE), {"table": table})}


def mark(
    session: Session,
    subject: Subject,
    ids: Iterable[int],
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> None:
    """Put records on the list of the store; it is not clean then. The door must be open."""
    made = _made(session, subject.value)
    rows = []
    for one in ids:
        salt = entropy(_SALT_BYTES).hex()
        digest = _digest(salt, subject.value, str(one), made.get(str(one), ""))
        rows.append({"at": now, "subject": subject.value, "salt": salt, "mark": digest, "is_clean": False})
    if rows:
        session.connection().execute(sa.insert(ErasedRecord), rows)


def marks(session: Session) -> list[Mark]:
    """The list of a store."""
    return [
        Mark(int(row.at.timestamp()), row.subject, row.salt, row.mark)
        for row in session.scalars(sa.select(ErasedRecord).order_by(ErasedRecord.id))
    ]


def is_clean(session: Session) -> bool:
    """Whether the file was made compact since the last erasure."""
    return session.scalar(sa.select(ErasedRecord.id).where(ErasedRecord.is_clean.is_(False)).limit(1)) is None


def set_clean(session: Session) -> None:
    """Note that the file was made compact. The door must be open."""
    table = ErasedRecord.__table__
    session.connection().execute(
        sa.update(ErasedRecord).where(table.c.is_clean.is_(False)).values(is_clean=True)
    )


def add(session: Session, missing: Iterable[Mark], *, is_clean: bool = True) -> None:
    """Take marks over from a later file; ``is_clean`` where they have nothing to erase. The door must be open."""
    rows = [
        {
            "at": dt.datetime.fromtimestamp(one.at, dt.UTC),
            "subject": one.subject,
            "salt": one.salt,
            "mark": one.mark,
            "is_clean": is_clean,
        }
        for one in missing
    ]
    if rows:
        session.connection().execute(sa.insert(ErasedRecord), rows)


def matching(session: Session, wanted: Iterable[Mark]) -> dict[Subject, dict[int, Mark]]:
    """The records of this store that ``wanted`` mean."""
    found: dict[Subject, dict[int, Mark]] = {}
    listed = list(wanted)
    for subject in Subject:
        own = [one for one in listed if one.subject == subject.value]
        if not own:
            continue
        made = _made(session, subject.value)
        keys = session.execute(sa.text(f'SELECT id FROM "{subject.value}"')).scalars().all()
        for key in keys:
            for one in own:
                if _digest(one.salt, one.subject, str(key), made.get(str(key), "")) == one.mark:
                    found.setdefault(subject, {})[int(key)] = one
    return found


# beside the backups


def beside(folder: Path) -> list[Mark]:
    """The list that lies in a folder of backups; empty where there is none or it cannot be read."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return [Mark(**one) for one in told["erased"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def keep_beside(folder: Path, listed: Iterable[Mark]) -> None:
    """Add ``listed`` to the list in a folder of backups, which is made."""
    known = {one.mark: one for one in (*beside(folder), *listed)}
    if not known or known.keys() == {one.mark for one in beside(folder)}:
        return
    folder.mkdir(exist_ok=True)
    ordered = sorted(known.values(), key=lambda one: (one.at, one.mark))
    text = json.dumps({"erased": [asdict(one) for one in ordered]}, indent=1)

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    files.replace_file(folder / NAME, write, is_private=True)


def of_file(path: Path) -> list[Mark]:
    """The list of a closed store; empty where it cannot be read or is of an older program."""
    with contextlib.suppress(*database.driver_errors(OSError)):
        connection = database.connect(path, read_only=True)
        try:
            found = connection.execute('SELECT "at", subject, salt, mark FROM erased_record').fetchall()
            return [Mark(*row) for row in found]
        finally:
            connection.close()
    return []
