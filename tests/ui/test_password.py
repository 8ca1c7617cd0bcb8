"""The password of a file is typed twice, weighed while it is typed, and used for that file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from csmanager.core import protecting
from csmanager.ui.ask import QtAnswers
from csmanager.ui.passworddialog import PasswordDialog


def test_typed_twice_and_weighed(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    dialog = PasswordDialog(path)
    qtbot.addWidget(dialog)
    dialog.show()
    first, again = (dialog.inputs[key].input for key in ("password", "again"))
    assert isinstance(first, QLineEdit)
    assert first.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(first, "three")
    assert dialog.inputs["password"].help.text() == "3 more characters."
    qtbot.keyClicks(first, " quiet words")
    assert dialog.inputs["password"].help.text().startswith(("Fair", "Strong"))
    qtbot.keyClicks(again, "three quiet worlds")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert "not the same" in dialog.inputs["again"].reason.text()
    assert protecting.take(path) is None
    again.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(again, "three quiet words")
    qtbot.keyClick(again, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert protecting.take(path) == "three quiet words"
    assert not dialog.drafts.is_on


def test_the_save_dialog_offers_it_and_asks_only_then(
    qtbot: QtBot, tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    seen: list[str] = []
    chosen = ["Excel workbook (*.xlsx)"]

    def choose(_parent: QWidget, _title: str, _name: str, kinds: str) -> tuple[str, str]:
        seen.append(kinds)
        return str(tmp_path / "team"), chosen[0]

    asked: list[Path] = []

    def run(dialog: PasswordDialog) -> int:
        asked.append(dialog.path)
        return len(asked) % 2

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(PasswordDialog, "exec", run)
    ask = QtAnswers(lambda: None)
    assert ask.save_path("Save", "team.xlsx", chosen[0]) == tmp_path / "team"
    assert asked == []
    assert "Excel workbook, with a password (*.xlsx)" in seen[0]
    chosen[0] = "Excel workbook, with a password (*.xlsx)"
    assert ask.save_path("Save", "team.xlsx", "Excel workbook (*.xlsx)") == tmp_path / "team.xlsx"
    assert asked == [tmp_path / "team.xlsx"]
    assert ask.save_path("Save", "team.xlsx", "Excel workbook (*.xlsx)") is None  # Cancel: nothing is written
