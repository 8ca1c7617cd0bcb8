"""What a disk may hold after the plug was pulled: rebuilt from the operations that were recorded.

What was synced is there. What was not may be there, or not, or in part, in any mixture: a cut keeps a random choice of
the pending writes of each file (also none, all, and torn ones, in sectors of 512 bytes).

Two models of folders. ``JOURNALLING``: changes to names are kept in order, and syncing a new file keeps its name, as
ext4 and APFS do. ``STRICT``: a name is safe only once its folder was synced (SQLite does that with the first sync of a
journal), and of the rest any may be there and any not, in no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random

from tests.reliability.disk import Operation

SECTOR = 512
VARIANTS = (
    "none",
    "all",
    "first few",
    "some",
    "torn",
    "first few, 2",
    "some, 2",
    "torn, 2",
    "some, 3",
    "torn, 3",
)
QUICK = VARIANTS[:5]
JOURNALLING, STRICT = "journalling", "strict"
MODELS = (JOURNALLING, STRICT)
_SYNCS_ITS_FOLDER = ("-journal", "-wal")


@dataclass(slots=True)
class _File:
    safe: bytearray
    pending: list[Operation] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    """Names as they are safe, and the changes to them that are not yet."""

    safe: dict[str, _File]
    now: dict[str, _File]
    is_strict: bool = False
    pending: list[tuple[str, str, str, _File]] = field(default_factory=list)

    def settle(self, count: int) -> None:
        """Make the first ``count`` pending changes safe."""
        self.keep(range(count))

    def keep(self, chosen: Iterable[int]) -> None:
        """Make some pending changes safe."""
        numbers = set(chosen)
        for number in sorted(numbers):
            kind, name, other, file = self.pending[number]
            if kind == "link":
                self.safe[name] = file
            elif kind == "unlink":
                self.safe.pop(name, None)
            else:
                self.safe.pop(name, None)
                self.safe[other] = file
        self.pending = [one for number, one in enumerate(self.pending) if number not in numbers]

    def sync(self, folder: str) -> None:
        """Everything in one folder is safe."""
        self.keep(
            number
            for number, (_kind, name, other, _file) in enumerate(self.pending)
            if folder in (str(PurePosixPath(name).parent), str(PurePosixPath(other or name).parent))
        )


def snapshot(folder: Path) -> dict[str, bytes]:
    """What ``folder`` holds: relative name to content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rebuild(
    before: dict[str, bytes],
    operations: Sequence[Operation],
    cut: int,
    variant: str,
    seed: int,
    target: Path,
    model: str = JOURNALLING,
) -> None:
    """Write into ``target`` what may be found after a cut behind the first ``cut`` operations."""
    files = {name: _File(bytearray(content)) for name, content in before.items()}
    folder = _Folder(dict(files), dict(files), model == STRICT)
    made = [operation.name for operation in operations[:cut] if operation.kind == "mkdir"]
    for operation in operations[:cut]:
        _do(folder, operation)
    chance = Random(f"{seed} {cut} {variant} {model}")
    kind = variant.partition(",")[0]
    counts = {"none": 0, "all": len(folder.pending)}
    if model == STRICT and kind not in counts:
        folder.keep([number for number in range(len(folder.pending)) if chance.random() < 0.5])
    else:
        folder.settle(counts.get(kind, chance.randint(0, len(folder.pending))))
    for name in made:
        (target / name).mkdir(parents=True, exist_ok=True)
    for name, file in folder.safe.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(file, kind, chance))


def _do(folder: _Folder, operation: Operation) -> None:
    name = operation.name
    if operation.kind == "create":
        if name in folder.now:
            folder.now[name].pending.append(Operation("truncate", name, 0))
        else:
            folder.now[name] = _File(bytearray())
            folder.pending.append(("link", name, "", folder.now[name]))
    elif operation.kind in ("write", "truncate"):
        folder.now[name].pending.append(operation)
    elif operation.kind == "sync":
        file = folder.now[name]
        for one in file.pending:
            _apply(file.safe, one)
        file.pending.clear()
        if not folder.is_strict:
            _keep_link(folder, name)
        elif name.endswith(_SYNCS_ITS_FOLDER):
            folder.sync(str(PurePosixPath(name).parent))
    elif operation.kind == "content":
        file = folder.now.setdefault(name, _File(bytearray()))
        file.safe[:] = operation.data
        file.pending.clear()
        if not folder.is_strict:
            _keep_link(folder, name)
    elif operation.kind == "delete":
        if (gone := folder.now.pop(name, None)) is not None:  # SQLite deletes journals that may not be there
            folder.pending.append(("unlink", name, "", gone))
    elif operation.kind == "rename":
        file = folder.now[operation.other] = folder.now.pop(name)
        folder.pending.append(("rename", name, operation.other, file))
    elif operation.kind == "sync_folder":
        folder.sync(name)


def _keep_link(folder: _Folder, name: str) -> None:
    """The first sync of a new file makes its name safe as well."""
    for place, (kind, linked, _other, file) in enumerate(folder.pending):
        if kind == "link" and linked == name:
            folder.safe[name] = file
            del folder.pending[place]
            return


def _apply(content: bytearray, operation: Operation) -> None:
    if operation.kind == "truncate":
        if operation.at < len(content):
            del content[operation.at :]
        else:
            content.extend(bytes(operation.at - len(content)))
        return
    end = operation.at + len(operation.data)
    if end > len(content):
        content.extend(bytes(end - len(content)))
    content[operation.at : end] = operation.data


def _content(file: _File, variant: str, chance: Random) -> bytes:
    content = bytearray(file.safe)
    pending = file.pending
    if variant == "none":
        kept: Sequence[Operation] = ()
    elif variant == "all":
        kept = pending
    elif variant == "first few":
        kept = pending[: chance.randint(0, len(pending))]
    else:
        kept = [one for one in pending if chance.random() < 0.5]
    for one in kept:
        if variant == "torn" and one.kind == "write":
            for start in range(0, len(one.data), SECTOR):
                if chance.random() < 0.5:
                    _apply(
                        content,
                        Operation("write", one.name, one.at + start, one.data[start : start + SECTOR]),
                    )
        else:
            _apply(content, one)
    return bytes(content)
