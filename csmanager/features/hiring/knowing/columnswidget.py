"""Columns of the lists of figures."""

from __future__ import annotations

from csmanager.features.hiring.rules import STAGE_NAMES, Stage
from csmanager.features.hiring.spelling import percent
from csmanager.science.special import median
from csmanager.ui.widgets.table import Column


def _share(key: str, title: str, width: int = 90) -> Column:
    def text(row: object) -> str:
        value = getattr(row, key)
        return "" if value is None else percent(value)

    return Column(key, title, width=width, kind="number", value=lambda row: getattr(row, key), text=text)


def _count(key: str, title: str, width: int = 80) -> Column:
    return Column(key, title, width=width, kind="number", value=lambda row: len(getattr(row, key)))


def figures() -> tuple[Column, ...]:
    """The single figures."""
    return (
        Column("name", "Figure", width=190, value=lambda row: row.name),
        Column("text", "Value", width=110, value=lambda row: row.text, sort=lambda row: row.value),
        Column("n", "n", width=60, kind="number", value=lambda row: row.n),
        Column("note", "Note", width=230, value=lambda row: row.note),
    )


def stages() -> tuple[Column, ...]:
    """Stage by stage."""
    return (
        Column("stage", "Stage", width=100, value=lambda row: STAGE_NAMES[Stage(row.stage)],
               sort=lambda row: list(Stage).index(Stage(row.stage))),
        _count("entered", "Came", 70),
        _count("passed", "Went on", 80),
        _share("share", "Share", 70),
        Column("days", "Median days", width=100, kind="number", value=lambda row: median(list(row.days))),
        _count("rejected", "Turned down", 100),
        _count("withdrawn", "Withdrew", 85),
        _count("waiting", "Still there", 90),
    )  # fmt: skip


def sources() -> tuple[Column, ...]:
    """By the way people came."""

    def money(key: str, title: str) -> Column:
        def value(row: object) -> float | None:
            cents = getattr(row, key)
            return cents / 100 if cents else None

        return Column(
            key, title, width=100, kind="number", value=value,
            text=lambda row: "" if value(row) is None else f"{value(row):,.2f}",
        )  # fmt: skip

    return (
        Column("source", "Came through", width=170, value=lambda row: row.source),
        _count("applied", "Applied"),
        _count("interviewed", "Interviewed", 100),
        _count("hired", "Hired", 70),
        money("cents", "Paid"),
        money("per_hire", "Paid per hire"),
    )


def reasons() -> tuple[Column, ...]:
    """Why applications ended."""
    return (
        Column("reason", "Reason", width=230, value=lambda row: row.reason),
        Column("side", "Said by", width=80, value=lambda row: "Them" if row.side == "them" else "Us"),
        Column("stage", "Stage", width=100, value=lambda row: STAGE_NAMES[Stage(row.stage)]),
        _count("who", "How many", 90),
        _share("share", "Share", 70),
        _share("running", "With those above", 130),
    )


def groups() -> tuple[Column, ...]:
    """Counts of groups."""
    return (
        Column("stage", "Stage", width=90, value=lambda row: STAGE_NAMES[row.stage]),
        Column("category", "Compared by", width=110, value=lambda row: row.category),
        Column("group", "Group", width=110, value=lambda row: row.group),
        Column("applicants", "Came", width=70, kind="number", value=lambda row: row.applicants),
        Column("selected", "Went on", width=80, kind="number", value=lambda row: row.selected),
        _share("rate", "Rate", 70),
        Column("words", "What can be said", width=300, value=lambda row: row.words),
        Column("opening", "Opening", width=140, value=lambda row: row.opening),
    )


def costs() -> tuple[Column, ...]:
    """What hiring cost."""
    return (
        Column("spent_on", "Day", width=100, kind="date", value=lambda row: row.spent_on),
        Column("what", "What", width=220, value=lambda row: row.what),
        Column("amount", "Amount", width=100, kind="number", value=lambda row: row.cents / 100,
               text=lambda row: f"{row.cents / 100:,.2f}"),
        Column("kind", "Kind", width=140, value=lambda row: row.kind),
        Column("opening", "Opening", width=160, value=lambda row: row.opening),
    )  # fmt: skip


def outcomes() -> tuple[Column, ...]:
    """How those hired turned out."""

    def counted(key: str, title: str) -> Column:
        def text(row: object) -> str:
            value, n = getattr(row, key), getattr(row, f"{key}_n")
            return "" if value is None else f"{percent(value)}, n {n}"

        return Column(key, title, width=120, kind="number", value=lambda row: getattr(row, key), text=text)

    return (
        Column("name", "Person", width=150, value=lambda row: row.name),
        Column("day", "Day", width=60, kind="number", value=lambda row: row.day),
        Column("score", "Interview", width=90, kind="number", value=lambda row: row.score,
               text=lambda row: "" if row.score is None else f"{row.score:.0f}"),
        _share("practice", "Practice", 90),
        counted("quality", "Quality"),
        counted("satisfaction", "Satisfaction"),
        Column("started", "First day", width=100, kind="date", value=lambda row: row.started_on),
        Column("reached", "Reached", width=80, value=lambda row: "" if row.is_reached else "not yet"),
    )  # fmt: skip
