"""Forms: what is wrong is said beside the field, and what was typed is never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.ui.widgets.form import Field, FormDialog, with_access_keys

TODAY = dt.date(2026, 3, 31)


def fields() -> list[Field]:
    return [
        Field("name", "Name", required=True),
        Field("hours", "Hours", "number", value=37.5, decimals=1, minimum=1, maximum=60, unit="h a week"),
        Field("start", "Start date", "date"),
        Field("role", "Role", "choice", options=[("a", "Agent"), ("l", "Lead")], value="l"),
        Field("team", "Team", "suggest", options=["Day", "Evening"]),
        Field("note", "Note", "long"),
        Field("first", "First shift", "check", value=True),
    ]


class Taken:
    """Takes the answers, or refuses them with ``error``."""

    def __init__(self) -> None:
        self.values: list[dict[str, Any]] = []
        self.error: Exception | None = None

    def __call__(self, values: dict[str, Any]) -> int:
        if self.error is not None:
            raise self.error
        self.values.append(values)
        return 7


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def form(qtbot: QtBot, taken: Taken) -> FormDialog:
    made = FormDialog("Add person", fields(), taken, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.inputs["name"].target.hasFocus())
    return made


def test_the_answers_come_in_their_types(form: FormDialog, qtbot: QtBot, taken: Taken) -> None:
    qtbot.keyClicks(form.inputs["name"].target, "Ana")
    qtbot.keyClicks(form.inputs["start"].target, "tomorrow")
    box = form.inputs["team"].input
    assert isinstance(box, QComboBox)
    box.setEditText("Night")
    qtbot.keyClick(form.inputs["name"].target, Qt.Key.Key_Return)
    assert taken.values == [
        {
            "name": "Ana",
            "hours": 37.5,
            "start": dt.date(2026, 4, 1),
            "role": "l",
            "team": "Night",
            "note": "",
            "first": True,
        }
    ]
    assert form.outcome == 7
    assert form.result() == FormDialog.DialogCode.Accepted


def test_what_is_missing_is_said_beside_its_field(form: FormDialog, qtbot: QtBot, taken: Taken) -> None:
    box = form.inputs["hours"].input
    assert isinstance(box, QLineEdit)
    box.setText("lots")
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    assert taken.values == [] and form.isVisible()
    assert form.inputs["name"].reason.isVisible()
    assert form.inputs["name"].reason.text() == "This is needed."
    assert form.inputs["hours"].reason.text() == "That is not a number."
    assert form.inputs["name"].target.hasFocus()
    assert box.text() == "lots"
    qtbot.keyClicks(form.inputs["name"].target, "A")
    assert not form.inputs["name"].reason.isVisible()


@pytest.mark.parametrize(
    ("typed", "said"), [("0", "1.0 or more"), ("99", "60.0 or less"), ("37,5,1", "not a number")]
)
def test_numbers_keep_within_their_bounds(form: FormDialog, typed: str, said: str) -> None:
    box = form.inputs["hours"].input
    assert isinstance(box, QLineEdit)
    box.setText(typed)
    form.submit()
    assert said in form.inputs["hours"].reason.text()


def test_a_refusal_is_shown_and_nothing_typed_is_lost(form: FormDialog, qtbot: QtBot, taken: Taken) -> None:
    qtbot.keyClicks(form.inputs["name"].target, "Ana")
    taken.error = RuleBroken("Ana is in the team already.")
    form.submit()
    assert form.isVisible()
    assert form.problem.isVisible() and form.problem.text() == "Ana is in the team already."
    assert form.inputs["name"].value() == "Ana"
    qtbot.keyClicks(form.inputs["name"].target, "b")
    assert not form.problem.isVisible()


def test_a_refusal_that_names_its_field_is_shown_there(form: FormDialog, qtbot: QtBot, taken: Taken) -> None:
    qtbot.keyClicks(form.inputs["name"].target, "Ana")
    taken.error = RuleBroken("The start lies in the past.")
    taken.error.field = "start"  # type: ignore[attr-defined]
    form.submit()
    assert form.inputs["start"].reason.text() == "The start lies in the past."
    assert not form.problem.isVisible()


def test_ctrl_enter_submits_from_a_long_text(form: FormDialog, qtbot: QtBot, taken: Taken) -> None:
    qtbot.keyClicks(form.inputs["name"].target, "Ana")
    note = form.inputs["note"].target
    note.setFocus()
    qtbot.keyClicks(note, "one")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    qtbot.keyClicks(note, "two")
    qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert taken.values[0]["note"] == "one\ntwo"


def test_every_field_has_a_label_with_its_own_access_key(form: FormDialog) -> None:
    keys = []
    for label in form.findChildren(QLabel):
        if label.buddy() is not None:
            assert "&" in label.text()
            keys.append(label.text()[label.text().index("&") + 1].casefold())
    assert len(keys) == 6
    box = form.inputs["first"].input
    keys.append(box.text()[box.text().index("&") + 1].casefold())  # type: ignore[attr-defined]
    assert len(set(keys)) == len(keys)
    assert all(item.target.accessibleName() for item in form.inputs.values())


def test_access_keys_are_unique_and_kept_where_given() -> None:
    assert with_access_keys(["Name", "Note", "&Team", "Title"]) == ["&Name", "N&ote", "&Team", "T&itle"]
    assert with_access_keys(["aa", "aa"]) == ["&aa", "aa"]


def test_fields_seldom_needed_stand_behind_more(qtbot: QtBot) -> None:
    fields = [Field("name", "Name", required=True), Field("code", "Code", "number", is_more=True)]
    dialog = FormDialog("Add", fields, lambda said: said)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.more_button.text() == "More: code"
    assert not dialog.inputs["code"].isVisible()
    dialog.inputs["name"].set_value("Ana")
    dialog.inputs["code"].target.setText("x")  # type: ignore[attr-defined]
    dialog.submit()  # what is wrong behind "More" is brought to the front
    assert dialog.inputs["code"].isVisible() and dialog.inputs["code"].reason.text()
    dialog.inputs["code"].set_value(7)
    dialog.more_button.setChecked(False)
    dialog.submit()
    assert dialog.outcome == {"name": "Ana", "code": 7}
