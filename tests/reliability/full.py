"""A disk that is really full: a small tmpfs, filled to the last byte, for everything the program writes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from csmanager.core.errors import AppError
from csmanager.core.files import sha256
from csmanager.open import open_store
from csmanager.selftest import flows
from tests.reliability import lab
from tests.reliability.score import Score

LEFT = (0, 4_096, 65_536, 400_000, 1_500_000)  # bytes left free
_SIZE_MB = 90  # an update asks for 50 MB and three times the file


@contextmanager
def small_disk(size_mb: int = _SIZE_MB) -> Iterator[Path | None]:
    """A file system of that size of its own; None where this person may not mount one."""
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        asked = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", name]
        try:
            may = subprocess.run(asked, capture_output=True, check=False).returncode == 0
        except OSError:
            may = False
        if not may:
            yield None
            return
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], capture_output=True, check=False)


def _fill(disk: Path, left: int) -> Path:
    """Take all space but ``left`` bytes."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(65_536))
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(512)):
            pass
    size = path.stat().st_size
    os.truncate(path, max(0, size - left))
    return path


def _pdf(path: Path, _clock: object) -> None:
    from csmanager.features.reports.gather import gather
    from csmanager.features.reports.paperview import write_pdf
    from csmanager.features.reviews.periods import parse_period

    store = open_store(path, clock=lab.clock)
    try:
        with store.read() as session:
            data = gather(
                session,
                parse_period("2026-03", lab.NOW.date()),
                made_at=lab.NOW,
                file_name=path.name,
                with_names=True,
                is_letter=False,
                comment=None,
            )
        write_pdf(data, path.with_name("report.pdf"), lab.NOW.date())
    finally:
        store.close()


def _csv(path: Path, _clock: object) -> None:
    from csmanager.exporting import export_all

    store = open_store(path, clock=lab.clock)
    try:
        export_all(store, path.with_name("everything"))
    finally:
        store.close()


def flows_here() -> dict[str, Callable[[Path, object], None]]:
    """What is written to the full disk, and how."""
    names = ("edit", "export", "backup", "restore", "import", "migrate")
    found: dict[str, Callable[[Path, object], None]] = {name: lab.RUN[name] for name in names}  # type: ignore[misc]
    return {**found, "csv": _csv, "pdf": _pdf}


PRODUCTS = ("store.csm", "report.xlsx", "report.pdf", flows.BACKUP)


def run(disk: Path, name: str, left: int, score: Score) -> None:
    """One flow with ``left`` bytes free: whole files, a sentence, and on it goes once there is space."""
    what = f"{name} with {left:,} bytes left"
    score.states += 1
    case = lab.make(name if name in lab.RUN else "edit")
    place = Path(tempfile.mkdtemp(dir=disk))
    path = case.lay_out(place)
    do = flows_here()[name]
    if name == "pdf":
        do(path, lab.clock)
    old = {one: sha256(place / one) for one in PRODUCTS if (place / one).exists()}
    filler = _fill(disk, left)
    was_told = False
    try:
        do(path, lab.clock)
        was_told = True
    except AppError as error:
        if not str(error).endswith("."):
            score.wrong.append(f"{what}: no sentence: {error}")
    except Exception as error:
        score.wrong.append(f"{what}: {type(error).__name__}: {error}")
    if not was_told:
        score.wrong += [
            f"{what}: {one} is not the old one any more"
            for one, digest in old.items()
            if one != "store.csm" and (not (place / one).exists() or sha256(place / one) != digest)
        ]
        score.wrong += [f"{what}: left behind {one}" for one in lab.debris(place)]
    filler.unlink()
    if name in lab.RUN:
        score.wrong += [f"{what}: {one}" for one in case.judge(place, was_told)]
    if not was_told:
        try:
            do(path, lab.clock)
        except Exception as error:
            score.wrong.append(f"{what}: once there is space again: {type(error).__name__}: {error}")
    subprocess.run(["rm", "-rf", str(place)], check=True)
