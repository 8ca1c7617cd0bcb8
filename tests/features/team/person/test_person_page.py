"""The page of one person, by mouse and by keyboard; and the sheet for the talk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from csmanager.core.feature import Moment
from csmanager.core.store import Store
from csmanager.features.team import queries as team
from csmanager.features.team.person import briefpaper, facts
from csmanager.features.team.person.briefview import brief_document, save_brief
from csmanager.features.team.person.cardswidget import _WrappedLink
from csmanager.features.team.person.personpage import PersonPage
from csmanager.ui import theme
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from tests.answers import ScriptedAnswers
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)


@pytest.fixture
def full(sample_store: Store, answers: ScriptedAnswers, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(sample_store, ask=answers, jobs=Jobs(), today=lambda: TODAY)
    yield made
    settle(qtbot, made)
    made.close()


def shown(qtbot: QtBot, desk: Desk, name: str = "Priya Raghunathan") -> PersonPage:
    page = PersonPage(desk)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    person = next(row.id for row in desk.read(team.people, TODAY, include_left=True) if row.name == name)
    page.show_record(str(person))
    settle(qtbot, desk)
    assert page.told is not None
    assert page.told.name == name
    return page


def test_the_story_is_one_page_with_figures_what_is_open_and_everything_that_happened(
    qtbot: QtBot, full: Desk
) -> None:
    page = shown(qtbot, full)
    assert list(page.cards.cards)[:5] == ["figures", "owed", "policies", "leave", "skills"]
    told = page.told
    assert told is not None
    assert told.manager
    assert all(len(line.weeks) == len(line.counts) == facts.WEEKS for line in told.figures)
    assert all(line.n > 0 for line in told.figures)
    assert "Not judged" in {line.word for line in told.figures}
    assert page.table.model.rowCount() == len(told.moments) > 20


def test_the_timeline_is_filtered_by_kind_year_and_words_and_cleared_again(qtbot: QtBot, full: Desk) -> None:
    page = shown(qtbot, full)
    everything = page.table.model.rowCount()
    page.kind.set_value("Quality")
    assert {line.moment.kind for line in page.table.shown_rows()} == {"Quality"}
    page.year.set_value("2026")
    assert {line.moment.on.year for line in page.table.shown_rows()} == {2026}
    page.kind.set_value("")
    qtbot.keyClicks(page.search, "contacts")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert 0 < page.table.model.rowCount() < everything
    page.table.clear_filter()
    assert page.table.model.rowCount() == everything
    assert page.kind.value() == page.year.value() == ""


def test_enter_opens_the_record_at_its_duty_and_lines_of_cards_do_too(qtbot: QtBot, full: Desk) -> None:
    page = shown(qtbot, full)
    went: list[tuple[str, str]] = []
    full.went.connect(lambda feature, record: went.append((feature, record)))
    page.kind.set_value("Quality")
    page.table.select_first()
    line = page.table.current_row()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert line is not None
    assert went == [("contacts", line.moment.record)]
    first = page.cards.cards["figures"].findChildren(_WrappedLink)[0]
    first.setFocus()
    first.linkActivated.emit("open")
    assert went[-1][0] == "reviews"
    assert went[-1][1].startswith("person:")


def test_the_next_person_comes_by_keyboard_and_the_page_keeps_up_with_changes(
    qtbot: QtBot, full: Desk
) -> None:
    page = shown(qtbot, full)
    page.commands.actions["next"].trigger()
    settle(qtbot, full)
    assert page.told is not None
    other = page.told.name
    assert other != "Priya Raghunathan"
    page.commands.actions["previous"].trigger()
    settle(qtbot, full)
    assert page.told.name == "Priya Raghunathan"

    from csmanager.features.commitments import actions

    full.do(
        "Agree",
        actions.agree,
        text="Ring back before noon",
        today=TODAY,
        person_id=page.told.detail.person.id,
    )
    settle(qtbot, full)
    assert any(
        label.accessibleName() == "Ring back before noon"
        for label in page.cards.cards["owed"].findChildren(_WrappedLink)
    )


def test_sealed_entries_are_hidden_while_locked_and_never_in_the_brief(
    qtbot: QtBot, full: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmanager.core import sealing
    from csmanager.features.voice import timeline as voice

    lock, code = sealing.make("three small words", sealing.Cost(1, 8))
    token = sealing.seal_for(lock.public, "What was said in private", "case.note:1")

    def secret(_session: object, person_id: int, _since: dt.date, _until: dt.date) -> list[Moment]:
        return [
            Moment(TODAY, "Conduct", "Statement", "", "talks", "conduct:1", "sealed", token, "case.note:1"),
            Moment(TODAY, "Coaching", "Opening a call", "Agreed: name first", "talks", "coaching:1"),
        ]

    monkeypatch.setattr(voice, "timeline", secret)
    page = shown(qtbot, full)
    texts = [line.what for line in page.table.rows()]
    assert not any("Statement" in text for text in texts)
    assert page.sealed.isVisible()
    assert "1 sealed entry is hidden" in page.sealed.text()
    full.store.keep_aside(sealing.keep_first, lock)
    full.sealing.let_in(sealing.unlock_by_code(lock, code))
    assert any("What was said in private" in line.what for line in page.table.rows())
    assert not page.sealed.isVisible()
    assert page.told is not None
    html = briefpaper.brief_html(page.told, "Shop")
    assert "Statement" not in html
    assert "private" not in html
    assert "Opening a call" in html
    full.sealing.lock()
    assert not any("Statement" in line.what for line in page.table.rows())


def test_the_brief_is_one_sheet_with_all_its_sections(
    qtbot: QtBot, full: Desk, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    page = shown(qtbot, full)
    told = page.told
    assert told is not None
    answers.answers.append(tmp_path / "brief.pdf")
    save_brief(full, told)
    read = PdfReader(tmp_path / "brief.pdf")
    assert len(read.pages) == 1
    text = " ".join(read.pages[0].extract_text().split())
    for title in (
        "Last coachings",
        "You owe",
        "Policies to sign",
        "Leave",
        "Skills",
        "Notes",
        "For this talk",
    ):
        assert title in text
    document = brief_document(told, "Shop")
    assert document.toHtml().count("<img") == len(told.figures)


def test_an_empty_store_says_what_belongs_here(qtbot: QtBot, desk: Desk) -> None:
    page = PersonPage(desk)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, desk)
    assert page.stack.currentWidget() is page.empty
    assert any("Nobody here yet" in label.text() for label in page.empty.findChildren(QLabel))
    assert page.print_document() is None


def test_the_tab_opens_on_the_chosen_person_and_says_that_it_reads(qtbot: QtBot, full: Desk) -> None:
    page = PersonPage(full)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()  # as the tab does, without a record
    chosen = page.chooser.currentText()
    assert chosen
    assert page.header.title.text() == chosen
    assert page.stack.currentWidget() is page.reading
    assert page.reading.text() == "Reading …"
    assert not page.strip.isVisible()
    settle(qtbot, full)
    assert page.told is not None
    assert page.told.name == chosen
    assert page.stack.currentWidget() is page.splitter
    assert page.strip.isVisible()
    assert page.table.model.rowCount() > 20
    qtbot.keyClick(page.chooser, Qt.Key.Key_Down)
    other = page.chooser.currentText()
    assert other != chosen
    assert page.header.title.text() == other
    assert page.stack.currentWidget() is page.reading
    settle(qtbot, full)
    assert page.told.name == other


def test_links_of_the_cards_take_the_colour_of_the_theme(
    qtbot: QtBot, full: Desk, qapp: QApplication
) -> None:
    page = shown(qtbot, full)
    link = page.cards.cards["figures"].findChildren(_WrappedLink)[0]
    assert theme.current().accent in link.text()
    before = theme.current().scheme
    try:
        theme.apply(qapp, "dark" if before == "light" else "light")
        assert theme.current().scheme != before
        assert theme.current().accent in link.text()
    finally:
        theme.apply(qapp, before)


def test_the_weeks_are_those_that_a_review_of_each_week_gives(sample_store: Store) -> None:
    with sample_store.read() as session:
        person = next(row.id for row in team.people(session, TODAY) if row.name == "Priya Raghunathan")
        told = facts.story(session, person, TODAY)
        assert told is not None
        week = facts._weeks(session, TODAY)[-2]
        lines = {
            line.metric: line for found in facts._lines(session, week, person).values() for line in found
        }
    assert told.figures
    for line in told.figures:
        assert (line.weeks[-2], line.counts[-2]) == (lines[line.metric].value, lines[line.metric].n)
