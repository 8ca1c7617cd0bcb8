"""Clauses of a text, what is worth remembering of a search in vain, and what two sentences say differently."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook.clauses import sections
from csmanager.features.handbook.rules import plain_text

_MOST_CLAUSES = 1_000  # of one policy; what comes after the last is kept with it
_LEAST_LETTERS, _MOST_WORDS = 3, 12  # of a search worth remembering
_MOST_OF_A_TERM = 60  # sentences that share a word, above which the word tells nothing apart
ALIKE = 0.6  # share of the lighter sentence's words that both must have to be about the same thing


class GapState(StrEnum):
    """What became of a search that found nothing."""

    OPEN = "open"
    WRITTEN = "written"
    DISMISSED = "dismissed"


GAP_NAMES = {GapState.OPEN: "Open", GapState.WRITTEN: "Written", GapState.DISMISSED: "Dismissed"}


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause: a heading and what stands under it up to the next. ``line``: where it begins, from 0."""

    number: int
    heading: str
    line: int
    body: str


def clauses(body: str, title: str = "") -> list[ClauseText]:
    """The clauses of a text in order; what stands before the first heading goes by ``title``."""
    found = [
        ClauseText(number, part.heading or title, part.line, part.text)
        for number, part in enumerate(sections(body))
    ]
    if len(found) > _MOST_CLAUSES:
        rest = found[_MOST_CLAUSES - 1 :]
        text = "\n".join(f"{part.heading}\n{part.body}" for part in rest)
        found[_MOST_CLAUSES - 1 :] = [ClauseText(_MOST_CLAUSES - 1, rest[0].heading, rest[0].line, text)]
    return found


def entry_key(policy_id: int, number: int) -> int:
    """The key of a clause in the index."""
    return policy_id * _MOST_CLAUSES + number


def entry_of(key: int) -> tuple[int, int]:
    """(policy, number of the clause) of a key in the index."""
    return divmod(key, _MOST_CLAUSES)


# searches in vain

_COMMON_WORDS = """
a an and are as at be but by can do does for from has have how i if in is it its me my no not of on or our so that the
their them then there they this to up was we what when where which who will with you your
"""
COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say nothing about a situation; left out of a search that has others."""


def gap_words(text: str) -> str:
    """A search as it is counted: small letters, single spaces, no common words; "" when it is not worth it."""
    words = [word for word in re.findall(r"\w+", text.casefold()) if word not in COMMON][:_MOST_WORDS]
    found = " ".join(words)
    return found if len(found) >= _LEAST_LETTERS and not found.replace(" ", "").isdigit() else ""


def check_reason(reason: str, what: str) -> str:
    """``reason`` with single spaces; raises RuleBroken when there is none."""
    clean = " ".join(reason.split())
    if not clean:
        raise RuleBroken(f"Say in a sentence why {what}.")
    return clean


# contradictions

_SMALL_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_SMALL_NUMBERS.split())} | {
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
_UNITS: dict[str, tuple[str, float]] = {
    "minute": ("minutes", 1), "minutes": ("minutes", 1), "hour": ("minutes", 60), "hours": ("minutes", 60),
    "day": ("days", 1), "days": ("days", 1), "week": ("days", 7), "weeks": ("days", 7),
    "month": ("months", 1), "months": ("months", 1), "year": ("months", 12), "years": ("months", 12),
    "euro": ("money", 1), "euros": ("money", 1), "eur": ("money", 1), "€": ("money", 1),
    "dollar": ("money", 1), "dollars": ("money", 1), "usd": ("money", 1), "$": ("money", 1),
    "pound": ("money", 1), "pounds": ("money", 1), "gbp": ("money", 1), "£": ("money", 1),
    "%": ("per cent", 1), "percent": ("per cent", 1), "cent": ("per cent", 1),
}  # fmt: skip
_KINDS_OF_DAY = {"working": "working ", "business": "working ", "calendar": ""}
_NUMBER = r"\d+(?:[.,]\d+)*"
_AMOUNT = re.compile(
    rf"(?:(?P<sign>[€$£])\s*(?P<signed>{_NUMBER}))"
    rf"|(?:\b(?P<number>{_NUMBER}|{'|'.join(_NUMBERS)})[\s\u00a0-]*"
    r"(?P<kind>working|business|calendar)?[\s\u00a0-]*"
    r"(?P<unit>%|€|\$|£|per cent|percent|[a-z]+))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[\"“A-Z0-9\[])")
_TERM = re.compile(r"[^\W\d_]{3,}")
_WEAK_WORDS = """
within after before until than more less least most up over above below every each may must should day days week weeks
hour hours minute minutes month months year years working business calendar euro euros dollars pounds cent per any all
one two customer customers store currency amount limit time times team lead senior manager owner colleague shift
"""
_WEAK = COMMON | frozenset(_WEAK_WORDS.split())


@dataclass(frozen=True, slots=True)
class Amounts:
    """A sentence that names amounts. ``values``: unit -> what it says; ``terms``: what it is about."""

    policy_id: int
    clause: str
    sentence: str
    values: Mapping[str, frozenset[float]]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences about the same thing with different amounts of one unit, surest first by ``score``."""

    unit: str
    first: Amounts
    second: Amounts
    shared: tuple[str, ...]
    score: float

    @property
    def signature(self) -> str:
        """What a dismissal is kept under: both sentences in a fixed order."""
        return " ≠ ".join(sorted((self.first.sentence, self.second.sentence)))


def amounts(policy_id: int, clause: ClauseText, same: Mapping[str, str] | None = None) -> list[Amounts]:
    """The sentences of a clause that name an amount. ``same``: a word -> the word its synonyms go by."""
    found = []
    heading = _terms(clause.heading, same or {})
    for line in clause.body.splitlines():
        plain = plain_text(line).replace("[", "").replace("]", "")
        for sentence in _SENTENCE_END.split(plain):
            values = _values(sentence)
            if values:
                terms = frozenset(_terms(sentence, same or {}) | heading)
                found.append(Amounts(policy_id, clause.heading, sentence.strip(), values, terms))
    return found


def contradictions(found: Sequence[Amounts], *, alike: float = ALIKE) -> list[Contradiction]:
    """Pairs of sentences from different clauses about the same thing, whose amounts of a unit have none in common.

    Two sentences are about the same thing when the words both have make up ``alike`` of the lighter one, rare words
    weighing more. Only pairs that share a word found in few sentences are looked at.
    """
    counted = Counter(term for entry in found for term in entry.terms)
    weight = {term: log(1 + len(found) / count) for term, count in counted.items()}
    by_term: dict[str, list[int]] = defaultdict(list)
    most = min(max(12, len(found) // 20), _MOST_OF_A_TERM)
    for at, entry in enumerate(found):
        for term in entry.terms:
            if counted[term] <= most:
                by_term[term].append(at)
    pairs = {(a, b) for places in by_term.values() for i, a in enumerate(places) for b in places[i + 1 :]}
    made = []
    for a, b in sorted(pairs):
        first, second = found[a], found[b]
        if (first.policy_id, first.clause) == (second.policy_id, second.clause):
            continue
        shared = first.terms & second.terms
        lighter = min(_sum(first.terms, weight), _sum(second.terms, weight))
        score = _sum(shared, weight) / lighter if lighter else 0.0
        if score < alike:
            continue
        made += [
            Contradiction(unit, first, second, tuple(sorted(shared)), score)
            for unit in sorted(first.values.keys() & second.values.keys())
            if not first.values[unit] & second.values[unit]
        ]
    return sorted(made, key=lambda one: (-one.score, one.first.sentence, one.second.sentence))


def _sum(terms: Iterable[str], weight: Mapping[str, float]) -> float:
    return sum(weight[term] for term in terms)


def _values(sentence: str) -> dict[str, frozenset[float]]:
    found: dict[str, set[float]] = defaultdict(set)
    for match in _AMOUNT.finditer(sentence):
        if match["sign"]:
            found["money"].add(_number(match["signed"]))
            continue
        unit = _UNITS.get(match["unit"].casefold().replace("per cent", "percent"))
        if unit is None:
            continue
        name, factor = unit
        kind = _KINDS_OF_DAY.get((match["kind"] or "").casefold(), "")
        found[f"{kind}{name}"].add(_number(match["number"]) * factor)
    return {unit: frozenset(values) for unit, values in found.items()}


def _number(text: str) -> float:
    word = text.casefold()
    if word in _NUMBERS:
        return float(_NUMBERS[word])
    parts = re.split(r"[.,]", text)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return float("".join(parts))  # 1,000 and 1.000 are a thousand
    return float("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else float(text)


def _terms(text: str, same: Mapping[str, str]) -> set[str]:
    found = set()
    for word in _TERM.findall(text.casefold()):
        if word not in _WEAK and word not in _NUMBERS:
            stem = _stem(word)
            found.add(same.get(word, same.get(stem, stem)))
    return found


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
