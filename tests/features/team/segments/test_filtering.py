"""A saved group narrows the lists of talks, of leave and of the bench alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.coaching.coachpage import CoachingPage
from csmanager.features.leave.leavepage import LeavePage
from csmanager.features.recognition.recognitionpage import RecognitionPage
from csmanager.features.talks.oneonones.oneonespage import OneOnOnesPage
from csmanager.features.team.segments import actions, queries
from csmanager.features.team.segments.rules import Condition
from csmanager.features.wellbeing.wellbeingpage import WellbeingPage
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from tests.answers import ScriptedAnswers
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)


@pytest.fixture
def full(sample_store: Store, answers: ScriptedAnswers, qtbot: QtBot) -> Iterator[Desk]:
    sample_store.do(
        "Group",
        actions.save,
        name="The phone desk",
        conditions=[Condition("team", "one_of", ("Phone desk",))],
    )
    made = Desk(sample_store, ask=answers, jobs=Jobs(), today=lambda: TODAY)
    yield made
    settle(qtbot, made)
    made.close()


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (OneOnOnesPage, "talk"),
        (CoachingPage, "session"),
        (RecognitionPage, "attention"),
        (WellbeingPage, "strain"),
        (LeavePage, "balances"),
    ],
)
def test_a_group_narrows_the_list_and_clearing_brings_everybody_back(
    qtbot: QtBot, full: Desk, kind: type, key: str
) -> None:
    page = kind(full)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, full)
    made = page.show_list(key)
    assert page.group.isVisible()
    everything = len(made.table.shown_rows())
    (chosen,) = [number for number, name in full.read(queries.names_of) if name == "The phone desk"]
    page.group.set_value(str(chosen))
    page.group.changed.emit()
    members = full.read(queries.members, chosen, TODAY)
    shown = {getattr(row, "person_id", None) or row.id for row in made.table.shown_rows()}
    assert 0 < len(made.table.shown_rows()) <= everything and shown <= members
    assert len(made.table.shown_rows()) < everything or key == "session"  # mostly that desk was coached
    made.table.clear_filter()
    assert len(made.table.shown_rows()) == everything and page.group.value() == ""
