"""The tab Hiring, by mouse and by keyboard: what is typed, clicked and dragged is in the store and on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from csmanager.features.hiring import actions, queries
from csmanager.features.hiring.boardwidget import MIME, StageColumn
from csmanager.features.hiring.formdialogs import ApplicantDialog
from csmanager.features.hiring.page import HiringPage
from csmanager.features.hiring.rules import CLOSED, OpeningState, Stage
from csmanager.features.hiring.textdialogs import TextDialog
from csmanager.features.team.queries import people
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opening(desk: Desk) -> int:
    return desk.store.do(
        "Add", actions.add_opening, title="Weekend agent", today=TODAY, role="Agent", weekly_minutes=960
    )


def add(desk: Desk, opening: int, name: str, **more: Any) -> int:
    return desk.store.do(
        f"Add {name}", actions.add_applicant, opening_id=opening, name=name, today=TODAY, **more
    )


@pytest.fixture
def crew(desk: Desk, opening: int) -> dict[str, int]:
    """Three applicants; Bo has waited three weeks."""
    found = {
        "Mia Novák": add(desk, opening, "Mia Novák", email="mia@example.org", source="Walk-in"),
        "Bo Lindt": add(desk, opening, "Bo Lindt", applied_on=TODAY - dt.timedelta(days=21)),
        "王芳": add(desk, opening, "王芳"),
    }
    desk.store.do("Move", actions.move, found["Bo Lindt"], Stage.SCREEN, today=TODAY - dt.timedelta(days=20))
    return found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[HiringPage]:
    made = HiringPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def stage(desk: Desk, key: int) -> Stage:
    return next(row.stage for row in desk.read(queries.applicants, TODAY) if row.id == key)


def column(page: HiringPage, stage: Stage) -> StageColumn:
    kinds = (column.stage.type if column.stage else None for column in page.board.columns)
    wanted = None if stage in CLOSED else stage
    return next(column for column, kind in zip(page.board.columns, kinds, strict=True) if kind is wanted)


def names(column: StageColumn) -> list[str]:
    return column.names()


def form(page: HiringPage) -> FormDialog:
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    return dialog


def press(column: StageColumn, qtbot: QtBot, key: Qt.Key, control: bool = False) -> None:
    qtbot.keyClick(column, key, CONTROL if control else Qt.KeyboardModifier.NoModifier)


def move_all_the_way(desk: Desk, key: int) -> None:
    for to in (Stage.SCREEN, Stage.INTERVIEW, Stage.DECISION, Stage.OFFER):
        if stage(desk, key) is not to:
            desk.store.do("Move", actions.move, key, to, today=TODAY)


def test_an_empty_page_offers_to_open_a_place(desk: Desk, page: HiringPage, qtbot: QtBot) -> None:
    assert page.stack.currentWidget() is page.empty
    assert page.empty.action is not None
    qtbot.mouseClick(page.empty.action, Qt.MouseButton.LeftButton)
    dialog = form(page)
    qtbot.keyClicks(dialog.inputs["title"].target, "Evening agent")
    dialog.inputs["hours"].set_value(30)
    assert "[Job title]" in dialog.inputs["description"].value()
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    (row,) = desk.read(queries.openings)
    assert (row.title, row.weekly_minutes, row.headcount) == ("Evening agent", 1800, 1)
    assert page.stack.currentWidget() is page.full
    assert "0 of 1 place filled" in page.facts.text()


def test_cards_stand_in_their_stages(desk: Desk, crew: dict[str, int], page: HiringPage) -> None:
    assert names(column(page, Stage.APPLIED)) == ["Mia Novák", "王芳"]
    assert names(column(page, Stage.SCREEN)) == ["Bo Lindt"]
    assert column(page, Stage.APPLIED).title.text() == "Applied"
    assert column(page, Stage.APPLIED).count_label.text() == "2"
    spoken = column(page, Stage.SCREEN).cards.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "20 days" in spoken


def test_an_applicant_is_added_by_keyboard_alone(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    page.commands.actions["add"].trigger()
    dialog = form(page)
    qtbot.waitUntil(lambda: dialog.inputs["name"].target.hasFocus())
    for text in ("Ada Byron", None, "ada@example.org", "030 12345678", "Website"):
        focus = QApplication.focusWidget()
        assert focus is not None
        if text:
            qtbot.keyClicks(focus, text)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    row = next(row for row in desk.read(queries.applicants, TODAY) if row.name == "Ada Byron")
    assert (row.email, row.phone, row.source) == ("ada@example.org", "030 12345678", "Website")
    assert page.pane.title.text() == "Ada Byron"


def test_someone_who_applied_before_is_hinted_while_typing(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    page.commands.actions["add"].trigger()
    dialog = form(page)
    assert isinstance(dialog, ApplicantDialog)
    qtbot.keyClicks(dialog.inputs["email"].target, "MIA@example.org")
    assert "Mia Novák applied for Weekend agent" in dialog.hint.text()
    assert "same e-mail" in dialog.hint.text()
    dialog.inputs["email"].target.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClick(dialog.inputs["email"].target, Qt.Key.Key_Delete)
    assert dialog.hint.isHidden()
    dialog.reject()


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    page.commands.actions["add"].trigger()
    dialog = form(page)
    qtbot.keyClicks(dialog.inputs["name"].target, "Ada")
    qtbot.keyClicks(dialog.inputs["email"].target, "nonsense")
    dialog.submit()
    assert dialog.isVisible()
    assert "not an e-mail address" in dialog.problem.text()
    assert dialog.inputs["name"].value() == "Ada"
    dialog.reject()


def test_arrows_move_the_focus_and_control_moves_the_card(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    applied, screen = column(page, Stage.APPLIED), column(page, Stage.SCREEN)
    page.select(crew["Mia Novák"])
    press(applied, qtbot, Qt.Key.Key_Down)
    assert page.pane.title.text() == "王芳"
    press(applied, qtbot, Qt.Key.Key_Right)
    assert page.pane.title.text() == "Bo Lindt"
    assert applied.selected_ids() == []
    press(screen, qtbot, Qt.Key.Key_Right, control=True)
    assert stage(desk, crew["Bo Lindt"]) is Stage.INTERVIEW
    assert page.board.current_id() == crew["Bo Lindt"]
    assert column(page, Stage.INTERVIEW).hasFocus()
    press(column(page, Stage.INTERVIEW), qtbot, Qt.Key.Key_Left, control=True)
    assert stage(desk, crew["Bo Lindt"]) is Stage.SCREEN
    assert desk.store.undo_label() == "Move Bo Lindt to Screen"
    press(screen, qtbot, Qt.Key.Key_Left)
    press(applied, qtbot, Qt.Key.Key_Left, control=True)
    assert "No stage comes before Applied" in page.desk.ask.told[-1]  # type: ignore[attr-defined]


def drop(target: StageColumn, ids: list[int]) -> None:
    data = QMimeData()
    data.setData(MIME, str(ids).encode())
    event = QDropEvent(
        QPointF(QPoint(10, 10)),
        Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    target.dropEvent(event)
    QApplication.processEvents()  # the move comes after the drag has ended


def test_a_dragged_card_moves_and_a_refusal_says_why(
    desk: Desk, crew: dict[str, int], page: HiringPage, answers: ScriptedAnswers
) -> None:
    drop(column(page, Stage.INTERVIEW), [crew["Bo Lindt"]])
    assert stage(desk, crew["Bo Lindt"]) is Stage.INTERVIEW
    before = content(desk.store)
    drop(column(page, Stage.OFFER), [crew["Mia Novák"]])
    assert answers.told == ["Mia Novák has had no interview yet, so there is no offer to make."]
    assert content(desk.store) == before


def test_a_card_dropped_on_closed_asks_how_it_ended(
    desk: Desk, crew: dict[str, int], page: HiringPage, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    answers.answers.append("Turn down")
    page.select(crew["Bo Lindt"])
    drop(column(page, Stage.REJECTED), [crew["Bo Lindt"]])
    dialog = form(page)
    dialog.submit()
    assert dialog.isVisible()  # a reason is owed
    dialog.inputs["reason"].set_value("Hours do not fit")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert stage(desk, crew["Bo Lindt"]) is Stage.REJECTED
    assert "Rejected: Hours do not fit" in page.pane.chip.text
    page.commands.actions["reopen"].trigger()
    form(page).inputs["reason"].set_value("Can do Sundays after all")
    form(page).submit()
    assert stage(desk, crew["Bo Lindt"]) is Stage.SCREEN


def test_skipping_a_stage_asks_for_a_reason(desk: Desk, crew: dict[str, int], page: HiringPage) -> None:
    drop(column(page, Stage.INTERVIEW), [crew["Mia Novák"]])
    assert stage(desk, crew["Mia Novák"]) is Stage.APPLIED
    form(page).inputs["reason"].set_value("Worked here before")
    form(page).submit()
    assert stage(desk, crew["Mia Novák"]) is Stage.INTERVIEW


def test_several_cards_move_in_one_step(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    applied = column(page, Stage.APPLIED)
    applied.setFocus()
    applied.selectAll()
    press(applied, qtbot, Qt.Key.Key_Right, control=True)
    assert column(page, Stage.SCREEN).count() == 3
    assert desk.store.undo_label() == "Move 2 applicants to Screen"
    desk.store.undo()
    assert names(applied) == ["Mia Novák", "王芳"]


def test_hiring_asks_for_the_first_day_and_joins_the_roster(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    move_all_the_way(desk, crew["Mia Novák"])
    page.select(crew["Mia Novák"])
    press(column(page, Stage.OFFER), qtbot, Qt.Key.Key_Right, control=True)
    dialog = form(page)
    assert any("as Agent" in label.text() for label in dialog.findChildren(type(dialog.problem)))
    dialog.inputs["starts_on"].set_value(dt.date(2026, 4, 7))
    dialog.submit()
    (person,) = desk.read(people, dt.date(2026, 4, 7))
    assert (person.name, person.started_on) == ("Mia Novák", dt.date(2026, 4, 7))
    assert "1 of 1 place filled" in page.facts.text()
    assert names(column(page, Stage.HIRED)) == ["Mia Novák"]
    desk.store.undo()
    assert desk.read(people, dt.date(2026, 4, 7)) == []
    assert names(column(page, Stage.OFFER)) == ["Mia Novák"]


def test_one_more_than_there_are_places_is_asked_for_a_reason(
    desk: Desk, crew: dict[str, int], page: HiringPage
) -> None:
    for key in (crew["Mia Novák"], crew["Bo Lindt"]):
        move_all_the_way(desk, key)
    page.commands.move([crew["Mia Novák"]], Stage.HIRED)
    form(page).submit()
    page.commands.move([crew["Bo Lindt"]], Stage.HIRED)
    dialog = form(page)
    dialog.submit()
    assert dialog.isVisible()
    dialog.inputs["override"].set_value("Ana leaves in May")
    dialog.submit()
    assert stage(desk, crew["Bo Lindt"]) is Stage.HIRED


def test_board_and_table_show_the_same_and_keep_the_selection(
    desk: Desk, crew: dict[str, int], page: HiringPage
) -> None:
    page.select(crew["Bo Lindt"])
    assert page.header.switch is not None
    page.header.switch.set_value("table")
    assert {row.name for row in page.table.shown_rows()} == set(crew)
    assert [row.name for row in page.table.selected_rows()] == ["Bo Lindt"]
    page.table.select(crew["王芳"])
    page.header.switch.set_value("board")
    assert page.board.selected_ids() == [crew["王芳"]]


def test_a_cell_of_the_table_is_edited_in_place(desk: Desk, crew: dict[str, int], page: HiringPage) -> None:
    row = page.row(crew["Mia Novák"])
    assert row is not None
    page._on_edit(row, "step", "Call back")
    page._on_edit(row, "rating", 4)
    row = page.row(crew["Mia Novák"])
    assert row is not None
    assert (row.next_step, row.rating) == ("Call back", 4)
    assert desk.store.undo_label() == "Edit Mia Novák"


def test_search_narrows_both_views_and_escape_clears_it(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    page.find_on_page()
    qtbot.keyClicks(page.search, "nov")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert names(column(page, Stage.APPLIED)) == ["Mia Novák"]
    assert column(page, Stage.SCREEN).count() == 0
    page.find_on_page()
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert column(page, Stage.SCREEN).count() == 1


def test_a_move_reads_the_cards_that_moved_alone(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    whole = queries.applicants

    def heard(*args: Any, **more: Any) -> Any:
        asked.append(more.get("only"))
        return whole(*args, **more)

    monkeypatch.setattr(queries, "applicants", heard)
    mia = crew["Mia Novák"]
    page.commands.step([mia], 1)
    assert asked == [{mia}]
    assert set(names(column(page, Stage.SCREEN))) == {"Mia Novák", "Bo Lindt"}
    desk.store.undo()
    assert names(column(page, Stage.APPLIED)) == ["Mia Novák", "王芳"]
    moved = [each.names() for each in page.board.columns]
    page.refresh()
    assert [each.names() for each in page.board.columns] == moved  # as read from the beginning
    desk.store.do("Trash", actions.trash_applicants, [mia], today=TODAY)
    assert names(column(page, Stage.APPLIED)) == ["王芳"]


def test_names_are_hidden_on_the_board_in_the_table_and_beside_them(
    desk: Desk, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    mia = crew["Mia Novák"]
    page.select(mia)
    page.blind.trigger()
    hidden = f"Applicant {mia}"
    assert hidden in names(column(page, Stage.APPLIED))
    assert "Mia Novák" not in names(column(page, Stage.APPLIED))
    assert page.pane.title.text() == hidden
    assert not page.commands.actions["edit"].isEnabled()  # its form would show the name
    page.search.setText("novák")
    page.search.searched.emit("novák")
    assert column(page, Stage.APPLIED).count() == 0  # nor is anybody found by it
    page.search.clear()
    page.switch.set_value("table")
    page.switch.changed.emit("table")
    assert "Mia Novák" not in {row[0] for row in page.table.export_rows()[1]}
    page.table.select(mia)
    assert [row.name for row in page.chosen()] == [hidden]
    with qtbot.waitSignal(desk.said) as said:
        page.commands.actions["next"].trigger()
    assert said.args[0] == f"Move {hidden} to Screen"  # nor does a message tell who was moved
    page.commands.actions["reject"].trigger()
    assert page.commands.dialog.windowTitle() == f"Turn down {hidden}"
    page.commands.dialog.reject()
    assert page.told("Mia Novák has no card yet.") == f"{hidden} has no card yet."
    page.blind.trigger()
    assert "Mia Novák" in {row[0] for row in page.table.export_rows()[1]}
    assert page.commands.actions["edit"].isEnabled()


def test_a_board_without_cards_says_why(
    desk: Desk, opening: int, crew: dict[str, int], page: HiringPage, qtbot: QtBot
) -> None:
    page.search.setText("zebra")
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.no_match)
    assert not page.pane.isVisible()
    assert page.no_match.action is not None
    qtbot.mouseClick(page.no_match.action, Qt.MouseButton.LeftButton)
    assert page.views.currentWidget() is page.board
    page.choose_opening(desk.store.do("Add", actions.add_opening, title="Lead", today=TODAY))
    assert page.views.currentWidget() is page.no_applicants


def test_the_view_of_last_time_comes_back(desk: Desk, crew: dict[str, int], page: HiringPage) -> None:
    page.switch.set_value("table")
    again = HiringPage(desk)
    assert again.switch.value() == "table"
    offered = [action.text() for action in again.table.view.row_actions]
    assert "Reopen…" in offered  # whoever is chosen when the table is made
    again.deleteLater()


def test_one_opening_can_be_shown_alone(
    desk: Desk, opening: int, crew: dict[str, int], page: HiringPage
) -> None:
    other = desk.store.do("Add", actions.add_opening, title="Lead", today=TODAY)
    add(desk, other, "Only Lead")
    page.choose_opening(other)
    assert names(column(page, Stage.APPLIED)) == ["Only Lead"]
    assert page.chip.text == "Open"
    page.show_record(str(crew["Bo Lindt"]))
    assert page.pane.title.text() == "Bo Lindt"
    page.show_record(f"opening:{other}")
    assert page.opening() is not None
    assert names(column(page, Stage.APPLIED)) == ["Only Lead"]


def test_an_opening_is_closed_with_a_reason_and_goes_to_the_trash(
    desk: Desk, opening: int, crew: dict[str, int], page: HiringPage
) -> None:
    page.commands.actions["close"].trigger()
    form(page).inputs["reason"].set_value("Budget")
    form(page).submit()
    row = desk.read(queries.openings)[0]
    assert (row.state, row.reason) == (OpeningState.CLOSED, "Budget")
    assert not page.commands.actions["add"].isEnabled()
    page.commands.actions["reopen_opening"].trigger()
    page.commands.actions["trash_opening"].trigger()
    assert page.stack.currentWidget() is page.empty
    desk.store.undo()
    assert page.stack.currentWidget() is page.full


def test_applicants_go_to_the_trash_and_come_back_with_undo(
    desk: Desk, crew: dict[str, int], page: HiringPage
) -> None:
    page.select(crew["Bo Lindt"])
    page.commands.actions["trash"].trigger()
    assert column(page, Stage.SCREEN).count() == 0
    assert desk.store.undo_label() == "Move Bo Lindt to Trash"
    desk.store.undo()
    assert names(column(page, Stage.SCREEN)) == ["Bo Lindt"]


def test_the_selection_is_copied_as_a_table(desk: Desk, crew: dict[str, int], page: HiringPage) -> None:
    page.select(crew["Mia Novák"])
    page.board.copy(headers=True)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Name\tOpening\tStage")
    assert lines[1].startswith("Mia Novák\tWeekend agent\tApplied")
    headers, rows = page.board.export_rows()
    assert headers[0] == "Name"
    assert len(rows) == 3


def test_the_interview_kit_carries_the_name(desk: Desk, crew: dict[str, int], page: HiringPage) -> None:
    page.select(crew["Mia Novák"])
    page.commands.actions["kit"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, TextDialog)
    assert dialog.text.startswith("# Customer service agent")
    assert "**Applicant:** Mia Novák" in dialog.text
    assert "Mark: ____" in dialog.document().toPlainText()
    assert "no interview is planned yet" in dialog.view.toPlainText()
    assert "no interview is planned yet" not in dialog.text  # nothing of it is printed
    copy = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Copy text")
    copy.click()
    assert QApplication.clipboard().text() == dialog.text
    dialog.accept()
    page.commands.actions["advertisement"].trigger()
    assert isinstance(page.commands.dialog, TextDialog)
    page.commands.dialog.accept()


def test_a_store_open_for_reading_offers_no_changes(
    desk: Desk, crew: dict[str, int], page: HiringPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.store, "read_only", True)
    page.load()
    enabled = {key for key, action in page.commands.actions.items() if action.isEnabled()}
    assert enabled <= {"kit", "advertisement", "papers"}


def test_what_is_shipped_is_a_page_of_its_own() -> None:
    from csmanager.core.paths import data_dir

    text = (Path(data_dir("resources")) / "text" / "hiring" / "advertisement.md").read_text(encoding="utf-8")
    assert 250 < len(text.split()) < 900
