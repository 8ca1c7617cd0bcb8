"""The handbook as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csmanager.core.errors import Refused
from csmanager.core.files import replace_file
from csmanager.exporting import file_stem
from csmanager.features.handbook.rules import PolicyFile, read_file, write_file

SUFFIXES = (".md", ".markdown", ".mdown", ".txt")
_MOST_BYTES = 4_000_000  # of one file; a text of that size is no policy


def write_folder(files: Sequence[PolicyFile], folder: Path) -> list[Path]:
    """One Markdown file a policy in ``folder``, made when it is not there; files of the same name are replaced."""
    if not folder.exists():
        try:
            folder.mkdir()
        except OSError as error:
            raise Refused(f"The folder {folder} cannot be made: {error.strerror or error}.") from error
    return [replace_file(folder / f"{file_name(file)}.md", _Text(write_file(file))) for file in files]


def file_name(file: PolicyFile) -> str:
    """How the file of a policy is called, without suffix."""
    return file_stem(" ".join(part for part in (file.code, file.title) if part))


class _Text:
    """Writes one text into the file it is handed."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, path: Path) -> None:
        path.write_text(self._text, encoding="utf-8", newline="\n")


def read_paths(paths: Sequence[Path]) -> list[PolicyFile]:
    """Markdown files understood; raises Refused with the name of the first that cannot be."""
    return [_read(path) for path in paths]


def _read(path: Path) -> PolicyFile:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refused(f"{path.name} is too large for a policy; nothing was brought in.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is not a text in UTF-8; nothing was brought in.") from None
    except OSError as error:
        raise Refused(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if "\x00" in text:
        raise Refused(f"{path.name} is not a text; nothing was brought in.")
    return read_file(text, path.stem)
