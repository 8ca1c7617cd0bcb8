"""Files made to do harm, and good ones with bytes changed: each ends in one sentence or in the right rows.

``kinds`` names over a hundred hostile files, ``mutated`` changes good ones by a seed. Promised: the program does
not end, it takes under ten seconds of work and 300 MiB, a refusal changes nothing, and what is taken in is what the
file says.
"""

from __future__ import annotations

import random
import re
import resource
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from csmanager.open import open_store
from tests.digest import content
from tests.features.importing.files import TICKET_HEAD, tickets, write_xlsx
from tests.reliability import lab
from tests.reliability.score import Score

_SECONDS, _MOST_KIB = 10.0, 300 * 1024
_ROWS = 20
_SHEET = "xl/worksheets/sheet1.xml"
_ENDS = ("refused", "needs_answer", "imported")


@dataclass(frozen=True, slots=True)
class Kind:
    """One hostile file. ``rows``: how many it gives where it is to be taken in; None where it must be refused or asked
    about; -1 where either is right."""

    name: str
    file: str
    make: Callable[[Path], object]
    rows: int | None = None


def kinds() -> list[Kind]:
    """Every hostile file, always the same."""
    return [*_texts(), *_starts(), *_encodings(), *_cells(), *_books(), *_parts(), *_cut()]


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _table() -> bytes:
    rows = [TICKET_HEAD, *tickets(_ROWS)]
    return "\r\n".join(",".join(str(cell) for cell in row) for row in rows).encode() + b"\r\n"


def _texts() -> Iterator[Kind]:
    table = _table()
    head, _, body = table.partition(b"\r\n")
    first = body.partition(b"\r\n")[0]
    for name, data, rows in (
        ("nothing", b"", None),
        ("a line's end", b"\n", None),
        ("blanks", b" \t\r\n" * 900, None),
        ("only NUL", b"\x00" * 5000, None),
        ("heading only", head + b"\r\n", None),
        ("endless line", head + b"\r\n" + b"x" * 20_000_000, None),
        ("unclosed quotation", table + b'T-9,"' + b"y" * 300_000, None),
        ("a million columns", b",".join([b"a"] * 1_000_000) + b"\r\n" + b",".join([b"1"] * 1_000_000), None),
        ("a cell of 10 MB", table.replace(b"Refund", b"z" * 10_000_000, 1), None),
        ("NUL inside", table.replace(b"Refund", b"Re\x00fund"), -1),
        ("bytes of all kinds", bytes(range(256)) * 400, None),
        ("heading twice", head + b"\r\n" + table, _ROWS),
        ("blank rows between", table.replace(b"\r\n", b"\r\n\r\n"), _ROWS),
        ("ends of old Macs", table.replace(b"\r\n", b"\r"), _ROWS),
        ("no last end", table.rstrip(), _ROWS),
        ("rows twice", table + body, _ROWS),
        ("short rows", table + b"T-900\r\n", -1),
        ("long rows", table + first + b",1,2,3,4\r\n", -1),
        ("ids all alike", re.sub(rb"T-\d{5}", b"T-1", table), -1),
        ("no ids", re.sub(rb"T-\d{5}", b"", table), -1),
        ("dates that are none", re.sub(rb"2026-02-\d\d", b"2026-02-31", table), None),
        ("dates far ahead", re.sub(rb"2026-02", b"9999-02", table), None),
        ("dates far back", re.sub(rb"2026-02", b"0001-02", table), None),
        ("numbers without end", re.sub(rb",(\d+),", rb"," + b"9" * 400 + rb",", table), -1),
        ("not a number", re.sub(rb",(\d+),", b",NaN,", table), -1),
        ("infinite", re.sub(rb",(\d+),", b",1e999,", table), -1),
        ("negative", re.sub(rb",(\d+),", b",-5,", table), -1),
        ("formulas", table.replace(b"Refund", b"=HYPERLINK(1)"), _ROWS),
        ("commands", table.replace(b"Refund", b"=cmd|' /C calc'!A0"), _ROWS),
        ("marks of direction", table.replace(b"Ana Sol", "Ana\u202eloS".encode()), _ROWS),
        ("letters put together", table.replace(b"Ana Sol", ("A" + "\u0301" * 400).encode()), -1),
        ("sep of a letter", b"sep=;\r\n" + table.replace(b",", b";"), _ROWS),
        ("a separator nobody uses", table.replace(b",", b"~"), None),
        ("quotations in cells", table.replace(b"Refund", b'"Re""fu""nd"'), _ROWS),
        ("quotations gone wrong", table.replace(b"Refund", b'Re"fund'), -1),
        ("sql", table.replace(b"Refund", b"'; DROP TABLE contact; --"), _ROWS),
        ("markup in cells", table.replace(b"Refund", b"<script>alert(1)</script>"), _ROWS),
        ("places in folders", table.replace(b"Refund", b"../../etc/passwd"), _ROWS),
    ):
        yield Kind(name, "t.csv", _bytes(data), rows)


def _starts() -> Iterator[Kind]:
    for name, data in (
        ("pdf", b"%PDF-1.7\n"), ("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff\xe0"), ("gif", b"GIF89a"),
        ("sqlite", b"SQLite format 3\x00"), ("rtf", b"{\\rtf1 "), ("program", b"MZ\x90\x00"), ("elf", b"\x7fELF"),
        ("rar", b"Rar!\x1a\x07"), ("7z", b"7z\xbc\xaf\x27\x1c"), ("gzip", b"\x1f\x8b\x08"), ("zip", b"PK\x03\x04"),
        ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("json", b'{"a": [1, 2]}'), ("xml", b"<?xml version='1.0'?><a/>"),
        ("html", b"<html><body><p>hello</p></body></html>"), ("eml", b"From: a@b.example\r\nSubject: hi\r\n\r\nhello"),
    ):  # fmt: skip
        for file in ("x.xlsx", "x.csv"):
            noise = random.Random(name).randbytes(3000) if data[0] > 126 or name == "zip" else b""
            yield Kind(f"{name} called {file}", file, _bytes(data + noise))


def _encodings() -> Iterator[Kind]:
    text = _table().decode().replace("Ana Sol", "Zoë Šimić")
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield Kind(f"in {encoding}", "e.csv", _bytes(text.encode(encoding)), _ROWS)
    wide = text.encode("utf-16")
    yield Kind("half a letter at the end", "e.csv", _bytes(wide[:-1]))
    yield Kind("a lone surrogate", "e.csv", _bytes(wide + b"\x00\xd8"))
    yield Kind("one wrong byte", "e.csv", _bytes(text.encode() + b"T-99,\xff\xfe\r\n"), -1)
    yield Kind("two encodings", "e.csv", _bytes(text.encode() + text.encode("cp1250")), -1)


def _cells() -> Iterator[Kind]:
    for name, value in (
        ("empty", ""), ("an error", "#N/A"), ("a division", "#DIV/0!"), ("a word", "lots"), ("a list", "1;2;3"),
        ("32,767 letters", "x" * 32_767),
    ):  # fmt: skip
        for column in (1, 7):

            def make(path: Path, value: str = value, column: int = column) -> object:
                rows = tickets(_ROWS)
                rows[3][column] = value
                return write_xlsx(path, {"Export": [TICKET_HEAD, *rows]})

            yield Kind(f"{name} in column {column}", "c.xlsx", make, -1)


def rebuilt(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """A good workbook with its parts changed."""
    good = write_xlsx(path.with_name("good.xlsx"), {"Export": [TICKET_HEAD, *tickets(_ROWS)]})
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if (data := change(part.filename, old.read(part.filename))) is not None:
                new.writestr(part.filename, data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    good.unlink()
    return path


def _sheet(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: rebuilt(path, lambda name, data: change(data) if name == _SHEET else data)


def _books() -> Iterator[Kind]:
    end, merged = b"</sheetData>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    for where in ("XFD1048576", "ZZ30", "A1048576", "XFD1", "AAAA1", "A99999999", "A0"):
        row = "".join(c for c in where if c.isdigit())
        cell = f'<row r="{row}"><c r="{where}"><v>1</v></c></row></sheetData>'.encode()
        yield Kind(f"a cell at {where}", "b.xlsx", _sheet(_ending(cell)), -1)
    for name, change, rows in (
        ("declared far", lambda d: re.sub(rb"<dimension [^>]*>", b'<dimension ref="A1:XFD1048576"/>', d), _ROWS),
        ("declared small", lambda d: re.sub(rb"<dimension [^>]*>", b'<dimension ref="A1:A1"/>', d), _ROWS),
        ("cut in half", lambda d: d[: len(d) // 2], None),
        ("no rows", lambda d: re.sub(rb"<row.*</row>", b"", d, flags=re.S), None),
        ("entities", lambda d: b'<!DOCTYPE x [<!ENTITY a "aaa">]>' + d.partition(b"?>")[2], None),
        ("merged over all", lambda d: d.replace(end, end + merged), -1),
        ("no letters", lambda _d: b"", None),
        ("NUL", lambda d: d.replace(b"Refund", b"\x00"), -1),
        ("deep", lambda _d: b"<a>" * 100_000, None),
        ("rows backwards", lambda d: d.replace(end, b'<row r="2"><c r="A2"><v>7</v></c></row>' + end), -1),
        ("strings far out", lambda d: d.replace(end, b'<row r="40"><c r="A40" t="s"><v>99999</v></c></row>' + end), -1),
        ("a serial too large", lambda d: d.replace(end, b'<row r="40"><c r="B40"><v>9e99</v></c></row>' + end), -1),
    ):  # fmt: skip
        yield Kind(f"sheet: {name}", "b.xlsx", _sheet(change), rows)


def _parts() -> Iterator[Kind]:
    for name, extra, rows in (
        ("a bomb beside", {"xl/media/x.xml": b" " * 60_000_000}, None),
        ("a bomb of noise", {"xl/media/x.bin": b"\x00" * 60_000_000}, None),
        ("thousands of parts", {f"xl/media/{n}.bin": b"" for n in range(2_000)}, None),
        ("places outside", {"../../evil.txt": b"x"}, _ROWS),
        ("macros", {"xl/vbaProject.bin": b"x" * 900}, _ROWS),
        ("a pivot's memory", {"xl/pivotCache/p.xml": b"<p/>"}, _ROWS),
    ):
        yield Kind(name, "p.xlsx", _with(extra), rows)
    links = "xl/_rels/workbook.xml.rels"
    for gone in ("xl/workbook.xml", _SHEET, "[Content_Types].xml", links):
        yield Kind(f"emptied {gone}", "p.xlsx", _emptied(gone), -1)

    def endless(path: Path) -> object:
        cell = b"a" * 10_000_000
        return rebuilt(path, lambda name, data: data.replace(b"Refund", cell, 1) if name == _SHEET else data)

    yield Kind("a sheet with a cell of 10 MB", "p.xlsx", endless, None)


def _with(extra: dict[str, bytes]) -> Callable[[Path], object]:
    return lambda path: rebuilt(path, lambda _name, data: data, extra)


def _ending(end: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", end)


def _emptied(part: str) -> Callable[[Path], object]:
    return lambda path: rebuilt(path, lambda name, data: b"" if name == part else data)


def _cut() -> Iterator[Kind]:
    def cut(share: float) -> Callable[[Path], object]:
        def make(path: Path) -> object:
            data = rebuilt(path, lambda _name, data: data).read_bytes()
            return path.write_bytes(data[: int(len(data) * share)])

        return make

    for share in (0.01, 0.2, 0.5, 0.8, 0.97):
        yield Kind(f"cut at {share:.0%}", "k.xlsx", cut(share))


def mutated(good: bytes, seed: int) -> bytes:
    """A good file with some of its bytes changed, taken out, doubled or moved."""
    draw = random.Random(seed)
    data = bytearray(good)
    for _ in range(draw.choice((1, 1, 2, 5, 20))):
        at = draw.randrange(max(1, len(data)))
        length = draw.choice((1, 1, 2, 8, 100))
        way = draw.randrange(5)
        if way == 0:
            data[at : at + length] = draw.randbytes(length)
        elif way == 1:
            del data[at : at + length]
        elif way == 2:
            data[at:at] = data[at : at + length]
        elif way == 3:
            data[at : at + length] = bytes(length)
        else:
            data = data[: max(8, at)] if draw.random() < 0.1 else data
    return bytes(data)


def run(files: int | None = None, mutations: int = 2_000) -> Score:
    """Try the first ``files`` hostile files (all when None) spread over every kind, and ``mutations`` changed ones."""
    score = Score()
    every = kinds()
    chosen = every if files is None else every[:: max(1, len(every) // files)]
    with lab.folder() as place:
        store = open_store(place / "s.csm", create=True)
        try:
            slowest = 0.0
            for kind in chosen:
                kind.make(place / kind.file)
                slowest = max(slowest, _try(store, place / kind.file, kind.name, kind.rows, score))
            book = rebuilt(place / "good-m.xlsx", lambda _name, data: data).read_bytes()
            for seed in range(mutations):
                file, good = ("m.csv", _table()) if seed % 2 else ("m.xlsx", book)
                (place / file).write_bytes(mutated(good, seed))
                slowest = max(slowest, _try(store, place / file, f"mutation {seed}", -1, score))
        finally:
            store.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(
        resource.RUSAGE_SELF
    ).ru_maxrss  # which a child has for a moment, before it is itself
    if peak > max(_MOST_KIB, own * 1.02):
        score.wrong.append(f"a reader took {peak // 1024} MiB")
    score.notes.append(f"slowest {slowest:.1f} s, peak {peak // 1024} MiB")
    return score


def _seconds() -> float:
    """What was worked so far, here and in the readers: a busy machine makes no file slow."""
    own, readers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + readers.ru_utime + readers.ru_stime


def _try(store: Store, path: Path, name: str, rows: int | None, score: Score) -> float:
    before, start = content(store), _seconds()
    score.states += 1
    try:
        told = import_file(store, path, answers={"people": "create"}, dry_run=True)
    except Exception as error:
        score.wrong.append(f"{name}: {type(error).__name__}: {error}")
        return 0.0
    took = _seconds() - start
    if took > _SECONDS:
        score.wrong.append(f"{name}: took {took:.1f} s")
    if content(store) != before:
        score.wrong.append(f"{name}: changed the store")
    if told.outcome not in _ENDS or not told.summary or "Traceback" in told.summary:
        score.wrong.append(f"{name}: {told.outcome} {told.summary[:80]}")
    if rows is None and told.outcome == "imported":
        score.wrong.append(f"{name}: taken in, {told.rows_added} rows")
    if rows is not None and rows >= 0 and told.rows_added != rows:
        score.wrong.append(f"{name}: {told.rows_added} rows, not {rows}: {told.summary[:120]}")
    if told.outcome == "imported" and told.rows_added + told.rows_set_aside > 3 * _ROWS:
        score.wrong.append(f"{name}: {told.rows_added} rows of {_ROWS}")
    path.unlink()
    return took
