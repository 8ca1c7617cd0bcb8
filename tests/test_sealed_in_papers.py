"""What is sealed or private stands on no paper, in no workbook and at no kiosk; every such column is filled first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from csmanager import catalogue
from csmanager.cli import main
from csmanager.core import sealing
from csmanager.core.feature import load
from csmanager.core.store import Store
from csmanager.core.visibility import Visibility
from csmanager.features.coaching import queries as coaching
from csmanager.features.coaching.sheets import ack_sheet, open_lines, script
from csmanager.features.conduct import letters as conduct
from csmanager.features.conduct.queries import warnings
from csmanager.features.hiring.knowing import outcome, workbook
from csmanager.features.hiring.knowing.queries import everything
from csmanager.features.kiosk.queries import tasks
from csmanager.features.reviews.cycles import guide, pinnedpaper, sheets
from csmanager.features.reviews.cycles.tables import PersonReview
from csmanager.features.reviews.plans import letters, queries
from csmanager.features.reviews.plans.tables import ImprovementPlan
from csmanager.features.talks.oneonones import paper
from csmanager.features.talks.oneonones import queries as talks
from csmanager.features.talks.oneonones.tables import OneOnOne
from csmanager.features.team.notes.tables import PersonNote
from csmanager.features.team.person import facts
from csmanager.features.team.person.briefpaper import brief_html
from csmanager.features.team.queries import people
from csmanager.features.team.tables import Person
from csmanager.features.training import figures
from csmanager.features.training import queries as trained
from csmanager.features.training import workbook as training
from csmanager.ui import textpaper
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from tests.answers import ScriptedAnswers
from tests.fixtures_sample import SAMPLE_LAST_DAY
from tests.test_classes_of_notes import words_of
from tests.test_sealed_is_absent import fill, found_in

_MADE = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
TODAY, SHOP = SAMPLE_LAST_DAY, "Harbour and Hill"
OWN = "wombat"  # in what is the manager's own, and in nothing that staff see


def filled(store: Store) -> None:
    """Fill each sealed or private column, and what is the manager's own."""
    lock, _ = sealing.make("three quiet words")
    store.keep_aside(sealing.keep_first, lock)

    def plant(session: Session) -> None:
        fill(session, private_sealed=True)
        for person in session.scalars(sa.select(Person)).all():
            person.notes = f"{OWN} of the roster"
        for talk in session.scalars(sa.select(OneOnOne)).all():
            talk.visibility, talk.notes = Visibility.MANAGER, f"{OWN} of a talk"
        for note in session.scalars(sa.select(PersonNote)).all():
            if note.visibility is Visibility.MANAGER:
                note.text = f"{OWN} note"

    store.do("Fill", plant)


def book_text(path: Path) -> Iterator[tuple[str, str]]:
    with ZipFile(path) as book:
        for name in book.namelist():
            yield f"{path.name} {name}", book.read(name).decode("utf-8", "replace")


def written(markdown: str, name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The text of a paper as Word and as PDF."""
    from pypdf import PdfReader

    yield name, markdown
    word = textpaper.write(markdown, name, folder / f"{name}.docx", head=SHOP, day=TODAY)
    yield from book_text(word)
    file = textpaper.write(markdown, name, folder / f"{name}.pdf", head=SHOP, day=TODAY)
    yield f"{name}.pdf", "\n".join(page.extract_text() for page in PdfReader(file).pages)


def of_plans(session: Session, folder: Path) -> Iterator[tuple[str, str]]:
    found = [queries.detail(session, key, TODAY) for key in session.scalars(sa.select(ImprovementPlan.id))]
    plans = [plan for plan in found if plan is not None and plan.private_note]
    assert plans, "a plan with a private note"
    plan = plans[0]
    yield from written(letters.packet(plan, shop=SHOP, today=TODAY), "packet", folder)
    yield from written(letters.letter(plan, "start", shop=SHOP, today=TODAY), "plan letter", folder)
    letters.write_workbook(folder / "plan.xlsx", plan, shop=SHOP, today=TODAY)
    yield from book_text(folder / "plan.xlsx")


def of_reviews(session: Session, folder: Path) -> Iterator[tuple[str, str]]:
    keys = list(session.scalars(sa.select(PersonReview.id).order_by(PersonReview.id).limit(2)))
    kept = sheets.kept(session, keys)
    assert kept
    sheets.write(folder / "reviews.xlsx", kept, store=SHOP, made_at=_MADE)
    yield from book_text(folder / "reviews.xlsx")
    for one in kept:
        yield "review page", pinnedpaper.html(one, SHOP)
    yield from written(guide.paper(session, keys[0]), "guide", folder)


def of_talks(session: Session, folder: Path) -> Iterator[tuple[str, str]]:
    keys = list(session.scalars(sa.select(OneOnOne.id).order_by(OneOnOne.id).limit(2)))
    for key in keys:
        talk = talks.detail(session, key)
        assert talk is not None
        yield from written(paper.sheet(talk, SHOP), f"talk {key}", folder)
    held = coaching.sessions(session, TODAY)[0]
    found = coaching.detail(session, held.id, TODAY)
    assert found is not None
    prompt = coaching.prompts(session)[0]
    yield from written(script(found, prompt, SHOP), "coaching", folder)
    yield "sheet to sign", ack_sheet(open_lines(session), SHOP)
    for row in warnings(session, TODAY)[:1]:
        yield (
            "warning",
            conduct.warning_letter(row, {}, (), shop=SHOP, today=TODAY, appeal_days=14, expires_on=None),
        )


def of_training_and_hiring(session: Session, folder: Path) -> Iterator[tuple[str, str]]:
    spent = figures.spent(session, TODAY.replace(month=1, day=1), TODAY, TODAY)
    entries, history = trained.enrolments(session, TODAY), trained.enrolments(session, TODAY, everything=True)
    training.write(
        training.Report(SHOP, TODAY, "EUR", entries, history, spent, "2026"), folder / "training.xlsx"
    )
    yield from book_text(folder / "training.xlsx")
    hired = [outcome.outcome(session, TODAY, 90)]
    made = everything(session, TODAY, None)
    workbook.write(folder / "hiring.xlsx", made, hired, shop=SHOP, today=TODAY, span="all there is")
    yield from book_text(folder / "hiring.xlsx")


def test_no_paper_and_no_workbook_holds_what_is_sealed_or_private(
    qtbot: QtBot, sample_store: Store, tmp_path: Path
) -> None:
    filled(sample_store)
    with sample_store.read() as session:
        for make in (of_plans, of_reviews, of_talks, of_training_and_hiring):
            told = list(make(session, tmp_path))
            assert told
            wrong = [f"{name}: {found_in(text)[0]}" for name, text in told if found_in(text)]
            assert not wrong, "\n".join(wrong)
            assert not [name for name, text in told if OWN in text], "for the manager alone"
        story = facts.story(session, people(session, TODAY)[0].id, TODAY)
        assert story is not None
        assert not found_in(brief_html(story, SHOP))


def test_the_packet_holds_the_private_note_only_where_it_is_asked_for(
    qtbot: QtBot, sample_store: Store, tmp_path: Path
) -> None:
    with sample_store.read() as session:
        key = session.scalar(sa.select(ImprovementPlan.id).limit(1))
        assert key is not None
        plan = queries.detail(session, key, TODAY)
    assert plan is not None
    plan = replace(plan, private_note="quokka in plain words")
    for with_private in (True, False):
        made = letters.packet(plan, shop=SHOP, today=TODAY, with_private=with_private)
        told = list(written(made, f"packet {with_private}", tmp_path))
        path = tmp_path / f"plan {with_private}.xlsx"
        letters.write_workbook(path, plan, shop=SHOP, today=TODAY, with_private=with_private)
        told.append((path.name, "\n".join(text for _, text in book_text(path))))
        held = {name for name, text in told if found_in(text)}
        assert len(held) == 4 if with_private else not held, held


def test_no_view_of_the_kiosk_shows_what_is_sealed_or_the_managers_own(
    qtbot: QtBot, sample_store: Store, answers: ScriptedAnswers
) -> None:
    filled(sample_store)
    jobs = Jobs()
    desk = Desk(sample_store, ask=answers, jobs=jobs)
    kinds: set[tuple[str, str]] = set()
    try:
        for person in desk.read(people, TODAY):
            for task in desk.read(tasks, catalogue.FEATURES, person.id, TODAY):
                if (task.feature, task.kind) in kinds:
                    continue
                kinds.add((task.feature, task.kind))
                feature = next(one for one in catalogue.FEATURES if one.key == task.feature)
                assert feature.kiosk_view is not None
                view = load(feature.kiosk_view)(desk, task, person.id)
                qtbot.addWidget(view)
                text = words_of(view)
                assert not found_in(text), f"{task.feature}: {found_in(text)[0]}"
                assert OWN not in text, task.feature
    finally:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        desk.close()
        qtbot.waitUntil(lambda: not jobs._long, timeout=10_000)
    assert len(kinds) >= 3, kinds


def test_no_json_of_the_command_line_holds_a_sealed_or_private_word(
    sample_file: Path, sample_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(sample_store)
    with sample_store.read() as session:
        gone = session.scalar(sa.select(Person.name).where(Person.left_on.is_not(None)).limit(1))
    assert gone is not None
    sample_store.close()
    taken = tmp_path / "contacts.csv"
    taken.write_text("Date,Agent,Channel\n2026-03-30,Nobody,phone\n", encoding="utf-8")
    for name, *more in (
        ["history"],
        ["check"],
        ["review"],
        ["erase", "--person", gone, "--dry-run"],
        ["import", str(taken), "--dry-run"],
    ):
        main([name, str(sample_file), *more, "--json"])
        told = capsys.readouterr()
        assert told.out.strip().startswith("{") or told.err, name
        assert not found_in(told.out + told.err), name
