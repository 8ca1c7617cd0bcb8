"""How strongly a column speaks for a meaning: the words of its heading times the look of its cells."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from csmanager.features.importing.fields import MEANINGS, Meaning
from csmanager.features.importing.meaning import lexicon, values
from csmanager.features.importing.meaning.looks import Look, is_rating
from csmanager.features.importing.rules import FileKind

_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])")
_MARKS = re.compile(r"[^\w#%]+|_+")
_LONGEST_PHRASE = 5  # words
_UNIT = re.compile(r"\((?:[^()]*)\)|\[[^\]]*\]")
_WHOLE, _PART = 1.0, 0.45
_GRAIN = {"_mean": lexicon.AVERAGE, "_sum": lexicon.SUM}
_EITHER = 0.25  # lost by a mean or a sum whose heading does not say that it is one


def plain(header: str) -> str:
    """A heading as its words are compared: no accents, capitals, marks; brackets kept as words."""
    return " ".join(
        _MARKS.sub(" ", values.fold(_CAMEL.sub(" ", header.strip().strip("*")))).replace("%", " % ").split()
    )


@functools.cache
def _phrases() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for key, text in lexicon.WORDS.items():
        for phrase in text.split("|"):
            found.setdefault(phrase, {})[key] = 1.0
    return found


@functools.cache
def _stems() -> tuple[tuple[str, str], ...]:
    return tuple(
        (phrase.rstrip("*"), key)
        for phrase, keys in _phrases().items()
        if phrase.endswith("*")
        for key in keys
    )


_WITHIN = re.compile(  # answered in 20 s; the time stands in the heading itself
    r"\b(answer\w*|accepted|picked up|beantwortet\w*|angenommen\w*|repondus?|atendidas?|contestadas?|rispost\w*"
    r"|opgenomen|besvar\w*|odebran\w*)\b.{0,20}\b\d+ ?"
    r"(s|secs?|seconds?|sek|sekund\w*|segundos|secondes|secondi|seconden)\b"
)
_NOT_TAKEN = frozenset(
    {"missed", "lost", "abandoned", "unanswered", "dropped", "verpasst", "perdues", "perdidas", "perse"}
)
_SHARE = re.compile(r"%|\b(share|rate|percent\w*|quote|taux|tasa|taxa|tasso)\b")


@functools.lru_cache(maxsize=4096)
def said(header: str) -> dict[str, float]:
    """Meaning -> how strongly a heading names it, from 0 to 1."""
    found: dict[str, float] = {}
    forms = {plain(header), plain(_UNIT.sub(" ", header))} - {""}
    for form in forms:
        tokens = form.split()
        telling = [token for token in tokens if token not in lexicon.STOP] or tokens
        for start in range(len(tokens)):
            for end in range(start + 1, min(len(tokens), start + _LONGEST_PHRASE) + 1):
                phrase = " ".join(tokens[start:end])
                keys = _phrases().get(phrase)
                if keys is None:
                    continue
                inside = [token for token in tokens[start:end] if token not in lexicon.STOP]
                covered = (
                    len(inside) / len(telling) if inside else (1.0 if len(tokens) == end - start else 0.1)
                )
                strength = _WHOLE if covered >= 1 else _PART + (0.9 - _PART) * covered
                if covered < 1 and start > 0 and end < len(tokens):
                    strength *= 0.8
                for key in keys:
                    found[key] = max(found.get(key, 0.0), strength)
        for stem, key in _stems():
            if any(token.startswith(stem) for token in tokens):
                found[key] = max(found.get(key, 0.0), 0.6)
        _weigh_grain(set(tokens), found)
        if _WITHIN.search(form):
            key = "service_level" if _SHARE.search(form) else "within"
            found = {key: 1.0}
    return found


def _weigh_grain(tokens: set[str], found: dict[str, float]) -> None:
    is_mean = bool(tokens & lexicon.AVERAGE)
    is_sum = bool(tokens & lexicon.SUM) and not is_mean
    for key in found:
        if key.endswith("_mean") and is_sum:
            found[key] *= 0.5
        elif key.endswith("_sum") and is_mean:
            found[key] *= 0.3
        elif key.endswith(("_mean", "_sum")) and not is_mean and not is_sum:
            found[key] *= 1 - _EITHER * key.endswith("_sum")
    if tokens & _NOT_TAKEN:
        found["abandoned"] = max(
            found.get("abandoned", 0.0), found.pop("offered", 0.0), found.pop("answered", 0.0)
        )
    if is_mean:
        for key in ("offered", "answered", "abandoned", "closed", "login_sum", "time", "day", "queue"):
            found.pop(key, None)
        for key in [one for one in found if one.endswith("_sum")]:
            mean = key.replace("_sum", "_mean")
            if mean in lexicon.WORDS:
                found[mean] = max(found.get(mean, 0.0), found[key] * 2)


def cue(kind: FileKind, text: str) -> bool:
    """Whether words of a heading or a name point to a kind."""
    words = plain(text)
    tokens = words.split()
    exact, stems = _cues()[kind]
    if any(token.startswith(stem) for token in tokens for stem in stems):
        return True
    return any(
        " ".join(tokens[start:end]) in exact
        for start in range(len(tokens))
        for end in range(start + 1, min(len(tokens), start + 4) + 1)
    )


@functools.cache
def _cues() -> dict[FileKind, tuple[frozenset[str], tuple[str, ...]]]:
    made = {}
    for kind, text in lexicon.CUES.items():
        phrases = text.split("|")
        made[kind] = (
            frozenset(phrase for phrase in phrases if not phrase.endswith("*")),
            tuple(phrase.rstrip("*") for phrase in phrases if phrase.endswith("*")),
        )
    return made


def fit(meaning: Meaning, look: Look) -> float:
    """How well the cells of a column suit a meaning, from 0 (not at all) to 1."""
    if not look.filled:
        return 0.0
    if meaning.value == "person" and meaning.key != "person" and look.numbers > 0.5:
        return 0.0
    return max(0.0, min(1.0, _FITS[meaning.value](look)))


def _day(look: Look) -> float:
    return look.shape.stamps if look.numbers < 0.5 or look.lowest > 20_000 else 0.0


def _clock(look: Look) -> float:
    plain_hours = look.numbers > 0.9 and look.lowest >= 0 and look.highest <= 24
    spelled = 0.0 if look.numbers > 0.5 or look.shape.stamps > 0.5 else _readable(look)
    return max(look.shape.times, look.shape.with_time, 0.6 * plain_hours, _compact(look), spelled)


def _readable(look: Look) -> float:
    fits = 0
    for cell, count in look.counts.items():
        try:
            fits += count * (values.clock(cell) is not None)
        except ValueError:
            continue
    return fits / look.filled


def _compact(look: Look) -> float:
    fits = sum(
        count
        for cell, count in look.counts.items()
        if cell.isdecimal() and len(cell) in (3, 4) and cell[-2:] < "60"
    )
    return 0.7 * fits / look.filled


def _length(look: Look) -> float:
    return look.shape.durations if look.shape.with_time < 0.3 and look.money < 0.3 else 0.0


def _number(look: Look) -> float:
    return look.numbers if look.percents < 0.5 else 0.3


def _count(look: Look) -> float:
    return look.whole if look.numbers > 0.9 and look.lowest >= 0 and look.percents < 0.1 else 0.0


def _share(look: Look) -> float:
    if look.numbers < 0.9 or look.lowest < 0:
        return 0.0
    return 1.0 if look.percents > 0.5 or look.highest <= 1 else 0.6 if look.highest <= 100 else 0.0


def _score(look: Look) -> float:
    if look.percents > 0.5:
        return 1.0
    out_of = sum(count for cell, count in look.counts.items() if "/" in cell) / look.filled
    return max(look.numbers * 0.9 if look.lowest >= 0 and look.highest <= 1000 else 0.0, out_of)


def _money(look: Look) -> float:
    return 1.0 if look.money > 0.5 else 0.8 * look.numbers


def _word(look: Look) -> float:
    if look.shape.stamps > 0.5 or look.numbers > 0.8 or look.mails > 0.5:
        return 0.0
    return 1.0 if look.mean_length <= 40 else 0.3


def _text(look: Look) -> float:
    if look.shape.stamps > 0.6 or look.numbers > 0.8:
        return 0.1
    return 1.0 if look.mean_length > 6 or look.words > 0.2 else 0.6


def _long(look: Look) -> float:
    if look.shape.stamps > 0.5 or look.numbers > 0.6 or look.mails > 0.5:
        return 0.0
    wordy = 0.5 if look.mean_length > 12 else 0.2
    return wordy + 0.3 * look.words + 0.2 * min(1.0, look.shape.distinct / max(look.filled, 1))


def _id(look: Look) -> float:
    unique = look.shape.distinct / max(look.filled, 1)
    if look.shape.with_time > 0.3 or look.mean_length > 80 or look.percents > 0.2:
        return 0.0
    coded = max(look.codes, look.numbers, 0.6 * (look.words < 0.3))
    return coded * (0.4 + 0.6 * unique)


def _person(look: Look) -> float:
    if look.numbers > 0.9:
        return 0.35
    if look.shape.stamps > 0.3 or look.mean_length > 45:
        return 0.0
    return look.shape.people * (0.8 + 0.2 * (look.words > 0.5 or look.codes > 0.5))


def _login(look: Look) -> float:
    return max(look.mails, 0.8 * look.codes, 0.7 * look.numbers, 0.5 * (look.words < 0.2))


def _mark(look: Look) -> float:
    return look.marks if look.highest <= 100 and look.shape.stamps < 0.2 else 0.0


def _rating(look: Look) -> float:
    if look.highest > 10 or look.percents > 0.3:
        return 0.0
    return 1.0 if is_rating(look) else 0.7 * (look.numbers > 0.9 and look.lowest >= 0)


_FITS: dict[str, Callable[[Look], float]] = {
    "any": lambda look: 1.0,
    "person": _person,
    "word": _word,
    "text": _text,
    "long": _long,
    "login": _login,
    "mail": lambda look: look.mails,
    "phone": lambda look: max(look.phones, 0.5 * (look.numbers > 0.8 and look.mean_length > 6)),
    "extension": lambda look: look.whole * (look.highest < 1_000_000),
    "id": _id,
    "day": _day,
    "clock": _clock,
    "length": _length,
    "number": _number,
    "count": _count,
    "share": _share,
    "score": _score,
    "money": _money,
    "flag": lambda look: max(look.shape.yes_no, _flags(look)),
    "rating": _rating,
    "nps": lambda look: look.shape.is_nps * (1.0 if look.highest > 5 or look.lowest == 0 else 0.5),
    "punch": lambda look: _punches(look) if len(look.counts) <= 8 else 0.0,
    "mark": _mark,
    "shift": lambda look: look.shifts + 0.4 * look.letters if look.shifts else 0.0,
    "letter": lambda look: look.letters,
}  # fmt: skip


def _punches(look: Look) -> float:
    return sum(count for cell, count in look.counts.items() if values.punch(cell) is not None) / look.filled


def _flags(look: Look) -> float:
    return sum(count for cell, count in look.counts.items() if values.flag(cell) is not None) / look.filled


def strength(meaning: Meaning, header: str, look: Look) -> float:
    """Words times look; 0 when either says no."""
    words = said(header).get(meaning.key, 0.0)
    if words <= 0:
        return 0.0
    suits = fit(meaning, look)
    return words * suits if suits >= 0.3 else 0.0


def kinds() -> tuple[FileKind, ...]:
    """The kinds whose columns are matched here."""
    return tuple(MEANINGS)
