"""Plans who signed which policy of the made-up shop, the quizzes, and the questions that come back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from csmanager.core.store import Step
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.knowing import actions, queries, quizactions, quizqueries, rules
from csmanager.features.handbook.knowing.quizqueries import AskedQuestion
from csmanager.features.handbook.knowing.seed import starter_quizzes
from csmanager.features.handbook.knowing.tables import Quiz
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.kiosk import actions as kiosk
from csmanager.features.kiosk.rules import Proof
from csmanager.features.team.tables import Person
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.chance import Chance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PIN = "2580"  # of the two people who can be tried at the kiosk; the help says so
_WITH_PIN = ("Priya Raghunathan", "Jonas Weber")
_QUIZZES = ("P-02", "P-04", "P-07")
_HARD = "Opened hygiene goods have a fault. What holds?"  # half the team misses it
_KNOWS, _KNOWS_HARD = (0.98, 0.93, 0.75), 0.4  # by person: some know it, some read quickly
_CHANGED, _CHANGED_DAYS = "P-04", 18  # the complaints procedure was changed so many days ago
_SLOW = ("Jonas Weber", "Ingrid Ås", "小林 美咲")  # have not signed the change yet
_ROUND_DAYS = 28  # between two rounds at the kiosk
_ROUNDS = 40
_REFRESH_EVERY = 4  # rounds


def plan(agenda: Agenda, *, seed: int, opened: dt.date, today: dt.date) -> None:
    """Note PINs, quizzes, a change of the complaints procedure, and rounds at the kiosk every four weeks."""
    start = seasons.working_day(opened + dt.timedelta(days=2))
    agenda.add(start, "Set PINs for the kiosk", lambda step: _set_pins(step, start), hour=8.5)
    asked = seasons.working_day(opened + dt.timedelta(days=9))
    agenda.add(asked, "Add quizzes", lambda step: _add_quizzes(step.session, asked), hour=7)
    changed = seasons.working_day(today - dt.timedelta(days=_CHANGED_DAYS))
    if changed > opened + dt.timedelta(days=60):
        label = "Publish Complaints procedure"
        agenda.add(changed, label, lambda step: _change(step.session, changed), hour=7.5)
    chance = Chance(seed * 7 + 3)
    days = [seasons.working_day(opened + dt.timedelta(days=12 + _ROUND_DAYS * n)) for n in range(_ROUNDS)]
    last = seasons.working_day(today - dt.timedelta(days=6))
    for number, day in enumerate(sorted({*(day for day in days if day < last), last})):
        refreshes = number % _REFRESH_EVERY == 1 and day != last
        agenda.add(day, "Signatures at the kiosk", _Round(day, chance, refreshes=refreshes), hour=16.5)


class _Round:
    """Everybody who has something open comes to the kiosk."""

    def __init__(self, day: dt.date, chance: Chance, *, refreshes: bool) -> None:
        self._day, self._chance, self._refreshes = day, chance, refreshes

    def __call__(self, step: Step) -> None:
        session, day = step.session, self._day
        now = dt.datetime.combine(day, dt.time(16, 30), dt.UTC)
        for row in queries.chase(session, day):
            if row.code == _CHANGED and row.number > 1 and row.person in _SLOW:
                continue
            version = session.get_one(PolicyVersion, row.present_id)
            quiz = queries.quiz_still_needed(session, row.person_id, row.policy_id, version.number)
            for _try in range(3):
                if quiz is not None and self._take(session, quiz, row.person_id, now):
                    quiz = None
            if quiz is not None:
                continue
            actions.sign(
                session,
                Proof(row.person_id, now),
                person_id=row.person_id,
                version_id=version.id,
                text_sha256=rules.text_hash(version.body),
                typed_name=row.person,
                now=now,
                reading_seconds=60 + self._chance.whole(240),
            )
        if self._refreshes:
            self._refresh(session, now)

    def _take(self, session: Session, quiz_id: int, person_id: int, now: dt.datetime) -> bool:
        seed = quizqueries.seed_for(session, person_id, quiz_id)
        answers = {
            question.id: self._answer(question, person_id, is_first=True)
            for question in quizqueries.asked(session, quiz_id, seed)
        }
        made = quizactions.take_quiz(session, quiz_id, person_id, answers, seed=seed, now=now)
        return quizqueries.attempt(session, made).passed

    def _refresh(self, session: Session, now: dt.datetime) -> None:
        for due in quizqueries.due_refreshers(session, self._day):
            seed = quizqueries.seed_for(session, due.person_id, None)
            back = quizqueries.refreshers(session, due.person_id, self._day, seed)
            answers = {
                question.id: self._answer(question, due.person_id, is_first=False) for question in back
            }
            quizactions.answer_refreshers(session, due.person_id, answers, seed=seed, now=now)

    def _answer(self, question: AskedQuestion, person_id: int, *, is_first: bool) -> int:
        knows = _KNOWS_HARD if is_first and question.text == _HARD else _KNOWS[person_id % 3]
        if self._chance.number() < knows:
            return question.right_id
        wrong = [option.id for option in question.options if option.id != question.right_id]
        return wrong[self._chance.whole(len(wrong))]


def _set_pins(step: Step, day: dt.date) -> None:
    now = dt.datetime.combine(day, dt.time(8, 30), dt.UTC)
    for number, name in enumerate(_WITH_PIN, 1):
        person_id = step.session.scalar(sa.select(Person.id).where(Person.name == name))
        if person_id is not None:
            kiosk.set_pin(step.session, person_id, PIN, now=now, salt=f"{number:032x}")


def _add_quizzes(session: Session, day: dt.date) -> None:
    policies = {row.code: row.id for row in session.execute(sa.select(Policy.code, Policy.id))}
    present = set(session.scalars(sa.select(Quiz.policy_id)))
    for quiz in starter_quizzes():
        if quiz.policy in _QUIZZES and policies.get(quiz.policy) not in (None, *present):
            quizactions.save_quiz(session, quiz, policies[quiz.policy], today=day)


def _change(session: Session, day: dt.date) -> None:
    """The complaints procedure promises its answer sooner; its quiz is asked again with it."""
    found = session.execute(
        sa.select(PolicyVersion.policy_id, PolicyVersion.body)
        .join(Policy, Policy.id == PolicyVersion.policy_id)
        .where(Policy.code == _CHANGED, PolicyVersion.state == VersionState.IN_FORCE)
    ).first()
    if found is None:
        return
    body = found.body.replace("20 working days", "15 working days")
    if body == found.body:
        return
    handbook.write_draft(session, found.policy_id, body, today=day)
    handbook.publish(
        session,
        found.policy_id,
        today=day,
        change=ChangeKind.MATERIAL,
        note="The final answer comes within 15 working days, not 20",
    )
