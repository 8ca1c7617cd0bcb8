"""What a program does to its disk, operation by operation: recorded, or made to fail.

SQLite's own operations (and SQLCipher's) are seen where it hands them to the system: two entries of its default VFS
and three of each file's methods are put in front of the real ones, in this process, by ctypes. What Python does is
seen through audit events (a file opened for writing, renamed, removed, a folder made) and through a wrapped ``open``,
``os.fsync`` and ``os.sendfile``. Nothing is compiled, and nothing of the program is changed.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OK, FULL, IOERR_WRITE, DENIED = 0, 13, 10 | (3 << 8), 3
SHORT, DIE_HALF, DIE_AFTER = (
    -1,
    -2,
    -3,
)  # half of a write lands and the disk is full; the program dies in it, behind it
_CANNOT_OPEN, _READ_ONLY = 14, 8
_IOERR = {"sync": 10 | (4 << 8), "truncate": 10 | (6 << 8), "delete": 10 | (10 << 8), "create": _CANNOT_OPEN}
_ERRNO = {FULL: errno.ENOSPC, SHORT: errno.ENOSPC, IOERR_WRITE: errno.EIO, DENIED: errno.EACCES}
_POINTER, _INT, _INT64 = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(
    _INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER
)  # SQLite keeps the name's address
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _INT64)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _INT64)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", _INT),
        ("close", _POINTER),
        ("read", _POINTER),
        ("write", _POINTER),
        ("truncate", _POINTER),
        ("sync", _POINTER),
        ("rest", _POINTER * 13),
    )


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", _INT),
        ("size_of_file", _INT),
        ("longest_path", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _POINTER),
        ("delete", _POINTER),
    )


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a file inside the folder that is watched.

    ``kind``: create, write, truncate, sync, delete; content (what a file that Python wrote holds at its fsync), rename,
    sync_folder; told (something was acknowledged: ``name`` says what).
    """

    kind: str
    name: str
    at: int = 0
    data: bytes = b""
    other: str = ""


Fault = Callable[[Operation], int]


@dataclass(slots=True)
class Disk:
    """The operations seen so far. ``fault`` may answer FULL, DENIED ... instead of letting one through."""

    folder: Path
    operations: list[Operation] = field(default_factory=list)
    fault: Fault | None = None

    def tell(self, what: str) -> None:
        """Note that ``what`` has been acknowledged."""
        self.operations.append(Operation("told", what))

    def inside(self, path: str) -> str:
        """``path`` relative to the folder; "" when it lies elsewhere."""
        full = os.path.realpath(path)
        root = os.path.realpath(self.folder) + os.sep
        return full.removeprefix(root) if full.startswith(root) else ""

    def decide(self, operation: Operation) -> int:
        """Note an operation about to be done; what ``fault`` wants of it."""
        code = self.fault(operation) if self.fault is not None else OK
        if code in (OK, DIE_AFTER):
            self.operations.append(operation)
        return code

    def pass_on(self, operation: Operation, do: Callable[[Operation], int]) -> int:
        """Let ``do`` do one of SQLite's operations, or half of it, or nothing; SQLite's code."""
        code = self.decide(operation)
        if code in (SHORT, DIE_HALF) and operation.kind == "write":
            do(_half(operation))
        if code == DIE_HALF:
            os._exit(9)
        if code in (OK, DIE_AFTER):
            done = do(operation)
            if code == DIE_AFTER:
                os._exit(9)
            return done
        if code in (FULL, SHORT):
            return FULL if operation.kind in ("write", "truncate") else _IOERR.get(operation.kind, FULL)
        if code == DENIED:
            return _IOERR.get(operation.kind, _READ_ONLY)
        return _IOERR.get(operation.kind, code)

    def python(self, operation: Operation) -> bool:
        """Before one of Python's operations: raises OSError when it must fail; whether to die behind it."""
        code = self.decide(operation)
        if code == DIE_HALF:
            os._exit(9)
        if code not in (OK, DIE_AFTER):
            number = _ERRNO.get(code, errno.EIO)
            raise OSError(number, os.strerror(number), operation.name)
        return code == DIE_AFTER


def _half(operation: Operation) -> Operation:
    return Operation("write", operation.name, operation.at, operation.data[: len(operation.data) // 2])


class _Written(io.FileIO):
    """A file that Python writes inside the folder that is watched."""

    def __init__(self, disk: Disk, name: str, file: Any, mode: str, opener: Any) -> None:
        super().__init__(file, mode, opener=opener)
        self._disk, self._inside = disk, name

    def write(self, data: Any, /) -> int:
        operation = Operation("write", self._inside, 0 if "a" in self.mode else self.tell(), bytes(data))
        disk = self._disk
        if disk.fault is not None:
            code = disk.decide(operation)
            if code in (SHORT, DIE_HALF):
                super().write(_half(operation).data)
            if code == DIE_HALF:
                os._exit(9)
            if code not in (OK, DIE_AFTER):
                number = _ERRNO.get(code, errno.EIO)
                raise OSError(number, os.strerror(number), self._inside)
            done = super().write(operation.data)
            if code == DIE_AFTER:
                os._exit(9)
            return done
        disk.operations.append(operation)
        return super().write(operation.data)


class _Watch:
    """The one set of hooks of this process; it watches for one ``Disk`` at a time."""

    def __init__(self) -> None:
        import _sqlite3

        self.disk: Disk | None = None
        self.names: dict[int, str] = {}
        self._kept: list[Any] = []
        self._libraries = [_Library(self, _sqlite3.__file__)]
        try:
            import sqlcipher3._sqlite3 as cipher
        except ImportError:
            pass
        else:
            self._libraries.append(_Library(self, cipher.__file__))
        self._fsync, self._sendfile, self._open = os.fsync, getattr(os, "sendfile", None), io.open
        os.fsync = self._python_fsync  # type: ignore[assignment]
        if self._sendfile is not None:
            os.sendfile = self._python_sendfile  # type: ignore[assignment]
        io.open = builtins.open = self._python_open
        sys.addaudithook(self._audit)

    def keep(self, function: Any) -> int | None:
        """The address of a callback, which lives as long as the hooks."""
        self._kept.append(function)
        return ctypes.cast(function, _POINTER).value

    # Python

    def _python_open(
        self, file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
        newline: Any = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        disk = self.disk
        name = ""
        if disk is not None and set(mode) & set("wxa+") and not isinstance(file, int):
            name = disk.inside(os.fsdecode(file))
        if disk is None or not name:
            return self._open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = _Written(disk, name, file, mode.replace("b", "").replace("t", ""), opener)
        if buffering == 0:
            return raw
        buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline)

    def _python_sendfile(self, out: int, source: int, offset: Any, count: int) -> int:
        disk = self.disk
        name = disk.inside(os.path.realpath(f"/proc/self/fd/{out}")) if disk is not None else ""
        assert self._sendfile is not None
        if disk is None or not name:
            return int(self._sendfile(out, source, offset, count))
        data = os.pread(source, min(count, 1 << 20), offset or 0)
        if not data:
            return 0
        operation = Operation("write", name, os.lseek(out, 0, os.SEEK_CUR), data)
        code = disk.decide(operation)
        if code in (SHORT, DIE_HALF):
            os.write(out, _half(operation).data)
        if code == DIE_HALF:
            os._exit(9)
        if code not in (OK, DIE_AFTER):
            number = _ERRNO.get(code, errno.EIO)
            raise OSError(number, os.strerror(number), name)
        done = os.write(out, data)
        if code == DIE_AFTER:
            os._exit(9)
        return done

    def _python_fsync(self, descriptor: Any) -> None:
        disk = self.disk
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        path = os.path.realpath(f"/proc/self/fd/{number}") if disk is not None else ""
        if disk is None or not (path == str(disk.folder.resolve()) or disk.inside(path)):
            self._fsync(descriptor)
            return
        inside = disk.inside(path) or "."
        if Path(path).is_dir():
            dies = disk.python(Operation("sync_folder", inside))
        else:
            with self._open(path, "rb") as file:
                dies = disk.python(Operation("content", inside, data=file.read()))
        self._fsync(descriptor)
        if dies:
            os._exit(9)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        disk = self.disk
        if disk is None or event not in ("open", "os.rename", "os.remove", "os.mkdir"):
            return
        operation = _told(disk, event, arguments)
        if operation is not None:
            disk.python(operation)  # dying behind it is dying before the next one


def _told(disk: Disk, event: str, arguments: tuple[Any, ...]) -> Operation | None:
    """What an audit event means for the folder that is watched."""
    path = arguments[0]
    if not isinstance(path, str | bytes | os.PathLike):
        return None
    name = disk.inside(os.fsdecode(path))
    if event == "os.rename":
        new = disk.inside(os.fsdecode(arguments[1]))
        return Operation("rename", name, other=new) if name and new else None
    if not name:
        return None
    if event == "open":
        flags = arguments[2] or 0
        is_new = not Path(os.fsdecode(path)).exists()
        if flags & (os.O_WRONLY | os.O_RDWR) and (flags & os.O_TRUNC or is_new):
            return Operation("create", name)
        return None
    if event == "os.remove":
        return Operation("delete", name) if Path(os.fsdecode(path)).exists() else None
    return Operation("mkdir", name)


class _Library:
    """One copy of SQLite in this process, and what stands in front of it."""

    def __init__(self, watch: _Watch, file: str) -> None:
        self._watch = watch
        library = ctypes.CDLL(file)
        library.sqlite3_vfs_find.restype = _POINTER
        self._vfs = _Vfs.from_address(library.sqlite3_vfs_find(None))
        self._real_open, self._real_delete = _OPEN(self._vfs.open), _DELETE(self._vfs.delete)
        self._tables: dict[int, _Methods] = {}
        self._vfs.open = watch.keep(_OPEN(self._open))
        self._vfs.delete = watch.keep(_DELETE(self._delete))

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        watch = self._watch
        disk = watch.disk
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        inside = disk.inside(path) if disk is not None and path else ""
        watch.names.pop(file, None)
        if disk is None or not inside:
            return int(self._real_open(vfs, name, file, flags, out))
        if Path(path).exists():
            code = int(self._real_open(vfs, name, file, flags, out))
        else:
            code = disk.pass_on(
                Operation("create", inside), lambda _one: int(self._real_open(vfs, name, file, flags, out))
            )
            if code != OK:
                _POINTER.from_address(file).value = None  # SQLite closes no file without methods
                return code
        methods = _POINTER.from_address(file)
        if code == OK and methods.value:
            watch.names[file] = inside
            methods.value = self._watched(methods.value)
        return code

    def _watched(self, address: int) -> int:
        """A copy of a method table whose writing entries are ours."""
        if address not in self._tables:
            real = _Methods.from_address(address)
            made = _Methods()
            ctypes.memmove(ctypes.byref(made), address, ctypes.sizeof(_Methods))
            write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)
            watch = self._watch

            def on_write(file: int, data: int, size: int, at: int) -> int:
                name = watch.names.get(file)
                if watch.disk is None or not name:
                    return int(write(file, data, size, at))
                return watch.disk.pass_on(
                    Operation("write", name, at, ctypes.string_at(data, size)),
                    lambda one: int(write(file, data, len(one.data), at)),
                )

            def on_truncate(file: int, size: int) -> int:
                name = watch.names.get(file)
                if watch.disk is None or not name:
                    return int(truncate(file, size))
                return watch.disk.pass_on(
                    Operation("truncate", name, size), lambda _one: int(truncate(file, size))
                )

            def on_sync(file: int, flags: int) -> int:
                name = watch.names.get(file)
                if watch.disk is None or not name:
                    return int(sync(file, flags))
                return watch.disk.pass_on(Operation("sync", name), lambda _one: int(sync(file, flags)))

            made.write = watch.keep(_WRITE(on_write))
            made.truncate = watch.keep(_TRUNCATE(on_truncate))
            made.sync = watch.keep(_SYNC(on_sync))
            self._tables[address] = made
            self._tables[ctypes.addressof(made)] = made
        return ctypes.addressof(self._tables[address])

    def _delete(self, vfs: int, name: bytes, sync_folder: int) -> int:
        disk = self._watch.disk
        inside = disk.inside(os.fsdecode(name)) if disk is not None else ""
        if disk is None or not inside:
            return int(self._real_delete(vfs, name, sync_folder))
        code = disk.pass_on(
            Operation("delete", inside), lambda _one: int(self._real_delete(vfs, name, sync_folder))
        )
        if sync_folder and code == OK:
            disk.operations.append(Operation("sync_folder", str(Path(inside).parent)))
        return code


_watch: _Watch | None = None


@contextmanager
def watched(folder: Path) -> Iterator[Disk]:
    """Record what happens to files below ``folder`` until the block is left. Connections must be opened inside it."""
    global _watch
    if _watch is None:
        _watch = _Watch()
    assert _watch.disk is None, "one folder at a time"
    disk = Disk(folder)
    _watch.disk = disk
    try:
        yield disk
    finally:
        _watch.disk = None
