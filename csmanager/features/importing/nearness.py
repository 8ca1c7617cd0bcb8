"""How near two spellings of a name are. It orders suggestions; nobody is taken for anybody by it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from csmanager.features.team.rules import alias_key

NEAR = 84.0  # of 100; from here on two names may well mean one person
_LIKELY = 65.0  # enough to be listed first, where all of the team are listed anyhow
_INITIALS = 93.0  # "A. Costa" and "Ana Costa"
_PART = 86.0  # "Ana" and "Ana Costa"
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
)
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=20_000)
def plain_words(name: str) -> tuple[str, ...]:
    """The words of a name without accents and marks, in small letters, in alphabetical order."""
    apart = unicodedata.normalize("NFKD", alias_key(name.partition("@")[0]).translate(_LETTERS))
    return tuple(sorted(_WORD.findall("".join(c for c in apart if not unicodedata.combining(c)))))


def nearness(name: str, other: str) -> float:
    """0 to 100: by letters whatever the order of the words, by initials, or by one name being part of the other."""
    from rapidfuzz import fuzz

    mine, theirs = plain_words(name), plain_words(other)
    if not mine or not theirs:
        return 0.0
    score = float(fuzz.ratio(" ".join(mine), " ".join(theirs)))
    score = max(
        score, float(fuzz.ratio("".join(mine), "".join(theirs))) - 1
    )  # "ana.costa" written "anacosta"
    if _by_initials(mine, theirs):
        score = max(score, _INITIALS)
    shorter, longer = sorted((set(mine), set(theirs)), key=len)
    if shorter < longer and max(len(word) for word in shorter) > 2:
        score = max(score, _PART)
    return score


def _by_initials(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether each word of one is a word of the other or its initial, and one whole word at least is shared."""
    if len(mine) != len(theirs) or not set(mine) & {word for word in theirs if len(word) > 1}:
        return False
    left = list(theirs)
    for word in sorted(mine, key=len, reverse=True):
        match = next((one for one in left if one == word), None) or next(
            (one for one in left if (len(one) == 1 or len(word) == 1) and one[0] == word[0]), None
        )
        if match is None:
            return False
        left.remove(match)
    return True


def suggestions(name: str, team: Sequence[str], most: int = 3, sure: float = NEAR) -> list[str]:
    """Those of ``team`` who may be meant, the nearest first; empty when nobody is as near as ``sure``."""
    scored = sorted(
        ((nearness(name, other), other) for other in team), key=lambda one: (-one[0], one[1].casefold())
    )
    return [other for score, other in scored[:most] if score >= sure]


def likeliest_first(name: str, team: Sequence[str]) -> list[str]:
    """``team`` with those first whose names are nearest, the rest by name."""
    near = suggestions(name, team, sure=_LIKELY)
    return near + sorted((other for other in team if other not in near), key=str.casefold)
