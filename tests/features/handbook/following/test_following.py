"""Adherence, spot checks, exceptions, wishes and effects: rules, rows and the page."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.finding import actions as finding
from csmanager.features.handbook.following import actions, adherence, effect, queries, reminders, rules
from csmanager.features.handbook.following.followingpage import FollowingPage
from csmanager.features.handbook.following.rules import CheckResult, RequestSource, RequestState
from csmanager.features.handbook.following.tables import SpotDraw
from csmanager.features.handbook.knowing.rules import How
from csmanager.features.handbook.knowing.tables import Acknowledgement
from csmanager.features.handbook.tables import PolicyVersion
from csmanager.features.quality.cardactions import add_grade, add_starter_scorecards
from csmanager.features.quality.cards import read_card, starter_cards
from csmanager.features.quality.tables import ScorecardItem
from csmanager.features.reviews.rules import Better
from csmanager.features.team.actions import add_person
from csmanager.features.voice.tables import Complaint
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.digest import content
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
BODY = (
    "# Greeting\n\nWhy.\n\n## Opening a contact\n\nSay the name.\n\n## How to check\n\nTwo points.\n\n"
    "## Where the law differs\n\nIt does.\n"
)


@pytest.fixture
def people(store: Store) -> list[int]:
    return [
        store.do("Add", add_person, name=name, today=TODAY, started_on=dt.date(2025, 1, 1))
        for name in ("Ana", "Ben")
    ]


@pytest.fixture
def policy(store: Store) -> int:
    key = store.do("Add", handbook.add_policy, title="Greeting", code="P-01", today=TODAY, body=BODY)
    store.do("Publish", handbook.publish, key, today=TODAY)
    return key


@pytest.fixture
def card(store: Store) -> dict[str, int]:
    """The items of the call card that name a clause of the policy: clause -> item."""
    first = store.do("Cards", add_starter_scorecards)[0]
    with store.read() as session:
        rows = session.query(ScorecardItem).filter_by(scorecard_id=first)
        return {"card": first} | {row.clause: row.id for row in rows if row.policy_code == "P-01"}


def grade(store: Store, card: dict[str, int], person: int, share: float | None, day: dt.date = TODAY) -> int:
    marks = {card["How to check"]: share, card["Closing a contact"]: 1.0}
    return store.do("Grade", add_grade, card["card"], marks, day=day, person_id=person, reference="C-1")


# rules


def test_a_drawing_can_be_drawn_again_from_its_seed() -> None:
    pool = [("P-01", clause, person) for clause in ("a", "b", "c") for person in (1, 2, 3)]
    first, digest, size = rules.draw(pool, 4, 7)
    again, same, _ = rules.draw(list(reversed(pool)), 4, 7)
    assert (first, digest, size) == (again, same, 9)
    assert len(set(first)) == 4
    lots = sorted(pool, key=lambda one: hashlib.sha256("\t".join(map(str, (7, *one))).encode()).digest())
    assert first == lots[:4]
    assert rules.draw(pool, 4, 8)[0] != first
    with pytest.raises(RuleBroken, match="nothing is left"):
        rules.draw([], 1, 1)


def test_every_pair_is_about_as_likely() -> None:
    pool = [("P", "a", person) for person in range(10)]
    counts = [0] * 10
    for seed in range(2000):
        for _, _, person in rules.draw(pool, 3, seed)[0]:
            counts[person] += 1
    assert all(520 <= count <= 680 for count in counts), counts  # 600 each, 4 standard deviations


@pytest.mark.parametrize(
    ("old", "new", "answer", "sentence"),
    [
        (RequestState.NEW, RequestState.REJECTED, "", "why it is turned down"),
        (RequestState.ACCEPTED, RequestState.DONE, " ", "what was changed"),
        (RequestState.DONE, RequestState.REJECTED, "x", "cannot become"),
    ],
)
def test_a_wish_moves_only_as_the_table_says(
    old: RequestState, new: RequestState, answer: str, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        rules.check_state(old, new, answer)


def months(values: list[float | None], n: int = 100) -> list[tuple[str, str, float | None, int]]:
    return [(f"{2025 + at // 12}-{at % 12 + 1:02}", f"m{at}", value, n) for at, value in enumerate(values)]


def test_limits_of_the_months_before_judge_those_since() -> None:
    usual: list[float | None] = [82, 85, 79, 84, 81, 83, 86, 80]
    found = effect.split(months([*usual, 82, 78, 84, 71, 83]), dt.date(2025, 9, 12), Better.HIGHER)
    assert found.mean == pytest.approx(82.5)
    assert found.low == pytest.approx(71.86)
    assert found.high == pytest.approx(93.14)
    assert [point.label for point in found.points if point.is_signal] == ["m11"]  # 71 alone
    assert [point.label for point in found.points if point.is_turn] == ["m8"]
    assert (found.before, found.after, found.is_judged) == (8, 4, True)
    assert found.says.startswith("1 of 4 months since lies outside")
    assert "which is worse" in found.says


def test_nine_months_on_one_side_are_a_sign_and_eight_are_told() -> None:
    usual: list[float | None] = [82, 85, 79, 84, 81, 83, 86, 80]
    found = effect.split(months([*usual, *[84.0] * 8]), dt.date(2025, 9, 1), Better.HIGHER)
    assert not any(point.is_signal for point in found.points)
    assert found.says == (
        "All 8 months since lie within what was usual before, but all of them above its average."
        " 9 in a row would be a sign; 8 are none yet."
    )
    found = effect.split(months([*usual, *[84.0] * 9]), dt.date(2025, 9, 1), Better.LOWER)
    assert [point.label for point in found.points if point.is_signal] == ["m16"]
    assert found.says.startswith("9 months or more in a row lie on one side of the average before")
    assert "above it, which is worse" in found.says
    gap = effect.split(months([*usual, *[84.0] * 5, None, *[84.0] * 5]), dt.date(2025, 9, 1), Better.HIGHER)
    assert not any(point.is_signal for point in gap.points)


def test_an_effect_is_not_judged_on_too_few_months() -> None:
    found = effect.split(months([1, 2, 3, 4, 5]), dt.date(2025, 4, 1), Better.LOWER)
    assert not found.is_judged
    assert found.says == "Not judged: it rests on 3 whole months before and 2 since, and needs 8 and 2."
    assert effect.split([], TODAY, Better.LOWER).says.startswith("Not judged")


# actions and queries


def test_shipped_scorecards_weigh_a_hundred_and_come_once(store: Store) -> None:
    cards = starter_cards()
    assert [card.name for card in cards] == ["Call", "Chat and e-mail", "Counter"]
    for one in cards:
        assert sum(item.weight for item in one.items) == 100
        assert len(one.items) <= 8
        assert all(item.policy_code and item.clause for item in one.items)
        assert any(item.critical for item in one.items)
    before = content(store, history=False)
    assert len(store.do("Add", add_starter_scorecards)) == 3
    assert store.do("Again", add_starter_scorecards) == []
    store.undo()
    assert content(store, history=False) == before
    with pytest.raises(RuleBroken, match="Line 2"):
        read_card("# A\n- one | x | 3\n")


def test_a_missed_critical_item_makes_the_grade_nothing(store: Store, card: dict[str, int]) -> None:
    grade(store, card, None, 0.0)  # type: ignore[arg-type]
    grade(store, card, None, 1.0)  # type: ignore[arg-type]
    with store.read() as session:
        from csmanager.features.quality.tables import Evaluation

        assert [(row.share, row.critical_missed) for row in session.query(Evaluation)] == [(0.0, 1), (1.0, 0)]


def test_adherence_joins_grades_and_drawn_checks_and_judges_from_ten(
    store: Store, policy: int, people: list[int], card: dict[str, int]
) -> None:
    for number in range(8):
        grade(store, card, people[number % 2], 1.0 if number else 0.0)
    grade(store, card, people[0], None)  # did not apply
    with store.read() as session:
        row = next(
            row
            for row in adherence.adherence(session, dt.date(2026, 1, 1), TODAY)
            if row.clause == "how-to-check"
        )
    assert (row.n, row.met, row.grades, row.checks, row.is_judged, row.policy_id) == (
        8,
        7,
        8,
        0,
        False,
        policy,
    )
    drawn = store.do("Draw", actions.draw_checks, 4, today=TODAY, seed=1)
    with store.read() as session:
        mine = [check.id for check in queries.checks(session) if check.clause == "how-to-check"]
    assert len(drawn) == 4  # two clauses, two people
    for check in mine:
        store.do("Enter", actions.record_check, check, CheckResult.PASS, today=TODAY)
    with store.read() as session:
        rows = adherence.adherence(session, dt.date(2026, 1, 1), TODAY)
        row = next(row for row in rows if row.clause == "how-to-check")
        behind = [
            one for one in adherence.evidence(session, dt.date(2026, 1, 1), TODAY) if one.clause == row.clause
        ]
    assert (row.n, row.met, row.checks, row.is_judged) == (10, 9, 2, True)
    assert (round(row.low or 0, 3), round(row.high or 0, 3)) == (0.596, 0.982)  # Wilson, 9 of 10
    assert len(behind) == row.n
    assert sum(one.is_met for one in behind) == row.met


def test_a_check_of_ones_own_choice_is_shown_but_counts_for_no_share(
    store: Store, policy: int, people: list[int]
) -> None:
    check = store.do("Add", actions.add_check, "P-01", "How to check", people[0], today=TODAY)
    store.do("Enter", actions.record_check, check, CheckResult.FAIL, today=TODAY, evidence="Read it out")
    with store.read() as session:
        assert adherence.adherence(session, TODAY, TODAY) == []
        (one,) = adherence.evidence(session, TODAY, TODAY)
    assert (one.counts, one.source) == (False, "Own check, not counted")


def test_nobody_is_drawn_twice_for_a_clause_in_a_quarter(
    store: Store, policy: int, people: list[int]
) -> None:
    for _ in range(2):
        store.do("Draw", actions.draw_checks, 2, today=TODAY, seed=5)
    with store.read() as session:
        rows = queries.checks(session)
        assert len({(row.code, row.clause, row.person_id) for row in rows}) == len(rows) == 4
        assert {row.clause for row in rows} == {"opening-a-contact", "how-to-check"}  # none on the law
        assert [row.pool for row in session.query(SpotDraw).order_by(SpotDraw.id)] == [4, 2]
    with pytest.raises(RuleBroken, match="nothing is left to draw"):
        store.do("Draw", actions.draw_checks, 1, today=TODAY, seed=6)
    assert len(store.do("Draw", actions.draw_checks, 9, today=TODAY + dt.timedelta(days=1), seed=6)) == 4


def test_what_was_not_followed_needs_evidence(store: Store, policy: int, people: list[int]) -> None:
    (check,) = store.do("Draw", actions.draw_checks, 1, today=TODAY, seed=5)
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="what was seen"):
        store.do("Enter", actions.record_check, check, CheckResult.FAIL, today=TODAY)
    store.do("Enter", actions.record_check, check, CheckResult.FAIL, today=TODAY, evidence="Skipped it")
    store.undo()
    assert content(store, history=False) == before


def test_signed_and_missed_since_stand_side_by_side(
    store: Store, policy: int, people: list[int], card: dict[str, int]
) -> None:
    grade(store, card, people[0], 0.0, dt.date(2026, 3, 1))  # before the signature
    grade(store, card, people[0], 0.0, dt.date(2026, 3, 20))
    grade(store, card, people[0], 1.0, dt.date(2026, 3, 21))
    grade(store, card, people[1], 0.0, dt.date(2026, 3, 20))  # never signed

    def sign(session) -> None:  # type: ignore[no-untyped-def]
        version = session.query(PolicyVersion).filter_by(policy_id=policy).one()
        at = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)
        session.add(
            Acknowledgement(
                person_id=people[0],
                version_id=version.id,
                policy_id=policy,
                text_sha256="x",
                signed_at=at,
                entered_at=at,
                how=How.KIOSK,
                typed_name="Ana",
                seal="x",
            )
        )

    store.do("Sign", sign)
    with store.read() as session:
        (row,) = adherence.failing(session, TODAY)
    assert (row.person, row.heading, row.n, row.missed, row.last_on) == (
        "Ana", "How to check", 2, 1, dt.date(2026, 3, 20),
    )  # fmt: skip


def test_an_exception_needs_an_approver_and_an_end_and_today_reminds(store: Store, policy: int) -> None:
    def add(**other: object) -> int:
        values: dict[str, object] = {
            "subject": "Hotel",
            "reason": "Monthly",
            "approver": "Sam",
            "from_on": TODAY,
            "expires_on": TODAY + dt.timedelta(days=10),
        }
        return store.do("Add", actions.add_exception, "p-01", "how to check", **(values | other))

    for wrong, sentence in (
        ({"approver": " "}, "who agreed"),
        ({"expires_on": TODAY - dt.timedelta(days=1)}, "before it begins"),
        ({"expires_on": TODAY + dt.timedelta(days=500)}, "a year at most"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            add(**wrong)
    made = add()
    with store.read() as session:
        (row,) = queries.exceptions(session)
        assert (row.code, row.heading) == ("P-01", "How to check")
        (item,) = reminders.todo(session, TODAY)
        assert (item.mark, item.record) == ("soon", f"following:exceptions:{made}")
        (item,) = reminders.todo(session, TODAY + dt.timedelta(days=11))
        assert item.mark == "late"
    store.do("End", actions.end_exception, made, today=TODAY)
    with store.read() as session:
        assert reminders.todo(session, TODAY + dt.timedelta(days=11)) == []


def test_a_complaint_opens_one_wish_on_a_clause(store: Store, policy: int) -> None:
    def complain(session) -> int:  # type: ignore[no-untyped-def]
        row = Complaint(day=20543, text="Nobody asked who I am", cause="identity")
        session.add(row)
        session.flush()
        return int(row.id)

    key = store.do("Complain", complain)
    made = store.do(
        "Wish", actions.request_from_complaint, key, policy_code="P-01", clause="How to check", today=TODAY
    )
    with pytest.raises(RuleBroken, match="open for this already"):
        store.do("Wish", actions.request_from_complaint, key, policy_code="P-01", clause="", today=TODAY)
    with store.read() as session:
        (row,) = queries.requests(session)
        assert (row.problem, row.source, row.heading) == (
            "Nobody asked who I am", RequestSource.COMPLAINT, "How to check",
        )  # fmt: skip
        assert queries.complaints(session)[0].has_request
    store.do("Done", actions.decide_request, made, RequestState.DONE, today=TODAY, answer="Version 2")
    with pytest.raises(RuleBroken, match="no clause"):
        store.do("Wish", actions.open_request, problem="x", policy_code="P-01", clause="Nowhere", today=TODAY)


# page


@pytest.fixture
def page(
    desk: Desk, store: Store, policy: int, people: list[int], card: dict[str, int], qtbot: QtBot
) -> Iterator[FollowingPage]:
    for number in range(12):
        grade(store, card, people[number % 2], 1.0 if number > 8 else 0.0)
    made = FollowingPage(desk)
    qtbot.addWidget(made)
    made.resize(1050, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    settle(qtbot, desk)


def form(page: FollowingPage) -> FormDialog:
    assert page.commands.dialog is not None
    return page.commands.dialog


def test_the_rows_behind_a_share_add_up_to_it(page: FollowingPage) -> None:
    table = page.sections["clauses"].table
    table.select("P-01/how-to-check")
    row = table.current_row()
    assert row is not None
    shown = page.clauses.evidence.rows()
    assert (len(shown), sum(one.is_met for one in shown)) == (row.n, row.met) == (12, 3)
    assert "Followed in 3 of 12" in page.clauses.behind.text()


def test_spot_checks_are_drawn_and_entered_in_forms(page: FollowingPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_record("checks")
    page.commands.actions["draw"].trigger()
    form(page).inputs["wanted"].set_value(2)
    form(page).submit()
    table = page.sections["checks"].table
    assert len(table.rows()) == 2
    assert table.select_first()
    table.activated.emit(table.current_row())
    dialog = form(page)
    dialog.inputs["result"].set_value(CheckResult.FAIL)
    dialog.submit()
    assert "what was seen" in dialog.problem.text()
    dialog.inputs["evidence"].set_value("Read the postcode out")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [row.result for row in table.rows()].count(CheckResult.FAIL) == 1
    assert desk.store.undo_label() == "Enter the spot check of " + table.rows()[-1].person


def test_a_search_in_vain_becomes_a_policy(page: FollowingPage, desk: Desk) -> None:
    desk.store.note("Search", finding.note_gap, "student discount", today=TODAY)
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    page.show_record("gaps")
    page.primary.trigger()
    assert form(page).inputs["title"].value() == "Student discount"
    form(page).submit()
    assert went
    assert went[0][1].startswith("policies:")
    assert page.sections["gaps"].table.rows()[0].policy_id is not None


def test_an_exception_is_agreed_and_ended(page: FollowingPage) -> None:
    page.show_record("exceptions")
    page.primary.trigger()
    dialog = form(page)
    for key, value in (("subject", "Hotel"), ("reason", "Monthly"), ("approver", "Sam")):
        dialog.inputs[key].set_value(value)
    dialog.submit()
    (row,) = page.sections["exceptions"].table.rows()
    assert row.subject == "Hotel"
    page.sections["exceptions"].table.select(row.id)
    page.commands.actions["end"].trigger()
    assert page.sections["exceptions"].table.rows()[0].ended_on == TODAY


def test_a_question_of_the_team_becomes_a_wish_that_is_decided(page: FollowingPage, desk: Desk) -> None:
    page.sections["clauses"].table.select("P-01/how-to-check")
    page.commands.actions["wish"].trigger()
    dialog = form(page)
    assert dialog.inputs["clause"].value() == "P-01\thow-to-check"
    dialog.inputs["problem"].set_value("Is a passport one point or two?")
    dialog.submit()
    page.show_record("requests")
    table = page.sections["requests"].table
    (row,) = table.rows()
    assert (row.source, row.heading, row.state) == (RequestSource.QUESTION, "How to check", RequestState.NEW)
    table.select(row.id)
    table.activated.emit(row)
    dialog = form(page)
    dialog.inputs["state"].set_value(RequestState.REJECTED)
    dialog.submit()
    assert "why it is turned down" in dialog.problem.text()
    dialog.inputs["answer"].set_value("One; it says so")
    dialog.submit()
    assert table.rows()[0].state is RequestState.REJECTED


def test_a_contradiction_is_shown_with_both_clauses_and_dismissed(
    page: FollowingPage, desk: Desk, store: Store, qtbot: QtBot
) -> None:
    for title, days in (("Refunds", 30), ("Web shop", 14)):
        body = f"# {title}\n\nX.\n\n## Refund time\n\nA refund is paid within {days} days.\n"
        key = store.do("Add", handbook.add_policy, title=title, today=TODAY, body=body)
        store.do("Publish", handbook.publish, key, today=TODAY)
    page.show_record("conflicts")
    table = page.sections["conflicts"].table
    qtbot.waitUntil(lambda: len(table.rows()) == 1)
    (row,) = table.rows()
    assert (row.first_says, row.second_says) == (
        "A refund is paid within 30 days.",
        "A refund is paid within 14 days.",
    )
    assert page.conflicts.sides[0].isVisible()
    said = {side.says.text() for side in page.conflicts.sides}
    assert said == {table.rows()[0].first_says, table.rows()[0].second_says}
    page.primary.trigger()
    form(page).inputs["reason"].set_value("The web shop has a law of its own")
    form(page).submit()
    qtbot.waitUntil(lambda: table.rows()[0].reason == "The web shop has a law of its own")


def test_every_section_can_be_shown_printed_and_searched(page: FollowingPage) -> None:
    for key in [*page.sections, "effect"]:
        page.show_record(key)
        assert page.switch.value() == key
        document = page.print_document()
        assert (document is None) == (key == "effect")
        page.search.setText("nothing like this")
        page.search.searched.emit("nothing like this")
