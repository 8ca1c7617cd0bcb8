"""What is taken out of talks when somebody's record is made anonymous: every word written about or by them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.coaching.tables import Coaching
from csmanager.features.talks.oneonones.tables import AgendaItem, OneOnOne, TalkAnswer
from csmanager.features.team.person.queries import ids_of
from csmanager.features.wellbeing.tables import Availability, Breather

_GONE = "(taken out)"


def forget(session: Session, person_id: int) -> None:
    """Empty the notes, answers and reasons of a person's talks; that and when they were held stays."""
    whom = ids_of(session, person_id)
    for talk in session.scalars(sa.select(OneOnOne).where(OneOnOne.person_id.in_(whom))).all():
        talk.notes = talk.private_note = talk.sealed_note = talk.sealed_notes = talk.reason = ""
        talk.mood = None
        for answer in session.scalars(sa.select(TalkAnswer).where(TalkAnswer.one_on_one_id == talk.id)).all():
            session.delete(answer)
    for item in session.scalars(sa.select(AgendaItem).where(AgendaItem.person_id.in_(whom))).all():
        item.text, item.note = _GONE, ""
    for row in session.scalars(sa.select(Coaching).where(Coaching.person_id.in_(whom))).all():
        row.notes = row.private_note = row.answer_text = row.effect_note = ""
    for breather in session.scalars(sa.select(Breather).where(Breather.person_id.in_(whom))).all():
        breather.reason = breather.contact = ""
    for span in session.scalars(sa.select(Availability).where(Availability.person_id.in_(whom))).all():
        session.delete(span)
