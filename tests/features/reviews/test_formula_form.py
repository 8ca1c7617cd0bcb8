"""The form for a measure of the store's own, the dictionary it is in, and the settings of opening hours."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from csmanager.features.reviews import ownactions
from csmanager.features.reviews.dictionarydialog import DictionaryDialog
from csmanager.features.reviews.evidencewidget import EvidenceView
from csmanager.features.reviews.formuladialog import BY_HAND, FormulaDialog
from csmanager.features.reviews.periods import month
from csmanager.features.reviews.queries import review
from csmanager.features.reviews.targets import MetricRow, dictionary
from csmanager.features.voice.tables import Complaint
from csmanager.ui.desk import Desk
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number
from tests.waiting import settle

DAY = day_number(dt.date(2026, 2, 10))


@pytest.fixture
def counted(desk: Desk) -> Desk:
    (ana,) = add_people(desk.store, ["Ana"])
    add_contacts(desk.store, [Contact(DAY, ana, escalated=int(n < 5)) for n in range(40)])
    with desk.store.change("Complaint") as step:
        step.session.add(Complaint(day=DAY, person_id=ana, text="Late again"))
    return desk


@pytest.fixture
def form(qtbot: QtBot, counted: Desk) -> FormulaDialog:
    made = FormulaDialog(counted)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, counted)
    return made


def line(form: FormulaDialog, key: str) -> QLineEdit:
    found = form.inputs[key].target
    assert isinstance(found, QLineEdit)
    return found


def own(desk: Desk) -> list[MetricRow]:
    return [row for row in desk.read(dictionary) if row.expression is not None]


def test_the_form_starts_with_a_worked_example(form: FormulaDialog) -> None:
    assert form.example.text() == (
        "For example 100 * complaints / contacts_handled; February 2026: 100 * 1 / 40 = 2.5."
    )


def test_a_formula_is_tried_out_as_it_is_typed_and_kept(
    qtbot: QtBot, counted: Desk, form: FormulaDialog
) -> None:
    qtbot.keyClicks(line(form, "name"), "Escalated of 100")
    form.inputs["definition"].set_value("What goes higher up.")
    qtbot.keyClicks(line(form, "expression"), "100 * escalatd")
    assert form.example.text() == "▼ Nothing called escalatd is counted. Did you mean escalated?"
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    assert form.inputs["expression"].reason.text().startswith("Nothing called escalatd")
    line(form, "expression").clear()
    qtbot.keyClicks(line(form, "expression"), "100 * escalated / ")
    at = form.insert.findData("contacts_handled")
    form.insert.setCurrentIndex(at)
    form.insert.activated.emit(at)
    assert line(form, "expression").text() == "100 * escalated / contacts_handled"
    assert "100 * 5 / 40 = 12.5." in form.example.text()
    assert "It would be shown as 12.50." in form.example.text()
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not form.isVisible()
    assert [(row.name, row.expression) for row in own(counted)] == [
        ("Escalated of 100", "100 * escalated / contacts_handled")
    ]
    counted.store.undo()
    assert own(counted) == []


def test_a_measure_by_hand_needs_no_formula(qtbot: QtBot, counted: Desk, form: FormulaDialog) -> None:
    kind = form.inputs["kind"].target
    assert isinstance(kind, QComboBox)
    kind.setCurrentIndex(kind.findData(BY_HAND))
    assert not form.inputs["expression"].isVisible()
    line(form, "name").setText("Compliments")
    form.inputs["definition"].set_value("Said aloud.")
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    assert [(row.name, row.expression) for row in own(counted)] == [("Compliments", "")]


def test_the_dictionary_makes_changes_and_drops_own_measures_only(qtbot: QtBot, counted: Desk) -> None:
    made = counted.store.do(
        "New", ownactions.add_metric, name="Mine", definition="x", unit="number", better="lower",
        expression="escalated / contacts_handled",
    )  # fmt: skip
    dialog = DictionaryDialog(counted, "nps")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.drop.isEnabled()
    dialog.table.select("own_mine")
    assert dialog.drop.isEnabled()
    dialog.edit.trigger()
    assert isinstance(dialog.form, FormulaDialog)
    settle(qtbot, counted)
    dialog.form.reject()
    dialog.new.trigger()
    assert isinstance(dialog.form, FormulaDialog)
    settle(qtbot, counted)
    dialog.form.reject()
    dialog.drop.trigger()
    settle(qtbot, counted)
    assert own(counted) == []
    assert made is not None


def test_records_behind_a_figure_are_shown_in_their_own_columns(qtbot: QtBot, counted: Desk) -> None:
    from csmanager.features.reviews import brief

    view = counted.read(brief.page_view, month(2026, 2))
    evidence = EvidenceView(counted)
    qtbot.addWidget(evidence)
    evidence.show()
    with counted.store.read() as session:
        found = review(session, month(2026, 2), trends=False)
    complaints = next(one for one in found.people["Ana"] if one.metric == "complaint_rate")
    evidence.show_line(complaints, view, "Ana")
    settle(qtbot, counted)
    table = evidence.records.table
    assert evidence.stack.currentWidget() is evidence.records
    assert table is not None
    assert [(row.person, row.cells[-1]) for row in table.rows()] == [("Ana", "Late again")]
    offered = next(one for one in found.team if one.metric == "contacts_offered")
    evidence.show_line(offered, view, "Team")
    settle(qtbot, counted)
    assert evidence.stack.currentWidget() is evidence.table
