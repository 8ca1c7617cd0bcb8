"""The command line: every command, its exit code, its one sentence, its JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from csmanager.cli import PARSERS, main
from csmanager.core.lock import StoreLock
from csmanager.core.store import Store
from csmanager.core.tables import Base
from csmanager.exporting import file_stem, plain, unquoted
from csmanager.features.today.tables import Task
from tests.digest import content

ROOT = Path(__file__).resolve().parents[1]


class Said(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Type = Callable[..., Said]


@pytest.fixture
def type_in(capsys: pytest.CaptureFixture[str]) -> Type:
    """Run a command in this process."""

    def run(*words: object) -> Said:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


def is_one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and len(text) > 10 and "Traceback" not in text


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# what may be typed


@pytest.mark.parametrize("command", sorted(PARSERS))
def test_every_command_answers_help(command: str, type_in: Type) -> None:
    said = type_in(command, "--help")
    assert said.code == 0
    assert f"usage: csmanager {command}" in said.out
    assert "0 done, 1 failed, 2 refused, 3 an answer is needed" in said.out
    assert said.err == ""


def test_help_without_a_command_names_them_all(type_in: Type) -> None:
    said = type_in("--help")
    assert said.code == 0
    for command in set(PARSERS) - {"selftest"}:  # for those who look after the program
        assert re.search(rf"^  {command} ", said.out, re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("import",),
        ("import", "a.csm", "b.csv", "--answer", "people"),
        ("review", "a.csm"),
        ("sample", "a.csm", "--people", "many"),
        ("check", "a.csm", "--json", "--loud"),
        ("a.csm", "--sample"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_one_sentence(words: tuple[str, ...], type_in: Type) -> None:
    said = type_in(*words)
    assert said.code == 2
    assert said.out == ""
    assert is_one_sentence(said.err)


COMMANDS_ON_A_STORE = [
    ("review", "STORE", "--period", "2026-03"),
    ("report", "STORE", "--period", "2026-03", "--out", "report.xlsx"),
    ("check", "STORE"),
    ("history", "STORE"),
    ("undo", "STORE"),
    ("redo", "STORE"),
    ("backup", "STORE", "copy.csm-backup"),
    ("export", "STORE", "everything"),
]


@pytest.mark.parametrize("words", COMMANDS_ON_A_STORE, ids=lambda words: words[0])
def test_a_store_that_is_not_there_is_refused_and_not_made(
    words: tuple[str, ...], type_in: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = type_in(*["none.csm" if word == "STORE" else word for word in words])
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert "none.csm" in said.err
    assert files_of(tmp_path) == set()


@pytest.mark.parametrize("words", COMMANDS_ON_A_STORE, ids=lambda words: words[0])
def test_a_file_that_is_no_store_is_refused_and_left_alone(
    words: tuple[str, ...], type_in: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("letter.csm").write_text("Dear manager, " * 50, encoding="utf-8")
    said = type_in(*["letter.csm" if word == "STORE" else word for word in words])
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert Path("letter.csm").read_text(encoding="utf-8") == "Dear manager, " * 50
    assert files_of(tmp_path) == {"letter.csm"}


@pytest.mark.parametrize("command", ["undo", "redo", "report", "import", "restore"])
def test_commands_that_write_refuse_while_a_window_holds_the_store(
    command: str, type_in: Type, store_file: Path, tmp_path: Path
) -> None:
    before = store_file.read_bytes()
    words: dict[str, tuple[object, ...]] = {
        "undo": (store_file,),
        "redo": (store_file,),
        "report": (store_file, "--period", "2026-03", "--out", tmp_path / "r.xlsx"),
        "import": (store_file, tmp_path / "calls.csv"),
        "restore": (store_file, store_file),
    }
    (tmp_path / "calls.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    lock = StoreLock(store_file)
    try:
        said = type_in(command, *words[command])
    finally:
        lock.release()
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert "is open" in said.err
    assert store_file.read_bytes() == before


def test_a_fault_of_the_program_is_one_sentence_without_a_value_of_the_store(
    type_in: Type, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_options: object) -> int:
        raise KeyError("Priya Raghunathan")

    monkeypatch.delenv("CSMANAGER_TRACE", raising=False)
    monkeypatch.setattr("csmanager.commands.run_check", fail)
    said = type_in("check", store_file)
    assert said.code == 1
    assert is_one_sentence(said.err)
    assert "KeyError" in said.err
    assert "Priya" not in said.err
    monkeypatch.setenv("CSMANAGER_TRACE", "1")
    with pytest.raises(KeyError):
        type_in("check", store_file)


def test_commands_that_read_work_while_a_window_holds_the_store(
    type_in: Type, store_file: Path, tmp_path: Path
) -> None:
    lock = StoreLock(store_file)
    try:
        assert type_in("check", store_file).code == 0
        assert type_in("history", store_file).code == 0
        assert type_in("backup", store_file, tmp_path / "copy.csm-backup").code == 0
        assert type_in("export", store_file, tmp_path / "all").code == 0
    finally:
        lock.release()


def test_no_command_needs_qt(store_file: Path, tmp_path: Path) -> None:
    for words in (["--help"], ["check", str(store_file)], ["export", str(store_file), str(tmp_path / "all")]):
        code = (
            "import sys; sys.modules['PySide6'] = None; sys.argv = ['csmanager'] + sys.argv[1:];"
            "from csmanager.cli import main; sys.exit(main())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_the_module_can_be_run_and_gives_its_exit_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "csmanager", "check", str(tmp_path / "none.csm")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)


def test_names_in_any_script_do_not_end_a_command_on_a_narrow_terminal(store_file: Path) -> None:
    from csmanager.open import open_store

    store = open_store(store_file)
    store.do("Add 小林 and Олександра", lambda session: session.add(Task(kind="todo", text="Ås")))
    store.close()
    both = (
        "import sys; from csmanager.cli import main; asked = ['history', sys.argv[1]];"
        " code = main(asked); print('=' * 9); sys.exit(code or main([*asked, '--json']))"
    )
    for encoding in ("ascii", "cp1252", "utf-8"):
        done = subprocess.run(
            [sys.executable, "-c", both, str(store_file)],
            cwd=ROOT,
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        words, _, listed = done.stdout.decode(encoding).partition("=" * 9)
        assert words.strip()
        assert json.loads(listed)["steps"][0]["label"] == "Add 小林 and Олександра"


def test_without_a_display_the_window_says_so_in_one_sentence(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can be without a display")
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "csmanager"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        check=False,
    )
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
    assert "command line" in done.stderr


# sample


def test_a_sample_comes_out_the_same_and_is_never_made_over_something(type_in: Type, tmp_path: Path) -> None:
    asked = ("--people", 14, "--months", 3, "--contacts", 300, "--seed", 3)
    found = []
    for name in ("one.csm", "two.csm"):
        assert type_in("sample", tmp_path / name, *asked).code == 0
        with sqlite3.connect(tmp_path / name) as connection:
            found.append(list(connection.iterdump()))
        connection.close()
    assert found[0] == found[1]
    before = (tmp_path / "two.csm").read_bytes()
    said = type_in("sample", tmp_path / "two.csm", *asked)
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert (tmp_path / "two.csm").read_bytes() == before
    assert type_in("check", tmp_path / "two.csm").code == 0


@pytest.mark.parametrize("words", [("--people", 0), ("--months", 0), ("--contacts", -1), ("--people", 10**6)])
def test_a_sample_of_impossible_size_is_refused(
    words: tuple[object, ...], type_in: Type, tmp_path: Path
) -> None:
    said = type_in("sample", tmp_path / "shop.csm", *words)
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert files_of(tmp_path) == set()


# check


def test_a_whole_store_is_said_to_be_whole(type_in: Type, sample_file: Path) -> None:
    said = type_in("check", sample_file)
    assert (said.code, said.err) == (0, "")
    told = type_in("check", sample_file, "--json").json
    assert told["whole"] is True
    assert told["problems"] == []
    assert told["counts"]["contact"] > 5_000


def test_a_history_that_was_written_over_is_found(type_in: Type, store: Store) -> None:
    store.do("Add a task", lambda session: session.add(Task(kind="todo", text="one")))
    store.close()
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE history_step SET label = 'Nothing happened' WHERE label = 'Add a task'")
    connection.close()
    said = type_in("check", store.path, "--json")
    assert said.code == 1
    assert is_one_sentence(said.err)
    assert "history" in said.err
    assert said.json["whole"] is False


# history, undo, redo


def test_undo_and_redo_go_back_and_forth(type_in: Type, store: Store) -> None:
    def add(text: str) -> None:
        store.do(f"Add {text}", lambda session: session.add(Task(kind="todo", text=text)))

    before = content(store, history=False)
    add("one")
    after = content(store, history=False)
    store.close()
    path = store.path
    assert type_in("undo", path).out == "Took back: Add one\n"
    assert content(store, history=False) == before
    assert type_in("redo", path).out == "Made again: Add one\n"
    assert content(store, history=False) == after
    steps = type_in("history", path, "--json").json["steps"]
    assert [(step["kind"], step["label"]) for step in steps[:3]] == [
        ("redo", "Add one"),
        ("undo", "Add one"),
        ("change", "Add one"),
    ]
    said = type_in("redo", path)
    assert (said.code, said.out) == (2, "")
    assert is_one_sentence(said.err)


def test_history_lists_every_step_newest_first(type_in: Type, sample_file: Path) -> None:
    lines = type_in("history", sample_file).out.splitlines()
    steps = type_in("history", sample_file, "--json").json["steps"]
    assert len(lines) == len(steps) == steps[0]["id"]
    assert steps[-1]["id"] == 1
    assert any(step["bulk"] for step in steps)


# backup and restore


def test_a_backup_gives_the_store_back(type_in: Type, store: Store, tmp_path: Path) -> None:
    before = content(store)
    copy = tmp_path / "copies" / "one.csm-backup"
    copy.parent.mkdir()
    assert type_in("backup", store.path, copy).code == 0
    store.do("Add a task", lambda session: session.add(Task(kind="todo", text="later")))
    store.close()
    said = type_in("restore", copy, store.path)
    assert said.code == 0, said.err
    assert content(store) == before
    assert "kept" in said.out


def test_a_backup_into_a_folder_gets_a_name(type_in: Type, store_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    assert type_in("backup", store_file, folder).code == 0
    names = sorted(files_of(folder))
    assert len(names) == 2
    assert names[0].endswith(".csm-backup")
    assert names[1].endswith(".csm-backup.json")


def test_a_backup_can_be_restored_where_no_store_is(type_in: Type, store_file: Path, tmp_path: Path) -> None:
    assert type_in("backup", store_file, tmp_path / "one.csm-backup").code == 0
    assert type_in("restore", tmp_path / "one.csm-backup", tmp_path / "new.csm").code == 0
    assert type_in("check", tmp_path / "new.csm").code == 0


def test_a_backup_that_was_tampered_with_is_refused(type_in: Type, store_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "one.csm-backup"
    assert type_in("backup", store_file, copy).code == 0
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    before = store_file.read_bytes()
    said = type_in("restore", copy, store_file)
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert store_file.read_bytes() == before


def test_a_store_is_not_backed_up_onto_itself(type_in: Type, store_file: Path) -> None:
    before = store_file.read_bytes()
    assert type_in("backup", store_file, store_file).code == 2
    assert store_file.read_bytes() == before


# export


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "=1+1",
        "+49 30",
        "-5",
        "@SUM(A1)",
        "'quoted",
        "''",
        "\tcmd",
        "a,b\r\nc",
        'say "hi"',
        "日本",
    ],
)
def test_a_text_comes_back_from_its_field_and_never_runs(text: str) -> None:
    field = plain(text)
    assert unquoted(field) == text
    assert not field.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert field


def test_nothing_and_an_empty_text_stay_apart() -> None:
    assert plain(None) == ""
    assert unquoted("") is None
    assert unquoted(plain("")) == ""


def test_everything_is_written_and_every_text_comes_back(
    type_in: Type, sample_file: Path, tmp_path: Path
) -> None:
    folder, before = tmp_path / "all", tmp_path / "before.csm"
    shutil.copyfile(sample_file, before)  # the register then tells of the export itself
    said = type_in("export", sample_file, folder)
    assert said.code == 0, said.err
    connection = sqlite3.connect(before)
    derived = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__derived__", False) or getattr(mapper.class_, "__secret__", False)
    }
    sealed = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__sealed__", False)
    }
    assert sealed
    assert not {f"{name}.csv" for name in sealed} & files_of(folder / "tables")
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not row[0].startswith(("sqlite_", "alembic_"))
        and row[0] not in derived | sealed
        and not re.search("_shadow$|_search", row[0])
    ]
    assert {f"{name}.csv" for name in names} <= files_of(folder / "tables")
    for name in names:
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        count = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        assert len(rows) == count
        for column in ("name", "text", "label", "body", "notes"):
            if column in head:
                at = head.index(column)
                said_texts = sorted(str(unquoted(row[at])) for row in rows)
                kept = sorted(str(row[0]) for row in connection.execute(f'SELECT "{column}" FROM "{name}"'))
                assert said_texts == kept
    connection.close()
    assert list((folder / "policies").glob("*.md"))


def test_a_folder_with_something_in_it_is_not_written_to(
    type_in: Type, store_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep", encoding="utf-8")
    said = type_in("export", store_file, folder)
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert files_of(folder) == {"letter.txt"}
    assert files_of(tmp_path) == {"mine", store_file.name}


@pytest.mark.parametrize(
    ("title", "stem"),
    [("P-1 Refunds", "P-1 Refunds"), ('a/b\\c:"d"?', "a b c d"), ("...", "policy"), ("  ", "policy")],
)
def test_policy_titles_become_names_every_system_takes(title: str, stem: str) -> None:
    assert file_stem(title) == stem


# import, review, report

CALLS = """\
Call ID,Date and time,Agent,Answered,Wait (s),Talk (s),Hold (s),Wrap (s),CSAT
1,2026-03-02 09:00:00,Ana Costa,Yes,12,200,0,40,5
2,2026-03-02 09:30:00,Bo Lind,Yes,30,180,10,35,4
3,2026-03-03 10:00:00,,No,95,,,,
4,2026-03-04 11:15:00,Ana Costa,Yes,5,240,20,50,3
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(CALLS, encoding="utf-8")
    return path


def test_import_makes_the_store_and_says_what_it_did(type_in: Type, calls: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.csm"
    said = type_in("import", path, calls, "--answer", "people=create", "--json")
    assert said.code == 0, said.err + said.out
    (result,) = said.json["files"]
    assert set(result) >= {
        *("file", "outcome", "kind", "rows_read", "rows_added", "rows_updated", "rows_set_aside"),
        *("people", "mapping", "questions", "notes", "summary"),
    }
    assert (result["outcome"], result["rows_read"], result["rows_added"]) == ("imported", 4, 4)
    again = type_in("import", path, calls, "--json")
    assert again.code == 0
    assert again.json["files"][0]["outcome"] == "already_imported"
    assert type_in("check", path).code == 0


def test_a_dry_run_changes_nothing(type_in: Type, calls: Path, tmp_path: Path, store: Store) -> None:
    assert type_in("import", tmp_path / "new.csm", calls, "--dry-run", "--answer", "people=create").code == 0
    assert not (tmp_path / "new.csm").exists()
    before = content(store)
    store.close()
    assert type_in("import", store.path, calls, "--dry-run", "--answer", "people=create").code == 0
    assert content(store) == before


def test_unknown_people_need_an_answer(type_in: Type, calls: Path, store: Store) -> None:
    from csmanager.features.team import actions

    store.do("Add", lambda s: actions.add_person(s, name="Ana Costa", today=store.clock().date()))
    before = content(store)
    store.close()
    said = type_in("import", store.path, calls, "--json")
    assert said.code == 3
    assert is_one_sentence(said.err)
    assert said.json["files"][0]["questions"]
    assert content(store) == before


def test_what_is_no_table_is_refused_and_leaves_no_store(type_in: Type, tmp_path: Path) -> None:
    picture = tmp_path / "holiday.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    said = type_in("import", tmp_path / "new.csm", picture, "--json")
    assert said.code == 2
    assert is_one_sentence(said.err)
    assert said.json["files"][0]["outcome"] == "refused"
    assert files_of(tmp_path) == {"holiday.csv"}


def test_review_gives_figures_with_everything_that_judges_them(type_in: Type, sample_file: Path) -> None:
    told = type_in("review", sample_file, "--period", "2026-03", "--json").json
    assert told["period"] == "2026-03"
    lines = {line["metric"]: line for line in told["team"]}
    assert set(lines["csat_top2"]) >= {
        *("metric", "value", "unit", "n", "low", "high", "previous", "target", "status", "reason"),
        *("median", "p90"),
    }
    assert 0.6 < lines["csat_top2"]["value"] < 1
    assert lines["csat_top2"]["low"] < lines["csat_top2"]["value"] < lines["csat_top2"]["high"]
    assert lines["handle_time"]["median"] < lines["handle_time"]["p90"]
    person = told["people"]["Priya Raghunathan"]
    level = next(line for line in person if line["metric"] == "service_level")
    assert level["value"] is None
    assert level["reason"]
    verdicts = {line["verdict"] for lines in told["people"].values() for line in lines}
    assert verdicts >= {"within normal", "not judged", "no data"}
    assert all(line["why"] for line in person)
    said = type_in("review", sample_file, "--period", "2026-03")
    assert said.code == 0
    assert "Priya Raghunathan" in said.out
    assert "within normal: It is where it usually is" in said.out


def test_review_of_one_person_shows_only_that_person(type_in: Type, sample_file: Path) -> None:
    told = type_in("review", sample_file, "--period", "2026-Q1", "--person", "Jonas Weber", "--json").json
    assert list(told["people"]) == ["Jonas Weber"]
    said = type_in("review", sample_file, "--period", "2026-Q1", "--person", "Nobody At All")
    assert said.code == 2
    assert is_one_sentence(said.err)


@pytest.mark.parametrize("period", ["2026-13", "soon", "2026-02-10..2026-02-01", ""])
def test_a_period_that_makes_no_sense_is_refused(period: str, type_in: Type, sample_file: Path) -> None:
    said = type_in("review", sample_file, "--period", period)
    assert said.code == 2
    assert is_one_sentence(said.err)


def test_report_writes_a_workbook(type_in: Type, sample_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "march.xlsx"
    said = type_in("report", sample_file, "--period", "2026-03", "--out", out)
    assert said.code == 0, said.err
    with zipfile.ZipFile(out) as book:
        sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert sheets[:2] == ["Summary", "Scorecard"]
    assert "Note report" in type_in("history", sample_file).out.splitlines()[0]


def test_a_report_with_a_password_opens_only_with_it(
    type_in: Type, sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmanager.core import protecting

    out = tmp_path / "report.xlsx"
    words = ("report", sample_file, "--period", "2026-03", "--out", out, "--password-env", "REPORT_PASSWORD")
    said = type_in(*words)
    assert (said.code, out.exists()) == (2, False)
    assert "REPORT_PASSWORD" in said.err
    monkeypatch.setenv("REPORT_PASSWORD", "three quiet words")
    assert type_in(*words).code == 0
    assert protecting.is_protected(out)
    with zipfile.ZipFile(io.BytesIO(protecting.opened(out, "three quiet words"))) as book:
        assert "xl/workbook.xml" in book.namelist()
    said = type_in("export", sample_file, tmp_path / "all", "--password-env", "REPORT_PASSWORD")
    assert said.code == 2
    assert "cannot carry a password" in said.err
    assert not (tmp_path / "all").exists()


def test_a_report_into_a_missing_folder_is_refused(type_in: Type, sample_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "march.xlsx"
    said = type_in("report", sample_file, "--period", "2026-03", "--out", out)
    assert said.code == 2
    assert is_one_sentence(said.err)


def test_the_stores_of_commands_are_left_as_one_file(
    type_in: Type, sample_file: Path, tmp_path: Path
) -> None:
    for words in (
        ["check", sample_file],
        ["undo", sample_file],
        ["redo", sample_file],
        ["history", sample_file],
    ):
        assert type_in(*words).code == 0
    assert {name for name in files_of(tmp_path) if name.startswith(sample_file.name)} == {sample_file.name}
    shutil.rmtree(tmp_path / "sample backups", ignore_errors=True)


def test_every_step_of_the_sample_is_one_a_manager_could_have_made(sample_store: Store) -> None:
    with sample_store.read() as session:
        labels = list(session.scalars(sa.text("SELECT label FROM history_step ORDER BY id")))
        moments = list(session.scalars(sa.text("SELECT at FROM history_step ORDER BY id")))
    assert moments == sorted(moments)
    assert any(label.startswith("Import calls-") for label in labels)
    assert len(labels) > 60
