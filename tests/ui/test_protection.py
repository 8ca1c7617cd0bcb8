"""Protecting the whole store in the window: offered, set, asked for when opening, changed and taken off, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from csmanager.core import database, keys
from csmanager.ui.protectiondialogs import (
    OpenDialog,
    ProtectDialog,
    ShowSheetDialog,
    StoreSheetDialog,
    UnprotectDialog,
)
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.ui.conftest import settle
from tests.ui.frame import Frame

WORDS = "three quiet words"
T = TypeVar("T", bound=QWidget)


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts and ends without any key."""
    monkeypatch.setattr(keys, "_by_salt", {})
    monkeypatch.setattr(keys, "_by_path", {})
    yield


def shown(qtbot: QtBot, kind: type[T]) -> T:
    """The window of that kind, once it is shown."""

    def found() -> list[T]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    return found()[-1]


def fill(qtbot: QtBot, dialog: FormDialog, **texts: str) -> None:
    """Type into the fields and press Enter."""
    target = None
    for key, text in texts.items():
        target = dialog.inputs[key].target
        target.setFocus()
        qtbot.keyClicks(target, text)
    assert target is not None
    qtbot.keyClick(target, Qt.Key.Key_Return)


def keep_sheet(qtbot: QtBot) -> str:
    """Say that the sheet was printed; its key."""
    sheet = shown(qtbot, StoreSheetDialog)
    code = sheet.code.text().replace("\n", "")
    assert code in sheet.document().toPlainText().replace("\n", "").replace("\u2028", "")
    qtbot.keyClick(sheet.kept, Qt.Key.Key_Space)
    qtbot.keyClick(sheet.done_button, Qt.Key.Key_Space)
    return code


def protect(frame: Frame, qtbot: QtBot, **texts: str) -> str:
    """Protect the open store through the menu; the key of its sheet."""
    frame.console.window.menus.actions["protect"].trigger()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        fill(qtbot, shown(qtbot, ProtectDialog), **(texts or {"passphrase": WORDS, "again": WORDS}))
        code = keep_sheet(qtbot)
    settle(frame, qtbot)
    return code


def close_and_forget(frame: Frame) -> Path:
    """Close the store and forget its key, as a new start would have it."""
    assert frame.console.present is not None
    path = frame.console.present.path
    frame.console.close()
    keys._by_path.clear()
    keys._by_salt.clear()
    return path


def test_a_store_is_protected_and_opens_with_its_passphrase_only(
    frame: Frame, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    desk = frame.console.desk
    assert desk is not None
    before = content(desk.store, history=False)
    protect(frame, qtbot)
    path = close_and_forget(frame)
    assert keys.salt_of(path) is not None
    frame.console.open(path)
    dialog = shown(qtbot, OpenDialog)
    fill(qtbot, dialog, passphrase="three quiet swords")
    qtbot.waitUntil(lambda: "not the passphrase" in dialog.inputs["passphrase"].reason.text(), timeout=20_000)
    assert frame.console.desk is None
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        fill(qtbot, dialog, passphrase=WORDS)
    settle(frame, qtbot)
    assert frame.console.desk is not None
    assert content(frame.console.desk.store, history=False) == before
    assert answers.told == []


def test_whoever_forgot_it_opens_it_with_the_sheet(frame: Frame, qtbot: QtBot) -> None:
    code = protect(frame, qtbot)
    path = close_and_forget(frame)
    frame.console.open(path)
    dialog = shown(qtbot, OpenDialog)
    qtbot.keyClick(dialog.forgotten_button, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: any(
            isinstance(one, OpenDialog) and "code" in one.inputs for one in QApplication.topLevelWidgets()
        )
    )
    other = next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, OpenDialog) and "code" in one.inputs
    )
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        fill(qtbot, other, code=code.lower())
    settle(frame, qtbot)


def test_another_passphrase_needs_the_present_one_and_plain_again_is_plain(
    frame: Frame, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    protect(frame, qtbot)
    frame.console.window.menus.actions["protect"].trigger()
    dialog = shown(qtbot, ProtectDialog)
    fill(qtbot, dialog, old="wrong words here", passphrase="other words here", again="other words here")
    qtbot.waitUntil(lambda: "not the passphrase" in dialog.inputs["old"].reason.text(), timeout=20_000)
    dialog.reject()
    protect(frame, qtbot, old=WORDS, passphrase="other words here", again="other words here")
    frame.console.window.menus.actions["unprotect"].trigger()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        fill(qtbot, shown(qtbot, UnprotectDialog), passphrase="other words here")
    settle(frame, qtbot)
    path = close_and_forget(frame)
    assert keys.salt_of(path) is None
    assert database.inspect(path).problems == ()
    assert answers.told == []


def test_the_sheet_is_shown_again_to_whoever_knows_the_passphrase(frame: Frame, qtbot: QtBot) -> None:
    code = protect(frame, qtbot)
    frame.console.window.menus.actions["store_sheet"].trigger()
    fill(qtbot, shown(qtbot, ShowSheetDialog), passphrase=WORDS)
    assert keep_sheet(qtbot) == code


def test_protection_is_offered_once_and_not_again_when_it_was_declined(
    frame: Frame, qtbot: QtBot, store_file: Path
) -> None:
    banner = frame.console.window.banner
    assert banner.isVisible()
    assert "A passphrase keeps" in banner.label.text()
    qtbot.mouseClick(banner.dismiss_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()
    frame.console.close()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        frame.console.open(store_file)
    settle(frame, qtbot)
    assert not banner.isVisible()


def test_the_window_of_a_protected_store_locks_with_its_passphrase(frame: Frame, qtbot: QtBot) -> None:
    protect(frame, qtbot)
    frame.console.window.menus.actions["lock"].trigger()
    lock = frame.commands.privacy.applock
    assert lock.is_locked
    dialog = lock.dialog
    assert dialog is not None
    qtbot.keyClicks(dialog.field, "three quiet swords")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not the passphrase" in dialog.reason.text(), timeout=20_000)
    assert lock.is_locked
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, WORDS)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not lock.is_locked, timeout=20_000)
