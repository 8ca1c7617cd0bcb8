"""Interviews on a real file: times, cards that stay hidden, clashes, kits, trials, and all of it undone."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core import history
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.interviews import (
    actions,
    atkiosk,
    calendarfile,
    choosing,
    finalists,
    kittext,
    queries,
    reminders,
    trials,
)
from csmanager.features.hiring.interviews.rules import InterviewMove, InterviewState, MarkIn, Recommendation
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.timeline import timeline
from csmanager.features.quality.tables import Evaluation
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.schedule.tables import Absence, PlannedShift
from tests.digest import content
from tests.features.hiring.interviews.people import (
    applicant,
    asker,
    card,
    marks,
    opening,
    person,
    read,
    talk,
)

EPOCH = dt.date(1970, 1, 1)


@pytest.fixture
def mia(store: Store, today: dt.date) -> int:
    return applicant(store, opening(store, today), today)


def test_a_store_begins_with_kits_questions_and_scenes(store: Store) -> None:
    assert [row.name for row in read(store, queries.kits)] == [
        "Customer service agent",
        "Senior agent or team lead",
        "Seasonal help",
    ]
    assert len(read(store, queries.questions)) == 30
    assert len(read(store, trials.role_plays)) == 4


def test_no_score_before_the_interview(store: Store, mia: int, today: dt.date) -> None:
    key = talk(store, mia, today + dt.timedelta(days=2), today)
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="can be filled in from that day on"):
        card(store, key, today)
    assert content(store, history=False) == before


def test_one_card_an_interviewer(store: Store, mia: int, today: dt.date) -> None:
    key = talk(store, mia, today, today)
    card(store, key, today)
    with pytest.raises(RuleBroken, match="Ingrid has handed in a scorecard for Mia Novák already"):
        card(store, key, today)


def test_cards_stay_hidden_until_ones_own_is_in(store: Store, mia: int, today: dt.date) -> None:
    key = talk(store, mia, today, today)
    card(store, key, today)
    first, second = asker(store, key, 0), asker(store, key, 1)
    assert read(store, queries.cards, key) == []
    assert read(store, queries.cards, key, second) == []
    assert [one.interviewer for one in read(store, queries.cards, key, first)] == ["Ingrid"]
    card(store, key, today, place=1)
    assert len(read(store, queries.cards, key)) == 2
    assert read(store, queries.interview, key).state is InterviewState.DONE


def test_dates_out_of_order_are_refused(store: Store, mia: int, today: dt.date) -> None:
    with pytest.raises(RuleBroken, match="no interview lies before it"):
        talk(store, mia, today - dt.timedelta(days=30), today)


def test_nobody_talks_with_somebody_turned_down(store: Store, mia: int, today: dt.date) -> None:
    store.do("Turn down", hiring.move, mia, Stage.REJECTED, today=today, reason="Hours")
    with pytest.raises(RuleBroken, match="Reopen the application first"):
        talk(store, mia, today, today)


def test_rounds_count_what_was_not_cancelled(store: Store, mia: int, today: dt.date) -> None:
    first = talk(store, mia, today, today)
    store.do("Cancel", actions.move, first, InterviewMove.CANCEL, today=today, reason="ill")
    second = talk(store, mia, today, today)
    third = talk(store, mia, today + dt.timedelta(days=1), today)
    assert [read(store, queries.interview, key).round for key in (second, third)] == [1, 2]


def test_clashes_are_said_with_shifts_absences_and_other_talks(
    store: Store, mia: int, today: dt.date
) -> None:
    ana, ben, eve = (person(store, name, today) for name in ("Ana", "Ben", "Eve"))
    day = (today - EPOCH).days

    def roster(session: object) -> None:
        session.add(PlannedShift(person_id=ana, day=day, start_minute=540, end_minute=1020))  # type: ignore[attr-defined]
        session.add(Absence(person_id=ben, first_day=day, last_day=day, kind=AbsenceKind.SICK))  # type: ignore[attr-defined]

    store.do("Roster", roster)
    talk(store, mia, today, today, [(ana, ""), (None, "Tom")])
    found = read(
        store,
        queries.clashes,
        [(ana, "Ana"), (ben, "Ben"), (eve, "Eve"), (None, "tom")],
        today,
        630,
        30,
        applicant_id=mia,
    )
    assert found == [
        "Ana works 09:00–17:00; 30 minutes of it would be missing at the desk.",
        "Ben is away on 31 Mar 2026 (sick).",
        "Eve is not on the roster of that day.",
        "Mia Novák has another interview from 10:00.",
        "Ana talks with Mia Novák from 10:00.",
        "Tom talks with Mia Novák from 10:00.",
    ]
    assert read(store, queries.clashes, [(eve, "Eve")], today + dt.timedelta(days=1), 630, 30) == []


def test_today_names_talks_and_cards(store: Store, mia: int, today: dt.date) -> None:
    key = talk(store, mia, today, today)
    (line,) = read(store, reminders.todo, today)
    assert (line.text, line.record) == ("Interview with Mia Novák at 10:00", f"interviews:{key}")
    card(store, key, today)
    later = today + dt.timedelta(days=2)
    (line,) = read(store, reminders.todo, later)
    assert line.text == "Scorecard on Mia Novák is missing: Tom"
    assert "no offer can be made without it" in line.detail
    card(store, key, later, place=1)
    assert read(store, reminders.todo, later) == []
    forgotten = talk(store, mia, today, today)
    (line,) = read(store, reminders.todo, later)
    assert line.text == "Did the interview with Mia Novák take place?"
    assert line.record == f"interviews:{forgotten}"


def test_the_kiosk_offers_ones_own_card_only(store: Store, mia: int, today: dt.date) -> None:
    ana, ben = person(store, "Ana", today), person(store, "Ben", today)
    key = talk(store, mia, today, today, [(ana, "")])
    assert [task.title for task in read(store, atkiosk.tasks, ana, today)] == ["Interview with Mia Novák"]
    assert read(store, atkiosk.tasks, ben, today) == []
    card(store, key, today)
    assert read(store, atkiosk.tasks, ana, today) == []


def test_a_changed_kit_is_a_new_version_and_talks_keep_theirs(store: Store, mia: int, today: dt.date) -> None:
    key = talk(store, mia, today, today)
    kit = read(store, queries.kits)[0]
    store.do(
        "Edit",
        actions.save_kit,
        kit.id,
        kit.body.replace("Goal: Find", "Goal: First find"),
        today=today,
        note="goal",
    )
    newest = read(store, queries.kits)[0]
    assert (newest.version, newest.used) == (2, 1)
    assert read(store, queries.kit_of, key).goal.startswith("Find")
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        store.do("Edit", actions.save_kit, newest.id, newest.body, today=today)
    with pytest.raises(RuleBroken, match="called Seasonal help already"):
        store.do("Add", actions.add_kit, kittext.shipped_kits()[2], today=today)


def test_the_calendar_file_says_when_in_utc_and_takes_back_what_is_cancelled(
    store: Store, mia: int, today: dt.date
) -> None:
    import zoneinfo

    from icalendar import Calendar

    key = talk(store, mia, today, today)
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    now = dt.datetime(2026, 3, 31, 9, tzinfo=dt.UTC)
    row = read(store, queries.interview, key)
    event = Calendar.from_ical(calendarfile.calendar_text(row, shop="S", zone=zone, now=now)).walk("VEVENT")[
        0
    ]
    assert event.decoded("dtstart") == dt.datetime(2026, 3, 31, 8, tzinfo=dt.UTC)
    assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(minutes=60)
    store.do("Cancel", actions.move, key, InterviewMove.CANCEL, today=today, reason="ill")
    gone = read(store, queries.interview, key)
    after = Calendar.from_ical(calendarfile.calendar_text(gone, shop="S", zone=zone, now=now))
    assert str(after["method"]) == "CANCEL"
    assert after.walk("VEVENT")[0]["uid"] == event["uid"]


def test_the_kit_follows_the_opening_and_what_others_were_asked_with(store: Store, today: dt.date) -> None:
    for title, wanted in (
        ("Seasonal help, phones", "Seasonal help"),
        ("Team lead, mail", "Senior agent or team lead"),
        ("Weekend agent", "Customer service agent"),
    ):
        place = opening(store, today, title)
        mia, jon = applicant(store, place, today), applicant(store, place, today, "Jon Ek")
        found = read(store, choosing.for_applicant, mia)
        assert (found.name, found.why) == (wanted, "no interview is planned yet"), title
        assert "**Applicant:** Mia Novák" in found.text
        talk(store, jon, today + dt.timedelta(days=1), today, kit="Senior agent or team lead")
        assert read(store, choosing.for_applicant, mia).name == "Senior agent or team lead"
        (kit,) = (row for row in read(store, queries.kits) if row.id == read(store, choosing.kit_for, mia))
        assert kit.name == "Senior agent or team lead"
        talk(store, mia, today + dt.timedelta(days=2), today, kit="Seasonal help", start=700)
        assert read(store, choosing.for_applicant, mia).why == "planned for 2 Apr 2026"


def lines_of(data: bytes) -> list[tuple[str, str]]:
    """A reader of its own: names and values of an iCalendar file, its folds undone (RFC 5545, 3.1)."""
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    text = data.replace(b"\r\n ", b"").decode("utf-8")
    return [(line.partition(":")[0], line.partition(":")[2]) for line in text.split("\r\n") if line]


@pytest.mark.parametrize(
    ("on", "start", "begins", "ends"),
    [
        (
            dt.date(2026, 10, 24),
            600,
            "20261024T080000Z",
            "20261024T090000Z",
        ),  # the day before the clock goes back
        (dt.date(2026, 10, 26), 600, "20261026T090000Z", "20261026T100000Z"),
        (
            dt.date(2026, 10, 25),
            150,
            "20261025T003000Z",
            "20261025T013000Z",
        ),  # 02:30 comes twice; the first counts
        (dt.date(2027, 3, 28), 90, "20270328T003000Z", "20270328T013000Z"),  # over the hour that is left out
    ],
)
def test_the_calendar_file_is_read_by_a_second_reader_around_the_change_of_the_clock(
    store: Store, today: dt.date, on: dt.date, start: int, begins: str, ends: str
) -> None:
    import zoneinfo

    name = "王芳 of a very long name, with a comma; and more " + "x" * 60
    mia = applicant(store, opening(store, today), today, name)
    key = talk(store, mia, on, today, start=start)
    row = read(store, queries.interview, key)
    now = dt.datetime(2026, 3, 31, 9, tzinfo=dt.UTC)
    data = calendarfile.calendar_text(row, shop="S", zone=zoneinfo.ZoneInfo("Europe/Berlin"), now=now)
    found = dict(lines_of(data))
    assert (found["DTSTART"], found["DTEND"]) == (begins, ends)
    assert found["SUMMARY"].replace("\\,", ",").replace("\\;", ";").startswith(f"Interview: {name}")
    order = [name for name, value in lines_of(data) if name in ("BEGIN", "END")]
    assert order == ["BEGIN", "BEGIN", "END", "END"]
    assert {"UID", "DTSTAMP", "SEQUENCE", "STATUS"} <= set(found)


def test_a_talk_stands_in_the_story_of_who_led_it_without_what_was_said(
    store: Store, mia: int, today: dt.date
) -> None:
    ingrid = person(store, "Ingrid Ås", today)
    key = talk(store, mia, today, today, who=[(ingrid, ""), (None, "Tom")])
    assert read(store, timeline, ingrid, today, today) == []  # not before it took place
    card(store, key, today, place=1)
    (moment,) = read(store, timeline, ingrid, today, today)
    assert (moment.text, moment.detail) == ("Interviewed Mia Novák for Weekend agent", "Scorecard is missing")
    card(store, key, today, place=0)
    (moment,) = read(store, timeline, ingrid, today, today)
    assert moment.detail == "Scorecard is in"
    assert moment.record == f"interviews:interview/{key}"


def test_nothing_of_a_card_is_seen_anywhere_while_another_one_is_missing(
    store: Store, mia: int, today: dt.date
) -> None:
    ingrid = person(store, "Ingrid Ås", today)
    key = talk(store, mia, today, today, who=[(ingrid, ""), (None, "Tom")])
    first, second = asker(store, key, 0), asker(store, key, 1)
    kit = read(store, queries.kit_of, key)
    said = [
        MarkIn(at, 4, "SECRET words of evidence", notes="SECRET note") for at in range(len(kit.questions))
    ]
    store.do(
        "Hand in", actions.submit_card, first, said, Recommendation.STRONG_YES, today=today,
        because="SECRET because of this",
    )  # fmt: skip

    def everything() -> str:
        with store.read() as session:
            (row,) = finalists.finalists(session)
            found = [
                queries.interviews(session), queries.cards(session, key), queries.cards(session, key, second),
                queries.steps(session, key), queries.notes_for_next(session, key), row,
                finalists.memo([row], mia, shop="S", today=today, why="w"), finalists.before_offer(session, mia),
                queries.find(session, "SECRET", 9), timeline(session, ingrid, today, today),
                timeline(session, mia, today, today), reminders.todo(session, today),
                atkiosk.tasks(session, ingrid, today), history.steps(session),
            ]  # fmt: skip
        return str(found)

    shown = everything()
    assert "SECRET" not in shown
    assert "STRONG_YES" not in shown and "definitely yes" not in shown.casefold()
    (row,) = read(store, finalists.finalists)
    assert row.combined.total is None and row.combined.low is None and row.combined.recommendations == ()
    assert all(part.value is None and part.n == 0 for part in row.combined.skills)
    assert row.combined.why_not == "1 scorecard is missing"
    assert "SECRET" in str(read(store, queries.cards, key, first))  # one's own is in: it may be seen
    card(store, key, today, place=1)
    assert "SECRET" in everything()


# finalists


def test_finalists_stand_side_by_side_and_gaps_are_listed_before_an_offer(
    store: Store, today: dt.date
) -> None:
    place = opening(store, today)
    mia, jon = (applicant(store, place, today, name) for name in ("Mia Novák", "Jon Ek"))
    for key in (mia, jon):
        talk_id = talk(store, key, today, today)
        card(store, talk_id, today)
        all_marks = marks(store, talk_id, 2)
        if key == jon:
            all_marks[0] = MarkIn(0, None, asked=False)
        store.do(
            "Hand in",
            actions.submit_card,
            asker(store, talk_id, 1),
            all_marks,
            Recommendation.NO,
            today=today,
        )
    rows = {row.name: row for row in read(store, finalists.finalists, place)}
    assert rows["Mia Novák"].combined.total == pytest.approx(50)
    assert rows["Mia Novák"].combined.spread == pytest.approx(100 / 3)
    assert rows["Jon Ek"].gaps == ()  # the other interviewer put it
    assert "One says yes, one says no" in read(store, finalists.before_offer, mia)[0]
    memo = finalists.memo(
        list(rows.values()), mia, shop="Shop", today=today, why="Calmer", offer="15.20 an hour", hide=True
    )
    assert "Mia Novák" in memo
    assert "Jon" not in memo
    assert "15.20" in memo


def test_a_core_question_nobody_put_to_one_of_them_is_a_gap(store: Store, today: dt.date) -> None:
    place = opening(store, today)
    mia, jon = (applicant(store, place, today, name) for name in ("Mia Novák", "Jon Ek"))
    for key in (mia, jon):
        talk_id = talk(store, key, today, today, [(None, "Ingrid")])
        all_marks = marks(store, talk_id)
        if key == jon:
            all_marks[0] = MarkIn(0, None, asked=False)
        store.do(
            "Hand in", actions.submit_card, asker(store, talk_id), all_marks, Recommendation.YES, today=today
        )
    rows = {row.name: row for row in read(store, finalists.finalists, place)}
    assert rows["Jon Ek"].gaps == ("An angry customer",)
    assert rows["Jon Ek"].combined.total is None  # one interviewer only
    assert "was not asked what others were: An angry customer" in read(store, finalists.before_offer, jon)[0]


# trials


def test_a_trial_becomes_the_first_graded_contact_and_undo_takes_it_back(
    store: Store, mia: int, today: dt.date
) -> None:
    scene = read(store, trials.role_plays)[0]
    shares = [1.0] * len(read(store, trials.shipped_items, scene.scorecard))
    shares[-1] = 0.5
    before = content(store, history=False)
    store.do(
        "Score", trials.add_trial, mia, scorecard=scene.scorecard, shares=shares, held_on=today, today=today,
        role_play_id=scene.id,
    )  # fmt: skip
    (row,) = read(store, trials.trials)
    assert row.title == "Late parcel"
    assert 0.5 < row.share < 1
    ana = person(store, "Ana", today)
    store.do("Hire", trials.become_baseline, mia, ana)
    with store.read() as session:
        grade = session.query(Evaluation).one()
        assert (grade.person_id, grade.share) == (ana, row.share)
    assert read(store, trials.trials)[0].is_baseline
    for _ in range(3):
        store.undo()
    assert content(store, history=False) == before


def test_trials_lie_neither_ahead_nor_before_the_application(store: Store, mia: int, today: dt.date) -> None:
    for day, words in (
        (today + dt.timedelta(days=1), "not taken place"),
        (today - dt.timedelta(days=60), "lies before"),
    ):
        with pytest.raises(RuleBroken, match=words):
            store.do(
                "Score", trials.add_trial, mia, scorecard="Call", shares=[1.0] * 8, held_on=day, today=today
            )


def test_no_offer_while_a_card_is_missing(store: Store, today: dt.date) -> None:
    mia = applicant(store, opening(store, today), today, stage=Stage.DECISION)
    key = talk(store, mia, today, today)
    card(store, key, today)
    with pytest.raises(RuleBroken, match="The scorecard of Tom on Mia Novák is missing"):
        store.do("Move", hiring.move, mia, Stage.OFFER, today=today)
    card(store, key, today, place=1)
    store.do("Move", hiring.move, mia, Stage.OFFER, today=today)


def test_hiring_makes_the_trial_a_graded_contact_in_the_same_step(store: Store, today: dt.date) -> None:
    mia = applicant(store, opening(store, today), today, stage=Stage.OFFER)
    n = len(read(store, trials.shipped_items, "Call"))
    store.do("Score", trials.add_trial, mia, scorecard="Call", shares=[1.0] * n, held_on=today, today=today)
    before = content(store, history=False)
    key = store.do("Hire", hiring.hire, mia, today=today)
    with store.read() as session:
        assert session.query(Evaluation).one().person_id == key
    store.undo()
    assert content(store, history=False) == before
