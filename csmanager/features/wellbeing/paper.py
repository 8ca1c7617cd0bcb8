"""The pulse on paper: one sheet a code, to be drawn by whoever likes paper better."""

from __future__ import annotations

from collections.abc import Sequence

from csmanager.features.wellbeing.rules import SCALE


def sheets(name: str, intro: str, questions: Sequence[str], codes: Sequence[str], shop: str) -> str:
    """All sheets as Markdown, a line of answers for each question."""
    scale = ", ".join(f"{value} {word}" for value, word in SCALE.items())
    parts = [
        (
            f"# {name}\n\n{shop}. {intro}\n\nCode of this sheet: **{code}**. It belongs to nobody; write no name.\n\n"
            f"Circle one: {scale}.\n\n| Question | 1 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|\n"
            + "\n".join(f"| {question.replace('|', '/')} | 1 | 2 | 3 | 4 | 5 |" for question in questions)
        )
        for code in codes
    ]
    return "\n\n---\n\n".join(parts)
