"""Runs the child process that reads a file: with a time limit, progress, and an end when the person cancels."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import re
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from csmanager.core.errors import Refused
from csmanager.features.importing import limits
from csmanager.features.importing.rules import Understanding, from_json

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
_BYTES_A_SECOND = 400_000  # the slowest that reading of a text may be
_BOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_LOOK_EVERY_S = 0.1
_MODULE = "csmanager.features.importing.child"


def run(job: dict[str, Any], progress: Progress | None = None, seconds: float | None = None) -> Understanding:
    """Let a child do ``job`` (see ``child.run``). Raises Refused with a sentence, or what ``progress`` raises.

    ``seconds``: how long it may take; by the file's size when None.
    """
    path = Path(job["path"])
    allowed = _allowed(path) if seconds is None else seconds
    errors = Path(job["staged"]).with_suffix(".log")
    with errors.open("w+", encoding="utf-8", errors="replace") as stderr:
        child = _start(stderr)
        try:
            last = _talk(child, job, progress, time.monotonic() + allowed, path.name)
        finally:
            if child.poll() is None:
                child.kill()
            with contextlib.suppress(OSError):
                child.wait(10)
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        stderr.seek(0)
        told = stderr.read()
    with contextlib.suppress(OSError):
        errors.unlink()  # it may quote the file
    if last is None:
        sentence = _died(path, child.returncode, told)
        if "closely" in job or not zipfile.is_zipfile(path):
            raise Refused(job.get("closely", sentence))
        return run({**job, "closely": sentence}, progress, seconds)
    if "refused" in last:
        raise Refused(last["refused"])
    return from_json(last["done"])


def _allowed(path: Path) -> float:
    """Seconds a file may take: a text, which is streamed and shows its progress, more the longer it is."""
    if not path.is_file() or path.suffix.casefold() in _BOOKS:
        return limits.SECONDS
    return limits.SECONDS + path.stat().st_size / _BYTES_A_SECOND


def _otherwise(name: str) -> str:
    """How a file that is too much for us may be exported instead."""
    return "as CSV, or in parts" if Path(name).suffix.casefold() in _BOOKS else "in parts"


def _start(stderr: IO[str]) -> subprocess.Popen[str]:
    environment = dict(os.environ)
    package = str(Path(__file__).resolve().parents[3])
    places = [package, *(place for place in sys.path if place)]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(places))
    environment["PYTHONIOENCODING"] = "utf-8"
    return subprocess.Popen(
        [sys.executable, "-S", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _talk(
    child: subprocess.Popen[str], job: dict[str, Any], progress: Progress | None, until: float, name: str
) -> dict[str, Any] | None:
    """The child's last word, None when it died without one."""
    assert child.stdin is not None and child.stdout is not None
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_listen, args=(child.stdout, lines), daemon=True)
    reader.start()
    with contextlib.suppress(BrokenPipeError, OSError):
        child.stdin.write(json.dumps(job))
        child.stdin.close()
    done, total = 0, 0
    try:
        while True:
            try:
                line = lines.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                if time.monotonic() > until:
                    raise Refused(
                        f"{name} takes too long to read, so it was stopped; export it {_otherwise(name)}."
                    ) from None
                if progress is not None:
                    progress(done, total, f"Reading {name}")
                continue
            if line is None:
                return None
            message = json.loads(line)
            if "progress" not in message:
                return dict(message)
            done, total = message["progress"]
            if progress is not None:
                progress(done, total, f"Reading {name}: {done:,} rows")
    finally:
        if child.poll() is None and time.monotonic() <= until:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.05)
        if child.poll() is None:
            child.kill()
        reader.join(10)


def _listen(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    with contextlib.suppress(ValueError, OSError):
        for line in stream:
            lines.put(line)
    lines.put(None)


def _died(path: Path, code: int | None, told: str) -> str:
    """What to say of a file whose reader ended without a word."""
    said = told.strip().splitlines()[-1].partition(":")[0] if told.strip() else ""
    kind = said if re.fullmatch(r"[A-Za-z_.]{1,60}", said) else f"exit {code}"
    best = ", best as CSV" if path.suffix.casefold() in _BOOKS else ""
    log.info("Reading a %s file ended early (%s)", path.suffix.casefold() or "nameless", kind)  # no names
    return (
        f"{path.name} is damaged or made to do harm: its reader broke down and nothing was changed."
        f" Open it in the program it came from and export it again{best}."
    )
