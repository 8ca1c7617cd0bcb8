"""The story "Hire": from the gap to the first day, by mouse and by keyboard, and undone to the last row."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
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
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.hiring.interviews.people import person
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
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


def fill(dialog: object, **values: object) -> FormDialog:
    assert isinstance(dialog, FormDialog)
    for key, value in values.items():
        dialog.inputs[key].set_value(value)
    return dialog


def by_mouse(qtbot: QtBot, dialog: FormDialog) -> None:
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()


def by_keys(qtbot: QtBot, dialog: FormDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert not dialog.isVisible(), dialog.problem.text()


def test_the_story_hire(
    qtbot: QtBot, desk: Desk, tabs: HiringTabs, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    before = content(desk.store, history=False, shadows=False)
    start = desk.store.undo_label()
    board = tabs.view("board")
    assert isinstance(board, HiringPage)

    # the gap
    board.commands.actions["opening"].trigger()
    by_mouse(
        qtbot,
        fill(
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
    board.commands.actions["add"].trigger()
    typed = board.commands.dialog
    assert isinstance(typed, ApplicantDialog)
    typed.inputs["name"].set_value("Novak Mia")
    typed.inputs["name"].changed.emit()
    assert "Mia Novák applied for Weekend agent" in typed.hint.text()
    typed.reject()
    rows = {row.name: row.id for row in desk.read(board_queries.applicants, TODAY)}
    assert set(rows) == set(NAMES)
    mia = rows["Mia Novák"]

    def stage() -> Stage:
        return next(row.stage for row in desk.read(board_queries.applicants, TODAY) if row.id == mia)

    for to in (Stage.SCREEN, Stage.INTERVIEW):
        board.select(mia)
        board.commands.actions["next"].trigger()
        assert stage() is to

    # the kit, a card from each, nobody seeing the other's
    page = tabs.show_view("interviews")
    assert isinstance(page, InterviewsPage)
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL | SHIFT)
    by_keys(
        qtbot,
        fill(
            page.dialog, applicant_id=mia, on=TODAY, interviewers="Aoife Brennan, Ingrid Ås", place="Room 1"
        ),
    )
    (talk,) = desk.read(queries.interviews)
    for place in (0, 1):
        page.show_record(str(talk.id))
        if place == 0:
            answers.answers.append("Aoife Brennan")
        qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
        ask = page.ask
        assert ask is not None
        for part in ask.parts:
            if isinstance(part.part, Question):
                part.rate(3)
        ask.end.recommendation.setCurrentIndex(ask.end.recommendation.findData("yes"))
        qtbot.mouseClick(ask.submit_button, Qt.MouseButton.LeftButton)
        assert not ask.problem.text()
        assert len(desk.read(queries.cards, talk.id)) == 2 * place
        if place == 0:
            assert "Ingrid Ås" in desk.read(reminders.todo, TODAY)[0].text

    # a practice contact
    page.show_list("trial")
    page.commands.actions["new_trial"].trigger()
    trial = page.dialog
    assert isinstance(trial, TrialDialog)
    trial.applicant.setCurrentIndex(trial.applicant.findData(mia))
    for switch in trial.marks:
        switch.set_value("1")
    qtbot.mouseClick(trial.submit_button, Qt.MouseButton.LeftButton)
    assert desk.read(trials.trials)[0].applicant == "Mia Novák"

    # the decision on paper
    page.show_list("finalist").select(mia)
    answers.answers.append(tmp_path / "decision.docx")
    page.commands.actions["memo"].trigger()
    by_mouse(qtbot, fill(page.dialog, chosen=mia, why="Calm and clear with everybody"))
    assert zipfile.is_zipfile(tmp_path / "decision.docx")

    # an offer over the range needs a reason
    tabs.show_view("board")
    for to in (Stage.DECISION, Stage.OFFER):
        board.select(mia)
        board.commands.actions["next"].trigger()
        assert stage() is to
    board.select(mia)
    board.commands.actions["offer"].trigger()
    offer = fill(board.commands.dialog, pay=18, starts_on=dt.date(2026, 4, 13))
    qtbot.mouseClick(offer.submit_button, Qt.MouseButton.LeftButton)
    assert offer.isVisible()
    by_mouse(qtbot, fill(offer, range_reason="Speaks four languages"))

    # the letter
    papers = tabs.show_view("documents")
    assert isinstance(papers, DocumentsPage)
    papers.show_record(f"write/offer/{mia}")
    letter = papers.dialog
    assert isinstance(letter, WriteDialog)
    for name, words in (("manager", "Maren Holt"), ("place", "Quay Street 4"), ("pay", "18 EUR an hour")):
        letter.inputs[name].setText(words)
    answers.answers.append(tmp_path / "offer.pdf")
    qtbot.mouseClick(letter.save_button, Qt.MouseButton.LeftButton)
    assert (tmp_path / "offer.pdf").read_bytes().startswith(b"%PDF"), letter.problem.text()
    qtbot.mouseClick(letter.submit_button, Qt.MouseButton.LeftButton)
    assert papers.handed.table.rows()[0].to == "Mia Novák"

    # hired in one step: person, contract, plan with mentor, courses, the first graded contact
    tabs.show_view("board")
    board.select(mia)
    unhired = content(desk.store, history=False, shadows=False)
    board.commands.actions["hire"].trigger()
    plans = {row.name: row.id for row in desk.read(joining.templates)}
    staff = {row.name: row.id for row in desk.read(people, TODAY)}
    hire = fill(
        board.commands.dialog, starts_on=dt.date(2026, 4, 13), plan_template_id=next(iter(plans.values())),
        mentor_id=staff["Ingrid Ås"],
    )  # fmt: skip
    by_mouse(qtbot, hire)
    settle(qtbot, desk)
    assert stage() is Stage.HIRED
    (new,) = [row for row in desk.read(people, TODAY, include_future=True) if row.name == "Mia Novák"]
    assert (new.started_on, new.role) == (dt.date(2026, 4, 13), "Agent")
    assert [row.person_id for row in desk.read(joining.plans, TODAY)] == [new.id]
    with desk.store.read() as session:
        grade = session.query(Evaluation).one()
        assert (grade.person_id, grade.share is not None) == (new.id, True)
    figures = tabs.show_view("figures")
    assert isinstance(figures, FiguresPage)
    told_of = {row.id: row for row in figures.figures.table.rows()}
    assert (told_of["applicants"].n, told_of["hires"].n, told_of["time_to_hire"].text) == (9, 1, "21 days")

    # one undo takes the hiring back, the rest follows to the last row
    desk.store.undo()
    assert content(desk.store, history=False, shadows=False) == unhired
    while desk.store.undo_label() != start:
        desk.store.undo()
    assert content(desk.store, history=False, shadows=False) == before
    settle(qtbot, desk)
