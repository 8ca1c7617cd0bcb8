"""Looks into packed workbooks before a parser sees them: bombs, encryption, damage, ranges far too large."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from csmanager.core.errors import Refused
from csmanager.features.importing import limits
from csmanager.features.importing.reading import circles

_CHUNK = 1 << 18
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"(?:[^>]*[^/>])?>')
_FAR = re.compile(rb'<c r="(I[W-Z]|[J-Z][A-Z]|[A-Z]{3})(\d+)"(?:[^>]*[^/>])?>')
_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')
_BARE = (b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v /></c>")
_TOP = 1_500_000  # bytes of a sheet in which a first formula is looked for
_LARGE = 8_000_000  # bytes of a sheet from which its own word on its width is taken
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}\d+:([A-Z]{1,3})(\d+)"')
_MOST_FORMULAS = 60_000  # in which circles are looked for
_MANY_ZEROS = 5  # formulas that all give 0 before that is said
_MANY_COLUMNS = 60  # a sheet of more is unpacked to its end before it is read
_FAR_COLUMN = re.compile(rb"I[W-Z]|[J-Z][A-Z]")
_HIDDEN_ROW = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_LINK = re.compile(r"<Relationship\b[^>]*>")
_SHEET = re.compile(r"<sheet\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def _too_large(name: str, size: int) -> Refused:
    most = limits.BOOK_BYTES // 1_000_000
    return Refused(
        f"{name} has {size // 1_000_000} MB; workbooks of up to {most} MB are read. Export it as CSV."
    )


def check_ole(path: Path, size: int) -> str:
    """Kind of an old-style workbook. Raises Refused when it is encrypted or no workbook."""
    name = path.name
    if size > limits.BOOK_BYTES:
        raise Refused(
            f"{name} has {size // 1_000_000} MB; workbooks of up to {limits.BOOK_BYTES // 1_000_000} MB are read."
        )
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise Refused(
            f"{name} is protected by a password; open it in Excel, save it without one, and import that."
        )
    if "WordDocument".encode("utf-16-le") in data:
        raise Refused(f"{name} is a Word text, not a spreadsheet.")
    if "Workbook".encode("utf-16-le") not in data and "Book".encode("utf-16-le") not in data:
        raise Refused(f"{name} is not a workbook, or is damaged.")
    if b"\x2f\x00\x36\x00\x00\x00" in data or b"\x2f\x00\x06\x00\x01\x00" in data:
        raise Refused(
            f"{name} is protected by a password; open it in Excel, save it without one, and import that."
        )
    return "xls"


def check_zip(path: Path, size: int, *, closely: bool = False) -> tuple[str, Found]:
    """Kind of a packed workbook, and what to tell of it. Raises Refused with the reason, having unpacked little.

    ``closely``: believe nothing that a large sheet says of its own width.
    """
    name = path.name
    if size > limits.BOOK_BYTES:
        raise Refused(
            f"{name} has {size // 1_000_000} MB; workbooks of up to {limits.BOOK_BYTES // 1_000_000} MB are read."
        )
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _check_sizes(name, package, parts)
            kind = _kind(name, package, {part.filename for part in parts})
            sheets = _sheet_names(package) if kind == "xlsx" else {}
            found = Found()
            for part in parts:
                sheet = sheets.get(part.filename.rpartition("/")[2], Path(part.filename).stem)
                _check_part(name, package, part, kind, sheet, found, closely=closely)
            if found.zeros and found.formulas <= _MOST_FORMULAS and kind == "xlsx":
                found.circles = circles.find(package, sheets)
            return kind, found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        if "encrypted" in str(error):
            raise Refused(f"{name} is protected by a password; save it without one.") from None
        raise Refused(f"{name} is damaged: it cannot be unpacked. Export or save it again.") from None
    except RuntimeError as error:
        words = (
            "is protected by a password; save it without one." if "password" in str(error) else "is damaged."
        )
        raise Refused(f"{name} {words}") from None


def _check_sizes(name: str, package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > limits.PARTS:
        raise Refused(f"{name} holds {len(parts):,} parts, far more than a workbook has; it was not opened.")
    if sum(part.file_size for part in parts) > limits.UNPACKED_BYTES:
        raise Refused(
            f"{name} would unpack to more than {limits.UNPACKED_BYTES // 1_000_000} MB; export it as CSV instead."
        )
    for part in parts:
        if part.flag_bits & 1:
            raise Refused(f"{name} is protected by a password; save it without one.")
        if part.file_size > 1_000_000 and part.file_size > limits.RATIO * max(part.compress_size, 1):
            _check_long_cell(name, package, part)
            raise Refused(
                f"{name} unpacks to {part.file_size // 1_000_000} MB out of almost nothing; it was not opened."
            )


def _check_long_cell(name: str, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part that packs so well because of one endless cell with a sentence that says so."""
    if part.file_size > limits.UNPACKED_BYTES // 4 or not part.filename.endswith(".xml"):
        return
    longest = since = 0
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            first, *others = chunk.split(b"<")
            lengths = [since + len(first), *(len(piece) - piece.find(b">") - 1 for piece in others)]
            longest, since = max(longest, *lengths), lengths[-1]
    if longest > part.file_size // 2:
        raise Refused(
            f"{name} holds a cell of {longest:,} letters; spreadsheets hold up to 32,767 in one. Shorten it and save"
            " the file again."
        )


def _kind(name: str, package: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names or any(part.endswith("workbook.xml") for part in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names and b"spreadsheet" in package.read("mimetype"):
        return "ods"
    if "EncryptedPackage" in names:
        raise Refused(f"{name} is protected by a password; save it without one.")
    if "word/document.xml" in names:
        raise Refused(f"{name} is a Word text, not a spreadsheet.")
    if "[Content_Types].xml" in names:
        raise Refused(f"{name} is damaged: the workbook inside is missing. Save it again.")
    raise Refused(f"{name} is a packed folder, not a spreadsheet; unpack it and import the files in it.")


def _sheet_names(package: zipfile.ZipFile) -> dict[str, str]:
    """The sheets' names by the parts they are kept in; what is damaged or far too long is left out."""
    try:
        with package.open("xl/workbook.xml") as stream:
            book = stream.read(_CHUNK).decode("utf-8", "replace")
        with package.open("xl/_rels/workbook.xml.rels") as stream:
            links = stream.read(_CHUNK).decode("utf-8", "replace")
    except KeyError:
        return {}
    parts: dict[str, str] = {}
    for link in _LINK.findall(links):
        told = dict(_ATTRIBUTE.findall(link))
        parts[told.get("Id", "")] = told.get("Target", "").rpartition("/")[2]
    found: dict[str, str] = {}
    for sheet in _SHEET.findall(book):
        told = dict(_ATTRIBUTE.findall(sheet))
        if told.get("r:id") in parts and told.get("name"):
            found[parts[told["r:id"]]] = html.unescape(told["name"])
    return found


@dataclass(slots=True)
class Found:
    """What the sheets of a workbook hold beside their cells."""

    bare_formulas: int = 0
    formulas: int = 0
    zeros: int = 0  # formulas whose result is 0
    hidden_rows: int = 0
    read: int = 0
    has_formulas: bool = False
    circles: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict)  # by sheet: row and column

    @property
    def has_seen(self) -> bool:
        """Whether there is anything to count."""
        return self.has_formulas or self.hidden_rows > 0

    def look(self, text: bytes) -> None:
        """Count in a piece of a sheet; a formula that straddles two pieces may be missed."""
        self.read += len(text)
        if not self.has_formulas and self.read <= _TOP:
            self.has_formulas = b"</f>" in text
        if self.has_formulas:
            self.bare_formulas += sum(text.count(mark) for mark in _BARE)
            self.formulas += text.count(b"</f>")
            self.zeros += text.count(b"</f><v>0</v>")
        if b' hidden="' in text:
            self.hidden_rows += len(_HIDDEN_ROW.findall(text))

    def told(self) -> tuple[str, ...]:
        """In words."""
        notes = []
        if count := self.bare_formulas:
            what = "1 cell holds a formula" if count == 1 else f"{count:,} cells hold formulas"
            notes.append(
                f"{what} without a result, read as blank and not as 0; open the file in Excel and save it to have"
                " them worked out."
            )
        if count := sum(map(len, self.circles.values())):
            what = "1 formula refers" if count == 1 else f"{count:,} formulas refer"
            notes.append(
                f"{what} to a circle of cells, or to its own, and cannot be worked out: read as blank and not"
                " as 0."
            )
        elif self.zeros >= _MANY_ZEROS and self.zeros == self.formulas:
            notes.append(
                f"All {self.zeros:,} formulas give 0, as they do where they were never worked out or refer to"
                " themselves in a circle; open the file in Excel, look at them and save it again."
            )
        if count := self.hidden_rows:
            notes.append(
                "1 hidden row was read too." if count == 1 else f"{count:,} hidden rows were read too."
            )
        return tuple(notes)


def _is_narrow(start: bytes) -> bool:
    """Whether a sheet says that it ends before column IV; what it says wrongly, the limit of memory catches."""
    found = _DIMENSION.search(start[:2000])
    return found is not None and len(found[1]) < 3 and not _FAR_COLUMN.fullmatch(found[1])


def _is_short(start: bytes) -> bool:
    """Whether a sheet says that it has few enough rows; the parser counts again what it really read."""
    found = _DIMENSION.search(start[:2000])
    return found is not None and len(found[2]) < 7 and int(found[2]) * _MANY_COLUMNS <= limits.AREA


def _check_part(
    name: str,
    package: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    kind: str,
    sheet: str,
    found_: Found,
    *,
    closely: bool,
) -> None:
    if not part.filename.endswith((".xml", ".rels")):
        return
    is_sheet = kind == "xlsx" and "/worksheets/" in part.filename
    last_row, width, read, tail, is_narrow, is_known = 0, 0, 0, b"", False, False
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read == len(chunk) and any(mark in chunk[:4096] for mark in _DECLARED):
                raise Refused(
                    f"{name} declares its own entities, as no spreadsheet program does; it was not opened."
                )
            if not is_sheet:
                continue
            if read == len(chunk):
                is_narrow = part.file_size > _LARGE and _is_narrow(chunk) and not closely
                is_known = is_narrow and _is_short(chunk)
                found_.read, found_.has_formulas = 0, False
            found_.look(chunk)
            if is_known and read > _TOP and not found_.has_seen:
                return  # what has neither formulas nor hidden rows at its top is plain to its end
            text = tail + chunk
            far = None if is_narrow else _FAR.search(text)
            if far:
                raise Refused(
                    f"{name}, {sheet}, cell {far[1].decode()}{far[2].decode()} lies beyond column IV;"
                    f" tables of up to {limits.COLUMNS} columns are read. Delete what stands there, or export as CSV."
                )
            cut = text.rfind(b"<row ")
            found = _ROW.match(text, cut) if cut >= 0 else None
            if found:
                last_row = int(found[1])
            if not width:
                cells = _CELL.findall(text[:_CHUNK])
                width = len({column for column, _ in cells})
            if last_row > limits.ROWS:
                cell = _CELL.search(text, cut)
                if cell or part.file_size > 50 * limits.ROWS:
                    raise Refused(
                        f"{name}, {sheet}, row {last_row:,}: workbooks of up to {limits.ROWS:,} rows are read;"
                        " export it as CSV, which may be of any length."
                    )
            tail = text[-400:]
    if is_sheet and last_row * max(width, 1) > limits.AREA:
        raise Refused(f"{name}, {sheet} holds {last_row:,} rows of {width} columns; export it as CSV.")
