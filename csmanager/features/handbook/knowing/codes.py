"""Short codes on sign sheets: a person and a version in six or seven signs, with a check sign."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken

SIGNS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"  # 31, a prime; none that looks like another
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What a code says. ``mark``: two signs of the hash of the text, so that a sheet of another text is known."""

    person_id: int
    version_id: int
    mark: str


def encode(person_id: int, version_id: int, text_sha256: str) -> str:
    """The code of a line on a sheet, such as K7M-P2X.

    Person and version are paired into one number (Szudzik's pairing) and written with 31 signs; two signs come
    from the text's hash; the last makes the weighted sum divisible by 31, so that one wrong sign or two that
    changed places never fit.
    """
    a, b = person_id, version_id
    number = a * a + a + b if a >= b else a + b * b
    body = _write(number) + mark(person_id, text_sha256)
    check = -sum(weight * SIGNS.index(sign) for weight, sign in _weighted(body)) % len(SIGNS)
    whole = body + SIGNS[check]
    half = (len(whole) + 1) // 2
    return f"{whole[:half]}-{whole[half:]}"


def decode(code: str) -> SheetCode:
    """What ``code`` says, however it was typed. Raises RuleBroken with a sentence when it has a slip."""
    bare = "".join(code.upper().split()).replace("-", "")
    if not bare:
        raise RuleBroken("Type the code that stands beside the name on the sheet.")
    strange = next((sign for sign in bare if sign not in SIGNS), None)
    if strange is not None:
        raise RuleBroken(f"No code holds “{strange}”. Look at the sheet again.")
    if not 4 <= len(bare) <= _LONGEST:
        raise RuleBroken(f"{code.strip().upper()} is too {'short' if len(bare) < 4 else 'long'} for a code.")
    total = sum(weight * SIGNS.index(sign) for weight, sign in _weighted(bare[:-1]))
    if (total + SIGNS.index(bare[-1])) % len(SIGNS):
        raise RuleBroken(
            f"{code.strip().upper()} has a slip: its last sign does not fit. Look at the sheet again."
        )
    number = 0
    for sign in bare[:-3]:
        number = number * len(SIGNS) + SIGNS.index(sign)
    root = math.isqrt(number)
    rest = number - root * root
    person, version = (rest, root) if rest < root else (root, rest - root)
    return SheetCode(person, version, bare[-3:-1])


def mark(person_id: int, text_sha256: str) -> str:
    """Two signs that change with the text and the person."""
    digest = hashlib.sha256(f"{person_id} {text_sha256}".encode()).digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:2])


def _write(number: int) -> str:
    signs = ""
    while number or not signs:
        number, digit = divmod(number, len(SIGNS))
        signs = SIGNS[digit] + signs
    return signs


def _weighted(body: str) -> list[tuple[int, str]]:
    return [(place + 2, sign) for place, sign in enumerate(reversed(body))]
