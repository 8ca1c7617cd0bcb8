"""On-the-job sheets: printed for one person with a code, and entered again when they come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.handbook.knowing import codes
from csmanager.features.onboarding import actions
from csmanager.features.onboarding.rules import ItemState, Mark, PlanState
from csmanager.features.onboarding.tables import (
    JobSheet,
    JobSheetCopy,
    JobSheetMark,
    JoiningItem,
    JoiningPlan,
)
from csmanager.features.team.moves import get_person


def lines_of(body: str) -> list[str]:
    """The lines of a sheet that are marked: its list items, in order."""
    return [line.strip()[2:].strip() for line in body.splitlines() if line.strip().startswith("- ")]


def save_sheet(session: Session, text: str, *, sheet_id: int | None = None) -> int:
    """Keep a sheet from its text ("# Title", then Markdown with a list); copies keep the text they were printed with.

    Returns its id. Raises RuleBroken without a title or a line to mark.
    """
    head, _, body = text.strip().partition("\n")
    title = " ".join(head.removeprefix("#").split())
    if not head.startswith("#") or not title:
        raise RuleBroken("Begin with the title: # At the counter.")
    if not lines_of(body):
        raise RuleBroken("A sheet needs a line to mark at least: - Greets within half a minute.")
    if sheet_id is None:
        row = JobSheet(key="", title=title, body=body.strip())
        session.add(row)
    else:
        row = _sheet(session, sheet_id)
        row.title, row.body = title, body.strip()
    session.flush()
    return row.id


def end_sheet(session: Session, sheet_id: int, *, today: dt.date) -> None:
    """Offer a sheet no longer."""
    _sheet(session, sheet_id).ended_on = today


def make_copies(session: Session, sheet_id: int, person_ids: Iterable[int], *, today: dt.date) -> list[int]:
    """A copy with a code for each person, to be printed; returns their ids.

    Whoever has an item with this sheet in a plan gets it tied to that item. A copy that is out is given again.
    """
    sheet = _sheet(session, sheet_id)
    found = []
    for person_id in person_ids:
        get_person(session, person_id)
        out = session.scalar(
            sa.select(JobSheetCopy).where(
                JobSheetCopy.sheet_id == sheet_id,
                JobSheetCopy.person_id == person_id,
                JobSheetCopy.returned_on.is_(None),
                JobSheetCopy.body == sheet.body,
            )
        )
        if out is not None:
            found.append(out.id)
            continue
        copy = JobSheetCopy(
            sheet_id=sheet_id,
            person_id=person_id,
            item_id=_item_for(session, person_id, sheet_id),
            code=f"new {sheet_id} {person_id}",
            title=sheet.title,
            body=sheet.body,
            printed_on=today,
            signed_by="",
            note="",
        )
        session.add(copy)
        session.flush()
        copy.code = codes.encode(person_id, copy.id, sheet.body)
        found.append(copy.id)
    return found


def enter(
    session: Session,
    code: str,
    marks: Mapping[int, Mark | str],
    *,
    signed_by: str,
    today: dt.date,
    note: str = "",
) -> int:
    """A sheet came back; ``marks``: line (from 0) -> how it went. Returns the id of the copy.

    When every line was done alone, the item of the plan it belongs to is done, with the code as what shows it.
    """
    copy = find_copy(session, code)
    if copy.returned_on is not None:
        raise RuleBroken(f"This sheet was entered on {saying.day(copy.returned_on)} already.")
    if not signed_by.strip():
        raise RuleBroken("Say who signed the sheet.")
    lines = lines_of(copy.body)
    missing = [lines[place] for place in range(len(lines)) if place not in marks]
    if missing:
        raise RuleBroken(f"Mark every line; missing is: {missing[0]}")
    for place in range(len(lines)):
        session.add(JobSheetMark(copy_id=copy.id, place=place, mark=Mark(marks[place])))
    copy.returned_on, copy.signed_by, copy.note = today, " ".join(signed_by.split()), note.strip()
    session.flush()
    if copy.item_id is not None and all(Mark(mark) is Mark.ALONE for mark in marks.values()):
        item = session.get(JoiningItem, copy.item_id)
        plan = session.get(JoiningPlan, item.plan_id) if item is not None else None
        if item is not None and plan is not None and plan.state is PlanState.ACTIVE:
            actions.move_items(
                session, [item.id], ItemState.DONE, today=today, evidence=f"Sheet {copy.code}", by=signed_by
            )
    return copy.id


def find_copy(session: Session, code: str) -> JobSheetCopy:
    """The copy of a code, however it was typed. Raises RuleBroken when it has a slip or is unknown."""
    read = codes.decode(code)
    copy = session.get(JobSheetCopy, read.version_id)
    if copy is None or copy.person_id != read.person_id or codes.mark(copy.person_id, copy.body) != read.mark:
        raise RuleBroken(f"{code.strip().upper()} belongs to no sheet of this store.")
    return copy


def _sheet(session: Session, sheet_id: int) -> JobSheet:
    row = session.get(JobSheet, sheet_id)
    if row is None:
        raise RuleBroken("This sheet is no longer there.")
    return row


def _item_for(session: Session, person_id: int, sheet_id: int) -> int | None:
    return session.scalar(
        sa.select(JoiningItem.id)
        .join(JoiningPlan, JoiningPlan.id == JoiningItem.plan_id)
        .where(
            JoiningPlan.person_id == person_id,
            JoiningPlan.trashed_on.is_(None),
            JoiningPlan.state == PlanState.ACTIVE,
            JoiningItem.sheet_id == sheet_id,
            JoiningItem.done_on.is_(None),
        )
        .order_by(JoiningItem.due_on)
        .limit(1)
    )
