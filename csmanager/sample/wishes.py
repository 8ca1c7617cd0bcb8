"""Plans what is aimed for and what is to be done in the made-up shop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from csmanager.core.store import Step
from csmanager.features.reports import actions as reports
from csmanager.features.reviews import actions as reviews
from csmanager.features.reviews.rules import Scope
from csmanager.features.team.moves import entry
from csmanager.features.team.tables import Role, Team
from csmanager.features.today import actions as desk
from csmanager.features.today.rules import TaskKind
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.stories import AIMS, COMMENTS, TO_DOS, Aim, ToDo

if TYPE_CHECKING:
    from csmanager.sample.records import Roster


def plan(agenda: Agenda, roster: Roster, *, opened: dt.date, last_day: dt.date, today: dt.date) -> None:
    """Note targets, tasks and promises."""
    for aim in AIMS:
        since = opened if aim.since is None else seasons.month_start(last_day, aim.since)
        is_there = not aim.scope.startswith("person:") or aim.scope.removeprefix("person:") in roster
        if is_there and since >= opened:
            _plan_aim(agenda, roster, aim, since)
    for months, text in COMMENTS:
        first = seasons.month_start(last_day, months)
        if first >= opened:
            _plan_comment(agenda, first, text)
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
        reviews.set_target(
            step.session,
            metric=aim.metric,
            value=aim.value,
            upper=aim.upper,
            scope=kind,
            scope_id=_whose(step, roster, kind, whom),
            starts_on=since,
            note=aim.note,
        )

    agenda.add(
        since,
        f"Set the target of {aim.metric.replace('_', ' ')}{f' for {whom}' if whom else ''}",
        work,
        hour=8.9,
    )


def _plan_comment(agenda: Agenda, first: dt.date, text: str) -> None:
    day = seasons.working_day(first + dt.timedelta(days=34))

    def work(step: Step) -> None:
        reports.save_comment(step.session, f"{first:%Y-%m}", text)

    agenda.add(day, f"Comment on {first:%B %Y}", work, hour=15)


def _whose(step: Step, roster: Roster, kind: Scope, whom: str) -> int | None:
    if kind is Scope.TEAM:
        return entry(step.session, Team, whom)
    if kind is Scope.ROLE:
        return entry(step.session, Role, whom)
    return roster.id(whom) if kind is Scope.PERSON else None
