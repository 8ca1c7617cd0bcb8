"""What the people of the made-up shop can do, and their leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Step
from csmanager.features.leave import actions, ledger, moving
from csmanager.features.leave.tables import LeaveType
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.skills import actions as skills
from csmanager.features.skills import kits
from csmanager.features.skills.queries import matrix
from csmanager.features.skills.rules import Evidence
from csmanager.features.team.queries import people
from csmanager.features.team.tables import Role, Skill
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import LEAD, SENIOR, WRITING, Player
from csmanager.sample.chance import Chance

KIT = "Phone and e-mail desk"
_DAYS = 25  # of paid leave a year
_CARRIED = 5
_SEEN = (
    (Evidence.GRADED, "Five graded contacts, all in order"),
    (Evidence.OBSERVED, "Sat beside them for an hour: no detour, no question left open"),
    (Evidence.COURSE, "Half a day of practice, and three cases solved alone"),
    (Evidence.TASK, "Did it for a week in the place of the team lead"),
)

Work = Callable[[Step], object]


def plan(
    agenda: Agenda, cast: list[Player], ids: list[int], *, opened: dt.date, last_day: dt.date, today: dt.date
) -> None:
    """Note the steps that judge skills and enter leave in ``agenda``."""
    begun = seasons.working_day(max(opened + dt.timedelta(days=20), seasons.month_start(last_day, 5)))
    agenda.add(
        begun, f"Start with the skills of a {KIT.lower()}", lambda step: kits.start_with(step.session, KIT)
    )
    for place, player in enumerate(cast):
        number = place
        agenda.add(
            begun + dt.timedelta(days=1 + place % 4),
            f"Judge the skills of {player.name}",
            _judge(ids, number, player, begun),
            hour=15,
        )
    named = begun + dt.timedelta(days=7)
    agenda.add(named, "Name who stands in for the team leads", _name(named), hour=16)
    agenda.add(opened + dt.timedelta(days=2), "Say how much leave there is", _terms(cast, ids), hour=10)
    for year in range(opened.year, today.year + 1):
        for month in (1, 4, 7, 10):
            day = max(dt.date(year, month, 2), opened + dt.timedelta(days=3))
            agenda.add(day, "Credit leave", _credit(day), hour=11)
    _plan_leave(agenda, cast, ids, opened=opened, today=today)


def _judge(ids: list[int], number: int, player: Player, begun: dt.date) -> Work:
    def work(step: Step) -> None:
        session, dice = step.session, Chance(100 + number)
        day = begun + dt.timedelta(days=1 + number % 4)
        row = next((each for each in matrix(session, day).rows if each.id == ids[number]), None)
        if row is None:
            return
        names = dict(session.execute(sa.select(Skill.id, Skill.name)).all())
        for skill_id, cell in sorted(row.cells.items()):
            if cell.level or not cell.required:
                continue
            off = (-1, 0, 0, 0, 1)[dice.whole(5)]
            level = min(5, max(1, cell.required + off))
            if player.team == WRITING and names[skill_id] == "Writing":
                level = min(5, level + 1)
            kind, text = _SEEN[dice.whole(len(_SEEN))]
            back = (0, 0, 30, 60, 250)[dice.whole(5)]
            skills.judge(
                session,
                person_id=row.id,
                skill_id=skill_id,
                level=level,
                text=text,
                kind=kind,
                today=day,
                judged_on=day - dt.timedelta(days=back),
                assessor="" if player.role == LEAD else "Team lead",
            )

    return work


def _name(day: dt.date) -> Work:
    def work(step: Step) -> None:
        lead = step.session.scalar(sa.select(Role.id).where(Role.name == LEAD))
        senior = [row.id for row in people(step.session, day) if row.role == SENIOR]
        if lead is not None and senior:
            skills.put_on_bench(
                step.session, lead, senior[0], is_cover=True, note="Has led the late shift twice"
            )

    return work


def _terms(cast: list[Player], ids: list[int]) -> Work:
    def work(step: Step) -> None:
        paid = _type(step, AbsenceKind.ANNUAL)
        actions.save_type(
            step.session, paid, name="Paid leave", kind=AbsenceKind.ANNUAL, is_paid=True, is_counted=True,
            is_sensitive=False, allows_half=True, yearly_days=_DAYS, carry_days=_CARRIED, carry_until="03-31",
        )  # fmt: skip
        for number, player in enumerate(cast):
            week = "".join(str(day) for day in player.days)
            if ids[number] and len(week) < 5:
                actions.set_week(step.session, ids[number], starts_on=dt.date(2020, 1, 6), weekdays=week)

    return work


def _credit(day: dt.date) -> Work:
    def work(step: Step) -> None:
        ledger.enter(step.session, ledger.due_credits(step.session, day), today=day)

    return work


def _plan_leave(
    agenda: Agenda, cast: list[Player], ids: list[int], *, opened: dt.date, today: dt.date
) -> None:
    """Each one's leave over the last year; two ask for more, one is ill today, one was ill until yesterday."""
    dice = Chance(7)
    for number, player in enumerate(cast):
        for back in (290, 200, 95):
            first = _monday(today - dt.timedelta(days=back + dice.whole(40)))
            long = (4, 4, 11)[dice.whole(3)]
            if first > opened + dt.timedelta(days=30):
                asked = first - dt.timedelta(days=21)
                last = first + dt.timedelta(days=long)
                work = _leave(ids, number, (first, last), AbsenceKind.ANNUAL, asked, approved=True)
                agenda.add(asked, f"Leave of {player.name}", work, hour=12)
    here = [
        number
        for number, player in enumerate(cast)
        if not player.left and player.story not in ("leaves", "away")
    ]
    ahead, week = _monday(today + dt.timedelta(days=17)), dt.timedelta(days=4)
    told = (
        (here[2 % len(here)], ahead, ahead + week, AbsenceKind.ANNUAL, True, 12),
        (here[4 % len(here)], ahead + dt.timedelta(days=2), ahead + week, AbsenceKind.ANNUAL, False, 6),
        (here[6 % len(here)], ahead + dt.timedelta(days=14), ahead + 6 * week, AbsenceKind.ANNUAL, False, 1),
        (here[5 % len(here)], _weekday(today), _weekday(today), AbsenceKind.SICK, True, 0),
        (here[7 % len(here)], today - dt.timedelta(days=4), today - dt.timedelta(days=1), AbsenceKind.SICK, True, 4),
        (here[1 % len(here)], _weekday(today), _weekday(today), AbsenceKind.TRAINING, True, 9),
    )  # fmt: skip
    for number, first, last, kind, approved, back in told:
        day = today - dt.timedelta(days=back)
        label = f"{cast[number].name} is ill" if kind is AbsenceKind.SICK else f"Leave of {cast[number].name}"
        agenda.add(day, label, _leave(ids, number, (first, last), kind, day, approved=approved), hour=7.5)


def _leave(
    ids: list[int],
    number: int,
    days: tuple[dt.date, dt.date],
    kind: AbsenceKind,
    day: dt.date,
    *,
    approved: bool,
) -> Work:
    def work(step: Step) -> None:
        session = step.session
        try:
            with session.begin_nested():
                made = moving.ask(
                    session, person_id=ids[number], type_id=_type(step, kind), first_on=days[0], last_on=days[1],
                    today=day,
                )  # fmt: skip
                if approved:
                    why = (
                        "Noted as it happened" if kind is AbsenceKind.SICK else "Talked through with the team"
                    )
                    moving.move(session, made, "approve", today=day, reason=why)
                if days[1] < day:
                    moving.move(session, made, "take", today=day)
        except RuleBroken:
            return  # not there yet, gone by then, or away already

    return work


def _type(step: Step, kind: AbsenceKind) -> int:
    return step.session.scalars(sa.select(LeaveType.id).where(LeaveType.kind == kind)).one()


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _weekday(day: dt.date) -> dt.date:
    return day if day.weekday() < 5 else day - dt.timedelta(days=day.weekday() - 4)
