"""Figures of hiring from plain values: stages, times, sources, costs, reasons, fair chances. No database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.spelling import percent

FEWEST_SELECTED = 5  # of all groups together, below which fair chances are not judged
FEWEST_APPLICANTS = 30
ORDER = ("applied", "screen", "test", "interview", "decision", "offer")
ENDS = ("hired", "rejected", "withdrawn", "archived")


@dataclass(frozen=True, slots=True)
class Path:
    """One application: the moves (from, to, day) oldest first, its source and the opening it was for."""

    applicant_id: int
    name: str
    source: str
    applied_on: dt.date
    moves: tuple[tuple[str | None, str, dt.date, str], ...]  # from, to, day, reason

    @property
    def stage(self) -> str:
        """Where it stands."""
        return self.moves[-1][1] if self.moves else "applied"

    def first(self, stage: str) -> dt.date | None:
        """The day it first came to a stage."""
        return next((day for _, to, day, _ in self.moves if to == stage), None)

    @property
    def hired_on(self) -> dt.date | None:
        """The day of the hiring; None where it ended otherwise."""
        return self.moves[-1][2] if self.moves and self.moves[-1][1] == "hired" else None


@dataclass(frozen=True, slots=True)
class StageFigure:
    """One stage: who entered, went on, was rejected, withdrew, is still there; days of those who left it.

    ``share``: went on of all who left it; None while nobody has.
    """

    stage: str
    entered: tuple[int, ...]
    passed: tuple[int, ...]
    rejected: tuple[int, ...]
    withdrawn: tuple[int, ...]
    waiting: tuple[int, ...]
    days: tuple[int, ...]  # of stays that have ended
    open_days: tuple[int, ...]  # of stays that go on

    @property
    def left(self) -> int:
        """How many have left the stage."""
        return len(self.passed) + len(self.rejected) + len(self.withdrawn)

    @property
    def share(self) -> float | None:
        """Went on, of those who left."""
        return len(self.passed) / self.left if self.left else None


def stages(paths: Sequence[Path], today: dt.date, since: dt.date | None = None) -> list[StageFigure]:
    """Each stage of the way, of applications that came to it since a day; each application once a stage.

    Who came back to a stage counts by the last stay; a stay that goes on is kept apart, not left out.
    """
    found = []
    for stage in ORDER:
        groups: dict[str, list[int]] = defaultdict(list)
        days, open_days = [], []
        for path in paths:
            visits = [at for at, (_, to, _, _) in enumerate(path.moves) if to == stage]
            if not visits or (since is not None and path.moves[visits[0]][2] < since):
                continue
            groups["entered"].append(path.applicant_id)
            at = visits[-1]
            begun = path.moves[at][2]
            if at + 1 == len(path.moves):
                groups["waiting"].append(path.applicant_id)
                open_days.append((today - begun).days)
                continue
            _, to, day, _ = path.moves[at + 1]
            days.append((day - begun).days)
            where = {"rejected": "rejected", "archived": "rejected", "withdrawn": "withdrawn"}.get(
                to, "passed"
            )
            if where == "passed" and to in ORDER and ORDER.index(to) < ORDER.index(stage):
                where = "waiting"  # sent back: not decided here yet
            groups[where].append(path.applicant_id)
        if groups["entered"]:
            found.append(
                StageFigure(
                    stage,
                    tuple(groups["entered"]),
                    tuple(groups["passed"]),
                    tuple(groups["rejected"]),
                    tuple(groups["withdrawn"]),
                    tuple(groups["waiting"]),
                    tuple(days),
                    tuple(open_days),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """One way applicants came. ``cents``: what was paid for it; ``per_hire`` None without a hire."""

    source: str
    applied: tuple[int, ...]
    interviewed: tuple[int, ...]
    hired: tuple[int, ...]
    cents: int

    @property
    def per_hire(self) -> float | None:
        """Cents paid for the source, by hire."""
        return self.cents / len(self.hired) if self.hired and self.cents else None


def sources(paths: Sequence[Path], paid: dict[str, int]) -> list[SourceFigure]:
    """By the way applicants came, most hires first; sources that were paid for and brought nobody stand there too."""
    by: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        by[path.source or "Not noted"].append(path)
    found = [
        SourceFigure(
            source,
            tuple(path.applicant_id for path in by.get(source, ())),
            tuple(path.applicant_id for path in by.get(source, ()) if path.first("interview") is not None),
            tuple(path.applicant_id for path in by.get(source, ()) if path.hired_on is not None),
            paid.get(source, 0),
        )
        for source in {*by, *paid}
    ]
    return sorted(found, key=lambda row: (-len(row.hired), -len(row.applied), row.source.casefold()))


@dataclass(frozen=True, slots=True)
class ReasonFigure:
    """One reason at one stage. ``share`` of all endings, ``running`` with those above it."""

    reason: str
    side: str  # "us" or "them"
    stage: str
    who: tuple[int, ...]
    share: float
    running: float


def reasons(paths: Sequence[Path]) -> list[ReasonFigure]:
    """Why applications ended, most frequent first, by the stage that was left."""
    who: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for path in paths:
        if not path.moves or path.moves[-1][1] not in ("rejected", "withdrawn", "archived"):
            continue
        old, to, _, reason = path.moves[-1]
        side = "them" if to == "withdrawn" else "us"
        who[reason or "No reason noted", side, old or "applied"].append(path.applicant_id)
    total = sum(map(len, who.values()))
    found, running = [], 0
    for (reason, side, stage), ids in sorted(who.items(), key=lambda item: (-len(item[1]), item[0])):
        running += len(ids)
        found.append(ReasonFigure(reason, side, stage, tuple(ids), len(ids) / total, running / total))
    return found


def check_count(applicants: int, selected: int, group: str, category: str) -> None:
    """Raises RuleBroken when counts of a group cannot be."""
    if not group.strip() or not category.strip():
        raise RuleBroken("Say what is compared, and which group these are.")
    if applicants < 1:
        raise RuleBroken("A group has at least one applicant.")
    if not 0 <= selected <= applicants:
        raise RuleBroken(f"Of {applicants} applicants at most {applicants} can go on.")


def too_few(applicants: int, selected: int) -> str:
    """Why nothing is said of fair chances; "" where there is enough."""
    if applicants < FEWEST_APPLICANTS:
        return f"too few to say: {applicants} of at least {FEWEST_APPLICANTS} applicants"
    if selected < FEWEST_SELECTED:
        return f"too few to say: {selected} of at least {FEWEST_SELECTED} who went on"
    return ""


def chances_text(
    ratio: float | None, is_flagged: bool, p: float | None, is_fragile: bool, is_reference: bool
) -> str:
    """What can be said of one group, never a verdict."""
    if is_reference:
        return "went on most often; the others are compared with it"
    if ratio is None:
        return "cannot be compared"
    if not is_flagged:
        return f"{percent(ratio)} of the highest rate, above four fifths"
    if is_fragile:
        return f"{percent(ratio)} of the highest rate; one decision the other way would turn it round"
    if p is None or p >= 0.05:
        chance = 1.0 if p is None else p
        return f"{percent(ratio)} of the highest rate, below four fifths; chance alone can do that (p {chance:.2f})"
    return (
        f"{percent(ratio)} of the highest rate, below four fifths, and chance alone rarely does that (p {p:.3f});"
        " look at how this stage decides"
    )
