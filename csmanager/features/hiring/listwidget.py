"""What the table of applicants shows, and what the search looks through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from csmanager.features.hiring import actions, rules
from csmanager.features.hiring.cardwidget import standing, step_status
from csmanager.features.hiring.queries import ApplicantRow, OpeningRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text, number_text


def columns(today: Callable[[], dt.date]) -> tuple[Column, ...]:
    """What the table of applicants shows."""
    order = list(rules.Stage)
    return (
        Column("name", "Name", width=170, value=lambda row: row.name),
        Column("opening", "Opening", width=150, value=lambda row: row.opening),
        Column(
            "stage",
            "Stage",
            width=100,
            value=lambda row: row.stage_name,
            sort=lambda row: order.index(row.stage),
        ),
        Column(
            "days",
            "In stage",
            width=130,
            kind="status",
            value=lambda row: _in_table(standing(row, today()), row),
            sort=lambda row: row.days if rules.is_active(row.stage) else None,
        ),
        Column("step", "Next step", width=170, value=lambda row: row.next_step, editable=True),
        Column(
            "step_on",
            "On",
            width=100,
            kind="date",
            value=lambda row: row.next_step_on,
            editable=True,
            tooltip=lambda row: str(step_status(row, today()) or ""),
        ),
        Column("rating", "Rating", kind="number", value=lambda row: row.rating, editable=True),
        Column("source", "Came through", width=120, value=lambda row: row.source, editable=True),
        Column("applied", "Applied", width=100, kind="date", value=lambda row: row.applied_on),
        Column("email", "E-mail", value=lambda row: row.email, hidden=True),
        Column("phone", "Phone", value=lambda row: row.phone, hidden=True),
        Column("reason", "Reason", value=lambda row: row.reason, hidden=True),
    )


def text_of(row: ApplicantRow) -> str:
    """What the search looks through."""
    return "\n".join(
        (
            row.name,
            row.opening,
            row.stage_name,
            row.source,
            row.email,
            row.phone,
            row.next_step,
            row.reason,
            row.notes,
        )
    ).casefold()


def board_path(shown: Sequence[OpeningRow]) -> tuple[rules.StageFact, ...]:
    """The stages of the opening that is shown; of all together, each kind of stage that any of them has."""
    if len(shown) == 1:
        return shown[0].path
    paths = {tuple((one.name, one.type) for one in row.path) for row in shown}
    if len(paths) == 1:
        return tuple(rules.StageFact(None, name, kind) for name, kind in paths.pop())
    kinds = {one.type for row in shown for one in row.path}
    order = [stage for stage in rules.ACTIVE if stage in kinds]
    return tuple(rules.StageFact(None, rules.STAGE_NAMES[stage], stage) for stage in order)


def opening_facts(row: OpeningRow) -> str:
    """What stands beside the state of an opening."""
    facts = [f"{row.hired} of {row.headcount} place{'s' * (row.headcount != 1)} filled"]
    facts += [part for part in (row.role, row.team) if part]
    if row.weekly_minutes:
        facts.append(f"{number_text(row.weekly_minutes / 60).removesuffix('.0')} h a week")
    if row.closes_on:
        facts.append(f"closes {day_text(row.closes_on)}")
    if row.reason:
        facts.append(row.reason)
    return " · ".join(facts)


def edit(desk: Desk, row: ApplicantRow, key: str, value: Any, called: str) -> None:
    """A cell of ``row`` was edited; messages say ``called``. Raises AppError with the reason when it cannot be."""
    if key in ("step", "step_on"):
        text, on = (value, row.next_step_on) if key == "step" else (row.next_step, value)
        desk.try_do(f"Set next step for {called}", actions.set_next_step, row.id, text, on)
        return
    values = {
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "source": row.source,
        "next_step": row.next_step,
        "next_step_on": row.next_step_on,
        "rating": row.rating,
        "notes": row.notes,
    }
    desk.try_do(f"Edit {called}", actions.edit_applicant, row.id, **{**values, key: value})


def _in_table(state: Status, row: ApplicantRow) -> Status:
    """The table says the stage in another column, so an ending says only why."""
    return state if rules.is_active(row.stage) or not row.reason else Status(state.kind, row.reason)
