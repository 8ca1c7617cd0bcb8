"""How long newcomers took until they were signed off, split by what may matter, and how mentees of one mentor did."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.tables import Applicant
from csmanager.features.onboarding import ramp
from csmanager.features.onboarding.queries import PlanRow
from csmanager.features.onboarding.rules import PlanKind
from csmanager.features.onboarding.tables import JoiningPlan
from csmanager.features.team.queries import canonical_ids

ENOUGH = ramp.EARLIER  # people a group needs for a median, and a mentor for a word
_MARKS = {"good": "ahead of", "open": "within", "watch": "behind"}


def sources(session: Session) -> dict[int, str]:
    """Person -> from which source they were hired, where an application led to them."""
    canonical = canonical_ids(session)
    query = sa.select(Applicant.person_id, Applicant.source).where(
        Applicant.person_id.is_not(None), Applicant.source != "", Applicant.trashed_on.is_(None)
    )
    return {canonical.get(key, key): source for key, source in session.execute(query) if key is not None}


def split(plans: Sequence[PlanRow], source_of: Mapping[int, str]) -> list[tuple[str, str]]:
    """(group, words) of everybody who went through all gates: together, by plan, by mentor and by source.

    A group of fewer than ``ENOUGH`` shows its days and n, and no median.
    """
    through = [plan for plan in plans if plan.days_to_solo is not None]
    if not through:
        return []
    found = [("Everybody", _days(through))]
    for title, names in (
        ("Plan", [plan.name for plan in through]),
        ("Mentor", [plan.mentor or "nobody" for plan in through]),
        ("Source", [source_of.get(plan.person_id, "not known") for plan in through]),
    ):
        groups: dict[str, list[PlanRow]] = defaultdict(list)
        for plan, name in zip(through, names, strict=True):
            groups[name].append(plan)
        found += [(f"{title}: {name}", _days(groups[name])) for name in sorted(groups)]
    return found


def _days(plans: Iterable[PlanRow]) -> str:
    days = sorted(plan.days_to_solo for plan in plans if plan.days_to_solo is not None)
    if len(days) < ENOUGH:
        return f"{', '.join(map(str, days))} days (n = {len(days)}, too few for a median)"
    return f"median {statistics.median(days):.0f} days (n = {len(days)})"


def mentor_outcome(session: Session, mentor_id: int, today: dt.date) -> list[tuple[str, str]]:
    """(measure, words) of how the newcomers of one mentor ramped up, beside those who joined before them.

    Only who can be judged counts; under ``ENOUGH`` of them it says that they are too few. A mentor does not choose
    whom they get, so this is a question to ask and no verdict.
    """
    canonical = canonical_ids(session)
    wanted = canonical.get(mentor_id, mentor_id)
    query = sa.select(JoiningPlan.person_id, JoiningPlan.mentor_id).where(
        JoiningPlan.mentor_id.is_not(None),
        JoiningPlan.kind != PlanKind.LEAVER,
        JoiningPlan.trashed_on.is_(None),
    )
    mentees = {
        canonical.get(person, person)
        for person, mentor in session.execute(query)
        if mentor is not None and canonical.get(mentor, mentor) == wanted
    }
    if not mentees:
        return []
    marks: dict[str, Counter[str]] = {name: Counter() for name, _, _ in ramp.MEASURES.values()}
    for row in ramp.ramps(session, today, only_new=False):
        if row.person_id in mentees and row.mark in _MARKS:
            marks[row.name][row.mark] += 1
    word = f"{len(mentees)} newcomer{'s' * (len(mentees) != 1)}"
    return [("Had", word), *((name, _words(found)) for name, found in marks.items())]


def _words(found: Counter[str]) -> str:
    n = found.total()
    if n < ENOUGH:
        return f"too few to say ({n} judged, {ENOUGH} are needed)"
    parts = [f"{found[mark]} {word}" for mark, word in _MARKS.items() if found[mark]]
    return f"{', '.join(parts)} what earlier joiners showed (n = {n})"
