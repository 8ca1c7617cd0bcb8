"""What a program does to its disk, operation by operation: recorded, or made to fail.

SQLite's own operations are seen where it hands them to the system: two entries of its default VFS and three of each
file's methods are put in front of the real ones, in this process, by ctypes. What Python does (a file opened for
writing, fsync, rename, remove) is seen through audit events and a wrapped ``os.fsync``. Nothing is compiled, and
nothing of the program is changed.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OK, FULL, IOERR_WRITE = 0, 13, 10 | (3 << 8)
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
    """The operations seen so far. ``fault`` may answer an error code instead of letting one of SQLite's through."""

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

    def pass_on(self, operation: Operation) -> int:
        """Note an operation about to be done; an error code when it must fail."""
        code = self.fault(operation) if self.fault is not None else OK
        if code == OK:
            self.operations.append(operation)
        return code


class _Watch:
    """The one set of hooks of this process; it watches for one ``Disk`` at a time."""

    def __init__(self) -> None:
        import _sqlite3

        self.disk: Disk | None = None
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = _POINTER
        self._vfs = _Vfs.from_address(library.sqlite3_vfs_find(None))
        self._real_open, self._real_delete = _OPEN(self._vfs.open), _DELETE(self._vfs.delete)
        self._names: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._kept: list[Any] = []
        self._fsync = os.fsync
        self._vfs.open = self._keep(_OPEN(self._open))
        self._vfs.delete = self._keep(_DELETE(self._delete))
        os.fsync = self._python_fsync  # type: ignore[assignment]
        sys.addaudithook(self._audit)

    def _keep(self, function: Any) -> int | None:
        self._kept.append(function)
        return ctypes.cast(function, _POINTER).value

    # SQLite

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        is_new = bool(path) and not Path(path).exists()
        code = self._real_open(vfs, name, file, flags, out)
        inside = self.disk.inside(path) if self.disk is not None and path else ""
        self._names.pop(file, None)
        methods = _POINTER.from_address(file)
        if code == OK and inside and methods.value:
            assert self.disk is not None
            self._names[file] = inside
            if is_new:
                self.disk.operations.append(Operation("create", inside))
            methods.value = self._watched(methods.value)
        return int(code)

    def _watched(self, address: int) -> int:
        """A copy of a method table whose writing entries are ours."""
        if address not in self._tables:
            real = _Methods.from_address(address)
            made = _Methods()
            ctypes.memmove(ctypes.byref(made), address, ctypes.sizeof(_Methods))
            write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)

            def on_write(file: int, data: int, size: int, at: int) -> int:
                name = self._names.get(file)
                if self.disk is not None and name:
                    code = self.disk.pass_on(Operation("write", name, at, ctypes.string_at(data, size)))
                    if code != OK:
                        return code
                return int(write(file, data, size, at))

            def on_truncate(file: int, size: int) -> int:
                name = self._names.get(file)
                if self.disk is not None and name:
                    code = self.disk.pass_on(Operation("truncate", name, size))
                    if code != OK:
                        return code
                return int(truncate(file, size))

            def on_sync(file: int, flags: int) -> int:
                name = self._names.get(file)
                if self.disk is not None and name:
                    code = self.disk.pass_on(Operation("sync", name))
                    if code != OK:
                        return code
                return int(sync(file, flags))

            made.write = self._keep(_WRITE(on_write))
            made.truncate = self._keep(_TRUNCATE(on_truncate))
            made.sync = self._keep(_SYNC(on_sync))
            self._tables[address] = made
            self._tables[ctypes.addressof(made)] = made
        return ctypes.addressof(self._tables[address])

    def _delete(self, vfs: int, name: bytes, sync_folder: int) -> int:
        if self.disk is not None and (inside := self.disk.inside(os.fsdecode(name))):
            code = self.disk.pass_on(Operation("delete", inside))
            if code != OK:
                return code
            done = int(self._real_delete(vfs, name, sync_folder))
            if sync_folder and done == OK:
                self.disk.operations.append(Operation("sync_folder", str(Path(inside).parent)))
            return done
        return int(self._real_delete(vfs, name, sync_folder))

    # Python

    def _python_fsync(self, descriptor: Any) -> None:
        self._fsync(descriptor)
        if self.disk is None:
            return
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        path = os.path.realpath(f"/proc/self/fd/{number}")
        if Path(path) == self.disk.folder.resolve():
            self.disk.operations.append(Operation("sync_folder", "."))
        elif inside := self.disk.inside(path):
            if Path(path).is_dir():
                self.disk.operations.append(Operation("sync_folder", inside))
            else:
                self.disk.operations.append(Operation("content", inside, data=Path(path).read_bytes()))

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        disk = self.disk
        if disk is None or event not in ("open", "os.rename", "os.remove", "os.mkdir"):
            return
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, str | bytes | os.PathLike) and (flags or 0) & (os.O_WRONLY | os.O_RDWR):
                name = disk.inside(os.fsdecode(path))
                if name and (flags & os.O_TRUNC or not Path(os.fsdecode(path)).exists()):
                    disk.operations.append(Operation("create", name))
        elif event == "os.rename":
            old, new = disk.inside(os.fsdecode(arguments[0])), disk.inside(os.fsdecode(arguments[1]))
            if old and new:
                disk.operations.append(Operation("rename", old, other=new))
        elif event == "os.remove":
            path = os.fsdecode(arguments[0])
            if Path(path).exists() and (name := disk.inside(path)):
                disk.operations.append(Operation("delete", name))
        elif name := disk.inside(os.fsdecode(arguments[0])):
            disk.operations.append(Operation("mkdir", name))


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
