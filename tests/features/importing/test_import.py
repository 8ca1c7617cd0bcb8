"""From a file to contacts: what is stored, updated, refused, asked and taken back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from csmanager.core.errors import Cancelled
from csmanager.core.settings import read_settings, write_settings
from csmanager.core.store import Store
from csmanager.features.contacts.tables import Contact, ImportBatch, ImportProblem, Topic
from csmanager.features.importing.actions import import_file
from csmanager.features.team.actions import add_person
from csmanager.features.team.queries import match_keys, people
from csmanager.features.team.rules import alias_key
from csmanager.features.team.tables import Person
from tests.digest import content
from tests.features.importing.files import CALL_HEAD, TICKET_HEAD, calls, tickets, write_csv, write_xlsx


def contacts(store: Store) -> list[Contact]:
    with store.read() as session:
        return list(session.scalars(sa.select(Contact).order_by(Contact.id)))


def count(store: Store, table: type) -> int:
    with store.read() as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_a_file_becomes_contacts_people_and_topics_in_one_step(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(40)])
    result = import_file(store, path)
    assert (result.outcome, result.kind, result.rows_read, result.rows_added) == (
        "imported",
        "tickets",
        40,
        40,
    )
    assert result.people == ("Ana Sol", "Bo Lind")
    assert result.mapping["first_response"] == "First response time (min)"
    assert store.undo_label() == "Import t.csv"
    rows = contacts(store)
    first = rows[0]
    assert (first.external_id, first.day, first.resolved, first.csat_scale) == ("T-00001", 20_486, 1, 5)
    assert first.first_response_ms == tickets(1)[0][7] * 60_000
    assert first.resolution_ms == tickets(1)[0][8] * 3_600_000
    assert count(store, Topic) == 3
    with store.read() as session:
        assert {one.team for one in people(session, store_today(store))} == {"Care"}


def store_today(store: Store) -> dt.date:
    return store.clock().date()


def test_an_unresolved_ticket_has_no_time_to_resolution(store: Store, tmp_path: Path) -> None:
    rows = tickets(8)
    for row in rows:
        row[8] = 5  # exports put a number there whether it is resolved or not
    import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    assert {(one.resolved, one.resolution_ms) for one in contacts(store)} == {(1, 18_000_000), (0, None)}


def test_undo_takes_an_import_back_whole_and_redo_brings_it_again(store: Store, tmp_path: Path) -> None:
    before = content(store, history=False, shadows=False)
    import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(50)]))
    after = content(store, history=False, shadows=False)
    store.undo()
    assert content(store, history=False, shadows=False) == before
    store.redo()
    assert content(store, history=False, shadows=False) == after


def test_the_same_file_again_adds_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(20)])
    import_file(store, path)
    before = content(store)
    result = import_file(store, path)
    assert result.outcome == "already_imported"
    assert content(store) == before
    store.undo()
    assert import_file(store, path).outcome == "imported"


def test_an_overlapping_newer_export_updates(store: Store, tmp_path: Path) -> None:
    import_file(store, write_csv(tmp_path / "old.csv", [TICKET_HEAD, *tickets(30)]))
    rows = tickets(40)
    rows[3][6], rows[3][8], rows[3][10] = "Solved", 12, 4  # T-00004 was open
    result = import_file(store, write_csv(tmp_path / "new.csv", [TICKET_HEAD, *rows]))
    assert (result.rows_added, result.rows_updated) == (10, 1)
    assert "29 there already" in result.summary
    changed = next(one for one in contacts(store) if one.external_id == "T-00004")
    assert (changed.resolved, changed.resolution_ms, changed.csat) == (1, 43_200_000, 4)
    assert len(contacts(store)) == 40
    store.undo()
    back = next(one for one in contacts(store) if one.external_id == "T-00004")
    assert (back.resolved, back.csat) == (0, None)
    assert len(contacts(store)) == 30


def test_the_months_a_batch_touched_are_told(store: Store, tmp_path: Path) -> None:
    seen = []
    store._derivers = (*store._derivers, lambda _session, touched: seen.append(touched.batch))  # type: ignore[arg-type]
    import_file(store, write_csv(tmp_path / "c.csv", [CALL_HEAD, *calls(60)]))
    facts = seen[-1].facts
    assert facts["months"] == [2026 * 12]
    assert facts["file_name"] == "c.csv"
    assert facts["rows_added"] == 60


def test_rows_without_ids_are_known_again(store: Store, tmp_path: Path) -> None:
    head, rows = CALL_HEAD[1:], [row[1:] for row in calls(30)]
    import_file(store, write_csv(tmp_path / "a.csv", [head, *rows[:20]]))
    result = import_file(store, write_csv(tmp_path / "b.csv", [head, *rows]))
    assert result.rows_added == 10
    assert len(contacts(store)) == 30


def test_customers_are_kept_as_numbers_only(store: Store, tmp_path: Path) -> None:
    import_file(store, write_csv(tmp_path / "c.csv", [CALL_HEAD, *calls(60)]))
    found = contacts(store)
    assert len({one.customer for one in found}) == len({row[10] for row in calls(60)})
    store.close()
    assert b"+4420" not in store.path.read_bytes()
    assert calls(1)[0][10][1:].encode() not in store.path.read_bytes()


def test_rows_set_aside_keep_no_customer_either(store: Store, tmp_path: Path) -> None:
    rows = tickets(20)
    rows[3][1], rows[3][11] = "never", "secret.person@shop.example"
    path = write_csv(
        tmp_path / "t.csv", [(*TICKET_HEAD, "Subject"), *([*row, "a secret subject"] for row in rows)]
    )
    assert import_file(store, path).rows_set_aside == 1
    with store.read() as session:
        kept = json.loads(session.scalars(sa.select(ImportProblem.cells)).one())
    assert kept[0] == "T-00004"
    assert kept[11:] == ["", ""]
    store.close()
    assert b"secret" not in store.path.read_bytes()


def test_unknown_people_are_asked_once_and_remembered(store: Store, tmp_path: Path) -> None:
    with store.change("Add") as step:
        known = add_person(step.session, name="Ana Sol", today=store_today(store))
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(10, agents=("Sol, Ana", "B. Lind"))])
    asked = import_file(store, path)
    assert asked.outcome == "needs_answer"
    assert asked.questions[0].names == ("B. Lind",)
    assert count(store, Contact) == 0
    done = import_file(store, path, answers={"person.B. Lind": "Ana Sol"})
    assert done.outcome == "imported"
    assert {one.person_id for one in contacts(store)} == {known}
    with store.read() as session:
        assert match_keys(session)[alias_key("B. Lind")] == known
    later = write_csv(tmp_path / "later.csv", [TICKET_HEAD, *tickets(5, first=100, agents=("B. Lind",))])
    assert import_file(store, later).outcome == "imported"
    assert count(store, Person) == 1


def test_people_can_be_created_or_left_out(store: Store, tmp_path: Path) -> None:
    with store.change("Add") as step:
        add_person(step.session, name="Zoe", today=store_today(store))
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(10)])
    result = import_file(store, path, answers={"people": "create", "person.Bo Lind": "ignore"})
    assert result.people == ("Ana Sol",)
    with store.read() as session:
        assert {one.name for one in people(session, store_today(store))} == {"Zoe", "Ana Sol"}
    assert sum(one.person_id is None for one in contacts(store)) == 5


def test_an_answer_that_names_nobody_is_refused(store: Store, tmp_path: Path) -> None:
    with store.change("Add") as step:
        add_person(step.session, name="Zoe", today=store_today(store))
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(4)])
    result = import_file(store, path, answers={"person.Ana Sol": "Nobody", "people": "create"})
    assert result.outcome == "refused"
    assert "Nobody is not on the team" in result.summary


def test_a_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    before = content(store)
    result = import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(10)]), dry_run=True)
    assert (result.outcome, result.rows_added) == ("imported", 10)
    assert content(store) == before


def test_undecidable_dates_are_asked_and_the_answer_is_remembered(store: Store, tmp_path: Path) -> None:
    def dated(first: int, count: int) -> list[list[object]]:
        rows = tickets(count, first=first)
        for number, row in enumerate(rows):
            row[1] = f"0{number % 3 + 1}/02/2026 10:0{number}"
        return rows

    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *dated(1, 4)])
    asked = import_file(store, path)
    assert asked.outcome == "needs_answer"
    assert asked.questions[0].key == "date_order.Created at"
    done = import_file(store, path, answers={"date_order.Created at": "mdy"})
    assert done.outcome == "imported"
    assert {one.started.month for one in contacts(store)} == {1, 2, 3}
    again = import_file(store, write_csv(tmp_path / "next.csv", [TICKET_HEAD, *dated(50, 4)]))
    assert again.outcome == "imported"


def test_an_order_the_first_rows_do_not_settle_is_found_further_down(store: Store, tmp_path: Path) -> None:
    rows = tickets(900)
    for number, row in enumerate(rows):
        row[1] = f"{number // 300 + 11:02d}/05/2025 10:00"  # 13/05 comes after six hundred rows
    result = import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    assert result.outcome == "imported"
    assert {one.started.month for one in contacts(store)} == {5}


def test_bad_rows_are_set_aside_with_place_and_reason(store: Store, tmp_path: Path) -> None:
    rows = tickets(40)
    rows[2][1] = "32/02/2026"
    rows[4][7] = -5
    rows[6][0] = rows[5][0]
    rows[8][10] = 9
    rows[9].append("too much")
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows])
    result = import_file(store, path)
    assert (result.rows_added, result.rows_set_aside) == (35, 5)
    with store.read() as session:
        found = {one.row_number: one for one in session.scalars(sa.select(ImportProblem))}
    assert found[4].column_name == "Created at"
    assert "no date" in found[4].reason
    assert "negative" in found[6].reason
    assert "stands already in row 7" in found[8].reason
    assert "13 cells" in found[11].reason
    assert json.loads(found[4].cells)[0] == "T-00003"
    store.undo()
    assert count(store, ImportProblem) == 0


def test_preambles_totals_and_repeated_headings_are_no_contacts(store: Store, tmp_path: Path) -> None:
    rows = tickets(9)
    sheet = [
        ["Shop desk"],
        ["Reporting period 2026-02-01 to 2026-02-28"],
        [],
        TICKET_HEAD,
        *rows[:4],
        [],
        TICKET_HEAD,
        *rows[4:],
        ["Total", *[""] * 6, 999],
        ["Grand Totals (9 records)"],
        ["Confidential Information - Do Not Distribute"],
    ]
    result = import_file(store, write_csv(tmp_path / "t.csv", sheet))
    assert (result.rows_added, result.rows_set_aside) == (9, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found(
    store: Store, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = tickets(6, agents=("Zoë Müller",))
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows], encoding=encoding, delimiter=delimiter)
    result = import_file(store, path)
    assert result.people == ("Zoë Müller",)


def test_a_workbook_gives_the_same_contacts_as_text(store: Store, tmp_path: Path) -> None:
    rows = tickets(20)
    import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    from_text = [
        (one.external_id, one.started, one.first_response_ms, one.csat, one.customer)
        for one in contacts(store)
    ]
    store.undo()
    for row in rows:
        row[1] = dt.datetime.fromisoformat(row[1])
    write_xlsx(tmp_path / "t.xlsx", {"Notes": [["nothing here"]], "Export": [TICKET_HEAD, *rows]})
    result = import_file(store, tmp_path / "t.xlsx")
    assert result.outcome == "imported", result.summary
    assert [(one.external_id, one.started, one.first_response_ms, one.csat) for one in contacts(store)] == [
        one[:4] for one in from_text
    ]


def test_sheets_of_one_shape_are_read_as_one(store: Store, tmp_path: Path) -> None:
    rows = tickets(20)
    write_xlsx(tmp_path / "t.xlsx", {"Jan": [TICKET_HEAD, *rows[:12]], "Feb": [TICKET_HEAD, *rows[12:]]})
    assert import_file(store, tmp_path / "t.xlsx").rows_added == 20


def test_legs_that_share_an_id_are_one_call(store: Store, tmp_path: Path) -> None:
    head = ("Call Time", "Call ID", "From", "To", "Direction", "Status", "Ringing", "Talking")
    rows = [
        (
            "2026-01-05T10:00:00",
            "X1",
            "+1555 (+1555)",
            "Main (800)",
            "Inbound Queue",
            "Answered",
            "00:00:06",
            "00:03:25",
        ),
        (
            "2026-01-05T10:00:06",
            "X1",
            "+1555 (+1555)",
            "Ivy Cole (104)",
            "Inbound",
            "Answered",
            "00:00:04",
            "00:03:21",
        ),
        (
            "2026-01-05T11:00:00",
            "X2",
            "+1556 (+1556)",
            "Sales queue (800)",
            "Inbound Queue",
            "Unanswered",
            "00:00:45",
            "",
        ),
        (
            "2026-01-05T12:00:00",
            "X3",
            "Ivy Cole (104)",
            "+1557 (+1557)",
            "Outbound",
            "Answered",
            "00:00:09",
            "00:01:05",
        ),
        ("Totals", "", "", "", "", "", "00:01:04", "00:07:51"),
    ]
    result = import_file(store, write_csv(tmp_path / "c.csv", [head, *rows]))
    assert (result.kind, result.rows_added) == ("calls", 3)
    found = {one.external_id: one for one in contacts(store)}
    assert (found["X1"].talk_ms, found["X1"].wait_ms, found["X1"].outcome) == (201_000, 10_000, 1)
    assert found["X2"].outcome == 3
    assert found["X3"].direction == 2


def test_two_systems_with_the_same_numbers_stay_apart(store: Store, tmp_path: Path) -> None:
    import_file(store, write_csv(tmp_path / "a.csv", [TICKET_HEAD, *tickets(5)]))
    other = [
        ("Case Number", "Opened", "Owner", "Status"),
        ("T-00001", "2026-02-02 09:00", "Ana Sol", "Closed"),
    ]
    result = import_file(store, write_csv(tmp_path / "b.csv", other))
    assert (result.rows_added, result.rows_updated) == (1, 0)
    assert len(contacts(store)) == 6


def test_times_are_counted_in_the_stores_zone(store: Store, tmp_path: Path) -> None:
    with store.change("Zone") as step:
        write_settings(step.session, replace(read_settings(step.session), time_zone="America/New_York"))
    head = ("Ticket ID", "Created (UTC)", "Agent", "Status")
    import_file(store, write_csv(tmp_path / "u.csv", [head, ("A1", "2026-02-02 02:00:00", "Ana", "Open")]))
    head = ("Case ID", "Created", "Agent", "Status")
    import_file(store, write_csv(tmp_path / "l.csv", [head, ("B1", "2026-02-02 02:00:00", "Ana", "Open")]))
    utc, local = contacts(store)
    assert (utc.started.hour, utc.day) == (2, 20_485)  # still the first of February in New York
    assert (local.started.hour, local.day) == (7, 20_486)


def test_a_cancelled_import_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", [CALL_HEAD, *calls(30_000)])
    before = content(store)

    def stop(_done: int, _total: int, _text: str) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        import_file(store, path, progress=stop)
    assert content(store) == before


def test_a_numbers_unit_follows_from_the_dates_or_is_asked(store: Store, tmp_path: Path) -> None:
    head = ("Ticket ID", "Created", "Agent", "Status", "Solved at", "Resolution time")
    rows = [
        (f"T{n}", f"2026-02-0{n} 08:00", "Ana", "Solved", f"2026-02-0{n} 1{n}:00", n + 2) for n in range(1, 6)
    ]
    result = import_file(store, write_csv(tmp_path / "t.csv", [head, *rows]))
    assert contacts(store)[0].resolution_ms == 3 * 3_600_000
    assert any("hours" in note for note in result.notes)
    head, rows = (*head[:4], head[5]), [(*row[:4], row[5]) for row in rows]  # type: ignore[assignment,misc]
    asked = import_file(store, write_csv(tmp_path / "u.csv", [head, *rows]))
    assert asked.questions[0].key == "unit.Resolution time"


def test_the_ledger_says_what_came(store: Store, tmp_path: Path) -> None:
    import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(30)]))
    with store.read() as session:
        batch = session.scalars(sa.select(ImportBatch)).one()
    assert (batch.file_name, batch.rows_added, batch.kind) == ("t.csv", 30, "tickets")
    assert batch.first_day is not None and batch.last_day is not None
    assert json.loads(batch.summary)["mapping"]["agent"] == "Agent"


def test_rows_that_are_messages_become_the_tickets_they_belong_to(store: Store, tmp_path: Path) -> None:
    head = ("Conversation ID", "Created At", "Agent", "Status", "Message")
    rows = [
        (
            n // 3,
            f"2026-02-{n // 3 + 1:02d} 1{n % 3}:00:00",
            "Ana Bell",
            ("open", "open", "closed")[n % 3],
            f"m{n}",
        )
        for n in range(30)
    ]
    result = import_file(store, write_csv(tmp_path / "m.csv", [head, *rows]))
    assert (result.rows_read, result.rows_added, result.rows_set_aside) == (30, 10, 0)
    assert {(one.started.hour, one.resolved) for one in contacts(store)} == {(10, 1)}


def test_repeated_rows_word_for_word_count_once(store: Store, tmp_path: Path) -> None:
    rows = calls(20)
    result = import_file(store, write_csv(tmp_path / "c.csv", [CALL_HEAD, *rows, *rows[:5]]))
    assert (result.rows_added, result.rows_set_aside) == (20, 0)
    assert any("word for word" in note for note in result.notes)


def test_a_quotation_mark_far_down_is_read_like_one_at_the_top(store: Store, tmp_path: Path) -> None:
    rows = tickets(3000)
    rows[2500][5] = 'Delivery, "late"\nor never'
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows])
    result = import_file(store, path)
    assert (result.rows_added, result.rows_set_aside) == (3000, 0)
    with store.read() as session:
        assert 'Delivery, "late" or never' in set(session.scalars(sa.select(Topic.name)))


def test_a_status_that_tells_escalations_tells_them_for_every_ticket(store: Store, tmp_path: Path) -> None:
    rows = tickets(1500)
    rows[2][6] = "Escalated"
    import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    found = contacts(store)
    assert sum(one.escalated or 0 for one in found) == 1
    assert all(one.escalated is not None for one in found)


def test_a_number_far_too_large_is_set_aside(store: Store, tmp_path: Path) -> None:
    rows = tickets(20)
    rows[2][7], rows[5][7], rows[7][7] = "9" * 30, "9" * 5000, "99999999:00:00"
    result = import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    assert (result.rows_added, result.rows_set_aside) == (17, 3)
