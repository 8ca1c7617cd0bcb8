"""Columns of the lists of interviews, and what the pane says of the chosen record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from csmanager.features.hiring.interviews import kittext, rules
from csmanager.features.hiring.interviews.finalists import Finalist, total_text
from csmanager.features.hiring.interviews.kittext import Question
from csmanager.features.hiring.interviews.queries import CardRow, InterviewRow, KitRow, QuestionRow, StepRow
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.trials import RolePlayRow, TrialRow
from csmanager.features.hiring.rules import STAGE_NAMES
from csmanager.features.hiring.spelling import percent
from csmanager.features.schedule.rules import clock_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_STATES = {
    InterviewState.PLANNED: "open",
    InterviewState.DONE: "good",
    InterviewState.NO_SHOW: "bad",
    InterviewState.CANCELLED: "none",
}


def standing(row: InterviewRow, today: dt.date) -> Status:
    """The state of an interview, with what is owed."""
    if row.state is InterviewState.PLANNED and row.on < today:
        return Status("watch", "Did it take place?")
    if row.missing:
        return Status("watch", f"{len(row.missing)} card{'s' if len(row.missing) > 1 else ''} missing")
    return Status(_STATES[row.state], rules.STATE_NAMES[row.state])


def interview_columns(today: dt.date) -> tuple[Column, ...]:
    """The list of interviews."""
    return (
        Column("on", "Day", width=100, kind="date", value=lambda row: row.on),
        Column("time", "Time", width=96, value=lambda row: row.time, sort=lambda row: row.start_minute),
        Column("applicant", "Applicant", width=150, value=lambda row: row.applicant),
        Column(
            "state",
            "State",
            width=124,
            kind="status",
            value=lambda row: standing(row, today),
            sort=lambda row: str(standing(row, today).text),
        ),
        Column("who", "Interviewers", width=150, value=lambda row: row.who, hidden=True),
        Column("cards", "Cards", width=60, value=lambda row: f"{row.cards} of {len(row.askers)}"),
        Column("opening", "Opening", width=150, value=lambda row: row.opening),
        Column("round", "Round", width=60, kind="number", value=lambda row: row.round, hidden=True),
        Column("kit", "Kit", width=140, value=lambda row: row.kit, hidden=True),
        Column("place", "Place", width=120, value=lambda row: row.place, hidden=True),
        Column("reason", "Reason", width=160, value=lambda row: row.reason, hidden=True),
    )


def show_interview(
    pane: DetailPane,
    row: InterviewRow,
    cards: Sequence[CardRow],
    steps: Sequence[StepRow],
    notes: Sequence[tuple[str, str]],
    today: dt.date,
    actions: Sequence[QAction],
) -> None:
    """One interview."""
    pane.show_record(f"{row.applicant}, round {row.round}", row.opening, standing(row, today), actions)
    kit = f"{row.kit}, version {row.kit_version}" if row.kit else "None"
    pane.add_section(
        "",
        [
            ("When", f"{day_text(row.on)}, {row.time}"),
            ("Where", row.place),
            ("Kit", kit),
            ("Applicant is at", STAGE_NAMES[row.stage]),
            *([("Note", row.note)] if row.note else []),
            *([("Reason", row.reason)] if row.reason else []),
        ],
    )
    if notes:
        pane.add_section("From the rounds before", [(who, words) for who, words in notes])
    pane.add_section(
        "Scorecards", [(one.name, "in" if one.card_id is not None else "missing") for one in row.askers]
    )
    if not cards and row.cards:
        pane.add_section(
            "", "What is in stays hidden until every card is in, so that nobody is led by what another wrote."
        )
    for card in cards:
        pane.add_section(
            f"{card.interviewer}: {rules.RECOMMENDATION_NAMES[card.recommendation]}",
            [
                *([("Because", card.because)] if card.because else []),
                *(
                    (
                        mark.question,
                        "not asked"
                        if not mark.asked
                        else f"{mark.rating} {rules.MARK_NAMES[mark.rating]}"
                        + (f": {mark.evidence}" if mark.evidence else "")
                        if mark.rating
                        else "no mark",
                    )
                    for mark in card.marks
                ),
                ("Handed in", f"{day_text(card.submitted_on)}, {rules.ENTERED_NAMES[card.entered]}"),
            ],
        )
    if steps:
        pane.add_section(
            "What happened",
            [
                (
                    day_text(step.on),
                    rules.MOVE_NAMES[step.move]
                    + (
                        f" (was {day_text(step.from_on)}, {clock_text(step.from_minute or 0)})"
                        if step.from_on
                        else ""
                    )
                    + (f": {step.reason}" if step.reason else ""),
                )
                for step in steps
            ],
        )


# finalists


def finalist_status(row: Finalist) -> Status:
    """The total, or why there is none."""
    if row.combined.total is None:
        return Status("none", "Not judged")
    if row.combined.below:
        return Status("watch", f"{row.combined.total:.0f}, a must is low")
    if row.combined.disagreement:
        return Status("watch", f"{row.combined.total:.0f}, raters differ")
    return Status("good", f"{row.combined.total:.0f} of 100")


def finalist_columns(is_hidden: Callable[[], bool]) -> tuple[Column, ...]:
    """The list of finalists; ``is_hidden``: whether names stay out of sight now."""
    return (
        Column("name", "Finalist", width=190, value=lambda row: row.alias if is_hidden() else row.name),
        Column(
            "total",
            "Together",
            width=130,
            kind="status",
            value=finalist_status,
            sort=lambda row: row.combined.total,
            tooltip=lambda row: total_text(row.combined),
        ),
        Column(
            "spread",
            "Between raters",
            width=100,
            kind="number",
            value=lambda row: row.combined.spread,
            text=lambda row: "" if row.combined.spread is None else f"{row.combined.spread:.0f} points",
        ),
        Column("raters", "Raters", width=56, kind="number", value=lambda row: row.combined.raters),
        Column(
            "trial",
            "Practice",
            width=66,
            kind="number",
            value=lambda row: row.trial_share,
            text=lambda row: percent(row.trial_share) if row.trial_share is not None else "",
        ),
        Column(
            "gaps", "Not asked", width=76, kind="number", value=lambda row: len(row.gaps) or None, hidden=True
        ),
        Column("stage", "Stage", width=100, value=lambda row: STAGE_NAMES[row.stage], hidden=True),
        Column("opening", "Opening", width=150, value=lambda row: row.opening),
    )


def show_finalist(
    pane: DetailPane, row: Finalist, all_rows: Sequence[Finalist], is_hidden: bool, actions: Sequence[QAction]
) -> None:
    """One finalist, beside the others of the opening."""
    pane.show_record(row.alias if is_hidden else row.name, row.opening, finalist_status(row), actions)
    combined = row.combined
    pane.add_section(
        "",
        [
            ("Together", total_text(combined)),
            (
                "Recommended",
                ", ".join(rules.RECOMMENDATION_NAMES[one].lower() for one in combined.recommendations)
                if not row.missing
                else "hidden until all cards are in",
            ),
            *([("Disagreement", combined.disagreement)] if combined.disagreement and not row.missing else []),
            *(
                [("Below the middle", ", ".join(combined.below))]
                if combined.below and not row.missing
                else []
            ),
            (
                "Practice",
                f"{percent(row.trial_share)}, n {len(row.trials)}"
                if row.trial_share is not None
                else "none yet",
            ),
            *([("Not asked", ", ".join(row.gaps))] if row.gaps else []),
        ],
    )
    others = [one for one in all_rows if one.opening_id == row.opening_id]
    pane.add_section("Side by side", side_by_side(others, is_hidden))
    pane.add_section(
        "",
        "Marks of 1 to 4 as 0 to 100; each rater counts alike, skills by the weight behind them. No total while a card"
        " is missing or only one person has seen somebody. A difference of a few points says nothing.",
    )
    if row.evidence:
        pane.add_section(
            "Evidence",
            [
                (f"{mark.question} ({mark.rating})", f"{mark.evidence} ({who})" if mark.evidence else who)
                for who, mark in row.evidence
            ],
        )


def side_by_side(rows: Sequence[Finalist], is_hidden: bool) -> QWidget:
    """Skills down, finalists across; a mark of words where raters differ or a must is low."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    skills = list({one.skill.name: one.skill for row in rows for one in row.combined.skills}.values())
    for across, row in enumerate(rows, 1):
        name = row.alias.removeprefix("Applicant ") if is_hidden else row.name.split()[0]
        head = _cell(name, "section")
        head.setToolTip(row.alias if is_hidden else row.name)
        grid.addWidget(head, 0, across)
    for down, skill in enumerate(skills, 1):
        words = f"{skill.name} \N{MULTIPLICATION SIGN} {skill.weight:g}" + (" must" if skill.is_must else "")
        label = _cell(words, "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label, down, 0)
        for across, row in enumerate(rows, 1):
            part = next((one for one in row.combined.skills if one.skill.name == skill.name), None)
            if part is None or part.value is None or row.missing:
                grid.addWidget(_cell("–", "muted"), down, across)
                continue
            sign = " \N{UP DOWN ARROW}" if part.is_split else (" !" if part.is_below else "")
            cell = _cell(f"{part.value:.0f}{sign}", "")
            low, high = part.low or 0, part.high or 0
            cell.setToolTip(f"{part.n} marks, raters {low:.0f} to {high:.0f}")
            cell.setAccessibleName(f"{skill.name}, {row.alias if is_hidden else row.name}: {part.value:.0f}")
            grid.addWidget(cell, down, across)
    grid.setColumnStretch(0, 1)
    return made


def _cell(text: str, role: str) -> QLabel:
    label = QLabel(text)
    if role:
        label.setProperty("role", role)
    label.setAlignment(Qt.AlignmentFlag.AlignRight)
    return label


# trials, kits, questions, role-plays


def trial_columns() -> tuple[Column, ...]:
    """The list of trials."""
    return (
        Column("held_on", "Day", width=100, kind="date", value=lambda row: row.held_on),
        Column("applicant", "Applicant", width=150, value=lambda row: row.applicant),
        Column("title", "What", width=190, value=lambda row: row.title),
        Column(
            "share",
            "Score",
            width=80,
            kind="number",
            value=lambda row: row.share,
            text=lambda row: percent(row.share) if row.share is not None else "",
        ),
        Column("scorecard", "Scorecard", width=110, value=lambda row: row.scorecard),
        Column("grader", "Scored by", width=110, value=lambda row: row.grader),
        Column(
            "baseline", "First graded contact", width=130, value=lambda row: "yes" if row.is_baseline else ""
        ),
    )


def show_trial(
    pane: DetailPane,
    row: TrialRow,
    marks: Sequence[tuple[str, bool, float | None]],
    actions: Sequence[QAction],
) -> None:
    """One trial."""
    status = Status("bad", "A critical item was missed") if row.critical_missed else None
    pane.show_record(row.title, f"{row.applicant}, {row.opening}", status, actions)
    pane.add_section(
        "",
        [
            ("Score", percent(row.share) if row.share is not None else ""),
            ("Day", day_text(row.held_on)),
            ("Scorecard", row.scorecard),
            ("Scored by", row.grader),
            ("Comment", row.comment),
            (
                "Afterwards",
                "Their first graded contact"
                if row.is_baseline
                else "Becomes the first graded contact when hired",
            ),
        ],
    )
    pane.add_section(
        "Items",
        [
            ("n/a" if share is None else percent(share), words + (" (critical)" if critical else ""))
            for words, critical, share in marks
        ],
    )


def kit_columns() -> tuple[Column, ...]:
    """The list of kits."""
    return (
        Column("name", "Kit", width=220, value=lambda row: row.name),
        Column("version", "Version", width=80, kind="number", value=lambda row: row.version),
        Column("questions", "Questions", width=90, kind="number", value=lambda row: row.questions),
        Column("minutes", "Minutes", width=80, kind="number", value=lambda row: row.minutes),
        Column("used", "Interviews", width=90, kind="number", value=lambda row: row.used or None),
        Column("saved", "Saved", width=100, kind="date", value=lambda row: row.saved_on),
        Column("note", "What changed", width=180, value=lambda row: row.note),
    )


def show_kit(
    pane: DetailPane,
    row: KitRow,
    versions: Sequence[tuple[int, int, dt.date, str]],
    actions: Sequence[QAction],
) -> None:
    """One kit."""
    kit = kittext.read(row.body)
    pane.show_record(kit.name, f"Version {row.version}, {kit.minutes} minutes", None, actions)
    pane.add_section("Goal", kit.goal)
    pane.add_section(
        "Skills and weights",
        [(one.name, f"{one.weight:g}" + (", must" if one.is_must else "")) for one in kit.skills],
    )
    pane.add_section(
        "In this order",
        [
            (f"{part.minutes} min", f"{part.title}: {part.ask}" if isinstance(part, Question) else part.title)
            for part in kit.parts
        ],
    )
    if len(versions) > 1:
        pane.add_section(
            "Versions",
            [
                (f"{number}", f"{day_text(day)}{f': {note}' if note else ''}")
                for _, number, day, note in versions
            ],
        )


def question_columns() -> tuple[Column, ...]:
    """The list of questions."""
    return (
        Column("title", "Question", width=160, value=lambda row: row.title),
        Column("skill", "Rates", width=130, value=lambda row: row.skill),
        Column("ask", "Words", width=340, value=lambda row: row.ask),
        Column("minutes", "Minutes", width=80, kind="number", value=lambda row: row.minutes),
    )


def show_question(pane: DetailPane, row: QuestionRow, actions: Sequence[QAction]) -> None:
    """One question."""
    one = kittext.read_question(row.body)
    pane.show_record(one.title, f"{one.skill}, {one.minutes} minutes", None, actions)
    pane.add_section("", one.ask)
    pane.add_section("Then", "\n".join(one.then))
    pane.add_section(
        "Marks",
        [
            (f"{mark} {words}", level)
            for (mark, words), level in zip(rules.MARK_NAMES.items(), one.levels, strict=True)
        ],
    )


def role_play_columns() -> tuple[Column, ...]:
    """The list of scenes."""
    return (
        Column("name", "Role-play", width=240, value=lambda row: row.name),
        Column("scorecard", "Scored with", width=130, value=lambda row: row.scorecard),
        Column("used", "Played", width=80, kind="number", value=lambda row: row.used or None),
    )


def show_role_play(pane: DetailPane, row: RolePlayRow, view: QWidget, actions: Sequence[QAction]) -> None:
    """One scene."""
    pane.show_record(row.name, f"Scored with {row.scorecard}", None, actions)
    pane.add_section("", view)
