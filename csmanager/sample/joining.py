"""Plans training, the plans of those who joined, mentoring, and two leavings of the made-up shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Step
from csmanager.features.onboarding import actions as plans
from csmanager.features.onboarding import gates, leaving, queries, sheets, templating
from csmanager.features.onboarding.rules import SETTLED, GateState, ItemState, LeavingState, Mark, PlanState
from csmanager.features.onboarding.tables import JobSheet, Leaving, PlanTemplate
from csmanager.features.team.tables import Person, Role
from csmanager.features.training import actions as training
from csmanager.features.training import assigning, library, sessions
from csmanager.features.training.rules import OPEN_STATES, State
from csmanager.features.training.tables import Course, Enrolment, Mentoring
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import AGENT, LEAD, SENIOR
from csmanager.sample.chance import Chance

_NEW, _LATER, _FIRST = "Олександра Шевченко", "김서연", "فاطمة الزهراء بنعلي"
_MENTOR, _RISING, _SLOW = "Chidinma Okonkwo-Adeyemi", "Jonas Weber", "Tomás Ferreira"
_LEAVER, _GONE, _COACH = "Nguyễn Thị Hồng Nhung", "Marc-André Dubois", "Aoife Brennan"
_REQUIRED = (  # course, of which roles (None: everybody), within days
    ("data-protection-at-the-desk", (None,), 30),
    ("first-minute", (AGENT,), 45),
    ("returns-and-goodwill", (AGENT, SENIOR), 60),
    ("calming-a-heated-talk", (AGENT, SENIOR), 90),
    ("watching-and-coaching", (SENIOR, LEAD), 120),
)
_ROUNDS = (1, 3, 6, 9, 12, 15)  # months after opening in which courses are given
_RISING_DAYS = 24  # before today, when somebody began the plan for seniors


def plan(agenda: Agenda, *, seed: int, opened: dt.date, last_day: dt.date, today: dt.date) -> None:
    """Note all steps; whoever is not in a smaller cast is passed over."""
    first = seasons.working_day(opened + dt.timedelta(days=5))
    agenda.add(first, "Add training modules and plans", lambda step: _begin(step.session, first), hour=7.2)
    chance = Chance(seed * 13 + 5)
    for number, months in enumerate(_ROUNDS):
        day = seasons.working_day(opened + dt.timedelta(days=31 * months))
        if day < today - dt.timedelta(days=10):
            agenda.add(day, "Note a round of courses", _Round(day, chance, number), hour=16)
    caught = seasons.working_day(today - dt.timedelta(days=25))
    agenda.add(caught, "Note courses that were late", lambda step: _catch_up(step.session, caught), hour=16)
    for name, months in ((_FIRST, 13), (_LATER, 9), (_NEW, 4)):
        start = seasons.month_start(last_day, months)
        if start > first:
            agenda.add(start, f"Start the plan of {name}", _start(name, "agent", start, _MENTOR), hour=8.8)
            for days in (4, 15, 30, 45, 62, 85, 100):
                on = seasons.working_day(start + dt.timedelta(days=days))
                if on < today:
                    agenda.add(on, f"Note items of {name}", _Work(name, on, is_new=name == _NEW), hour=17)
    rising = seasons.working_day(today - dt.timedelta(days=_RISING_DAYS))
    agenda.add(
        rising, f"Start the plan of {_RISING}", _start(_RISING, "senior-or-lead", rising, _COACH), hour=8.9
    )
    agenda.add(
        seasons.working_day(rising + dt.timedelta(days=9)),
        f"Note items of {_RISING}",
        _Work(_RISING, seasons.working_day(rising + dt.timedelta(days=9)), is_new=True),
        hour=17,
    )
    _plan_ends(agenda, last_day=last_day, today=today)
    soon = seasons.working_day(today - dt.timedelta(days=3))
    agenda.add(soon, "Plan dates of courses", lambda step: _dates(step.session, soon, today), hour=11)
    agenda.add(today, "Look at gates and certificates", lambda step: _daily(step.session, today), hour=6)


def _begin(session: Session, day: dt.date) -> None:
    library.add_modules(session, day)
    templating.add_starters(session, day)
    roles = {row.name: row.id for row in session.scalars(sa.select(Role))}
    for key, names, days in _REQUIRED:
        course = session.scalar(sa.select(Course.id).where(Course.key == key))
        for name in names:
            if course is not None and (name is None or name in roles):
                training.require(
                    session, course, today=day, role_id=roles[name] if name else None, within_days=days
                )
    outside = training.add_course(
        session, title="First aid", today=day, kind="outside", minutes=480, provider="Harbour first aid school",
        validity_days=730, cost_cents=9_500, outline="## Goal\nOne trained helper on every shift.",
    )  # fmt: skip
    lead = _person(session, _COACH)
    if lead is not None:
        training.enrol(session, lead, outside, today=day, due_on=day + dt.timedelta(days=60))
    session.flush()
    assigning.keep_up(session, day)


def _catch_up(session: Session, day: dt.date) -> None:
    """Nobody stays late for months: what was due long ago is taken."""
    rows = session.scalars(
        sa.select(Enrolment)
        .where(Enrolment.state.in_(list(OPEN_STATES)), Enrolment.due_on < day - dt.timedelta(days=14))
        .order_by(Enrolment.id)
    ).all()
    for number, row in enumerate(rows):
        training.record(session, [row.id], State.PASSED, on=day, today=day, score=92 + number % 3 * 2)


class _Round:
    """Most of what is open is taken; a few fail, one stays open."""

    def __init__(self, day: dt.date, chance: Chance, number: int) -> None:
        self._day, self._chance, self._number = day, chance, number

    def __call__(self, step: Step) -> None:
        session, day = step.session, self._day
        assigning.keep_up(session, day)
        names = dict(session.execute(sa.select(Person.id, Person.name)).all())
        rows = session.scalars(
            sa.select(Enrolment).where(Enrolment.state.in_(list(OPEN_STATES))).order_by(Enrolment.id)
        ).all()
        for row in rows:
            if (names[row.person_id] == _SLOW and self._number > 3) or self._chance.number() < 0.12:
                continue
            passed = self._chance.number() > 0.08
            course = session.get_one(Course, row.course_id)
            score = (82 + int(self._chance.number() * 18)) if passed else 55 + int(self._chance.number() * 15)
            training.record(
                session, [row.id], State.PASSED if passed else State.FAILED, on=day, today=day,
                score=max(score, course.pass_percent or 0) if passed else score,
            )  # fmt: skip
        failed = session.scalars(
            sa.select(Enrolment).where(
                Enrolment.state == State.FAILED, Enrolment.done_on < day - dt.timedelta(days=20)
            )
        ).all()
        for row in failed:
            training.record(session, [row.id], State.ASSIGNED, on=day, today=day, reason="Another try")


def _start(name: str, key: str, day: dt.date, mentor: str) -> Callable[[Step], None]:
    def work(step: Step) -> None:
        session = step.session
        person, by = _person(session, name), _person(session, mentor)
        template = session.scalar(
            sa.select(PlanTemplate.id).where(PlanTemplate.key == key, PlanTemplate.ended_on.is_(None))
        )
        if person is not None and template is not None:
            plans.start_plan(session, person, template, day, by)

    return work


class _Work:
    """What has fallen due is done; of a newcomer one thing is stuck and one forgotten."""

    def __init__(self, name: str, day: dt.date, *, is_new: bool) -> None:
        self._name, self._day, self._is_new = name, day, is_new

    def __call__(self, step: Step) -> None:
        session, day = step.session, self._day
        person = _person(session, self._name)
        found = [
            row for row in queries.plans(session, day, person_id=person or 0) if row.state is PlanState.ACTIVE
        ]
        for row in found:
            old = [
                item.id
                for item in row.items
                if item.state is ItemState.STUCK and item.due_on < day - dt.timedelta(days=14)
            ]
            if old:
                plans.move_items(
                    session, old, ItemState.DONE, today=day, evidence="Seen at the desk", by="Sam Sample"
                )
            over = {*SETTLED, ItemState.STUCK}
            due = [item for item in row.items if item.due_on <= day and item.state not in over]
            for number, item in enumerate(due):
                if self._is_new and number == len(due) - 1 and day == _last_look(row.starts_on, day):
                    plans.move_items(
                        session,
                        [item.id],
                        ItemState.STUCK,
                        today=day,
                        reason="No quiet hour on this rota yet",
                    )
                    continue
                shown = "Seen at the desk" if item.needs_evidence else ""
                plans.move_items(
                    session, [item.id], ItemState.DONE, today=day, evidence=shown, by="Sam Sample"
                )
            self._sign(session, row.id, day)
            if not self._is_new and row.items and day >= max(item.due_on for item in row.items):
                self._finish(session, row.id, day)
            if person is not None:
                self._talk(session, person, day)

    def _sign(self, session: Session, plan_id: int, day: dt.date) -> None:
        gates.open_gates(session, day)
        for gate in [one for row in queries.plans(session, day, plan_id=plan_id) for one in row.gates]:
            if self._is_new and gate.name in ("Solo", "Sees as we see"):
                break
            if gate.is_ready:
                gates.sign(session, gate.id, signed_by=_MENTOR, signer_id=_person(session, _MENTOR), on=day)
            elif (
                not self._is_new and gate.state is GateState.CLOSED and not gate.waits and gate.name == "Solo"
            ):
                break

    def _finish(self, session: Session, plan_id: int, day: dt.date) -> None:
        for gate in [one for row in queries.plans(session, day, plan_id=plan_id) for one in row.gates]:
            if gate.state not in (GateState.PASSED, GateState.WAIVED):
                gates.waive(session, gate.id, on=day, reason="Graded by hand that year; seen to be good")
        plans.move_plan(session, plan_id, PlanState.COMPLETED, today=day)

    def _talk(self, session: Session, person: int, day: dt.date) -> None:
        pair = session.scalar(
            sa.select(Mentoring).where(Mentoring.mentee_id == person, Mentoring.ends_on.is_(None))
        )
        if pair is None or day <= pair.starts_on:
            return
        topics = (
            "Finding the order quickly",
            "Saying no kindly",
            "Notes that the next one understands",
            "Two at once",
        )
        topic = topics[day.day % len(topics)]
        sessions.note_talk(
            session, pair.id, held_on=day, minutes=30 + 15 * (day.day % 3), topic=topic, today=day
        )
        if (day - pair.starts_on).days > 95:
            sessions.end_pair(session, pair.id, ends_on=day, outcome="Works alone; asks when in doubt")


def _last_look(start: dt.date, day: dt.date) -> dt.date:
    """The day itself for one look of the plan, so that a newcomer is stuck once."""
    return day if (day - start).days in range(60, 70) or (day - start).days in range(8, 14) else start


def _plan_ends(agenda: Agenda, *, last_day: dt.date, today: dt.date) -> None:
    told = seasons.working_day(today - dt.timedelta(days=8))

    def begin(step: Step) -> None:
        person = _person(step.session, _LEAVER)
        row = step.session.get(Person, person) if person is not None else None
        if row is None or row.left_on is None:
            return
        made = leaving.open_leaving(
            step.session, row.id, last_day=row.left_on, reason="Goes back to university", today=told
        )
        leaving.move_leaving(step.session, made, LeavingState.HANDOVER, today=told)
        for found in queries.plans(
            step.session, told, plan_id=leaving.get_leaving(step.session, made).plan_id or 0
        ):
            ids = [item.id for item in found.items if item.due_on <= told]
            plans.move_items(step.session, ids[:-1], ItemState.DONE, today=told, by="Sam Sample")

    agenda.add(told, f"Begin the leaving of {_LEAVER}", begin, hour=10)
    until = seasons.month_start(last_day, 6) - dt.timedelta(days=1)
    notice, talk = (
        seasons.working_day(until - dt.timedelta(days=18)),
        seasons.working_day(until - dt.timedelta(days=6)),
    )
    closed = seasons.working_day(until + dt.timedelta(days=12))
    agenda.add(
        notice, f"Begin the leaving of {_GONE}", lambda step: _begin_gone(step.session, notice), hour=10
    )
    agenda.add(talk, f"Exit interview with {_GONE}", lambda step: _interview(step.session, talk), hour=15)
    agenda.add(closed, f"Close the leaving of {_GONE}", lambda step: _close(step.session, closed), hour=10)


def _begin_gone(session: Session, day: dt.date) -> None:
    person = _person(session, _GONE)
    row = session.get(Person, person) if person is not None else None
    if row is not None and row.left_on is not None:
        leaving.open_leaving(session, row.id, last_day=row.left_on, reason="Moved to another town", today=day)


def _interview(session: Session, day: dt.date) -> None:
    row = _leaving_of(session, _GONE)
    if row is not None:
        leaving.note_interview(
            session, row, held_on=day, today=day, held_by="Sam Sample", main_reason="Distance or moving",
            reasons=("No way upward",), rating=4, would_return=True, would_rehire=True,
            answers=(
                ("What first made you think of leaving, and when was that?",
                 "The new flat is an hour away; before that I had not thought of it.", ""),
                ("What did you like so much that we must not lose it?", "The half hour on Fridays.", ""),
            ),
        )  # fmt: skip


def _close(session: Session, day: dt.date) -> None:
    row = _leaving_of(session, _GONE)
    if row is None:
        return
    plan_id = leaving.get_leaving(session, row).plan_id
    for found in queries.plans(session, day, plan_id=plan_id or 0):
        ids = [item.id for item in found.items if item.state not in SETTLED]
        plans.move_items(session, ids, ItemState.DONE, today=day, by="Sam Sample")
    try:
        leaving.move_leaving(session, row, LeavingState.CLEARED, today=day)
        leaving.move_leaving(session, row, LeavingState.CLOSED, today=day)
    except RuleBroken:
        return  # something is still out in this cast


def _dates(session: Session, day: dt.date, today: dt.date) -> None:
    """A date that is full, one with places, and on-the-job sheets on their way."""
    assigning.keep_up(session, day)
    for key, days, places in (("calming-a-heated-talk", 9, 3), ("data-protection-at-the-desk", 16, 8)):
        course = session.scalar(sa.select(Course).where(Course.key == key))
        if course is None:
            continue
        waiting = session.scalars(
            sa.select(Enrolment.person_id).where(
                Enrolment.course_id == course.id, Enrolment.state == State.ASSIGNED
            )
        ).all()
        made = sessions.plan_session(
            session, course.id, held_on=seasons.working_day(today + dt.timedelta(days=days)), today=day,
            start_minute=14 * 60, trainer=_COACH, place="Back office", capacity=places,
        )  # fmt: skip
        training.book(session, made, waiting[:places], today=day)
    sheet = session.scalar(sa.select(JobSheet).where(JobSheet.key == "heated-talk"))
    newcomer = _person(session, _NEW)
    if sheet is not None and newcomer is not None:
        copy = sheets.make_copies(session, sheet.id, [newcomer], today=day)
        found = queries.copies(session, copy)[0]
        marks = {
            place: Mark.WITH_HELP if place == 2 else Mark.ALONE
            for place in range(len(sheets.lines_of(found.body)))
        }
        sheets.enter(session, found.code, marks, signed_by=_MENTOR, today=day)
        sheets.make_copies(session, sheet.id, [newcomer], today=day)


def _daily(session: Session, today: dt.date) -> None:
    assigning.keep_up(session, today)
    gates.open_gates(session, today)


def _person(session: Session, name: str) -> int | None:
    return session.scalar(sa.select(Person.id).where(Person.name == name, Person.merged_into_id.is_(None)))


def _leaving_of(session: Session, name: str) -> int | None:
    return session.scalar(
        sa.select(Leaving.id).join(Person, Person.id == Leaving.person_id).where(Person.name == name)
    )
