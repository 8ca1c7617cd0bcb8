"""The columns of the lists of training, and what stands beside a chosen row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtGui import QAction

from csmanager.features.schedule.rules import clock_text
from csmanager.features.training import rules
from csmanager.features.training.figures import CourseEffect, SpentRow
from csmanager.features.training.queries import CourseRow, EnrolmentRow, MoveRow, PairRow, SessionRow
from csmanager.features.training.rules import SessionState, State
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.markdown import MarkdownView
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_SESSION_KINDS = {SessionState.PLANNED: "soon", SessionState.HELD: "good", SessionState.CANCELLED: "none"}
_OUTCOMES = {
    "helped": ("good", "Moved the right way"),
    "no_change": ("none", "No more than chance"),
    "worse": ("bad", "Moved the wrong way"),
    "unknown": ("none", "Too few to say"),
}


def entry_columns(today: dt.date) -> list[Column]:
    """Who has to take what."""
    return [
        Column("person", "Person", 140, value=lambda row: row.person),
        Column("course", "Course", 180, value=lambda row: row.course),
        Column("state", "Stands", 118, kind="status", value=lambda row: row.standing(today)),
        Column("due", "Due", kind="date", value=lambda row: row.due_on),
        Column("must", "Must", 60, value=lambda row: "must" if row.mandatory else "", hidden=True),
        Column("team", "Team", 110, value=lambda row: row.team, hidden=True),
        Column("role", "Role", 110, value=lambda row: row.role, hidden=True),
        Column("done", "Done on", kind="date", value=lambda row: row.done_on, hidden=True),
        Column("score", "Score", 66, kind="number", value=lambda row: row.score, hidden=True),
        Column("until", "Counts until", kind="date", value=lambda row: row.expires_on, hidden=True),
    ]


def session_columns(_today: dt.date) -> list[Column]:
    """Dates of courses."""
    return [
        Column("on", "On", kind="date", value=lambda row: row.held_on),
        Column("course", "Course", 150, value=lambda row: row.course),
        Column("at", "At", 64, value=lambda row: clock_text(row.start_minute) if row.start_minute else ""),
        Column("trainer", "Trainer", 112, value=lambda row: row.trainer),
        Column("place", "Place", 110, value=lambda row: row.place, hidden=True),
        Column("places", "Places", 76, value=lambda row: row.places, sort=lambda row: row.taken),
        Column(
            "state", "State", 110, kind="status",
            value=lambda row: Status(_SESSION_KINDS[row.state], rules.SESSION_WORDS[row.state]),
        ),
    ]  # fmt: skip


def course_columns() -> list[Column]:
    """Courses."""
    return [
        Column("title", "Course", 210, value=lambda row: row.title),
        Column("kind", "How", 96, value=lambda row: rules.KIND_WORDS[row.kind]),
        Column(
            "hours", "Takes", 72, value=lambda row: rules.hours_text(row.minutes), sort=lambda row: row.minutes
        ),
        Column("open", "Open", 60, kind="number", value=lambda row: row.open or None),
        Column("done", "Passed", 66, kind="number", value=lambda row: row.counts.get(State.PASSED)),
        Column("whom", "Required of", 120, value=lambda row: "; ".join(word for _, word in row.required)),
        Column("valid", "Counts for", 90, value=_validity, hidden=True),
        Column(
            "state", "State", 90, kind="status", hidden=True,
            value=lambda row: Status("none", "Given no more") if row.ended_on else Status("open", "Given"),
        ),
    ]  # fmt: skip


def pair_columns() -> list[Column]:
    """Mentoring pairs."""
    return [
        Column("mentee", "Learner", 140, value=lambda row: row.mentee),
        Column("mentor", "Mentor", 140, value=lambda row: row.mentor),
        Column("goal", "Goal", 200, value=lambda row: row.goal, hidden=True),
        Column("since", "Since", kind="date", value=lambda row: row.starts_on, hidden=True),
        Column("talks", "Times", 60, kind="number", value=lambda row: len(row.talks)),
        Column("last", "Last time", kind="date", value=lambda row: row.last_on),
        Column("load", "Mentor has", 88, value=lambda row: f"{row.load} of {rules.MENTOR_LOAD}"),
        Column(
            "state", "State", 90, kind="status",
            value=lambda row: Status("open", "Runs") if row.is_open else Status("none", "Ended"),
        ),
    ]  # fmt: skip


def spent_columns(currency: str) -> list[Column]:
    """Hours and cost of a period."""
    return [
        Column("course", "Course", 200, value=lambda row: row.course),
        Column("n", "Times", 60, kind="number", value=lambda row: row.n),
        Column("people", "People", 64, kind="number", value=lambda row: row.people),
        Column("hours", "Hours", 60, kind="number", decimals=1, value=lambda row: row.minutes / 60),
        Column("cost", f"Places ({currency})", 110, kind="number", decimals=2, value=_cost),
        Column(
            "passed", "Passed", 100, value=lambda row: f"{row.passed} of {row.tried}" if row.tried else "",
            sort=lambda row: row.passed,
        ),
    ]  # fmt: skip


def _cost(row: SpentRow) -> float | None:
    return None if row.cost_cents is None else row.cost_cents / 100


def _validity(row: CourseRow) -> str:
    return f"{row.validity_days} days" if row.validity_days else "for good"


def show_entry(
    pane: DetailPane, row: EnrolmentRow, moves: Sequence[MoveRow], today: dt.date, offered: Sequence[QAction]
) -> None:
    """Fill the pane with one person and course."""
    pane.show_record(
        row.course, f"{row.person} · {row.role or 'no role'}", Status(*row.standing(today)), offered
    )
    facts: list[tuple[str, str | Status | None]] = [
        ("Asked", f"{day_text(row.assigned_on)}, {'must be taken' if row.mandatory else 'because it helps'}"),
        ("Due", day_text(row.due_on) if row.due_on else "no day"),
    ]
    if row.session_on is not None:
        facts.append(("Date", day_text(row.session_on)))
    if row.done_on is not None:
        facts.append(("Taken", day_text(row.done_on) + (f", {row.score} %" if row.score is not None else "")))
    if row.expires_on is not None:
        facts.append(("Counts until", day_text(row.expires_on)))
    pane.add_section("", facts)
    if not row.has_date and row.state is State.ASSIGNED:
        pane.add_section(
            "No date is planned", "Plan one for this course, or note it when it was taken alone."
        )
    pane.add_section(
        "What happened",
        [
            (
                day_text(one.moved_on),
                rules.STATE_WORDS[one.to_state] + (f": {one.reason}" if one.reason else ""),
            )
            for one in moves
        ],
    )


def show_session(pane: DetailPane, row: SessionRow, offered: Sequence[QAction]) -> None:
    """Fill the pane with one date."""
    status = Status(_SESSION_KINDS[row.state], rules.SESSION_WORDS[row.state])
    at = f", {clock_text(row.start_minute)}" if row.start_minute else ""
    pane.show_record(
        row.course, f"{day_text(row.held_on)}{at}, {rules.hours_text(row.minutes)}", status, offered
    )
    pane.add_section(
        "",
        [
            ("Trainer", row.trainer),
            ("Place", row.place),
            ("Places", f"{row.places}{', full' if row.is_full else ''}"),
            *([("Why", row.reason)] if row.reason else []),
        ],
    )
    people = "\n".join(
        f"\u200e\u2068{name}\u2069: {rules.STATE_WORDS[state].lower()}" for _, name, state in row.people
    )
    pane.add_section("Who", people or "Nobody is booked yet: give people a place with Book…")


def show_course(
    pane: DetailPane, row: CourseRow, effect: CourseEffect | None, is_known: bool, offered: Sequence[QAction]
) -> None:
    """Fill the pane with one course; ``is_known``: its effect was worked out."""
    caption = f"{rules.KIND_WORDS[row.kind]} · {rules.hours_text(row.minutes)}"
    status = Status("none", "Given no more") if row.ended_on else None
    pane.show_record(row.title, caption, status, offered)
    counts = ", ".join(f"{rules.STATE_WORDS[s].lower()} {n}" for s, n in sorted(row.counts.items()) if n)
    facts: list[tuple[str, str]] = [
        ("Required of", "; ".join(word for _, word in row.required) or "nobody"),
        ("Counts for", _validity(row)),
        ("People here", counts or "nobody has it"),
    ]
    if row.skill:
        facts.append(("Proves", f"{row.skill}, level {row.raises_to}"))
    if row.pass_percent:
        facts.append(("Passed with", f"{row.pass_percent} %"))
    if row.provider:
        facts.append(("Provider", row.provider))
    pane.add_section("", facts)
    if row.metric_key:
        _add_effect(pane, effect, is_known)
    if row.outline:
        view = MarkdownView("Outline")
        view.show_text(row.outline)
        view.setMinimumHeight(260)
        pane.add_section("Outline", view)


def _add_effect(pane: DetailPane, effect: CourseEffect | None, is_known: bool) -> None:
    from csmanager.features.reviews.words import value_text

    if not is_known:
        pane.add_section("Did it move anything?", "Being worked out …")
        return
    if effect is None:
        pane.add_section("Did it move anything?", "Its measure is not kept in this store.")
        return
    pane.add_section(f"Did it move {effect.metric}?", [("Verdict", Status(*_OUTCOMES[effect.outcome]))])
    lines = []
    if effect.before is not None and effect.after is not None:
        lines.append(
            f"{value_text(effect.before, effect.unit)} in the 12 weeks before (n = {effect.n_before:,.0f}),"
            f" {value_text(effect.after, effect.unit)} in the 12 weeks after (n = {effect.n_after:,.0f})."
        )
    if effect.low is not None and effect.high is not None and effect.unit == "share":
        lines.append(f"The change lies between {effect.low * 100:+.1f} and {effect.high * 100:+.1f} points.")
    lines.append(effect.says)
    lines.append("This shows what happened after, not that the course did it.")
    pane.add_section("", " ".join(lines))
    if effect.people:
        pane.add_section(
            "Person by person",
            "\n".join(
                f"\u200e\u2068{one.person}\u2069, passed {day_text(one.passed_on)}:"
                f" {value_text(one.before, effect.unit) or '–'} (n = {one.n_before:,})"
                f" → {value_text(one.after, effect.unit) or '–'} (n = {one.n_after:,})"
                for one in effect.people
            ),
        )


def show_pair(
    pane: DetailPane, row: PairRow, offered: Sequence[QAction], outcome: Sequence[tuple[str, str]] = ()
) -> None:
    """Fill the pane with one pair. ``outcome``: how the newcomers of this mentor did, by measure."""
    until = f" to {day_text(row.ends_on)}" if row.ends_on else ""
    status = Status("open", "Runs") if row.is_open else Status("none", "Ended")
    pane.show_record(
        f"{row.mentor} and {row.mentee}", f"since {day_text(row.starts_on)}{until}", status, offered
    )
    load = f"{row.load} at a time; {rules.MENTOR_LOAD} are enough for most"
    facts = [("Goal", row.goal), ("Mentor carries", load)]
    if row.weekly_minutes:
        facts.append(("Planned", f"{rules.hours_text(row.weekly_minutes)} a week"))
    if row.over_load:
        facts.append(("One more because", row.over_load))
    if row.outcome:
        facts.append(("What came of it", row.outcome))
    facts.append(
        (
            "Together",
            f"{len(row.talks)} time{'s' * (len(row.talks) != 1)}, {rules.hours_text(row.minutes)} in all",
        )
    )
    pane.add_section("", facts)
    pane.add_section(
        "Times",
        [
            (day_text(day), f"{minutes} min: {topic}" + (f"\n{notes}" if notes else ""))
            for day, minutes, topic, notes in reversed(row.talks)
        ]
        or "They have not sat together yet.",
    )
    if outcome:
        pane.add_section(f"Newcomers {row.mentor} stood by", list(outcome))
        pane.add_section(
            "",
            "Their first weeks beside those of earlier joiners. Nobody chooses their mentees: ask, do not judge.",
        )


def show_spent(pane: DetailPane, row: SpentRow, period: str) -> None:
    """Fill the pane with the rows behind one line of hours."""
    pane.show_record(row.course, f"{period} · {rules.hours_text(row.minutes)}, n = {row.n}")
    pane.add_section(
        "What is counted",
        "Each time somebody attended, passed or failed it in the period, with the minutes noted or, where none were,"
        " the length of the course. Pay for the hours is not in the cost.",
    )
    pane.add_section(
        "The rows behind it",
        "\n".join(
            f"\u200e\u2068{one.person}\u2069: {day_text(one.done_on)}, {rules.STATE_WORDS[one.state].lower()},"
            f" {rules.hours_text(one.minutes)}"
            for one in row.rows
        ),
    )
