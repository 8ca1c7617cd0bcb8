"""A talk on one sheet of paper: agenda, questions with room to write, what was agreed. Private notes stay out.

Of a talk whose notes and answers are not open, only the questions stand there.
"""

from __future__ import annotations

from csmanager.core import saying
from csmanager.features.commitments.rules import OWNER_WORDS
from csmanager.features.talks.oneonones.queries import TalkDetail

_LINES = "\n\n_______________________________________________________________\n"


def sheet(found: TalkDetail, shop: str) -> str:
    """The sheet as Markdown; what was already written stands there, the rest is left blank."""
    row = found.row
    parts = [
        f"# {row.kind}: {row.person}",
        f"{shop}, {saying.day(row.held_on or row.planned_on)}",
        "## Agenda",
    ]
    parts += [f"- [{' ' if one.is_open else 'x'}] {one.text}" for one in found.items] or ["- [ ] ", "- [ ] "]
    if found.agenda:
        parts += ["## How it may go", *(f"{at}. {line}" for at, line in enumerate(found.agenda, 1))]
    open_to_them = found.is_shared
    if found.answers:
        parts.append("## Questions")
        for question, answer in found.answers:
            parts.append(f"**{question}**\n\n{answer if answer and open_to_them else _LINES}")
    parts += ["## Notes", row.notes if row.notes and open_to_them else _LINES * 2, "## Agreed"]
    parts += [
        f"- {one.text} ({OWNER_WORDS[one.owner].lower()}{f', by {saying.day(one.due_on)}' if one.due_on else ''})"
        for one in found.agreed
    ] or ["- "]
    return "\n\n".join(parts)
