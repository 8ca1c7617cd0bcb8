"""Reads the text of one paper in a process of its own, so that a damaged or harmful file can do nothing.

Takes ``{"path", "form"}`` as JSON from standard input and answers ``{"text", "warning", "has_macros"}``. Nothing in
the file is run: macros and scripts are only looked for, to be told of.
"""

from __future__ import annotations

import contextlib
import json
import sys
import zipfile
from pathlib import Path

from csmanager.features.hiring.filing.rules import MOST_LETTERS

_MEMORY = 700_000_000  # address space
_UNPACKED = 60_000_000  # bytes of one part of a Word file
_PAGES = 60


def main() -> int:
    """Read one paper."""
    job = json.load(sys.stdin)
    _limit_memory()
    try:
        told = read(Path(job["path"]), job["form"])
    except MemoryError:
        told = {"text": "", "warning": "It is too large to be read; it is kept as it came."}
    except Exception:
        told = {"text": "", "warning": "Its text could not be read; it is kept as it came."}
    json.dump(told, sys.stdout)
    return 0


def read(path: Path, form: str) -> dict[str, object]:
    """Text and warnings of a paper."""
    if form == "pdf":
        return _pdf(path)
    if form == "word":
        return _word(path)
    if form == "old word":
        return {
            "text": "",
            "warning": "Old Word format, which may hold macros. Nothing in it was opened; its text cannot be searched.",
            "has_macros": True,
        }
    if form == "text":
        return {"text": path.read_text(encoding="utf-8", errors="replace")[:MOST_LETTERS], "warning": ""}
    return {"text": "", "warning": "Its text cannot be searched."}


def _pdf(path: Path) -> dict[str, object]:
    from pypdf import PdfReader

    data = path.read_bytes()
    has_script = b"/JavaScript" in data or b"/JS " in data or b"/Launch" in data
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return {
            "text": "",
            "warning": "It is locked with a password; ask for it without one.",
            "has_macros": False,
        }
    parts: list[str] = []
    length = 0
    for page in list(reader.pages)[:_PAGES]:
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            parts.append(page.extract_text())
            length += len(parts[-1])
        if length > MOST_LETTERS:
            break
    text = "\n".join(parts).strip()[:MOST_LETTERS]
    warning = "It holds a script, which is never run. " if has_script else ""
    if not text:
        warning += "It is a scan: it holds pictures of text only, which cannot be searched."
    return {"text": text, "warning": warning.strip(), "has_macros": has_script}


def _word(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        names = {info.filename: info.file_size for info in archive.infolist()}
    has_macros = any(name.casefold().endswith(("vbaproject.bin", "vbadata.xml")) for name in names)
    warning = "It holds macros, which are never run; open it only where they stay off." if has_macros else ""
    if any(size > _UNPACKED for size in names.values()):
        return {
            "text": "",
            "warning": f"{warning} It unpacks to far more than a paper has, so it was not read.".strip(),
            "has_macros": has_macros,
        }
    if "word/document.xml" not in names:
        return {
            "text": "",
            "warning": f"{warning} Its text cannot be searched.".strip(),
            "has_macros": has_macros,
        }
    return {"text": _paragraphs(path)[:MOST_LETTERS], "warning": warning, "has_macros": has_macros}


def _paragraphs(path: Path) -> str:
    """The text of a Word file, tables included; a file with macros is read as one without."""
    import io

    import docx

    data = path.read_bytes()
    if b"macroEnabled" in data or path.suffix.casefold() in (".docm", ".dotm", ".dotx"):
        data = _as_plain(data)
    document = docx.Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines.extend("\t".join(cell.text for cell in row.cells) for row in table.rows)
    return "\n".join(line for line in lines if line.strip())


def _as_plain(data: bytes) -> bytes:
    """The same document saying that it has no macros, which is the only form the reader takes."""
    import io

    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            if info.filename.casefold().endswith(("vbaproject.bin", "vbadata.xml")):
                continue
            part = source.read(info)
            if info.filename == "[Content_Types].xml":
                for marked in (
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
                ):
                    part = part.replace(marked, plain)
            target.writestr(info.filename, part)
    return out.getvalue()


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.exit(main())
