"""Anything of the program can be sent to the next one-to-one, from where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from csmanager.core.store import Store
from csmanager.features.contacts.page import RecordsPage
from csmanager.features.quality.tables import Evaluation
from csmanager.features.reviews.advice.advicepage import AdvicePage
from csmanager.features.talks.actions import whose
from csmanager.features.talks.oneonones.queries import items
from csmanager.features.talks.promises import queries as promises
from csmanager.features.talks.promises.promisespage import PromisesPage
from csmanager.features.team.page import TeamPage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.coaching.test_coaching import low_grade
from tests.features.reviews.desk_shop import stock
from tests.features.talks.staff import hire
from tests.waiting import settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_whom_a_record_names_is_known_after_a_merge_too(store: Store) -> None:
    (ana,) = hire(store, "Ana")
    grade = low_grade(store, 1, store.clock().date())
    with store.read() as session:
        assert whose(session, "evaluation", grade) == (ana, "Ana")

    def forget(session: Session) -> None:
        session.get_one(Evaluation, grade).person_id = None

    store.do("x", forget)
    with store.read() as session:
        assert whose(session, "evaluation", grade) is None


def test_a_grade_is_sent_from_records_by_a_key(qtbot: QtBot, desk: Desk) -> None:
    hire(desk.store, "Ana")
    grade = low_grade(desk.store, 1, desk.today())
    page = RecordsPage(desk)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    page.show()
    page.show_record(f"grades:{grade}")
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: page.table().view.model().rowCount() == 1)

    def is_chosen() -> bool:
        page.table().view.selectRow(0)
        return page.table().current_row() is not None

    qtbot.waitUntil(is_chosen, timeout=20_000)
    next(one for one in page.actions_offered() if one.text() == "Send to the next one-to-one").trigger()
    (row,) = desk.read(items)
    assert (row.person, row.source, row.source_id) == ("Ana", "evaluation", grade)
    assert row.text.startswith("Grade: ")


def test_advice_is_sent_and_coached_on(qtbot: QtBot, desk: Desk) -> None:
    import datetime as dt

    desk._today = lambda: dt.date(2026, 3, 31)
    stock(desk.store)
    page = AdvicePage(desk)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, desk)
    row = next(one for one in page.offered.table.rows() if one.person == "Ana")
    before = content(desk.store, history=False)
    page.offered.select(row.id)
    page.commands.actions["send"].trigger()
    assert [one.source for one in desk.read(items)] == ["advice_rule"]
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    page.commands.actions["coach"].trigger()
    assert went and went[0][0] == "talks" and went[0][1].startswith("coaching:session/")
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_the_team_adds_to_a_talk_and_sets_a_pin(qtbot: QtBot, desk: Desk, answers: ScriptedAnswers) -> None:
    hire(desk.store, "Ana")
    page = TeamPage(desk)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, desk)
    page.table.select_first()
    answers.answers.append("Ask about Mondays")
    page.commands.to_talk.trigger()
    assert [one.text for one in desk.read(items)] == ["Ask about Mondays"]
    page.commands.pin.trigger()
    form = page.commands.dialog
    assert isinstance(form, FormDialog) and "Ana" in form.windowTitle()
    form.reject()


def test_promises_are_made_kept_and_broken_with_a_reason(qtbot: QtBot, desk: Desk) -> None:
    hire(desk.store, "Ana")
    page = PromisesPage(desk)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    with qtbot.waitActive(page):
        page.show()
    before = content(desk.store, history=False)
    for text in ("A better headset", "Two days in a row"):
        qtbot.keyClick(page, Qt.Key.Key_N, CTRL | SHIFT)
        form = page.dialog
        assert form is not None
        form.inputs["text"].set_value(text)
        form.inputs["due_on"].set_value(desk.today())
        qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
        assert not form.isVisible(), form.problem.text()
    qtbot.keyClick(page, Qt.Key.Key_T, CTRL | SHIFT)
    assert [one.source for one in desk.read(items)] == ["commitment"]
    page.promises.table.select_first()
    qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    page.promises.table.select_first()
    page.commands.actions["broken"].trigger()
    form = page.dialog
    assert form is not None
    form.submit()
    assert form.isVisible()
    form.inputs["reason"].set_value("The rota was out already")
    form.submit()
    found = promises.kept(desk.read(promises.promises), desk.today())
    assert (found.kept, found.n, found.open) == (1, 2, 0)
    assert "too few" in found.text and "too few" in page.header.note.text()
    for _ in range(5):
        desk.store.undo()
    assert content(desk.store, history=False) == before
