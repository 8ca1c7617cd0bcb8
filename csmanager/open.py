"""Opening a store with everything the catalogue knows: tables, derivers, migrations, seeds."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csmanager import catalogue
from csmanager.core import backup, database, drafts, files, keys, migrate
from csmanager.core.clock import Clock, system_clock
from csmanager.core.feature import load
from csmanager.core.paths import stores_dir
from csmanager.core.settings import StoreSettings, read_settings, write_settings
from csmanager.core.store import Store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def open_store(
    path: Path,
    *,
    create: bool = False,
    read_only: bool = False,
    clock: Clock = system_clock,
    settings: StoreSettings | None = None,
    actor: str | None = None,
    key: keys.Key | None = None,
    keeps_day: bool = True,
    entropy: Callable[[int], bytes] = os.urandom,
) -> Store:
    """The open store at ``path``; with ``create`` it is made and seeded when it is not there, encrypted with ``key``.

    ``keeps_day``: bring about what fell due (``Feature.daily``), each as a step. ``entropy``: see ``Store``.

    Raises ``keys.Locked`` for an encrypted store that was not unlocked (``core.database.unlock``) before.

    An older file is migrated first (never when ``read_only``: then it is refused). A file left by an unclean end
    is copied aside, opened and checked. The caller holds the lock (``core.lock``) when it may write. ``actor``:
    whose steps these are (None: the person at the computer).
    """
    catalogue.load_tables()
    path = path.absolute()
    is_new = create and not path.exists()
    unclean = None
    if not read_only and path.parent.is_dir():
        files.sweep(path.parent, older_than=clock())
        if not is_new and database.was_left_open(path):
            unclean = backup.keep_unclean(path, clock())
            backup.recover(path, unclean)
    if is_new:
        migrate.create(path, key)
    elif migrate.needs_migration(path):
        if read_only:
            from csmanager.core.errors import Refused

            raise Refused(
                f"{path.name} is from an older csmanager; open it for writing once, so that it is updated."
            )
        kept = backup.keep_closed(path, clock(), "before-update")
        try:
            migrate.migrate(path, kept, lambda work: _bring_up_to_date(work, clock, actor))
        except BaseException:
            if migrate.needs_migration(path):
                backup.let_go(kept)  # the store is as it was
            raise
    store = Store(
        path,
        clock=clock,
        derivers=catalogue.derivers(),
        wal=_is_ours(path),
        read_only=read_only,
        actor=actor,
        entropy=entropy,
    )
    store.unclean_copy = unclean
    if is_new:
        seed(store, settings or StoreSettings())
    elif not read_only:
        _keep_erased(store)
        if keeps_day:
            drafts.forget_old(store, clock())
            keep_the_day(store)
    return store


def _keep_erased(store: Store) -> None:
    """Finish an erasure that a crash cut short; erase again what an older backup brought back."""
    from csmanager.core import erasure

    erasure.finish(store)
    if erasure.outstanding(store):
        from csmanager.features.team.erasing.actions import erase_again

        erase_again(store, store_today(store))


def keep_the_day(store: Store) -> None:
    """Let each duty bring about what falls due today."""
    for feature in catalogue.FEATURES:
        if feature.daily:
            load(feature.daily)(store, store_today(store))


def _bring_up_to_date(path: Path, clock: Clock, actor: str | None) -> None:
    """What a newer program starts with, and everything derived, for a store whose schema is the newest already."""
    store = Store(path, clock=clock, derivers=catalogue.derivers(), actor=actor)
    try:
        store.bring_up_to_date(lambda session: _seed_features(session, store))
    finally:
        store.close()


def seed(store: Store, settings: StoreSettings) -> None:
    """Fill a new store with what every store starts with: settings and the features' reference rows."""
    with store.change("Start the store", is_first=True) as step:
        write_settings(step.session, settings)
        _seed_features(step.session, store)


def _seed_features(session: Session, store: Store) -> None:
    """Each duty adds what it starts with and the store lacks."""
    today = read_settings(session).today(store.clock())
    for feature in catalogue.FEATURES:
        if feature.seed:
            load(feature.seed)(session, today)


def store_today(store: Store) -> dt.date:
    """The date in the shop now."""
    with store.read() as session:
        return read_settings(session).today(store.clock())


def _is_ours(path: Path) -> bool:
    return path.parent.resolve() == stores_dir().resolve()
