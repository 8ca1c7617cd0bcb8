"""Columns and detail panes of wellbeing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from csmanager.features.wellbeing import rules
from csmanager.features.wellbeing.availability import WeekRow
from csmanager.features.wellbeing.breathers import BreatherRow
from csmanager.features.wellbeing.pulse import WaveRow
from csmanager.features.wellbeing.strain import PartRow, StrainRow
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.texts import day_text, instant_text, number_text


def wave_status(row: WaveRow, today: dt.date) -> Status:
    """How a round stands."""
    if row.is_open:
        return Status("late" if row.closes_on < today else "open", "Open")
    return Status("good", "Shown") if row.is_shown else Status("none", "Too few")


def wave_columns(today: Callable[[], dt.date]) -> list[Column]:
    """Rounds."""
    return [
        Column("name", "Round", 180, value=lambda row: row.name),
        Column("state", "State", 90, kind="status", value=lambda row: wave_status(row, today())),
        Column("n", "Answers", 84, value=lambda row: f"{row.answered} of {row.asked}"),
        Column("mean", "Mean of 5", 84, kind="number", value=lambda row: row.mean, decimals=1),
        Column("opened", "Opened", kind="date", value=lambda row: row.opened_on, may_leave=True),
        Column("closes", "Until", kind="date", value=lambda row: row.closes_on, hidden=True),
    ]


def strain_status(row: StrainRow) -> Status:
    """What is suggested."""
    if not row.is_judged:
        return Status("none", "Too little known")
    return Status("watch", "Ask how it goes") if row.should_ask else Status("none", "Nothing")


def strain_columns() -> list[Column]:
    """People and what strains them."""
    return [
        Column("person", "Person", 170, value=lambda row: row.person),
        Column("state", "Suggested", 140, kind="status", value=strain_status),
        Column("total", "Sum", 64, kind="number", value=lambda row: row.total, decimals=1),
        Column("known", "Known", 84, value=lambda row: f"{row.known} of {len(row.parts)}", may_leave=True),
        Column("most", "Most of it", 220, value=_most, may_leave=True),
    ]


def _most(row: StrainRow) -> str:
    known = [part for part in row.parts if part.points]
    if not known:
        return ""
    most = max(known, key=lambda part: part.points or 0)
    return f"{most.kind.name}: {number_text(most.count)}"


def breather_columns() -> list[Column]:
    """Breathers."""
    return [
        Column("person", "Person", 170, value=lambda row: row.person),
        Column("at", "Began", kind="instant", value=lambda row: row.at),
        Column("minutes", "Minutes", 78, kind="number", value=lambda row: row.minutes),
        Column("reason", "After", 220, value=lambda row: row.reason),
        Column("contact", "Contact", 100, value=lambda row: row.contact, hidden=True),
    ]


def week_columns() -> list[Column]:
    """When people can work."""

    def day(at: int) -> Callable[[WeekRow], str]:
        return lambda row: row.short(at)

    return [
        Column("person", "Person", 150, value=lambda row: row.person),
        *(Column(f"day{at}", name[:3], 70, value=day(at)) for at, name in enumerate(rules.WEEKDAYS)),
        Column("set", "Said on", kind="date", value=lambda row: row.set_on, hidden=True),
    ]


def show_wave(
    pane: DetailPane, row: WaveRow, earlier: Sequence[WaveRow], today: dt.date, offered: Sequence[QAction]
) -> None:
    """One round, or why it is not shown."""
    caption = f"{row.answered} of {row.asked} answered, until {day_text(row.closed_on or row.closes_on)}"
    pane.show_record(row.name, caption, wave_status(row, today), offered)
    if not row.is_shown:
        pane.add_section("Nothing is shown", row.why_hidden)
    for question in row.results:
        share = f"; {question.favourable * 100:.0f}% said 4 or 5" if question.favourable is not None else ""
        pane.add_section(question.question, f"{question.text}{share}")
    if row.words:
        pane.add_section("In their words", "\n".join(f"• {line}" for line in row.words))
    if len(earlier) > 1:
        lines = [
            f"{day_text(one.closed_on)}: {number_text(one.mean, 1)} of 5 (n = {one.answered})"
            for one in earlier
        ]
        pane.add_section("Round by round, the mean of all questions", "\n".join(lines))
    pane.add_section(
        "How names are kept out",
        f"An answer is kept without person, team, day and order, and stays out of the history. Nothing is shown before"
        f" the round is closed, for fewer than {row.minimum} answers, or for a question fewer than {row.minimum}"
        f" answered. There is no filter, and two rounds of the same questions within {rules.OVERLAP_DAYS} days may not"
        f" differ by fewer than {row.minimum} people, so that nothing can be found by taking one from the other.",
    )


def show_strain(pane: DetailPane, row: StrainRow, offered: Sequence[QAction]) -> None:
    """One person's inputs, open to see."""
    total = "nothing is known" if row.total is None else f"sum {number_text(row.total, 1)}"
    pane.show_record(
        row.person,
        f"{total}, from {row.known} of {len(row.parts)} inputs, {day_text(row.since)} to {day_text(row.until)}",
        strain_status(row),
        offered,
    )
    pane.add_section("Count × weight", [(part.kind.name, _part(part)) for part in row.parts])
    pane.add_section(
        "How to read it",
        "It adds up what the records of the last two weeks on file hold of hard work, and nothing else. It says nothing"
        f" of health, and it is no judgement of anybody. From {number_text(row.look_at)} on it suggests to ask how it"
        " goes, and to offer a breather or another task. What is unknown is left out: it counts neither way.",
    )


def _part(part: PartRow) -> str:
    if part.count is None or part.points is None:
        return f"unknown; it needs {part.kind.needs}"
    return (
        f"{number_text(part.count)} × {number_text(part.weight)} = {number_text(part.points, 1)}"
        f" ({part.kind.what})"
    )


def show_breather(pane: DetailPane, row: BreatherRow, offered: Sequence[QAction]) -> None:
    """One breather."""
    pane.show_record(row.person, f"{instant_text(row.at)}, {row.minutes} minutes", None, offered)
    pairs = [("After", row.reason), ("Contact", row.contact)]
    pane.add_section("", [(name, value) for name, value in pairs if value] or "F2 says what it came after.")
    pane.add_section(
        "Counts as", "Paid time. It is taken out of no worked hours, and no figure holds it against anybody."
    )


def show_week(pane: DetailPane, row: WeekRow, offered: Sequence[QAction]) -> None:
    """One person's week."""
    said = f"Said on {day_text(row.set_on)} ({row.how})" if row.set_on else "Nothing was said yet"
    pane.show_record(row.person, said, None, offered)
    pane.add_section("", [(name, row.day(at) or "not said") for at, name in enumerate(rules.WEEKDAYS)])
