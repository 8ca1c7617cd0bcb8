"""Coaching on paper: a script to talk by, and sheets with codes on which it is acknowledged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.coaching.queries import CoachDetail, PromptRow
from csmanager.features.coaching.rules import CoachState
from csmanager.features.coaching.tables import Coaching
from csmanager.features.handbook.knowing import codes
from csmanager.features.team.tables import Person

_LINE = "\n\n_______________________________________________________________\n"


@dataclass(frozen=True, slots=True)
class AckLine:
    """One line of a sheet."""

    code: str
    coaching_id: int
    person: str
    behaviour: str
    agreed: str
    delivered_on: dt.date


def open_lines(session: Session) -> list[AckLine]:
    """Sessions that were held and not answered, by person, each with its code."""
    query = (
        sa.select(Coaching, Person.name)
        .join(Person, Person.id == Coaching.person_id)
        .where(
            Coaching.state == CoachState.DELIVERED,
            Coaching.answer.is_(None),
            Coaching.trashed_on.is_(None),
        )
        .order_by(Person.name, Coaching.id)
    )
    return [_line(row, name) for row, name in session.execute(query)]


def read_code(session: Session, typed: str) -> AckLine:
    """The session a code belongs to. Raises RuleBroken with a sentence when it cannot be entered."""
    found = codes.decode(typed)
    row = session.get(Coaching, found.version_id)
    if row is None or row.trashed_on is not None or row.person_id != found.person_id:
        raise RuleBroken("No coaching has this code. Is it from another sheet?")
    if found.mark != codes.mark(row.person_id, _salted(row)):
        raise RuleBroken("This sheet shows another text than the one that stands here now. Print it again.")
    if row.answer is not None or row.state is not CoachState.DELIVERED:
        raise RuleBroken("This was answered already.")
    return _line(row, session.get_one(Person, row.person_id).name)


def _salted(row: Coaching) -> str:
    return f"coaching {row.text_sha256}"


def _line(row: Coaching, name: str) -> AckLine:
    assert row.delivered_on is not None
    code = codes.encode(row.person_id, row.id, _salted(row))
    return AckLine(code, row.id, name, row.behaviour, row.agreed, row.delivered_on)


def ack_sheet(lines: list[AckLine], shop: str) -> str:
    """The sheet to sign, as Markdown."""
    parts = [
        f"# Coaching: to acknowledge\n\n{shop}. My signature says that we talked about this and what I try. It does"
        " not say that I agree; what I see differently I write on the back.",
        "| Name | What we talked about | What I try | Code | Date and signature |\n|---|---|---|---|---|\n"
        + "\n".join(
            f"| {one.person} | {_cell(one.behaviour)} ({saying.day(one.delivered_on)}) | {_cell(one.agreed)} |"
            f" **{one.code}** | |"
            for one in lines
        ),
    ]
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def script(found: CoachDetail, prompt: PromptRow | None, shop: str) -> str:
    """One page to talk by: facts, impact, ask, listen, agree, date. Private notes stay out."""
    row = found.row
    parts = [f"# Talk with {row.person}", f"{shop}. One behaviour: **{row.behaviour}**", "## Facts"]
    parts.append("\n".join(f"- {proof.text}" for proof in found.evidence) or f"-{_LINE}")
    if prompt is not None:
        parts.append(prompt.body.replace("\n## ", "\n### "))
    parts += [
        f"## What they say\n{_LINE}{_LINE}",
        f"## Agreed to try\n\n{row.agreed or _LINE}",
        f"## Looked at again\n\n{f'{saying.day(row.follow_up_on)}' if row.follow_up_on else _LINE}",
    ]
    if row.metric:
        parts.append(f"Watched: {row.metric}")
    return "\n\n".join(parts)
