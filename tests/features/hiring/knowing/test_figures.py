"""Figures of hiring: worked out by hand, with n, definition and rows; too few is not judged; the page and workbook."""

from __future__ import annotations

import datetime as dt
from math import comb
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.knowing import actions, pictures, queries, rules
from csmanager.features.hiring.knowing.figurespage import FiguresPage
from csmanager.features.hiring.knowing.outcome import outcome
from csmanager.features.hiring.knowing.rules import Path as Way
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.quality import cardactions
from csmanager.features.quality.tables import ScorecardItem
from csmanager.features.reviews.charts.chartwidget import ChartView
from csmanager.features.reviews.charts.model import OpensRow
from csmanager.features.team.tables import Person
from csmanager.science.ranks import ranks, spearman
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.hiring.interviews.people import applicant, card, opening, read, talk
from tests.waiting import settle

DAY = dt.date(2026, 3, 1)


def way(key: int, *moves: tuple[str, int, str] | tuple[str, int], source: str = "Web") -> Way:
    """An application by (stage, day, reason)."""
    steps, old = [], None
    for to, day, *why in moves:
        steps.append((old, to, DAY + dt.timedelta(days=day), str(why[0]) if why else ""))
        old = to
    return Way(key, f"P{key}", source, DAY, tuple(steps))


WAYS = [
    way(1, ("applied", 0), ("screen", 4), ("interview", 10), ("offer", 12), ("hired", 20), source="Friends"),
    way(2, ("applied", 0), ("screen", 2), ("rejected", 6, "Hours")),
    way(3, ("applied", 0), ("withdrawn", 8, "Pay")),
    way(4, ("applied", 0), ("screen", 3)),
    way(5, ("applied", 0), ("rejected", 1, "Hours"), source=""),
]


def test_a_stage_counts_who_left_it_and_names_who_is_still_there() -> None:
    applied, screen, *_ = rules.stages(WAYS, DAY + dt.timedelta(days=30))
    assert (len(applied.entered), applied.passed, applied.rejected, applied.withdrawn) == (
        5,
        (1, 2, 4),
        (5,),
        (3,),
    )
    assert applied.share == pytest.approx(3 / 5)
    assert sorted(applied.days) == [1, 2, 3, 4, 8]
    assert (screen.waiting, screen.open_days, screen.share) == ((4,), (27,), 0.5)


def test_who_came_back_counts_once() -> None:
    path = way(9, ("applied", 0), ("screen", 1), ("applied", 2), ("screen", 5), ("interview", 9))
    applied, screen, interview = rules.stages([path], DAY + dt.timedelta(days=9))
    assert (applied.days, screen.days, interview.open_days) == ((3,), (4,), (0,))
    assert applied.passed == screen.passed == (9,)


@given(
    st.lists(
        st.lists(st.sampled_from(["screen", "interview", "decision", "rejected", "withdrawn"]), max_size=6),
        max_size=12,
    )
)
def test_nobody_is_counted_twice_or_lost_in_a_stage(walks: list[list[str]]) -> None:
    found = [
        way(at, ("applied", 0), *((stage, day) for day, stage in enumerate(walk, 1)))
        for at, walk in enumerate(walks)
    ]
    for row in rules.stages(found, DAY + dt.timedelta(days=99)):
        parts = [*row.passed, *row.rejected, *row.withdrawn, *row.waiting]
        assert sorted(parts) == sorted(row.entered)
        assert len(set(parts)) == len(parts)
        assert row.share is None or 0 <= row.share <= 1


def test_sources_and_reasons() -> None:
    friends, web, unknown = rules.sources(WAYS, {"Friends": 5000})
    assert (friends.source, len(friends.applied), friends.hired, friends.per_hire) == (
        "Friends",
        1,
        (1,),
        5000,
    )
    assert (web.source, web.per_hire, unknown.source) == ("Web", None, "Not noted")
    (paid,) = [row for row in rules.sources([], {"Agency": 900}) if row.source == "Agency"]
    assert (paid.applied, paid.per_hire, paid.cents) == ((), None, 900)
    first = rules.reasons(WAYS)
    assert [(row.reason, row.stage, row.side) for row in first] == [
        ("Hours", "applied", "us"), ("Hours", "screen", "us"), ("Pay", "applied", "them")
    ]  # fmt: skip
    assert first[-1].running == pytest.approx(1)


def test_too_few_is_said_and_never_judged() -> None:
    assert rules.too_few(29, 10) == "too few to say: 29 of at least 30 applicants"
    assert rules.too_few(30, 4) == "too few to say: 4 of at least 5 who went on"
    assert rules.too_few(30, 5) == ""
    words = rules.chances_text(0.5, True, 0.4, False, False)
    assert "chance alone can do that" in words
    assert "turn it round" in rules.chances_text(0.75, True, 0.01, True, False)
    assert "above four fifths" in rules.chances_text(0.8, False, 0.01, False, False)


# ranks


def test_ranks_share_ties() -> None:
    assert ranks([10, 30, 20, 30]) == [1, 3.5, 2, 3.5]


def test_rank_correlation_of_a_published_table() -> None:
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    found = spearman(list(zip(iq, hours, strict=True)))
    assert found.rho == pytest.approx(-29 / 165)
    assert found.low is not None
    assert found.high is not None
    assert found.low < -29 / 165 < found.high
    assert not found.is_enough


def test_where_nothing_varies_nothing_is_said() -> None:
    assert spearman([(1, 2), (1, 3), (1, 4), (1, 5)]).rho is None
    assert spearman([(1, 2)]).rho is None
    assert spearman([(at, at) for at in range(5)]).rho == 1


# on a file


def shop(store: Store, today: dt.date) -> int:
    """One hired with interviews, one turned down, one waiting."""
    place = opening(store, today - dt.timedelta(days=0))
    mia = applicant(store, place, today)
    key = talk(store, mia, today, today)
    card(store, key, today)
    card(store, key, today, place=1)
    for to in (Stage.DECISION, Stage.OFFER):
        store.do("Move", hiring.move, mia, to, today=today)
    jon = applicant(store, place, today, "Jon Ek")
    store.do("Turn down", hiring.move, jon, Stage.REJECTED, today=today, reason="Hours do not fit")
    applicant(store, place, today, "Eva Li")
    return store.do("Hire", hiring.hire, mia, today=today, starts_on=today)


def test_figures_have_their_n_definition_and_rows(store: Store, today: dt.date) -> None:
    shop(store, today)
    store.do("Cost", actions.add_cost, what="Ad", cents=30_000, spent_on=today, today=today)
    store.do(
        "Cost", actions.add_cost, what="Talks", cents=12_000, spent_on=today, today=today, is_internal=True
    )
    found = {row.id: row for row in read(store, queries.everything, today, None).figures}
    assert all(
        (row.definition and row.n == len(row.rows)) or row.id in ("time_to_fill", "cost_per_hire")
        for row in found.values()
    )
    assert (found["applicants"].n, found["hires"].n) == (3, 1)
    assert (found["time_to_hire"].text, found["time_to_hire"].n) == ("20 days", 1)
    assert found["cost_per_hire"].text == "420 EUR"
    assert "120 own time, 300 paid to others" in found["cost_per_hire"].note
    assert found["acceptance"].text == "100 %"
    assert found["stayed"].text == "–"


def test_an_empty_store_says_nothing_of_itself(store: Store, today: dt.date) -> None:
    found = read(store, queries.everything, today, None)
    assert {row.text for row in found.figures} == {"0", "–"}
    assert found.stages == found.sources == found.reasons == ()


def test_groups_are_compared_only_with_enough_and_never_on_an_applicant(store: Store, today: dt.date) -> None:
    before = content(store, history=False)
    for group, came, went in (("A", 80, 48), ("B", 40, 12)):
        store.do(
            "Count", actions.count_group, stage=Stage.SCREEN, category="Group", group=group, applicants=came,
            selected=went, today=today,
        )  # fmt: skip
    first, second = read(store, queries.groups)
    assert (second.ratio, second.p) == (pytest.approx(0.5), pytest.approx(0.003409221768))
    assert "below four fifths" in second.words
    assert "most often" in first.words
    with pytest.raises(RuleBroken, match="at most 3 can go on"):
        store.do(
            "Count",
            actions.count_group,
            stage="screen",
            category="G",
            group="C",
            applicants=3,
            selected=4,
            today=today,
        )
    store.undo()
    store.undo()
    assert content(store, history=False) == before


def test_the_loop_says_nothing_with_few(store: Store, today: dt.date) -> None:
    person = shop(store, today)
    later = today + dt.timedelta(days=100)
    cardactions_ids = store.do("Cards", cardactions.add_starter_scorecards)
    with store.read() as session:
        items = [row.id for row in session.query(ScorecardItem).filter_by(scorecard_id=cardactions_ids[0])]
    for day in (5, 50, 95):
        store.do(
            "Grade", cardactions.add_grade, cardactions_ids[0], dict.fromkeys(items, 1.0),
            day=today + dt.timedelta(days=day), person_id=person,
        )  # fmt: skip
    found = read(store, outcome, later, 90)
    (row,) = found.rows
    assert (row.quality_n, row.quality, row.is_reached) == (2, 1.0, True)
    assert row.score == pytest.approx(200 / 3)
    assert "Nothing can be said yet of quality: 1 of at least 20 people" in found.words
    assert not read(store, outcome, later, 180).rows[0].is_reached


# the page


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, today: dt.date) -> FiguresPage:
    shop(desk.store, today)
    made = FiguresPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def test_every_figure_opens_its_rows(qtbot: QtBot, desk: Desk, page: FiguresPage) -> None:
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    for key in ("figure", "stage", "source", "reason", "group", "cost", "outcome"):
        page.show_list(key).table.select_first()
        settle(qtbot, desk)
    page.show_list("figure")
    page.figures.select("hires")
    behind = page.figures.pane.findChildren(type(page.figures.table))[-1]
    behind.select_first()
    behind.activated.emit(behind.current_row())
    assert went == [("hiring", "board:1")]


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_dot_of_the_loop_opens_its_rows(qtbot: QtBot, desk: Desk, page: FiguresPage, by: str) -> None:
    today = desk.today()

    def earlier(session: Session) -> int:
        hired = session.scalars(sa.select(Person)).one()
        hired.started_on = today - dt.timedelta(days=100)
        return hired.id

    person_id = desk.store.do("Start earlier", earlier)
    cards = desk.store.do("Cards", cardactions.add_starter_scorecards)
    with desk.store.read() as session:
        items = [row.id for row in session.query(ScorecardItem).filter_by(scorecard_id=cards[0])]
    for back in (60, 30):
        desk.store.do(
            "Grade", cardactions.add_grade, cards[0], dict.fromkeys(items, 1.0),
            day=today - dt.timedelta(days=back), person_id=person_id, reference=f"C{back}",
        )  # fmt: skip
    page.refresh()
    page.show_list("outcome").select(f"{person_id}/180")
    page.outcomes.select(f"{person_id}/90")
    page.resize(1200, 1400)
    chart = page.findChildren(ChartView)[-1]
    qtbot.waitUntil(lambda: chart.drawn is not None, timeout=15_000)
    if by == "click":
        spot = chart.spot(0).toPoint()
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    else:
        chart.setFocus()
        qtbot.keyClick(chart, Qt.Key.Key_Home)
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panes.behind.current_row() is not None)
    assert [row.what for row in page.panes.behind.rows()] == ["Graded contact C60", "Graded contact C30"]
    assert page.panes.behind.current_row().detail == "30 Jan 2026, 100 %"
    assert page.outcomes.table.current_row().id == person_id


def test_every_mark_of_the_charts_has_a_row_in_its_list(page: FiguresPage) -> None:
    found = page.everything()
    for key, chart in (
        ("stage", pictures.funnel(found.stages)),
        ("source", pictures.by_source(found.sources)),
        ("reason", pictures.pareto(found.reasons)),
    ):
        marks = [mark for _, mark in chart.marks()]
        assert marks
        for mark in marks:
            assert isinstance(mark.opens, OpensRow)
            assert page.lists[key].select(mark.opens.key), mark


def test_a_group_is_counted_by_keyboard(qtbot: QtBot, desk: Desk, page: FiguresPage) -> None:
    page.show_list("group")
    qtbot.keyClick(
        page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert isinstance(page.dialog, FormDialog)
    for key, value in (("category", "Age"), ("group", "Under 30"), ("applicants", 12), ("selected", 3)):
        page.dialog.inputs[key].set_value(value)
    qtbot.keyClick(page.dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = page.groups.table.rows()
    assert row.words == "too few to say: 12 of at least 30 applicants"


def test_the_workbook_holds_numbers_and_dates(
    desk: Desk, page: FiguresPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    answers.answers.append(tmp_path / "hiring")
    page.commands.actions["workbook"].trigger()
    book = openpyxl.load_workbook(tmp_path / "hiring.xlsx")
    assert book.sheetnames == [
        "Hiring",
        "Stages",
        "Sources",
        "Reasons",
        "Fair chances",
        "Day 90",
        "Day 180",
        "Costs",
    ]
    rows = list(book["Stages"].iter_rows(min_row=5, values_only=True))
    assert rows[0][:2] == ("Applied", 3)
    assert isinstance(book["Day 90"]["B5"].value, dt.datetime)
    assert "Jon" not in str([list(row) for row in book["Reasons"].values])
    book.close()


# what standards ask


def test_time_to_fill_begins_with_the_approval_and_names_the_average(store: Store, today: dt.date) -> None:
    begun = today - dt.timedelta(days=60)
    place = store.do(
        "Draft", hiring.add_opening, title="Agent", today=begun, opened_on=begun, headcount=3, state=OpeningState.DRAFT
    )  # fmt: skip
    approved = today - dt.timedelta(days=40)
    store.do("Approve", hiring.set_opening_state, place, OpeningState.OPEN, today=approved)
    for name in ("Mia Novák", "Jon Ek"):
        key = applicant(store, place, today, name, Stage.OFFER)
        store.do("Hire", hiring.hire, key, today=today, starts_on=today)
    (row,) = [one for one in read(store, queries.everything, today, None).figures if one.id == "time_to_fill"]
    assert (row.text, row.n) == ("40 days", 2)  # not 60, from the draft
    assert row.note == "average 40 days; 1 still open, the oldest 40 days"
    assert "ISO 30414 asks for the average" in row.definition


def test_cost_per_hire_counts_spending_and_hires_of_the_same_time(store: Store, today: dt.date) -> None:
    place = opening(store, today - dt.timedelta(days=90))
    early = applicant(store, place, today, "Mia Novák", Stage.OFFER)  # applied 20 days ago
    store.do("Hire", hiring.hire, early, today=today, starts_on=today)
    for cents, ago in ((30_000, 2), (99_900, 50)):
        on = today - dt.timedelta(days=ago)
        store.do("Cost", actions.add_cost, what="Ad", cents=cents, spent_on=on, today=today)
    since = today - dt.timedelta(days=10)
    (row,) = [
        one for one in read(store, queries.everything, today, since).figures if one.id == "cost_per_hire"
    ]
    assert (row.text, row.n) == ("300 EUR", 1)  # whoever was hired in it, whenever they applied
    assert [one.what for one in row.rows] == ["Ad", "Mia Novák"]


def test_exact_probability_worked_out_by_hand(store: Store, today: dt.date) -> None:
    """9 of 20 and 6 of 22: 0.3357, the sum of all tables of 15 in 42 as rare as this one or rarer."""
    for group, came, went in (("A", 20, 9), ("B", 22, 6)):
        store.do(
            "Count", actions.count_group, stage=Stage.SCREEN, category="Group", group=group, applicants=came,
            selected=went, today=today,
        )  # fmt: skip
    _, second = read(store, queries.groups)
    ways = [comb(22, k) * comb(20, 15 - k) for k in range(16)]
    by_hand = sum(one for one in ways if one <= ways[6]) / comb(42, 15)
    assert second.p == pytest.approx(by_hand) == pytest.approx(0.3356604386)
    assert second.ratio == pytest.approx(20 / 33)
    assert "chance alone can do that (p 0.34)" in second.words
