"""Plans openings, applicants and the handbook of the made-up shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from csmanager.core.store import Step
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.rules import ChangeKind, PolicyFile, add_months
from csmanager.features.handbook.seed import starter_policies
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import LEAD, REFUND_RULE_MONTHS, Player
from csmanager.sample.stories import APPLICANTS, VACANCIES, Applicant, Vacancy

if TYPE_CHECKING:
    from csmanager.sample.records import Roster

_LONGEST_HIRING = 60  # days from opening to start of the one who was hired

# hiring


def plan_hiring(
    agenda: Agenda,
    roster: Roster,
    cast: list[Player],
    *,
    opened: dt.date,
    last_day: dt.date,
    today: dt.date,
) -> set[str]:
    """Note openings and applications; returns the names of those who are added to the roster by being hired."""
    hired: set[str] = set()
    joined = {player.name: player.joined for player in cast}
    for vacancy in VACANCIES:
        anchor = today
        if vacancy.hires:
            months = joined.get(vacancy.hires)
            if months is None:
                continue
            anchor = seasons.month_start(last_day, months)
            if anchor - dt.timedelta(days=_LONGEST_HIRING) <= opened:
                continue
            hired.add(vacancy.hires)
        _plan_vacancy(agenda, roster, vacancy, anchor, opened)
    return hired


class _Known:
    """The id of an opening or applicant, once there is one."""

    id = 0


def _plan_vacancy(agenda: Agenda, roster: Roster, vacancy: Vacancy, anchor: dt.date, opened: dt.date) -> None:
    known = _Known()

    def day_of(days: int) -> dt.date:
        return seasons.working_day(max(anchor + dt.timedelta(days=days), opened + dt.timedelta(days=1)))

    start = day_of(vacancy.opened)

    def begin(step: Step) -> None:
        known.id = hiring.add_opening(
            step.session,
            title=vacancy.title,
            today=start,
            role=vacancy.role,
            team=vacancy.team,
            headcount=vacancy.headcount,
            weekly_minutes=vacancy.hours * 60,
            reason=vacancy.reason,
        )

    agenda.add(start, f"Open {vacancy.title}", begin, hour=8)
    for applicant in APPLICANTS:
        if applicant.vacancy == vacancy.title:
            _plan_applicant(agenda, roster, vacancy, known, applicant, anchor, day_of)
    if vacancy.held:
        held, why = vacancy.held
        day = day_of(held)
        agenda.add(
            day,
            f"Put {vacancy.title} on hold",
            lambda step: hiring.set_opening_state(step.session, known.id, OpeningState.ON_HOLD, reason=why),
            hour=18,
        )


def _plan_applicant(
    agenda: Agenda,
    roster: Roster,
    vacancy: Vacancy,
    opening: _Known,
    applicant: Applicant,
    anchor: dt.date,
    day_of: Callable[[int], dt.date],
) -> None:
    known, name = _Known(), applicant.name
    (first, *rest), today = applicant.path, anchor
    applied = day_of(first[0])

    def apply(step: Step) -> None:
        known.id = hiring.add_applicant(
            step.session,
            opening_id=opening.id,
            name=name,
            today=applied,
            source=applicant.source,
            email=applicant.email or None,
            rating=applicant.rating,
            notes=applicant.notes,
        )

    agenda.add(applied, f"Add {name} to {vacancy.title}", apply, hour=10)
    for number, (days, stage, reason) in enumerate(rest):
        day, to = day_of(days), Stage(stage)
        hour = 10.5 + number / 10
        if to is Stage.HIRED:

            def hire(step: Step, day: dt.date = day) -> None:
                person_id = hiring.hire(step.session, known.id, today=day, starts_on=anchor)
                roster.set(name, person_id)

            agenda.add(day, f"Hire {name}", hire, hour=hour)
        else:

            def move(step: Step, day: dt.date = day, to: Stage = to, reason: str = reason) -> None:
                hiring.move(step.session, known.id, to, today=day, reason=reason)

            agenda.add(day, f"Move {name} to {to.value}", move, hour=hour)
    if applicant.next_step and applicant.next_in is not None:
        due = today + dt.timedelta(days=applicant.next_in)
        text = applicant.next_step
        last = day_of(applicant.path[-1][0])
        agenda.add(
            last,
            f"Note what comes next for {name}",
            lambda step: hiring.set_next_step(step.session, known.id, text, due),
            hour=17,
        )


# handbook

_DRAFT = "P-10"  # stays a draft
_OVERDUE = "P-03"  # should have been looked at again
_LATE_DAYS = 12
_REFUNDS = "P-02"

_BLANKS = (
    ("{{shop_name}}", "Harbour & Hill"),
    ("{{person_in_charge}}", "Ingrid Ås"),
    ("{{outside_contact}}", "the owner"),
)
_LIMITS = "- Up to 50: you decide."
_OLD_LIMITS = "- Every refund is agreed by the team lead first, whatever the amount."


def filled(body: str) -> str:
    """A starter text with its blanks filled in: [30] becomes 30."""
    for blank, word in _BLANKS:
        body = body.replace(blank, word)
    return body.replace("[", "").replace("]", "") if "](" not in body else body


def plan_handbook(
    agenda: Agenda,
    roster: Roster,
    cast: list[Player],
    *,
    opened: dt.date,
    last_day: dt.date,
    today: dt.date,
) -> None:
    """Note how the policies came in, were looked at again, and how the refund rule changed."""
    leads = [player.name for player in cast if player.role == LEAD]
    for number, file in enumerate(starter_policies()):
        known = _Known()
        day = seasons.working_day(opened + dt.timedelta(days=1 + number // 3))
        body = filled(file.body)
        if file.code == _REFUNDS:
            body = body.replace(_LIMITS, _OLD_LIMITS)
        owner = leads[number % len(leads)] if leads and number % 2 == 0 else ""
        _plan_policy(agenda, roster, file, known, body, owner, day, today)
        if file.code == _REFUNDS:
            _plan_refund_rule(agenda, file, known, opened, last_day)


def _plan_policy(
    agenda: Agenda,
    roster: Roster,
    file: PolicyFile,
    known: _Known,
    body: str,
    owner: str,
    day: dt.date,
    today: dt.date,
) -> None:
    is_draft = file.code == _DRAFT
    if is_draft:
        day = seasons.working_day(max(today - dt.timedelta(days=18), day))

    def add(step: Step) -> None:
        known.id = handbook.add_policy(
            step.session,
            title=file.title,
            today=day,
            code=file.code,
            kind=file.kind,
            category=file.category,
            owner_id=roster.id(owner) if owner else None,
            review_every_months=file.review_every_months,
            body=body,
        )

    agenda.add(day, f"Write {file.title}", add, hour=13)
    if is_draft:
        return
    agenda.add(
        day,
        f"Publish {file.title}",
        lambda step: handbook.publish(step.session, known.id, today=day),
        hour=14,
    )
    every = file.review_every_months
    if every is None or file.code == _REFUNDS:
        return
    if file.code == _OVERDUE:
        looked = seasons.working_day(add_months(today - dt.timedelta(days=_LATE_DAYS), -every))
        if looked > day:
            _plan_confirmation(agenda, file, known, looked)
        return
    due = add_months(day, every)
    while due < today - dt.timedelta(days=3):
        looked = seasons.working_day(due - dt.timedelta(days=5))
        _plan_confirmation(agenda, file, known, looked)
        due = add_months(looked, every)


def _plan_confirmation(agenda: Agenda, file: PolicyFile, known: _Known, looked: dt.date) -> None:
    def confirm(step: Step) -> None:
        handbook.confirm_review(step.session, known.id, today=looked)

    agenda.add(looked, f"Confirm {file.title}", confirm, hour=16)


def _plan_refund_rule(
    agenda: Agenda, file: PolicyFile, known: _Known, opened: dt.date, last_day: dt.date
) -> None:
    since = seasons.month_start(last_day, REFUND_RULE_MONTHS)
    if since - dt.timedelta(days=14) <= opened:
        return
    drafted = seasons.working_day(since - dt.timedelta(days=9))
    body = filled(file.body)
    note = "Agents decide refunds up to 50 euros themselves"
    agenda.add(
        drafted,
        f"Write {file.title} anew",
        lambda step: handbook.write_draft(step.session, known.id, body, today=drafted),
        hour=13,
    )
    agenda.add(
        since,
        f"Publish {file.title}",
        lambda step: handbook.publish(
            step.session, known.id, today=since, change=ChangeKind.MATERIAL, note=note
        ),
        hour=8,
    )
    if file.review_every_months:
        looked = seasons.working_day(add_months(since, file.review_every_months) - dt.timedelta(days=6))
        _plan_confirmation(agenda, file, known, looked)
