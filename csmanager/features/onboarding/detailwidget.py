"""The columns of the lists of joining and leaving, and what stands beside a chosen row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from csmanager.features.onboarding import rules, templatetext
from csmanager.features.onboarding.exits import LeavingRow, ThemeRow
from csmanager.features.onboarding.queries import (
    CopyRow,
    GateRow,
    ItemRow,
    MoveRow,
    PlanRow,
    SheetRow,
    TemplateRow,
)
from csmanager.features.onboarding.ramp import RampRow
from csmanager.features.onboarding.rampwidget import RampChart
from csmanager.features.onboarding.rules import GateState, ItemState, LeavingState, PlanState
from csmanager.features.reviews.words import value_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.classmark import ClassMark
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.markdown import MarkdownView
from csmanager.ui.widgets.sealedfield import SealedTexts
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_ITEM_KINDS = {
    ItemState.TODO: "open",
    ItemState.DOING: "soon",
    ItemState.STUCK: "signal",
    ItemState.DONE: "good",
    ItemState.WAIVED: "none",
}
_SIGNS = {"good": "●", "late": "▼", "signal": "◆", "soon": "▲", "open": "○", "none": "–", "bad": "▼"}


def plan_status(row: PlanRow, today: dt.date) -> Status:
    """Mark and word of a plan: late and stuck before all else."""
    if row.state is PlanState.ACTIVE and (late := row.late(today)):
        return Status("late", f"{late} late")
    if row.state is PlanState.ACTIVE and row.stuck:
        return Status("signal", f"{row.stuck} stuck")
    kind = {PlanState.ACTIVE: "open", PlanState.PAUSED: "watch", PlanState.COMPLETED: "good"}.get(
        row.state, "none"
    )
    return Status(kind, rules.PLAN_WORDS[row.state])


def item_status(row: ItemRow, today: dt.date) -> Status:
    """Mark and word of an item."""
    if row.state is ItemState.STUCK:
        return Status("signal", "Stuck")
    if row.plan_runs and (late := row.late(today)):
        return Status("late", f"{late} d late")
    return Status(_ITEM_KINDS[row.state], rules.ITEM_WORDS[row.state])


def gate_status(row: GateRow) -> Status:
    """Mark and word of a gate."""
    if row.state in (GateState.PASSED, GateState.WAIVED):
        return Status("good" if row.state is GateState.PASSED else "none", rules.GATE_WORDS[row.state])
    if row.is_ready:
        return Status("signal", rules.GATE_WORDS[GateState.READY])
    return Status("bad" if row.state is GateState.FAILED else "open", rules.GATE_WORDS[row.state])


def plan_columns(today: dt.date) -> list[Column]:
    """The board of newcomers."""

    def gate(row: PlanRow) -> Status | None:
        following = row.next_gate
        if following is None:
            return Status("good", "All signed") if row.gates else None
        return Status(gate_status(following).kind, following.name)

    return [
        Column("person", "Person", 140, value=lambda row: row.person),
        Column("state", "Stands", 96, kind="status", value=lambda row: plan_status(row, today)),
        Column(
            "done", "Done", 70, value=lambda row: f"{row.done} of {len(row.items)}",
            sort=lambda row: row.done / max(1, len(row.items)),
        ),
        Column("gate", "Next gate", 120, kind="status", value=gate),
        Column("day", "Day", 46, kind="number", value=lambda row: (today - row.starts_on).days, may_leave=True),
        Column("mentor", "Mentor", 112, value=lambda row: row.mentor, may_leave=True),
        Column("name", "Plan", 170, value=lambda row: row.name, hidden=True),
        Column("kind", "Kind", 90, value=lambda row: rules.KIND_WORDS[row.kind], hidden=True),
        Column("start", "Start", kind="date", value=lambda row: row.starts_on, hidden=True),
        Column("next", "Next", 170, value=lambda row: row.next_item.title if row.next_item else "", hidden=True),
    ]  # fmt: skip


def item_columns(today: dt.date) -> list[Column]:
    """Everything to do, over all plans."""
    return [
        Column("person", "Person", 112, value=lambda row: row.person),
        Column("title", "What", 240, value=lambda row: row.title),
        Column("state", "Stands", 92, kind="status", value=lambda row: item_status(row, today)),
        Column("due", "Due", kind="date", value=lambda row: row.due_on),
        Column("owner", "By whom", 84, value=lambda row: row.by, may_leave=True),
        Column("must", "Must", 56, value=lambda row: "must" if row.mandatory else "", hidden=True),
        Column("phase", "Phase", 120, value=lambda row: row.phase, hidden=True),
        Column("done", "Done on", kind="date", value=lambda row: row.done_on, hidden=True),
        Column("evidence", "Shown by", 150, value=lambda row: row.evidence, hidden=True),
    ]


def gate_columns() -> list[Column]:
    """All gates of plans that run."""
    return [
        Column("person", "Person", 130, value=lambda row: row.person),
        Column("name", "Gate", 112, value=lambda row: row.name),
        Column("state", "Stands", 118, kind="status", value=gate_status),
        Column("says", "What it waits for", 220, value=lambda row: row.says),
        Column("n", "Graded", 70, kind="number", value=lambda row: len(row.facts.scores), hidden=True),
        Column("mean", "Mean", 64, kind="share", value=lambda row: row.facts.share, hidden=True),
        Column("low", "Lower limit", 90, kind="share", value=lambda row: row.facts.low, hidden=True),
    ]


def ramp_columns() -> list[Column]:
    """Newcomers and measures."""

    def last(row: RampRow) -> str:
        if row.last is None:
            return ""
        n = f" (n = {row.last.n:,})" if row.measure != "volume" else ""
        return f"{shown(row.last.value, row.unit)}{n}"

    return [
        Column("person", "Person", 130, value=lambda row: row.person),
        Column("name", "Measure", 110, value=lambda row: row.name),
        Column(
            "mark", "Beside earlier", 130, kind="status", value=lambda row: Status(row.mark, _RAMP[row.mark])
        ),
        Column(
            "last", "Last week", 136, value=last,
            sort=lambda row: row.last.value if row.last is not None else None,
        ),
        Column("week", "Week", 50, kind="number", value=lambda row: row.week),
        Column(
            "trend", "So far", kind="spark", value=lambda row: [point.value for point in row.points], hidden=True
        ),
    ]  # fmt: skip


_RAMP = {"none": "Not judged", "open": "Within the band", "watch": "Behind the band", "good": "Ahead of it"}


def template_columns() -> list[Column]:
    """Templates."""
    return [
        Column("name", "Template", 220, value=lambda row: row.name),
        Column("kind", "For", 100, value=lambda row: rules.KIND_WORDS[row.kind]),
        Column("role", "Role", 110, value=lambda row: row.role),
        Column("version", "Version", 70, kind="number", value=lambda row: row.version),
        Column("items", "Items", 60, kind="number", value=lambda row: row.items),
        Column("plans", "Plans", 60, kind="number", value=lambda row: row.plans),
        Column("made", "Since", kind="date", value=lambda row: row.made_on, hidden=True),
    ]


def sheet_columns() -> list[Column]:
    """On-the-job sheets."""
    return [
        Column("title", "Sheet", 260, value=lambda row: row.title),
        Column("out", "Out", 60, kind="number", value=lambda row: row.out or None),
        Column("back", "Came back", 90, kind="number", value=lambda row: row.back or None),
        Column("alone", "All alone", 90, kind="number", value=lambda row: row.alone or None),
    ]


def leaving_columns(today: dt.date) -> list[Column]:
    """Who is going."""

    def status(row: LeavingRow) -> Status:
        if row.is_open and row.last_day < today:
            return Status("late", "Gone, not closed")
        kind = {LeavingState.CLOSED: "good", LeavingState.RETAINED: "none"}.get(row.state, "soon")
        return Status(kind, rules.LEAVING_WORDS[row.state])

    return [
        Column("person", "Person", 150, value=lambda row: row.person),
        Column("state", "Stands", 130, kind="status", value=status),
        Column("last", "Last day", kind="date", value=lambda row: row.last_day),
        Column("blocks", "Still open", 76, kind="number", value=lambda row: len(row.blocks) or None),
        Column("interview", "Interview", kind="date", value=lambda row: row.interviewed_on, may_leave=True),
        Column("reason", "Main reason", 150, value=lambda row: row.main_reason, hidden=True),
    ]


def theme_columns() -> list[Column]:
    """Why people went."""
    return [
        Column("id", "Reason", 240, value=lambda row: row.id),
        Column("n", "Interviews", 90, kind="number", value=lambda row: row.n),
        Column("main", "As main reason", 116, kind="number", value=lambda row: row.main or None),
        Column("share", "Of all", 80, kind="share", value=lambda row: row.share),
    ]


def shown(value: float | None, unit: str) -> str:
    """A figure of a ramp curve."""
    if value is None:
        return ""
    return f"{value:,.0f}" if unit == "count" else value_text(value, unit)


def show_plan(
    pane: DetailPane, row: PlanRow, moves: Sequence[MoveRow], today: dt.date, offered: Sequence[QAction]
) -> None:
    """Fill the pane with one plan."""
    mentor = f" · mentor {row.mentor}" if row.mentor else " · no mentor"
    pane.show_record(
        row.person, f"{row.name}, version {row.version} · from {day_text(row.starts_on)}{mentor}",
        plan_status(row, today), offered,
    )  # fmt: skip
    if row.reason and row.state not in (PlanState.ACTIVE, PlanState.COMPLETED):
        pane.add_section(f"Why {rules.PLAN_WORDS[row.state].lower()}", row.reason)
    now = [item for item in row.items if item.late(today) or item.state is ItemState.STUCK]
    if now and row.state is PlanState.ACTIVE:
        pane.add_section("Needs somebody now", "\n".join(_line(item, today) for item in now))
    if row.gates:
        pane.add_section(
            "Gates",
            [
                (gate.name, f"{_sign(gate_status(gate))} {gate.says}. Asks: {gate.rule.text}.")
                for gate in row.gates
            ],
        )
    days = row.days_to_solo
    if days is not None:
        pane.add_section("Time to competency", f"{days} days until the last gate was signed.")
    phases = list(dict.fromkeys(item.phase for item in row.items))
    for phase in phases:
        those = [item for item in row.items if item.phase == phase]
        done = sum(item.state in rules.SETTLED for item in those)
        lines = "\n".join(_line(item, today) for item in those)
        pane.add_section(f"{phase or 'Items'} ({done} of {len(those)})", lines)
    if moves:
        pane.add_section(
            "What happened",
            [
                (
                    day_text(one.moved_on),
                    f"{one.what}: {one.to_state.lower()}"
                    + (f", {one.by}" if one.by else "")
                    + (f". {one.reason}" if one.reason else ""),
                )
                for one in moves[:20]
            ],
        )


def _sign(status: Status) -> str:
    return _SIGNS.get(status.kind, "○")


def _line(item: ItemRow, today: dt.date) -> str:
    status = item_status(item, today)
    when = (
        f"done {day_text(item.done_on)}"
        if item.state is ItemState.DONE
        else f"{day_text(item.due_on)}, {item.by.lower()}"
    )
    more = f" ({status.text.lower()})" if status.kind in ("late", "signal") else ""
    must = "" if item.mandatory else ", if there is time"
    return f"{_sign(status)} {item.title}: {when}{must}{more}"


def show_item(pane: DetailPane, row: ItemRow, today: dt.date, offered: Sequence[QAction]) -> None:
    """Fill the pane with one item."""
    pane.show_record(row.title, f"{row.person} · {row.phase}", item_status(row, today), offered)
    facts: list[tuple[str, str]] = [
        ("Due", day_text(row.due_on)),
        (
            "By whom",
            row.by + (f" ({row.mentor})" if row.owner == "mentor" and row.mentor else ""),
        ),
        ("Must be done", "yes, or waived with a reason" if row.mandatory else "no"),
    ]
    if row.needs_evidence:
        facts.append(("Shown by", row.evidence or "something must be shown"))
    elif row.evidence:
        facts.append(("Shown by", row.evidence))
    if row.link is not None:
        facts.append(row.link)
    if row.done_on is not None:
        facts.append(("Done", day_text(row.done_on) + (f", {row.done_by}" if row.done_by else "")))
    if row.reason:
        facts.append(("Why", row.reason))
    pane.add_section("", facts)
    if row.detail:
        pane.add_section("What it is", row.detail)


def show_gate(pane: DetailPane, row: GateRow, offered: Sequence[QAction]) -> None:
    """Fill the pane with one gate."""
    pane.show_record(
        f"{row.name}: {row.person}", "A gate is passed by a signature only", gate_status(row), offered
    )
    facts = row.facts
    mean = f"{facts.share * 100:.0f} %" if facts.share is not None else "no score yet"
    low = f", lower limit {facts.low * 100:.0f} %" if facts.low is not None else ""
    pane.add_section(
        "",
        [
            ("Asks for", row.rule.text),
            ("Still lacks", "; ".join(row.lacks) or "nothing"),
            ("Graded since the start", f"{len(facts.scores)}, mean {mean}{low}"),
            ("Best quiz", f"{facts.quiz:.0f} %" if facts.quiz is not None else "none taken"),
            ("Stands", row.says),
            *([("Seen", row.evidence)] if row.evidence else []),
            *([("Why", row.reason)] if row.reason and row.state is not GateState.WAIVED else []),
        ],
    )
    pane.add_section(
        "How it is counted",
        "Every graded contact since the plan began. The lower limit is the lower end of where the true score may lie"
        " at 95 %, so a good start from three contacts does not open a gate.",
    )


def show_ramp(pane: DetailPane, row: RampRow, competency: Sequence[tuple[str, str]]) -> None:
    """Fill the pane with one curve, and its table."""
    pane.show_record(
        f"{row.name}: {row.person}", f"joined {day_text(row.started_on)}, {row.week} full weeks",
        Status(row.mark, _RAMP[row.mark]),
    )  # fmt: skip
    pane.add_section("", row.says)
    pane.add_section("By week since joining", RampChart(row))
    pane.add_section(
        "",
        "Shaded: the middle half of earlier joiners in the same week, dashed their median; drawn from three of them on."
        " Hollow: too little in that week. A newcomer's week is no verdict on anybody.",
    )
    lines = []
    for point in row.points:
        if point.value is None and not point.has_band:
            continue
        band = (
            f"band {shown(point.low, row.unit)} to {shown(point.high, row.unit)} from {point.earlier}"
            if point.has_band
            else f"{point.earlier} earlier, no band"
        )
        lines.append(
            (f"Week {point.week}", f"{shown(point.value, row.unit) or '–'} (n = {point.n:,}); {band}")
        )
    pane.add_section(
        "Time to competency, from the first day to the last gate",
        list(competency) or "Nobody has gone through all gates yet, so it is not known.",
    )
    pane.add_section("As a table", lines)


def show_template(pane: DetailPane, row: TemplateRow, text: str, offered: Sequence[QAction]) -> None:
    """Fill the pane with one template as it reads."""
    role = f" · {row.role}" if row.role else ""
    pane.show_record(row.name, f"{rules.KIND_WORDS[row.kind]}{role} · version {row.version}", None, offered)
    if row.about:
        pane.add_section("", " ".join(row.about.split()))
    pane.add_section(
        "",
        [("Reaches to", f"day {row.days}"), ("Items", str(row.items)), ("Plans made of it", str(row.plans))],
    )
    view = MarkdownView("Template")
    view.show_text(templatetext.readable(templatetext.read(text)))
    view.setMinimumHeight(320)
    pane.add_section("As it reads", view)


def show_sheet(
    pane: DetailPane, row: SheetRow, copies: Sequence[CopyRow], offered: Sequence[QAction]
) -> None:
    """Fill the pane with one sheet and its copies."""
    pane.show_record(row.title, f"{row.out} out, {row.back} came back", None, offered)
    view = MarkdownView("Sheet")
    view.show_text(row.body)
    view.setMinimumHeight(220)
    pane.add_section("", view)
    pane.add_section(
        "Copies",
        "\n".join(f"\u200e\u2068{copy.person}\u2069: {copy.code}, {_copy_words(copy)}" for copy in copies)
        or "None printed yet. Each copy has a code of its own; type it when the sheet comes back.",
    )


def _copy_words(copy: CopyRow) -> str:
    if copy.returned_on is None:
        return f"out since {day_text(copy.printed_on)}"
    alone = sum(mark is rules.Mark.ALONE for mark in copy.marks)
    return (
        f"back {day_text(copy.returned_on)}: {alone} of {len(copy.marks)} alone, signed by {copy.signed_by}"
    )


def show_leaving(
    pane: DetailPane, row: LeavingRow, items: Sequence[ItemRow], texts: SealedTexts, today: dt.date,
    offered: Sequence[QAction], about: Callable[[LeavingRow, int], str],
) -> None:  # fmt: skip
    """Fill the pane with somebody's way out."""
    status = Status("none" if row.state is LeavingState.RETAINED else "soon", rules.LEAVING_WORDS[row.state])
    if row.state is LeavingState.CLOSED:
        status = Status("good", rules.LEAVING_WORDS[row.state])
    pane.show_record(row.person, f"last day {day_text(row.last_day)}", status, offered)
    if row.reason:
        pane.add_section("Why", row.reason)
    if row.is_open:
        pane.add_section("Before it can be closed", _blocks(row))
    if items:
        pane.add_section("Checklist", "\n".join(_line(item, today) for item in items))
    if row.interviewed_on is None:
        pane.add_section("Exit interview", "Not held yet.")
        return
    yes = {True: "yes", False: "no", None: "not said"}
    by = f" by {row.held_by}" if row.held_by else ""
    pane.add_section(
        f"Exit interview, {day_text(row.interviewed_on)}{by}",
        [
            ("Main reason", row.main_reason),
            ("Also", ", ".join(theme for theme in row.themes if theme != row.main_reason) or "–"),
            ("As a place to work", f"{row.rating} of 5" if row.rating else "not said"),
            ("Would come back", yes[row.would_return]),
            ("Would be taken again", yes[row.would_rehire]),
        ],
    )
    said = None
    for answer in row.answers:
        if answer.visibility is not said:
            said = answer.visibility
            pane.add_section("", ClassMark(said))
        text = texts.shown(answer.sealed, about(row, answer.place)) if answer.sealed else answer.answer
        pane.add_section(answer.question, text)


def _blocks(row: LeavingRow) -> str:
    items = [one for one in row.blocks if one.endswith(" is open")]
    lines = [f"▲ {one}" for one in row.blocks if one not in items]
    if items:
        lines.append(f"▲ {len(items)} item{'s' * (len(items) != 1)} of the checklist must be done or waived")
    return "\n".join(lines) or "Nothing is open."


def show_theme(pane: DetailPane, row: ThemeRow) -> None:
    """Fill the pane with one reason and who named it."""
    pane.show_record(row.id, f"named in {row.n} of {row.of} exit interviews")
    if row.share is None:
        pane.add_section(
            "",
            f"{row.of} interview{'s are' if row.of != 1 else ' is'} too few for a share; look at what was said.",
        )
    pane.add_section("Named by", "\n".join(row.people))
