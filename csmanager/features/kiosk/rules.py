"""What a PIN may be, how it is kept, and how long a wrong one makes everybody wait."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import itertools
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken

LEAST, MOST = 4, 6  # digits
FREE_TRIES = 2  # wrong ones in a row that cost nothing
_WAITS = (15, 30, 60, 300, 900, 3600)  # seconds after each further one; the last holds for all after it
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}  # about 50 ms and 16 MB a try
IDLE_SECONDS = 90  # without a key or a click, until the names come back


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody typed the right PIN of ``person_id`` at ``at``. Made by ``pins.prove`` only."""

    person_id: int
    at: dt.datetime


def check_new_pin(pin: str) -> str:
    """``pin`` when it can be taken. Raises RuleBroken with the reason."""
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        raise RuleBroken(f"A PIN has {LEAST} to {MOST} digits and nothing else.")
    steps = {int(b) - int(a) for a, b in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, -1}:
        raise RuleBroken("Choose digits that are harder to guess than a row such as 1234 or 1111.")
    return pin


def hash_pin(pin: str, salt: str) -> str:
    """scrypt of ``pin`` with ``salt`` (hexadecimal), in hexadecimal."""
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), **_COST).hex()


def fits(pin: str, salt: str, known: str) -> bool:
    """Whether ``pin`` is the one whose hash is ``known``; takes as long for a wrong one as for a right one."""
    return hmac.compare_digest(hash_pin(pin, salt), known)


def wait_after(failures: int) -> dt.timedelta:
    """How long nobody may try after so many wrong ones in a row."""
    beyond = failures - FREE_TRIES
    if beyond <= 0:
        return dt.timedelta()
    return dt.timedelta(seconds=_WAITS[min(beyond, len(_WAITS)) - 1])


def waits_until(failures: int, failed_at: dt.datetime) -> dt.datetime:
    """The moment from which the next try counts."""
    return failed_at + wait_after(failures)


def check_wait(failures: int, failed_at: dt.datetime | None, now: dt.datetime) -> None:
    """Raises RuleBroken while a wrong PIN still makes everybody wait."""
    if failed_at is None or not wait_after(failures):
        return
    left = waits_until(failures, failed_at) - now
    if left > dt.timedelta():
        raise RuleBroken(
            f"Too many wrong PINs. Try again in {duration_text(min(left, wait_after(failures)))}."
        )


def duration_text(span: dt.timedelta) -> str:
    """A wait in words: 15 seconds, 5 minutes; parts are rounded up."""
    seconds = max(1, -(-span // dt.timedelta(seconds=1)))
    if seconds < 60:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
