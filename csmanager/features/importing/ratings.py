"""Satisfaction as numbers and as words."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from csmanager.features.importing.durations import NOTHING, number

_FIVE = {
    1: "very dissatisfied|extremely dissatisfied|highly dissatisfied|very unsatisfied|very bad|very poor|terrible"
    "|awful|strongly disagree|sehr unzufrieden|muy insatisfecho|muy insatisfecha|très insatisfait|très insatisfaite"
    "|pas du tout satisfait|muito insatisfeito|molto insoddisfatto|zeer ontevreden|bardzo niezadowolony|mycket missnöjd"
    "|sehr schlecht|muy malo|muito ruim|péssimo|pessimo|very difficult|very likely not",
    2: "dissatisfied|unsatisfied|somewhat dissatisfied|poor|not satisfied|unhappy|disagree|unzufrieden|insatisfecho|insatisfecha"
    "|insatisfait|insatisfaite|pas satisfait|insatisfeito|insoddisfatto|ontevreden|niezadowolony|missnöjd|schlecht|malo"
    "|ruim|not happy|difficult|eher unzufrieden|plutôt insatisfait",
    3: "neutral|neither satisfied nor dissatisfied|average|fair|undecided|neither|teils teils|weder noch|neutre|neutro"
    "|ni satisfecho ni insatisfecho|nem satisfeito nem insatisfeito|neutrale|neutraal|neutralny|regular|mittel",
    4: "satisfied|somewhat satisfied|happy|agree|zufrieden|satisfecho|satisfecha|satisfait|satisfaite|satisfeito"
    "|soddisfatto|tevreden|zadowolony|nöjd|eher zufrieden|plutôt satisfait|gut|bueno|easy",
    5: "very satisfied|extremely satisfied|highly satisfied|very good|very happy|excellent|strongly agree"
    "|sehr zufrieden|muy satisfecho|muy satisfecha|très satisfait|très satisfaite|muito satisfeito|molto soddisfatto"
    "|zeer tevreden|bardzo zadowolony|mycket nöjd|sehr gut|muy bueno|muito bom|ótimo|ottimo|very easy",
}
_THREE = {
    1: "not good|not great|bad|disappointing|unhappy|sad",
    2: "okay|ok|fine|so so|neutral",
    3: "great|good|awesome|amazing|happy",
}
_TWO = {
    1: "unhappy|sad|bad|no|thumbs down|negative|👎|schlecht|mauvais|mauvaise|malo|mala|ruim|cattivo|cattiva|slecht|zła|zły|dålig",
    2: "happy|good|yes|thumbs up|positive|👍|gut|bon|bonne|bueno|buena|bom|boa|buono|buona|goed|dobra|dobry|bra",
}
_NOT_RATED = frozenset(
    {
        "offered",
        "not offered",
        "unoffered",
        "not rated",
        "no rating",
        "no response",
        "unrated",
        "pending",
        "sent",
    }
)
_FACES = {
    1: "😡|😠|🤬|😭|😤|💔|>:(|:'(",
    2: "🙁|☹|😞|😟|😢|😔|😕|😦|😩|😫|👎|:(|:-(|=(",
    3: "😐|😑|😶|🤔|:/|:-/|:\\|:-\\",
    4: "🙂|😊|☺|😌|😏|👍|:)|:-)|=)",
    5: "😀|😃|😄|😁|😆|🤩|😍|🥰|🎉|❤|😎|:D|:-D",
}
_MANY, _SLIPS = 20, 0.05
_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|of|out of|von|sur)\s*(\d+)", re.I)
_STARS = re.compile(r"([★⭐]+)[☆]*")


def _words(scale: dict[int, str]) -> dict[str, int]:
    return {word: value for value, words in scale.items() for word in words.split("|")}


_GLADNESS = {face.casefold(): level for level, faces in _FACES.items() for face in faces.split("|")}
_DRAWN = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_SCALES = ((5, _words(_FIVE)), (3, _words(_THREE)), (2, _words(_TWO)))


def is_blank(text: str) -> bool:
    """Whether the cell says that nobody rated."""
    folded = text.strip().casefold()
    return folded in NOTHING or folded in _NOT_RATED


def _is_over(text: str, top: int) -> bool:
    value = number(text)
    return value is not None and value > top


def scale_of(cells: Iterable[str]) -> int:
    """The scale (highest value) the cells of a column are on; 0 when they are no ratings.

    Numbers: 5, 7 or 10 by the highest seen. Words: 5, 3 or 2 by which set holds them all.
    """
    every = Counter(cell.strip().casefold() for cell in cells if not is_blank(cell))
    texts = set(every)
    if not texts:
        return 0
    if every.total() >= _MANY:  # a slip of the finger among many makes no other scale
        texts -= {
            text for text, count in every.items() if count <= _SLIPS * every.total() and _is_over(text, 5)
        }
        texts = texts or set(every)
    values = [number(text) for text in texts]
    if all(value is not None for value in values):
        numbers = [value for value in values if value is not None]
        if any(value != int(value) for value in numbers) or min(numbers) < 0:
            return 0
        top = max(numbers)
        if set(numbers) == {0, 1}:
            return 2  # bad and good as 0 and 1
        return 5 if top <= 5 else 7 if top <= 7 else 10 if top <= 10 else 0
    out_of = [_OUT_OF.fullmatch(text) for text in texts]
    if all(out_of):
        return max(int(found[2]) for found in out_of if found)
    if all(_STARS.fullmatch(text) for text in texts):
        return 5
    if faces := _face_levels(texts):
        return _scale_of_faces(faces)
    for top, words in (_SCALES[2], _SCALES[1], _SCALES[0]):
        if texts <= set(words):
            return top
    mixed = {**_SCALES[0][1], "good": 4, "bad": 2, "great": 5, "okay": 3, "ok": 3}
    return 5 if texts <= set(mixed) else 0


def _face(text: str) -> int | None:
    """How glad a smiley looks, from 1 to 5; skin and the way it is drawn do not matter."""
    return _GLADNESS.get(_DRAWN.sub("", text))


def _face_levels(texts: set[str]) -> set[int]:
    """The levels of smileys; none where one of the texts is no smiley."""
    found = [_face(text) for text in texts]
    return {level for level in found if level is not None} if None not in found else set()


def _scale_of_faces(levels: set[int]) -> int:
    """Two or three different faces, one of each mood, are a scale of two or three; any others one of five."""
    if {1, 2} <= levels or {4, 5} <= levels:
        return 5
    return 3 if 3 in levels and len(levels) > 1 else 2 if len(levels) == 2 else 5


def parse(text: str, scale: int) -> int | None:
    """The rating on 1 to ``scale``; None when nobody rated. Raises ValueError for anything else."""
    if is_blank(text):
        return None
    folded = text.strip().casefold()
    found = _OUT_OF.fullmatch(folded)
    value = number(found[1] if found else folded)
    if value is None:
        stars, face = _STARS.fullmatch(folded), _face(folded)
        if face is not None:
            mood = (face > 2) + (face > 3)  # bad, neither, good
            return face if scale == 5 else mood + 1 if scale == 3 else 1 + (face > 3)
        if stars:
            value = float(len(stars[1]))
        else:
            for top, words in _SCALES:
                if top == scale and folded in words:
                    return words[folded]
            if scale == 5 and folded in ("good", "bad", "great", "okay", "ok"):
                return {"good": 4, "bad": 2, "great": 5}.get(folded, 3)
            raise ValueError("no rating")
    if scale == 2 and found is None and value in (0, 1):
        return int(value) + 1
    if value == 0:
        return None  # exports write 0 where nobody rated
    if value != int(value) or not 1 <= value <= scale:
        raise ValueError("no rating")
    return int(value)


def parse_nps(text: str) -> int | None:
    """0 to 10; None when nobody answered. Raises ValueError."""
    if is_blank(text):
        return None
    value = number(re.sub(r"^(\d+).*$", r"\1", text.strip()))
    if value is None or value != int(value) or not 0 <= value <= 10:
        raise ValueError("no answer from 0 to 10")
    return int(value)
