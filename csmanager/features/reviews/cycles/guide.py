"""The guide to a talk: what to say first, what to ask, and what to agree, from a review as it was pinned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.commitments.queries import commitments
from csmanager.features.reviews.advice.queries import AdviceRow, advice_for
from csmanager.features.reviews.cycles.pinned import Pinned, PinnedLine, load
from csmanager.features.reviews.cycles.queries import reviews
from csmanager.features.reviews.cycles.rules import Grade, ReviewState
from csmanager.features.reviews.cycles.tables import PersonReview
from csmanager.features.reviews.periods import day_text


@dataclass(frozen=True, slots=True)
class GuideRow:
    """One step of the talk: a heading, what to say in sentences, what to ask."""

    title: str
    say: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole talk. ``first``: the sentence to begin with; ``avoid``: what the figures do not say."""

    person: str
    first: str
    steps: tuple[GuideRow, ...]
    avoid: tuple[str, ...]
    promised: tuple[str, ...]
    advice: tuple[AdviceRow, ...]


def guide(session: Session, review_id: int) -> Guide | None:
    """The guide to one review; None when it is gone."""
    one = session.get(PersonReview, review_id)
    if one is None:
        return None
    pinned = load(one.pinned)
    advice = advice_for(session, pinned, person_id=one.person_id)
    owed = commitments(session, person_id=one.person_id, only_open=True)
    return build(pinned, advice, [f"{row.text} ({row.owner})" for row in owed])


def guide_for(session: Session, person_id: int, cycle_id: int) -> Guide | None:
    """The guide to a person's review in a cycle; None when there is none."""
    found = next((row for row in reviews(session, person_id=person_id) if row.cycle_id == cycle_id), None)
    return guide(session, found.id) if found is not None else None


def guide_of_period(session: Session, person_id: int, period_key: str) -> Guide | None:
    """The guide to a person's newest review of a period; None when none was prepared."""
    rows = reviews(session, person_id=person_id)
    found = next(
        (row for row in rows if row.period_key == period_key and row.state is not ReviewState.SKIPPED), None
    )
    return guide(session, found.id) if found is not None else None


def build(pinned: Pinned, advice: list[AdviceRow], owed: list[str]) -> Guide:
    """The talk about some lines. Good news first and true; what is not judged is not used against anybody."""
    weighed = [line for line in pinned.lines if line.weight > 0] or list(pinned.lines)
    good = [line for line in weighed if line.stands is Grade.ON_TARGET]
    poor = [line for line in weighed if line.stands is Grade.MISSING]
    steps: list[GuideRow] = []
    if good:
        steps.append(
            GuideRow(
                "What goes well",
                tuple(f"{line.sentence} is on target." for line in _heaviest(good)[:3]),
                ("What did you do that made it so?",),
            )
        )
    steps += [
        GuideRow(
            line.name,
            (f"{line.sentence}. {line.reason}".strip(),),
            ("How does that fit with how you see it?", "What got in your way?"),
        )
        for line in _heaviest(poor)[:2]
    ]
    for row in advice[:2]:
        title = f"To ask: {row.rule.name}" if row.rule.is_question else f"To test first: {row.rule.name}"
        steps.append(GuideRow(title, (row.rule.cause, f"“{row.rule.say}”"), row.rule.checks))
    if owed:
        steps.append(GuideRow("What was agreed before", tuple(owed), ("What became of it?",)))
    steps.append(
        GuideRow(
            "To end with",
            ("Say in one sentence each what you will do and what they will do, and by when.",),
            ("What should I do differently?", "When do we look at it again?"),
        )
    )
    watched = [line.name for line in weighed if line.stands is Grade.WATCH]
    silent = [line.name for line in weighed if not line.is_judged and line.value is not None and line.n]
    avoid = [
        "Do not compare with a colleague by name; the guide is about this person and the targets.",
        *pinned.notes,
    ]
    if watched:
        avoid.append(
            f"Draw no conclusion yet from {' and '.join(watched[:3])}: one period below the target may be chance. Look"
            " again next time."
        )
    if silent:
        avoid.append(
            f"Say nothing about {', '.join(silent[:4])}{' and others' if len(silent) > 4 else ''}: the figures cannot"
            " tell them from chance."
        )
    return Guide(
        pinned.person, _first(pinned, good, poor), tuple(steps), tuple(avoid), tuple(owed), tuple(advice)
    )


def as_markdown(found: Guide, pinned: Pinned) -> str:
    """The guide on one page, with room to write and to sign; it holds no private note."""
    parts = [
        f"# {found.person}: {pinned.period_title}",
        f"{pinned.role or 'No role'}, {pinned.team or 'no team'}. Figures as of {_day(pinned.made_on)}, data"
        f" until {_day(pinned.data_until) or 'none'}. Rating: **{pinned.rating.word}**. {pinned.rating.reason}",
        f"## Say first\n\n> {found.first}",
    ]
    for step in found.steps:
        say = "\n".join(f"- {line}" for line in step.say)
        ask = "\n".join(f"- *{line}*" for line in step.ask)
        parts.append(f"## {step.title}\n\n{say}\n{ask}")
    parts.append("## Not to say\n\n" + "\n".join(f"- {line}" for line in found.avoid))
    weighed = [line for line in pinned.lines if line.weight > 0] or list(pinned.lines)
    table = ["| Measure | Figure | n | Likely | Target | Verdict |", "| --- | --- | --- | --- | --- | --- |"]
    table += [
        f"| {line.name} | {line.value_text} | {line.n:,} | {line.range_text or '–'} | {line.target_text or '–'} |"
        f" {line.status_text} |"
        for line in weighed
    ]
    parts.append("## Figures as they were\n\n" + "\n".join(table))
    parts.append(
        "## Agreed\n\n____________________________________________\n\n____________________________________________"
    )
    parts.append(
        f"Signed, {found.person}: ____________________    Manager: ____________________    Date: __________"
    )
    return "\n\n".join(parts) + "\n"


def _day(text: str) -> str:
    return day_text(dt.date.fromisoformat(text)) if text else ""


def paper(session: Session, review_id: int) -> str:
    """The guide to one review as Markdown; "" when the review is gone."""
    one = session.get(PersonReview, review_id)
    found = guide(session, review_id)
    return as_markdown(found, load(one.pinned)) if one is not None and found is not None else ""


def _first(pinned: Pinned, good: list[PinnedLine], poor: list[PinnedLine]) -> str:
    if not good and not poor:
        return (
            f"For {pinned.period_title} there is too little to judge by, so I would rather hear from you than show"
            " figures."
        )
    if not poor:
        return (
            f"Everything of {pinned.period_title} that can be judged is on target. I want to say that first."
        )
    if not good:
        return f"I have looked at {pinned.period_title}, and I would like to understand one thing with you."
    return f"In {pinned.period_title} {good[0].name.lower()} went well. One thing I would like to understand with you."


def _heaviest(lines: list[PinnedLine]) -> list[PinnedLine]:
    return sorted(lines, key=lambda line: -line.weight)
