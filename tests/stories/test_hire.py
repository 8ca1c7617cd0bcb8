"""The story "Hire": from the gap to the first ninety days, by mouse and by keyboard, and undone to the last row."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from csmanager.features.hiring import queries as board_queries
from csmanager.features.hiring.documents.documentspage import DocumentsPage
from csmanager.features.hiring.documents.writedialog import WriteDialog
from csmanager.features.hiring.formdialogs import ApplicantDialog
from csmanager.features.hiring.interviews import queries, reminders, trials
from csmanager.features.hiring.interviews.interviewspage import InterviewsPage
from csmanager.features.hiring.interviews.kittext import Question
from csmanager.features.hiring.interviews.trialdialog import TrialDialog
from csmanager.features.hiring.knowing.figurespage import FiguresPage
from csmanager.features.hiring.page import HiringPage
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tabsview import HiringTabs
from csmanager.features.importing.actions import import_file
from csmanager.features.onboarding import queries as joining
from csmanager.features.onboarding import templating
from csmanager.features.quality.tables import Evaluation
from csmanager.features.team.queries import people
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.digest import content
from tests.features.hiring.interviews.people import person
from tests.stories.hands import Hands
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
NAMES = ("Mia Novák", "Jon Ek", "Eva Li", "Bo Lindt", "王芳", "Olu Ade", "Pia Holm", "Ravi Rao", "Zoë Vos")
LIST = "Candidate,Email,Position,Source,Applied on,Stage\n" + "".join(
    f"{name},a{at}@mail.example,Weekend agent,Website,2026-03-{10 + at},New\n"
    for at, name in enumerate(NAMES)
)


@pytest.fixture
def tabs(qtbot: QtBot, desk: Desk) -> HiringTabs:
    """The tab of a shop with two leads and plans for the first weeks."""
    person(desk.store, "Aoife Brennan", TODAY)
    person(desk.store, "Ingrid Ås", TODAY)
    desk.store.do("Add the plans and sheets that come along", templating.add_starters, TODAY)
    made = HiringTabs(desk)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def hands(qtbot: QtBot, tabs: HiringTabs) -> Hands:
    """Somebody before the window."""
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    return Hands(qtbot)


def test_the_story_hire(
    qtbot: QtBot,
    desk: Desk,
    tabs: HiringTabs,
    answers: ScriptedAnswers,
    tmp_path: Path,
    hands: Hands,
    clock: StandingClock,
) -> None:
    def go(word: str) -> Page:
        hands.segment(tabs.switch, word)
        return tabs.view()

    before = content(desk.store, history=False, shadows=False)
    start = desk.store.undo_label()
    board = tabs.view("board")
    assert isinstance(board, HiringPage)

    # the gap
    hands.menu(board, "New opening…")
    hands.by_mouse(
        hands.fill(
            board.commands.dialog, title="Weekend agent", headcount=1, hours=30, role="Agent", pay_min=14, pay_max=16,
            pay_unit="hour", opened_on=dt.date(2026, 3, 1),
        ),
    )  # fmt: skip

    # nine applicants from a list, a duplicate flagged while typing
    file = tmp_path / "applicants.csv"
    file.write_text(LIST, encoding="utf-8")
    told = import_file(desk.store, file, answers={})
    assert (told.outcome, told.rows_added) == ("imported", 9), told.summary
    board.refresh()
    assert board.header.primary is not None
    hands.click(board.header.primary)
    typed = board.commands.dialog
    assert isinstance(typed, ApplicantDialog)
    hands.type_into(typed.inputs["name"], "Novak Mia")
    assert "Mia Novák applied for Weekend agent" in typed.hint.text()
    hands.press(Qt.Key.Key_Escape, on=typed)
    assert not typed.isVisible()
    rows = {row.name: row.id for row in desk.read(board_queries.applicants, TODAY)}
    assert set(rows) == set(NAMES)
    mia = rows["Mia Novák"]

    def stage() -> Stage:
        return next(row.stage for row in desk.read(board_queries.applicants, TODAY) if row.id == mia)

    def seek() -> None:
        """Find her by typing, and stand on her card."""
        hands.front(board)
        board.find_on_page()
        line = QApplication.focusWidget()
        assert isinstance(line, QLineEdit)
        line.selectAll()
        hands.write(line, "Novák")
        qtbot.waitUntil(lambda: [row.id for row in board.board.shown_rows()] == [mia])
        hands.press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: board.board.selected_ids() == [mia])

    seek()
    for to in (Stage.SCREEN, Stage.INTERVIEW):
        hands.press(Qt.Key.Key_Right, ctrl=True)
        assert stage() is to

    # the kit, a card from each, nobody seeing the other's
    page = go("Interviews")
    assert isinstance(page, InterviewsPage)
    hands.press(Qt.Key.Key_N, ctrl=True, shift=True, on=page)
    hands.by_keys(
        hands.fill(
            page.dialog, applicant_id=mia, on=TODAY, interviewers="Aoife Brennan, Ingrid Ås", place="Room 1"
        ),
    )
    (talk,) = desk.read(queries.interviews)
    for place in (0, 1):
        hands.row(page.interviews.table)
        if place == 0:
            answers.answers.append("Aoife Brennan")
        hands.press(Qt.Key.Key_D, ctrl=True, on=page)
        ask = page.ask
        assert ask is not None
        ask.window().activateWindow()
        qtbot.waitUntil(ask.window().isActiveWindow)
        for part in ask.parts:
            if isinstance(part.part, Question):
                hands.press(Qt.Key.Key_3, on=ask)
            hands.press(Qt.Key.Key_PageDown, on=ask)
        choice = ask.end.recommendation
        while choice.currentData() != "yes":
            hands.press(Qt.Key.Key_Down, on=choice)
        hands.click(ask.submit_button)
        assert not ask.problem.text()
        assert len(desk.read(queries.cards, talk.id)) == 2 * place
        if place == 0:
            assert "Ingrid Ås" in desk.read(reminders.todo, TODAY)[0].text

    # a practice contact
    hands.segment(page.switch, "Practice")
    hands.press(Qt.Key.Key_N, ctrl=True, shift=True, on=page)
    trial = page.dialog
    assert isinstance(trial, TrialDialog)
    while trial.applicant.currentData() != mia:
        hands.press(Qt.Key.Key_Down, on=trial.applicant)
    for switch in trial.marks:
        levels = [one.text() for one in switch.findChildren(QPushButton)]
        hands.segment(switch, "Yes" if "Yes" in levels else levels[1])
        assert switch.value() == "1"
    hands.click(trial.submit_button)
    assert desk.read(trials.trials)[0].applicant == "Mia Novák"

    # the decision on paper
    hands.segment(page.switch, "Finalists")
    hands.row(page.finalists.table)
    answers.answers.append(tmp_path / "decision.docx")
    hands.menu(page, "Decision memo…")
    hands.by_mouse(hands.fill(page.dialog, chosen=mia, why="Calm and clear with everybody"))
    assert zipfile.is_zipfile(tmp_path / "decision.docx")

    # an offer over the range needs a reason
    go("Applicants")
    seek()
    for to in (Stage.DECISION, Stage.OFFER):
        hands.press(Qt.Key.Key_Right, ctrl=True)
        assert stage() is to
    hands.menu(board, "Make an offer…")
    offer = hands.fill(board.commands.dialog, pay=18, starts_on=dt.date(2026, 4, 13))
    hands.click(offer.submit_button)
    assert offer.isVisible()
    hands.by_mouse(hands.fill(offer, range_reason="Speaks four languages"))

    # the letter
    papers = go("Documents")
    assert isinstance(papers, DocumentsPage)
    at = [row.kind.value for row in papers.templates.table.rows()].index("offer")
    hands.row(papers.templates.table, at)
    hands.press(Qt.Key.Key_D, ctrl=True, on=papers)
    letter = papers.dialog
    assert isinstance(letter, WriteDialog)
    while letter.target.currentData() != mia:
        hands.press(Qt.Key.Key_Down, on=letter.target)
    assert letter.inputs["pay"].text() == "18 EUR an hour"
    for name, words in (
        ("manager", "Maren Holt"),
        ("place", "Quay Street 4"),
        ("offer expires", "10 April 2026"),
    ):
        letter.inputs[name].clear()
        hands.write(letter.inputs[name], words)
    answers.answers.append(tmp_path / "offer.pdf")
    hands.click(letter.save_button)
    assert (tmp_path / "offer.pdf").read_bytes().startswith(b"%PDF"), letter.problem.text()
    hands.click(letter.submit_button)
    assert papers.handed.table.rows()[0].to == "Mia Novák"

    # hired in one step: person, contract, plan with mentor, courses, the first graded contact
    go("Applicants")
    seek()
    unhired = content(desk.store, history=False, shadows=False)
    hands.menu(board, "Hire…")
    plans = {row.name: row.id for row in desk.read(joining.templates)}
    staff = {row.name: row.id for row in desk.read(people, TODAY)}
    hire = hands.fill(
        board.commands.dialog, starts_on=dt.date(2026, 4, 13), plan_template_id=next(iter(plans.values())),
        mentor_id=staff["Ingrid Ås"],
    )  # fmt: skip
    hands.by_mouse(hire)
    settle(qtbot, desk)
    assert stage() is Stage.HIRED
    (new,) = [row for row in desk.read(people, TODAY, include_future=True) if row.name == "Mia Novák"]
    assert (new.started_on, new.role) == (dt.date(2026, 4, 13), "Agent")
    assert [row.person_id for row in desk.read(joining.plans, TODAY)] == [new.id]
    with desk.store.read() as session:
        grade = session.query(Evaluation).one()
        assert (grade.person_id, grade.share is not None) == (new.id, True)
    figures = go("Figures")
    assert isinstance(figures, FiguresPage)
    told_of = {row.id: row for row in figures.figures.table.rows()}
    assert (told_of["applicants"].n, told_of["hires"].n, told_of["time_to_hire"].text) == (9, 1, "21 days")

    # ninety days on: still here, with the score of the interviews beside what customers get
    clock.pass_time(days=110)
    figures.refresh()
    told_of = {row.id: row for row in figures.figures.table.rows()}
    assert (told_of["stayed"].text, told_of["stayed"].n) == ("100 %", 1)
    hands.segment(figures.switch, "Scores and quality")
    at = [(row.name, row.day) for row in figures.outcomes.table.rows()].index(("Mia Novák", 90))
    hands.row(figures.outcomes.table, at)
    reached = figures.outcomes.table.current_row()
    assert reached is not None and reached.score is not None
    assert (round(reached.score), reached.is_reached) == (67, True)

    # one undo takes the hiring back, the rest follows to the last row
    desk.store.undo()
    assert content(desk.store, history=False, shadows=False) == unhired
    while desk.store.undo_label() != start:
        desk.store.undo()
    after = content(desk.store, history=False, shadows=False)
    assert [row[2:4] for row in after["export_made"]] == [
        ("word", "Decision on an opening"), ("pdf", "Document of hiring"),
    ]  # what left the house stays in the register  # fmt: skip
    assert {**after, "export_made": []} == before
    settle(qtbot, desk)
