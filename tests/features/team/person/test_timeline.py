"""What every duty knows of a person, in one order."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from csmanager.core.store import Store
from csmanager.features.commitments import actions as commitments
from csmanager.features.team import actions
from csmanager.features.team.person import queries
from csmanager.features.team.queries import PersonRow, people


def _people(session: Session) -> dict[str, PersonRow]:
    return {row.name: row for row in people(session, dt.date(2026, 3, 31), include_left=True)}


def test_every_duty_of_the_sample_tells_its_part_newest_first(sample_store: Store) -> None:
    with sample_store.read() as session:
        priya = _people(session)["Priya Raghunathan"]
        found = queries.moments(session, priya.id)
    assert {moment.kind for moment in found} >= {
        "Contacts", "Quality", "Policies", "Agreed actions", "Plans", "Employment", "Leave", "Complaints",
    }  # fmt: skip
    assert [moment.on for moment in found] == sorted((moment.on for moment in found), reverse=True)
    assert all(moment.feature and moment.record for moment in found)


def test_a_span_holds_both_its_ends(sample_store: Store) -> None:
    first, last = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
    with sample_store.read() as session:
        one = _people(session)["Chidinma Okonkwo-Adeyemi"].id
        inside = queries.moments(session, one, first, last)
        everything = queries.moments(session, one)
    assert inside
    assert all(first <= moment.on <= last for moment in inside)
    known = {(moment.on, moment.text) for moment in everything if moment.kind != "Contacts"}
    assert {(moment.on, moment.text) for moment in inside if moment.kind != "Contacts"} <= known


def test_what_belongs_to_a_merged_person_is_told_under_the_one_that_counts(
    store: Store, today: dt.date
) -> None:
    bo = store.do("a", actions.add_person, name="Bo Lind", today=today, started_on=dt.date(2024, 1, 8))
    other = store.do("b", actions.add_person, name="B. Lind", today=today)
    store.do("c", commitments.agree, text="Call back within the day", today=today, person_id=other)
    store.do("m", actions.merge, bo, other)
    with store.read() as session:
        assert set(queries.ids_of(session, bo)) == {bo, other}
        texts = [moment.text for moment in queries.moments(session, bo)]
    assert "Agreed: Call back within the day" in texts


def test_a_duty_that_fails_hides_nothing_of_the_others(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from csmanager.features.quality import timeline as quality

    def broken(*_args: object) -> list[object]:
        raise ValueError("no names here")

    monkeypatch.setattr(quality, "timeline", broken)
    with sample_store.read() as session:
        found = queries.moments(session, _people(session)["Priya Raghunathan"].id)
    kinds = {moment.kind for moment in found}
    assert "Quality" not in kinds
    assert "Contacts" in kinds
    assert "quality" in caplog.text
    assert "no names" not in caplog.text
