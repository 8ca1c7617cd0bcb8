"""Words that mean the same at a service desk, from resources/text/policies/synonyms.txt."""

from __future__ import annotations

from functools import lru_cache

from csmanager.core.paths import data_dir


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """What else may stand for a phrase (case folded)."""
    text = (data_dir("resources") / "text" / "policies" / "synonyms.txt").read_text(encoding="utf-8")
    return read_synonyms(text)


def read_synonyms(text: str) -> dict[str, tuple[str, ...]]:
    """One group of equal phrases a line, set apart by commas; # begins a remark."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        group = [" ".join(phrase.casefold().split()) for phrase in line.partition("#")[0].split(",")]
        group = [phrase for phrase in group if phrase]
        for phrase in group:
            others = [other for other in group if other != phrase]
            found[phrase] = tuple(dict.fromkeys((*found.get(phrase, ()), *others)))
    return found
