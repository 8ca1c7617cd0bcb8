"""The finalists of an opening side by side: cards combined by fixed weights, gaps in what was asked, the memo."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_settings
from csmanager.features.hiring.interviews import kittext, queries, rules, trials
from csmanager.features.hiring.interviews.queries import InterviewRow, MarkRow
from csmanager.features.hiring.interviews.rules import Combined, InterviewState, Recommendation, Skill
from csmanager.features.hiring.interviews.tables import (
    Interview,
    InterviewCard,
    Interviewer,
    InterviewKit,
    InterviewMark,
)
from csmanager.features.hiring.interviews.trials import TrialRow
from csmanager.features.hiring.offers.rules import pay_range, pay_text
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import STAGE_NAMES, Stage
from csmanager.features.hiring.spelling import day_words, percent
from csmanager.features.hiring.tables import Applicant, Opening

FINAL = (Stage.TEST, Stage.INTERVIEW, Stage.DECISION, Stage.OFFER)
_MOST_TELLING = 4  # sentences of evidence on each finalist in the memo
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Finalist:
    """One finalist. ``alias`` stands for the name while names are hidden. ``gaps``: core questions not asked."""

    id: int
    name: str
    alias: str
    opening_id: int
    opening: str
    stage: Stage
    combined: Combined
    gaps: tuple[str, ...]
    interviews: tuple[InterviewRow, ...]
    trials: tuple[TrialRow, ...]
    missing: tuple[str, ...]  # whose card is missing
    evidence: tuple[tuple[str, MarkRow], ...]  # (interviewer, mark) for marks at an end of the scale

    @property
    def trial_share(self) -> float | None:
        """Mean score of the trials; None without one."""
        known = [row.share for row in self.trials if row.share is not None]
        return sum(known) / len(known) if known else None


class _Mark(NamedTuple):
    position: int
    asked: bool
    rating: int | None
    evidence: str
    notes: str


_Card = tuple[str, Recommendation, list[_Mark]]


def openings(session: Session) -> list[tuple[int, str, int]]:
    """Openings with somebody who had an interview or stands at the end: id, title, how many."""
    found = session.execute(
        sa.select(Opening.id, Opening.title, sa.func.count())
        .join(Applicant, Applicant.opening_id == Opening.id)
        .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None), Applicant.stage.in_(FINAL))
        .group_by(Opening.id)
        .order_by(Opening.opened_on.desc(), Opening.id)
    )
    return [(row[0], row[1], row[2]) for row in found]


def finalists(
    session: Session, opening_id: int | None = None, *, stages: Sequence[Stage] = FINAL
) -> list[Finalist]:
    """Everybody at interview, decision or offer: by total, those without one after, in order of application.

    A total is no rank of people: it is shown with its spread, and not at all while a card is missing.
    """
    people = [
        row
        for row in session.scalars(
            sa.select(Applicant)
            .join(Opening, Opening.id == Applicant.opening_id)
            .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None), Applicant.stage.in_(stages))
            .order_by(Applicant.applied_on, Applicant.id)
        )
        if opening_id in (None, row.opening_id)
    ]
    titles = dict(session.execute(sa.select(Opening.id, Opening.title)).all())
    talks: dict[int, list[InterviewRow]] = defaultdict(list)
    for row in queries.interviews(session):
        if row.state in (InterviewState.DONE, InterviewState.PLANNED):
            talks[row.applicant_id].append(row)
    tried: dict[int, list[TrialRow]] = defaultdict(list)
    for trial in trials.trials(session):
        tried[trial.applicant_id].append(trial)
    kits = {
        key: kittext.read(body)
        for key, body in session.execute(sa.select(InterviewKit.id, InterviewKit.body))
        if any(talk.kit_id == key for rows in talks.values() for talk in rows)
    }
    cards = _cards(session)
    found = []
    places: dict[int, int] = defaultdict(int)
    asked: dict[int, dict[int, set[str]]] = defaultdict(dict)
    core: dict[int, list[str]] = defaultdict(list)
    for person in people:
        rows = talks[person.id]
        place = places[person.opening_id]
        places[person.opening_id] += 1
        combined, put, missing, evidence = _together(rows, kits, cards)
        done = [talk for talk in rows if talk.state is InterviewState.DONE]
        if done:
            asked[person.opening_id][person.id] = put
        for talk in done:
            for question in kits[talk.kit_id].questions if talk.kit_id in kits else ():
                if question.is_core and question.title not in core[person.opening_id]:
                    core[person.opening_id].append(question.title)
        found.append((person, place, combined, missing, evidence, rows))
    lacks: dict[str, tuple[str, ...]] = {}
    for key, whom in asked.items():
        lacks |= rules.gaps({str(who): put for who, put in whom.items()}, core[key])
    made = []
    for person, place, combined, missing, evidence, rows in found:
        lacking = lacks.get(str(person.id), ())
        made.append(
            Finalist(
                person.id, person.name, f"Applicant {_alias(place)}", person.opening_id, titles[person.opening_id],
                person.stage, combined, () if missing else lacking, tuple(rows), tuple(tried[person.id]), missing,
                evidence,
            )
        )  # fmt: skip
    return sorted(made, key=lambda one: (one.combined.total is None, -(one.combined.total or 0.0)))


def _together(
    rows: Sequence[InterviewRow], kits: dict[int, kittext.Kit], put_in: Mapping[int, Sequence[_Card]]
) -> tuple[Combined, set[str], tuple[str, ...], tuple[tuple[str, MarkRow], ...]]:
    """All cards of one applicant: combined, what was asked, whose card is missing, marks at the ends."""
    skills: dict[str, Skill] = {}
    cards: dict[int, dict[str, list[int]]] = {}
    recommendations, put, evidence = [], set(), []
    missing = [name for row in rows for name in row.missing]
    raters: dict[str, int] = {}
    for row in rows:
        kit = kits.get(row.kit_id) if row.kit_id is not None else None
        if row.state is not InterviewState.DONE or kit is None:
            continue
        for skill in kit.skills:
            skills.setdefault(skill.name, skill)
        if row.missing:
            continue  # what is in stays hidden until every card of the talk is
        questions = kit.questions
        for name, recommendation, marks in put_in.get(row.id, ()):
            rater = raters.setdefault(name, len(raters))
            recommendations.append(recommendation)
            for mark in marks:
                if mark.position >= len(questions):
                    continue
                question = questions[mark.position]
                if mark.asked:
                    put.add(question.title)
                if mark.rating is None:
                    continue
                cards.setdefault(rater, {}).setdefault(question.skill, []).append(mark.rating)
                if rules.needs_evidence(mark.rating):
                    words = MarkRow(
                        question.title, question.skill, mark.asked, mark.rating, mark.evidence, mark.notes
                    )
                    evidence.append((name, words))
    combined = rules.combine(list(skills.values()), cards, recommendations, len(missing))
    return combined, put, tuple(missing), tuple(evidence)


def _cards(session: Session) -> dict[int, list[_Card]]:
    """All cards, by interview."""
    marks: dict[int, list[_Mark]] = defaultdict(list)
    for card_id, position, is_asked, rating, evidence, notes in session.execute(
        sa.select(
            InterviewMark.card_id, InterviewMark.position, InterviewMark.asked, InterviewMark.rating,
            InterviewMark.evidence, InterviewMark.notes,
        ).order_by(InterviewMark.position)
    ):  # fmt: skip
        marks[card_id].append(_Mark(position, is_asked, rating, evidence, notes))
    found: dict[int, list[_Card]] = defaultdict(list)
    for interview_id, name, card_id, recommendation in session.execute(
        sa.select(Interviewer.interview_id, Interviewer.name, InterviewCard.id, InterviewCard.recommendation)
        .join(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
        .order_by(Interviewer.id)
    ):
        found[interview_id].append((name, recommendation, marks[card_id]))
    return found


def _alias(place: int) -> str:
    return _LETTERS[place] if place < len(_LETTERS) else str(place + 1)


def before_offer(session: Session, applicant_id: int) -> list[str]:
    """What should be put right before an offer is made, a sentence each: missing cards, questions not asked.

    For an applicant without any interview in the program there is nothing to say.
    """
    opening_id = session.scalar(sa.select(Applicant.opening_id).where(Applicant.id == applicant_id))
    one = next((row for row in finalists(session, opening_id) if row.id == applicant_id), None)
    if one is None or not one.interviews:
        return []
    found = []
    if one.missing:
        found.append(f"The scorecard of {', '.join(one.missing)} on {one.name} is missing.")
    if one.gaps:
        found.append(f"{one.name} was not asked what others were: {', '.join(one.gaps)}.")
    if one.combined.disagreement:
        found.append(f"{one.name}: {one.combined.disagreement}")
    if one.combined.below:
        found.append(f"{one.name} lies below the middle on {', '.join(one.combined.below)}, which is a must.")
    return found


def check_cards(session: Session, applicant_id: int, name: str) -> None:
    """Raises RuleBroken while a scorecard of a talk that took place is missing: no offer before it is in."""
    missing = session.scalars(
        sa.select(Interviewer.name)
        .join(Interview, Interview.id == Interviewer.interview_id)
        .outerjoin(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
        .where(
            Interview.applicant_id == applicant_id,
            Interview.trashed_on.is_(None),
            Interview.state == InterviewState.DONE,
            InterviewCard.id.is_(None),
        )
        .order_by(Interviewer.id)
    ).all()
    if missing:
        raise RuleBroken(
            f"The scorecard of {', '.join(missing)} on {name} is missing. No offer is made before every card is in."
        )


def offer_text(session: Session, applicant_id: int, *, sealed: str = "") -> str:
    """The newest offer against the range of the opening, in words.

    ``sealed``: the words of a pay that is sealed and was unlocked; without them such a pay stays out.
    """
    offer = session.scalars(
        sa.select(Offer).where(Offer.applicant_id == applicant_id).order_by(Offer.version.desc()).limit(1)
    ).first()
    if offer is None:
        return ""
    opening = session.get_one(Opening, session.get_one(Applicant, applicant_id).opening_id)
    currency = read_settings(session).currency
    parts = [f"{offer.weekly_minutes / 60:g} hours a week"] if offer.weekly_minutes else []
    parts += [f"first day {day_words(offer.starts_on)}"] if offer.starts_on is not None else []
    if offer.pay.isdigit():
        sealed = pay_text(int(offer.pay), offer.pay_unit, currency)
    parts = [*([sealed] if sealed else []), *parts]
    span = pay_range(opening.pay_min, opening.pay_max, opening.pay_unit, currency)
    parts += [f"range {span}"] if span else []
    if offer.range_note:
        parts.append(f"{offer.range_note}: {offer.range_reason}" if offer.range_reason else offer.range_note)
    return ", ".join(parts)


def total_text(combined: Combined) -> str:
    """A total with the span of the raters, or why there is none."""
    if combined.total is None:
        return f"Not judged: {combined.why_not}"
    span = f", raters {combined.low:.0f} to {combined.high:.0f}" if combined.low is not None else ""
    return f"{combined.total:.0f} of 100{span}"


def memo(
    rows: Sequence[Finalist],
    chosen: int,
    *,
    shop: str,
    today: dt.date,
    why: str,
    offer: str = "",
    hide: bool = False,
) -> str:
    """The decision on one page as Markdown: finalists, evidence, reasons, offer against the range."""
    one = next(row for row in rows if row.id == chosen)

    def name(row: Finalist) -> str:
        return row.alias if hide and row.id != chosen else row.name

    skills = list(dict.fromkeys(part.skill.name for row in rows for part in row.combined.skills))
    weights = {part.skill.name: part.skill for row in rows for part in row.combined.skills}
    head = "| | " + " | ".join(name(row) for row in rows) + " |"
    lines = [head, "| --- |" + " ---: |" * len(rows)]
    for skill in skills:
        cells = []
        for row in rows:
            part = next((each for each in row.combined.skills if each.skill.name == skill), None)
            cells.append("–" if part is None or part.value is None else f"{part.value:.0f} (n {part.n})")
        weight = weights[skill]
        must = ", must" if weight.is_must else ""
        lines.append(f"| {skill} (weight {weight.weight:g}{must}) | " + " | ".join(cells) + " |")
    lines.append(
        "| **Together** | "
        + " | ".join(
            "not judged" if row.combined.total is None else f"**{row.combined.total:.0f}**" for row in rows
        )
        + " |"
    )
    lines.append(
        "| Between raters | "
        + " | ".join(
            "–" if row.combined.spread is None else f"{row.combined.spread:.0f} points" for row in rows
        )
        + " |"
    )
    lines.append(
        "| Practice contact | "
        + " | ".join(
            "–" if row.trial_share is None else f"{percent(row.trial_share)} (n {len(row.trials)})"
            for row in rows
        )
        + " |"
    )
    lines.append(
        "| Recommended | "
        + " | ".join(
            ", ".join(rules.RECOMMENDATION_NAMES[each].lower() for each in row.combined.recommendations)
            or "–"
            for row in rows
        )
        + " |"
    )
    parts = [
        f"# Decision: {one.opening}",
        f"{shop}, {day_words(today)}. Decided for **{one.name}** ({STAGE_NAMES[one.stage].lower()}).",
        f"## Why\n\n{why.strip()}",
        "## Side by side\n\n" + "\n".join(lines),
        "Marks as 0 to 100, weighted as shown. With few marks, a difference of a few points says nothing.",
    ]
    said = [f"- {name(row)}: {row.combined.disagreement}" for row in rows if row.combined.disagreement]
    said += [f"- {name(row)}: not judged, {row.combined.why_not}" for row in rows if row.combined.why_not]
    said += [f"- {name(row)} was not asked: {', '.join(row.gaps)}" for row in rows if row.gaps]
    said += [
        f"- {name(row)} is below the middle on {', '.join(row.combined.below)}"
        for row in rows
        if row.combined.below
    ]
    parts.append(
        "## To be known\n\n" + "\n".join(said)
        if said
        else "All were asked the same core questions; nothing is open."
    )
    shown = [
        f"- {name(row)}, {mark.question} ({rules.MARK_NAMES[mark.rating].lower()}): {mark.evidence}"
        for row in rows
        for _, mark in _telling(row)
        if mark.rating is not None
    ]
    parts.append("## Evidence\n\n" + ("\n".join(shown) or "- No mark stood at an end of the scale."))
    parts.append(f"## Offer\n\n{offer or 'No offer is written down yet.'}")
    parts.append("Decided by: ____________________  Date: ____________")
    return "\n\n".join(parts) + "\n"


def _telling(row: Finalist) -> list[tuple[str, MarkRow]]:
    """The marks that stand in the memo: the low ones first, and no sentence twice."""
    found = {
        mark.evidence: (who, mark) for who, mark in sorted(row.evidence, key=lambda one: one[1].rating or 0)
    }
    return list(found.values())[:_MOST_TELLING]


def interviews_of(session: Session, applicant_id: int) -> int:
    """How many interviews outside the Trash an applicant has."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Interview)
            .where(Interview.applicant_id == applicant_id, Interview.trashed_on.is_(None))
        )
        or 0
    )
