"""Being made anonymous reaches every text of an applicant, and their own copy holds every one of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Text, select
from sqlalchemy.orm import Session

from csmanager.core.sealing import SealedText
from csmanager.core.store import Store
from csmanager.core.tables import Base
from csmanager.features.hiring import actions
from csmanager.features.hiring.documents import actions as papers
from csmanager.features.hiring.documents import queries as documents
from csmanager.features.hiring.documents import rules as fields
from csmanager.features.hiring.documents.tables import HandedDocument, ReferenceCheck
from csmanager.features.hiring.interviews.tables import Interview, InterviewCard, InterviewMark, InterviewStep
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.privacy import actions as privacy
from csmanager.features.hiring.privacy import subject
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tables import Applicant, Candidate, StageMove
from tests.digest import content
from tests.features.hiring.interviews.people import applicant, card, opening, read, talk

MARK = "Zzmarker"
TABLES: tuple[type[Base], ...] = (
    Applicant,
    Candidate,
    StageMove,
    Offer,
    Interview,
    InterviewStep,
    InterviewCard,
    InterviewMark,
    HandedDocument,
    ReferenceCheck,
)
KEPT = {
    ("applicant", "source"),
    ("handed_document", "title"),
    ("offer", "role"),
}  # what counts and lists are made of


def mark_everything(session: Session) -> int:
    """Put the marker into every text of the tables; returns into how many."""
    count = 0
    for table in TABLES:
        for column in table.__table__.columns:
            is_text = type(column.type) is Text or (
                isinstance(column.type, Text) and not isinstance(column.type, SealedText)
            )
            if not is_text or column.foreign_keys or (table.__tablename__, column.key) in KEPT:
                continue
            for row in session.scalars(select(table)):
                setattr(row, column.key, MARK)
                count += 1
    session.flush()
    return count


def crew(store: Store, today: dt.date) -> int:
    """One applicant about whom everything there is was written; returns the candidate."""
    mia = applicant(store, opening(store, today), today)
    key = talk(store, mia, today, today)
    card(store, key, today)
    template = read(store, documents.templates)[-1]
    values = dict.fromkeys(fields.FIELDS, "Mia Novák")
    store.do("Hand over", papers.hand_over, template.id, values, today=today, applicant_id=mia)
    store.do("Ask", papers.ask_reference, mia, referee="Petra", asked_on=today, today=today)
    store.do("End", actions.move, mia, Stage.REJECTED, today=today, reason="Too loud in the morning")
    with store.read() as session:
        found = session.get(Applicant, mia)
        assert found is not None
        assert found.candidate_id is not None
        return found.candidate_id


def test_no_text_of_an_applicant_is_left_in_the_tables(store: Store, today: dt.date) -> None:
    who = crew(store, today)
    assert store.do("Mark", mark_everything) > 20
    store.do("Hold", privacy.hold, who, "A complaint", today=today)
    store.do("Lift", privacy.lift, who)
    before = content(store, history=False)
    assert MARK in str(before)
    store.do("Make anonymous", privacy.anonymise, [who], today=today)
    after = content(store, history=False)
    assert [table for table, rows in after.items() if MARK in str(rows)] == []
    assert {table: len(rows) for table, rows in before.items()} == {
        table: len(rows) for table, rows in after.items()
    }
    store.undo()
    assert content(store, history=False) == before


def test_the_own_copy_holds_cards_and_notes_and_masks_who_met_them(store: Store, today: dt.date) -> None:
    who = crew(store, today)
    with store.read() as session:
        made = subject.subject_file(session, who, today)
    text = dict(made.files)["read me first.html"].decode()
    assert "Card of Interviewer 1" in text
    assert "Names of others" in text
    assert "A referee was asked" in text
    assert "Petra" not in text
