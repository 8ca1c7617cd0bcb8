"""What an import says on the way: the same words every time, about what can be taken, in one sentence."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from csmanager.core.errors import Refused
from csmanager.core.store import Store
from csmanager.features.importing import process
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.answers import checked
from tests.features.importing.files import CALL_HEAD, TICKET_HEAD, calls, tickets, write_csv, write_xlsx


def test_notes_come_in_the_order_of_the_columns_on_every_run(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = tuple(name.replace(" (s)", "") for name in CALL_HEAD)
    path = write_csv(tmp_path / "c.csv", [head, *calls(20)])
    seen = set()
    for seed in ("1", "2", "3"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)  # of the reading child
        seen.add(import_file(store, path, dry_run=True).notes)
    assert len(seen) == 1
    named = [note.split("”")[0][1:] for note in seen.pop() if "names no unit" in note]
    assert named == ["Wait", "Talk", "Hold", "After call work"]


def test_one_row_is_said_in_the_singular(store: Store, tmp_path: Path) -> None:
    one = import_file(store, write_csv(tmp_path / "c.csv", [CALL_HEAD, *calls(1)]))
    assert one.summary.startswith("1 call added")
    two = import_file(
        store, write_csv(tmp_path / "d.csv", [CALL_HEAD, *calls(3)]), answers={"people": "create"}
    )
    assert two.summary.startswith("2 calls added")


def test_only_kinds_that_can_be_taken_in_are_offered(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(5)])
    result = import_file(store, path, kind="nonsense")
    assert result.summary.startswith("The kind nonsense is not known; it is calls, tickets, intervals,")
    assert "training" not in result.summary and "unknown" not in result.summary


@pytest.mark.parametrize(
    "key", ["bogus", "date_oder", "people.all", "person", "person.", "unit.", "kind.x", "date_order."]
)
def test_an_answer_nobody_asked_for_is_refused_and_the_keys_are_named(
    store: Store, tmp_path: Path, key: str
) -> None:
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(5)])
    result = import_file(store, path, answers={key: "dmy"})
    assert result.outcome == "refused"
    assert f"The answer {key} is not known" in result.summary
    assert "date_order.COLUMN" in result.summary and "person.NAME" in result.summary


def test_answers_of_the_known_form_pass_and_their_values_are_looked_at() -> None:
    good = {"people": "create", "person.Bo Lind": "Ana", "date_order": "DMY", "unit.Age (x.y)": "hours"}
    assert checked(good) == good
    with pytest.raises(Refused, match="dmy or mdy"):
        checked({"date_order.Created": "ymd?"})
    with pytest.raises(Refused, match="seconds, minutes, hours or days"):
        checked({"unit": "weeks"})


def test_a_text_with_far_too_many_columns_is_refused_at_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(300_000)) + "\n" + ",".join("1" * 300_000) + "\n")
    started = time.monotonic()
    result = import_file(store, path)
    assert result.summary == "wide.csv, row 1 has 300,000 columns; tables of up to 1,000 are read."
    assert time.monotonic() - started < 30


def test_blank_columns_beyond_the_table_are_no_harm(store: Store, tmp_path: Path) -> None:
    blank = [""] * 16_000
    rows = [[*row, *blank] for row in (TICKET_HEAD, *tickets(12))]
    assert import_file(store, write_csv(tmp_path / "t.csv", rows)).rows_added == 12


@pytest.mark.parametrize(("name", "way"), [("t.csv", "export it in parts."), ("t.xlsx", "export it as CSV")])
def test_a_file_that_takes_too_long_is_told_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    path = tmp_path / name
    path.write_text("a,b\n1,2\n")
    monkeypatch.setattr(process, "_MODULE", "tests.features.importing.hanging")
    with pytest.raises(Refused, match=way):
        process.run({"path": str(path), "staged": str(tmp_path / "s.db")}, seconds=0.3)


@pytest.mark.parametrize("mark", ["", "sep=,\n"])
def test_an_unclosed_text_is_named_by_the_line_where_it_begins(
    store: Store, tmp_path: Path, mark: str
) -> None:
    path = write_csv(tmp_path / "q.csv", [CALL_HEAD, *calls(4)])
    rest = "\n".join(["C9,2026-01-02 10:00:00,Ana,Billing,Inbound,Answered,5,60,0,9,,"] * 4_000)
    path.write_text(mark + path.read_text() + f'C8,"2026-01-02 10:00:00,Ana\n{rest}\n')
    assert (
        f"q.csv, line {6 + mark.count(chr(10))}: a text that begins here" in import_file(store, path).summary
    )


def test_a_cell_too_far_away_is_named_by_its_sheet(store: Store, tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "s.xlsx", {"Notes & more": [["x"]], "Calls": [CALL_HEAD, *calls(5)]})
    path = tmp_path / "far.xlsx"
    cell = b'<row r="9"><c r="XFD9" t="n"><v>1</v></c></row></sheetData>'
    for number, name in ((1, "Notes & more"), (2, "Calls")):
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
            for part in old.infolist():
                data = old.read(part.filename)
                is_it = part.filename == f"xl/worksheets/sheet{number}.xml"
                new.writestr(part.filename, data.replace(b"</sheetData>", cell) if is_it else data)
        assert f"far.xlsx, {name}, cell XFD9" in import_file(store, path).summary


def test_a_reader_that_breaks_down_gives_one_sentence_on_the_command_line(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", {"Calls": [CALL_HEAD, *calls(5)]})
    code = (
        "import sys\nfrom csmanager.features.importing import process\n"
        "process._MODULE = 'tests.features.importing.aborting'\n"
        "from csmanager.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "import", str(tmp_path / "s.csm"), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "reader broke down" in done.stderr
