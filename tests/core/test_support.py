"""The bundle for support tells what is wrong and nothing of anybody."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from csmanager import cli
from csmanager.core import support
from csmanager.core.paths import log_file
from csmanager.core.store import Store


def test_it_holds_counts_and_findings_but_no_value_of_the_store(sample_store: Store, tmp_path: Path) -> None:
    log_file().write_text("ValueError at csmanager/core/store.py:12\n", encoding="utf-8")
    made = support.write_bundle(sample_store, tmp_path / "bundle.zip")
    with zipfile.ZipFile(made) as bundle:
        texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(texts) == {"README.txt", "facts.json", "log.txt"}
    facts = json.loads(texts["facts.json"])
    assert facts["rows"]["person"] == 17  # with three who left in earlier years
    assert facts["problems"] == 0
    assert sum(facts["history"]["kinds"].values()) == facts["history"]["entries"] > 50
    assert "store.py:12" in texts["log.txt"]
    with sample_store.read() as session:
        values = {
            text
            for table, column in (
                ("person", "name"),
                ("person", "email"),
                ("applicant", "name"),
                ("policy", "title"),
            )
            for (text,) in session.connection().exec_driver_sql(f"SELECT {column} FROM {table}")
            if text
        }
        values |= {row[0] for row in session.connection().exec_driver_sql("SELECT label FROM history_step")}
        values |= {
            row[0].strip('"') for row in session.connection().exec_driver_sql("SELECT value FROM setting")
        }
    told = texts["facts.json"] + texts["log.txt"]
    assert [value for value in values if len(value) > 4 and value in told] == []
    assert made.stat().st_mode & 0o077 == 0


def test_the_command_writes_it(sample_file: Path, tmp_path: Path) -> None:
    assert cli.main(["support", str(sample_file), str(tmp_path / "b.zip")]) == cli.DONE
    assert zipfile.is_zipfile(tmp_path / "b.zip")
