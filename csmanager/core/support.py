"""A bundle for whoever helps with a fault: versions, counts, findings of the check, places of faults; no value.

What goes in is chosen here, name by name; nothing is copied and then cleaned.
"""

from __future__ import annotations

import json
import platform
import sqlite3
import zipfile
from importlib import metadata
from pathlib import Path

from csmanager.core import files, history, keys
from csmanager.core.check import check_store
from csmanager.core.paths import log_file
from csmanager.core.store import Store

_PACKAGES = (
    "csmanager", "PySide6-Essentials", "SQLAlchemy", "alembic", "numpy", "matplotlib", "openpyxl", "XlsxWriter",
    "python-calamine", "pynacl", "sqlcipher3",
)  # fmt: skip
_LOG_BYTES = 200_000
_READ_ME = """What this bundle says

facts.json  versions of the program and of what it stands on; how many rows each table has; what the check of the
            store found; how many steps of each kind the history has.
log.txt     the end of the log: when faults were met, of which kind, and where in the program.

No name, text, date or figure of the store is in it. Open the files and see for yourself before you send them.
"""


def write_bundle(store: Store, path: Path) -> Path:
    """Write the bundle of an open store to ``path`` (a zip file); returns where it lies.

    Raises Refused with a sentence when it cannot be written.
    """
    text = json.dumps(facts(store), indent=1, sort_keys=True)

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", _READ_ME)
            bundle.writestr("facts.json", text)
            bundle.writestr("log.txt", _log())

    return files.replace_file(path, write, is_private=True)


def facts(store: Store) -> dict[str, object]:
    """What is told of a store: counts and findings only."""
    report = check_store(store)
    with store.read() as session:
        kinds = history.kinds(session)
    return {
        "program": {name: _version(name) for name in _PACKAGES},
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
        "schema": report.version,
        "protected": keys.known(store.path) is not None,
        "read_only": store.read_only,
        "bytes": store.path.stat().st_size,
        "rows": report.counts,
        "history": {"entries": report.entries, "chain": report.chain_head[:12], "kinds": kinds},
        "problems": len(report.problems),
        "problem_kinds": sorted({_kind(problem) for problem in report.problems}),
        "outdated": list(report.outdated),
    }


def _kind(problem: str) -> str:
    """A finding without the number of the row it is about."""
    return " ".join("#" if any(letter.isdigit() for letter in word) else word for word in problem.split())


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _log() -> str:
    try:
        raw = log_file().read_bytes()
    except OSError:
        return "There is no log.\n"
    return raw[-_LOG_BYTES:].decode("utf-8", "replace")
