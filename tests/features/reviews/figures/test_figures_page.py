"""The three levels, the lab, the weekly grid and the paper by mouse and keyboard."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from csmanager.features.reviews import actions, ownactions
from csmanager.features.reviews.charts.limits import ALL_RULES, RULES
from csmanager.features.reviews.cycles import actions as cycles
from csmanager.features.reviews.figures import savingwidget, workbook
from csmanager.features.reviews.figures.labdialog import LabDialog
from csmanager.features.reviews.figures.weeklydialog import WeeklyDialog
from csmanager.features.reviews.page import ReviewsPage
from csmanager.features.reviews.periods import month
from csmanager.features.reviews.rules import Better, Unit
from csmanager.features.reviews.targets import targets
from csmanager.ui.desk import Desk
from tests import digest
from tests.answers import ScriptedAnswers
from tests.features.reports.recalculate import recalculated
from tests.features.reviews.figures.test_board import rated, year
from tests.features.reviews.shop import add_contacts, add_people
from tests.waiting import settle


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ReviewsPage:
    """Ana slips in March 2026, Bo does not."""
    ana, bo = add_people(desk.store, ["Ana", "Bo"])
    now = dt.date(2026, 3, 5)
    contacts = [*year(ana, 27, 3), *year(bo, 27, 3), *rated(ana, now, 12, 28), *rated(bo, now, 28, 2)]
    add_contacts(desk.store, contacts)
    desk.store.do("Aim", actions.set_target, metric="csat_top2", value=0.85, starts_on=dt.date(2025, 1, 1))
    made = ReviewsPage(desk)
    qtbot.addWidget(made)
    made.resize(1084, 760)
    made.show()
    wait(qtbot, desk, made)
    return made


def wait(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: page.board is not None and not desk.jobs.is_busy, timeout=20_000)


def drawn(qtbot: QtBot, desk: Desk, view: object) -> None:
    qtbot.waitUntil(lambda: view.drawn is not None and not desk.jobs.is_busy, timeout=20_000)  # type: ignore[attr-defined]


def test_the_team_comes_first_with_whom_to_talk(page: ReviewsPage) -> None:
    assert page.stack.currentWidget() is page.glance
    first = page.glance.cards[0]
    assert first.entry.title == "Ana"
    assert "below the target of 85 %" in first.accessibleName()


def test_a_click_on_a_card_shows_the_person_and_its_link_the_contacts(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    card = page.glance.cards[0]
    assert card.rows is not None
    card.rows.click()
    settle(qtbot, desk)
    assert page.stack.currentWidget() is page.evidence
    assert len(page.evidence.table.export_rows()[1]) == 40
    page.evidence.back.trigger()
    assert page.stack.currentWidget() is page.glance
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert page.person.currentText() == "Ana"
    assert page.stack.currentWidget() is page.splitter
    assert page.table.current_row().metric == "csat_top2"


def test_every_mark_of_a_chart_opens_its_rows_by_click_and_by_enter(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    chart = page.glance.chart
    drawn(qtbot, desk, chart)
    marks = chart.marks()
    at = next(at for at, (_, mark) in enumerate(marks) if mark.opens and mark.opens.metric == "csat_top2")
    spot = chart.spot(at).toPoint()
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(spot.x(), spot.y()))
    settle(qtbot, desk)
    assert page.stack.currentWidget() is page.evidence
    assert "March 2025" in page.evidence.title.text()
    page.evidence.back.trigger()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert page.stack.currentWidget() is page.evidence


def test_a_chart_has_a_table_and_says_what_it_shows(
    qtbot: QtBot, desk: Desk, page: ReviewsPage, tmp_path: Path
) -> None:
    from csmanager.features.reviews.charts import sharingwidget

    chart = page.glance.chart
    assert "figures" in chart.accessibleDescription()
    assert [action.text() for action in chart.make_menu().actions() if action.text()][1] == "Show as table"
    dialog = sharingwidget.make_table(chart)
    qtbot.addWidget(dialog)
    for ending in ("png", "svg", "xlsx"):
        placed = sharingwidget.write(chart, tmp_path / f"chart.{ending}")
        assert placed.stat().st_size > 1000
    sharingwidget.copy_data(chart)
    assert "Satisfied customers" in QGuiApplication.clipboard().text()


def test_one_click_on_a_figure_opens_it_and_elsewhere_selects(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    page.show_level("person")
    row = next(at for at, line in enumerate(page.table.shown_rows()) if line.metric == "csat_top2")
    view = page.table.view

    def click(key: str) -> None:
        column = next(at for at, one in enumerate(page.table.columns) if one.key == key)
        place = view.visualRect(page.table.model.index(row, column)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle(qtbot, desk)

    view.scrollTo(page.table.model.index(row, 0))
    click("name")
    assert page.stack.currentWidget() is page.splitter
    click("value")
    assert page.stack.currentWidget() is page.evidence
    page.evidence.back.trigger()
    click("previous")
    assert "February 2026" in page.evidence.title.text()


def test_one_measure_across_people_stands_by_name(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.table.select("csat_top2")
    page.show_level("measure")
    settle(qtbot, desk)
    assert [row.name for row in page.across.table.rows()] == ["Ana", "Bo"]
    ana = page.across.table.rows()[0]
    assert ana.estimate is not None
    assert ana.line.value < ana.estimate < 0.9
    assert page.across.people.chart is not None
    assert page.across.told.text().startswith("As counted")
    page.across.links._act(ana, "name")
    assert page.person.currentText() == "Ana"
    page.show_level("measure")
    page.across.how.set_value("name")
    assert page.across.people.chart.kind == "names"


def test_another_period_to_compare_with_is_read(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    at = page.choosers.other.findData("year")
    page.choosers.other.setCurrentIndex(at)
    page.choosers.other.activated.emit(at)
    wait(qtbot, desk, page)
    assert page.board is not None
    assert page.board.other == month(2025, 3)


def test_the_lab_slides_and_sets_an_effective_dated_target_in_one_step(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    page.commands.open_lab("csat_top2")
    lab = page.commands.dialog
    assert isinstance(lab, LabDialog)
    before = lab.told.text()
    assert "person-months would have met it" in before
    lab.slider.setValue(0)
    assert lab.told.text() != before
    lab.value.setText("70")
    lab.value.editingFinished.emit()
    assert "23 of 24 person-months" in lab.told.text()
    assert [row[0] for row in lab.table.rows()] == ["Ana", "Bo"]
    lab.value.setText("soon")
    lab.value.editingFinished.emit()
    assert "not a number" in lab.problem.text()
    held = digest.content(desk.store, history=False)
    lab.set_target()
    with desk.store.read() as session:
        row = next(one for one in targets(session) if one.metric == "csat_top2")
    assert (row.value, row.starts_on) == (0.7, dt.date(2026, 4, 1))
    assert "23 of 24" in row.note
    desk.store.undo()
    assert digest.content(desk.store, history=False) == held


def test_a_week_is_typed_pasted_and_undone_in_one_step(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    for name, unit in (("Compliments", Unit.COUNT), ("Counter share", Unit.SHARE)):
        desk.store.do(
            "Add", ownactions.add_metric, name=name, definition=name, unit=unit, better=Better.HIGHER,
            minimum_n=1, today=desk.today(),
        )  # fmt: skip
    dialog = WeeklyDialog(desk, page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.shown is not None
    assert [name for _, name in dialog.shown.people] == ["Everyone together", "Ana", "Bo"]
    dialog.grid.setCurrentCell(1, 0)
    assert dialog.grid.paste("3\t50\n1,204\t12.5 %\n") == 4
    held = digest.content(desk.store, history=False)
    assert dialog.write()
    assert dialog.shown.values == {
        (dialog.shown.people[1][0], dialog.shown.metrics[0].id): 3,
        (dialog.shown.people[1][0], dialog.shown.metrics[1].id): 0.5,
        (dialog.shown.people[2][0], dialog.shown.metrics[0].id): 1204,
        (dialog.shown.people[2][0], dialog.shown.metrics[1].id): 0.125,
    }
    desk.store.undo()
    assert digest.content(desk.store, history=False) == held
    dialog.grid.setCurrentCell(1, 1)
    dialog.grid.paste("many")
    assert not dialog.write()
    assert "Ana, Counter share" in dialog.problem.text()


def test_an_empty_grid_teaches(qtbot: QtBot, desk: Desk) -> None:
    dialog = WeeklyDialog(desk)
    qtbot.addWidget(dialog)
    assert not dialog.save.isEnabled()
    assert dialog.grid.isHidden()
    assert "No measures by hand yet" in dialog.empty.accessibleName()


def pages_of(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\s", path.read_bytes()))


def test_the_run_rules_are_a_choice_of_the_store_that_undo_takes_back(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    def rules() -> set[tuple[int, ...]]:
        assert page.board is not None
        return {one.rules for own in page.board.series.values() for one in own.values()}

    assert rules() == {RULES}
    assert not page.commands.all_rules.isChecked()
    page.commands.all_rules.trigger()
    wait(qtbot, desk, page)
    qtbot.waitUntil(lambda: rules() == {ALL_RULES}, timeout=20_000)
    desk.store.undo()
    qtbot.waitUntil(lambda: rules() == {RULES}, timeout=20_000)
    qtbot.waitUntil(lambda: not page.commands.all_rules.isChecked(), timeout=20_000)


def test_the_page_is_printed_and_written_with_guide_and_signatures(page: ReviewsPage, tmp_path: Path) -> None:
    assert page.board is not None
    ana = page.board.names()["Ana"]
    page.show_person(ana)
    document = page.print_document()
    assert document is not None
    text = document.toPlainText()
    for part in (
        "Ana",
        "missing it",
        "For the talk",
        "Notes and what was agreed",
        "Manager, date",
        "Ask:",
    ):
        assert part in text
    placed = savingwidget.write(page, page.board, ana, tmp_path / "ana.pdf")
    assert placed.read_bytes().startswith(b"%PDF")
    assert pages_of(placed) == 1, "what is signed is one sheet"
    everyone = savingwidget.write(page, page.board, None, tmp_path / "all.pdf", everyone_too=True)
    assert everyone.stat().st_size > 5000


def test_the_workbook_has_live_formulas_native_charts_and_reads_back(
    page: ReviewsPage, tmp_path: Path
) -> None:
    assert page.board is not None
    ana = page.board.names()["Ana"]
    path = savingwidget.write(page, page.board, ana, tmp_path / "ana.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Review", "Course", "Talk", "Definitions"]
    assert any(str(cell.value).startswith("=IF(") for row in book["Review"].iter_rows() for cell in row)
    assert book["Course"]._charts
    again = savingwidget.write(page, page.board, ana, tmp_path / "again.xlsx")
    assert again.read_bytes() == path.read_bytes()
    team = savingwidget.write(page, page.board, None, tmp_path / "team.xlsx")
    assert openpyxl.load_workbook(team).sheetnames == ["Review", "Course", "Look at", "People", "Definitions"]
    broken = workbook.Written(["Review"], {})
    with pytest.raises(workbook.NotAsWritten):
        workbook.read_back(team, broken)


def test_paper_of_a_period_without_data_says_so(
    qtbot: QtBot, desk: Desk, page: ReviewsPage, tmp_path: Path
) -> None:
    page.show_record("2024-01")
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: page.board is not None and page.board.period == month(2024, 1), timeout=20_000)
    assert page.board is not None
    ana = page.board.names()["Ana"]
    made = savingwidget.make_document(page.board, ana, "Shop")
    assert "Nothing was counted in this period." in made.toPlainText() or "0" in made.toPlainText()
    path = savingwidget.write(page, page.board, ana, tmp_path / "none.xlsx")
    assert "Review" in openpyxl.load_workbook(path).sheetnames


def test_paper_takes_the_guide_of_a_prepared_review_and_is_written_aside(
    qtbot: QtBot, desk: Desk, page: ReviewsPage, tmp_path: Path, answers: ScriptedAnswers
) -> None:
    assert page.board is not None
    desk.do("Prepare", cycles.prepare, period=month(2026, 3), today=dt.date(2026, 3, 31))
    wait(qtbot, desk, page)
    ana = page.board.names()["Ana"]
    page.show_person(ana)
    document = page.print_document()
    assert document is not None
    assert "Say first: " in document.toPlainText()
    assert "To end with" in document.toPlainText()
    for kind, command in (("pdf", page.commands.save_pdf), ("xlsx", page.commands.save_workbook)):
        path = tmp_path / f"ana.{kind}"
        answers.answers.append(path)
        said: list[str] = []
        desk.said.connect(lambda text, _undo, said=said: said.append(text))
        command.trigger()
        assert not path.exists() or not said  # the window does not wait
        qtbot.waitUntil(lambda said=said: bool(said), timeout=20_000)
        assert said == [f"Saved ana.{kind}."]
    talk = openpyxl.load_workbook(tmp_path / "ana.xlsx")["Talk"]
    assert any(str(cell.value).startswith("Say first: ") for cell in talk["A"])


@pytest.mark.libreoffice
def test_libreoffice_recalculates_what_is_stored(page: ReviewsPage, tmp_path: Path) -> None:
    assert page.board is not None
    path = savingwidget.write(page, page.board, None, tmp_path / "team.xlsx")
    stored = openpyxl.load_workbook(path, data_only=True)
    again = openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)
    for sheet in stored.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                other = again[sheet.title][cell.coordinate].value
                if isinstance(cell.value, int | float):
                    assert other == pytest.approx(cell.value, abs=1e-9)
                elif isinstance(cell.value, str):
                    assert str(other).strip() == cell.value.strip()
