"""Reads a paper before it is filed: its bytes here, its text in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.filing import rules

_MODULE = "csmanager.features.hiring.filing.child"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it is filed. ``text`` and ``warning``: see ``filing.tables.ApplicantFile``."""

    name: str
    data: bytes
    text: str
    warning: str
    has_macros: bool


def read(path: Path, seconds: float = rules.SECONDS) -> Paper:
    """The bytes and the text of a paper. Raises RuleBroken with a sentence when it is not taken.

    What is in it is never run. A file whose reader breaks down or takes too long is kept, without its text.
    """
    try:
        rules.check_size(path.name, path.stat().st_size)
        data = path.read_bytes()
    except OSError:
        raise RuleBroken(f"{path.name} could not be read; check that it is still there.") from None
    form = rules.form_of(path.name, data[:512])
    told = _text_of(path, form, seconds)
    return Paper(
        path.name,
        data,
        str(told.get("text", "")),
        str(told.get("warning", "")),
        bool(told.get("has_macros", False)),
    )


def _text_of(path: Path, form: str, seconds: float) -> dict[str, object]:
    environment = dict(os.environ)
    package = str(Path(__file__).resolve().parents[4])
    places = [package, *(place for place in sys.path if place)]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(places))
    environment["PYTHONIOENCODING"] = "utf-8"
    try:
        done = subprocess.run(
            [sys.executable, "-S", "-m", _MODULE],
            input=json.dumps({"path": str(path), "form": form}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
        told: dict[str, object] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"warning": "Reading its text took too long and was stopped; it is kept as it came."}
    except (OSError, ValueError):
        return {"warning": "Its text could not be read; it is kept as it came."}
    return told
