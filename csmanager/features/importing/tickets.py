"""What only tickets have: resolved or not, how long both answers took, whether one still waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from csmanager.features.contacts.rules import Outcome
from csmanager.features.importing import coding, dates
from csmanager.features.importing import words as words_of_headings
from csmanager.features.importing.batch import FLOOR, Bad, Batch
from csmanager.features.importing.coding import Status
from csmanager.features.importing.columns import Column
from csmanager.features.importing.plan import Plan
from csmanager.features.importing.rules import Field, FileKind

_ROUNDED_MS = 60_000  # times written in whole minutes may differ by so much


@dataclass(frozen=True, slots=True)
class Words:
    """Whether the file's status words tell reopened, escalated and resolved tickets from the rest at all."""

    reopened: bool
    escalated: bool
    resolved: bool = True


def words_of(statuses: Iterable[str]) -> Words:
    """What the status words of a sample can tell."""
    told = [coding.status(text, FileKind.TICKETS) for text in set(statuses)]
    return Words(
        any(one.is_reopened for one in told),
        any(one.is_escalated for one in told),
        any(one.resolved for one in told),
    )


def read(
    plan: Plan,
    batch: Batch,
    ends: dict[Field, list[int | None] | None],
    statuses: Sequence[Status],
    words: Words,
) -> None:
    """Fill in what a batch of tickets says; ``ends`` are the moments of columns, in UTC seconds."""
    values = batch.values
    started: Sequence[int] = values["started"]
    person: Sequence[int | None] = values["person"]
    resolved = _resolved(plan, batch, ends[Field.RESOLVED_AT], statuses, words)
    values["resolved"] = resolved
    took = _since(plan, batch, values.get("resolution_ms"), ends, started, Field.RESOLVED_AT)
    if took is not None:
        values["resolution_ms"] = [
            value if is_done else None for value, is_done in zip(took, resolved, strict=True)
        ]
    waited = _since(plan, batch, values.get("first_response_ms"), ends, started, Field.FIRST_RESPONSE_AT)
    if waited is not None:
        values["first_response_ms"] = waited
        if took is not None and _is_alike(plan):
            values["resolution_ms"] = _not_before(values["resolution_ms"], waited, batch)
    knows_answer = waited is not None
    first = waited if waited is not None else [None] * batch.size
    handled, waiting = int(Outcome.HANDLED), int(Outcome.OPEN)
    values["outcome"] = [
        waiting if not done and answer is None and _is_waiting(said, one, knows_answer) else handled
        for done, answer, one, said in zip(resolved, first, person, statuses, strict=True)
    ]


def _is_alike(plan: Plan) -> bool:
    """Whether both times count the same hours, so that one can be compared with the other."""
    business = [
        words_of_headings.is_business(plan.columns[one].header)
        for one in (Field.FIRST_RESPONSE, Field.RESOLUTION)
        if one in plan.columns
    ]
    return len(set(business)) < 2


def _not_before(took: Sequence[int | None], waited: Sequence[int | None], batch: Batch) -> list[int | None]:
    """Times to resolution without those that are shorter than the time to the first response."""
    made = [
        None if end is not None and first is not None and end < first - _ROUNDED_MS else end
        for end, first in zip(took, waited, strict=True)
    ]
    batch.early += sum(before is not None and after is None for before, after in zip(took, made, strict=True))
    return made


def _is_waiting(said: Status, person: int | None, knows_answer: bool) -> bool:
    """Whether a ticket without an answer still waits for one: nobody has it, or its status says that it is new."""
    if person is None:
        return knows_answer or said.is_waiting
    return knows_answer and said.is_waiting


def _resolved(
    plan: Plan, batch: Batch, ended: list[int | None] | None, statuses: Sequence[Status], words: Words
) -> list[int | None]:
    if Field.STATUS in plan.columns:
        if words.reopened and "reopened" not in batch.values:
            batch.values["reopened"] = [int(one.is_reopened) for one in statuses]
        if words.escalated and "escalated" not in batch.values:
            batch.values["escalated"] = [int(one.is_escalated) for one in statuses]
        if words.resolved or ended is None:
            return [one.resolved for one in statuses]
        return [int(one.resolved or end is not None) for one, end in zip(statuses, ended, strict=True)]
    if ended is not None:
        return [int(end is not None) for end in ended]
    took = batch.values.get("resolution_ms")
    if took is not None:  # no status and no moment: what took a time to resolve is resolved
        return [None if value is None else 1 for value in took]
    return [None] * batch.size


def _is_day_only(plan: Plan, moment: Field) -> bool:
    """Whether only one of both, when a contact came and when it ended, tells the time of day: no hours follow then."""
    came = Field.STARTED_TIME in plan.columns or _is_timed(plan.columns[Field.STARTED])
    return came is not _is_timed(plan.columns[moment])


def _is_timed(column: Column) -> bool:
    shape = column.shape
    return shape.with_time >= 0.1 or shape.numbers > 0.5 or any(map(dates.is_epoch, shape.samples))


def day_only(plan: Plan) -> list[str]:
    """What is told of columns whose days give no time to an answer."""
    return [
        f"“{plan.columns[moment].header}” or “{plan.columns[Field.STARTED].header}” names days without a time of day,"
        " so no times are worked out from them."
        for moment in (Field.RESOLVED_AT, Field.FIRST_RESPONSE_AT)
        if moment in plan.columns and plan.kind is FileKind.TICKETS and _is_day_only(plan, moment)
    ]


def _since(
    plan: Plan,
    batch: Batch,
    given: Sequence[Any] | None,
    ends: dict[Field, list[int | None] | None],
    started: Sequence[int],
    moment: Field,
) -> list[int | None] | None:
    """The duration column, filled from the moment column where it is blank."""
    until = ends[moment]
    if until is not None and _is_day_only(plan, moment):
        return None if given is None else list(given)
    if until is None:
        return None if given is None else list(given)
    made: list[int | None] = []
    header = plan.columns[moment].header
    base = given if given is not None else [None] * batch.size
    for at, (value, end, start) in enumerate(zip(base, until, started, strict=True)):
        if value is None and end is not None:
            value = (end - start) * 1000
            if value < 0 and start > FLOOR:
                batch.bad.append(Bad(at, header, "lies before the contact came"))
        made.append(value)
    return made
