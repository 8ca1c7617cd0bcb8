"""Plans what is aimed for and what is to be done in the made-up shop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from csmanager.core.store import Step
from csmanager.features.today import actions as desk
from csmanager.features.today.rules import TaskKind
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.stories import TO_DOS, ToDo

if TYPE_CHECKING:
    from csmanager.sample.records import Roster


def plan(agenda: Agenda, roster: Roster, *, opened: dt.date, last_day: dt.date, today: dt.date) -> None:
    """Note targets, tasks and promises."""
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
