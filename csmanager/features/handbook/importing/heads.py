"""The head of a Markdown file, and the marks of site builders in its text, which are not for readers."""

from __future__ import annotations

import datetime as dt
import re

_YAML, _TOML = "---", "+++"
_LONGEST_HEAD = 200  # lines
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAGS = (
    re.compile(r"\{%-?.{0,2000}?-?%\}", re.DOTALL),
    re.compile(r"\{\{[<%].{0,2000}?[>%]\}\}", re.DOTALL),
    re.compile(r"\{\{[^{}\n]{0,200}[.|(\"'][^{}\n]{0,300}\}\}"),
    re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$", re.MULTILINE),
    re.compile(r"\{:[^{}\n]{1,200}\}|\{#[\w-]{1,80}\}|\{\.[\w. #=-]{1,120}\}"),
    re.compile(r"^[ \t]*(?:\[\[?_?toc_?\]?\]|\[TOC\]|:::.*|<%.*%>)[ \t]*$", re.MULTILINE | re.IGNORECASE),
    re.compile(r"^(?:import|export)[ \t].{1,300}(?:from[ \t]+['\"].*|;)[ \t]*$", re.MULTILINE),
)
_NOTE = re.compile(r"^(?P<mark>!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*$")
_ALIASES = {
    "title": ("title", "name", "policy", "heading"),
    "code": ("code", "id", "number", "policy_id", "policy_number", "ref", "reference", "document_id"),
    "kind": ("kind", "type", "document_type"),
    "category": ("category", "categories", "section", "department", "group", "tags"),
    "owner": ("owner", "author", "responsible", "policy_owner", "dri", "maintainer"),
    "review": ("review", "review_every_months", "review_cycle", "review_months"),
    "next_review": ("next_review", "next_review_on", "review_date", "review_by", "review_on", "expires"),
    "effective": ("effective", "effective_on", "effective_date", "effective_from", "in_force"),
}


def split(text: str) -> tuple[dict[str, str], str]:
    """The head (our name of a field: value) and what follows it; no head where none closes."""
    lines = text.split("\n")
    mark = lines[0].strip()
    if mark not in (_YAML, _TOML):
        return {}, text
    ends = (_TOML,) if mark == _TOML else (_YAML, "...")
    for number, line in enumerate(lines[1 : _LONGEST_HEAD + 1], 1):
        if line.strip() in ends:
            return _known(_entries(lines[1:number], "=" if mark == _TOML else ":")), "\n".join(
                lines[number + 1 :]
            )
    return {}, text


def _entries(lines: list[str], sign: str) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for line in lines:
        bare = line.strip()
        if bare.startswith("- ") and key and not found[key]:
            found[key] = _value(bare[2:])  # the first of a list
        elif line[:1].isspace() and key and found[key] in ("", ">", "|", ">-", "|-"):
            found[key] = _value(bare)
        elif sign in line and not line.startswith((" ", "\t", "#", "-")):
            name, _, value = line.partition(sign)
            key = re.sub(r"[\s-]+", "_", name.strip().casefold())
            found[key] = _value(value)
    return found


def _value(text: str) -> str:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].split(",")[0].strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text.split(" #")[0].strip()


def _known(entries: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, aliases in _ALIASES.items()
        if (value := next((entries[alias] for alias in aliases if entries.get(alias)), ""))
    }


def cleaned(body: str) -> tuple[str, bool]:
    """``body`` without comments and tags of site builders, and whether there were any; code stays as it is."""
    parts = re.split(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$)", body, flags=re.DOTALL | re.MULTILINE)
    found = []
    for at, part in enumerate(parts):
        if at % 2:
            found.append(part)
            continue
        part = _COMMENT.sub("", part)
        for tag in _TAGS:
            part = tag.sub("", part)
        found.append(_notes_as_quotes(part))
    text = re.sub(r"[ \t]+$", "", "".join(found), flags=re.MULTILINE)
    text = re.sub(r"\n{4,}", "\n\n\n", text)
    return text, text.strip() != re.sub(r"[ \t]+$", "", body, flags=re.MULTILINE).strip()


def _notes_as_quotes(text: str) -> str:
    """Boxes that site builders draw (!!! note) as quotes."""
    if "!!!" not in text and "???" not in text:
        return text
    made: list[str] = []
    is_inside = False
    for line in text.split("\n"):
        if match := _NOTE.match(line):
            is_inside = True
            made.append(f"> **{match['title'] or match['kind'].capitalize()}**")
            made.append(">")
        elif is_inside and (line.startswith("    ") or not line.strip()):
            made.append(f"> {line[4:]}" if line.strip() else "")
        else:
            is_inside = False
            made.append(line)
    return "\n".join(made)


def day(text: str) -> dt.date | None:
    """A date as heads have it (2026-03-31, also with a time behind it); None for anything else."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def months(text: str) -> int | None:
    """A review cycle in months: 6, "12 months", "yearly", "2 years"; None where it is not said."""
    low = text.casefold().strip()
    named = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12, "annual": 12, "annually": 12}
    if low in named:
        return named[low]
    match = re.match(r"(\d{1,3})\s*(year|month|$)", low)
    if match is None:
        return None
    count = int(match[1]) * (12 if match[2] == "year" else 1)
    return count if 1 <= count <= 120 else None
