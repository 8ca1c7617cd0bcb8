"""Recognition is tied to something, attention goes by name and n, and every change can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.recognition import actions, attention, queries, rules
from csmanager.features.recognition.recognitionpage import RecognitionPage
from csmanager.features.talks.oneonones import actions as talks
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.digest import content
from tests.features.talks.staff import hire


@pytest.mark.parametrize(
    ("value_id", "clause", "fine"), [(1, "", True), (None, "P-01", True), (None, " ", False)]
)
def test_recognition_shows_a_value_or_a_clause(value_id: int | None, clause: str, fine: bool) -> None:
    if fine:
        rules.check_ties(value_id, clause)
    else:
        with pytest.raises(RuleBroken, match="value"):
            rules.check_ties(value_id, clause)


def test_values_are_shipped_and_can_be_changed(store: Store, today: dt.date) -> None:
    with store.read() as session:
        found = queries.values(session, today)
    assert len(found) == 6 and all(row.meaning for row in found)
    before = content(store, history=False)
    store.do("x", actions.write_value, found[0].id, name="Own it all", meaning="m")
    with pytest.raises(RuleBroken, match="already"):
        store.do("x", actions.write_value, None, name="own it ALL", meaning="")
    store.undo()
    assert content(store, history=False) == before


def test_giving_editing_and_trashing_go_back_to_the_last_row(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    before = content(store, history=False)
    made = store.do("x", actions.give, person_id=ana, text="Stayed with the caller", today=today, value_id=1)
    store.do(
        "x", actions.edit, made, text="Stayed", giver="customer", giver_name="Mr Hill", value_id=None,
        clause="P-02 Calm", is_public=True,
    )  # fmt: skip
    with store.read() as session:
        (row,) = queries.recognitions(session)
        (moment,) = queries.timeline(session, ana, today, today)
    assert (row.by, row.tied, moment.visibility) == ("Mr Hill (a customer)", "P-02 Calm", "open")
    store.do("x", actions.trash, [made], today=today)
    while content(store, history=False) != before:
        store.undo()
    with pytest.raises(RuleBroken, match="to come"):
        store.do(
            "x", actions.give, person_id=ana, text="a", today=today, on=today + dt.timedelta(1), value_id=1
        )


def test_attention_counts_minutes_with_n_and_names_who_was_not_seen(store: Store, today: dt.date) -> None:
    ana, ben, cem = hire(store, "Ana", "Ben", "Cem")
    with store.read() as session:
        assert attention.todo(session, today) == []
    for day, minutes in (
        (today, 25),
        (today - dt.timedelta(days=10), None),
        (today - dt.timedelta(days=120), 40),
    ):
        (talk,) = store.do("x", talks.plan, [ana], set_id=None, planned_on=day)
        store.do("x", talks.hold, talk, today=today, held_on=day, minutes=minutes)
    store.do("x", actions.give, person_id=ben, text="a", today=today, value_id=1)
    with store.read() as session:
        rows = {row.id: row for row in attention.attention(session, today)}
        (item,) = attention.todo(session, today)
    assert list(rows) == [ana, ben, cem]  # by name
    assert (rows[ana].talks, rows[ana].talk_minutes, rows[ana].assumed) == (2, 55, 1)
    assert (rows[ben].minutes, rows[ben].times) == (rules.RECOGNITION_MINUTES, 1)
    assert [row.person for row in rows.values() if row.is_unseen] == ["Cem"]
    assert item.text.endswith(": Cem")


def test_the_page_recognises_by_keys_and_by_mouse(qtbot: QtBot, desk: Desk) -> None:
    hire(desk.store, "Ana", "Ben")
    page = RecognitionPage(desk)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    with qtbot.waitActive(page):
        page.show()
    before = content(desk.store, history=False)
    qtbot.keyClick(
        page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    form = page.dialog
    assert isinstance(form, FormDialog)
    form.inputs["text"].set_value("Found the lost parcel")
    form.inputs["value_id"].set_value(None)
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    assert form.isVisible() and "value" in form.problem.text()
    form.inputs["value_id"].set_value(1)
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    (row,) = page.thanks.table.rows()
    assert (row.person, row.value) == ("Ana", "Own it")
    page.show_record("attention/2")
    assert page.attention.table.current_row().person == "Ben"
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    page.commands.actions["talk"].trigger()
    assert went == [("talks", "oneonones:new/2")]
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_card_says_what_was_done(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    store.do("x", actions.give, person_id=ana, text="Stayed with the caller", today=today, value_id=1)
    with store.read() as session:
        (row,) = queries.recognitions(session)
    text = queries.card(row, "Shop", "31 March")
    assert all(part in text for part in ("Thank you, Ana", "Stayed with the caller", "Own it", "Shop"))
    assert "{{" not in text
