"""Texts of the handbook: Markdown, plain text, Word and HTML files, each one policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".rst", ".docx"})


def stage(path: Path, staged: Path) -> tuple[int, tuple[str, ...]]:
    """Stage what ``path`` says as policies; returns how many and what to tell. Raises Refused."""
    from csmanager.features.handbook.importing.reading import understand
    from csmanager.features.importing.meaning.recording import RecordScratch

    drafts = understand(path)
    told = [draft for draft in drafts if not draft.problem]
    if not told:
        raise Refused(drafts[0].problem if drafts else f"{path.name} holds no text.")
    scratch = RecordScratch(staged, set())
    notes: dict[str, None] = {}
    for number, draft in enumerate(told, 1):
        notes.update(dict.fromkeys(draft.notes))
        values: dict[str, Any] = {
            "title": draft.title,
            "code": draft.code,
            "category": draft.category,
            "kind": draft.kind.value,
            "owner": draft.owner,
            "effective_on": draft.effective_on.isoformat() if draft.effective_on else "",
            "next_review_on": draft.next_review_on.isoformat() if draft.next_review_on else "",
            "body": draft.body,
            "file": path.name,
        }
        scratch.add_record(
            None, number, json.loads(json.dumps({key: value for key, value in values.items() if value}))
        )
    scratch.close()
    return len(told), tuple(notes)
