"""A filled scorecard as a paper: each mark with what it means, the evidence, and what is recommended. No database."""

from __future__ import annotations

from collections.abc import Sequence

from csmanager.features.hiring.interviews import rules
from csmanager.features.hiring.interviews.kittext import Kit
from csmanager.features.hiring.interviews.queries import CardRow, InterviewRow, MarkRow
from csmanager.features.hiring.spelling import day_words


def paper(row: InterviewRow, cards: Sequence[CardRow], kit: Kit | None) -> str:
    """Every card of an interview as Markdown, one section each; ``kit``: the one it was asked with."""
    levels = {one.title: one.levels for one in kit.questions} if kit is not None else {}
    facts = [
        f"**Applicant:** {row.applicant}",
        f"**For:** {row.opening}, round {row.round}",
        f"**Talk:** {day_words(row.on)}, {row.time}{f', {row.place}' if row.place else ''}",
        f"**Kit:** {row.kit}, version {row.kit_version}" if row.kit else "**Kit:** none",
    ]
    lines = ["# Scorecards" if len(cards) > 1 else "# Scorecard", "\n".join(f"- {fact}" for fact in facts)]
    for card in cards:
        lines.append(f"## {card.interviewer}: {rules.RECOMMENDATION_NAMES[card.recommendation]}")
        if card.because:
            lines.append(f"**Because:** {card.because}")
        if card.marks:
            lines.append(
                "| Question | Skill | Mark | What showed it |\n| --- | --- | --- | --- |\n"
                + "\n".join(_line(mark, levels.get(mark.question, ())) for mark in card.marks)
            )
        if card.for_next:
            lines.append(f"**For the next interviewer:** {card.for_next}")
        lines.append(
            f"Handed in on {day_words(card.submitted_on)}, {rules.ENTERED_NAMES[card.entered]}. Signature: {'_' * 30}"
        )
    return "\n\n".join(lines) + "\n"


def _line(mark: MarkRow, levels: Sequence[str]) -> str:
    if not mark.asked:
        said, shown = "not asked", ""
    elif mark.rating is None:
        said, shown = "no mark", mark.evidence
    else:
        said = f"{mark.rating}, {rules.MARK_NAMES[mark.rating].lower()}"
        anchor = levels[mark.rating - 1] if len(levels) >= mark.rating else ""
        shown = mark.evidence or (f"as the kit says: {anchor}" if anchor else "")
    note = f" ({mark.notes})" if mark.notes else ""
    return f"| {_cell(mark.question)} | {_cell(mark.skill)} | {said} | {_cell(shown + note)} |"


def _cell(text: str) -> str:
    """Words inside a table: on one line, without what would end the cell."""
    return " ".join(text.replace("|", "/").split())
