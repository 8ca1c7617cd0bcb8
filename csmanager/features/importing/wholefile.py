"""Every table of a file that is asked for, each taken in as a step of its own."""

from __future__ import annotations

from pathlib import Path

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.answers import ALL, TABLE
from csmanager.features.importing.process import Progress
from csmanager.features.importing.results import FileResult


def import_tables(
    store: Store,
    path: Path,
    *,
    kind: str | None = None,
    answers: dict[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[FileResult]:
    """``import_file`` for the table the file is best read as; with the answer table=all for the further ones too.

    ``kind`` holds for the first table only. Raises Cancelled when ``progress`` does.
    """
    given = dict(answers or {})
    results = [import_file(store, path, kind=kind, answers=given, dry_run=dry_run, progress=progress)]
    if given.get(TABLE) == ALL:
        for other in results[0].others:
            mine = {**given, TABLE: other.name}
            results.append(import_file(store, path, answers=mine, dry_run=dry_run, progress=progress))
    return results
