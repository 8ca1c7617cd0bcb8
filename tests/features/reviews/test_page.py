"""The tab Reviews by mouse and by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.reviews import actions
from csmanager.features.reviews.dictionarydialog import DictionaryDialog
from csmanager.features.reviews.page import ReviewsPage
from csmanager.features.reviews.periods import month, span
from csmanager.features.reviews.reminders import find
from csmanager.features.reviews.targets import targets
from csmanager.features.reviews.targetsdialog import TargetsDialog
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number
from tests.waiting import settle


def calls(person: int, day: dt.date, count: int, escalated: int) -> list[Contact]:
    return [
        Contact(
            day=day_number(day), person_id=person, wait_ms=1000 * number, talk_ms=200_000 + 1000 * number,
            escalated=int(number < escalated),
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ReviewsPage:
    """Reviews of February and March 2026; Ana escalates half of hers."""
    ana, bo = add_people(desk.store, ["Ana", "Bo"])
    for number in (2, 3):
        day = dt.date(2026, number, 10)
        add_contacts(desk.store, calls(ana, day, 40, 20) + calls(bo, day, 30, 0), f"Month {number}")
    desk.store.do(
        "Aim", actions.set_target, metric="escalation_rate", value=0.1, starts_on=dt.date(2026, 1, 1)
    )
    return shown(qtbot, desk)


def shown(qtbot: QtBot, desk: Desk) -> ReviewsPage:
    made = ReviewsPage(desk)
    qtbot.addWidget(made)
    made.resize(1084, 760)
    made.show()
    settle(qtbot, desk)
    made.show_level("person")
    settle(qtbot, desk)
    return made


def cell(page: ReviewsPage, metric: str, key: str) -> str:
    line = next(line for line in page.table.rows() if line.metric == metric)
    return next(column for column in page.table.columns if column.key == key).shown(line)


def test_it_opens_with_the_last_full_month(page: ReviewsPage) -> None:
    assert page.picker.period() == month(2026, 3)
    assert page.header.note.text() == "Team, March 2026"
    assert cell(page, "escalation_rate", "value") == "28.6 %"
    assert cell(page, "escalation_rate", "status") == "Missing it"
    assert cell(page, "escalation_rate", "target") == "10 %"
    assert "Escalation rate" in page.summary.text()


def test_a_person_is_shown_by_the_same_measures(page: ReviewsPage) -> None:
    names = [page.person.itemText(at) for at in range(page.person.count())]
    assert names == ["Team", "Ana", "Bo"]
    team = [line.metric for line in page.table.rows()]
    page.person.setCurrentIndex(2)
    page.person.activated.emit(2)
    own = page.table.rows()
    assert sorted(line.metric for line in own) == sorted(team)
    said = [line.metric for line in own if line.value is not None]
    assert [metric for metric in team if metric in said] == said, "in the same order"
    assert all(line.value is None for line in own[len(said) :]), "what says nothing comes last"
    assert cell(page, "escalation_rate", "value") == "0 %"
    assert cell(page, "service_level", "status") == "No data"


def test_what_cannot_be_judged_looks_calm(page: ReviewsPage) -> None:
    line = next(line for line in page.table.rows() if line.metric == "talk_time")
    column = next(column for column in page.table.columns if column.key == "status")
    status = column.status(line)
    assert status is not None
    assert (status.kind, status.text) == ("none", "Not judged")


def test_keys_alone_lead_to_the_contacts_behind_a_figure_and_back(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    page.table.select("escalation_rate")
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert page.stack.currentWidget() is page.evidence
    headers, rows = page.evidence.table.export_rows()
    assert len(rows) == 70
    assert sum(row[headers.index("Escalated")] == "yes" for row in rows) == 20
    page.evidence.back.trigger()
    assert page.stack.currentWidget() is page.splitter


def test_the_contacts_of_a_person_are_only_theirs(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.show_person(page.person.itemData(2))
    page.table.select("talk_time")
    page.commands.show_contacts.trigger()
    settle(qtbot, desk)
    headers, rows = page.evidence.table.export_rows()
    assert {row[headers.index("Person")] for row in rows} == {"Bo"}
    assert len(rows) == 30


def test_the_period_is_stepped_and_changed_in_kind(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    assert not page.picker.later.isEnabled()
    page.picker.earlier.trigger()
    settle(qtbot, desk)
    assert page.header.note.text() == "Team, February 2026"
    assert cell(page, "escalation_rate", "previous") == ""
    page.picker.kind.set_value("quarter")
    settle(qtbot, desk)
    assert page.header.note.text() == "Team, Quarter 1 of 2026"
    assert cell(page, "contacts_offered", "value") == "140"
    page.picker.kind.set_value("span")
    page.picker.start.set_value(dt.date(2026, 3, 1))
    page.picker.end.set_value(dt.date(2026, 3, 12))
    settle(qtbot, desk)
    assert page.picker.period() == span(dt.date(2026, 3, 1), dt.date(2026, 3, 12))
    page.picker.kind.set_value("all")
    settle(qtbot, desk)
    assert cell(page, "contacts_offered", "value") == "140"


def test_a_target_is_set_in_the_form_and_undone(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.table.select("answer_rate")
    page.commands.set_target.trigger()
    form = page.commands.dialog
    assert isinstance(form, FormDialog)
    form.inputs["value"].target.setFocus()
    qtbot.keyClicks(form.inputs["value"].target, "95")
    form.submit()
    settle(qtbot, desk)
    assert cell(page, "answer_rate", "target") == "95 %"
    desk.store.undo()
    settle(qtbot, desk)
    assert cell(page, "answer_rate", "target") == ""


def test_a_time_is_typed_as_people_write_it(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.table.select("handle_time")
    page.commands.set_target.trigger()
    form = page.commands.dialog
    assert isinstance(form, FormDialog)
    qtbot.keyClicks(form.inputs["value"].target, "soon")
    qtbot.keyClicks(form.inputs["upper"].target, "6 min 40 s")
    form.submit()
    assert "Write a time" in form.inputs["value"].reason.text()
    form.inputs["value"].target.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(form.inputs["value"].target, "4:30")
    form.submit()
    with desk.store.read() as session:
        row = next(row for row in targets(session) if row.metric == "handle_time")
    assert (row.value, row.upper) == (270, 400)


def test_a_range_that_is_upside_down_keeps_what_was_typed(qtbot: QtBot, page: ReviewsPage) -> None:
    page.table.select("handle_time")
    page.commands.set_target.trigger()
    form = page.commands.dialog
    assert isinstance(form, FormDialog)
    qtbot.keyClicks(form.inputs["value"].target, "6 min")
    qtbot.keyClicks(form.inputs["upper"].target, "4 min")
    form.submit()
    assert "above where it starts" in form.problem.text()
    assert form.values()["value"] == "6 min"


def test_targets_are_ended_and_trashed_from_their_list(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.commands.targets.trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, TargetsDialog)
    assert [row.name for row in dialog.table.rows()] == ["Escalation rate"]
    dialog.end.trigger()
    assert dialog.table.rows()[0].ends_on == desk.today()
    dialog.trash.trigger()
    assert dialog.table.rows() == []
    desk.store.undo()
    settle(qtbot, desk)
    assert [row.name for row in dialog.table.rows()] == ["Escalation rate"]


def test_the_dictionary_opens_at_the_measure_and_edits_it(
    qtbot: QtBot, desk: Desk, page: ReviewsPage
) -> None:
    page.table.select("service_level")
    page.commands.dictionary.trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, DictionaryDialog)
    assert dialog.table.current_row().key == "service_level"
    dialog.edit.trigger()
    assert dialog.form is not None
    box = dialog.form.inputs["within_s"].target
    box.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(box, "10")
    dialog.form.submit()
    assert dialog.table.current_row().version == 2
    settle(qtbot, desk)
    assert cell(page, "service_level", "value") == "31.4 %"


def test_an_import_shows_at_once(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    add_contacts(desk.store, calls(1, dt.date(2026, 3, 20), 30, 0), "More")
    settle(qtbot, desk)
    assert cell(page, "contacts_offered", "value") == "100"


def test_today_leads_to_the_very_measure(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.show_record("2026-02/escalation_rate")
    settle(qtbot, desk)
    assert page.picker.period() == month(2026, 2)
    assert page.table.current_row().metric == "escalation_rate"


def test_the_palette_finds_a_measure_and_shows_it(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    (found,) = desk.read(find, "transfer", 5)
    page.show_record(found.record)
    settle(qtbot, desk)
    assert page.picker.period() == month(2026, 3)
    assert page.table.current_row().metric == "transfer_rate"


def test_another_tab_leads_to_a_person(qtbot: QtBot, desk: Desk, page: ReviewsPage) -> None:
    page.show_record(f"person:{page.person.itemData(2)}")
    settle(qtbot, desk)
    assert page.person.currentText() == "Bo"


def test_the_pane_tells_the_finding_in_words(page: ReviewsPage) -> None:
    from csmanager.features.reviews.detailwidget import finding

    page.table.select("escalation_rate")
    words = finding(page.table.current_row())
    assert words.startswith("28.6 %, from 70.")
    assert "above the target" in words
    assert page.pane.chart is not None
    assert page.pane.everyone is not None
    assert [row[0] for row in page.pane.everyone.rows()] == ["Ana", "Bo"]


def test_opening_a_name_in_the_pane_shows_that_person(page: ReviewsPage) -> None:
    page.table.select("escalation_rate")
    assert page.pane.everyone is not None
    page.pane.everyone.activated.emit(page.pane.everyone.rows()[0])
    assert page.person.currentText() == "Ana"
    assert page.table.current_row().metric == "escalation_rate"


def test_an_empty_store_teaches(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    assert page.stack.currentWidget() is page.empty
    assert "No contacts yet" in page.empty.accessibleName()
    assert not page.picker.isVisible()
    (ana,) = add_people(desk.store, ["Ana"])
    add_contacts(desk.store, calls(ana, dt.date(2026, 3, 10), 30, 0))
    settle(qtbot, desk)
    assert page.stack.currentWidget() is page.splitter
    assert page.picker.isVisible()


def test_every_command_of_the_page_is_offered(page: ReviewsPage) -> None:
    offered = [action.text() for action in page.actions_offered()]
    assert "Set target…" in offered
    assert "Show contacts" in offered
    assert len(offered) == len(set(offered))
