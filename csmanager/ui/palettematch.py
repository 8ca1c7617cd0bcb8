"""How well a command fits what was typed."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def score(wanted: str, title: str, path: str = "") -> int | None:
    """How far ``title`` (or its menu ``path``) is from ``wanted``: 0 is best; None does not fit.

    0 starts with it, 1 a word starts with it, 2 every word of it starts a word, 3 it is inside, 4 its letters come in
    that order within the title.
    """
    want, name = fold(wanted), fold(title)
    if not want or name.startswith(want):
        return 0
    words = name.replace("/", " ").split()
    if any(word.startswith(want) for word in words):
        return 1
    everything = [*words, *fold(path).split()]
    if all(any(word.startswith(part) for word in everything) for part in want.split()):
        return 2
    if want in name:
        return 3
    letters = iter(name)
    if len(want) >= 3 and " " not in want and all(letter in letters for letter in want):
        return 4
    return None
