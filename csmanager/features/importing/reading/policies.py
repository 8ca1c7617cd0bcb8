"""Texts of the handbook: Markdown, plain text, Word and HTML files, each one policy."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused
from csmanager.features.importing.rules import Question

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".rst", ".docx"})
POLICY, YES_NO = "policy", ("yes", "no")  # the answer to whether a text is one
_LETTER = re.compile(
    r"(dear|hello|hi|hey|good (morning|day|afternoon)|to whom|sehr geehrte|liebe[rs]?\b|hallo|guten tag|moin|cher|ch[eè]re|bonjour|madame|monsieur"
    r"|estimad|querid|hola|buenos d|caro|cara|gentile|ciao|buongiorno|prezad|ol[aá]\b|beste|geachte|szanown|dzie[nń] dobry|k[aæ]re|hej"
    r"|拝啓|お世話)",
    re.I,
)
_RULES = re.compile(
    r"polic(y|ies)|procedure|guideline|handbook|rules?\b|standard|purpose|scope|must\b|shall\b|may not|instructions?|how to|code of conduct|process"
    r"|richtlinie|anweisung|regel|leitfaden|handbuch|politique|proc[eé]dure|r[eè]gle|manuel|pol[ií]tica|procedimiento|normas?\b|reglamento|manual"
    r"|procedura|regolamento|linee guida|beleid|richtlijn|zasady|regulamin|procedur|規程|規則|方針|手順|マニュアル|制度|规定",
    re.I,
)
_HEADING = re.compile(r"^(#+\s|\d+(\.\d+)*[.)]?\s+\S|[A-ZÀ-Þ][A-ZÀ-Þ \d/&-]{5,}$|={4,}$|-{4,}$)", re.M)
_TOP = 20_000  # letters in which it is looked for


def reads_as_policy(text: str) -> bool:
    """Whether a plain text says rules under headings of some kind, and greets nobody as a letter does."""
    top = text[:_TOP].lstrip("\ufeff \r\n\t")
    if _LETTER.match(top):
        return False
    return bool(_RULES.search(top)) or len(_HEADING.findall(top)) > 1


def question(name: str) -> Question:
    """What is asked of a text that may be a letter or a note."""
    return Question(
        POLICY,
        f"{name} is a text without a table and does not read as a policy. Is it one, to be kept in the handbook?",
        YES_NO,
    )


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
