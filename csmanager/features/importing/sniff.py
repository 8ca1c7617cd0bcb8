"""What a file is, by its content: text with an encoding and a delimiter, a workbook, or something else."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from csmanager.core.errors import Refused
from csmanager.features.importing import archive, limits
from csmanager.features.importing.reading import letters, markup

_CHUNK = 1 << 20
_LONGEST_LINE = 16 << 20  # bytes without a line's end, far more than any row has
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "a Word text"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"Rar!", "a packed folder"),
    (b"7z\xbc\xaf", "a packed folder"),
    (b"\x1f\x8b", "a packed file"),
)
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text: how to read it."""

    encoding: str
    is_guessed: bool  # the encoding is the most likely, not certain
    delimiter: str
    skip_lines: int  # "sep=;" that Excel writes before the table


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is. ``text`` None: a workbook of ``kind`` xlsx, xls, xlsb or ods."""

    sha256: str
    size: int
    kind: str
    text: TextFile | None
    told: tuple[str, ...] = ()  # what was noticed inside, in words
    circles: Mapping[str, frozenset[tuple[int, int]]] = field(
        default_factory=dict
    )  # by sheet, cells without a result


def sniff(path: Path) -> Sniffed:
    """Look at the whole file once. Raises Refused with the sentence for the manager."""
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
            if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
                raise Refused(f"{name} is empty.")
            kind = _kind(name, head)
            inside: archive.Found | None = None
            if kind == "ole":
                kind = archive.check_ole(path, size)
            if kind == "zip":
                kind, inside = archive.check_zip(path, size)
            if kind != "text":
                file.seek(0)
                if inside is None:
                    return Sniffed(_digest(file), size, kind, None)
                return Sniffed(_digest(file), size, kind, None, inside.told(), inside.circles)
            if size > limits.FILE_BYTES:
                raise Refused(
                    f"{name} has {size / 1e9:.1f} GB; up to {limits.FILE_BYTES / 1e9:.0f} GB are read."
                )
            file.seek(0)
            return _text(name, size, head, file)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise Refused(f"{name} is a folder; choose the files in it.") from None
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror or error}.") from None


def _digest(file: io.BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(name: str, head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise Refused(f"{name} is {what}, not a spreadsheet.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    if markup.is_markup(start) or markup.is_markup(_wide(head)):
        return "html"
    if start.startswith((b"<?xml", b"<")):
        raise Refused(f"{name} is XML; open it in Excel and save it as .xlsx, then import that.")
    if start.startswith((b"{", b"[{")):
        raise Refused(f"{name} is JSON, not a table; export it as CSV or Excel.")
    return "text"


def _wide(head: bytes) -> bytes:
    """The start of a text in UTF-16 as bytes of one letter each."""
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return b""
    return head.decode("utf-16", "ignore").lstrip()[:1000].lower().encode("ascii", "ignore")


def _text(name: str, size: int, head: bytes, file: io.BufferedReader) -> Sniffed:
    encoding = _bom(head) or _utf16(head)
    if encoding is None and head.count(0) > len(head) // 100 + 1:
        raise Refused(f"{name} is not a spreadsheet: it holds bytes that no text has.")
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")("strict")
    good, controls, high, line, since = True, 0, [0] * 256, 1, 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = len(chunk) - end if end >= 0 else since + len(chunk)
        if since > _LONGEST_LINE:
            raise Refused(f"{name}, line {line:,} never ends; it is no table. Export it again as CSV.")
        if good:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                good = False
                if encoding:
                    at = line + chunk.count(b"\n", 0, error.start)
                    raise Refused(
                        f"{name}, line {at}: the bytes are not valid {encoding.upper()};"
                        " save the file again as CSV UTF-8."
                    ) from None
            line += chunk.count(b"\n")
        if encoding is None and not good:
            for byte in set(chunk) - set(range(32, 128)):
                high[byte] += chunk.count(byte)
        controls += 0 if encoding else _controls(chunk)
    if good:
        try:
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            good = False
            if encoding:
                raise Refused(f"{name} ends in the middle of a character; it seems to be cut off.") from None
    if controls > size // 200 + 2:
        raise Refused(f"{name} is not a spreadsheet: it holds bytes that no text has.")
    if good:
        found, guessed = ("utf-8-sig" if encoding in (None, "utf-8-sig") else encoding), False
    else:
        found, guessed = _old_encoding(name, high, file), True
    delimiter, skip = _delimiter(name, head, found)
    return Sniffed(digest.hexdigest(), size, "text", TextFile(found, guessed, delimiter, skip))


def _controls(chunk: bytes) -> int:
    kept = chunk.translate(None, bytes([*range(9), 11, 12, *range(14, 27), *range(28, 32)]))
    return len(chunk) - len(kept)


def _bom(head: bytes) -> str | None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    return None


def _utf16(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if half and even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _old_encoding(name: str, high: list[int], file: io.BufferedReader) -> str:
    found = letters.guess(file, high)
    if found is None:
        raise Refused(f"{name} is in an encoding that cannot be read; save it again as CSV UTF-8.")
    return found


def _delimiter(name: str, head: bytes, encoding: str) -> tuple[str, int]:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    first, _, _ = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], 1
    whole = text if len(head) < 4096 else text.rpartition("\n")[0] or text
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths: dict[int, int] = {}
        try:
            for row in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    widths[len(row)] = widths.get(len(row), 0) + 1
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0], 20), item[0]))
        score = 0.0 if width < 2 else count / sum(widths.values()) * min(width, 20) ** 0.5
        if score > best_score:
            best, best_score = delimiter, score
    return best, 0
