"""The forms of training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import RuleBroken
from csmanager.core.visibility import Visibility
from csmanager.features.schedule.rules import clock_text
from csmanager.features.training import rules
from csmanager.features.training.queries import CourseRow, EnrolmentRow, SessionRow
from csmanager.features.training.rules import State
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]
Options = Sequence[tuple[int, str]]
_LETTERS = 44  # of a name beside a tick


def course(
    row: CourseRow | None, skills: Options, metrics: Mapping[str, str], submit: Submit, parent: QWidget
) -> FormDialog:
    """A new course, or what is to change; the rarer facts are behind More."""

    def taken(values: dict[str, Any]) -> Any:
        values["minutes"] = round(values.pop("hours") * 60)
        cost = values.pop("cost")
        values["cost_cents"] = None if cost is None else round(cost * 100)
        values["skill_id"] = values["skill_id"] or None
        values["raises_to"] = values["raises_to"] or None
        return submit(values)

    return FormDialog(
        "Edit the course" if row else "New course",
        [
            Field("title", "Title", value=row.title if row else "", required=True),
            Field("kind", "How", "choice", row.kind if row else "class", options=list(rules.KIND_WORDS.items())),
            Field(
                "hours", "Takes", "number", row.minutes / 60 if row else 1.0, unit="hours", decimals=2,
                minimum=0.05, maximum=200, required=True,
            ),
            Field(
                "metric_key", "Should move", "choice", row.metric_key if row else "",
                options=[("", "No measure"), *metrics.items()],
                help="Looked at before and after each pass, with its n.",
            ),
            Field(
                "outline", "Outline", "long text", row.outline if row else "",
                help="Markdown: goal, agenda with minutes, exercises, check questions.",
            ),
            Field("provider", "Provider", value=row.provider if row else "", is_more=True),
            Field(
                "validity_days", "A pass counts for", "number", row.validity_days if row else None, unit="days",
                minimum=1, maximum=3660, help="Empty: for good. Then it is assigned again by itself.", is_more=True,
            ),
            Field(
                "cost", "Cost of a place", "number", row.cost_cents / 100 if row and row.cost_cents else None,
                decimals=2, minimum=0, is_more=True,
            ),
            Field(
                "pass_percent", "Passed with", "number", row.pass_percent if row else None, unit="%", minimum=1,
                maximum=100, is_more=True,
            ),
            Field(
                "skill_id", "Proves the skill", "choice", row.skill_id if row else 0,
                options=[(0, "None"), *skills], is_more=True,
            ),
            Field(
                "raises_to", "At level", "choice", row.raises_to if row else 0,
                options=[(0, "None"), *((n, str(n)) for n in range(1, 6))],
                help="Passing raises whoever is below it, and lowers nobody.", is_more=True,
            ),
        ],
        taken, verb="Keep" if row else "Add course", parent=parent,
    )  # fmt: skip


def require(
    courses: Options, roles: Options, teams: Options, segments: Options, chosen: int | None, submit: Submit,
    parent: QWidget,
) -> FormDialog:  # fmt: skip
    """Who must take a course."""

    def taken(values: dict[str, Any]) -> Any:
        for key in ("role_id", "team_id", "segment_id"):
            values[key] = values.get(key) or None
        return submit(values)

    fields = [
        Field("course_id", "Course", "choice", chosen or courses[0][0], options=list(courses), required=True),
        Field("role_id", "Of the role", "choice", 0, options=[(0, "Every role"), *roles]),
        Field("team_id", "In the team", "choice", 0, options=[(0, "Every team"), *teams]),
    ]
    if segments:
        fields.append(Field("segment_id", "In the group", "choice", 0, options=[(0, "Everybody"), *segments]))
    fields += [
        Field(
            "within_days",
            "Within",
            "number",
            30,
            unit="days of joining",
            minimum=0,
            maximum=730,
            required=True,
        ),
        Field("mandatory", "It must be taken", "check", True),
    ]
    return FormDialog("Who must take it", fields, taken, verb="Require", parent=parent)


def date(
    row: SessionRow | None,
    courses: Options,
    chosen: int | None,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """A date of a course."""

    def taken(values: dict[str, Any]) -> Any:
        values["start_minute"] = parse_clock(values.pop("at"))
        return submit(values)

    at = clock_text(row.start_minute) if row and row.start_minute is not None else ""
    fields = [
        Field("course_id", "Course", "choice", chosen or (courses[0][0] if courses else None),
              options=list(courses), required=True),
        Field("held_on", "On", "date", row.held_on if row else today() + dt.timedelta(days=7), required=True),
        Field("at", "At", value=at, placeholder="14:30", check=parse_clock),
        Field("trainer", "Trainer", value=row.trainer if row else ""),
        Field("place", "Place", value=row.place if row else ""),
        Field("capacity", "Places", "number", row.capacity if row else 8, minimum=1, maximum=500,
              help="Empty: no limit."),
        Field("minutes", "Takes", "number", row.minutes if row else None, unit="minutes", minimum=1, maximum=12_000,
              help="Empty: as long as the course."),
    ]  # fmt: skip
    if row is not None:
        fields.pop(0)
    title = f"Edit the date of {row.course}" if row else "Plan a date"
    return FormDialog(title, fields, taken, verb="Keep" if row else "Plan", today=today, parent=parent)


def parse_clock(text: str) -> int | None:
    """Minutes after midnight of "14:30", "9" or ""; raises RuleBroken for anything else."""
    clean = (text or "").strip()
    if not clean:
        return None
    hour, _, minute = clean.replace(".", ":").partition(":")
    if not hour.isdigit() or not (minute or "0").isdigit() or int(hour) > 23 or int(minute or 0) > 59:
        raise RuleBroken("Write the time as 14:30.")
    return int(hour) * 60 + int(minute or 0)


def people(
    title: str, verb: str, options: Options, chosen: Sequence[int], submit: Submit, today: Today,
    parent: QWidget, *, fields: Sequence[Field] = (), text: str = "",
) -> FormDialog:  # fmt: skip
    """A tick for each person, and whatever else is asked; gives ``people``, the ids ticked."""

    def taken(values: dict[str, Any]) -> Any:
        ids = [key for key, _ in options if values.pop(f"p{key}")]
        return submit({"people": ids, **values})

    ticks = [Field(f"p{key}", _short(name), "check", key in chosen) for key, name in options]
    return FormDialog(title, [*fields, *ticks], taken, verb=verb, text=text, today=today, parent=parent)


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"


def record(
    rows: Sequence[EnrolmentRow], state: State, submit: Submit, today: Today, parent: QWidget
) -> FormDialog:
    """How it went: the day, and where it matters a score, a reason."""
    whom = rows[0].person if len(rows) == 1 else f"{len(rows)} people"
    fields = [Field("on", "On", "date", today(), required=True)]
    if state in (State.PASSED, State.FAILED):
        fields.append(Field("score", "Score", "number", unit="%", minimum=0, maximum=100))
    if state in (State.PASSED, State.FAILED, State.ATTENDED):
        fields.append(Field("minutes", "It took", "number", unit="minutes", minimum=1, maximum=12_000))
    fields.append(Field("reason", "Why" if state is State.EXEMPT else "Note", required=state is State.EXEMPT))
    word = rules.STATE_WORDS[state]
    return FormDialog(f"{word}: {whom}", fields, submit, verb=word, text=rows[0].course if len(rows) == 1 else "",
                      today=today, parent=parent)  # fmt: skip


def pair(people_: Options, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Who stands by whom, and what for."""

    def taken(values: dict[str, Any]) -> Any:
        hours = values.pop("hours")
        values["weekly_minutes"] = None if hours is None else round(hours * 60)
        return submit(values)

    fields = [
        Field("mentee_id", "Newcomer or learner", "choice", options=list(people_), required=True),
        Field("mentor_id", "Mentor", "choice", options=list(people_), required=True),
        Field("goal", "What for", required=True, placeholder="Answers refunds alone by the end of the month"),
        Field("starts_on", "From", "date", today(), required=True),
        Field("hours", "Time a week", "number", 1.0, unit="hours", decimals=2, minimum=0.1, maximum=40),
        Field("over_load", "One more because",
              help=f"Asked only when the mentor has {rules.MENTOR_LOAD} people already."),
    ]  # fmt: skip
    return FormDialog("New mentoring pair", fields, taken, verb="Pair them", today=today, parent=parent)


def talk(submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """One time the two sat together."""
    fields = [
        Field("held_on", "On", "date", today(), required=True),
        Field("minutes", "Minutes", "number", 30, minimum=1, maximum=1440, required=True),
        Field("topic", "About", required=True),
        Field("notes", "Notes", "long", seen=Visibility.OPEN),
    ]
    return FormDialog("They sat together", fields, submit, verb="Note it", today=today, parent=parent)
