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

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\\+u([0-9a-fA-F]{4})|\\+[nrtbf]|&#?\w{1,8};|.", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,500}>")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_GAP = 5  # letters that may stand between two words of a name, such as '", "'
_MOST_UNPACKED = 60_000_000


def fold(text: str) -> str:
    """``text`` as it is compared: case folded, compatible forms taken as one, without accents."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded."""
    return tuple(_WORD.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Find:
    """Where a name stands in a text, and what may take its place."""

    start: int
    end: int
    stand_in: str


class Names:
    """Spellings to look for, each with what may take its place."""

    def __init__(self) -> None:
        self._runs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._whole: dict[str, str] = {}
        self._unspaced: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._runs or self._whole or self._unspaced)

    def add_name(self, name: str, stand_in: str) -> None:
        """Look for a full name: in this order of words, the last first, and without the middle ones."""
        parts = words(name)
        if not parts:
            return
        for order in (parts, (parts[-1], *parts[:-1]), (parts[0], parts[-1]), (parts[-1], parts[0])):
            if len(parts) == 1 or len(order) > 1:
                self._add(order[:1] if len(parts) == 1 else order, stand_in)
        joined = "".join(parts)
        if not joined.isascii() and any(_is_unspaced(letter) for letter in joined):
            self._unspaced[joined] = stand_in

    def add_spelling(self, spelling: str, stand_in: str) -> None:
        """Look for another spelling. One of a single plain word or number counts only where nothing else stands."""
        parts = words(spelling)
        if not parts:
            return
        if len(parts) > 1 and sum(map(len, parts)) > 3:
            self._add(parts, stand_in)
        else:
            self._whole[fold(spelling).strip()] = stand_in

    def _add(self, run: tuple[str, ...], stand_in: str) -> None:
        listed = self._runs.setdefault(run[0], [])
        if all(known != run for known, _ in listed):
            listed.append((run, stand_in))
            listed.sort(key=lambda one: -len(one[0]))

    def within(self, text: str) -> bool:
        """Whether one of the names stands in ``text``."""
        if not text or not self:
            return False
        if next(self._finds(fold(text)), None) is not None:
            return True
        if "\\" in text or "&" in text:
            return next(self._finds(_decoded(text)[0]), None) is not None
        return False

    def replaced(self, text: str) -> str:
        """``text`` with what may take the place of each name."""
        for decode in (False, True):
            folded, at = _decoded(text, decode=decode)
            parts, last = [], 0
            for find in self._finds(folded):
                start, end = at[find.start][0], at[find.end - 1][1]
                if start >= last:
                    parts += [text[last:start], find.stand_in]
                    last = end
            text = "".join((*parts, text[last:]))
        return text

    def within_bytes(self, data: bytes) -> bool:
        """Whether one of the names can be read in a file: plain text, web page, Office file or PDF."""
        return any(self.within(text) for text in _texts(data))

    def excerpt(self, text: str, around: int = 40) -> str:
        """The first find with what stands around it."""
        folded, at = _decoded(text)
        find = next(self._finds(folded), None)
        if find is None:
            return ""
        start, end = at[find.start][0], at[find.end - 1][1]
        cut = text[max(0, start - around) : end + around]
        before, after = "…" if start > around else "", "…" if end + around < len(text) else ""
        return f"{before}{' '.join(cut.split())}{after}"

    def _finds(self, folded: str) -> Iterator[Find]:
        for joined, stand_in in self._unspaced.items():
            at = folded.find(joined)
            while at >= 0:
                yield Find(at, at + len(joined), stand_in)
                at = folded.find(joined, at + len(joined))
        tokens = list(_WORD.finditer(folded))
        passed = -1
        for number, token in enumerate(tokens):
            if number <= passed:
                continue
            for run, stand_in in self._runs.get(token[0], ()):
                last = self._matches(tokens, number, run)
                if last >= 0:
                    yield Find(token.start(), tokens[last].end(), stand_in)
                    passed = last
                    break
        if self._whole:
            yield from self._whole_values(folded)

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
            stand_in = self._whole.get(bare) if bare else None
            if stand_in is not None:
                start = at + value.index(bare)
                yield Find(start, start + len(bare), stand_in)
            at += len(part) + 1


def _decoded(text: str, *, decode: bool = True) -> tuple[str, list[tuple[int, int]]]:
    """``text`` folded with escapes resolved, and for each letter where it stands in ``text``."""
    folded: list[str] = []
    at: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text) if decode else re.finditer(".", text, re.DOTALL):
        token = match[0]
        if len(token) > 1 and token[0] == "\\":
            shown = chr(int(match[1], 16)) if match[1] else "\n"
        elif len(token) > 1:
            shown = html.unescape(token)
        else:
            shown = token
        for letter in fold(shown):
            folded.append(letter)
            at.append(match.span())
    return "".join(folded), at


def _is_unspaced(letter: str) -> bool:
    """Whether words of this letter's script stand together without spaces."""
    return "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff" or letter >= "\U00020000"


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


def name_set(people: Iterable[tuple[str, str, Iterable[str]]]) -> Names:
    """Names from (full name, what may take its place, other spellings)."""
    found = Names()
    for name, stand_in, others in people:
        found.add_name(name, stand_in)
        for other in others:
            found.add_spelling(other, stand_in)
    return found
