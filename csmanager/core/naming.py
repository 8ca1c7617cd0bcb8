"""Finding the names of people in texts, whatever way they are written there, and putting something in their place.

Words are compared case folded and without accents, and may stand in JSON or HTML ("Ren\\u00e9", "Ren&eacute;"), in
file names ("calls_Bo-Lind.csv") and addresses ("bo.lind@shop.example"). Of "Bo Lind" also "Lind, Bo" is found.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = (  # vowel signs, which belong to the word they stand in although they are no letters
    "\u0900-\u0963\u0966-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u0f71-\u0f84"
    "\u102b-\u103e\u17b4-\u17d3"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = re.compile(f"{_LETTER}+")
_ESCAPE = re.compile(
    r"\\+u([dD][89abAB]..)\\+u([dD][c-fC-F]..)|\\+u([0-9a-fA-F]{4})|\\+[nrtbf]|&#?\w{1,8};|[^\x00-\x7f]",
    re.DOTALL,
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_UNSEEN = frozenset("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc\u0060\u00b4]")
_TAG = re.compile(r"<[^<>]{0,500}>")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_GAP = 5  # letters that may stand between two words of a name, such as '", "'
_MOST_UNPACKED = 60_000_000


def _plain(text: str) -> str:
    """``text`` without accents and unseen marks, compatible forms taken as one; small and capital letters stay."""
    return text if text.isascii() else _FOREIGN.sub(_bare, text)


def _bare(match: re.Match[str]) -> str:
    return _spread(match[0])


@lru_cache(maxsize=4096)
def _spread(letter: str) -> str:
    spread = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in spread if not unicodedata.combining(one) and one not in _UNSEEN)


def fold(text: str) -> str:
    """``text`` as it is compared: case folded, compatible forms taken as one, without accents and unseen marks."""
    return text.lower() if text.isascii() else _plain(_plain(text).casefold())


def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded."""
    return tuple(_WORD.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Find:
    """Where a name stands in a text, and what may take its place."""

    start: int
    end: int
    stand_in: str
    is_alone: bool = False


class Names:
    """Spellings to look for, each with what may take its place."""

    def __init__(self) -> None:
        self._runs: dict[str, list[tuple[tuple[str, ...], str | None]]] = {}
        self._whole: dict[str, tuple[frozenset[str], str]] = {}
        self._unspaced: dict[str, str] = {}
        self._alone: dict[str, str] = {}
        self._spared: list[str] = []
        self._pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self._runs or self._whole or self._unspaced or self._alone)

    def add_name(self, name: str, stand_in: str) -> None:
        """Look for a full name: in this order of words, the last first, and without the middle ones.

        A name of a single word may be a word of the language ("Will"), so it counts only with its capitals.
        """
        parts = words(name)
        if not parts:
            return
        if len(parts) == 1:
            self._add_alone(_WORD.findall(_plain(name))[0], stand_in)
            self._whole[parts[0]] = (frozenset(parts), stand_in)
        else:
            for order in (parts, (parts[-1], *parts[:-1]), (parts[0], parts[-1]), (parts[-1], parts[0])):
                self._add(order, stand_in)
        joined = "".join(parts)
        if _is_unspaced_name(joined):
            self._unspaced[joined] = stand_in
        if _APOSTROPHE.search(name):
            self.add_name(_APOSTROPHE.sub("", name), stand_in)

    def add_spelling(self, spelling: str, stand_in: str) -> None:
        """Look for another spelling. One of a single plain word or number counts only where nothing else stands."""
        parts = words(spelling)
        if not parts:
            return
        if len(parts) > 1 and sum(map(len, parts)) > 3:
            self._add(parts, stand_in)
        else:
            self._whole[fold(spelling).strip()] = (frozenset(parts), stand_in)

    def spare(self, name: str) -> None:
        """Leave the full name of somebody else alone, of which a name to look for may be a part."""
        parts = words(name)
        if len(parts) > 1:
            for order in (parts, (parts[-1], *parts[:-1])):
                self._add(order, None)
        if _is_unspaced_name("".join(parts)):
            self._spared.append("".join(parts))

    def _add(self, run: tuple[str, ...], stand_in: str | None) -> None:
        listed = self._runs.setdefault(run[0], [])
        known = next((at for at, one in enumerate(listed) if one[0] == run), None)
        if known is None:
            listed.append((run, stand_in))
            listed.sort(key=lambda one: -len(one[0]))
        elif stand_in is None:
            listed[known] = (run, None)

    def _add_alone(self, word: str, stand_in: str) -> None:
        if len(word) == 1:
            return
        own = () if word.islower() else (word,)
        self._alone |= dict.fromkeys((word.upper(), word.capitalize(), *own), stand_in)
        forms = "|".join(map(re.escape, sorted(self._alone, key=lambda one: (-len(one), one))))
        self._pattern = re.compile(rf"(?<!{_LETTER})(?:{forms})(?!{_LETTER})")

    def within(self, text: str) -> bool:
        """Whether one of the names stands in ``text``."""
        if not text or not self:
            return False
        if self._is_in(text):
            return True
        if "\\" in text or "&" in text:
            shown = _ESCAPE.sub(_shown, text)
            return shown != text and self._is_in(shown)
        return False

    def _is_in(self, text: str) -> bool:
        folded = fold(text)
        return self._may_be_in(folded) and next(self._finds(folded, _plain(text)), None) is not None

    def _may_be_in(self, folded: str) -> bool:
        """Whether all words of one of the names stand somewhere: one quick pass, however many names there are."""
        found = set(_WORD.findall(folded))
        for word in self._runs.keys() & found:
            if any(stand_in is not None and found.issuperset(run) for run, stand_in in self._runs[word]):
                return True
        if any(parts <= found for parts, _ in self._whole.values()):
            return True
        return any(joined in folded for joined in self._unspaced)

    def replaced(self, text: str) -> str:
        """``text`` with what may take the place of each name."""
        for decode in (False, True):
            if decode and "\\" not in text and "&" not in text:
                break
            plain, at = _decoded(text, decode=decode)
            parts, last = [], 0
            for find in sorted(self._found(plain), key=lambda find: (find.start, -find.end)):
                start, end = at[find.start][0], at[find.end - 1][1]
                if start >= last:
                    parts += [text[last:start], find.stand_in]
                    last = end
            text = "".join((*parts, text[last:]))
        return text

    def _found(self, plain: str) -> list[Find]:
        """The finds in ``plain``, by their places in it."""
        folded = fold(plain)
        if not self._may_be_in(folded):
            return []
        if len(folded) == len(plain):
            return list(self._finds(folded, plain))
        own = [number for number, letter in enumerate(plain) for _ in fold(letter)]
        return [
            find if find.is_alone else Find(own[find.start], own[find.end - 1] + 1, find.stand_in)
            for find in self._finds(folded, plain)
        ]

    def within_bytes(self, data: bytes) -> bool:
        """Whether one of the names can be read in a file: plain text, web page, Office file or PDF."""
        return any(self.within(text) for text in _texts(data))

    def excerpt(self, text: str, around: int = 40) -> str:
        """The first find with what stands around it."""
        plain, at = _decoded(text)
        find = min(self._found(plain), key=lambda find: find.start, default=None)
        if find is None:
            return ""
        start, end = at[find.start][0], at[find.end - 1][1]
        cut = text[max(0, start - around) : end + around]
        before, after = "…" if start > around else "", "…" if end + around < len(text) else ""
        return f"{before}{' '.join(cut.split())}{after}"

    def _finds(self, folded: str, plain: str) -> Iterator[Find]:
        """Finds by their places in ``folded``; those of names of a single word by their places in ``plain``."""
        for joined, stand_in in self._unspaced.items():
            longer = [one for one in self._spared if joined in one]
            for start, end in _places(folded, joined):
                if not any(a <= start and end <= b for one in longer for a, b in _places(folded, one)):
                    yield Find(start, end, stand_in)
        tokens = list(_WORD.finditer(folded))
        passed = -1
        for number, token in enumerate(tokens):
            if number <= passed:
                continue
            for run, meant in self._runs.get(token[0], ()):
                last = self._matches(tokens, number, run)
                if last >= 0:
                    if meant is not None:
                        yield Find(token.start(), tokens[last].end(), meant)
                    passed = last
                    break
        if self._pattern is not None:
            spared = self._spared_in(plain) if self._pattern.search(plain) else []
            for match in self._pattern.finditer(plain):
                if not any(start <= match.start() < end for start, end in spared):
                    yield Find(match.start(), match.end(), self._alone[match[0]], is_alone=True)
        if self._whole:
            yield from self._whole_values(folded)

    def _spared_in(self, plain: str) -> list[tuple[int, int]]:
        """Where the names of others stand."""
        tokens = list(_WORD.finditer(plain))
        folded = [fold(token[0]) for token in tokens]
        return [
            (token.start(), tokens[number + len(run) - 1].end())
            for number, token in enumerate(tokens)
            for run, meant in self._runs.get(folded[number], ())
            if meant is None and tuple(folded[number : number + len(run)]) == run
        ]

    @staticmethod
    def _matches(tokens: list[re.Match[str]], number: int, run: tuple[str, ...]) -> int:
        """The number of the last token where ``run`` stands from ``number`` on, else -1."""
        last = number + len(run) - 1
        if last >= len(tokens):
            return -1
        for offset in range(1, len(run)):
            token, before = tokens[number + offset], tokens[number + offset - 1]
            if token[0] != run[offset] or token.start() - before.end() > _GAP:
                return -1
        return last

    def _whole_values(self, folded: str) -> Iterator[Find]:
        at = 0
        for part in folded.split('"'):
            value = part.rstrip("\\")
            bare = value.strip()
            known = self._whole.get(bare) if bare else None
            if known is not None:
                start = at + value.index(bare)
                yield Find(start, start + len(bare), known[1])
            at += len(part) + 1


def _shown(match: re.Match[str]) -> str:
    """What an escape stands for."""
    token = match[0]
    if len(token) == 1:
        return token
    if token[0] == "&":
        return html.unescape(token)
    if match[1]:
        high, low = int(match[1], 16), int(match[2], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return chr(int(match[3], 16)) if match[3] else "\n"


def _decoded(text: str, *, decode: bool = True) -> tuple[str, list[tuple[int, int]]]:
    """``text`` without accents, escapes resolved, and for each letter where it stands in ``text``."""
    found: list[str] = []
    at: list[tuple[int, int]] = []
    last = 0
    for match in (_ESCAPE if decode else _FOREIGN).finditer(text):
        start, end = match.span()
        found.append(text[last:start])
        at += zip(range(last, start), range(last + 1, start + 1), strict=True)
        letters = _plain(_shown(match) if decode else match[0])
        found.append(letters)
        at += [(start, end)] * len(letters)
        last = end
    found.append(text[last:])
    at += zip(range(last, len(text)), range(last + 1, len(text) + 1), strict=True)
    return "".join(found), at


def _places(text: str, part: str) -> Iterator[tuple[int, int]]:
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + len(part))


def _is_unspaced_name(joined: str) -> bool:
    """Whether a name is of a script whose words stand together without spaces."""
    return len(joined) > 1 and any(
        "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff" or letter >= "\U00020000"
        for letter in joined
    )


def _texts(data: bytes) -> Iterator[str]:
    """What can be read in a file."""
    text = data.decode("utf-8", "ignore")
    yield text
    if b"<" in data[:4000]:
        yield _TAG.sub("", text)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[1:200:2].count(0) > 50:
        yield data.decode("utf-16", "ignore")
    if data[:2] == b"PK":
        yield from _members(data)
    if data[:4] == b"%PDF":
        for stream in _STREAM.findall(data):
            try:
                yield zlib.decompressobj().decompress(stream, _MOST_UNPACKED).decode("latin-1")
            except zlib.error:
                continue


def _members(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            left = _MOST_UNPACKED
            for member in archive.infolist():
                left -= member.file_size
                if left < 0:
                    return
                text = archive.read(member).decode("utf-8", "ignore")
                yield member.filename
                yield text
                yield _TAG.sub("", text)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error):
        return


def name_set(people: Iterable[tuple[str, str, Iterable[str]]], others: Iterable[str] = ()) -> Names:
    """Names from (full name, what may take its place, other spellings); full names of ``others`` are left alone."""
    found = Names()
    for name, stand_in, others in people:
        found.add_name(name, stand_in)
        for other in others:
            found.add_spelling(other, stand_in)
    for name in others:
        found.spare(name)
    return found
