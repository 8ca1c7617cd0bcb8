"""Plans the talks of the made-up shop: reviews that were held, advice that worked, a plan under way, goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from csmanager.core.store import Step
from csmanager.features.commitments import actions as commitments
from csmanager.features.commitments.rules import Outcome, Owner
from csmanager.features.reviews.advice import actions as advice
from csmanager.features.reviews.advice.tables import AdviceRule
from csmanager.features.reviews.cycles import actions as cycles
from csmanager.features.reviews.cycles.queries import reviews
from csmanager.features.reviews.cycles.rules import NOT_HELD, CycleKind, ReviewState
from csmanager.features.reviews.goals import actions as goals
from csmanager.features.reviews.periods import Period, month_of, quarter, shifted
from csmanager.features.reviews.plans import actions as plans
from csmanager.features.reviews.plans.queries import detail
from csmanager.features.reviews.plans.rules import CheckResult
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import LEAD, REFUND_RULE_MONTHS, Player

if TYPE_CHECKING:
    from csmanager.sample.records import Roster

_PLAN_DAYS = 57  # before today: when the plan began
_LEAST_MONTHS = 4


class _Kept:
    """The id of something, once there is one."""

    id = 0


def plan(
    agenda: Agenda, roster: Roster, cast: list[Player], *, opened: dt.date, last_day: dt.date, today: dt.date
) -> None:
    """Note everything in ``agenda``; a sample of few people or months gets what it has room for."""
    by_story = {player.story: player.name for player in cast if player.story}
    if (last_day - opened).days < 31 * _LEAST_MONTHS or len(cast) < 4:
        return
    last = month_of(last_day)
    this = quarter(last.first.year, (last.first.month + 2) // 3)
    _closed_cycle(agenda, this if this.last == last_day else shifted(this, -1))
    _open_cycle(agenda, last, today)
    if (last_day - opened).days > 31 * (REFUND_RULE_MONTHS + 2):
        _advice_that_worked(agenda, last_day)
    if "slips" in by_story:
        _plan_under_way(agenda, roster, by_story["slips"], today)
    _goals(agenda, roster, by_story, today)
    _promises(agenda, roster, cast, today)


def _closed_cycle(agenda: Agenda, period: Period) -> None:
    known = _Kept()
    start = seasons.working_day(period.last + dt.timedelta(days=2))
    held = seasons.working_day(start + dt.timedelta(days=5))

    def prepare(step: Step) -> None:
        known.id = cycles.prepare(
            step.session,
            period=period,
            kind=CycleKind.QUARTER,
            today=start,
            due_on=start + dt.timedelta(days=14),
        )

    def hold(step: Step) -> None:
        rows = [row for row in reviews(step.session, cycle_id=known.id) if row.state in NOT_HELD]
        for place, row in enumerate(rows):
            if place == 3:
                cycles.move(
                    step.session, [row.id], "skip", today=held, reason="On leave for the whole fortnight"
                )
                continue
            cycles.move(step.session, [row.id], "discuss", today=held)
            cycles.write(step.session, row.id, **_words(row.missing, row.judged))

    def sign(step: Step) -> None:
        for place, row in enumerate(reviews(step.session, cycle_id=known.id)):
            if row.state is not ReviewState.DISCUSSED:
                continue
            if place == 6:
                cycles.move(
                    step.session, [row.id], "refuse", today=held, reason="Does not agree with one of the figures",
                    witness="Ingrid Ås",
                )  # fmt: skip
            else:
                cycles.move(step.session, [row.id], "sign", today=held, name=row.person)

    agenda.add(start, f"Prepare reviews of {period.title}", prepare, hour=10.5)
    agenda.add(held, f"Hold the reviews of {period.title}", hold, hour=15)
    agenda.add(held, f"Sign the reviews of {period.title}", sign, hour=16)
    closed = seasons.working_day(held + dt.timedelta(days=6))
    agenda.add(
        closed, f"Close {period.title}", lambda step: cycles.close_cycle(step.session, known.id, today=closed)
    )


def _words(missing: int, judged: int) -> dict[str, str]:
    if not judged:
        return {"summary": "Too little of the month can be judged; we talked about single contacts instead."}
    if missing:
        return {
            "summary": "One thing stands out, and we looked for what is behind it before anything else.",
            "strengths": "Customers are greeted by name, and notes are complete.",
            "concerns": "See the figure that missed its target; we tested two causes.",
            "next_steps": "One thing to try for four weeks, then we look again.",
        }
    return {
        "summary": "What can be judged is on target, and I said so first.",
        "strengths": "Calm in hard contacts; asks before passing on.",
        "next_steps": "Nothing new; keep the Wednesday hour for questions.",
    }


def _open_cycle(agenda: Agenda, period: Period, today: dt.date) -> None:
    known = _Kept()
    start = min(seasons.working_day(period.last + dt.timedelta(days=2)), today)

    def prepare(step: Step) -> None:
        known.id = cycles.prepare(
            step.session, period=period, today=start, due_on=start + dt.timedelta(days=6)
        )

    def begin(step: Step) -> None:
        rows = [row for row in reviews(step.session, cycle_id=known.id) if row.state in NOT_HELD]
        for row in rows[:2]:
            said = {
                "What went well in this time, and what did you do that made it so?": "The new form saves me time."
            }
            cycles.self_review(step.session, row.id, said, today=start)
        for row in rows[:1]:
            cycles.move(step.session, [row.id], "discuss", today=start)
            cycles.write(step.session, row.id, **_words(row.missing, row.judged))

    agenda.add(start, f"Prepare reviews of {period.title}", prepare, hour=10.5)
    agenda.add(start, f"Begin the reviews of {period.title}", begin, hour=11)


def _advice_that_worked(agenda: Agenda, last_day: dt.date) -> None:
    """The team handed less up after what may be decided was raised."""
    day = seasons.working_day(seasons.month_start(last_day, REFUND_RULE_MONTHS) - dt.timedelta(days=4))
    known = _Kept()

    def take(step: Step) -> None:
        rule = step.session.query(AdviceRule).filter_by(key="hands-up").one()
        known.id = advice.accept(
            step.session, rule.id, person_id=None, period_key=month_of(day).key, today=day,
            evidence=["The team hands up more than it did a year ago; most of it are refunds below 50."],
            todo=["Raise what may be refunded without asking", "Write the new refund rule into the handbook"],
        )  # fmt: skip

    def done(step: Step) -> None:
        from csmanager.features.commitments.queries import commitments as owed

        ids = [row.id for row in owed(step.session, source="advice_given", source_id=known.id)]
        commitments.end(step.session, ids, today=day + dt.timedelta(days=6))

    agenda.add(day, "Take advice for the team", take, hour=13)
    agenda.add(day + dt.timedelta(days=6), "Do what was agreed on escalations", done, hour=13)
    looked = seasons.working_day(day + dt.timedelta(days=42))
    agenda.add(
        looked, "See whether it helped", lambda step: advice.look(step.session, [known.id], today=looked)
    )


def _plan_under_way(agenda: Agenda, roster: Roster, name: str, today: dt.date) -> None:
    start, known = seasons.working_day(today - dt.timedelta(days=_PLAN_DAYS)), _Kept()
    end = start + dt.timedelta(weeks=12)
    first = start + dt.timedelta(days=14)

    def draft(step: Step) -> None:
        known.id = plans.open_plan(
            step.session, person_id=roster.id(name), title="Customers leave content again", today=start,
            cause="Listening to five contacts together showed hurried endings since the second desk was added.",
            ends_on=end,
            support=[
                plans.Promise(Owner.MANAGER, "Take the second desk away until the plan ends", first),
                plans.Promise(Owner.MANAGER, "Sit beside two contacts every Tuesday", first),
                plans.Promise(Owner.PERSON, "End each contact with the question what is still open", first),
            ],
            consequence="We look for other work in the house that fits better.",
        )  # fmt: skip
        for text, key, began, target in (
            ("Four of five customers are satisfied", "csat_top2", 0.58, 0.80),
            ("Fewer contacts are handed up", "escalation_rate", 0.12, 0.08),
        ):
            plans.add_goal(
                step.session, known.id, text=text, metric_key=key, start_value=began, target_value=target,
                due_on=end, today=start,
            )  # fmt: skip
        plans.contain(step.session, known.id, kind="buddy", starts_on=start, ends_on=end, text="Aoife")

    def begin(step: Step) -> None:
        plans.move(step.session, known.id, "discuss", today=start)
        plans.move(step.session, known.id, "start", today=start)

    def hold(number: int, day: dt.date, result: CheckResult, said: str, heard: str) -> Callable[[Step], None]:
        def work(step: Step) -> None:
            found = detail(step.session, known.id, day)
            if found is not None:
                plans.hold_checkpoint(
                    step.session, found.checkpoints[number].id, result=result, today=day, manager_note=said,
                    person_note=heard,
                )  # fmt: skip

        return work

    agenda.add(start, "Draft a plan with Priya", draft, hour=14)
    agenda.add(start, "Start the plan with Priya", begin, hour=15)
    talks = (
        (
            CheckResult.BEHIND,
            "The second desk was taken away only last week; too early to say.",
            "It is calmer.",
        ),
        (CheckResult.BEHIND, "Two of five contacts ended with the question.", "I forget it when it is busy."),
        (CheckResult.ON_TRACK, "Four of five ended with it, and customers notice.", "It has become a habit."),
    )
    for number, talk in enumerate(talks):
        day = start + dt.timedelta(days=14 * (number + 1))
        agenda.add(day, f"Checkpoint {number + 1} with Priya", hold(number, day, *talk), hour=14)


def _goals(agenda: Agenda, roster: Roster, by_story: dict[str, str], today: dt.date) -> None:
    day = seasons.working_day(today - dt.timedelta(days=40))

    def team(step: Step) -> None:
        goals.add_goal(
            step.session, title="Solve 94 of 100 contacts the first time", due_on=day + dt.timedelta(days=120),
            today=day, metric_key="first_contact_resolution", start_value=0.88, target_value=0.94,
        )  # fmt: skip

    agenda.add(day, "Set a goal for the team", team, hour=12)
    if "new" in by_story:

        def learn(step: Step) -> None:
            goals.add_goal(
                step.session, title="Works the returns desk alone", due_on=day + dt.timedelta(days=70), today=day,
                owner="person", person_id=roster.id(by_story["new"]),
            )  # fmt: skip

        agenda.add(day, "Set a goal for the newcomer", learn, hour=12.2)


def _promises(agenda: Agenda, roster: Roster, cast: list[Player], today: dt.date) -> None:
    """What was promised to people over the last months, most of it kept."""
    told = (
        (58, 12, "Ask about the Saturday shift", Outcome.KEPT),
        (51, 10, "Order a better headset", Outcome.KEPT),
        (44, 7, "Find an hour for the returns module", Outcome.LATE),
        (37, 9, "Send the feedback to the warehouse", Outcome.KEPT),
        (30, 9, "Swap the desk by the door", Outcome.RELEASED),
        (23, 7, "Bring the wish for two days in a row to planning", Outcome.KEPT),
        (9, 8, "Answer the question about the bonus", None),
    )
    names = [
        player.name
        for player in cast
        if player.role != LEAD and player.left is None and player.joined is None
    ]
    for place, (ago, days, text, outcome) in enumerate(told):
        day = seasons.working_day(today - dt.timedelta(days=ago))
        name = names[place % len(names)]
        due = day + dt.timedelta(days=days)
        _promise(agenda, roster, name, day, due, text, outcome)


def _promise(
    agenda: Agenda, roster: Roster, name: str, day: dt.date, due: dt.date, text: str, outcome: Outcome | None
) -> None:
    known = _Kept()

    def agree(step: Step) -> None:
        known.id = commitments.agree(
            step.session, text=text, today=day, person_id=roster.id(name), owner=Owner.MANAGER, due_on=due
        )

    agenda.add(day, f"Promise: {text}", agree, hour=17)
    if outcome is None:
        return
    ended = due + dt.timedelta(days=3) if outcome is Outcome.LATE else due
    reason = "No longer wanted" if outcome is Outcome.RELEASED else ""
    work: Callable[[Step], object] = lambda step: commitments.end(  # noqa: E731
        step.session, [known.id], today=ended, outcome=outcome, reason=reason
    )
    agenda.add(ended, f"Done: {text}", work, hour=17.5)
