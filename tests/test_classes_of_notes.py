"""Each class of note stands only where it may: words are planted by the real actions, then every output is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from csmanager import catalogue
from csmanager.cli import main
from csmanager.core import sealing, support
from csmanager.core.feature import load
from csmanager.core.personal import Subject
from csmanager.core.store import Step, Store
from csmanager.core.visibility import Visibility
from csmanager.exporting import export_all
from csmanager.features.coaching import actions as coaching
from csmanager.features.conduct import conflicts, ladder
from csmanager.features.conduct.rules import Kind, Severity
from csmanager.features.conduct.rules import Step as Rung
from csmanager.features.leave import moving
from csmanager.features.leave import queries as leaves
from csmanager.features.privacy.subjectpaper import own_file
from csmanager.features.skills import workbook as skillsbook
from csmanager.features.talks.oneonones import actions as talks
from csmanager.features.talks.tabsview import TalksTabs
from csmanager.features.team.notes import actions as notes
from csmanager.features.team.person import facts
from csmanager.features.team.person.briefpaper import brief_html
from csmanager.features.team.person.personpage import PersonPage
from csmanager.ui.desk import Desk
from csmanager.ui.historyview import HistoryView
from tests.features.talks.staff import hire
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
OPEN, OWN, SEALED = "openquokka", "ownwombat", "sealnumbat"
PASSPHRASE = "three quiet words"


def plant(step: Step, ana: int, bo: int, today: dt.date) -> None:
    """A word of each class in every field that has one, as the pages do it."""
    session: Session = step.session
    for text, seen in ((OPEN, Visibility.OPEN), (OWN, Visibility.MANAGER), (SEALED, Visibility.SEALED)):
        notes.write(session, ana, text=f"{text} note", visibility=seen, today=today)
    (talk,) = talks.plan(session, [ana], set_id=None, planned_on=today)
    talks.keep_notes(
        session,
        talk,
        notes=f"{OPEN} talk",
        private_note=f"{SEALED} private",
        answers={},
        sealed=f"{SEALED} talk",
    )
    session.flush()
    talks.hold(session, talk, today=today)
    kind = next(row.id for row in leaves.types(session) if row.is_sensitive)
    moving.ask(
        session,
        person_id=ana,
        type_id=kind,
        first_on=today,
        last_on=today,
        today=today,
        reason=f"{SEALED} ill",
    )
    made = coaching.draft(session, person_id=ana, behaviour="Says the name", today=today)
    coaching.edit(
        session, made, behaviour="Says the name", kind="performance", agreed="Every call", watch_metric="",
        follow_up_on=today, notes=OPEN, private_note=f"{SEALED} coaching",
    )  # fmt: skip
    conflicts.raise_conflict(
        session, parties=[ana, bo], kind=Kind.WORKLOAD, severity=Severity.LOW, about=f"{SEALED} quarrel",
        raised_by=f"{SEALED} by", today=today,
    )  # fmt: skip
    ladder.draft(
        session, person_id=ana, step=Rung.VERBAL, severity=Severity.LOW, clause=f"{SEALED} clause",
        happened_on=today, facts=f"{SEALED} facts", response="", expected=f"{SEALED} expected", today=today,
    )  # fmt: skip


@pytest.fixture
def ana(store: Store) -> int:
    first, second = hire(store, "Ana", "Bo")
    lock, _ = sealing.make(PASSPHRASE)
    store.keep_aside(sealing.keep_first, lock)
    with store.change("Plant") as step:
        plant(step, first, second, TODAY)
    return first


def zipped(path: Path) -> Iterator[tuple[str, str]]:
    assert is_zipfile(path)
    with ZipFile(path) as book:
        for name in book.namelist():
            yield f"{path.name} {name}", book.read(name).decode("utf-8", "replace")


def for_the_manager(store: Store, ana: int, folder: Path) -> Iterator[tuple[str, str]]:
    """What is read or handed on while sealed notes are locked."""
    export_all(store, folder / "all")
    for path in sorted((folder / "all").rglob("*.*")):
        yield f"export {path.name}", path.read_text(encoding="utf-8")
    with store.read() as session:
        for feature in catalogue.FEATURES:
            if feature.find:
                for text in (SEALED, SEALED[:4], "note", "Ana"):
                    yield f"find {feature.key}", repr(load(feature.find)(session, text, 50))
            if feature.todo:
                yield f"Today {feature.key}", repr(load(feature.todo)(session, TODAY))
            if feature.timeline:
                told = load(feature.timeline)(session, ana, dt.date(2000, 1, 1), TODAY)
                yield f"story {feature.key}", "\n".join(f"{one.text} {one.detail}" for one in told)
        story = facts.story(session, ana, TODAY)
        assert story is not None
        yield "brief", brief_html(story, "Shop")
        report = skillsbook.read(session, TODAY)
    skillsbook.write(report, "Shop", folder / "skills.xlsx")
    yield from zipped(folder / "skills.xlsx")
    support.write_bundle(store, folder / "support.zip")
    yield from zipped(folder / "support.zip")


def for_the_person(store: Store, ana: int) -> Iterator[tuple[str, str]]:
    """What the person gets to read."""
    with store.read() as session:
        for feature in catalogue.FEATURES:
            if feature.kiosk:
                yield f"kiosk {feature.key}", repr(load(feature.kiosk)(session, ana, TODAY))
        made = own_file(session, Subject.PERSON, ana, TODAY)
        for name, data in made.files:
            yield f"own file {name}", data.decode("utf-8", "replace")


def test_what_is_sealed_stands_in_nothing_that_is_read_or_handed_on(
    store: Store, ana: int, tmp_path: Path
) -> None:
    said = list(for_the_manager(store, ana, tmp_path))
    assert not [name for name, text in said if SEALED in text]
    assert any(OWN in text for name, text in said if name.startswith("story")), "the manager reads own notes"


def test_the_person_reads_what_is_open_and_nothing_else(store: Store, ana: int) -> None:
    said = list(for_the_person(store, ana))
    assert not [name for name, text in said if SEALED in text or OWN in text]
    assert any(OPEN in text for name, text in said if name.startswith("own file"))


def test_the_command_line_gives_no_sealed_word(
    store_file: Path, store: Store, ana: int, capsys: pytest.CaptureFixture[str]
) -> None:
    store.close()
    for command in (["history", "--json"], ["check", "--json"], ["review", "--json"]):
        main([command[0], str(store_file), *command[1:]])
    told = capsys.readouterr()
    assert SEALED not in told.out + told.err


def words_of(root: QWidget) -> str:
    """Every text that stands in a window: labels, fields, lists and tables."""
    found = [label.text() for label in root.findChildren(QLabel)]
    found += [field.text() for field in root.findChildren(QLineEdit)]
    found += [field.toPlainText() for field in root.findChildren(QPlainTextEdit)]
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        if model is not None:
            found += [
                str(model.index(row, column).data() or "")
                for row in range(model.rowCount())
                for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
            ]
    return "\n".join(found)


def _person(desk: Desk) -> QWidget:
    return PersonPage(desk)


def _talks(desk: Desk) -> QWidget:
    page = TalksTabs(desk)
    for view in page.views:
        page.show_view(view.key)
    return page


def _history(desk: Desk) -> QWidget:
    return HistoryView(desk)


@pytest.mark.parametrize("make", [_person, _talks, _history])
def test_windows_show_no_sealed_word_until_unlocked_nor_after_locking_again(
    qtbot: QtBot, desk: Desk, ana: int, make: Callable[[Desk], QWidget]
) -> None:
    window = make(desk)
    qtbot.addWidget(window)
    window.resize(1080, 720)
    with qtbot.waitExposed(window):
        window.show()
    settle(qtbot, desk)
    assert SEALED not in words_of(window)
    desk.sealing.open_with(PASSPHRASE)
    settle(qtbot, desk)
    if make is _person:
        assert f"{SEALED} note" in words_of(window)
    desk.sealing.lock()
    settle(qtbot, desk)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what stood there before
    assert SEALED not in words_of(window)
