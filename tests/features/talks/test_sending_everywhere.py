"""From every duty that knows of somebody, one key puts it on the next agenda, and the agenda leads back to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.core import sealing
from csmanager.core.store import Store
from csmanager.features.coaching.coachpage import CoachingPage
from csmanager.features.conduct import conflicts
from csmanager.features.conduct.conductpage import ConductPage
from csmanager.features.conduct.rules import Kind, Severity
from csmanager.features.leave.leavepage import LeavePage
from csmanager.features.reviews.page import ReviewsPage
from csmanager.features.skills.skillspage import SkillsPage
from csmanager.features.talks.oneonones.oneonespage import OneOnOnesPage
from csmanager.features.talks.oneonones.queries import ItemRow, items
from csmanager.features.talks.sendingwidget import AboutCommands
from csmanager.features.team.notes import queries as notes
from csmanager.features.team.person.personpage import PersonPage
from csmanager.features.team.queries import people
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from csmanager.ui.page import Page
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

PASSPHRASE = "three quiet words"
TODAY = dt.date(2026, 3, 31)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def full(sample_store: Store, answers: ScriptedAnswers, qtbot: QtBot) -> Iterator[Desk]:
    lock, _ = sealing.make(PASSPHRASE)
    sample_store.keep_aside(sealing.keep_first, lock)
    with sample_store.read() as session:
        pair = [row.id for row in people(session, TODAY)][:2]
    sample_store.do(
        "Quarrel", conflicts.raise_conflict, parties=pair, kind=Kind.WORKLOAD, severity=Severity.LOW,
        about="Who takes the long calls", today=TODAY,
    )  # fmt: skip
    made = Desk(sample_store, ask=answers, jobs=Jobs(), today=lambda: TODAY)
    yield made
    settle(qtbot, made)
    made.close()


def _person(page: PersonPage, desk: Desk) -> None:
    page.table.select_first()


def _figures(page: ReviewsPage, desk: Desk) -> None:
    key = next(row.id for row in desk.read(people, TODAY))
    page.show_record(f"person:{key}/2026-02/nps")


def _skills(page: SkillsPage, desk: Desk) -> None:
    row = page.view.rows[0]
    page.show_record(f"cell/{row.id}.{page.view.skills[0].id}")


def _leave(page: LeavePage, desk: Desk) -> None:
    page.show_list("requests").table.select_first()


def _balance(page: LeavePage, desk: Desk) -> None:
    page.show_list("balances").table.select_first()


def _conduct(page: ConductPage, desk: Desk) -> None:
    page.show_list("conflict").table.select_first()


def _coaching(page: CoachingPage, desk: Desk) -> None:
    page.show_list("session").table.select_first()


@pytest.mark.parametrize(
    ("kind", "choose"),
    [
        (PersonPage, _person),
        (ReviewsPage, _figures),
        (SkillsPage, _skills),
        (LeavePage, _leave),
        (LeavePage, _balance),
        (ConductPage, _conduct),
        (CoachingPage, _coaching),
    ],
    ids=["a moment", "a figure", "a skill", "a leave", "a balance", "an agreement", "a coaching"],
)
def test_it_is_sent_by_one_key_and_the_agenda_leads_back(
    qtbot: QtBot, full: Desk, kind: type[Page], choose: Callable[[Page, Desk], None]
) -> None:
    before, known = content(full.store, history=False), {row.id for row in full.read(items)}
    steps = full.store.undo_label()
    full.sealing.open_with(PASSPHRASE)
    page = kind(full)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, full)
    choose(page, full)
    settle(qtbot, full)
    offered = page.actions_offered()
    page.addActions([action for action in offered if action not in page.actions()])
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_T, CTRL | SHIFT)
    made = [row for row in full.read(items) if row.id not in known]
    assert made, "nothing stands on the agenda"
    record = made[0].record
    assert record is not None
    assert record[0] in {feature.key for feature in catalogue.FEATURES if feature.page}
    _leads_back(qtbot, full, made[0], record)
    if kind is not ConductPage:  # nothing is noted plainly about what is sealed as a whole
        next(one for one in offered if one.text() == "Write a note…").trigger()
        about = getattr(page, "about", None) or page.findChild(AboutCommands)
        dialog = about.dialog
        assert dialog is not None and dialog.isVisible()
        dialog.inputs["text"].set_value("Looked at together")
        qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert not dialog.isVisible(), dialog.problem.text()
        (found,) = [row for row in full.read(notes.notes, made[0].person_id) if row.opens == made[0].opens]
        assert found.text == "Looked at together" and found.about == made[0].text
    while full.store.undo_label() != steps:
        full.store.undo()
    assert content(full.store, history=False) == before


def _leads_back(qtbot: QtBot, desk: Desk, row: ItemRow, record: tuple[str, str]) -> None:
    talks = OneOnOnesPage(desk)
    qtbot.addWidget(talks)
    talks.show()
    settle(qtbot, desk)
    talks.show_list("item").select(row.id)
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, key: went.append((feature, key)))
    action = talks.commands.actions["source"]
    talks.enable()
    assert action.isEnabled()
    action.trigger()
    assert went == [record]
