"""The keys of stores that are encrypted at rest, for as long as the program runs. Nothing of a key is ever written.

An encrypted store is one SQLCipher file (AES-256, a MAC on every page). Its first 16 bytes are its salt, which begins
with a mark of ours, so that it is known before it can be read. The key is made of the passphrase and that salt by
Argon2id; 128 of its bits are what the recovery sheet spells. So there is no key file that could be lost: whoever has
a copy or a backup needs the passphrase of its day, or the sheet. Copies made by SQLite keep salt and key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from csmanager.core.errors import Refused
from csmanager.core.passphrases import COST, WrongPassphrase, check_new, from_code, spelled, stretched

MARK = b"CSMx1\x00"  # the 1 stands for ``COST``, which is not written anywhere else
_SALT = 16


class Locked(Refused):
    """The store is encrypted and its key is not known; ``path`` says which."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is protected with a passphrase; it can be opened only with that.")
        self.path = path


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """What opens one store and its copies. ``seed``: 16 bytes, which the recovery sheet spells."""

    salt: bytes
    seed: bytes

    @property
    def pragma(self) -> str:
        """Key and salt as SQLCipher takes them."""
        key = hashlib.blake2b(self.seed, key=self.salt, digest_size=32, person=b"csm file").digest()
        return f"x'{key.hex()}{self.salt.hex()}'"

    @property
    def code(self) -> str:
        """What the recovery sheet says."""
        return spelled(self.seed)


_by_salt: dict[bytes, Key] = {}
_by_path: dict[Path, Key] = {}


def made(passphrase: str) -> Key:
    """A key for a store that shall be encrypted. Slow by intention; raises RuleBroken for a weak passphrase."""
    check_new(passphrase)
    salt = MARK + secrets.token_bytes(_SALT - len(MARK))
    return Key(salt, stretched(passphrase, salt, COST, _SALT))


def from_passphrase(path: Path, passphrase: str) -> Key:
    """The key that ``passphrase`` makes for the closed store at ``path``; whether it fits is not tried here."""
    salt = salt_of(path)
    if salt is None:
        raise Refused(f"{path.name} is not protected with a passphrase.")
    return Key(salt, stretched(passphrase, salt, COST, _SALT))


def from_recovery(path: Path, code: str) -> Key:
    """The key that a recovery sheet spells for the closed store at ``path``; whether it fits is not tried here."""
    salt = salt_of(path)
    if salt is None:
        raise Refused(f"{path.name} is not protected with a passphrase.")
    return Key(salt, from_code(code))


def salt_of(path: Path) -> bytes | None:
    """The salt of an encrypted store, None of any other file. Never for a store that is open here.

    (Closing any file of ours on a path drops the locks that SQLite holds on it.)
    """
    try:
        with path.open("rb") as file:
            head = file.read(_SALT)
    except OSError:
        return None
    return head if len(head) == _SALT and head.startswith(MARK) else None


def require(path: Path, passphrase: str) -> Key:
    """The key that an open store was opened with, when ``passphrase`` makes it. Slow by intention.

    Raises WrongPassphrase when it does not. The file is not read.
    """
    key = known(path)
    if key is None:
        raise Refused(f"{path.name} is not protected with a passphrase.")
    if not secrets.compare_digest(stretched(passphrase, key.salt, COST, _SALT), key.seed):
        raise WrongPassphrase("That is not the passphrase of this store.")
    return key


def remember(path: Path, key: Key | None) -> None:
    """Know from now on with what ``path`` is opened, and every copy of it; None: it is plain."""
    if key is None:
        _by_path.pop(path.absolute(), None)
        return
    _by_path[path.absolute()] = key
    _by_salt[key.salt] = key


def forget(path: Path) -> None:
    """Know the key of ``path`` and its copies no longer."""
    key = _by_path.pop(path.absolute(), None)
    if key is not None:
        _by_salt.pop(key.salt, None)


def known(path: Path) -> Key | None:
    """The key of a store that was opened or unlocked here; None where it is plain, or not known."""
    return _by_path.get(path.absolute())


def of(path: Path) -> Key | None:
    """With what ``path`` is opened; None: it is plain, or not there. Raises Locked when its key is not known."""
    key = known(path)
    if key is not None:
        return key
    salt = salt_of(path)
    if salt is None:
        return None
    if salt not in _by_salt:
        raise Locked(path)
    _by_path[path.absolute()] = _by_salt[salt]
    return _by_salt[salt]
