"""The columns of the list of people."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from csmanager.core.errors import RuleBroken
from csmanager.features.team.detailwidget import status_of
from csmanager.features.team.fields.fieldswidget import column
from csmanager.features.team.fields.rules import Value
from csmanager.features.team.queries import PersonRow
from csmanager.features.team.roster import parse_hours
from csmanager.features.team.rules import Status, hours_text, tenure_text
from csmanager.features.today.rules import due_text
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import long_day_text

if TYPE_CHECKING:
    from csmanager.features.team.page import TeamPage


def columns(page: TeamPage) -> list[Column]:
    """All columns; what is due and how long someone is here are read from ``page`` when they are shown."""

    def due(row: PersonRow) -> str:
        found = page.view.due.get(row.id)
        return f"{found.text}, {due_text(found.due, page.desk.today())}" if found is not None else ""

    def due_day(row: PersonRow) -> str:
        found = page.view.due.get(row.id)
        return f"{long_day_text(found.due)}: {found.text}" if found is not None else ""

    def status(row: PersonRow) -> tuple[str, str]:
        out = page.view.out.get(row.id)
        if out is not None and row.status is Status.ACTIVE and not row.is_future:
            return ("watch", f"Out: {out[:1].lower()}{out[1:]}")
        return status_of(row)

    return [
        Column(
            "name",
            "Name",
            width=144,
            value=lambda row: row.name,
            text=lambda row: page.view.labels.get(row.id, row.name),
            editable=True,
        ),
        Column("status", "Status", width=128, kind="status", value=status),
        Column("role", "Role", width=92, value=lambda row: row.role or "", editable=True),
        Column("team", "Team", width=94, value=lambda row: row.team or "", editable=True),
        Column(
            "due",
            "Next due",
            width=150,
            may_leave=True,
            value=due,
            sort=lambda row: found.due if (found := page.view.due.get(row.id)) else None,
            tooltip=due_day,
        ),
        Column(
            "started",
            "Started",
            width=92,
            kind="date",
            value=lambda row: row.started_on,
            may_leave=True,
            tooltip=lambda row: tenure_text(row.started_on, page.as_of()),
            editable=True,
        ),
        Column(
            "hours",
            "h/week",
            width=68,
            kind="number",
            may_leave=True,
            value=lambda row: None if row.weekly_minutes is None else row.weekly_minutes / 60,
            text=lambda row: hours_text(row.weekly_minutes),
            parse=_parse_hours,
            editable=True,
        ),
        Column("skills", "Skills", width=180, value=_skills, tooltip=_skills, hidden=True),
        Column("code", "Code", width=66, value=lambda row: row.code, editable=True, hidden=True),
        Column(
            "manager",
            "Reports to",
            width=130,
            value=lambda row: page.view.managers.get(row.id, ""),
            hidden=True,
        ),
        *(
            replace(column(field, partial(_own, page, field.id), page.desk.today), hidden=True)
            for field in page.view.fields
        ),
    ]


def _own(page: TeamPage, field_id: int, row: PersonRow) -> Value:
    return page.view.own.get(row.id, {}).get(field_id)


def _skills(row: PersonRow) -> str:
    return ", ".join(f"{skill.skill} {skill.level}" for skill in row.skills)


def _parse_hours(text: str) -> int | None:
    if not text.strip():
        return None
    minutes = parse_hours(text)
    if minutes is None:
        raise RuleBroken("Write hours a week as 37.5 or 37:30.")
    return minutes
