"""Which system and which of its exports a file comes from."""

from __future__ import annotations

from csmanager.features.importing import words
from csmanager.features.importing.plan import Plan
from csmanager.features.importing.rules import Field


def of(planned: Plan, sample: list[list[str]]) -> str:
    """Which system and export this is, so that ids of two systems never meet and later exports of one do."""
    names = [
        words.plain(planned.columns[one].header)
        for one in (Field.EXTERNAL_ID, Field.STARTED, Field.AGENT)
        if one in planned.columns
    ]
    pattern = ""
    if Field.EXTERNAL_ID in planned.columns:
        index = planned.columns[Field.EXTERNAL_ID].index
        text = next((row[index] for row in sample if index < len(row) and row[index].strip()), "")
        pattern = "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text.strip())
        pattern = "".join(c for at, c in enumerate(pattern) if at == 0 or c != pattern[at - 1])
        pattern = (
            f"{text.strip().rstrip('0123456789')[:20]}{pattern[-1:]}" if pattern.startswith("a") else pattern
        )
    return "|".join([planned.kind, *names, pattern])
