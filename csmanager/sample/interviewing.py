"""Interviews, practice contacts, letters, references and costs of the made-up shop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Step
from csmanager.features.hiring.documents import actions as papers
from csmanager.features.hiring.documents.rules import DocumentKind
from csmanager.features.hiring.documents.tables import HiringTemplate
from csmanager.features.hiring.interviews import actions, trials
from csmanager.features.hiring.interviews.rules import Entered, InterviewMove, MarkIn, Recommendation
from csmanager.features.hiring.interviews.tables import Interviewer, InterviewKit, RolePlay
from csmanager.features.hiring.knowing import actions as knowing
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.team.tables import Person
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda

_LEADS = ("Aoife Brennan", "Ingrid Ås")
_AGENT, _SEASONAL = "Customer service agent", "Seasonal help"
_SAID = {
    4: "Named the feeling, asked one question and had an answer before the second minute.",
    1: "Blamed the carrier and raised her voice when asked again.",
}


@dataclass(frozen=True, slots=True)
class Talk:
    """One interview, in days from the day the story turns on. ``cards``: marks and recommendation of each who asked."""

    applicant: str
    day: int
    minute: int
    kit: str
    cards: tuple[tuple[str, str], ...] = ()  # one digit a question, "-" not asked; recommendation
    who: tuple[str, ...] = _LEADS
    move: InterviewMove | None = None
    reason: str = ""


TALKS = (
    Talk("Lena Kowalczyk", -46, 600, _AGENT, (("333443333", "yes"), ("343343233", "yes"))),
    Talk("Lena Kowalczyk", -25, 840, _AGENT, (("33344334-", "strong_yes"),), ("Ingrid Ås",)),
    Talk("Σοφία Νικολάου", -38, 600, _AGENT, (("434443334", "strong_yes"), ("344343343", "yes"))),
    Talk("Elio Marchetti", -6, 570, _SEASONAL, (("334-33", "yes"), ("232333", "no"))),
    Talk("王芳", -5, 570, _SEASONAL, (("343333", "yes"),)),
    Talk("王芳", 1, 900, _SEASONAL, who=("Aoife Brennan",)),
    Talk(
        "Elio Marchetti",
        -8,
        600,
        _SEASONAL,
        who=("Aoife Brennan",),
        move=InterviewMove.CANCEL,
        reason="An interviewer is ill",
    ),
)

TRIALS = (
    ("Lena Kowalczyk", -46, "Late parcel", (1, 1, 0.75, 1, 1, 0.75, 1, 0.5)),
    ("Σοφία Νικολάου", -38, "Late parcel", (1, 1, 1, 1, 0.75, 1, 1, 0.75)),
    ("Elio Marchetti", -6, "Confused caller", (1, 0.5, 0.75, 1, 0.5, 0.75, 1, 0.5)),
)

COSTS = (
    ("Travel of two applicants", -38, 6_400, False),
    ("Interviews, 9 hours of both leads", -25, 24_300, True),
    ("Notice printed for the window", -29, 1_800, False),
)


def plan(agenda: Agenda, *, opened: dt.date, today: dt.date) -> None:
    """Note it all in ``agenda``; what concerns somebody who never applied in a smaller shop is left out."""

    def day_of(days: int) -> dt.date:
        return seasons.working_day(max(today + dt.timedelta(days=days), opened + dt.timedelta(days=1)))

    for talk in TALKS:
        day = day_of(talk.day)
        asked = min(day - dt.timedelta(days=1), today)
        agenda.add(
            max(asked, opened), f"Plan an interview with {talk.applicant}",
            partial(_plan, talk=talk, day=day, asked=asked), hour=18,
        )  # fmt: skip
        for place, (marks, word) in enumerate(talk.cards):
            agenda.add(
                day, f"Hand in a scorecard on {talk.applicant}",
                partial(_score, talk=talk, day=day, place=place, marks=marks, word=word),
                hour=19 + place / 10,
            )  # fmt: skip
        if talk.move is not None:
            agenda.add(
                asked, f"Cancel the interview with {talk.applicant}",
                partial(_move, talk=talk, day=day, asked=asked), hour=18.5,
            )  # fmt: skip
    for name, days, scene, shares in TRIALS:
        held = day_of(days)
        agenda.add(
            held, f"Score a trial of {name}",
            partial(_try, name=name, day=held, scene=scene, shares=shares),
            hour=19.5,
        )  # fmt: skip
    for what, days, cents, inside in COSTS:
        day = day_of(days)
        agenda.add(
            day, f"Add a cost: {what}",
            partial(_spend, what=what, day=day, cents=cents, inside=inside),
            hour=20,
        )  # fmt: skip
    agenda.add(day_of(-12), "Hand over offer letter", lambda step: _offer(step, day_of(-12), today), hour=18)
    agenda.add(
        day_of(-9), "Ask for a reference",
        lambda step: _reference(step, "Σοφία Νικολάου", "Petros Ioannou", "Former lead", day_of(-9)), hour=18.2,
    )  # fmt: skip
    for group, came, went in (("Women", 21, 9), ("Men", 18, 6)):
        agenda.add(
            day_of(-3), f"Count {group} at screen",
            partial(_count, group=group, came=came, went=went, day=day_of(-3)),
            hour=20.5,
        )  # fmt: skip


def _id(session: Session, name: str) -> int | None:
    return session.scalar(
        sa.select(Applicant.id).where(Applicant.name == name).order_by(Applicant.id.desc()).limit(1)
    )


def _who(session: Session, names: tuple[str, ...]) -> list[tuple[int | None, str]]:
    known = {
        row.name: row.id
        for row in session.execute(sa.select(Person.id, Person.name).where(Person.name.in_(names)))
    }
    return [(known.get(name), name) for name in names]


def _talk(session: Session, talk: Talk, day: dt.date) -> int | None:
    from csmanager.features.hiring.interviews.tables import Interview

    applicant_id = _id(session, talk.applicant)
    return session.scalar(
        sa.select(Interview.id).where(
            Interview.applicant_id == applicant_id, Interview.on == day, Interview.start_minute == talk.minute
        )
    )


def _plan(step: Step, talk: Talk, day: dt.date, asked: dt.date) -> None:
    applicant_id = _id(step.session, talk.applicant)
    if applicant_id is None:
        return
    kit = step.session.scalar(sa.select(InterviewKit.id).where(InterviewKit.name == talk.kit))
    actions.plan(
        step.session, applicant_id, on=day, start_minute=talk.minute, minutes=60 if talk.kit == _AGENT else 40,
        interviewers=_who(step.session, talk.who), today=asked, kit_id=kit, place="Meeting room, first floor",
    )  # fmt: skip


def _score(step: Step, talk: Talk, day: dt.date, place: int, marks: str, word: str) -> None:
    session = step.session
    interview_id = _talk(session, talk, day)
    if interview_id is None:
        return
    askers = session.scalars(
        sa.select(Interviewer.id).where(Interviewer.interview_id == interview_id).order_by(Interviewer.id)
    ).all()
    given = [
        MarkIn(
            at,
            None if mark == "-" else int(mark),
            _SAID.get(int(mark) if mark != "-" else 0, ""),
            "",
            mark != "-",
        )
        for at, mark in enumerate(marks)
    ]
    actions.submit_card(
        session, askers[place], given, Recommendation(word), today=day,
        because="Stayed calm in the practice call and found the order in time.",
        entered=Entered.PAPER if place else Entered.SCREEN,
    )  # fmt: skip


def _move(step: Step, talk: Talk, day: dt.date, asked: dt.date) -> None:
    interview_id = _talk(step.session, talk, day)
    if interview_id is not None and talk.move is not None:
        actions.move(step.session, interview_id, talk.move, today=asked, reason=talk.reason)


def _try(step: Step, name: str, day: dt.date, scene: str, shares: tuple[float, ...]) -> None:
    session = step.session
    applicant_id = _id(session, name)
    row = session.scalar(sa.select(RolePlay).where(RolePlay.name == scene))
    if applicant_id is None or row is None:
        return
    trials.ensure_card(session, row.scorecard)
    _, items = trials.items(session, row.scorecard)
    given = [shares[at % len(shares)] for at in range(len(items))]
    rounded = [
        round(share * (item.levels - 1)) / (item.levels - 1) for share, item in zip(given, items, strict=True)
    ]
    trials.add_trial(
        session, applicant_id, scorecard=row.scorecard, shares=rounded, held_on=day, today=day, role_play_id=row.id,
        grader=_LEADS[1], comment="Asked for the order number first and for the feeling second.",
    )  # fmt: skip


def _offer(step: Step, day: dt.date, today: dt.date) -> None:
    session = step.session
    applicant_id = _id(session, "Σοφία Νικολάου")
    template = session.scalar(sa.select(HiringTemplate.id).where(HiringTemplate.kind == DocumentKind.OFFER))
    opening = session.scalar(
        sa.select(Opening.title)
        .join(Applicant, Applicant.opening_id == Opening.id)
        .where(Applicant.id == applicant_id)
    )
    if applicant_id is None or template is None:
        return
    answer = max(day, today + dt.timedelta(days=2))
    papers.hand_over(
        session,
        template,
        {
            "opening": opening or "", "shop": "Harbour & Hill", "today": _words(day),
            "applicant": "Σοφία Νικολάου", "role": "Agent", "start": _words(answer + dt.timedelta(days=30)),
            "offer hours": "38 hours", "pay": "as agreed on the phone", "place": "Harbour & Hill, first floor",
            "offer expires": _words(answer), "manager": "Maren Holt",
        },
        today=day, applicant_id=applicant_id, how="By e-mail", answer_by=answer,
    )  # fmt: skip


def _words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _reference(step: Step, name: str, referee: str, relation: str, day: dt.date) -> None:
    applicant_id = _id(step.session, name)
    if applicant_id is not None:
        papers.ask_reference(
            step.session,
            applicant_id,
            referee=referee,
            relation=relation,
            contact="by phone",
            asked_on=day,
            today=day,
        )


def _spend(step: Step, what: str, day: dt.date, cents: int, inside: bool) -> None:
    knowing.add_cost(step.session, what=what, cents=cents, spent_on=day, today=day, is_internal=inside)


def _count(step: Step, group: str, came: int, went: int, day: dt.date) -> None:
    knowing.count_group(
        step.session,
        stage=Stage.SCREEN,
        category="Gender",
        group=group,
        applicants=came,
        selected=went,
        today=day,
    )
