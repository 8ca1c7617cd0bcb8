"""Measures of grades, answers, complaints, shifts and sums of other systems, and the rows behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from csmanager.core.store import Store
from csmanager.features.quality.tables import Evaluation, Scorecard
from csmanager.features.reviews.periods import Period, month
from csmanager.features.reviews.queries import Line, review
from csmanager.features.reviews.recordrows import records_behind
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.schedule.tables import Absence, PlannedShift, WorkedShift
from csmanager.features.voice.tables import Complaint, SurveyAnswer
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number

MARCH = month(2026, 3)
FIRST = day_number(dt.date(2026, 3, 2))  # a Monday


def lines(store: Store, person: str | None = None, period: Period = MARCH) -> dict[str, Line]:
    with store.read() as session:
        found = review(session, period, trends=False)
    return {line.metric: line for line in (found.people[person] if person else found.team)}


def write(store: Store, *rows: Any, label: str = "Records") -> None:
    with store.change(label) as step:
        step.session.add_all(rows)


def grade(store: Store, person: int | None, day: int, share: float | None, missed: int = 0) -> None:
    with store.change("Grade") as step:
        card = step.session.query(Scorecard).first()
        if card is None:
            card = Scorecard(name="Calls", version=1)
            step.session.add(card)
            step.session.flush()
        step.session.add(
            Evaluation(scorecard_id=card.id, person_id=person, day=day, share=share, critical_missed=missed)
        )


def test_grades_give_a_score_a_share_passed_and_critical_misses(store: Store) -> None:
    ana, bo = add_people(store, ["Ana", "Bo"])
    for number, share in enumerate((0.9, 0.85, 0.8, None)):
        grade(store, ana, FIRST + number, share, missed=int(number == 2))
    grade(store, None, FIRST, 1.0)
    found = lines(store, "Ana")
    assert (found["qa_score"].value, found["qa_score"].n) == (pytest.approx(0.85), 3)
    assert (found["qa_pass_rate"].value, found["qa_pass_rate"].n) == (pytest.approx(2 / 3), 3)
    assert (found["critical_misses"].value, found["critical_misses"].n) == (0.25, 4)
    assert found["qa_score"].status == "not_judged"
    everyone = lines(store)
    assert (everyone["qa_score"].value, everyone["qa_score"].n) == (pytest.approx(0.8875), 4)
    assert lines(store, "Bo")["qa_score"].reason == "There are no graded contacts to compute it from."
    with store.read() as session:
        rows = records_behind(session, "qa_score", MARCH, (ana,))
        assert [row.cells[0] for row in rows.rows] == ["90.0 %", "85.0 %", "80.0 %", ""]
        assert len(records_behind(session, "qa_score", MARCH).rows) == 5
        assert bo not in (row.person for row in rows.rows)


def test_a_source_the_store_has_nothing_of_is_not_listed(store: Store) -> None:
    add_people(store, ["Ana"])
    found = lines(store)
    assert "qa_score" not in found
    assert "complaint_rate" not in found
    assert {"answer_rate", "first_response_business"} <= set(found)


def answer(
    person: int | None, day: int, measure: str, value: float | None, high: int, one: str
) -> SurveyAnswer:
    return SurveyAnswer(
        person_id=person, day=day, measure=measure, value=value, high=high, low=1, response=one, question="?"
    )


def test_survey_answers_keep_their_scales_apart(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, [Contact(FIRST, ana) for _ in range(50)])
    write(
        store,
        *(answer(ana, FIRST, "csat", value, 5, f"r{n}") for n, value in enumerate((5, 4, 3, 5, None))),
        answer(ana, FIRST, "csat", 9, 10, "other"),
        *(answer(ana, FIRST, "nps", value, 10, f"r{n}") for n, value in enumerate((10, 9, 6, 0, 8))),
        *(answer(ana, FIRST, "ces", value, 7, f"r{n}") for n, value in enumerate((7, 5, 4))),
    )
    found = lines(store, "Ana")
    assert (found["survey_satisfied"].value, found["survey_satisfied"].n) == (0.75, 4)
    assert "1 answer on a scale of 10 not mixed in." in found["survey_satisfied"].beside
    assert found["survey_satisfaction"].value == pytest.approx(4.25)
    assert (found["survey_nps"].value, found["survey_nps"].n) == (0.0, 5)
    assert found["customer_effort"].value == pytest.approx(16 / 3)
    assert found["found_it_easy"].value == pytest.approx(2 / 3)
    assert (found["survey_response"].value, found["survey_response"].n) == (12.0, 50)
    with store.read() as session:
        assert len(records_behind(session, "survey_nps", MARCH).rows) == 5


def test_complaints_are_a_rate_and_count_as_closed_on_the_day_they_close(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, [Contact(FIRST + n % 20, ana) for n in range(400)])
    write(
        store,
        Complaint(person_id=ana, day=FIRST, closed_day=FIRST + 4, upheld=1, remedy_cents=2500),
        Complaint(person_id=ana, day=FIRST + 1, upheld=0, remedy_cents=500),
        Complaint(person_id=ana, day=FIRST - 20, closed_day=FIRST + 2),
    )
    found = lines(store, "Ana")
    rate = found["complaint_rate"]
    assert (rate.value, rate.n) == (5.0, 400)
    assert rate.low is not None
    assert rate.high is not None
    assert rate.low < 1 < 17 < rate.high
    assert (found["complaint_days"].value, found["complaint_days"].n) == (13 * 86_400, 2)
    assert (found["complaints_upheld"].value, found["complaints_upheld"].n) == (0.5, 2)
    assert found["redress_per_complaint"].value == 15.0
    february = lines(store, "Ana", month(2026, 2))
    assert february["complaint_days"].n == 0
    with store.read() as session:
        assert len(records_behind(session, "complaint_days", MARCH).rows) == 2
        assert len(records_behind(session, "complaint_rate", MARCH).rows) == 2


def test_shifts_give_attendance_punctuality_absence_overtime_and_cost(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(
        store, [Contact(FIRST, ana) for _ in range(30)] + [Contact(FIRST + 9, ana) for _ in range(5)]
    )
    plan = [PlannedShift(person_id=ana, day=FIRST + n, start_minute=540, end_minute=1020) for n in range(5)]
    write(
        store,
        *plan,
        PlannedShift(person_id=ana, day=FIRST + 30, start_minute=540, end_minute=1020),  # not over yet
        WorkedShift(
            person_id=ana, day=FIRST, start_minute=540, end_minute=1080, worked_minutes=540, cost_cents=9000
        ),
        WorkedShift(person_id=ana, day=FIRST + 1, start_minute=560, end_minute=1020, worked_minutes=460),
        WorkedShift(person_id=ana, day=FIRST + 4, worked_minutes=480),
        Absence(person_id=ana, first_day=FIRST + 2, last_day=FIRST + 2, kind=AbsenceKind.SICK),
        Absence(person_id=ana, first_day=FIRST + 3, last_day=FIRST + 3, kind=AbsenceKind.ANNUAL),
    )
    found = lines(store, "Ana")
    assert (found["attendance"].value, found["attendance"].n) == (0.75, 4)  # leave is no missed shift
    assert (found["punctuality"].value, found["punctuality"].n) == (0.5, 2)
    assert (found["absence_rate"].value, found["absence_rate"].n) == (0.25, 4)
    assert found["adherence"].value == pytest.approx((480 + 460) / 960)
    assert found["overtime"].value == pytest.approx(100 * 60 / 1440)
    assert found["contacts_per_hour"].value == pytest.approx(30 * 60 / 1480)
    assert found["overtime_cost"].value == pytest.approx(10.0)
    assert found["adherence"].status == "not_judged"
    assert lines(store)["cost_per_contact"].value == pytest.approx(3.0)
    assert lines(store, "Ana")["cost_per_contact"].value is None  # a matter of the team
    with store.read() as session:
        assert len(records_behind(session, "attendance", MARCH).rows) == 5
        assert len(records_behind(session, "absence_rate", MARCH).rows) == 1


def test_what_a_system_has_summed_never_meets_single_contacts(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    add_contacts(store, [Contact(FIRST, ana) for _ in range(3)])
    with store.change("Sums") as step:
        from csmanager.features.contacts.tables import ImportBatch, IntervalFigures

        batch = step.session.query(ImportBatch).one()
        common = {"batch_id": batch.id, "person_id": ana, "first_day": FIRST, "last_day": FIRST}
        step.session.add(
            IntervalFigures(**common, offered=100, answered=90, within_target=70, handle_ms=90 * 300_000,
                            login_ms=10 * 3_600_000)
        )  # fmt: skip
    found = lines(store, "Ana")
    assert found["contacts_offered"].value == 3
    assert (found["reported_answer_rate"].value, found["reported_answer_rate"].n) == (0.9, 100)
    assert found["reported_service_level"].value == 0.7
    assert found["reported_handle_time"].value == 300
    assert found["occupancy"].value == 0.75


def test_undo_redo_and_changes_keep_the_figures_true(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    grade(store, ana, FIRST, 0.5)
    grade(store, ana, FIRST + 1, 1.0)
    assert lines(store)["qa_score"].value == pytest.approx(0.75)
    store.undo()
    assert lines(store)["qa_score"].value == pytest.approx(0.5)
    store.redo()
    with store.change("Regrade and move") as step:
        row = step.session.query(Evaluation).order_by(Evaluation.id).first()
        assert row is not None
        row.share, row.day = 0.0, FIRST + 40
    assert lines(store)["qa_score"].value == pytest.approx(1.0)
    assert lines(store, period=month(2026, 4))["qa_score"].value == 0.0
    store.undo()
    assert lines(store)["qa_score"].value == pytest.approx(0.75)


def test_batches_of_records_count_at_once_and_are_taken_back(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    with store.change("Import shifts") as step:
        step.door().add(
            "worked_shift",
            ("person_id", "day", "worked_minutes", "note"),
            [(ana, FIRST + n, 60 * (n + 1), "") for n in range(3)],
        )
    add_contacts(store, [Contact(FIRST, ana)])
    assert lines(store)["contacts_per_hour"].value == pytest.approx(1 / 6)
    store.undo()
    store.undo()
    assert "contacts_per_hour" not in lines(store)
    store.redo()
    store.redo()
    assert lines(store)["contacts_per_hour"].value == pytest.approx(1 / 6)


def test_derived_cells_made_again_are_the_same(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    grade(store, ana, FIRST, 0.5)
    write(store, Complaint(person_id=ana, day=FIRST, closed_day=FIRST + 70))

    def cells() -> list[tuple[int, int]]:
        with store.read() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT month, version FROM cube_records ORDER BY month"
            )
            return [(row[0], row[1]) for row in rows]

    before = cells()
    assert len(before) == 2
    store.make_derived_again()
    assert cells() == before


def test_the_total_of_a_week_counts_as_hours_and_judges_no_single_day(store: Store) -> None:
    (ana,) = add_people(store, ["Ana"])
    with store.change("Import shifts") as step:
        step.door().add(
            "planned_shift",
            ("person_id", "day", "start_minute", "end_minute", "note"),
            [(ana, FIRST + n, 540, 1020, "") for n in range(5)],
        )
        step.door().add(
            "worked_shift",
            ("person_id", "day", "worked_minutes", "note", "first_day"),
            [(ana, FIRST + 6, 2400, "", FIRST)],
        )
    add_contacts(store, [Contact(FIRST, ana)])
    found = lines(store)
    assert found["contacts_per_hour"].value == pytest.approx(1 / 40)
    judged = {"attendance", "overtime", "absence_rate"} & set(found)
    assert not {name for name in judged if found[name].n}
