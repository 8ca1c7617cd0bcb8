"""Plans the steps in which the manager of the made-up shop wrote down people, openings, policies and the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from csmanager.core.store import Step
from csmanager.features.team import actions as team
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import Player


def plan(
    agenda: Agenda, cast: list[Player], ids: list[int], *, opened: dt.date, last_day: dt.date, today: dt.date
) -> None:
    """Note all steps but the imports in ``agenda``. ``ids`` receives the ids of ``cast``, in its order."""
    ids.extend([0] * len(cast))
    for index, player in enumerate(cast):
        started = (
            seasons.month_start(last_day, player.joined)
            if player.joined is not None
            else opened.replace(day=1, year=opened.year - player.since_years)
        )
        day = max(started, opened)
        agenda.add(day, f"Add {player.name}", _adding(player, index, ids, started), hour=8.5)


def _adding(player: Player, index: int, ids: list[int], started: dt.date) -> Callable[[Step], object]:
    def work(step: Step) -> None:
        ids[index] = team.add_person(
            step.session,
            name=player.name,
            today=max(started, started),
            team=player.team,
            role=player.role,
            weekly_minutes=round(player.weekly_hours * 60),
            started_on=started,
            aliases=(player.login,) if player.login else (),
        )

    return work
