"""What surrounds the applicants of the made-up shop: pay and place, an offer that is out, consent, the pool, costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Step
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.filing.reading import Paper
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.openings import actions as openings
from csmanager.features.hiring.pool import actions as pool
from csmanager.features.hiring.privacy import actions as privacy
from csmanager.features.hiring.rules import Consent, OpeningReason, OpeningState, PayUnit, Stage
from csmanager.features.hiring.tables import Applicant, Opening, StageTemplate
from csmanager.sample.agenda import Agenda

_TERMS: dict[str, tuple[OpeningReason, int, int, int]] = {  # reason, pay from and to, needed in days
    "Agent for mail and chat": (OpeningReason.REPLACEMENT, 1_580, 1_760, 20),
    "Saturday help, phones": (OpeningReason.GROWTH, 1_450, 1_550, 11),
    "Second team lead": (OpeningReason.GROWTH, 1_900, 2_150, 60),
}
_COSTS = (("Job board", 24_000, -70, "Four weeks"), ("Notice in the shop", 1_800, -33, "Print"))
_ANSWERS = """Three sample answers, written at home in one hour.

1. A parcel that never came: says sorry once, says what happens next and by when, offers a choice.
2. A price that was wrong on the web site: keeps to the rule and explains it without hiding behind it.
3. An angry review: answers the one thing that can be mended.
"""


def plan(agenda: Agenda, *, today: dt.date) -> None:
    """Note in ``agenda`` what was done; where an applicant is not in the store, nothing is."""

    def day(back: int) -> dt.date:
        return today + dt.timedelta(days=back)

    def on(back: int, label: str, act: Callable[[Session], object], hour: float = 16.0) -> None:
        def made(step: Step) -> None:
            act(step.session)

        agenda.add(day(back), label, made, hour=hour)

    def for_one(name: str, act: Callable[[Session, Applicant], object]) -> Callable[[Session], object]:
        def made(session: Session) -> None:
            found = session.scalars(sa.select(Applicant).where(Applicant.name == name)).first()
            if found is not None:
                act(session, found)

        return made

    on(-32, "Note pay, place and reason of the openings", lambda session: _terms(session, today), 18)
    for source, amount, back, note in _COSTS:
        on(back, f"Note what {source} cost", _cost(source, amount, day(back), note))
    on(-49, "File the sample answers of Lena Kowalczyk", for_one("Lena Kowalczyk", _paper(day(-49))))
    on(-11, "Offer to Σοφία Νικολάου", for_one("Σοφία Νικολάου", _offer(today)))
    on(-58, "Note consent of Samira Osei", for_one("Samira Osei", _agree(day(-58))))
    on(-7, "Put Grace Mbeki off", for_one("Grace Mbeki", _later(day(-7), day(3))))
    on(-2, "Draft an opening for Christmas", lambda session: _christmas(session, day(-2)))


def _terms(session: Session, today: dt.date) -> None:
    for opening in session.scalars(sa.select(Opening).where(Opening.title.in_(_TERMS))):
        reason, low, high, days = _TERMS[opening.title]
        openings.set_terms(
            session,
            opening.id,
            reason_kind=reason,
            need_by=today + dt.timedelta(days=days),
            pay_min=low,
            pay_max=high,
            pay_unit=PayUnit.HOUR,
            place="Harbour & Hill, first floor",
            apply_how="work@harbour-hill.example, or at the counter",
        )


def _cost(source: str, amount: int, on: dt.date, note: str) -> Callable[[Session], object]:
    return lambda session: pool.add_cost(session, source=source, amount=amount, spent_on=on, note=note)


def _paper(on: dt.date) -> Callable[[Session, Applicant], object]:
    paper = Paper("Sample answers.txt", _ANSWERS.encode(), _ANSWERS, "", False)
    return lambda session, applicant: filing.add_file(session, applicant.id, paper, "Other", today=on)


def _offer(today: dt.date) -> Callable[[Session, Applicant], object]:
    def made(session: Session, applicant: Applicant) -> None:
        if applicant.stage is not Stage.OFFER:
            return
        sent = today - dt.timedelta(days=11)
        key = offers.make_offer(
            session,
            applicant.id,
            today=sent,
            role="Agent",
            weekly_minutes=38 * 60,
            starts_on=today + dt.timedelta(days=27),
            pay=1_800,
            pay_unit=PayUnit.HOUR,
            expires_on=today + dt.timedelta(days=2),
            range_reason="Writes in three languages; nobody else does",
        )
        offers.set_state(session, key, OfferState.APPROVED, today=sent)
        offers.set_state(session, key, OfferState.SENT, today=sent, follow_up_on=today - dt.timedelta(days=1))

    return made


def _agree(on: dt.date) -> Callable[[Session, Applicant], object]:
    def made(session: Session, applicant: Applicant) -> None:
        assert applicant.candidate_id is not None
        privacy.set_consent(session, applicant.candidate_id, Consent.GIVEN, today=on)
        pool.keep_in_pool(session, applicant.id, "Team lead, from the spring", today=on)

    return made


def _later(today: dt.date, until: dt.date) -> Callable[[Session, Applicant], object]:
    return lambda session, applicant: pool.snooze(
        session, applicant.id, until, "Back from her exams", today=today
    )


def _christmas(session: Session, on: dt.date) -> None:
    way = session.scalar(sa.select(StageTemplate.id).where(StageTemplate.key == "seasonal"))
    openings.add_opening(
        session,
        title="Christmas help",
        today=on,
        role="Agent",
        headcount=3,
        weekly_minutes=20 * 60,
        reason="The four weeks before Christmas",
        state=OpeningState.DRAFT,
        template_id=way,
        reason_kind=OpeningReason.SEASONAL,
    )
