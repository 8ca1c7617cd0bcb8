"""The nine documents of hiring, the fields they may hold, and what is wrong with a template. No database."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from enum import StrEnum

from csmanager.core.errors import RuleBroken

_OPEN = re.compile(r"\{\{")
_FIELD = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")
_SINGLE = re.compile(
    r"(?<!\{)\{\s*[a-z][a-z ]*\s*\}(?!\})|(?<!\{)\{[a-z ]+\}\}|\{\{[a-z ]+\}(?!\})", re.IGNORECASE
)


class DocumentKind(StrEnum):
    """What a document is for."""

    AD = "ad"
    SCREENING = "screening"
    INVITATION = "invitation"
    KIT = "kit"
    REFERENCE = "reference"
    OFFER = "offer"
    REJECTION = "rejection"
    CONTRACT_COVER = "contract-cover"
    WELCOME = "welcome"


KIND_NAMES = {
    DocumentKind.AD: "Advertisement",
    DocumentKind.SCREENING: "Screening form",
    DocumentKind.INVITATION: "Invitation",
    DocumentKind.KIT: "Interview sheet",
    DocumentKind.REFERENCE: "Reference form",
    DocumentKind.OFFER: "Offer letter",
    DocumentKind.REJECTION: "Rejection",
    DocumentKind.CONTRACT_COVER: "Contract cover and checklist",
    DocumentKind.WELCOME: "Welcome letter",
}
FOR_OPENING = frozenset({DocumentKind.AD})  # everything else goes to one applicant

FIELDS = {
    "shop": "the name of the shop",
    "place": "where the work is",
    "manager": "who signs",
    "today": "the day it is written",
    "applicant": "the applicant's name",
    "first name": "their first name",
    "source": "how they came",
    "applied on": "the day they applied",
    "opening": "the title of the opening",
    "role": "the role",
    "team": "the team",
    "hours": "hours a week of the opening",
    "closing date": "until when applications are taken",
    "apply to": "where to apply",
    "pay range": "the range of the pay",
    "interview day": "the day of the next interview",
    "interview time": "from when to when",
    "interview place": "where it is",
    "interview minutes": "how long it takes",
    "interviewers": "who asks",
    "start": "the first day",
    "offer hours": "hours a week of the offer",
    "pay": "the pay offered",
    "offer expires": "until when the offer holds",
    "referee": "who is asked for a reference",
    "return by": "until when the contract comes back",
    "first hour": "when the first day begins",
    "mentor": "who is at their side",
}
"""Every field a template may hold, and what stands there."""

PAY = "pay"
"""The field whose value is kept apart from the words, and sealed."""

DATES = frozenset({"closing date", "start", "offer expires", "return by"})


def check_template(title: str, body: str) -> tuple[str, ...]:
    """The fields of a template; raises RuleBroken naming the line of a broken or unknown one."""
    if not title.strip():
        raise RuleBroken("A template needs a name.")
    if not body.strip():
        raise RuleBroken("A template needs a text.")
    found: dict[str, None] = {}
    for number, line in enumerate(body.splitlines(), 1):
        whole = list(_FIELD.finditer(line))
        rest = _FIELD.sub("", line)
        broken = _SINGLE.search(rest)
        if "{{" in rest or "}}" in rest or broken is not None:
            word = (broken[0] if broken is not None else rest.strip())[:40]
            raise RuleBroken(
                f"Line {number}: the field “{word}” is not whole. A field stands in two braces: {{{{applicant}}}}."
            )
        for match in whole:
            name = clean(match[1])
            if name not in FIELDS:
                raise RuleBroken(f"Line {number}: there is no field “{match[1]}”.{_near(name)}")
            found[name] = None
    return tuple(found)


def _near(name: str) -> str:
    near = difflib.get_close_matches(name, FIELDS, 1, 0.6)
    return f" Did you mean {{{{{near[0]}}}}}?" if near else " The list of fields is beside the text."


def clean(name: str) -> str:
    """A field's name as it is compared."""
    return " ".join(name.replace("_", " ").split()).casefold()


def missing(fields: tuple[str, ...], values: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that have no value yet."""
    return tuple(name for name in fields if not values.get(name, "").strip())


def check_values(fields: tuple[str, ...], values: Mapping[str, str]) -> None:
    """Raises RuleBroken naming every field that has no value."""
    lacking = missing(fields, values)
    if lacking:
        named = ", ".join(f"{name} ({FIELDS[name]})" for name in lacking)
        raise RuleBroken(f"Not written yet: {named} {'has' if len(lacking) == 1 else 'have'} no value.")


def marked(body: str, values: Mapping[str, str]) -> str:
    """The page as it is so far: fields without a value stay between angle marks, so that they are seen."""

    def put(match: re.Match[str]) -> str:
        name = clean(match[1])
        return values.get(name, "").strip() or f"\u00ab{name}\u00bb"

    return _FIELD.sub(put, body)


def without_head(text: str, shop: str) -> str:
    """A letter without the shop's name before its date, which older templates have and the letterhead says above."""
    lines = text.split("\n")
    seen = 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if shop and line.startswith(f"{shop}, ") and any(char.isdigit() for char in line):
            lines[at] = line.removeprefix(f"{shop}, ")
            break
        seen += 1
        if seen == 2:  # the heading, and what stands below it
            break
    return "\n".join(lines)


def with_pay(body: str, pay: str | None) -> str:
    """The words of a document with its pay; None: sealed and locked, which is said in its place."""
    words = "\u00abpay: sealed, unlock to read it\u00bb" if pay is None else pay
    return _FIELD.sub(lambda match: words if clean(match[1]) == PAY else match[0], body)


class ReferenceResult(StrEnum):
    """How a reference came out."""

    GOOD = "good"
    MIXED = "mixed"
    POOR = "poor"
    NOTHING = "nothing"


RESULT_NAMES = {
    ReferenceResult.GOOD: "Would work with them again",
    ReferenceResult.MIXED: "With reservations",
    ReferenceResult.POOR: "Would not",
    ReferenceResult.NOTHING: "No answer",
}
HOW = ("By e-mail", "By hand", "By post", "Read out on the phone")
