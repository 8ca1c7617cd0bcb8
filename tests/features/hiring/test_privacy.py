"""Consent, the clock of retention, holds, making anonymous with every count kept, and the copy for the applicant."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring import finding, reminders
from csmanager.features.hiring import queries as known
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.filing.reading import Paper
from csmanager.features.hiring.pool import queries as pool
from csmanager.features.hiring.privacy import actions, queries, rules, subject
from csmanager.features.hiring.privacy.privacypage import PrivacyPage
from csmanager.features.hiring.privacy.rules import Due
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.features.team.erasing.erasingdialog import EraseDialog
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
LONG_AGO = dt.date(2023, 5, 2)


@pytest.fixture
def crew(store: Store) -> dict[str, int]:
    """Three turned down long ago, one lately, one under way; the candidates' ids by name."""
    opening = store.do("Add", hiring.add_opening, title="Agent", today=LONG_AGO)
    found = {}
    for name, day, reason in (
        ("Mia Novák", LONG_AGO, "References"),
        ("Bo Lindt", LONG_AGO, "Something only he would know"),
        ("Cy Held", LONG_AGO, "References"),
        ("Di New", TODAY - dt.timedelta(days=30), "References"),
        ("Ed Active", TODAY, ""),
    ):
        key = store.do(
            "Add",
            hiring.add_applicant,
            opening_id=opening,
            name=name,
            today=day,
            email=f"{name[:2].lower()}@x.example",
            source="Job board",
            notes=f"Notes on {name}",
        )
        if reason:
            store.do("No", hiring.move, key, Stage.REJECTED, today=day, reason=reason)
        with store.read() as session:
            found[name] = next(
                row.candidate_id or 0 for row in known.applicants(session, TODAY) if row.id == key
            )
    return found


def clocks(store: Store, today: dt.date = TODAY) -> dict[str, Due]:
    with store.read() as session:
        return {row.name: row.due for row in queries.kept(session, today)}


@pytest.mark.parametrize(
    ("last", "months", "until", "expected"),
    [
        (dt.date(2026, 1, 31), 1, None, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 24, None, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 31), 1, dt.date(2027, 1, 1), dt.date(2027, 1, 1)),
        (dt.date(2026, 1, 31), 24, dt.date(2027, 1, 1), dt.date(2028, 1, 31)),
    ],
)
def test_the_later_of_clock_and_consent_counts(
    last: dt.date, months: int, until: dt.date | None, expected: dt.date
) -> None:
    assert rules.keep_until(last, months, until) == expected


def test_the_clock_of_everybody_and_one_line_on_today(store: Store, crew: dict[str, int]) -> None:
    store.do("Hold", actions.hold, crew["Cy Held"], "Complaint about the choice", today=TODAY)
    assert clocks(store) == {
        "Mia Novák": Due.DUE,
        "Bo Lindt": Due.DUE,
        "Cy Held": Due.HELD,
        "Di New": Due.RUNNING,
        "Ed Active": Due.STOPPED,
    }
    with store.read() as session:
        (item,) = [one for one in reminders.todo(session, TODAY) if one.record == "privacy:due"]
    assert item.text == "2 applicants are kept longer than 24 months"
    store.do("Period", actions.set_period, 120)
    assert clocks(store)["Mia Novák"] is Due.RUNNING
    with pytest.raises(RuleBroken, match="1 to 120 months"):
        store.do("Period", actions.set_period, 0)


def _figures(store: Store) -> tuple[Any, ...]:
    """What hiring counts: how many at each stage, per opening, per source, and every reason of the lists."""
    with store.read() as session:
        rows = known.applicants(session, TODAY)
        return (
            Counter((row.opening, row.stage, row.source, row.applied_on, row.stage_since) for row in rows),
            [(row.source, row.applicants, row.interviewed, row.hired) for row in pool.sources(session)],
            [(row.title, row.hired, row.active) for row in known.openings(session)],
            Counter(row.reason for row in rows if row.reason == "References"),
        )


def test_who_they_were_goes_and_every_count_stays(store: Store, crew: dict[str, int]) -> None:
    with store.read() as session:
        mia = next(row for row in known.applicants(session, TODAY) if row.name == "Mia Novák")
    paper = Paper("Mia Novak.txt", b"Mia speaks Czech", "Mia speaks Czech", "", False)
    store.do("File", filing.add_file, mia.id, paper, "CV", today=TODAY)
    before, figures = content(store, history=False), _figures(store)
    count = store.do("Erase", actions.anonymise, [crew["Mia Novák"], crew["Bo Lindt"]], today=TODAY)
    assert count == 2
    assert _figures(store) == figures
    tables = content(store, history=False)
    said = json.dumps({name: rows for name, rows in tables.items() if name != "setting"}, default=str)
    for trace in (
        "Novák",
        "Novak",
        "Bo Lindt",
        "mi@x.example",
        "Notes on Mia",
        "speaks Czech",
        "only he would",
    ):
        assert trace not in said
    with store.read() as session:
        assert finding.find(session, "Novák", 5) == []
        assert finding.found_in_papers(session, "Czech") == set()
    with pytest.raises(RuleBroken, match="anonymous already"):
        store.do("Erase", actions.anonymise, [crew["Mia Novák"]], today=TODAY)
    store.undo()
    assert content(store, history=False) == before


@pytest.mark.parametrize(
    ("name", "words"), [("Ed Active", "still under way"), ("Cy Held", "is on hold"), ("Di New", None)]
)
def test_only_who_is_through_and_not_held_is_made_anonymous(
    store: Store, crew: dict[str, int], name: str, words: str | None
) -> None:
    store.do("Hold", actions.hold, crew["Cy Held"], "Complaint", today=TODAY)
    if words is None:
        store.do("Erase", actions.anonymise, [crew[name]], today=TODAY)
        return
    before = content(store)
    with pytest.raises(RuleBroken, match=words):
        store.do("Erase", actions.anonymise, [crew["Mia Novák"], crew[name]], today=TODAY)
    assert content(store) == before
    if name == "Cy Held":
        store.do("Lift", actions.lift, crew[name])
        store.do("Erase", actions.anonymise, [crew[name]], today=TODAY)


def test_consent_keeps_the_words_that_were_shown(store: Store, crew: dict[str, int]) -> None:
    who = crew["Mia Novák"]
    store.do("Ask", actions.set_consent, who, Consent.GIVEN, today=TODAY)
    store.do("Words", actions.set_wording, "May we keep it until {{until}}?")
    with store.read() as session:
        row = next(one for one in queries.kept(session, TODAY) if one.id == who)
    assert row.consent_until == dt.date(2027, 3, 31)
    assert "for 24 months after our decision" in row.consent_wording
    assert "31 Mar 2027" in row.consent_wording
    assert row.due is Due.RUNNING
    for call, words in (
        ((actions.set_wording, "For {{name}}"), "is no field"),
        ((actions.set_consent, who, Consent.GIVEN), "after today"),
    ):
        more = {"today": TODAY, "on": TODAY + dt.timedelta(days=1)} if len(call) > 2 else {}
        with pytest.raises(RuleBroken, match=words):
            store.do("Try", *call, **more)  # type: ignore[arg-type]


def test_the_copy_for_the_applicant_holds_everything_of_theirs_and_of_nobody_else(
    store: Store, crew: dict[str, int]
) -> None:
    with store.read() as session:
        bo = next(row for row in known.applicants(session, TODAY) if row.name == "Bo Lindt")
    store.do(
        "File", filing.add_file, bo.id, Paper("CV: Bo?.txt", b"text", "text", "", False), "CV", today=TODAY
    )
    with store.read() as session:
        made = subject.subject_file(session, crew["Bo Lindt"], TODAY)
    files = dict(made.files)
    assert made.name == "Bo Lindt 2026-03-31"
    assert set(files) == {"read me first.html", "all fields.json", "papers/01 CV_ Bo_.txt"}
    page = files["read me first.html"].decode()
    assert "Something only he would know" in page
    assert "Mia" not in page
    data = json.loads(files["all fields.json"])
    assert data["applications"][0]["email"] == "bo@x.example"


# the view


@pytest.fixture
def page(desk: Desk, crew: dict[str, int], qtbot: QtBot) -> Iterator[PrivacyPage]:
    made = PrivacyPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_all_due_are_shown_before_they_go(
    qtbot: QtBot, desk: Desk, crew: dict[str, int], page: PrivacyPage, answers: ScriptedAnswers
) -> None:
    today = desk.today()
    due = [row.name for row in page.kept.table.shown_rows() if row.due is Due.DUE]
    assert set(due) >= {"Mia Novák", "Bo Lindt", "Cy Held"}
    page.commands.actions["due"].trigger()
    sheet = page.dialog
    assert isinstance(sheet, EraseDialog)
    told = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert "Mia Novák" in told and "history" in told and "Older" in told
    goes = [sheet.goes.item(at).text() for at in range(sheet.goes.count())]
    assert any("name" in line for line in goes)
    qtbot.mouseClick(sheet.keep_button, Qt.MouseButton.LeftButton)
    assert clocks(desk.store, today)["Mia Novák"] is Due.DUE
    page.commands.actions["due"].trigger()
    sheet = page.dialog
    assert isinstance(sheet, EraseDialog)
    qtbot.waitUntil(sheet.isVisible)
    sheet.sure.setFocus()
    qtbot.keyClick(sheet.sure, Qt.Key.Key_Space)
    qtbot.keyClick(sheet.erase_button, Qt.Key.Key_Space)
    settle(qtbot, desk)
    assert Due.DUE not in clocks(desk.store, today).values()
    assert not page.commands.actions["due"].isVisible()
    assert "left the history" in answers.told[-1]


def test_the_copy_is_written_as_a_folder(
    desk: Desk, crew: dict[str, int], page: PrivacyPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    page.kept.select(crew["Bo Lindt"])
    place = tmp_path / "out"
    place.mkdir()
    answers.answers.append(place)
    page.commands.actions["copy"].trigger()
    (folder,) = place.iterdir()
    assert {path.name for path in folder.iterdir()} == {"read me first.html", "all fields.json"}
