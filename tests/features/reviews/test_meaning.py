"""What a figure means: opening hours, windows, versions, teams, people who were not there all the time."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_settings, write_settings
from csmanager.core.store import Store
from csmanager.features.reviews import actions
from csmanager.features.reviews.business import calendar, holidays
from csmanager.features.reviews.periods import month, parse_period
from csmanager.features.reviews.queries import Line, Review, review
from csmanager.features.reviews.rules import NAMELESS_TEAM
from csmanager.features.reviews.tables import Metric, MetricVersion
from csmanager.features.team.tables import Employment, Person, Team
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number

MARCH = month(2026, 3)
MONDAY = day_number(dt.date(2026, 3, 30))
HOUR = 3_600_000
TODAY = dt.date(2026, 3, 31)


def made(store: Store, **more: object) -> Review:
    with store.read() as session:
        return review(session, MARCH, trends=False, **more)  # type: ignore[arg-type]


def line(store: Store, metric: str) -> Line:
    return next(one for one in made(store).team if one.metric == metric)


def settings(store: Store, **changes: object) -> None:
    with store.change("Settings") as step:
        write_settings(step.session, dataclasses.replace(read_settings(step.session), **changes))  # type: ignore[arg-type]


def ticket(day: int, minute: int, hours: float) -> Contact:
    return Contact(
        day, kind=2, started=day * 86_400 + minute * 60, first_response_ms=int(hours * HOUR), customer=1
    )


def test_business_and_calendar_time_stand_side_by_side(store: Store) -> None:
    add_contacts(store, [ticket(MONDAY - 3, 16 * 60, 66)])  # Friday 16:00 to Monday 10:00
    business = line(store, "first_response_business")
    assert business.value == 2 * 3600
    assert "In calendar time: 2 d 18 h." in business.beside
    assert line(store, "first_response_time").beside == ("In opening hours: 2 h 00 min.",)
    assert line(store, "answered_in_time").value == 1.0


def test_days_off_hours_and_holidays_change_every_month_at_once_and_undo_brings_them_back(
    store: Store,
) -> None:
    add_contacts(store, [ticket(MONDAY - 4, 16 * 60, 42)])  # Thursday 16:00 to Saturday 10:00
    assert line(store, "first_response_business").value == 9 * 3600
    settings(store, days_off=["2026-03-27"])
    assert line(store, "first_response_business").value == 3600
    store.undo()
    assert line(store, "first_response_business").value == 9 * 3600
    settings(store, business_hours={"Saturday": [["09:00", "12:00"]]})
    assert line(store, "first_response_business").value == 3600


def test_public_holidays_come_from_the_country_that_is_set(store: Store) -> None:
    with store.read() as session:
        plain = read_settings(session)
    assert holidays(plain, [2026]) == {}
    british = dataclasses.replace(plain, holidays_country="GB", days_off=["2026-07-01", "nonsense"])
    assert dt.date(2026, 12, 25) in holidays(british, [2026])
    made_of = calendar(british, [2026])
    assert dt.date(2026, 7, 1) in made_of.holidays
    assert not made_of.windows_on(dt.date(2026, 12, 25))
    assert holidays(dataclasses.replace(plain, holidays_country="XX"), [2026]) == {}


@pytest.mark.parametrize(("name", "value"), [("holidays_country", "Austria"), ("days_off", ["24.12."])])
def test_settings_that_cannot_be_are_refused(store: Store, name: str, value: object) -> None:
    with pytest.raises(RuleBroken):
        settings(store, **{name: value})


def metric_id(store: Store, key: str) -> int:
    with store.read() as session:
        return session.query(Metric).filter_by(key=key).one().id


def edit(store: Store, key: str, today: dt.date | None = TODAY, **options: int) -> None:
    with store.change("Edit") as step:
        row = step.session.query(Metric).filter_by(key=key).one()
        actions.edit_metric(
            step.session, row.id, name=row.name, definition=row.definition, formula=row.formula,
            minimum_n=row.minimum_n, options=options, today=today,
        )  # fmt: skip


def test_the_window_of_first_contacts_can_be_set(store: Store) -> None:
    days = (0, 9, 30)
    add_contacts(store, [Contact(MONDAY - 29 + day, customer=1, topic_id=None) for day in days])
    assert (line(store, "first_contact_resolution").value, line(store, "first_contact_resolution").n) == (
        1.0,
        2,
    )
    edit(store, "first_contact_resolution", window_days=10)
    assert (line(store, "first_contact_resolution").value, line(store, "first_contact_resolution").n) == (
        0.0,
        1,
    )
    store.undo()
    assert line(store, "first_contact_resolution").n == 2
    with pytest.raises(RuleBroken, match="lie between 1 and 30"):
        edit(store, "first_contact_resolution", window_days=31)


def test_a_definition_that_changed_inside_the_period_is_said(store: Store) -> None:
    add_contacts(store, [Contact(MONDAY, wait_ms=1000)])
    assert line(store, "service_level").beside == (
        "Answered within 20 s. Strict, with the 0 given up within 5 s: 100 %.",
    )
    edit(store, "service_level", dt.date(2026, 3, 12), within_s=30)
    assert line(store, "service_level").beside[-1] == (
        "What it means changed on 12 March 2026 (version 2); the whole period is counted by it."
    )
    with store.read() as session:
        kept = session.query(MetricVersion).order_by(MetricVersion.version).all()
        assert [(row.version, row.starts_on) for row in kept] == [(1, None), (2, dt.date(2026, 3, 12))]
        assert '"within_s": 20' in kept[0].options


def teams(store: Store) -> tuple[list[int], list[int]]:
    people = add_people(store, ["Ana", "Bo", "Cy"])
    with store.change("Teams") as step:
        found = [Team(name="Desk"), Team(name="Shop")]
        step.session.add_all(found)
        step.session.flush()
        for person, team in zip(people, (found[0], found[0], found[1]), strict=True):
            step.session.add(Employment(person_id=person, starts_on=dt.date(2020, 1, 1), team_id=team.id))
        return people, [team.id for team in found]


def test_one_team_can_be_chosen_with_its_own_target(store: Store) -> None:
    (ana, bo, cy), (desk, _shop) = teams(store)
    contacts = [Contact(MONDAY, ana, talk_ms=1000 * n) for n in range(1, 5)]
    contacts += [Contact(MONDAY, bo, talk_ms=9000), Contact(MONDAY, cy, talk_ms=50_000)]
    contacts += [Contact(MONDAY, None, outcome=2, wait_ms=9000)]
    add_contacts(store, contacts)
    with store.change("Target") as step:
        actions.set_target(
            step.session, metric="talk_time", value=1, upper=5, scope="team", scope_id=desk,
            starts_on=dt.date(2026, 1, 1),
        )  # fmt: skip
    everyone, chosen = made(store), made(store, team=desk)
    by_key = {one.metric: one for one in chosen.team}
    assert chosen.chosen_team == "Desk"
    assert list(chosen.people) == ["Ana", "Bo"]
    assert by_key["contacts_offered"].value == 5
    assert (by_key["talk_time"].value, by_key["talk_time"].median) == (pytest.approx(19 / 5), 3.0)
    assert (by_key["talk_time"].target, by_key["talk_time"].upper) == (1, 5)
    assert (by_key["answer_rate"].value, by_key["answer_rate"].reason) == (None, NAMELESS_TEAM)
    whole = {one.metric: one for one in everyone.team}
    assert (whole["contacts_offered"].value, whole["talk_time"].target) == (7, None)
    assert {one.metric: one.target for one in everyone.people["Bo"]}["talk_time"] == 1
    with pytest.raises(RuleBroken, match="no such team"):
        made(store, team=999)


def test_long_periods_of_one_team_have_the_same_percentiles(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmanager.features.reviews.cube import figures

    (ana, bo, cy), (desk, _shop) = teams(store)
    add_contacts(
        store,
        [Contact(MONDAY - n % 20, (ana, bo, cy)[n % 3], talk_ms=1000 * (n * 37 % 101)) for n in range(90)],
    )
    plain = [(one.median, one.p90) for one in made(store, team=desk).team]
    monkeypatch.setattr("csmanager.features.reviews.cube._LADDER_FROM", 0)
    with store.read() as session:
        figures(session).prepare()
    assert [(one.median, one.p90) for one in made(store, team=desk).team] == plain


def test_somebody_who_left_or_came_inside_the_period_is_noted(store: Store) -> None:
    ana, bo, _cy = add_people(store, ["Ana", "Bo", "Cy"])
    with store.change("Dates") as step:
        step.session.get_one(Person, ana).left_on = dt.date(2026, 3, 12)
        step.session.get_one(Person, bo).started_on = dt.date(2026, 3, 16)
    add_contacts(store, [Contact(MONDAY - 25, ana), Contact(MONDAY, bo)])
    notes = {name: who.note for name, who in made(store).persons.items()}
    assert notes == {
        "Ana": "Left on 12 March 2026; figures are of the time before.",
        "Bo": "Started on 16 March 2026.",
        "Cy": "",
    }
    found = line(store, "turnover")
    assert found.beside == ("1 left in the twelve months; 2 there on average.",)
    assert found.status == "not_judged"


def test_whole_weeks_without_contacts_are_asked_about(store: Store) -> None:
    add_contacts(store, [Contact(MONDAY - 28), Contact(MONDAY)])
    assert line(store, "contacts_offered").beside == (
        "3 whole weeks of the period have no contacts at all; is an export missing?",
    )
    add_contacts(store, [Contact(MONDAY - day) for day in (21, 14)], "More")
    assert line(store, "contacts_offered").beside == (
        "1 whole week of the period has no contacts at all; is an export missing?",
    )
    add_contacts(store, [Contact(MONDAY - 7)], "Rest")
    assert line(store, "contacts_offered").beside == ()


def test_one_observation_and_all_equal_values_have_an_answer(store: Store) -> None:
    add_contacts(store, [Contact(MONDAY, talk_ms=60_000, csat=5, csat_scale=5)])
    talk, rated = line(store, "talk_time"), line(store, "csat_mean")
    assert (talk.value, talk.n, talk.low) == (60.0, 1, None)
    assert (rated.value, rated.low) == (5.0, None)
    add_contacts(store, [Contact(MONDAY, talk_ms=60_000) for _ in range(40)], "Same")
    talk = line(store, "talk_time")
    assert (talk.value, talk.low, talk.high) == (60.0, 60.0, 60.0)


def test_a_period_with_records_but_no_contacts_is_a_period_with_data(store: Store) -> None:
    from csmanager.features.voice.tables import Complaint

    with store.change("Complaint") as step:
        step.session.add(Complaint(day=MONDAY))
    with store.read() as session:
        found = review(session, parse_period("2026", TODAY))
    assert found.last_day == dt.date(2026, 3, 30)
    rate = next(one for one in found.team if one.metric == "complaint_rate")
    assert (rate.value, rate.status) == (None, "no_data")
    assert rate.reason == "There are no contacts to compute it from."


def test_times_no_shop_means_cost_nothing_and_break_nothing(store: Store) -> None:
    far = day_number(dt.date(9999, 12, 31))
    add_contacts(
        store,
        [
            Contact(MONDAY, kind=2, started=MONDAY * 86_400, first_response_ms=1 << 43),
            Contact(far, kind=2, started=far * 86_400, first_response_ms=1 << 43),
        ],
    )
    found = line(store, "first_response_business")
    assert found.n == 1
    assert found.value is not None
    assert 900 * 86_400 < found.value < 4000 * 86_400
