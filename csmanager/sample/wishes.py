"""Plans what is aimed for and what is to be done in the made-up shop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from csmanager.core.store import Step
from csmanager.features.reviews.rules import Scope
from csmanager.features.reviews.tables import Metric, Target
from csmanager.features.team.moves import entry
from csmanager.features.team.tables import Role, Team
from csmanager.features.today import actions as desk
from csmanager.features.today.rules import TaskKind
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.stories import AIMS, TO_DOS, Aim, ToDo

if TYPE_CHECKING:
    from csmanager.sample.records import Roster


def plan(agenda: Agenda, roster: Roster, *, opened: dt.date, last_day: dt.date, today: dt.date) -> None:
    """Note targets, tasks and promises."""
    for aim in AIMS:
        since = opened if aim.since is None else seasons.month_start(last_day, aim.since)
        is_there = not aim.scope.startswith("person:") or aim.scope.removeprefix("person:") in roster
        if is_there and since >= opened:
            _plan_aim(agenda, roster, aim, since)
    for to_do in TO_DOS:
        noted = today + dt.timedelta(days=to_do.noted)
        if noted > opened and (not to_do.person or to_do.person in roster):
            _plan_to_do(agenda, roster, to_do, seasons.working_day(noted), today)


def _plan_to_do(agenda: Agenda, roster: Roster, to_do: ToDo, noted: dt.date, today: dt.date) -> None:
    kind = TaskKind(to_do.kind)
    known = 0

    def note(step: Step) -> None:
        nonlocal known
        known = desk.add_task(
            step.session,
            text=to_do.text,
            kind=kind,
            due_on=None if to_do.due is None else today + dt.timedelta(days=to_do.due),
            person_id=roster.id(to_do.person) if to_do.person else None,
        )

    word = "promise" if kind is TaskKind.PROMISE else "to-do"
    agenda.add(noted, f"Note a {word}: {to_do.text}", note, hour=11)
    if to_do.done is not None:
        done = max(today + dt.timedelta(days=to_do.done), noted)
        agenda.add(
            done,
            f"Tick off: {to_do.text}",
            lambda step: desk.finish(step.session, known, today=done),
            hour=16,
        )


def _plan_aim(agenda: Agenda, roster: Roster, aim: Aim, since: dt.date) -> None:
    word, _, whom = aim.scope.partition(":")
    kind = Scope(word or Scope.STORE)

    def work(step: Step) -> None:
        session = step.session
        metric = session.scalars(sa.select(Metric).where(Metric.key == aim.metric)).one()
        before = sa.select(Target).where(
            Target.metric_id == metric.id, Target.scope == kind, Target.ends_on.is_(None)
        )
        for former in session.scalars(before):
            if kind is Scope.STORE:
                former.ends_on = since - dt.timedelta(days=1)
        session.add(
            Target(
                metric_id=metric.id,
                scope=kind,
                team_id=entry(session, Team, whom) if kind is Scope.TEAM else None,
                role_id=entry(session, Role, whom) if kind is Scope.ROLE else None,
                person_id=roster.id(whom) if kind is Scope.PERSON else None,
                value=aim.value,
                upper=aim.upper,
                starts_on=since,
                note=aim.note,
            )
        )

    agenda.add(
        since,
        f"Set the target of {aim.metric.replace('_', ' ')}{f' for {whom}' if whom else ''}",
        work,
        hour=8.9,
    )
