"""Rows about people: members of staff and applicants."""

# ruff: noqa: E501 - a pattern is read more easily whole

from __future__ import annotations

import re
from collections.abc import Sequence

from csmanager.features.importing.meaning import values
from csmanager.features.importing.meaning.context import Context, Record, SetAside, record

_HIRED = re.compile(
    r"\bhired?\b|\baccepted\b|\beingestellt|\bembauch|\bcontratad|\bassunt|\baangenomen|\bzatrudnion|\bonboard|\bjoined\b|\bplaced\b",
    re.I,
)
_REJECTED = re.compile(
    r"reject|declin|not selected|disqualif|unsuccessful|not a fit|no show|turned down|absage|abgelehnt|refus|rejet|descart|rechaz"
    r"|reprovad|scartat|respint|afgewezen|odrzuc|not hired|archived|ineligible", re.I)  # fmt: skip
_WITHDRAWN = re.compile(
    r"withdr|zuruckgezogen|retire|desist|ritirat|teruggetrokken|wycofa|ghosted|no longer interested", re.I
)
_LONGEST_WEEK = 70 * 60  # minutes


def person(context: Context, row: Sequence[str]) -> list[Record]:
    """One member of staff. Raises SetAside."""
    name, first, last = _names(context, row)
    code = context.plain(row, "code")
    if not name and not code:
        raise SetAside(context.header(context.index("name")) or None, "names nobody")
    left = context.day(row, "left_on")
    status = context.text(row, "status")
    gone = values.flag(context.text(row, "left"))
    if context.text(row, "left_on") and left is None:
        context.counted["days of leaving in the far future mean that somebody is still there"] += 1
    weekly = context.minutes(row, "weekly")
    return [
        record(
            code=code,
            name=name,
            first_name=first,
            last_name=last,
            email=context.plain(row, "email"),
            phone=context.plain(row, "phone"),
            login=context.plain(row, "login"),
            extension=context.plain(row, "extension"),
            team=context.text(row, "team"),
            role=context.text(row, "role"),
            manager=flipped(context.text(row, "manager")),
            started_on=context.day(row, "started_on"),
            left_on=left,
            leave_reason=context.text(row, "leave_reason"),
            status=("left" if gone else "active") if gone is not None else status,
            weekly_minutes=weekly if weekly is None or 0 < weekly <= _LONGEST_WEEK else None,
            notes=context.text(row, "notes"),
        )
    ]


def applicant(context: Context, row: Sequence[str]) -> list[Record]:
    """One application; ``status`` is active, hired, rejected or withdrawn. Raises SetAside."""
    name, first, last = _names(context, row)
    if not name:
        raise SetAside(context.header(context.index("name")) or None, "names nobody")
    stage, said, why = (context.text(row, key) for key in ("stage", "status", "reject_reason"))
    status = _status(context, row, f"{said} {stage}", why)
    rating = values.plain_number(context.text(row, "rating").split("/")[0].strip())
    return [
        record(
            external_id=context.plain(row, "external_id"),
            name=name,
            first_name=first,
            last_name=last,
            email=context.plain(row, "email"),
            phone=context.plain(row, "phone"),
            opening=context.text(row, "opening"),
            source=context.text(row, "source"),
            applied_on=context.day(row, "applied_on"),
            stage=stage or said,
            status=status,
            reject_reason="" if status == "hired" else why,
            rating=rating,
            note=context.text(row, "note"),
        )
    ]


def _status(context: Context, row: Sequence[str], said: str, why: str) -> str:
    if context.text(row, "hired_on") or _HIRED.search(why):
        return "hired"
    if _WITHDRAWN.search(said) or _WITHDRAWN.search(why):
        return "withdrawn"
    if values.flag(context.text(row, "disqualified")) or why or _REJECTED.search(said):
        return "rejected"
    if re.search(r"not hired", said, re.I):
        return "rejected"
    return "hired" if _HIRED.search(said) else "active"


def _names(context: Context, row: Sequence[str]) -> tuple[str, str, str]:
    first, last = context.text(row, "first_name"), context.text(row, "last_name")
    name = flipped(context.text(row, "name"))
    if not name or (first and last and last not in name) or (last and name in (first, last)):
        name = " ".join(part for part in (first, last) if part)
    return name, first, last


def flipped(text: str) -> str:
    """ "Last, First" as "First Last"; anything else as it is."""
    last, comma, first = text.partition(",")
    if comma and first.strip() and "," not in first and last.strip():
        return f"{first.strip()} {last.strip()}"
    return text
