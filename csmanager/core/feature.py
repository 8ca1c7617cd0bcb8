"""What a duty tells the program about itself. Everything heavy is named by "module:attribute" and loaded late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Feature:
    """One duty: a tab where ``page`` is given, otherwise a service to other duties.

    ``is_aside``: its page has no tab; a command of the menus opens it.

    ``page``: a ``csmanager.ui.page.Page`` class. ``tables``: module of mapped classes. ``badge``: a query
    ``(session, today) -> int`` for the count on the tab, where the number of Today's items is not what should
    stand there. ``todo``: a query ``(session, today) -> list[TodoItem]`` for Today; ``find``: a query
    ``(session, text, limit) -> list[Found]`` for the palette; ``derive``: a ``core.store.Deriver``;
    ``seed``: an action ``(session, today) -> None`` that adds what a store starts with and
    this one lacks (it runs on a new store, and again when a newer program first opens one).

    ``daily``: ``(store, today) -> None`` brings about what falls due by itself; it runs when a store is opened for
    writing, and on midnight.

    ``timeline``: a query ``(session, person_id, since, until) -> list[Moment]``: what this duty knows of a person,
    both days included. The id is the one that counts after merges; ``features.team.person.queries.ids_of`` gives
    the ids of all rows that belong to it.

    What a person may do at the kiosk (``features.kiosk``): ``kiosk`` is a query ``(session, person_id, today) ->
    list[KioskTask]``; ``kiosk_view`` a widget class ``(desk, task, person_id)`` with the signal ``finished(bool)``,
    True when the task was done and False when it was left.
    """

    key: str
    title: str
    page: str | None = None
    tables: str | None = None
    badge: str | None = None
    todo: str | None = None
    find: str | None = None
    derive: str | None = None
    seed: str | None = None
    help: str | None = None  # file in resources/text/help
    kiosk: str | None = None
    kiosk_view: str | None = None
    daily: str | None = None
    timeline: str | None = None
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One line of Today. ``weight`` orders first (0 most urgent), then ``due``; ``shape`` is a mark of the look.

    ``feature`` and ``record`` say which page opens and which record it shows. ``many``: what stands for several of
    its kind in one line, with their number as ``{n}`` ("{n} levels to judge again"), and ``who`` what tells this one
    from them; without ``many`` it always has its own line. ``inside``: what such a line holds (``core.todos``).
    """

    feature: str
    text: str
    detail: str
    weight: int
    due: dt.date | None
    mark: str  # "late", "signal", "soon", "open"
    record: str = ""
    many: str = ""
    who: str = ""
    inside: tuple[TodoItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One record the palette found."""

    feature: str
    record: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing of a person's story: on which day, of what kind, what, and a second line.

    ``kind``: the word its filter shows ("Reviews", "Leave"). ``feature`` and ``record`` open it where it is kept.
    ``visibility``: a word of ``core.visibility.Visibility``; of a "sealed" one nothing is shown while sealed text is
    locked. ``sealed``: token of what is read below it then, and ``about`` what it was sealed for (``core.sealing``).
    """

    on: dt.date
    kind: str
    text: str
    detail: str = ""
    feature: str = ""
    record: str = ""
    visibility: str = "manager"
    sealed: str = ""
    about: str = ""


def load(reference: str) -> Any:
    """The object that ``"module:attribute"`` names."""
    module, _, attribute = reference.partition(":")
    return getattr(import_module(module), attribute)


Loader = Callable[[], Any]
