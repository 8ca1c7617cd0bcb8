"""The matrix, judged and filled by mouse and by keyboard, and its workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.skills import kits, queries
from csmanager.features.skills.skillspage import SkillsPage
from csmanager.features.team import actions as team
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
KIT = "Phone and e-mail desk"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, store: Store) -> SkillsPage:
    for name, role in (("Ada Berg", "Agent"), ("Bo Lind", "Agent"), ("Lena Ott", "Team lead")):
        store.do(f"Add {name}", team.add_person, name=name, today=TODAY, role=role, team="Desk")
    made = SkillsPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    settle(qtbot, desk)
    return made


def form(page: SkillsPage) -> FormDialog:
    assert isinstance(page.dialog, FormDialog)
    return page.dialog


def test_the_empty_matrix_offers_the_skills_of_a_business(
    qtbot: QtBot, desk: Desk, page: SkillsPage, answers: ScriptedAnswers
) -> None:
    before = content(desk.store, history=False)
    (empty,) = [one for one in page.matrix.table.findChildren(EmptyState) if one.isVisible()]
    assert empty.action is not None
    answers.answers.append(KIT)
    qtbot.mouseClick(empty.action, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert len(page.matrix.table.rows()) == 3
    assert page.catalogue.table.model.rowCount() == len(
        next(kit for kit in kits.kits() if kit.name == KIT).skills
    )
    assert page.points.table.rows()[0].count == 0
    desk.store.undo()
    assert content(desk.store, history=False) == before
    settle(qtbot, desk)


def test_a_cell_is_judged_by_enter_only_with_what_was_seen(
    qtbot: QtBot, desk: Desk, page: SkillsPage
) -> None:
    desk.do("Start", kits.start_with, KIT)
    settle(qtbot, desk)
    row = next(each for each in page.matrix.table.rows() if each.person == "Bo Lind")
    head = next(each for each in page.view.skills if each.name == "Writing")
    assert page.matrix.select_cell(row.id, head.id)
    page.matrix.table.view.setFocus()
    qtbot.keyClick(page.matrix.table.view, Qt.Key.Key_Return)
    dialog = form(page)
    assert dialog.inputs["person_id"].value() == row.id
    assert dialog.inputs["skill_id"].value() == head.id
    assert "Uses templates" in dialog.inputs["level"].input.itemText(0)  # type: ignore[attr-defined]
    dialog.inputs["level"].set_value(2)
    dialog.submit()
    assert dialog.isVisible()
    dialog.inputs["text"].set_value("Six answers read: all complete")
    dialog.submit()
    settle(qtbot, desk)
    now = next(each for each in page.matrix.table.rows() if each.id == row.id).cells[head.id]
    assert (now.level, now.gap) == (2, 0)
    assert "Six answers read" in desk.read(queries.evidence, row.id)[0].text


def test_filters_keep_to_a_role_and_to_those_with_gaps(qtbot: QtBot, desk: Desk, page: SkillsPage) -> None:
    desk.do("Start", kits.start_with, KIT)
    settle(qtbot, desk)
    everything = len(page.matrix.table.columns)
    page.role.set_value("Team lead")
    assert [row.person for row in page.matrix.table.rows()] == ["Lena Ott"]
    assert len(page.matrix.table.columns) < everything
    page.stands.set_value("gaps")
    assert [row.person for row in page.matrix.table.rows()] == ["Lena Ott"]


def test_a_role_asks_for_another_level_in_the_table_and_somebody_stands_in(
    qtbot: QtBot, desk: Desk, page: SkillsPage
) -> None:
    desk.do("Start", kits.start_with, KIT)
    settle(qtbot, desk)
    made = page.show_list("roles")
    first = made.table.rows()[0]
    made.table.on_edit(first, "level", 5)  # type: ignore[misc]
    settle(qtbot, desk)
    assert next(row for row in made.table.rows() if row.id == first.id).level == 5
    page.show_list("bench")
    page.name_for(None)
    dialog = form(page)
    lead = next(role.id for role in page.view.roles if role.name == "Team lead")
    ada = next(row.id for row in page.view.rows if row.person == "Ada Berg")
    dialog.inputs["role_id"].set_value(lead)
    dialog.inputs["person_id"].set_value(ada)
    dialog.inputs["is_cover"].set_value(True)
    dialog.submit()
    settle(qtbot, desk)
    row = next(each for each in page.bench.table.rows() if each.id == (lead, ada))
    assert row.is_cover


def test_the_workbook_has_the_matrix_and_every_judgement(
    qtbot: QtBot, desk: Desk, page: SkillsPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    import openpyxl

    desk.do("Start", kits.start_with, KIT)
    bo = next(row.id for row in desk.read(queries.matrix, TODAY).rows if row.person == "Bo Lind")
    desk.do("Judge", team.set_skill, bo, "Writing", 4, today=TODAY, evidence="=1+1 read as text")
    settle(qtbot, desk)
    answers.answers.append(tmp_path / "skills.xlsx")
    page.save_workbook()
    book = openpyxl.load_workbook(tmp_path / "skills.xlsx")
    assert book.sheetnames == ["Matrix", "Judgements", "On few people", "Bench", "About"]
    heads = [cell.value for cell in book["Matrix"][1]]
    line = next(row for row in book["Matrix"].iter_rows(min_row=2, values_only=True) if row[0] == "Bo Lind")
    assert line[heads.index("Writing")] == 4
    assert "0 of 3 !" in line
    seen = [row[6] for row in book["Judgements"].iter_rows(min_row=2, values_only=True)]
    assert all(not str(text).startswith("=") for text in seen)


def test_records_of_today_open_their_cell(qtbot: QtBot, desk: Desk, page: SkillsPage) -> None:
    desk.do("Start", kits.start_with, KIT)
    settle(qtbot, desk)
    row = page.view.rows[1]
    head = page.view.skills[3]
    page.show_record(f"cell/{row.id}.{head.id}")
    assert page.matrix.table.current_row().id == row.id  # type: ignore[union-attr]
    assert page.matrix.head() == head
    page.show_record("points")
    assert page.key() == "points"
