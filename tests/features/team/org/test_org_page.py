"""The view Org: a line is noted by keyboard, the chart is walked, and it goes on paper and into a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from csmanager.features.team import actions as team
from csmanager.features.team.org import actions, queries
from csmanager.features.team.org.layout import Measures, lay_out
from csmanager.features.team.org.orgpage import OrgPage
from csmanager.features.team.org.rules import LineKind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    return {
        name: desk.store.do(
            "Add", team.add_person, name=name, role="Agent", started_on=D(2024, 1, 1), today=TODAY
        )
        for name in ("Ana", "Bo", "Cy", "Di", "Ed")
    }


@pytest.fixture
def page(desk: Desk, people: dict[str, int], qtbot: QtBot) -> Iterator[OrgPage]:
    made = OrgPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def lines(desk: Desk, *pairs: tuple[int, int]) -> None:
    for person, manager in pairs:
        desk.store.do("Line", actions.set_line, person, manager, LineKind.MANAGER)


def test_boxes_never_overlap_and_leads_stand_above() -> None:
    class Tree:
        def __init__(self, *reports: Tree) -> None:
            self.reports = reports

    tree = Tree(
        Tree(Tree(), Tree(), Tree(), Tree(), Tree()), Tree(Tree(), Tree()), Tree(), Tree(Tree(Tree()))
    )
    measures = Measures(100, 40)
    placed = lay_out([tree, Tree(Tree())], measures)
    spots = [spot for _tree, spot in placed.boxes]
    assert len(spots) == 16
    for at, (x, y) in enumerate(spots):
        for other_x, other_y in spots[at + 1 :]:
            assert abs(x - other_x) >= 100 or abs(y - other_y) >= 40
    tops = {id(each): spot[1] for each, spot in placed.boxes}
    for each, spot in placed.boxes:
        assert all(tops[id(report)] > spot[1] for report in each.reports)
        assert 0 <= spot[0] <= placed.wide - 100


def test_a_line_is_added_by_keyboard_and_undone_to_the_last_row(
    page: OrgPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    before = content(desk.store, history=False)
    assert page.stack.currentWidget() is page.empty
    assert page.empty.action is not None
    qtbot.keyClick(page.empty.action, Qt.Key.Key_Space)
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    for key in ("person", "to"):
        qtbot.keyClicks(dialog.inputs[key].target, "Ana" if key == "person" else "Bo")
    qtbot.keyClick(dialog.inputs["note"].target, Qt.Key.Key_Return)
    assert desk.read(queries.managers_on, TODAY) == {people["Ana"]: people["Bo"]}
    assert page.stack.currentWidget() is page.chart
    page.add.trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["person"].set_value(people["Bo"])
    dialog.inputs["to"].set_value(people["Ana"])
    dialog.submit()
    assert "circle: Bo → Ana → Bo" in dialog.problem.text()
    dialog.reject()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_the_chart_is_walked_by_arrows_and_opens_the_person(
    page: OrgPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    lines(desk, (people["Bo"], people["Ana"]), (people["Cy"], people["Ana"]), (people["Di"], people["Cy"]))
    chart = page.chart
    assert chart.select(people["Ana"])
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(chart, key)
        walked.append(next(name for name, each in people.items() if each == chart.current))
    assert walked == ["Cy", "Bo", "Bo", "Ana", "Ana"] or walked == ["Bo", "Cy", "Di", "Cy", "Bo"]
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert went == [("team", str(chart.current))]
    before = chart.transform().m11()
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.transform().m11() > before
    page.search.setText("Di")
    qtbot.waitUntil(lambda: chart.current == people["Di"], timeout=3000)


def test_as_at_a_day_before_the_line_nobody_leads(page: OrgPage, desk: Desk, people: dict[str, int]) -> None:
    desk.store.do(
        "Line", actions.set_line, people["Bo"], people["Ana"], LineKind.MANAGER, starts_on=D(2026, 3, 1)
    )
    assert "1 line among 5 people" in page.header.note.text()
    page.on.set_value(D(2026, 2, 1))
    page.refresh()
    assert "0 lines among 5 people on 1 Feb" in page.header.note.text()


def test_a_line_is_ended_and_taken_out_from_the_list(
    page: OrgPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    lines(desk, (people["Bo"], people["Ana"]))
    page.switch.set_value("lines")
    page.table.select_first()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["ends_on"].set_value(D(2026, 3, 15))
    dialog.submit()
    assert desk.read(queries.managers_on, TODAY) == {}
    page.table.select_first()
    page.remove.trigger()
    assert page.table.rows() == []


def test_the_chart_is_saved_as_picture_and_pdf(
    page: OrgPage, desk: Desk, people: dict[str, int], answers: ScriptedAnswers, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    lines(desk, (people["Bo"], people["Ana"]))
    for name in ("chart.png", "chart.pdf"):
        answers.answers.append(tmp_path / name)
        page.save_chart()
    image = QImage(str(tmp_path / "chart.png"))
    assert image.width() > 400
    corner = image.pixelColor(1, 1)
    assert (corner.red(), corner.green(), corner.blue()) == (255, 255, 255)
    reader = PdfReader(tmp_path / "chart.pdf")
    assert len(reader.pages) == 1
    assert "Reporting lines on 31 Mar 2026" in " ".join(reader.pages[0].extract_text().split())
