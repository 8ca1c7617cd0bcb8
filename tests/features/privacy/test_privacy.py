"""Clocks, decisions, holds, a person's own file, the record of processing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import outgoing
from csmanager.core.errors import RuleBroken
from csmanager.core.personal import Subject
from csmanager.core.store import Store
from csmanager.features.coaching.rules import CoachKind, CoachState
from csmanager.features.coaching.tables import Coaching
from csmanager.features.contacts.tables import ImportBatch, ImportProblem
from csmanager.features.privacy import actions, erasing, holding, processing, queries, rules, subjectpaper
from csmanager.features.privacy.masking import Mask
from csmanager.features.privacy.queries import KeptRow
from csmanager.features.privacy.rules import Clock, Kind, Preset
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person
from csmanager.features.voice.tables import Complaint

LEFT = dt.date(2021, 5, 31)


def fill(session: Session) -> tuple[int, int]:
    """Ada Alm left long ago, Bo Berg is here; a complaint was closed long ago."""
    ada = Person(code="A1", name="Ada Alm", status=Status.LEFT, started_on=dt.date(2019, 1, 1), left_on=LEFT)
    bo = Person(code="B1", name="Bo Berg", status=Status.ACTIVE, email="bo@shop.example")
    session.add_all([ada, bo])
    session.flush()
    for person, words in ((ada, "Ada and Bo Berg listened together"), (bo, "Bo Berg asked Ada Alm for help")):
        session.add(
            Coaching(
                person_id=person.id,
                kind=next(iter(CoachKind)),
                state=next(iter(CoachState)),
                behaviour=words,
                agreed="",
                made_on=dt.date(2021, 3, 1),
            )
        )
    return ada.id, bo.id


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    return store.do("Fill", fill)


def due(store: Store, today: dt.date) -> dict[str, KeptRow]:
    with store.read() as session:
        return {row.id: row for row in queries.kept(session, today) if row.clock is Clock.DUE}


# clocks


def test_a_clock() -> None:
    day = dt.date(2026, 3, 31)
    assert rules.clock(until=day, today=day) is Clock.SOON
    assert rules.clock(until=day - dt.timedelta(1), today=day) is Clock.DUE
    assert rules.clock(until=day - dt.timedelta(1), today=day, is_held=True) is Clock.HELD
    assert rules.clock(until=day - dt.timedelta(1), today=day, kept_until=day) is Clock.KEPT
    assert rules.clock(until=day + dt.timedelta(31), today=day) is Clock.RUNNING


def test_every_preset_has_every_kind_with_its_reason() -> None:
    for preset in Preset:
        assert set(rules.PRESETS[preset]) == set(Kind)
        assert all(reason for _, reason in rules.PRESETS[preset].values())


def test_who_left_long_ago_is_due_and_who_is_here_is_not(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    found = due(store, today)
    assert set(found) == {f"staff:{two[0]}", f"reviews:{two[0]}"}
    assert "Left on 31 May 2021" in found[f"staff:{two[0]}"].why
    with store.read() as session:
        (item,) = queries.todo(session, today)
    assert item.text == "2 records are due: erase or keep" and item.record == "due:"


def test_a_longer_period_is_asked_why_and_puts_the_day_off(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    with pytest.raises(RuleBroken, match="longer or shorter"):
        store.do("Change", actions.set_period, Kind.STAFF, 120, " ")
    store.do("Change", actions.set_period, Kind.STAFF, 120, "Pension fund")
    assert f"staff:{two[0]}" not in due(store, today)
    store.do("Back", actions.set_period, Kind.STAFF, 36, "")
    assert f"staff:{two[0]}" in due(store, today)


# decisions


def test_keeping_needs_a_reason_and_a_day_and_comes_back(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    row = due(store, today)[f"staff:{two[0]}"]
    with pytest.raises(RuleBroken, match="why"):
        store.do("Keep", actions.keep, row, until=dt.date(2026, 9, 30), reason="", today=today)
    store.do("Keep", actions.keep, row, until=dt.date(2026, 9, 30), reason="An audit", today=today)
    assert row.id not in due(store, today)
    assert row.id in due(store, dt.date(2026, 10, 1))
    store.undo()
    assert row.id in due(store, today)


def test_a_hold_stops_every_clock_of_a_person_and_blocks_erasing(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    row = due(store, today)[f"staff:{two[0]}"]
    store.do("Hold", holding.hold_person, two[0], "A claim", today=today)
    assert due(store, today) == {}
    with store.read() as session:
        with pytest.raises(RuleBroken, match="A claim"):
            erasing.spec(session, [row], today=today)
        (hold,) = holding.held(session)
        assert hold.name == "Ada Alm"
    with pytest.raises(RuleBroken, match="why"):
        store.do("Lift", holding.lift, hold.id, "", today=today)
    store.do("Lift", holding.lift, hold.id, "Settled", today=today)
    assert len(due(store, today)) == 2
    with store.read() as session:
        assert holding.held(session) == [] and len(holding.held(session, lifted=True)) == 1


def test_erasing_reviews_takes_the_words_and_leaves_days_and_the_name(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    row = due(store, today)[f"reviews:{two[0]}"]
    with store.read() as session:
        look = erasing.preview(session, [row], today=today)
    assert any("Coaching" in line and "behaviour" in line for line in look.goes)
    done = erasing.erase(store, [row], today=today, backs_up=False)
    assert done.rows
    with store.read() as session:
        coaching = session.scalars(sa.select(Coaching).where(Coaching.person_id == two[0])).one()
        assert coaching.behaviour == "(taken out)" and coaching.made_on == dt.date(2021, 3, 1)
        assert session.get_one(Person, two[0]).name == "Ada Alm"
        history = session.execute(
            sa.text("SELECT before, after FROM history_row WHERE table_name = 'coaching'")
        )
        assert not any("listened together" in f"{before}{after}" for before, after in history)
    assert row.id not in due(store, today)


def test_erasing_a_person_takes_the_name_out_of_everything(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    row = due(store, today)[f"staff:{two[0]}"]
    with store.read() as session:
        look = erasing.preview(session, [row], today=today)
    confirmed = [mention.id for mention in look.mentions]
    assert any(table == "coaching" for table, _, _ in confirmed)
    erasing.erase(store, [row], today=today, confirmed=confirmed, backs_up=False)
    store.close()
    assert b"Ada Alm" not in store.path.read_bytes()


def test_complaints_lose_their_words_by_case(store: Store, today: dt.date) -> None:
    def add(session: Session) -> None:
        day = (dt.date(2022, 2, 1) - dt.date(1970, 1, 1)).days
        session.add(Complaint(external_id="C-7", day=day, closed_day=day + 9, cause="Late", text="So late!"))

    store.do("Fill", add)
    (row,) = due(store, today).values()
    assert row.name == "Complaint C-7" and row.kind is Kind.CUSTOMERS
    store.do("Hold", holding.hold_case, rules.Case.COMPLAINT, row.key, "Claim", today=today)
    assert due(store, today) == {}
    with store.read() as session:
        (hold,) = holding.held(session)
    store.do("Lift", holding.lift, hold.id, "Settled", today=today)
    erasing.erase(store, [row], today=today, backs_up=False)
    with store.read() as session:
        complaint = session.scalars(sa.select(Complaint)).one()
        assert (complaint.text, complaint.cause) == ("", "Late")


def test_words_of_a_complaint_go_also_from_what_waits_for_undo(store: Store, today: dt.date) -> None:
    day = (dt.date(2022, 2, 1) - dt.date(1970, 1, 1)).days
    columns = ("external_id", "day", "closed_day", "state", "cause", "text", "remedy")
    with store.change("Import") as step:
        step.door().add("complaint", columns, [("C-7", day, day, "", "Late", "Ms Orly waited", "A voucher")])
        step.door().add("complaint", columns, [("C-8", day, None, "", "Late", "Mr Kept waits on", "")])
    with store.change("Import again") as step:
        step.door().replace(
            "complaint",
            ("text",),
            "SELECT id, 'Ms Orly waited long' AS text FROM complaint WHERE external_id = 'C-7'",
        )
    with store.change("Import under another number") as step:
        step.door().add("complaint", columns, [("C-7", day, day, "", "Late", "Ms Orly wrote twice", "")])
    store.undo()
    row = next(one for one in due(store, today).values() if one.name == "Complaint C-7")
    erasing.erase(store, [row], today=today, backs_up=False)
    store.close()
    data = store.path.read_bytes()
    assert b"Ms Orly" not in data and b"voucher" not in data
    assert b"Mr Kept" in data


def test_lines_not_taken_over_lose_their_cells_with_their_months(store: Store, today: dt.date) -> None:
    def add(session: Session) -> None:
        for year, name in ((2023, "Zora Quill"), (2026, "Yves Brand")):
            batch = ImportBatch(
                file_name="calls.csv", sha256="", kind="calls", source="x", rows_read=1, rows_added=0,
                rows_updated=0, rows_set_aside=1, imported_at=dt.datetime(year, 1, 5, tzinfo=dt.UTC),
            )  # fmt: skip
            session.add(batch)
            session.flush()
            session.add(
                ImportProblem(
                    batch_id=batch.id, row_number=7, reason="No such person", cells=json.dumps([name])
                )
            )

    store.do("Fill", add)
    (row,) = due(store, today).values()
    assert (row.kind, row.name) == (Kind.CONTACTS, "Lines not taken over, January 2023")
    with store.read() as session:
        assert [one.text for one in queries.todo(session, today)] == ["1 record is due: erase or keep"]
    erasing.erase(store, [row], today=today, backs_up=False)
    assert due(store, today) == {}
    with store.read() as session:
        old, new = session.scalars(sa.select(ImportProblem).order_by(ImportProblem.id))
        assert (json.loads(old.cells), old.reason) == ([], "No such person")
        assert json.loads(new.cells) == ["Yves Brand"]
    store.close()
    assert b"Zora Quill" not in store.path.read_bytes()


def test_entries_of_the_register_lose_for_whom_after_their_time(
    store: Store, two: tuple[int, int], today: dt.date
) -> None:
    def add(session: Session) -> None:
        out = outgoing.Outgoing(
            "Plan of improvement", outgoing.OutKind.PDF, "Bo Berg.pdf", "ab12", recipient="Works council",
            purpose="Dispute", about=outgoing.person(two[1]),
        )  # fmt: skip
        outgoing.enter(session, out, dt.datetime(2022, 9, 25, tzinfo=dt.UTC))
        outgoing.enter(session, out, dt.datetime(2026, 1, 5, tzinfo=dt.UTC))

    store.do("Fill", add)
    row = due(store, today)["exports:202209"]
    assert (row.name, row.what) == ("Exports of September 2022", "1 entry of the register")
    store.do("Hold", holding.hold_person, two[1], "Claim", today=today)
    with pytest.raises(RuleBroken, match="on hold"):
        erasing.erase(store, [row], today=today, backs_up=False)
    with store.read() as session:
        (hold,) = holding.held(session)
    store.do("Lift", holding.lift, hold.id, "Settled", today=today)
    erasing.erase(store, [row], today=today, backs_up=False)
    assert "exports:202209" not in due(store, today)
    with store.read() as session:
        old, new = session.scalars(sa.select(outgoing.ExportMade).order_by(outgoing.ExportMade.made_at))
        assert (old.recipient, old.purpose, old.file_name, old.sha256) == ("", "", "", "ab12")
        assert (new.recipient, new.file_name) == ("Works council", "Bo Berg.pdf")
        assert [one.id for one in outgoing.made_about(session, Subject.PERSON, [two[1]])] == [new.id]


def test_the_board_says_of_every_kind_what_becomes_of_it(store: Store, today: dt.date) -> None:
    with store.read() as session:
        board = {row.period.kind: row for row in queries.board(session, today)}
    assert set(board) == set(Kind)
    by_age = {kind for kind in Kind if rules.KINDS[kind].is_judged}
    assert by_age == set(Kind) - {Kind.HOURS, Kind.HISTORY, Kind.BACKUPS}


# a person's own file


def test_names_of_others_are_masked_the_same_way_throughout() -> None:
    mask = Mask([("Ada Alm", "Colleague"), ("Bo Berg", "Colleague"), ("Cy Cole", "Applicant")], ["Ada Alm"])
    assert (
        mask.text("Ada asked bo berg; Bo said no to Cy.")
        == "Ada asked Colleague 1; Colleague 1 said no to Applicant 1."
    )
    assert mask.name("Bo Berg") == "Colleague 1" and mask.name("Ada Alm") == "Ada Alm"
    assert mask.name("Unknown Person") == "Somebody else"


def test_a_persons_own_file_has_their_records_and_nobody_elses_name(
    store: Store, two: tuple[int, int], today: dt.date, tmp_path: Path
) -> None:
    folder, made = subjectpaper.write(store, Subject.PERSON, two[1], tmp_path, today)
    told = json.loads((folder / "all fields.json").read_text(encoding="utf-8"))
    assert told["records"]["person"][0]["email"] == "bo@shop.example"
    assert [row["behaviour"] for row in told["records"]["coaching"]] == ["Bo Berg asked Colleague 1 for help"]
    assert [one["table"] for one in told["mentions"]] == [
        "coaching"
    ]  # what was written about Ada with his name in it
    assert any(one["table"] == "coaching" for one in told["history"])
    page = (folder / "read me first.html").read_text(encoding="utf-8")
    assert "Ada Alm" not in page and "Bo Berg" in page and made.rows >= 2
    with store.read() as session:
        again = subjectpaper.own_file(session, Subject.PERSON, two[1], today)
    assert (
        "A person&#x27;s own file" in again.files[0][1].decode() or "own file" in again.files[0][1].decode()
    )


def test_nobody_has_no_file(store: Store, today: dt.date, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken):
        subjectpaper.write(store, Subject.PERSON, 99, tmp_path, today)
    assert list(tmp_path.glob("*99*")) == []


# the record of processing


def test_the_record_of_processing_names_every_kind_and_how_the_store_is_guarded(
    store: Store, today: dt.date
) -> None:
    guards = processing.Safeguards(False, False, 0, None)
    with store.read() as session:
        text = processing.record(session, guards, today)
    assert all(fact.name in text for fact in rules.KINDS.values())
    assert "**not** encrypted" in text and "**no** backup" in text and "Improvement plans" in text
