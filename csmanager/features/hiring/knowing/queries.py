"""Figures of hiring, each with its n, its definition and the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.settings import read_settings
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.interviews.tables import Interview
from csmanager.features.hiring.knowing import rules, standards
from csmanager.features.hiring.knowing.rules import Path, ReasonFigure, SourceFigure, StageFigure
from csmanager.features.hiring.knowing.tables import GroupCount, HiringCost
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import STAGE_NAMES, OpeningState, Stage
from csmanager.features.hiring.spelling import day_words, percent
from csmanager.features.hiring.tables import Applicant, Opening, OpeningMove, SourceCost, StageMove
from csmanager.features.team.tables import Person
from csmanager.science.proportions import wilson
from csmanager.science.selection import adverse_impact
from csmanager.science.special import median


@dataclass(frozen=True, slots=True)
class Behind:
    """One row behind a figure. ``applicant_id`` None: it belongs to an opening or a cost."""

    key: str
    what: str
    detail: str
    applicant_id: int | None = None
    opening_id: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``text``: as it is read; ``note``: what it rests on or why there is none."""

    id: str
    name: str
    text: str
    n: int
    note: str
    definition: str
    rows: tuple[Behind, ...]
    value: float | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One count of a group, with what can be said of it."""

    id: int
    opening_id: int | None
    opening: str
    stage: Stage
    category: str
    group: str
    applicants: int
    selected: int
    counted_on: dt.date
    rate: float | None
    ratio: float | None
    p: float | None
    words: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """Something hiring cost. ``is_source``: kept with the sources of applicants, changed there."""

    id: str
    spent_on: dt.date
    what: str
    opening: str
    cents: int
    kind: str
    is_source: bool


@dataclass(frozen=True, slots=True)
class All:
    """Everything the page shows."""

    figures: tuple[Figure, ...]
    stages: tuple[StageFigure, ...]
    sources: tuple[SourceFigure, ...]
    reasons: tuple[ReasonFigure, ...]
    groups: tuple[GroupRow, ...]
    costs: tuple[CostRow, ...]
    people: dict[int, Behind]


def paths(session: Session, since: dt.date | None = None) -> list[Path]:
    """Every application outside the Trash that came since a day, with its moves."""
    moves: dict[int, list[tuple[str | None, str, dt.date, str]]] = defaultdict(list)
    for row in session.execute(
        sa.select(
            StageMove.applicant_id,
            StageMove.from_stage,
            StageMove.to_stage,
            StageMove.moved_on,
            StageMove.reason,
        ).order_by(StageMove.id)
    ):
        if row.from_stage is row.to_stage:
            continue
        moves[row.applicant_id].append(
            (row.from_stage.value if row.from_stage else None, row.to_stage.value, row.moved_on, row.reason)
        )
    query = (
        sa.select(Applicant.id, Applicant.name, Applicant.source, Applicant.applied_on)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(
            Applicant.trashed_on.is_(None), Applicant.merged_into_id.is_(None), Opening.trashed_on.is_(None)
        )
        .order_by(Applicant.applied_on, Applicant.id)
    )
    if since is not None:
        query = query.where(Applicant.applied_on >= since)
    return [
        Path(row.id, row.name, row.source, row.applied_on, tuple(moves[row.id]))
        for row in session.execute(query)
    ]


def everything(session: Session, today: dt.date, since: dt.date | None) -> All:
    """All figures of applications that came since a day; None: of all."""
    found = paths(session, since)
    costs = cost_rows(session, since)
    paid: dict[str, int] = defaultdict(int)
    for row in session.execute(sa.select(SourceCost.source, SourceCost.spent_on, SourceCost.amount)):
        if since is None or row.spent_on >= since:
            paid[row.source] += row.amount
    openings = dict(
        session.execute(
            sa.select(Applicant.id, Opening.title).join(Opening, Opening.id == Applicant.opening_id)
        ).all()
    )
    people = {
        path.applicant_id: Behind(
            str(path.applicant_id), path.name,
            f"{openings[path.applicant_id]}, {STAGE_NAMES[Stage(path.stage)].lower()}",
            path.applicant_id,
        )
        for path in found
    }  # fmt: skip
    return All(
        tuple(figures(session, found, costs, today, since)),
        tuple(rules.stages(found, today)),
        tuple(rules.sources(found, dict(paid))),
        tuple(rules.reasons(found)),
        tuple(groups(session)),
        tuple(costs),
        people,
    )


def figures(
    session: Session, found: Sequence[Path], costs: Sequence[CostRow], today: dt.date, since: dt.date | None
) -> list[Figure]:
    """The single figures."""
    currency = read_settings(session).currency
    hired = [path for path in found if path.hired_on is not None]
    accepted = _accepted(session)
    return [
        Figure(
            "applicants", "Applications", f"{len(found):,}", len(found), "",
            "Everybody who applied, each once an opening.",
            _people(found, lambda path: f"applied {day_words(path.applied_on)}"), float(len(found)),
        ),
        Figure(
            "hires", "Hired", f"{len(hired):,}", len(hired), "", "Applications that ended with joining the roster.",
            _people(hired, _hired_words), float(len(hired)),
        ),
        _time_to_fill(session, found, accepted, today, since),
        _days(
            "time_to_hire", "Time to hire",
            standards.TIME_TO_HIRE,
            [(path, (accepted.get(path.applicant_id) or path.hired_on or today) - path.applied_on) for path in hired],
        ),
        _acceptance(session, {path.applicant_id: path for path in found}),
        _cost(costs, hired if since is None else _hired_since(session, since), currency),
        _no_shows(session, {path.applicant_id for path in found}),
        _stayed(session, hired, today),
    ]  # fmt: skip


def _people(found: Iterable[Path], detail: Callable[[Path], str]) -> tuple[Behind, ...]:
    return tuple(Behind(str(path.applicant_id), path.name, detail(path), path.applicant_id) for path in found)


def _hired_words(path: Path) -> str:
    return f"hired {day_words(path.hired_on)}" if path.hired_on is not None else ""


def _days(key: str, name: str, definition: str, spans: Sequence[tuple[Path, dt.timedelta]]) -> Figure:
    middle = median([span.days for _, span in spans])
    rows = tuple(
        Behind(str(path.applicant_id), path.name, f"{span.days} days", path.applicant_id)
        for path, span in sorted(spans, key=lambda pair: -pair[1].days)
    )
    text = "–" if middle is None else f"{middle:g} days"
    return Figure(key, name, text, len(spans), _few(len(spans)), definition, rows, middle)


def _few(n: int) -> str:
    return "nobody yet" if n == 0 else "few; one more can move it far" if n < 5 else ""


def _accepted(session: Session) -> dict[int, dt.date]:
    return {
        row.applicant_id: row.answered_on
        for row in session.execute(
            sa.select(Offer.applicant_id, Offer.answered_on).where(
                Offer.state == OfferState.ACCEPTED, Offer.answered_on.is_not(None)
            )
        )
    }


def approvals(session: Session) -> dict[int, dt.date]:
    """The day each opening was approved, of those that began as a draft."""
    rows = session.execute(
        sa.select(OpeningMove.opening_id, sa.func.min(OpeningMove.moved_on))
        .where(OpeningMove.from_state == OpeningState.DRAFT, OpeningMove.to_state == OpeningState.OPEN)
        .group_by(OpeningMove.opening_id)
    )
    return {row[0]: row[1] for row in rows}


def _hired_since(session: Session, since: dt.date) -> list[Path]:
    """Everybody hired since a day, whenever they applied."""
    return [path for path in paths(session) if path.hired_on is not None and path.hired_on >= since]


def _time_to_fill(
    session: Session,
    found: Sequence[Path],
    accepted: dict[int, dt.date],
    today: dt.date,
    since: dt.date | None,
) -> Figure:
    by_id = {path.applicant_id: path for path in found}
    whose = dict(session.execute(sa.select(Applicant.id, Applicant.opening_id)).all())
    filled: dict[int, list[dt.date]] = defaultdict(list)
    for key, path in by_id.items():
        day = accepted.get(key) or path.hired_on
        if day is not None and path.hired_on is not None:
            filled[whose[key]].append(day)
    approved = approvals(session)
    rows, spans, still = [], [], []
    for opening in session.scalars(
        sa.select(Opening).where(Opening.trashed_on.is_(None)).order_by(Opening.opened_on)
    ):
        begun = max(opening.opened_on, approved.get(opening.id, opening.opened_on))
        if since is not None and begun < since:
            continue
        for day in sorted(filled.get(opening.id, ())):
            spans.append((day - begun).days)
            rows.append(Behind(f"o{opening.id}{day}", opening.title, f"{spans[-1]} days", None, opening.id))
        if (
            opening.state in (OpeningState.OPEN, OpeningState.ON_HOLD)
            and len(filled.get(opening.id, ())) < opening.headcount
        ):
            still.append((today - begun).days)
            rows.append(
                Behind(f"s{opening.id}", opening.title, f"still open, {still[-1]} days", None, opening.id)
            )
    middle = median(spans)
    told = [f"average {sum(spans) / len(spans):.0f} days"] if len(spans) > 1 else []
    told.append(f"{len(still)} still open, the oldest {max(still)} days" if still else _few(len(spans)))
    note = "; ".join(part for part in told if part)
    return Figure(
        "time_to_fill",
        "Time to fill",
        "–" if middle is None else f"{middle:g} days",
        len(spans),
        note,
        standards.TIME_TO_FILL,
        tuple(rows),
        middle,
    )


def _acceptance(session: Session, known: dict[int, Path]) -> Figure:
    offers = [
        row
        for row in session.execute(
            sa.select(Offer.applicant_id, Offer.state, Offer.reason).where(
                Offer.state.in_((OfferState.ACCEPTED, OfferState.DECLINED))
            )
        )
        if row.applicant_id in known
    ]
    yes = sum(row.state is OfferState.ACCEPTED for row in offers)
    limits = wilson(yes, len(offers))
    text = "–" if not offers else percent(yes / len(offers))
    note = "" if limits is None else f"likely {percent(limits[0])} to {percent(limits[1])}"
    return Figure(
        "acceptance",
        "Offers accepted",
        text,
        len(offers),
        note or "no offer was answered yet",
        standards.ACCEPTANCE,
        tuple(
            Behind(
                f"{row.applicant_id}{row.state}", known[row.applicant_id].name,
                f"{row.state.value}{f': {row.reason}' if row.reason else ''}", row.applicant_id,
            )
            for row in offers
        ),
        yes / len(offers) if offers else None,
    )  # fmt: skip


def _cost(costs: Sequence[CostRow], hired: Sequence[Path], currency: str) -> Figure:
    total = sum(row.cents for row in costs)
    inside = sum(row.cents for row in costs if row.kind == "Own time")
    per = total / len(hired) if hired else None
    note = (
        f"{inside / 100:,.0f} own time, {(total - inside) / 100:,.0f} paid to others"
        if costs
        else "no cost was entered yet"
    )
    if not hired and costs:
        note = f"nobody was hired; {total / 100:,.0f} {currency} spent"
    return Figure(
        "cost_per_hire",
        "Cost per hire",
        "–" if per is None or not costs else f"{per / 100:,.0f} {currency}",
        len(hired),
        note,
        standards.COST_PER_HIRE,
        tuple(
            Behind(
                row.id,
                row.what,
                f"{row.cents / 100:,.2f} {currency}, {day_words(row.spent_on)}, {row.kind.lower()}",
            )
            for row in costs
        )
        + _people(hired, _hired_words),
        per if costs else None,
    )


def _no_shows(session: Session, known: set[int]) -> Figure:
    rows = [
        row
        for row in session.execute(
            sa.select(Interview.id, Interview.applicant_id, Interview.on, Interview.state, Applicant.name)
            .join(Applicant, Applicant.id == Interview.applicant_id)
            .where(
                Interview.trashed_on.is_(None),
                Interview.state.in_((InterviewState.DONE, InterviewState.NO_SHOW)),
            )
            .order_by(Interview.on)
        )
        if row.applicant_id in known
    ]
    missed = sum(row.state is InterviewState.NO_SHOW for row in rows)
    limits = wilson(missed, len(rows))
    return Figure(
        "no_shows",
        "Did not come to an interview",
        percent(missed / len(rows)) if rows else "–",
        len(rows),
        "no interview took place yet" if limits is None else f"likely {percent(limits[0])} to {percent(limits[1])}",
        "Interviews to which nobody came, of those that took place or should have. Cancelled ones do not count.",
        tuple(
            Behind(f"i{row.id}", row.name, f"{day_words(row.on)}, {_came(row.state)}", row.applicant_id)
            for row in rows
        ),
        missed / len(rows) if rows else None,
    )  # fmt: skip


def _came(state: InterviewState) -> str:
    return "did not come" if state is InterviewState.NO_SHOW else "came"


def _stayed(session: Session, hired: Sequence[Path], today: dt.date) -> Figure:
    people = {
        row.applicant: row
        for row in session.execute(
            sa.select(Applicant.id.label("applicant"), Person.started_on, Person.left_on).join(
                Person, Person.id == Applicant.person_id
            )
        )
    }
    rows, stayed = [], 0
    for path in hired:
        row = people.get(path.applicant_id)
        if row is None or row.started_on is None or (today - row.started_on).days < 90:
            continue
        gone = row.left_on is not None and (row.left_on - row.started_on).days < 90
        stayed += not gone
        rows.append(
            Behind(
                str(path.applicant_id), path.name, "left before" if gone else "still here", path.applicant_id
            )
        )
    limits = wilson(stayed, len(rows))
    return Figure(
        "stayed",
        "Still here after 90 days",
        percent(stayed / len(rows)) if rows else "–",
        len(rows),
        "nobody started 90 days ago"
        if limits is None
        else f"likely {percent(limits[0])} to {percent(limits[1])}",
        standards.STAYED,
        tuple(rows),
        stayed / len(rows) if rows else None,
    )


def cost_rows(session: Session, since: dt.date | None = None) -> list[CostRow]:
    """Everything hiring cost since a day, newest first."""
    titles = dict(session.execute(sa.select(Opening.id, Opening.title)).all())
    found = [
        CostRow(
            f"cost:{row.id}", row.spent_on, row.what, titles.get(row.opening_id or 0, ""), row.cents,
            "Own time" if row.is_internal else "Paid", False,
        )
        for row in session.scalars(sa.select(HiringCost).where(HiringCost.trashed_on.is_(None)))
    ] + [
        CostRow(
            f"source:{row.id}", row.spent_on, row.note or row.source, titles.get(row.opening_id or 0, ""), row.amount,
            f"Paid for {row.source}", True,
        )
        for row in session.scalars(sa.select(SourceCost))
    ]  # fmt: skip
    return sorted(
        (row for row in found if since is None or row.spent_on >= since),
        key=lambda row: row.spent_on,
        reverse=True,
    )


def groups(session: Session) -> list[GroupRow]:
    """Counts of groups with what can be said: compared within one opening (or all), stage and category."""
    titles = dict(session.execute(sa.select(Opening.id, Opening.title)).all())
    by: dict[tuple[int | None, Stage, str], list[GroupCount]] = defaultdict(list)
    for row in session.scalars(
        sa.select(GroupCount)
        .where(GroupCount.trashed_on.is_(None))
        .order_by(GroupCount.counted_on, GroupCount.id)
    ):
        by[row.opening_id, row.stage, row.category].append(row)
    found = []
    for (opening_id, stage, category), rows in by.items():
        counts: dict[str, tuple[int, int]] = {}
        for row in rows:
            hits, n = counts.get(row.group_name, (0, 0))
            counts[row.group_name] = (hits + row.selected, n + row.applicants)
        _, judged = adverse_impact(counts)
        few = rules.too_few(sum(n for _, n in counts.values()), sum(hits for hits, _ in counts.values()))
        for row in rows:
            one = judged[row.group_name]
            words = few or (
                "only one group; nothing to compare"
                if len(counts) < 2
                else "under 2 % of all; listed, not compared"
                if not one.is_tested
                else rules.chances_text(
                    one.ratio, one.is_flagged, one.fisher_p, one.is_fragile, one.is_reference
                )
            )
            found.append(
                GroupRow(
                    row.id, opening_id, titles.get(opening_id, "") if opening_id else "All openings", stage, category,
                    row.group_name, row.applicants, row.selected, row.counted_on, row.selected / row.applicants,
                    None if few else one.ratio, None if few else one.fisher_p, words,
                )
            )  # fmt: skip
    return found
