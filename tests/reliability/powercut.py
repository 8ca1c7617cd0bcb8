"""What a disk may hold after the plug was pulled: rebuilt from the operations that were recorded.

What was synced is there. What was not may be there, or not, or in part, in any mixture: a cut keeps a random choice of
the pending writes of each file (also none, all, and torn ones, in sectors of 512 bytes) and the first few of the
pending changes to folders, which journalling file systems keep in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.reliability.disk import Operation

SECTOR = 512
VARIANTS = ("none", "all", "first few", "some", "torn")


@dataclass(slots=True)
class _File:
    safe: bytearray
    pending: list[Operation] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    """Names as they are safe, and the changes to them that are not yet."""

    safe: dict[str, _File]
    now: dict[str, _File]
    pending: list[tuple[str, str, str, _File]] = field(default_factory=list)

    def settle(self, count: int) -> None:
        """Make the first ``count`` pending changes safe."""
        for kind, name, other, file in self.pending[:count]:
            if kind == "link":
                self.safe[name] = file
            elif kind == "unlink":
                self.safe.pop(name, None)
            else:
                self.safe.pop(name, None)
                self.safe[other] = file
        del self.pending[:count]


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
) -> None:
    """Write into ``target`` what may be found after a cut behind the first ``cut`` operations."""
    files = {name: _File(bytearray(content)) for name, content in before.items()}
    folder = _Folder(dict(files), dict(files))
    made = [operation.name for operation in operations[:cut] if operation.kind == "mkdir"]
    for operation in operations[:cut]:
        _do(folder, operation)
    chance = Random(f"{seed} {cut} {variant}")
    counts = {"none": 0, "all": len(folder.pending)}
    folder.settle(counts.get(variant, chance.randint(0, len(folder.pending))))
    for name in made:
        (target / name).mkdir(parents=True, exist_ok=True)
    for name, file in folder.safe.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(file, variant, chance))


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
        _keep_link(folder, name)
    elif operation.kind == "content":
        file = folder.now.setdefault(name, _File(bytearray()))
        file.safe[:] = operation.data
        file.pending.clear()
        _keep_link(folder, name)
    elif operation.kind == "delete":
        if (gone := folder.now.pop(name, None)) is not None:  # SQLite deletes journals that may not be there
            folder.pending.append(("unlink", name, "", gone))
    elif operation.kind == "rename":
        file = folder.now[operation.other] = folder.now.pop(name)
        folder.pending.append(("rename", name, operation.other, file))
    elif operation.kind == "sync_folder":
        folder.settle(len(folder.pending))


def _keep_link(folder: _Folder, name: str) -> None:
    """The first sync of a new file makes its name safe as well: SQLite syncs the folder then, and ext4 by itself."""
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
