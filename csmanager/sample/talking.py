"""Plans the talks of the made-up shop: one-to-ones, coaching, recognition, pulse, breathers, availability."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from csmanager.core import saying
from csmanager.core.store import Step
from csmanager.features.coaching import actions as coaching
from csmanager.features.coaching.rules import Answer, CoachKind, Effect, EvidenceKind
from csmanager.features.coaching.tables import Coaching
from csmanager.features.recognition import actions as recognition
from csmanager.features.recognition.rules import Giver
from csmanager.features.recognition.tables import ShopValue
from csmanager.features.reviews.advice import effect
from csmanager.features.talks.actions import send
from csmanager.features.talks.oneonones import actions as talks
from csmanager.features.talks.oneonones.rules import Raised
from csmanager.features.talks.oneonones.tables import TalkSet
from csmanager.features.wellbeing import availability, breathers, pulse
from csmanager.features.wellbeing.availability import Span
from csmanager.features.wellbeing.rules import Can, token
from csmanager.features.wellbeing.tables import PulseAnswer, PulseAsked, PulseUsed, PulseWave
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import Player
from csmanager.sample.chance import Chance

Work = Callable[[Step], object]
_ROUNDS = 6  # of one-to-ones, two weeks apart
_UNSEEN = "Tomás Ferreira"
_NOTES = (
    "Likes the new headset. The queue at noon is the hard part.",
    "Wants to try the written desk for a week.",
    "Asked for two days off in a row; see what the rota allows.",
    "Proud of the caller with the three parcels, and rightly.",
    "Unsure about refunds above the limit; we went through the tree.",
)
_POINTS = (
    "Saturday shifts in the next month",
    "The new return form",
    "Who covers the phones at lunch",
    "Sitting in with the written desk",
)
_THANKS = (
    (6, 3, "Took over a shouting caller and left him laughing", "Listen first", Giver.MANAGER, "", True),
    (0, 11, "Stayed until the last customer had an answer", "Own it", Giver.CUSTOMER, "Ms Pereira", True),
    (
        5,
        18,
        "Wrote down how the new return form works, for all of us",
        "Help each other",
        Giver.PEER,
        "Jonas",
        False,
    ),
    (7, 25, "Told of his own mistake in the morning huddle", "Learn aloud", Giver.MANAGER, "", False),
    (1, 40, "Found why the same parcel came back three times", "Leave it better", Giver.MANAGER, "", True),
    (4, 52, "Asked before promising, in her second week", "Plain and honest", Giver.PEER, "Priya", False),
)


def plan(agenda: Agenda, cast: list[Player], ids: list[int], *, opened: dt.date, today: dt.date) -> None:
    """Note every step of talks in ``agenda``; ``ids``: the cast, known when the steps are made."""
    here = [at for at, player in enumerate(cast) if player.left is None and (player.joined or 99) > 1]
    _plan_talks(agenda, cast, ids, here, opened, today)
    _plan_coaching(agenda, cast, ids, opened, today)
    _plan_thanks(agenda, cast, ids, opened, today)
    _plan_pulse(agenda, ids, opened, today)
    _plan_rest(agenda, cast, ids, opened, today)


def _plan_talks(
    agenda: Agenda, cast: list[Player], ids: list[int], here: list[int], opened: dt.date, today: dt.date
) -> None:
    talked = [at for at in here if cast[at].name != _UNSEEN][:9]

    def round_of(day: dt.date, back: int) -> Work:
        def work(step: Step) -> None:
            session = step.session
            weekly = session.scalar(sa.select(TalkSet.id).where(TalkSet.key == "weekly"))
            for place, at in enumerate(talked):
                (talk,) = talks.plan(session, [ids[at]], set_id=weekly, planned_on=day)
                if (place + back) % 7 == 5:
                    talks.skip(session, [talk], reason="Stock-taking", today=day)
                    continue
                if back == 3 and place in (2, 6):
                    talks.add_item(session, ids[at], "The idea for the morning huddle", today=day)
                if (place + back) % 4 == 0:
                    text = _POINTS[(place + back) // 4 % len(_POINTS)]
                    item = talks.add_item(
                        session, ids[at], f"{text} ({saying.day(day)})", today=day, by=Raised.PERSON
                    )
                    talks.end_item(session, [item], today=day, talk_id=talk)
                note = _NOTES[(place + back) % len(_NOTES)]
                talks.keep_notes(session, talk, notes=note, private_note="", answers={})
                talks.hold(
                    session,
                    talk,
                    today=day,
                    minutes=20 + (place * 7 + back * 5) % 20,
                    mood=3 + (place + back) % 3,
                )

        return work

    for back in range(_ROUNDS, 0, -1):
        day = seasons.working_day(today - dt.timedelta(days=14 * back - 3))
        if opened < day < today:
            agenda.add(day, "Hold the one-to-ones", round_of(day, back), hour=10)

    def ahead(step: Step) -> None:
        session = step.session
        kinds = dict(session.execute(sa.select(TalkSet.key, TalkSet.id)).all())
        for place, at in enumerate(talked):
            key = {5: "stay", 3: "probation"}.get(place, "weekly")
            day = today + dt.timedelta(days=(-1, 0, 1, 3, 5, 6, 8, 9, 12)[place])
            talks.plan(session, [ids[at]], set_id=kinds[key], planned_on=day, every_days=14)
            if place < len(_POINTS):
                talks.add_item(session, ids[at], _POINTS[place], today=today)
        if talked:
            send(
                session, ids[talked[0]], "The wish for two days in a row", "person_review", None, today=today
            )

    agenda.add(max(opened, today - dt.timedelta(days=2)), "Plan the next one-to-ones", ahead, hour=11)


def _plan_coaching(
    agenda: Agenda, cast: list[Player], ids: list[int], opened: dt.date, today: dt.date
) -> None:
    cases = (
        # at, days ago of score, of talk, behaviour, seen, try, metric, then
        (2, 95, 92, "Says back what was understood before answering", "Three calls of that week, heard together",
         "Say the problem back in one sentence", "csat_top2", "helped"),
        (7, 80, 71, "Offers the written summary after a long call", "Two long calls without one",
         "Offer it in every call over ten minutes", "first_contact_resolution", "no_change"),
        (2, 33, 29, "Checks who is calling before giving details", "Identity check missed, graded 0%",
         "Ask name and postcode first, every time", "csat_top2", "due"),
        (3, 20, 17, "Names the next step at the end", "Call of the late sofa", "End with: what happens next is …",
         "csat_top2", "disputed"),
        (4, 12, 10, "Looks into the tree before asking a senior", "Sat beside her on Tuesday morning",
         "Open the refund tree first, then ask", "escalation_rate", "told"),
        (6, 9, 6, "Takes over a hard caller by name and calms him", "The caller of the broken lamp",
         "Show it to the two newcomers", "", "acknowledged"),
    )  # fmt: skip

    def case(entry: tuple[int, int, int, str, str, str, str, str]) -> Work:
        def work(step: Step) -> None:
            at, scored, talked, behaviour, seen, attempt, metric, then = entry
            session, day = step.session, seasons.working_day(today - dt.timedelta(days=talked))
            made = coaching.draft(
                session,
                person_id=ids[at],
                behaviour=behaviour,
                today=day,
                kind=CoachKind.PRAISE if at == 6 else CoachKind.PERFORMANCE,
                evidence=[coaching.Proof(EvidenceKind.SEEN, f"{seen} ({saying.day(day)})")],
                agreed=attempt,
                watch_metric=metric,
                follow_up_on=day + dt.timedelta(days=28),
                scored_on=today - dt.timedelta(days=scored) if at != 6 else None,
            )
            coaching.deliver(session, made, today=day, minutes=20)
            now = dt.datetime.combine(day, dt.time(15), dt.UTC)
            if then == "disputed":
                coaching.answer(
                    session, made, given=Answer.DISPUTED, text="The customer had hung up before I could.",
                    how="kiosk", now=now, today=day,
                )  # fmt: skip
            elif then != "told":
                coaching.answer(
                    session, made, given=Answer.ACKNOWLEDGED, text="", how="kiosk", now=now, today=day
                )

        return work

    def followed(entry: tuple[int, int, int, str, str, str, str, str], day: dt.date) -> Work:
        def work(step: Step) -> None:
            session = step.session
            row = session.scalar(sa.select(Coaching).where(Coaching.behaviour == entry[3]))
            if row is None or row.delivered_on is None:
                return
            measured = effect.measure(
                session, metric_key=entry[6], person_id=row.person_id, given_on=row.delivered_on, until=day
            )
            said = Effect(entry[7])
            coaching.follow_up(
                session, row.id, effect=said, note="We listened to two calls together.", today=day,
                measured=measured.dump(),
            )  # fmt: skip
            reason = "" if said is Effect.HELPED else "Goes on as a topic of the one-to-one."
            coaching.close(session, row.id, today=day, reason=reason)

        return work

    for entry in cases:
        day = seasons.working_day(today - dt.timedelta(days=entry[2]))
        if entry[0] < len(cast) and day > opened:
            agenda.add(day, f"Coach {cast[entry[0]].name}", case(entry), hour=14)
            if entry[7] in ("helped", "no_change"):
                after = seasons.working_day(day + dt.timedelta(days=29))
                agenda.add(after, f"Follow up with {cast[entry[0]].name}", followed(entry, after), hour=14)


def _plan_thanks(agenda: Agenda, cast: list[Player], ids: list[int], opened: dt.date, today: dt.date) -> None:
    def thank(entry: tuple[int, int, str, str, Giver, str, bool], day: dt.date) -> Work:
        def work(step: Step) -> None:
            at, _, text, value, giver, name, public = entry
            values = {row.name: row.id for row in step.session.scalars(sa.select(ShopValue))}
            recognition.give(
                step.session, person_id=ids[at], text=text, today=day, giver=giver, giver_name=name,
                value_id=values.get(value), clause="" if value in values else value, is_public=public,
            )  # fmt: skip

        return work

    for entry in _THANKS:
        day = today - dt.timedelta(days=entry[1])
        if entry[0] < len(cast) and day > opened:
            agenda.add(day, f"Recognise {cast[entry[0]].name}", thank(entry, day), hour=17)


def _plan_pulse(agenda: Agenda, ids: list[int], opened: dt.date, today: dt.date) -> None:
    def wave(day: dt.date, back: int) -> Work:
        def work(step: Step) -> None:
            session = step.session
            sets = {row.key: row.id for row in pulse.sets(session)}
            made = pulse.open_wave(
                session, set_id=sets["pulse-week"], name="", closes_on=day + dt.timedelta(days=7), today=day,
                salt=f"{back:032x}",
            )  # fmt: skip
            chance = Chance(900 + back)
            asked = list(
                session.scalars(
                    sa.select(PulseAsked.person_id)
                    .where(PulseAsked.wave_id == made)
                    .order_by(PulseAsked.person_id)
                )
            )
            row = session.get_one(PulseWave, made)
            count = len(asked) - 2 if back else len(asked) // 2
            marks = [
                [str(max(1, min(5, round(3.7 - 0.2 * (back == 2) + chance.normal())))) for _ in range(6)]
                for _ in range(count)
            ]
            words = {0: "The break room is too loud", 1: "Thanks for the earlier rota"} if back else {}
            for at in range(count):
                number = int(chance.number() * 2**40) + 2**20
                session.add(PulseUsed(id=number, wave_id=made, token=token(row.salt, asked[at])))
                session.add(
                    PulseAnswer(
                        id=number ^ 0xABCDEF, wave_id=made, marks=" ".join(marks[at]), words=words.get(at, "")
                    )
                )
            session.flush()
            if back:
                pulse.close_wave(session, made, today=day + dt.timedelta(days=7))

        return work

    for back in (3, 2, 1, 0):
        day = today - dt.timedelta(days=63 * back + 3)
        if day > opened + dt.timedelta(days=30) and len(ids or range(99)) > 4:
            agenda.add(day, "Ask a pulse", _if_many(ids, wave(day, back)), hour=8)


def _if_many(ids: list[int], work: Work) -> Work:
    def maybe(step: Step) -> None:
        if len(ids) >= 10:
            work(step)

    return maybe


def _plan_rest(agenda: Agenda, cast: list[Player], ids: list[int], opened: dt.date, today: dt.date) -> None:
    tired = ((2, 2, 10, "A caller who shouted"), (6, 4, 10, "Three hard calls in a row"), (7, 9, 15, "A threat"),
             (4, 15, 10, "A caller in tears"))  # fmt: skip

    def rest(at: int, day: dt.date, minutes: int, reason: str) -> Work:
        return lambda step: breathers.log(
            step.session,
            ids[at],
            at=dt.datetime.combine(day, dt.time(13, 20), dt.UTC),
            minutes=minutes,
            reason=reason,
        )

    for at, back, minutes, reason in tired:
        day = seasons.working_day(today - dt.timedelta(days=back))
        if at < len(cast) and day > opened:
            agenda.add(day, f"Breather for {cast[at].name}", rest(at, day, minutes, reason), hour=13.4)

    def weeks(step: Step) -> None:
        availability.ask_at_kiosk(step.session, True)
        for at in range(min(6, len(cast))):
            if cast[at].left is not None:
                continue
            spans = [
                Span(day, 540, 1020 if at % 2 else 1140, Can.PREFERRED if day == at % 5 else Can.AVAILABLE)
                for day in range(5)
            ]
            spans.append(Span(5, 0, 1440, Can.UNAVAILABLE if at % 3 == 0 else Can.AVAILABLE))
            availability.set_week(
                step.session, ids[at], spans, today=today - dt.timedelta(days=20), how="kiosk"
            )

    agenda.add(max(opened, today - dt.timedelta(days=20)), "Say when people can work", weeks, hour=16)
