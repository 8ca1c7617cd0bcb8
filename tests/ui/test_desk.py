"""What a page is handed, and when a page reads."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from csmanager.core.errors import Cancelled, RuleBroken
from csmanager.features.today.rules import TaskKind
from csmanager.features.today.tables import Task
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Progress
from csmanager.ui.page import Page
from tests.answers import ScriptedAnswers
from tests.waiting import settle


def add_task(session: Session, text: str) -> int:
    task = Task(kind=TaskKind.TODO, text=text)
    session.add(task)
    session.flush()
    return task.id


def count(session: Session) -> int:
    return session.query(Task).count()


class CountingPage(Page):
    watches = frozenset({"task"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.loads = 0

    def load(self) -> None:
        self.loads += 1


def test_a_refused_change_is_told_and_changes_nothing(desk: Desk, answers: ScriptedAnswers) -> None:
    def refuse(session: Session) -> None:
        add_task(session, "x")
        raise RuleBroken("Not on a Sunday.")

    assert desk.do("Try", refuse) is None
    assert answers.told == ["Not on a Sunday."]
    assert desk.read(count) == 0


def test_a_hidden_page_waits_until_it_is_seen(qtbot: QtBot, desk: Desk) -> None:
    page = CountingPage(desk)
    qtbot.addWidget(page)
    desk.do("Add", add_task, "a")
    assert page.loads == 0
    page.show()
    assert page.loads == 1
    desk.do("Add", add_task, "b")
    assert page.loads == 2
    page.hide()
    desk.do("Add", add_task, "c")
    desk.do("Add", add_task, "d")
    page.show()
    assert page.loads == 3


def test_a_page_does_not_read_for_tables_it_does_not_watch(qtbot: QtBot, desk: Desk) -> None:
    page = CountingPage(desk)
    page.watches = frozenset({"person"})  # type: ignore[misc]
    qtbot.addWidget(page)
    page.show()
    desk.do("Add", add_task, "a")
    assert page.loads == 1


def test_the_latest_fetch_wins_and_a_dead_owner_gets_nothing(qtbot: QtBot, desk: Desk) -> None:
    gate, got = threading.Event(), list[str]()
    page, dead = CountingPage(desk), CountingPage(desk)
    qtbot.addWidget(page)

    def slow(_session: Session, name: str) -> str:
        gate.wait(10)
        return name

    desk.fetch(page, slow, "first", then=got.append)
    desk.fetch(page, slow, "second", then=got.append)
    desk.fetch(dead, slow, "dead", then=got.append)
    dead.deleteLater()
    del dead
    qtbot.waitUntil(lambda: True)
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gate.set()
    settle(qtbot, desk)
    assert got == ["second"]


def test_a_failed_fetch_surfaces(qtbot: QtBot, desk: Desk) -> None:
    page = CountingPage(desk)
    qtbot.addWidget(page)

    def broken(_session: Session) -> None:
        raise RuleBroken("Cannot be read.")

    with qtbot.waitSignal(desk.jobs.failed) as caught:
        desk.fetch(page, broken, then=lambda _result: None)
    assert str(caught.args[0]) == "Cannot be read."


def test_a_long_job_tells_its_progress_and_can_be_cancelled(qtbot: QtBot, desk: Desk) -> None:
    reached, go_on, told = threading.Event(), threading.Event(), list[Exception]()

    def work(progress: Progress) -> None:
        progress(1, 2, "half")
        reached.set()
        go_on.wait(10)
        progress(2, 2, "all")

    job = desk.run("Import", work, failed=told.append)
    assert reached.wait(10)
    job.cancel()
    go_on.set()
    settle(qtbot, desk)
    assert [type(error) for error in told] == [Cancelled]
    assert job.is_done


def test_a_change_made_on_a_worker_is_told_on_the_gui_thread(qtbot: QtBot, desk: Desk) -> None:
    heard = list[threading.Thread]()
    desk.changed.connect(lambda _change: heard.append(threading.current_thread()))
    desk.run("Add", lambda _progress: desk.store.do("Add", add_task, "x"))
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert heard == [threading.main_thread()]


def test_the_date_is_the_shops(desk: Desk) -> None:
    assert desk.today().isoformat() == "2026-03-31"


@pytest.mark.parametrize("text", ["Saved", "Zurück – 漢字"])
def test_a_message_reaches_the_window(qtbot: QtBot, desk: Desk, text: str) -> None:
    with qtbot.waitSignal(desk.said) as caught:
        desk.say(text)
    assert caught.args == [text, False]
