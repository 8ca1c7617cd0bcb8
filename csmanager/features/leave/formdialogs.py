"""The forms of leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import RuleBroken
from csmanager.core.settings import WEEKDAYS
from csmanager.features.leave.blackouts import BlackoutRow
from csmanager.features.leave.queries import LeaveRow, TypeRow
from csmanager.features.leave.rules import ENTRY_WORDS, EntryKind
from csmanager.features.schedule.rules import ABSENCE_WORDS
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]
HALVES = {
    "": "Whole days",
    "first": "From midday of the first day",
    "last": "Until midday of the last day",
    "both": "Midday to midday",
}


def halves(said: dict[str, Any]) -> dict[str, bool]:
    """The two flags that an answer means; takes it out of ``said``."""
    half = said.pop("half", "") or ""
    return {"first_half": half in ("first", "both"), "last_half": half in ("last", "both")}


def ask(
    people: Sequence[tuple[int, str]],
    types: Sequence[TypeRow],
    person_id: int | None,
    first: dt.date | None,
    last: dt.date | None,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """Leave somebody asks for."""
    sealed = ", ".join(row.name for row in types if row.is_sensitive)
    return FormDialog(
        "Ask for leave",
        [
            Field("person_id", "Person", "choice", person_id, options=list(people), required=True),
            Field(
                "type_id", "Type", "choice", types[0].id if types else None,
                options=[(row.id, row.name) for row in types], required=True,
            ),
            Field("first_on", "First day", "date", first, required=True),
            Field("last_on", "Last day", "date", last, help="Left empty: that one day."),
            Field("half", "Half days", "choice", "", options=list(HALVES.items())),
            Field("reason", "Reason", "long", help=f"Sealed for: {sealed}." if sealed else ""),
            Field("draft", "Only noted, not asked for yet", "check", False, is_more=True),
        ],
        submit,
        verb="Ask",
        today=today,
        parent=parent,
    )  # fmt: skip


def out(
    people: Sequence[tuple[int, str]],
    types: Sequence[TypeRow],
    person_id: int | None,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """Somebody is out; nobody decides on it."""
    sick = next((row.id for row in types if row.kind.value == "sick"), types[0].id if types else None)
    return FormDialog(
        "Out today",
        [
            Field("person_id", "Person", "choice", person_id, options=list(people), required=True),
            Field("type_id", "Type", "choice", sick, options=[(row.id, row.name) for row in types], required=True),
            Field("first_on", "From", "date", today(), required=True),
            Field("last_on", "To", "date", today(), required=True, help="As far as it is known; it can end earlier."),
            Field("half", "Half days", "choice", "", options=list(HALVES.items()), is_more=True),
            Field("reason", "Reason", "long", help="Sealed for sensitive types. Nobody has to say it.", is_more=True),
        ],
        submit,
        verb="Note it",
        text="It counts at once. Who remains for the day stands beside it.",
        today=today,
        parent=parent,
    )  # fmt: skip


def days(row: LeaveRow, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Other days for a leave that is not decided."""
    half = (
        "both"
        if row.first_half and row.last_half
        else "first"
        if row.first_half
        else "last"
        if row.last_half
        else ""
    )
    return FormDialog(
        "Other days",
        [
            Field("first_on", "First day", "date", row.first_on, required=True),
            Field("last_on", "Last day", "date", row.last_on, required=True),
            Field("half", "Half days", "choice", half, options=list(HALVES.items())),
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )


def reason(title: str, text: str, verb: str, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Why something is done."""
    field = Field("reason", "Why", "long", required=True)
    return FormDialog(title, [field], submit, verb=verb, text=text, today=today, parent=parent)


def shorten(row: LeaveRow, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """An approved leave ends earlier."""
    day = min(max(today(), row.first_on), row.last_on - dt.timedelta(days=1))
    return FormDialog(
        "Back earlier",
        [
            Field("last_on", "Last day away", "date", day, required=True),
            Field("reason", "Why", required=True, placeholder="Well again"),
        ],
        submit,
        verb="Save",
        text="What is not taken goes back to the balance.",
        today=today,
        parent=parent,
    )


def correct(
    people: Sequence[tuple[int, str]],
    types: Sequence[TypeRow],
    chosen: tuple[int, int] | None,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """A line of the ledger by hand."""
    counted = [(row.id, row.name) for row in types if row.is_counted]
    return FormDialog(
        "Enter a line of a balance",
        [
            Field("person_id", "Person", "choice", chosen[0] if chosen else None, options=list(people), required=True),
            Field("type_id", "Type", "choice", chosen[1] if chosen else None, options=counted, required=True),
            Field("hours", "Hours", "number", decimals=2, required=True, help="With a minus to take away."),
            Field("on", "From", "date", today(), required=True),
            Field("note", "What for", required=True, placeholder="Left over from the old sheet"),
            Field(
                "kind", "As", "choice", EntryKind.CORRECT, is_more=True,
                options=[(kind, ENTRY_WORDS[kind]) for kind in (EntryKind.GRANT, EntryKind.CARRY, EntryKind.CORRECT)],
            ),
        ],
        submit,
        verb="Enter",
        today=today,
        parent=parent,
    )  # fmt: skip


def week(
    people: Sequence[tuple[int, str]],
    person_id: int | None,
    weekdays: str,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """On which weekdays somebody works."""
    boxes = [
        Field(f"d{number}", name, "check", str(number) in weekdays) for number, name in enumerate(WEEKDAYS)
    ]
    return FormDialog(
        "Working days",
        [
            Field("person_id", "Person", "choice", person_id, options=list(people), required=True),
            Field("starts_on", "From", "date", today(), required=True),
            *boxes,
        ],
        submit,
        verb="Save",
        text="A day of leave is the contract hours of the week, shared over these days.",
        today=today,
        parent=parent,
    )


def type_form(row: TypeRow | None, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """A type of leave."""

    def day(text: str) -> None:
        try:
            dt.date.fromisoformat(f"2023-{text.strip()}")
        except ValueError as error:
            raise RuleBroken("Write the day as month and day, such as 03-31.") from error

    return FormDialog(
        "Change the type" if row else "New type of leave",
        [
            Field("name", "Name", value=row.name if row else "", required=True),
            Field(
                "kind", "Among absences", "choice", row.kind if row else "other", options=list(ABSENCE_WORDS.items()),
                required=True, help="Imported absences of this kind are leave of this type.",
            ),
            Field("is_counted", "Taken from a balance", "check", row.is_counted if row else False),
            Field("yearly_days", "Days a year", "number", row.yearly_days if row else None, decimals=1),
            Field("is_sensitive", "Its reason is sealed", "check", row.is_sensitive if row else False),
            Field("is_paid", "Paid", "check", row.is_paid if row else True, is_more=True),
            Field("allows_half", "Half days are possible", "check", row.allows_half if row else True, is_more=True),
            Field("is_monthly", "Earned month by month", "check", row.is_monthly if row else False, is_more=True),
            Field(
                "carry_days", "Into the next year", "number", row.carry_days if row else None, decimals=1, unit="days",
                help="At most; left empty: all that is left.", is_more=True,
            ),
            Field(
                "carry_until", "To be taken until", value=row.carry_until if row else "", placeholder="03-31",
                check=day, is_more=True,
            ),
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )  # fmt: skip


def blackout(
    row: BlackoutRow | None, teams: Sequence[tuple[int, str]], submit: Submit, today: Today, parent: QWidget
) -> FormDialog:
    """Days without leave."""
    options = [(True, "Refused, with this reason"), (False, "Approved only with a reason")]
    return FormDialog(
        "Days without leave",
        [
            Field("first_on", "First day", "date", row.first_on if row else None, required=True),
            Field("last_on", "Last day", "date", row.last_on if row else None, help="Left empty: that one day."),
            Field(
                "reason", "Why", value=row.reason if row else "", required=True,
                help="Whoever asks for leave then reads it.",
            ),
            Field("is_hard", "Leave then", "choice", row.is_hard if row else True, options=options),
            Field(
                "team_id", "For", "choice", row.team_id if row else None, options=[(None, "Everybody"), *teams]
            ),
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )  # fmt: skip
