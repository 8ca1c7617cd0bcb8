"""Plans the steps in which the manager of the made-up shop wrote down the people, and then everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from csmanager.core.store import Step
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.sample import following, interviewing, paperwork, reviewing, seasons, weekly, wishes
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import AGENT, SENIOR, Player
from csmanager.sample.contacts import AWAY_DAYS
from csmanager.sample.stories import SKILLS

Work = Callable[[Step], object]

_PROMOTED_MONTHS = 10  # before the last month
_SHORTER_MONTHS = 3
_HOURS_BEFORE = 32  # a week, of the one who works less since
_NOTICE_DAYS = 25  # from today to the last day of the one who is leaving
_TOLD_BEFORE = 21  # days between the notice and the last day of the one who has left


class Roster:
    """The ids of the cast, known as the steps that add them are made."""

    def __init__(self, cast: list[Player], ids: list[int]) -> None:
        self._places = {player.name: place for place, player in enumerate(cast)}
        self._ids = ids
        ids.extend([0] * len(cast))

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def id(self, name: str) -> int:
        """The id of someone who was added."""
        return self._ids[self._places[name]]

    def set(self, name: str, person_id: int) -> None:
        """Note the id of someone who has just been added."""
        self._ids[self._places[name]] = person_id


def plan(
    agenda: Agenda, cast: list[Player], ids: list[int], *, opened: dt.date, last_day: dt.date, today: dt.date
) -> None:
    """Note all steps but the imports in ``agenda``. ``ids`` receives the ids of ``cast``, in its order."""
    roster = Roster(cast, ids)
    hired = paperwork.plan_hiring(agenda, roster, cast, opened=opened, last_day=last_day, today=today)
    for player in cast:
        started = start_of(player, opened, last_day)
        if player.name not in hired:
            agenda.add(max(started, opened), f"Add {player.name}", _add(roster, player, started), hour=8.5)
        elif player.login:
            work = _alias(roster, player)
            agenda.add(started, f"Add the login of {player.name}", work, hour=8.5)
        _plan_life(agenda, roster, player, opened=opened, last_day=last_day, today=today)
    paperwork.plan_handbook(agenda, roster, cast, opened=opened, last_day=last_day, today=today)
    following.plan(agenda, roster, cast, opened=opened, last_day=last_day, today=today)
    wishes.plan(agenda, roster, opened=opened, last_day=last_day, today=today)
    reviewing.plan(agenda, roster, cast, opened=opened, last_day=last_day, today=today)
    weekly.plan(agenda, roster, cast, opened=opened, last_day=last_day)
    interviewing.plan(agenda, opened=opened, today=today)


def start_of(player: Player, opened: dt.date, last_day: dt.date) -> dt.date:
    """The first day of work."""
    if player.joined is not None:
        return seasons.month_start(last_day, player.joined)
    return dt.date(opened.year - player.since_years, (player.since_years * 5) % 12 + 1, 1)


def _add(roster: Roster, player: Player, started: dt.date) -> Work:
    def work(step: Step) -> None:
        person_id = team.add_person(
            step.session,
            name=player.name,
            today=started,
            team=player.team,
            role=AGENT if player.story == "shines" else player.role,
            weekly_minutes=60 * (_HOURS_BEFORE if player.story == "shorter" else round(player.weekly_hours)),
            started_on=started,
            aliases=(player.login,) if player.login else (),
            email=f"{player.login}@harbour-hill.example" if player.login else None,
        )
        roster.set(player.name, person_id)

    return work


def _alias(roster: Roster, player: Player) -> Work:
    return lambda step: team.add_alias(step.session, roster.id(player.name), player.login)


def _plan_life(
    agenda: Agenda, roster: Roster, player: Player, *, opened: dt.date, last_day: dt.date, today: dt.date
) -> None:
    name = player.name
    start = max(start_of(player, opened, last_day), opened)
    if skills := SKILLS.get(name):
        day = seasons.working_day(start + dt.timedelta(days=7))

        def judge(step: Step) -> None:
            for skill, level in skills:
                team.set_skill(
                    step.session,
                    roster.id(name),
                    skill,
                    level,
                    today=day,
                    evidence="Sat beside them for a morning",
                )

        agenda.add(day, f"Judge the skills of {name}", judge, hour=15)
    if player.story == "shines":
        since = max(seasons.month_start(last_day, _PROMOTED_MONTHS), start + dt.timedelta(days=1))
        agenda.add(
            since,
            f"Make {name} {SENIOR.lower()}",
            lambda step: moves.change_employment(
                step.session, roster.id(name), starts_on=since, role=SENIOR, reason="Promoted"
            ),
        )
    if player.story == "shorter":
        since = max(seasons.month_start(last_day, _SHORTER_MONTHS), start + dt.timedelta(days=1))
        agenda.add(
            since,
            f"Change the hours of {name}",
            lambda step: moves.change_employment(
                step.session,
                roster.id(name),
                starts_on=since,
                weekly_minutes=60 * round(player.weekly_hours),
                reason="Studies in the evening",
            ),
        )
    if player.left is not None:
        until = seasons.month_start(last_day, player.left) - dt.timedelta(days=1)
        _plan_leaving(agenda, roster, name, "Moved to another town", until, _TOLD_BEFORE, start)
    if player.story == "leaves":
        until = today + dt.timedelta(days=_NOTICE_DAYS)
        _plan_leaving(agenda, roster, name, "Goes back to university", until, _NOTICE_DAYS + 12, start)
    if player.story == "away":
        gone = max(last_day - dt.timedelta(days=AWAY_DAYS - 1), start)
        agenda.add(
            gone,
            f"Note the leave of {name}",
            lambda step: moves.start_leave(
                step.session,
                roster.id(name),
                today=gone,
                back_on=today + dt.timedelta(days=17),
                reason="Parental leave",
            ),
        )


def _plan_leaving(
    agenda: Agenda, roster: Roster, name: str, reason: str, until: dt.date, told: int, start: dt.date
) -> None:
    day = seasons.working_day(max(until - dt.timedelta(days=told), start))
    if until >= start:
        agenda.add(
            day,
            f"Note that {name} is leaving",
            lambda step: moves.leave(step.session, roster.id(name), last_day=until, reason=reason, today=day),
        )
