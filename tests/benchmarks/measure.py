"""Runs a piece of Python in a process of its own and says what it cost, children included."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall time in seconds, the largest process in MiB, and what the process said of itself (JSON)."""

    cpu: float
    wall: float
    peak_mib: float
    said: dict[str, Any]


def run(arguments: list[str], *, stdin: str = "", environment: dict[str, str] | None = None) -> Cost:
    """Run a program; its last line of output, when it is JSON, comes back as ``said``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    values = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **(environment or {})}
    values.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled once, not at every start
    values.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "csmanager-bytecode"))
    done = subprocess.run(
        arguments, input=stdin, capture_output=True, text=True, cwd=ROOT, env=values, check=False
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{arguments[:3]} failed:\n{done.stdout}\n{done.stderr}")
    lines = done.stdout.strip().splitlines()
    said = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, said.get("peak_mib", 0.0), said)


def python(code: str, *arguments: str) -> Cost:
    """Run Python code; it may print one JSON object at the end."""
    return run([sys.executable, "-c", code, *arguments])


PEAK = (
    "import resource as _r, json as _j\n"
    "def say(**more):\n"
    "    peak = max(_r.getrusage(w).ru_maxrss for w in (_r.RUSAGE_SELF, _r.RUSAGE_CHILDREN)) / 1024\n"
    "    print(_j.dumps({'peak_mib': round(peak, 1), **more}))\n"
)


def best(costs: list[Cost]) -> Cost:
    """The run that took the least CPU."""
    return min(costs, key=lambda cost: cost.cpu)
