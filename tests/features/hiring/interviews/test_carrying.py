"""What interviews and documents go through with their applicant: joined, forgotten, told."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Store
from csmanager.features.hiring.documents import actions as papers
from csmanager.features.hiring.documents import queries as documents
from csmanager.features.hiring.documents import rules
from csmanager.features.hiring.interviews import carrying, finalists, queries
from csmanager.features.hiring.interviews.tables import InterviewCard, InterviewMark
from csmanager.features.hiring.spelling import day_words
from tests.digest import content
from tests.features.hiring.interviews.people import applicant, card, opening, read, talk


def test_every_word_goes_and_every_count_stays(store: Store, today: dt.date) -> None:
    mia = applicant(store, opening(store, today), today)
    key = talk(store, mia, today, today)
    card(store, key, today)
    card(store, key, today, place=1, rating=2)
    template = read(store, documents.templates)[-1]
    values = dict.fromkeys(rules.FIELDS, "Mia Novák")
    store.do("Hand over", papers.hand_over, template.id, values, today=today, applicant_id=mia)
    store.do("Ask", papers.ask_reference, mia, referee="Petra", asked_on=today, today=today)
    before, total = content(store, history=False), read(store, finalists.finalists)[0].combined.total
    said = read(store, carrying.told, mia)
    assert len([line for line in said if day_words(today) in line]) == 3
    assert any(line.startswith("Card of Interviewer 1: ") for line in said)
    assert not any("Petra" in line for line in said)
    store.do("Forget", carrying.forget, mia)
    with store.read() as session:
        words = [row.evidence + row.notes for row in session.query(InterviewMark)]
        words += [row.because + row.for_next for row in session.query(InterviewCard)]
    assert set(words) == {""}
    assert read(store, documents.handed)[0].body == ""
    assert read(store, documents.references)[0].referee == "–"
    assert read(store, finalists.finalists)[0].combined.total == total
    assert read(store, queries.interview, key).cards == 2
    store.undo()
    assert content(store, history=False) == before


def test_joining_takes_the_talks_along(store: Store, today: dt.date) -> None:
    place = opening(store, today)
    mia, again = applicant(store, place, today), applicant(store, place, today, "Mia Novak")
    talk(store, again, today, today)
    assert store.do("Join", carrying.join, again, mia) == 1
    assert [row.applicant for row in read(store, queries.interviews, mia)] == ["Mia Novák"]
