"""The tab Reports, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.reports import actions, queries
from csmanager.features.reports.page import ReportsPage
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from tests.answers import ScriptedAnswers
from tests.features.reports.test_workbook import load
from tests.waiting import settle

MOUSE = Qt.MouseButton.LeftButton


@pytest.fixture
def sample_desk(sample_store: Store, answers: ScriptedAnswers, qtbot: QtBot) -> Iterator[Desk]:
    """A desk over the sample; nothing is written about March yet."""
    sample_store.do("Clear the comment", actions.save_comment, "2026-03", "")
    jobs = Jobs()
    made = Desk(sample_store, ask=answers, jobs=jobs)
    yield made
    made.close()
    qtbot.waitUntil(lambda: not jobs._long, timeout=10_000)


@pytest.fixture
def page(sample_desk: Desk, qtbot: QtBot) -> ReportsPage:
    """The page as it stands when its figures have arrived."""
    return shown(sample_desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> ReportsPage:
    made = ReportsPage(desk)
    qtbot.addWidget(made)
    made.resize(1040, 700)
    made.show()
    settle(qtbot, desk)
    return made


def comment_of(desk: Desk, key: str) -> str:
    return desk.read(queries.comment, key)


def leave(page: ReportsPage) -> None:
    """Put the caret elsewhere, as a click on the table does."""
    page.comment.eventFilter(page.comment.edit, _focus_out())


def _focus_out() -> object:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusOut)


def test_it_proposes_the_last_full_month_with_contacts(page: ReportsPage) -> None:
    # 31 March is not over before midnight, but the month is full by its last day
    assert page.period is not None
    assert page.periods.currentText() == page.period.title == "March 2026"
    assert page.preview.title.text().startswith("March 2026: ")
    assert "What happened" in page.preview.words.text()
    assert 1 <= len(page.preview.table.rows()) <= 10


def test_the_preview_is_what_the_workbook_says(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.answers.append(tmp_path / "out.xlsx")
    qtbot.mouseClick(page.header.primary, MOUSE)
    settle(qtbot, sample_desk)
    summary = load(tmp_path / "out.xlsx", values=True)["Summary"]
    assert summary["A1"].value == page.preview.title.text()


def test_export_ends_with_open_and_show_in_folder(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    opened: list[Path] = []
    page.exports.open_path = opened.append
    answers.answers.append(tmp_path / "march")
    page.excel.trigger()
    settle(qtbot, sample_desk)
    assert "report 2026-03.xlsx" in answers.asked[-1][1]
    assert page.exports.isVisible()
    assert page.exports.text.text() == f"Wrote march.xlsx in {tmp_path}."
    qtbot.mouseClick(page.exports.open_button, MOUSE)
    qtbot.mouseClick(page.exports.folder_button, MOUSE)
    assert opened == [tmp_path / "march.xlsx", tmp_path]
    (row,) = page.register.table.rows()
    assert (row.file_name, row.kind) == ("march.xlsx", actions.WORKBOOK)


def test_a_report_of_the_register_opens_again(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    opened: list[Path] = []
    page.register.open_path = opened.append
    answers.answers.append(tmp_path / "march.xlsx")
    page.excel.trigger()
    settle(qtbot, sample_desk)
    view = page.register.table.view
    place = view.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), MOUSE, pos=QPoint(place.x(), place.y()))
    assert page.register_open.isEnabled()
    page.register_open.trigger()
    page.register_folder.trigger()
    assert opened == [tmp_path / "march.xlsx", tmp_path]
    (tmp_path / "march.xlsx").unlink()
    page.register_open.trigger()
    assert "is not where it was put" in answers.told[-1]


def test_changing_ones_mind_about_the_file_writes_nothing(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    answers.answers.append(None)
    page.excel.trigger()
    settle(qtbot, sample_desk)
    assert not page.exports.isVisible()
    assert page.register.table.rows() == []


def test_the_month_as_pdf(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.answers.append(tmp_path / "march.pdf")
    page.pdf.trigger()
    settle(qtbot, sample_desk)
    assert (tmp_path / "march.pdf").read_bytes().startswith(b"%PDF-")
    (row,) = page.register.table.rows()
    assert (row.file_name, row.kind) == ("march.pdf", actions.PDF)


def test_a_folder_that_cannot_be_written_is_said(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.answers.append(tmp_path / "gone" / "march.pdf")
    page.pdf.trigger()
    settle(qtbot, sample_desk)
    assert "does not exist" in answers.told[-1]
    failed: list[Exception] = []
    sample_desk.jobs.failed.connect(failed.append)
    answers.answers.append(tmp_path / "gone" / "march.xlsx")
    page.excel.trigger()
    settle(qtbot, sample_desk)
    assert "does not exist" in str(failed[-1])
    assert page.register.table.rows() == []


def test_the_comment_becomes_a_step_when_the_field_is_left(
    page: ReportsPage, sample_desk: Desk, qtbot: QtBot
) -> None:
    qtbot.keyClicks(page.comment.edit, "Two people were ill.")
    assert comment_of(sample_desk, "2026-03") == ""
    leave(page)
    assert comment_of(sample_desk, "2026-03") == "Two people were ill."
    assert sample_desk.store.undo_label() == "Comment on March 2026"
    assert page.comment.state.text() == "All words saved."
    sample_desk.store.undo()
    settle(qtbot, sample_desk)
    assert page.comment.text() == ""


def test_leaving_the_tab_saves_the_comment(page: ReportsPage, sample_desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.comment.edit, "Quiet.")
    page.hide()
    assert comment_of(sample_desk, "2026-03") == "Quiet."


def test_ctrl_enter_saves_the_comment(page: ReportsPage, sample_desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.comment.edit, "Quiet.")
    qtbot.keyClick(page.comment.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert comment_of(sample_desk, "2026-03") == "Quiet."
    assert page.comment.text() == "Quiet."


def test_words_being_typed_outlive_a_crash(page: ReportsPage, sample_desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.comment.edit, "Half a sent")
    page.comment.keep_draft()  # what the timer does
    assert page.comment.state.text().startswith("Draft kept.")
    again = shown(sample_desk, qtbot)
    assert again.comment.text() == "Half a sent"
    leave(again)
    assert comment_of(sample_desk, "2026-03") == "Half a sent"
    assert sample_desk.store.draft("report_comment:2026-03") is None


def test_a_comment_that_is_refused_stays_in_the_field(
    page: ReportsPage, sample_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise RuleBroken("The disk is full.")

    monkeypatch.setattr(actions, "save_comment", refuse)
    qtbot.keyClicks(page.comment.edit, "Words")
    leave(page)
    assert page.comment.text() == "Words"
    assert page.comment.state.text() == "The disk is full."


def test_another_period_has_its_own_words(page: ReportsPage, sample_desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.comment.edit, "March words")
    page.show_record("2026-02")
    settle(qtbot, sample_desk)
    assert page.periods.currentText() == "February 2026"
    assert page.comment.text() == comment_of(sample_desk, "2026-02") != "March words"
    assert comment_of(sample_desk, "2026-03") == "March words"
    assert page.preview.title.text().startswith("February 2026: ")


def test_a_period_is_chosen_by_keyboard(page: ReportsPage, sample_desk: Desk, qtbot: QtBot) -> None:
    page.find_on_page()
    qtbot.keyClick(page.periods, Qt.Key.Key_Down)
    settle(qtbot, sample_desk)
    assert page.period is not None and page.period.key == "2026-02"


def test_other_dates_can_be_typed(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    answers.answers += ["2026-01-05..2026-02-10", "nonsense"]
    page.periods.setCurrentIndex(page.periods.count() - 1)
    page.periods.activated.emit(page.periods.count() - 1)
    settle(qtbot, sample_desk)
    assert page.period is not None and page.period.key == "2026-01-05..2026-02-10"
    assert page.preview.title.text().startswith("5 January 2026 to 10 February 2026: ")
    page.periods.activated.emit(page.periods.count() - 1)
    assert "is not a period" in answers.told[-1]
    assert page.period.key == "2026-01-05..2026-02-10"


def test_codes_are_remembered_and_used(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    page.people.set_value("codes")
    settle(qtbot, sample_desk)
    assert page.report is not None and not page.report.with_names
    answers.answers.append(tmp_path / "codes.xlsx")
    page.excel.trigger()
    settle(qtbot, sample_desk)
    assert "(codes)" in answers.asked[-1][1]
    assert "people by code" in load(tmp_path / "codes.xlsx", values=True)["Summary"]["A3"].value
    assert shown(sample_desk, qtbot).people.value() == "codes"


def test_a_comment_that_names_someone_is_asked_about_before_a_report_by_codes(
    page: ReportsPage, sample_desk: Desk, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    assert page.report is not None
    name = page.report.members[0].label
    page.people.set_value("codes")
    settle(qtbot, sample_desk)
    page.comment.edit.setPlainText(f"{name.upper()} was ill.")
    answers.answers.append(False)
    page.excel.trigger()
    assert answers.asked[-1][1] == f"People stand by code, but your comment names {name}."
    answers.answers += [True, tmp_path / "codes.xlsx"]
    page.excel.trigger()
    settle(qtbot, sample_desk)
    assert (tmp_path / "codes.xlsx").exists()


def test_it_prints_the_report(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.comment.edit, "Words before the figures")
    document = page.print_document()
    assert document is not None
    text = document.toPlainText()
    assert "Words before the figures" in text and page.preview.title.text() in text


def test_an_empty_store_says_what_belongs_here(desk: Desk, qtbot: QtBot) -> None:
    page = shown(desk, qtbot)
    assert page.stack.currentWidget() is page.empty
    assert page.empty.title.text() == "No figures to report on yet"
    assert not page.excel.isEnabled() and not page.pdf.isEnabled()
    assert page.print_document() is None
    page.show_record("2026-03")


def test_every_command_is_offered_to_menu_and_palette(page: ReportsPage) -> None:
    assert [action.text() for action in page.actions_offered()] == [
        "Export Excel…",
        "Export PDF…",
        "Open report",
        "Show report in folder",
    ]


def test_what_can_be_focused_has_a_name(page: ReportsPage) -> None:
    from PySide6.QtWidgets import QWidget

    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert nameless == []
