"""From the drop to the preview, a correction, the import, Undo and Redo, for files of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from csmanager.features.importing.actions import import_file
from csmanager.features.importing.ledgerdialog import LedgerDialog
from csmanager.features.importing.previewdialog import PreviewDialog
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.importing.taking import files
from tests.waiting import settle


def preview(qtbot: QtBot, desk: Desk, *paths: Path) -> PreviewDialog:
    dialog = PreviewDialog(desk, list(paths))
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, desk)
    return dialog


def choose(qtbot: QtBot, combo: QComboBox, value: str) -> None:
    """Choose by keyboard, as a person does."""
    combo.setFocus()
    target = combo.findData(value)
    key = Qt.Key.Key_Down if target > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(target - combo.currentIndex())):
        qtbot.keyClick(combo, key)
    combo.activated.emit(combo.currentIndex())


@pytest.mark.parametrize("name", files.EVERY)
def test_a_dropped_file_is_shown_imported_undone_and_redone(
    qtbot: QtBot, desk: Desk, tmp_path: Path, name: str
) -> None:
    text, kind, new = files.EVERY[name]
    before = content(desk.store, history=False, shadows=False)
    dialog = preview(qtbot, desk, files.write(tmp_path, name, text))
    assert dialog.forecast.kind.currentData() == kind
    assert f"{new} new" in dialog.forecast.facts.text()
    assert dialog.forecast.figures.rows()
    assert [row.verdict for row in dialog.forecast.records.rows()] == ["new"] * new
    assert dialog.forecast.found.table.item(0, 0).text() == text.partition(",")[0]
    assert content(desk.store, history=False, shadows=False) == before
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    after = content(desk.store, history=False, shadows=False)
    assert after != before and not dialog.isVisible()
    desk.store.undo()
    assert content(desk.store, history=False, shadows=False) == before
    desk.store.redo()
    assert content(desk.store, history=False, shadows=False) == after


def test_another_unit_changes_the_figures_at_once(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = preview(qtbot, desk, files.write(tmp_path, "hours.csv", files.WORKED))
    assert "Mean shift 6.50 h" in dialog.forecast.figures_line.text()
    choose(qtbot, dialog.forecast.columns.readings[4], "hours")
    settle(qtbot, desk)
    dialog.forecast.columns.combos[5].setCurrentIndex(0)
    dialog.forecast.columns.combos[5].activated.emit(0)
    settle(qtbot, desk)
    assert "set aside" in dialog.forecast.facts.text()


def test_leaving_a_column_out_changes_what_is_taken_in(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = preview(qtbot, desk, files.write(tmp_path, "survey.csv", files.SURVEY))
    assert len(dialog.forecast.records.rows()) == 8
    choose(qtbot, dialog.forecast.meaning_combo(4), "")
    settle(qtbot, desk)
    assert len(dialog.forecast.records.rows()) == 5
    assert "Net promoters" not in dialog.forecast.figures_line.text()


def test_what_waits_for_an_answer_stays_open_and_knows_who_was_just_added(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    import_file(
        desk.store, files.write(tmp_path, "first.csv", "Employee ID,Name,Team,Role\nX1,Zoe Ek,Shop,Agent\n")
    )
    hours = files.write(tmp_path, "hours.csv", files.WORKED)
    bad = tmp_path / "picture.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    dialog = preview(qtbot, desk, files.write(tmp_path, "staff.csv", files.PEOPLE), hours, bad)
    words = [dialog.files.item(line).text().partition("\n")[2] for line in range(3)]
    assert words == ["Ready", "Has a question", "Cannot be imported"]
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    words = [dialog.files.item(line).text().partition("\n")[2] for line in range(3)]
    assert dialog.isVisible() and words == ["Imported", "Ready", "Cannot be imported"]
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert not dialog.isVisible()
    assert len(content(desk.store)["worked_shift"]) == 3


def test_somebody_nearly_known_is_asked_for_and_never_merged_alone(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    import_file(desk.store, files.write(tmp_path, "staff.csv", files.PEOPLE))
    text = files.WORKED.replace("Ana Costa", "A. Costa")
    dialog = preview(qtbot, desk, files.write(tmp_path, "hours.csv", text))
    combo = dialog.forecast.questions.combos["person.A. Costa"]
    assert [combo.itemData(at) for at in range(4)] == ["", "create", "ignore", "Ana Costa"]
    choose(qtbot, combo, "Ana Costa")
    settle(qtbot, desk)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert len(content(desk.store)["person"]) == 3
    assert [row[3] for row in content(desk.store)["person_alias"] if "costa" in str(row[4])] == ["A. Costa"]


def test_an_opening_is_asked_for_where_the_file_names_none(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    text = files.APPLICANTS.replace("Position", "Remarks").replace(",Agent,", ",kind,")
    dialog = preview(qtbot, desk, files.write(tmp_path, "summer staff.csv", text))
    combo = dialog.forecast.questions.combos["opening"]
    choose(qtbot, combo, "summer staff")
    settle(qtbot, desk)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert [row[1] for row in content(desk.store)["opening"]] == ["summer staff"]


def test_an_import_is_taken_back_in_the_ledger(
    qtbot: QtBot, desk: Desk, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    before = content(desk.store, history=False, shadows=False)
    import_file(desk.store, files.write(tmp_path, "hours.csv", files.WORKED))
    ledger = LedgerDialog(desk)
    qtbot.addWidget(ledger)
    ledger.show()
    (row,) = ledger.batches.rows()
    assert (row.file, row.kind, row.rows_added, bool(row.actor), len(row.sha256)) == (
        "hours.csv",
        "worked",
        3,
        True,
        64,
    )
    assert "“Clock in” as Start" in ledger.notes.text()
    answers.answers.append(True)
    qtbot.mouseClick(ledger.undo_button, Qt.MouseButton.LeftButton)
    assert ledger.batches.rows() == []
    assert content(desk.store, history=False, shadows=False) == before


def test_the_ledger_says_why_an_import_stays(
    qtbot: QtBot, desk: Desk, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    import_file(desk.store, files.write(tmp_path, "staff.csv", files.PEOPLE))
    import_file(desk.store, files.write(tmp_path, "hours.csv", files.WORKED))
    ledger = LedgerDialog(desk)
    qtbot.addWidget(ledger)
    ledger.batches.select(next(row.id for row in ledger.batches.rows() if row.file == "staff.csv"))
    answers.answers.append(True)
    ledger.undo_button.click()
    assert answers.told == ["staff.csv cannot be taken back: records of “worked shift” name Ana Costa."]
    assert len(ledger.batches.rows()) == 2
