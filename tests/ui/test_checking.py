"""The window checks a store by itself: after an unclean end, and once a week."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core.check import CheckReport
from tests.answers import ScriptedAnswers
from tests.ui.conftest import open_in, settle
from tests.ui.frame import Frame


def report(path: Path, *, problems: tuple[str, ...], outdated: tuple[str, ...] = ()) -> CheckReport:
    return CheckReport(path, 2, {"person": 3}, 9, "abc", problems, outdated)


def test_after_an_unclean_end_the_window_says_what_it_found(
    frame: Frame, store_file: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    frame.console.close()
    store_file.with_name(store_file.name + "-journal").write_bytes(b"\0" * 512)
    open_in(frame, store_file, qtbot)
    settle(frame, qtbot)
    banner = frame.console.window.banner
    assert banner.isVisibleTo(frame.console.window)
    assert "did not close properly" in banner.label.text()
    banner.button.click()
    assert not banner.isVisibleTo(frame.console.window)
    assert answers.told == []


def test_a_store_is_checked_once_a_week(
    frame: Frame, store_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[Path] = []

    def check(store: object) -> CheckReport:
        path = store.path  # type: ignore[attr-defined]
        checked.append(path)
        return report(path, problems=())

    monkeypatch.setattr("csmanager.core.check.check_store", check)
    key = f"checked/{store_file.name}"
    preferences = frame.console.preferences
    for days, expected in ((None, 0), (6, 0), (7, 1)):
        frame.console.close()
        assert frame.console.present is None
        if days is not None:
            last = dt.date.fromisoformat(str(preferences.get(key))) - dt.timedelta(days=days)
            preferences.set(key, last.isoformat())
        else:
            preferences.set(key, "")
        open_in(frame, store_file, qtbot)
        settle(frame, qtbot)
        assert len(checked) == expected
        preferences.set(key, frame.console.desk.today().isoformat() if frame.console.desk else "")


def test_what_is_worked_out_is_offered_to_be_made_again(
    frame: Frame, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    commands = frame.commands
    assert frame.console.present is not None
    path = frame.console.present.path
    answers.answers.append(True)
    commands.say_problems(report(path, problems=("sums are old",), outdated=("cube_month",)))
    settle(frame, qtbot)
    assert answers.told == []
    commands.say_problems(report(path, problems=("row 3 is lost",)))
    assert "Restore the newest backup" in answers.told[-1]
