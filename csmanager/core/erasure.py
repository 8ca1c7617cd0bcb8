"""Erasing who somebody was: from the live records, the history, the file, and the next backup.

``erase`` is one step that cannot be taken back. In one transaction the declared personal columns of every record
about the persons are emptied (``core.personal``), values and salts of those records leave the history, and the names
leave ledgers, drafts and whatever waits for Undo; counts, days, scores and foreign keys stay, so that every figure
does. Then the file is written anew and a fresh backup is made. What a crash interrupts is finished at the next
opening (``finish``). Texts of other records that name them are listed beforehand (``look``) and changed only where
that is confirmed.

What remains outside of our reach: older backups until they expire, versions a cloud keeps, blocks of a disk that
were freed but not overwritten. Only encryption helps against those.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from csmanager.core import backup, blanking, erasedlist, forgetting
from csmanager.core.blanking import Mention
from csmanager.core.errors import Cancelled
from csmanager.core.naming import Names
from csmanager.core.personal import Subject
from csmanager.core.reach import Reach
from csmanager.core.recorder import RowChange
from csmanager.core.store import Store

_LONGEST_KEPT = dt.timedelta(days=396)  # thirteen months: what ``backup.thin`` keeps at most

_STAGES = 4

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What to erase. ``label`` tells of it in the history and must not name anybody.

    ``ids``: every person (or candidate) meant, those included that were merged into them. ``names``: all their
    spellings with what takes their place ("Former employee 17"). ``confirmed``: ids of mentions whose names are
    replaced too. ``first``: what a duty changes itself before the columns are emptied. ``again``: the marks of an
    earlier erasure that is made once more. ``rows``: single records (table, key) that are about nobody in particular,
    such as complaints of customers, and lose their texts as well; ``ids`` may then be empty. ``waiting``: what a duty
    empties itself of what waits for Undo (``forgetting.empty_waiting``). ``kept``: spellings that somebody else has
    too, so they are not looked for.
    """

    label: str
    subject: Subject
    ids: tuple[int, ...]
    names: Names
    confirmed: frozenset[tuple[str, str, str]] = frozenset()
    first: Callable[[Session], object] | None = None
    again: tuple[erasedlist.Mark, ...] = ()
    rows: frozenset[tuple[str, str]] = frozenset()
    waiting: Callable[[Session], object] | None = None
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OldBackup:
    """A backup from before, which still holds the names; it is deleted by ``expires_on`` at the latest.

    ``expires_on`` None: nothing deletes it but the person.
    """

    path: Path
    made_on: dt.date
    expires_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. ``rows``: values taken out of the history, ``labels``: labels; ``texts``: names replaced.

    ``is_clean`` False: the file will be written anew at the next opening, since something was reading it.
    ``left``: mentions that stay, since nobody confirmed them. ``backup`` None: there was no room for it.
    """

    step_id: int
    records: int
    rows: int
    labels: int
    texts: int
    left: tuple[Mention, ...]
    is_clean: bool
    backup: Path | None
    older: tuple[OldBackup, ...]


@dataclass(slots=True)
class _Count:
    records: int = 0
    texts: int = 0
    gone: forgetting.Forgotten = field(default_factory=forgetting.Forgotten)


def look(session: Session, spec: Erasure) -> list[Mention]:
    """Texts of living records elsewhere that name somebody who is to be erased, to be confirmed one by one."""
    about = Reach(session, spec.subject, spec.ids).records() | spec.rows
    return blanking.find_mentions(session, spec.names, about)


def unheard(_done: int, _total: int, _text: str) -> None:
    """Progress that nobody listens to."""


def erase(store: Store, spec: Erasure, *, backs_up: bool = True, progress: Progress = unheard) -> Erased:
    """Erase, write the file anew, back it up. Not undoable. Raises AppError and changes nothing then.

    ``progress`` may stop it while the records are being emptied, not later.
    """
    count = _Count()
    progress(0, _STAGES, "Emptying the records")

    def blank(session: Session) -> None:
        if spec.first is not None:
            spec.first(session)
            session.flush()
        if spec.ids:
            count.records = blanking.blank(session, spec.subject, spec.ids, spec.names)
        count.records += blanking.blank_rows(session, spec.rows)
        session.flush()
        count.texts = blanking.replace_everywhere(session, spec.names, spec.confirmed)

    def scrub(session: Session, changed: list[RowChange]) -> dict[str, Any]:
        progress(1, _STAGES, "Taking it out of the history")
        records = Reach(session, spec.subject, spec.ids).records() | spec.rows
        count.gone = forgetting.forget(session, records, spec.names, changed, store.entropy)
        link = "person_id" if spec.subject is Subject.PERSON else "candidate_id"
        count.texts += forgetting.clear_unrecorded(session, spec.names, spec.ids, link)
        forgetting.clear_waiting(session, spec.rows)
        if spec.waiting is not None:
            spec.waiting(session)
        if spec.again:
            erasedlist.add(session, spec.again, is_clean=False)
        else:
            erasedlist.mark(session, spec.subject, spec.ids, store.clock(), store.entropy)
        told = count.gone.told()
        told["counts"] |= {spec.subject.value: len(spec.ids), "records": count.records, "texts": count.texts}
        return told

    change = store.erase(spec.label, blank, scrub)
    _say(progress, 2, "Writing the file anew")
    is_clean = finish(store)
    _say(progress, 3, "Making a backup")
    made = backup.back_up(store, "after-erasing") if backs_up else None
    with store.read() as session:
        left = tuple(look(session, spec))
    return Erased(
        change.step_id,
        count.records,
        len(count.gone.rows),
        len(count.gone.steps),
        count.texts,
        left,
        is_clean,
        made,
        older_backups(store, made),
    )


def _say(progress: Progress, done: int, text: str) -> None:
    """Tell how far it is where it can no longer be stopped."""
    with contextlib.suppress(Cancelled):
        progress(done, _STAGES, text)


def finish(store: Store) -> bool:
    """Write the file anew where an erasure has not done so yet, and tell the folder of backups; whether it is done."""
    with store.read() as session:
        if erasedlist.is_clean(session):
            return True
        listed = erasedlist.marks(session)
    erasedlist.keep_beside(backup.folder_for(store.path), listed)
    if not store.compact(forgetting.indices()):
        return False
    store.keep_aside(erasedlist.set_clean)
    return True


def older_backups(store: Store, newest: Path | None = None) -> tuple[OldBackup, ...]:
    """Copies of the store that were made before ``newest`` and may hold what was erased, oldest first."""
    found = [
        OldBackup(
            row.path, row.made_at.date(), (row.made_at + _LONGEST_KEPT).date() if not row.problem else None
        )
        for row in backup.backups(store.path)
        if row.path != newest
    ]
    folder = backup.folder_for(store.path)
    others = [
        *folder.glob("unclean *"),
        *store.path.parent.glob(f"recovered-*-{store.path.name}"),
        *store.path.parent.glob(f"{store.path.stem}*{backup.SUFFIX}"),
    ]
    for path in others:
        made = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()
        found.append(OldBackup(path, made, None))
    return tuple(sorted(found, key=lambda one: (one.made_on, one.path)))


def outstanding(store: Store) -> dict[Subject, dict[int, erasedlist.Mark]]:
    """Records of this store that were erased in a later file than the one it was restored from."""
    listed = erasedlist.beside(backup.folder_for(store.path))
    if not listed:
        return {}
    with store.read() as session:
        known = {one.mark for one in erasedlist.marks(session)}
        missing = [one for one in listed if one.mark not in known]
        found = erasedlist.matching(session, missing) if missing else {}
    meant = {one.mark for some in found.values() for one in some.values()}
    strange = [one for one in missing if one.mark not in meant]
    if strange and not store.read_only:
        store.keep_aside(erasedlist.add, strange)
    return found
