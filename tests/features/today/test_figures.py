"""The last month against target, as the cards of Today and the pane of Team show it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.reviews import periods
from csmanager.features.reviews import queries as reviews
from csmanager.features.team import queries as team
from csmanager.features.team.detailwidget import PersonPane
from csmanager.features.today import figures
from csmanager.features.today.figureswidget import FiguresRow
from csmanager.ui.widgets.bullet import BulletBar


def last_day(store: Store) -> dt.date:
    with store.read() as session:
        period = figures.last_month(session, dt.date.max.replace(year=9000))
    assert period is not None
    return period.last


def test_the_figures_are_those_of_the_review(sample_store: Store) -> None:
    today = last_day(sample_store) + dt.timedelta(days=5)
    with sample_store.read() as session:
        month = figures.month_figures(session, today)
        assert month is not None
        found = reviews.review(session, periods.parse_period(month.key, today))
    lines = {line.metric: line for line in found.team}
    assert month.figures
    for figure in month.figures:
        line = lines[figure.metric]
        assert (figure.value, figure.target, figure.n) == (line.value, line.target, line.n)
    assert month.chart is not None
    assert len(month.chart.trend) > 2


def test_the_month_is_the_last_full_one_there_are_contacts_of(sample_store: Store, store: Store) -> None:
    last = last_day(sample_store)
    with sample_store.read() as session:
        soon = figures.last_month(session, last + dt.timedelta(days=3))
        late = figures.last_month(session, last + dt.timedelta(days=200))
    assert soon is not None
    assert soon.last == last
    assert late == soon
    with store.read() as session:
        assert figures.last_month(session, dt.date(2026, 3, 31)) is None
        assert figures.month_figures(session, dt.date(2026, 3, 31)) is None


def test_staffing_results_are_not_shown_for_a_person(sample_store: Store) -> None:
    today = last_day(sample_store) + dt.timedelta(days=5)
    with sample_store.read() as session:
        somebody = [row.id for row in team.people(session, today)]
        months = [figures.person_figures(session, person_id, today) for person_id in somebody]
    shown = [figure.metric for month in months if month is not None for figure in month.figures]
    assert shown
    assert not {"service_level", "speed_of_answer", "abandonment_rate"} & set(shown)


def test_the_cards_show_bullets_and_the_finding(sample_store: Store, qtbot: QtBot) -> None:
    today = last_day(sample_store) + dt.timedelta(days=5)
    with sample_store.read() as session:
        month = figures.month_figures(session, today)
    assert month is not None
    cards = FiguresRow()
    qtbot.addWidget(cards)
    cards.show()
    cards.show_month(month)
    assert cards.month.title.text() == f"{month.title} against target"
    bars = cards.findChildren(BulletBar)
    assert len(bars) == len(month.figures)
    assert all(bar.accessibleName() for bar in bars)
    assert month.chart is not None
    assert cards.trend.title.text().startswith(month.chart.name)
    assert cards.chart is not None
    assert cards.chart.accessibleDescription()
    with qtbot.waitSignal(cards.opened) as opened:
        qtbot.mouseClick(cards.open_button, Qt.MouseButton.LeftButton)
    assert opened.args == [month.key]


def test_figures_of_somebody_else_come_too_late_to_be_shown(qtbot: QtBot) -> None:
    pane = PersonPane([])
    qtbot.addWidget(pane)
    pane.show_figures(7, "October 2026", [("Satisfaction", "4.3", "good", "On target")])
    assert "Satisfaction" not in {label.text() for label in pane.findChildren(QLabel)}
