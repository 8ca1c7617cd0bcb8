"""Text that can be read only with the sealing passphrase. Anything may write it, also while it is locked.

A store has one key pair (X25519). The public half lies plain in the store, so that a note, or a statement at the
kiosk, is sealed without asking anybody. The secret half lies there locked twice: by a key made from the passphrase
(Argon2id) and by a recovery key of 128 bits, which is shown once on a sheet of paper. A changed passphrase only
locks the secret half anew.

The history, undo, backups and any index hold the token of a text, never the text. The locked key itself is kept out
of the history: undoing a change of the passphrase, or an old entry, must not bring an earlier passphrase back.

A token says inside what it is the text of (``about``: "table.column:id"), which is checked on reading, so that no
text can be put into another record unnoticed. It does not prove who wrote a text: whoever can change the file can
also write a new one. The chain of the history shows that.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Integer, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from csmanager.core.errors import AppError, Refused, RuleBroken
from csmanager.core.passphrases import (
    COST,
    Cost,
    WrongPassphrase,
    check_new,
    from_code,
    new_code,
    stretched,
)
from csmanager.core.personal import IMPERSONAL
from csmanager.core.settings import write_value
from csmanager.core.tables import Base, Instant

HINT = "sealing.hint"  # a setting: what the dialogs tell of the passphrase, in example data only
_MARK = "sealed1"  # the form of a token, with its version
_BLOCK = 64  # bytes; texts are filled up to a multiple, so that a token does not tell how long its text is
_FREE_TRIES = 3  # wrong ones in a row that cost nothing
_WAITS = (5, 15, 30, 60, 300)  # seconds after each further one; the last holds for all after it


class Unreadable(AppError):
    """A sealed text was damaged, moved or sealed for another store."""


class SealedText(TypeDecorator[str]):
    """A column of sealed text; its value is a token, or "" for none. Refuses plain text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value and not is_token(value):
            raise ValueError("Only sealed text may be stored here; use core.sealing.seal().")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value)


class PrivateText(TypeDecorator[str]):
    """A column of private notes: sealed where there is a passphrase, else plain and for the manager alone.

    Neither is exported or found. ``kept`` makes its value, ``seal_private`` seals what is plain.
    """

    impl = Text
    cache_ok = True


class SealingKey(Base):
    """The store's key pair and its two locks; one row, or none before sealed notes were set up."""

    __tablename__ = "sealing_key"
    __recorded__ = False
    __secret__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary, info=IMPERSONAL)
    wrapped: Mapped[bytes] = mapped_column(
        LargeBinary, info=IMPERSONAL
    )  # the secret half, locked by the passphrase
    salt: Mapped[bytes] = mapped_column(LargeBinary, info=IMPERSONAL)
    passes: Mapped[int] = mapped_column(Integer)  # of Argon2id
    kib: Mapped[int] = mapped_column(Integer)  # memory of Argon2id
    recovery: Mapped[bytes] = mapped_column(
        LargeBinary, info=IMPERSONAL
    )  # the secret half, locked by the recovery key
    failures: Mapped[int] = mapped_column(Integer)  # wrong tries in a row
    failed_at: Mapped[dt.datetime | None] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Lock:
    """What the store keeps of its key pair; see ``SealingKey``."""

    public: bytes
    wrapped: bytes
    salt: bytes
    cost: Cost
    recovery: bytes
    failures: int = 0
    failed_at: dt.datetime | None = None

    @property
    def key_id(self) -> str:
        """Eight letters that tell this key pair from others."""
        return _key_id(self.public)


# texts


def is_token(value: str) -> bool:
    """Whether ``value`` is a sealed text."""
    return value.startswith(f"{_MARK}:")


def is_set_up(session: Session) -> bool:
    """Whether there is a passphrase, so that texts can be sealed."""
    return session.scalar(sa.select(SealingKey.id)) is not None


def seal(session: Session, text: str, about: str = "") -> str:
    """The token of ``text``; "" of a blank text. Raises RuleBroken while no passphrase was set up.

    ``about``: what it is the text of, "table.column:id"; the same must be given to read it. Flush a new row first,
    so that it has its id.
    """
    if not text.strip():
        return ""
    public = session.scalar(sa.select(SealingKey.public))
    if public is None:
        raise RuleBroken("Sealed notes are not set up yet. Choose Tools > Set up sealed notes first.")
    return seal_for(public, text, about)


def place(table: str, column: str, key: int) -> str:
    """What a sealed text of a record is ``about``."""
    return f"{table}.{column}:{key}"


def kept(session: Session, text: str, about: str) -> str:
    """The value for a column of ``PrivateText``: the token where there is a passphrase, else ``text``."""
    return seal(session, text, about) if is_set_up(session) else text.strip()


def plain_notes(session: Session) -> int:
    """How many private notes are not sealed."""
    return sum(1 for _ in _plain(session))


def seal_private(session: Session) -> int:
    """Seal every private note that is plain; returns how many. What the history says of them stays as it is."""
    count = 0
    for row, table, column in list(_plain(session)):
        setattr(row, column, seal(session, getattr(row, column), place(table, column, row.id)))
        count += 1
    return count


def _plain(session: Session) -> Iterator[tuple[Any, str, str]]:
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            if isinstance(column.type, PrivateText):
                own = getattr(mapper.class_, column.name)
                query = sa.select(mapper.class_).where(own != "", own.not_like(f"{_MARK}:%"))
                for row in session.scalars(query):
                    yield row, str(mapper.class_.__tablename__), column.name


def seal_for(public: bytes, text: str, about: str = "") -> str:
    """The token of ``text`` that only the owner of ``public`` can read."""
    from nacl.bindings import sodium_pad
    from nacl.public import PublicKey, SealedBox

    inside = sodium_pad(f"{about}\0{text}".encode(), _BLOCK)
    box = SealedBox(PublicKey(public)).encrypt(inside)
    return f"{_MARK}:{_key_id(public)}:{base64.urlsafe_b64encode(box).decode()}"


def unseal(secret: bytes, token: str, about: str = "") -> str:
    """The text of ``token``. Raises Unreadable with a sentence when it is not what it should be."""
    from nacl.bindings import sodium_unpad
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    if not token:
        return ""
    mark, _, rest = token.partition(":")
    key_id, _, body = rest.partition(":")
    if mark != _MARK:
        raise Unreadable(
            "This note was sealed by a newer csmanager, or it is damaged. Update the program first."
        )
    key = PrivateKey(secret)
    if key_id != _key_id(bytes(key.public_key)):
        raise Unreadable("This note was sealed with another key than this store has; it cannot be read here.")
    try:
        inside = sodium_unpad(SealedBox(key).decrypt(base64.b64decode(body, b"-_", validate=True)), _BLOCK)
        place, _, text = inside.decode().partition("\0")
    except (CryptoError, ValueError, TypeError, binascii.Error) as error:
        raise Unreadable(
            "This sealed note is damaged and cannot be read. Look into a backup from before."
        ) from error
    if place != about:
        raise Unreadable(
            "This sealed note belongs to another record and was moved here from outside the program."
        )
    return text


# the lock


def make(passphrase: str, cost: Cost | None = None) -> tuple[Lock, str]:
    """A new key pair locked by ``passphrase``, and the recovery key to print. Slow by intention."""
    from nacl.public import PrivateKey

    check_new(passphrase)
    key = PrivateKey.generate()
    secret, public = bytes(key), bytes(key.public_key)
    salt, cost = secrets.token_bytes(16), cost or COST
    code = new_code()
    lock = Lock(
        public,
        _wrap(stretched(passphrase, salt, cost), secret),
        salt,
        cost,
        _wrap(_code_key(code), secret),
    )
    return lock, code


def unlock(lock: Lock, passphrase: str) -> bytes:
    """The secret half. Raises WrongPassphrase, or Refused when the lock was exchanged. Slow by intention."""
    return _opened(
        lock, lock.wrapped, stretched(passphrase, lock.salt, lock.cost), "That is not the passphrase."
    )


def unlock_by_code(lock: Lock, code: str) -> bytes:
    """The secret half by the recovery key of the printed sheet."""
    return _opened(
        lock,
        lock.recovery,
        _code_key(code),
        "This is not the recovery key of this store. Is it a newer sheet?",
    )


def with_passphrase(lock: Lock, secret: bytes, passphrase: str, cost: Cost | None = None) -> Lock:
    """``lock`` with another passphrase; texts stay as they are. Slow by intention."""
    check_new(passphrase)
    salt, cost = secrets.token_bytes(16), cost or COST
    wrapped = _wrap(stretched(passphrase, salt, cost), secret)
    return replace(lock, wrapped=wrapped, salt=salt, cost=cost, failures=0, failed_at=None)


def with_new_code(lock: Lock, secret: bytes) -> tuple[Lock, str]:
    """``lock`` with another recovery key, which is given to print; the earlier sheet is worth nothing then."""
    code = new_code()
    return replace(lock, recovery=_wrap(_code_key(code), secret)), code


def wait_left(lock: Lock, now: dt.datetime) -> int:
    """Seconds until the next try counts; 0: now."""
    beyond = lock.failures - _FREE_TRIES
    if beyond < 0 or lock.failed_at is None:
        return 0
    wait = _WAITS[min(beyond, len(_WAITS) - 1)]
    left = wait - (now - lock.failed_at).total_seconds()
    return max(0, min(wait, -int(-left // 1)))


def failed(lock: Lock, now: dt.datetime) -> Lock:
    """``lock`` after one more wrong try."""
    return replace(lock, failures=lock.failures + 1, failed_at=now)


def cleared(lock: Lock) -> Lock:
    """``lock`` after a right try."""
    return replace(lock, failures=0, failed_at=None)


# in the store


def stored(session: Session) -> Lock | None:
    """The store's lock; None before it was set up."""
    row = session.scalar(sa.select(SealingKey))
    if row is None:
        return None
    return Lock(
        row.public,
        row.wrapped,
        row.salt,
        Cost(row.passes, row.kib),
        row.recovery,
        row.failures,
        row.failed_at,
    )


def keep(session: Session, lock: Lock) -> None:
    """Put ``lock`` in the place of the present one; only inside ``Store.keep_aside``."""
    session.execute(sa.delete(SealingKey))
    session.execute(
        sa.insert(SealingKey).values(
            id=1,
            public=lock.public,
            wrapped=lock.wrapped,
            salt=lock.salt,
            passes=lock.cost.passes,
            kib=lock.cost.kib,
            recovery=lock.recovery,
            failures=lock.failures,
            failed_at=lock.failed_at,
        )
    )


def keep_first(session: Session, lock: Lock) -> None:
    """Keep the first lock of a store. Raises RuleBroken where there is one, since its texts would be lost."""
    if is_set_up(session):
        raise RuleBroken("Sealed notes are set up already; change the passphrase instead.")
    keep(session, lock)


def note_change(session: Session, now: dt.datetime) -> None:
    """Enter into the history that the lock changed; what the lock is does not stand there."""
    write_value(session, "sealing.changed_at", now.isoformat())


# inside


def _key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:8]


def _wrap(key: bytes, secret: bytes) -> bytes:
    from nacl.secret import SecretBox

    return bytes(SecretBox(key).encrypt(secret))


def _opened(lock: Lock, wrapped: bytes, key: bytes, wrong: str) -> bytes:
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey
    from nacl.secret import SecretBox

    try:
        secret = bytes(SecretBox(key).decrypt(wrapped))
    except CryptoError:
        raise WrongPassphrase(wrong) from None
    if bytes(PrivateKey(secret).public_key) != lock.public:
        raise Refused(
            "The lock of the sealed notes was exchanged from outside the program. Restore a backup from before."
        )
    return secret


def _code_key(code: str) -> bytes:
    return hashlib.blake2b(from_code(code), digest_size=32, person=b"csm recovery").digest()
