"""Passphrases and recovery keys: what may be chosen, how a key is made of them, how they are spelled on paper."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken

LEAST = 8  # characters of a passphrase
LEAST_DIGITS = 6  # of one that is all digits
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which are misread on paper
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_GROUP = 4


class WrongPassphrase(RuleBroken):
    """What was typed does not unlock it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one try of a passphrase is: passes over so many KiB of memory."""

    passes: int
    kib: int


COST = Cost(3, 64 * 1024)  # 0.1 to 1 s


def check_new(passphrase: str) -> str:
    """``passphrase`` when it can be taken. Raises RuleBroken with the reason."""
    if passphrase != passphrase.strip():
        raise RuleBroken("A passphrase cannot begin or end with a blank.")
    least = LEAST_DIGITS if passphrase.isdigit() else LEAST
    if len(passphrase) < least:
        raise RuleBroken(
            f"Take at least {LEAST} characters (three words are easy to remember), or {LEAST_DIGITS} digits."
        )
    if len(set(passphrase)) < 4:
        raise RuleBroken(
            "Choose something that is harder to guess than the same few characters again and again."
        )
    return passphrase


def stretched(passphrase: str, salt: bytes, cost: Cost, size: int = 32) -> bytes:
    """``size`` bytes of a key from a passphrase and 16 bytes of salt (Argon2id). Slow by intention."""
    import unicodedata

    from nacl.pwhash import argon2id

    letters = unicodedata.normalize("NFC", passphrase).encode()  # however a keyboard composes its accents
    return bytes(argon2id.kdf(size, letters, salt, opslimit=cost.passes, memlimit=cost.kib * 1024))


def new_code() -> str:
    """A recovery key as it is printed: 128 random bits and a check of 12, in seven groups of four letters."""
    return spelled(secrets.token_bytes(16))


def spelled(raw: bytes) -> str:
    """16 bytes as they are printed."""
    check = int.from_bytes(hashlib.sha256(raw).digest()[:2], "big") >> 4
    number = int.from_bytes(raw, "big") << 12 | check
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(135, -1, -5))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def from_code(code: str) -> bytes:
    """The 16 bytes of a recovery key as it was typed. Raises RuleBroken when a letter is wrong or missing."""
    letters = re.sub(r"[\s\-–]", "", code).upper().translate(_MISREAD)
    if len(letters) != 28 or any(letter not in _LETTERS for letter in letters):
        raise RuleBroken("A recovery key has seven groups of four letters and digits; type all of them.")
    number = 0
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    raw = (number >> 12 & (1 << 128) - 1).to_bytes(16, "big")
    if spelled(raw).replace("-", "") != letters:
        raise RuleBroken("One letter of the recovery key is mistyped. Compare it with the sheet.")
    return raw
