"""Exports that open only with a password: workbooks and Word papers as Office encrypts them, PDF with AES-256.

The password is typed for one file. It is held here until that file is written (``core.files.replace_file`` asks for
it), is written nowhere, and cannot be found again: who loses it writes the file anew.
"""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

from csmanager.core.errors import Refused, RuleBroken

KINDS = (".xlsx", ".docx", ".pdf")
LEAST = 8  # letters of a password
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an encrypted Office file begins
_MISSING = (
    "On this computer files cannot be written with a password, since a part of csmanager is missing (the package"
    " {name}). Nothing was written; save it without a password, or on another computer."
)
_COMMON = frozenset({"password", "passwort", "12345678", "123456789", "qwertyuiop", "iloveyou", "letmein1"})

_armed: dict[Path, str] = {}
_door = threading.Lock()


def can_protect(path: Path) -> bool:
    """Whether files of this kind can carry a password."""
    return path.suffix.lower() in KINDS


def require_tools(path: Path) -> None:
    """Raises Refused with a sentence where what encrypts this kind of file is not installed."""
    try:
        if path.suffix.lower() == ".pdf":
            import cryptography  # noqa: F401
            import pypdf  # noqa: F401
        else:
            import msoffcrypto  # noqa: F401
    except ImportError as error:
        raise Refused(_MISSING.format(name=error.name)) from None


def check_password(password: str) -> None:
    """Raises RuleBroken for a password that is no hindrance."""
    if len(password) < LEAST:
        raise RuleBroken(f"Use at least {LEAST} characters; three or four words are easy to remember.")
    if password.casefold() in _COMMON or len(set(password)) < 4:
        raise RuleBroken("This is one of the first that would be tried. Take another.")


def strength(password: str) -> str:
    """What is thought of a password, in words; "" of one that is not taken."""
    try:
        check_password(password)
    except RuleBroken:
        return ""
    kinds = sum(
        any(test(letter) for letter in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    )
    weight = len(password) + 2 * kinds
    return "Strong" if weight >= 22 else "Fair" if weight >= 16 else "Weak: longer is better"


def arm(path: Path, password: str) -> None:
    """Write ``path`` with ``password``, the next time it is written. Forgets what was armed before."""
    check_password(password)
    if not can_protect(path):
        raise RuleBroken(f"{path.name}: only Excel, Word and PDF files can carry a password.")
    require_tools(path)
    with _door:
        _armed.clear()
        _armed[path.absolute()] = password


def disarm() -> None:
    """Forget a password whose file was not written."""
    with _door:
        _armed.clear()


def take(path: Path) -> str | None:
    """The password for ``path``, handed out once; None: it is written plainly."""
    with _door:
        return _armed.pop(path.absolute(), None)


def protect(path: Path, password: str, suffix: str) -> None:
    """Encrypt the finished file at ``path`` in its place, after reading the result back.

    ``suffix``: what kind it is. Raises Refused, and then ``path`` is as it was.
    """
    plain = path.read_bytes()
    sealed = _pdf(plain, password) if suffix.lower() == ".pdf" else _office(plain, password)
    if not _is_same(plain, sealed, password, suffix):
        raise Refused("The protected file did not come out right, so nothing was written. Try it again.")
    with path.open("r+b") as file:  # over the plain bytes, not beside them
        file.write(sealed)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def opened(path: Path, password: str) -> bytes:
    """The content of a protected file. Raises RuleBroken for another password."""
    data = path.read_bytes()
    try:
        return _open_pdf(data, password) if path.suffix.lower() == ".pdf" else _open_office(data, password)
    except Exception:
        raise RuleBroken(f"That is not the password of {path.name}.") from None


def is_protected(path: Path) -> bool:
    """Whether a file needs a password, as it lies there."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            if head == _OLE:
                return path.suffix.lower() in (".xlsx", ".docx")
            if not head.startswith(b"%PDF"):
                return False
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4096))
            return b"/Encrypt" in file.read()
    except OSError:
        return False


def _office(plain: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def _open_office(data: bytes, password: str) -> bytes:
    import msoffcrypto

    file = msoffcrypto.OfficeFile(io.BytesIO(data))
    file.load_key(password=password, verify_password=True)
    out = io.BytesIO()
    file.decrypt(out, verify_integrity=True)
    return out.getvalue()


def _pdf(plain: bytes, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _open_pdf(data: bytes, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(data))
    if not reader.is_encrypted or not reader.decrypt(password):
        raise RuleBroken("another password")
    out = io.BytesIO()
    PdfWriter(clone_from=reader).write(out)
    return out.getvalue()


def _is_same(plain: bytes, sealed: bytes, password: str, suffix: str) -> bool:
    if suffix.lower() != ".pdf":
        return _open_office(sealed, password) == plain
    from pypdf import PdfReader

    before = PdfReader(io.BytesIO(plain)).pages
    after = PdfReader(io.BytesIO(_open_pdf(sealed, password))).pages
    return len(before) == len(after) and all(
        one.get_contents() is None or one.get_contents().get_data() == other.get_contents().get_data()  # type: ignore[union-attr]
        for one, other in zip(before, after, strict=True)
    )
