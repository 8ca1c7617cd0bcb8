"""Exports with one row a message: who wrote each, and the conversation they make.

Agents are known by the messages they wrote, customers are never people of the team. The first response is the
first message of an agent after the customer's first. What was resolved is known only where the file says it.
"""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from csmanager.features.contacts.rules import Direction, Outcome
from csmanager.features.importing.legs import Values, fold_messages
from csmanager.features.importing.rules import Field

if TYPE_CHECKING:
    from csmanager.features.importing.columns import Column

_BY_MESSAGE = 0.75  # different ids among the rows, at most, where a row is a message
_OF_CALLS = frozenset({Field.CALLER, Field.CALLEE, Field.TALK, Field.WAIT, Field.DURATION, Field.ANSWERED})

_AGENT = re.compile(
    r"\b(agents?|staff|admin\w*|operators?|support|employees?|representatives?|reps?|advis[eo]rs?|team( ?mates?| members?)?"
    r"|internal|outbound|outgoing|out|sent|helpdesk|mitarbeiter\w*|agente|operador|operatore|conseiller|medewerker|ausgehend)\b",
    re.I,
)
_CUSTOMER = re.compile(
    r"\b(customers?|clients?|end[ -]?users?|users?|requesters?|visitors?|contacts?|leads?|guests?|consumers?|external|inbound"
    r"|incoming|in|received|buyers?|callers?|kunden?|kundin|cliente|klant|klient|kund|eingehend)\b",
    re.I,
)
_MACHINE = re.compile(
    r"\b(bots?|chatbots?|system\w*|automat\w*|triggers?|workflows?|ai|virtual|note|private)\b", re.I
)
_AUTHOR = re.compile(
    r"(message |comment |reply )?(author|sender|sent by|written by|from|by|speaker|participant|autor\w*|absender|auteur"
    r"|expediteur|remitente|mittente|afzender|nadawca|avsandare)( name| full name)?"
)


def writer(text: str) -> int | None:
    """OUTBOUND for a message of an agent, INBOUND for one of a customer, None for machines, notes and what is unclear."""
    clean = text.replace("_", " ")
    if _MACHINE.search(clean):
        return None
    if _CUSTOMER.search(clean):
        return int(Direction.INBOUND)
    return int(Direction.OUTBOUND) if _AGENT.search(clean) else None


def are_writers(texts: Sequence[str]) -> bool:
    """Whether the different cells of a column say what wrote a message, agents and customers among them."""
    clean = [text.replace("_", " ") for text in texts]
    said = {writer(text) for text in clean}
    return {int(Direction.INBOUND), int(Direction.OUTBOUND)} <= said and all(
        any(pattern.search(text) for pattern in (_MACHINE, _CUSTOMER, _AGENT)) for text in clean
    )


def with_authors(columns: list[Column]) -> list[Column]:
    """Where a column says what wrote each message, the column of authors names the agents."""
    by_field = {one.field: one for one in columns if one.field is not None}
    if Field.WRITER not in by_field and _are_messages(columns, by_field):
        way = by_field[Field.DIRECTION]
        columns = [replace(one, field=Field.WRITER) if one is way else one for one in columns]
        by_field[Field.WRITER] = way
    if Field.WRITER not in by_field or Field.AGENT in by_field:
        return columns
    found = [
        one
        for one in columns
        if one.field in (None, Field.CUSTOMER, Field.CALLER)
        and is_author(one.header)
        and one.shape.people >= 0.3
    ]
    if not found:
        return columns
    best = found[0]
    reason = f"heading “{best.header}”; agents where “{by_field[Field.WRITER].header}” says so, customers elsewhere"
    return [replace(one, field=Field.AGENT, reason=reason) if one is best else one for one in columns]


def _are_messages(columns: list[Column], by_field: dict[Field, Column]) -> bool:
    """Whether rows with a direction are messages: many rows have one id, and a column names their authors."""
    if Field.DIRECTION not in by_field or Field.EXTERNAL_ID not in by_field or _OF_CALLS & set(by_field):
        return False
    number = by_field[Field.EXTERNAL_ID].shape
    is_many = number.distinct <= _BY_MESSAGE * number.filled
    has_author = Field.AGENT in by_field or any(is_author(one.header) for one in columns)
    return is_many and has_author and are_writers(by_field[Field.DIRECTION].shape.samples)


def is_author(header: str) -> bool:
    """Whether a heading names who wrote something."""
    return bool(_AUTHOR.fullmatch(" ".join(re.sub(r"[\W_]+", " ", header).casefold().split())))


def fold(rows: list[Values]) -> Values:
    """One conversation of its messages; ``direction`` says of each whether an agent or a customer wrote it."""
    ordered = sorted(rows, key=lambda row: row["started"])
    made = fold_messages(ordered)
    asked = next((row for row in ordered if row["direction"] == int(Direction.INBOUND)), None)
    answers = [
        row
        for row in ordered
        if row["direction"] == int(Direction.OUTBOUND)
        and (asked is None or row["started"] >= asked["started"])
    ]
    if asked is not None and answers and made["first_response_ms"] is None:
        made["first_response_ms"] = (answers[0]["started"] - asked["started"]) * 1000
    if answers and answers[0]["person"] is not None:
        made["person"] = answers[0]["person"]
    made["direction"] = next((row["direction"] for row in ordered if row["direction"] is not None), None)
    is_waiting = asked is not None and not answers and not made["resolved"]
    made["outcome"] = int(Outcome.OPEN if is_waiting else Outcome.HANDLED)
    return made


def note(header: str, author: str) -> str:
    """What is told of a file of messages."""
    who = (
        f"agents are the authors in “{author}” of messages" if author else "agents are known by the messages"
    )
    return f"Each row is a message: {who} that “{header}” calls an agent's; customers are never people of the team."
