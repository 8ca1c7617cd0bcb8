"""A tab that holds several views: one at a time, built when first seen, each with its own commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.desk import Desk
from csmanager.ui.multipage import MultiPage, View
from csmanager.ui.page import Page


class Plain(Page):
    """A view that remembers what it was asked."""

    made: ClassVar[list[str]] = []

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.made.append(type(self).__name__)
        self.shown = ""
        self.loads = 0
        self.command = QAction(f"Do {type(self).__name__}", self)

    def load(self) -> None:
        self.loads += 1

    def show_record(self, record: str) -> None:
        self.shown = record

    def actions_offered(self) -> list[QAction]:
        return [self.command]


class First(Plain):
    """The first view."""

    watches: ClassVar[frozenset[str]] = frozenset({"team"})


class Second(Plain):
    """The second."""


class Tab(MultiPage):
    """Two views."""

    views: ClassVar[tuple[View, ...]] = (
        View("first", "First", f"{__name__}:First"),
        View("second", "Second", f"{__name__}:Second"),
    )


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> Iterator[Tab]:
    Plain.made.clear()
    made = Tab(desk)
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made


def test_a_view_is_built_and_read_when_it_is_first_seen(tab: Tab) -> None:
    assert Plain.made == ["First"]
    second = tab.show_view("second")
    assert Plain.made == ["First", "Second"]
    assert isinstance(second, Second)
    assert second.loads == 1
    tab.show_view("first")
    tab.show_view("second")
    assert second.loads == 1


def test_a_record_names_its_view_and_goes_to_the_first_without_one(tab: Tab) -> None:
    tab.show_record("second:12")
    second = tab.view()
    assert isinstance(second, Second)
    assert second.shown == "12"
    tab.show_record("person:3")
    first = tab.view()
    assert isinstance(first, First)
    assert first.shown == "person:3"


def test_the_commands_are_those_of_the_view_in_front(tab: Tab) -> None:
    assert "Do First" in [action.text() for action in tab.actions_offered()]
    tab.show_view("second")
    offered = [action.text() for action in tab.actions_offered()]
    assert "Do Second" in offered
    assert "Do First" not in offered


def test_the_next_and_previous_view_go_round(tab: Tab) -> None:
    by_text = {action.text(): action for action in tab.actions_offered()}
    by_text["Next view"].trigger()
    assert isinstance(tab.view(), Second)
    by_text["Next view"].trigger()
    assert isinstance(tab.view(), First)
    by_text["Previous view"].trigger()
    assert isinstance(tab.view(), Second)
    by_text["Show First"].trigger()
    assert isinstance(tab.view(), First)


def test_one_view_alone_shows_no_switch(desk: Desk, qtbot: QtBot) -> None:
    class Single(MultiPage):
        views: ClassVar[tuple[View, ...]] = (View("first", "First", f"{__name__}:First"),)

    single = Single(desk)
    qtbot.addWidget(single)
    with qtbot.waitExposed(single):
        single.show()
    assert not single.switch.isVisible()
    assert not any(action.text().startswith("Show ") for action in single.actions_offered())
