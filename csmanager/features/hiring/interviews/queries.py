"""What is known of interviews, their cards, kits and questions; and where a time clashes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found
from csmanager.features.hiring.interviews import kittext, rules
from csmanager.features.hiring.interviews.rules import Entered, InterviewMove, InterviewState, Recommendation
from csmanager.features.hiring.interviews.tables import (
    Interview,
    InterviewCard,
    Interviewer,
    InterviewKit,
    InterviewMark,
    InterviewQuestion,
    InterviewStep,
)
from csmanager.features.hiring.rules import ACTIVE, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.schedule.rules import ABSENCE_WORDS, clock_text, times_text
from csmanager.features.schedule.tables import Absence, PlannedShift
from csmanager.features.team.tables import Person

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class AskerRow:
    """One interviewer of one interview. ``card_id`` None: their card is still missing."""

    id: int
    person_id: int | None
    name: str
    card_id: int | None


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """One interview as the list shows it."""

    id: int
    applicant_id: int
    applicant: str
    opening_id: int
    opening: str
    stage: Stage
    round: int
    on: dt.date
    start_minute: int
    minutes: int
    place: str
    state: InterviewState
    reason: str
    note: str
    kit_id: int | None
    kit: str
    kit_version: int | None
    askers: tuple[AskerRow, ...]

    @property
    def time(self) -> str:
        """From when to when."""
        return times_text(self.start_minute, self.start_minute + self.minutes)

    @property
    def cards(self) -> int:
        """How many cards are in."""
        return sum(one.card_id is not None for one in self.askers)

    @property
    def missing(self) -> tuple[str, ...]:
        """Whose card is missing of a talk that took place."""
        if self.state is not InterviewState.DONE:
            return ()
        return tuple(one.name for one in self.askers if one.card_id is None)

    @property
    def who(self) -> str:
        """All interviewers."""
        return ", ".join(one.name for one in self.askers)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark with the question it stands under."""

    question: str
    skill: str
    asked: bool
    rating: int | None
    evidence: str
    notes: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card that was handed in."""

    id: int
    interviewer: str
    submitted_on: dt.date
    recommendation: Recommendation
    because: str
    for_next: str
    entered: Entered
    marks: tuple[MarkRow, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One move of an interview."""

    on: dt.date
    move: InterviewMove
    reason: str
    from_on: dt.date | None
    from_minute: int | None


@dataclass(frozen=True, slots=True)
class KitRow:
    """The newest version of a kit. ``used``: interviews with any of its versions."""

    id: int
    family: int
    version: int
    name: str
    body: str
    saved_on: dt.date
    note: str
    questions: int
    minutes: int
    used: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question to choose from."""

    id: int
    title: str
    skill: str
    minutes: int
    ask: str
    body: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """An applicant an interview can be planned with."""

    id: int
    name: str
    opening: str
    stage: Stage


def interviews(session: Session, applicant_id: int | None = None) -> list[InterviewRow]:
    """Every interview outside the Trash, by its time."""
    query = (
        sa.select(Interview, Applicant, Opening.title, InterviewKit.name, InterviewKit.version)
        .join(Applicant, Applicant.id == Interview.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .outerjoin(InterviewKit, InterviewKit.id == Interview.kit_id)
        .where(Interview.trashed_on.is_(None), Applicant.trashed_on.is_(None))
        .order_by(Interview.on, Interview.start_minute, Interview.id)
    )
    askers = sa.select(
        Interviewer.interview_id, Interviewer.id, Interviewer.person_id, Interviewer.name, InterviewCard.id
    ).outerjoin(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
    if applicant_id is not None:
        query = query.where(Interview.applicant_id == applicant_id)
        askers = askers.join(Interview, Interview.id == Interviewer.interview_id).where(
            Interview.applicant_id == applicant_id
        )
    who: dict[int, list[AskerRow]] = defaultdict(list)
    for interview_id, key, person_id, name, card_id in session.execute(askers.order_by(Interviewer.id)):
        who[interview_id].append(AskerRow(key, person_id, name, card_id))
    return [
        InterviewRow(
            row.id, person.id, person.name, person.opening_id, opening, person.stage, row.round, row.on,
            row.start_minute, row.minutes, row.place, row.state, row.reason, row.note, row.kit_id, kit or "",
            version, tuple(who[row.id]),
        )
        for row, person, opening, kit, version in session.execute(query)
    ]  # fmt: skip


def interview(session: Session, interview_id: int) -> InterviewRow | None:
    """One interview; None when it is gone."""
    applicant = session.scalar(sa.select(Interview.applicant_id).where(Interview.id == interview_id))
    if applicant is None:
        return None
    return next((row for row in interviews(session, applicant) if row.id == interview_id), None)


def kit_of(session: Session, interview_id: int) -> kittext.Kit | None:
    """The kit an interview was planned with, in its version."""
    body = session.scalar(
        sa.select(InterviewKit.body)
        .join(Interview, Interview.kit_id == InterviewKit.id)
        .where(Interview.id == interview_id)
    )
    return kittext.read(body) if body is not None else None


def cards(session: Session, interview_id: int, viewer_id: int | None = None) -> list[CardRow]:
    """The cards ``viewer_id`` (an interviewer of it; None: the manager) may see.

    With one's own in, those that are in; otherwise all of them once none is missing, and before that none.
    """
    row = interview(session, interview_id)
    if row is None:
        return []
    mine = any(one.id == viewer_id and one.card_id is not None for one in row.askers)
    waiting = sum(one.card_id is None for one in row.askers)
    if not rules.may_see(mine, waiting):
        return []
    kit = kit_of(session, interview_id)
    questions = kit.questions if kit is not None else ()
    names = {one.card_id: one.name for one in row.askers}
    found = session.scalars(
        sa.select(InterviewCard).where(InterviewCard.id.in_([key for key in names if key is not None]))
    )
    return [
        CardRow(
            card.id, names[card.id], card.submitted_on, card.recommendation, card.because, card.for_next,
            card.entered, _marks(session, card.id, questions),
        )
        for card in found
    ]  # fmt: skip


def _marks(session: Session, card_id: int, questions: Sequence[kittext.Question]) -> tuple[MarkRow, ...]:
    rows = session.scalars(
        sa.select(InterviewMark).where(InterviewMark.card_id == card_id).order_by(InterviewMark.position)
    )
    return tuple(
        MarkRow(
            questions[row.position].title,
            questions[row.position].skill,
            row.asked,
            row.rating,
            row.evidence,
            row.notes,
        )
        for row in rows
        if row.position < len(questions)
    )


def notes_for_next(session: Session, interview_id: int) -> list[tuple[str, str]]:
    """What earlier interviewers wrote for the next one: (who, words). Not their marks."""
    row = interview(session, interview_id)
    if row is None:
        return []
    found = session.execute(
        sa.select(Interviewer.name, InterviewCard.for_next)
        .join(InterviewCard, InterviewCard.interviewer_id == Interviewer.id)
        .join(Interview, Interview.id == Interviewer.interview_id)
        .where(
            Interview.applicant_id == row.applicant_id,
            Interview.round < row.round,
            Interview.trashed_on.is_(None),
            InterviewCard.for_next != "",
        )
    )
    return [(name, words) for name, words in found]


def steps(session: Session, interview_id: int) -> list[StepRow]:
    """The moves of an interview, newest first."""
    rows = session.scalars(
        sa.select(InterviewStep)
        .where(InterviewStep.interview_id == interview_id)
        .order_by(InterviewStep.id.desc())
    )
    return [StepRow(row.moved_on, row.move, row.reason, row.from_on, row.from_minute) for row in rows]


def kits(session: Session) -> list[KitRow]:
    """The newest version of every kit outside the Trash."""
    newest: dict[int, InterviewKit] = {}
    families: dict[int, int] = {}
    for row in session.scalars(
        sa.select(InterviewKit).where(InterviewKit.trashed_on.is_(None)).order_by(InterviewKit.version)
    ):
        newest[row.family] = row
        families[row.id] = row.family
    used: dict[int, int] = defaultdict(int)
    for kit_id in session.scalars(
        sa.select(Interview.kit_id).where(Interview.kit_id.is_not(None), Interview.trashed_on.is_(None))
    ):
        if kit_id in families:
            used[families[kit_id]] += 1
    found = []
    for row in newest.values():
        kit = kittext.read(row.body)
        found.append(
            KitRow(
                row.id, row.family, row.version, row.name, row.body, row.saved_on, row.note, len(kit.questions),
                kit.minutes, used[row.family],
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: row.family)


def kit_versions(session: Session, family: int) -> list[tuple[int, int, dt.date, str]]:
    """All versions of a kit, newest first: id, version, day, what changed."""
    rows = session.execute(
        sa.select(InterviewKit.id, InterviewKit.version, InterviewKit.saved_on, InterviewKit.note)
        .where(InterviewKit.family == family)
        .order_by(InterviewKit.version.desc())
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def kit_body(session: Session, kit_id: int) -> str:
    """The text of one version."""
    return session.scalar(sa.select(InterviewKit.body).where(InterviewKit.id == kit_id)) or ""


def questions(session: Session) -> list[QuestionRow]:
    """Every question outside the Trash."""
    found = []
    for row in session.scalars(
        sa.select(InterviewQuestion)
        .where(InterviewQuestion.trashed_on.is_(None))
        .order_by(InterviewQuestion.id)
    ):
        one = kittext.read_question(row.body)
        found.append(QuestionRow(row.id, one.title, one.skill, one.minutes, one.ask, row.body))
    return found


def choices(session: Session) -> list[ChoiceRow]:
    """Applicants an interview can be planned with: active ones, those at the interview stage first."""
    rows = session.execute(
        sa.select(Applicant.id, Applicant.name, Opening.title, Applicant.stage)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None), Applicant.stage.in_(ACTIVE))
    )
    found = [ChoiceRow(*row) for row in rows]
    return sorted(found, key=lambda row: (row.stage is not Stage.INTERVIEW, row.name.casefold()))


# clashes


def clashes(
    session: Session,
    interviewers: Sequence[tuple[int | None, str]],
    on: dt.date,
    start_minute: int,
    minutes: int,
    *,
    applicant_id: int | None = None,
    but: int | None = None,
) -> list[str]:
    """What stands against a time, a sentence each: absences, shifts, other talks of the same people.

    ``but``: the interview that is being changed. Shifts count where a roster of that day is known.
    """
    found = []
    day = (on - _EPOCH).days
    ids = [person_id for person_id, _ in interviewers if person_id is not None]
    names = dict(
        session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids))).all() if ids else []
    )
    shifts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person_id, start, end in session.execute(
        sa.select(PlannedShift.person_id, PlannedShift.start_minute, PlannedShift.end_minute).where(
            PlannedShift.day == day, PlannedShift.person_id.in_(ids)
        )
    ):
        shifts[person_id].append((start, end))
    has_roster = bool(ids) and (
        session.scalar(sa.select(PlannedShift.id).where(PlannedShift.day == day).limit(1)) is not None
    )
    away = {
        person_id: ABSENCE_WORDS[kind]
        for person_id, kind in session.execute(
            sa.select(Absence.person_id, Absence.kind).where(
                Absence.person_id.in_(ids), Absence.first_day <= day, Absence.last_day >= day
            )
        )
    }
    for person_id in dict.fromkeys(ids):
        name = names.get(person_id, "")
        if person_id in away:
            found.append(f"{name} is away on {day_words(on)} ({away[person_id].lower()}).")
            continue
        met = [span for span in shifts[person_id] if rules.overlaps(start_minute, minutes, *span)]
        if met:
            found.append(
                f"{name} works {times_text(*met[0])}; {minutes} minutes of it would be missing at the desk."
            )
        elif has_roster:
            other = shifts[person_id]
            found.append(
                f"{name} works {times_text(*other[0])} that day, not at this time."
                if other
                else f"{name} is not on the roster of that day."
            )
    wanted = {name.casefold() for _, name in interviewers if name} | {
        name.casefold() for name in names.values()
    }
    for row in interviews(session):
        if row.id == but or row.on != on or row.state is not InterviewState.PLANNED:
            continue
        if not rules.overlaps(start_minute, minutes, row.start_minute, row.start_minute + row.minutes):
            continue
        if row.applicant_id == applicant_id:
            found.append(f"{row.applicant} has another interview from {clock_text(row.start_minute)}.")
        found += [
            f"{one.name} talks with {row.applicant} from {clock_text(row.start_minute)}."
            for one in row.askers
            if one.name.casefold() in wanted
        ]
    return found


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Kits and questions by their names, for the palette."""
    wanted = text.casefold().strip()
    if not wanted:
        return []
    found = [
        Found("hiring", f"interviews:kit/{row.id}", row.name, "Interview kit")
        for row in kits(session)
        if wanted in row.name.casefold()
    ]
    found += [
        Found(
            "hiring", f"interviews:question/{row.id}", row.title, f"Interview question, {row.skill.lower()}"
        )
        for row in questions(session)
        if wanted in row.title.casefold()
    ]
    return found[:limit]
