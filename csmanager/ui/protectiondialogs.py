"""The dialogs of a store that is protected as a whole: opening it, protecting it, taking the protection off."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from csmanager.core.passphrases import check_new
from csmanager.ui.sealingdialogs import SheetDialog
from csmanager.ui.widgets.form import Field
from csmanager.ui.widgets.texts import long_day_text
from csmanager.ui.widgets.workingform import Fetch, WorkingForm

if TYPE_CHECKING:
    from csmanager.core.keys import Key
    from csmanager.ui.desk import Desk

_PASSPHRASE = Field("passphrase", "Passphrase", required=True)
_CODE = Field(
    "code",
    "Recovery key",
    required=True,
    placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
    help="Seven groups of four from the recovery sheet of this store. Capitals and dashes do not matter.",
)
_NEW = Field(
    "passphrase",
    "New passphrase",
    required=True,
    help="At least 8 characters; three or four words that do not belong together are easy to remember.",
    check=lambda value: check_new(str(value)),
)
_AGAIN = Field("again", "The same again", required=True)


class OpenDialog(WorkingForm):
    """Asks for the passphrase of a protected store before it is opened, or for the key of its recovery sheet."""

    def __init__(
        self, path: Path, fetch: Fetch, parent: QWidget | None = None, *, by_code: bool = False
    ) -> None:
        super().__init__(
            "Open a protected store",
            [_CODE if by_code else _PASSPHRASE],
            fetch,
            verb="Open",
            text=f"“{path.stem}” can be read only after you type its "
            + ("recovery key." if by_code else "passphrase."),
            shown=("code",),
            parent=parent,
        )
        self.setObjectName("openProtected")
        self.path = path
        self._fetch_again = fetch
        if not by_code:
            self.forgotten_button = QPushButton("I &forgot it")
            self.forgotten_button.setProperty("link", True)
            self.forgotten_button.setAutoDefault(False)
            self.forgotten_button.setToolTip("Open it with the recovery sheet you printed")
            self.forgotten_button.clicked.connect(self.recover)
            row = self.layout().itemAt(self.layout().count() - 1).layout()  # type: ignore[union-attr]
            assert isinstance(row, QHBoxLayout)
            row.insertWidget(0, self.forgotten_button)

    def work(self, values: dict[str, Any]) -> None:
        from csmanager.core import database, keys

        if "code" in values:
            key = keys.from_recovery(self.path, str(values["code"]))
        else:
            key = keys.from_passphrase(self.path, str(values["passphrase"]))
        database.unlock(self.path, key)

    def finish(self, result: Any) -> None:
        """The key is remembered; whoever listens to ``accepted`` opens the store."""

    def recover(self) -> None:
        """Go on with the recovery key."""
        dialog = OpenDialog(self.path, self._fetch_again, self, by_code=True)
        dialog.accepted.connect(self.accept)
        dialog.open()


class ProtectDialog(WorkingForm):
    """Asks for a passphrase for the whole store, then shows its recovery sheet; ``made`` takes the key at the end."""

    def __init__(self, desk: Desk, made: Callable[[Key], object], parent: QWidget | None = None) -> None:
        is_change = is_protected(desk)
        old = [Field("old", "Present passphrase", required=True)] if is_change else []
        super().__init__(
            "Change the passphrase of the store" if is_change else "Protect the store with a passphrase",
            [*old, _NEW, _AGAIN],
            desk.fetch_work,
            verb="Go on",
            text="The store and its backups are written anew, so that the old passphrase opens none of them. Copies in"
            " other places still open with the old one."
            if is_change
            else "Whoever takes this computer, or gets a copy of the file, can then read nothing in it: no names, no"
            " reviews, no pay. You type the passphrase whenever you open the store. Backups are protected with it.",
            parent=parent,
        )
        self.setObjectName("protect")
        self._desk = desk
        self._made = made

    def work(self, values: dict[str, Any]) -> Any:
        from csmanager.core import keys

        if "old" in values:
            require_right(self._desk, str(values["old"]))
        return keys.made(str(values["passphrase"]))

    def finish(self, result: Any) -> None:
        key: Key = result
        self.hide()
        sheet = StoreSheetDialog(self._desk, key.code, self.parentWidget())
        sheet.accepted.connect(lambda: self._made(key))
        sheet.open()


class UnprotectDialog(WorkingForm):
    """Asks for the passphrase before the protection is taken off; ``sure`` is called then."""

    def __init__(self, desk: Desk, sure: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(
            "Take the protection off",
            [_PASSPHRASE],
            desk.fetch_work,
            verb="Take it off",
            text="The store and its backups are written anew without a passphrase. Whoever gets at this computer's disk"
            " can read them then, unless the disk itself is encrypted (BitLocker, FileVault).",
            parent=parent,
        )
        self.setObjectName("unprotect")
        self._desk = desk
        self._sure = sure

    def work(self, values: dict[str, Any]) -> Any:
        require_right(self._desk, str(values["passphrase"]))

    def finish(self, result: Any) -> None:
        self._sure()


class ShowSheetDialog(WorkingForm):
    """Asks for the passphrase before the recovery sheet of the store is shown again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            "Recovery sheet of the store",
            [_PASSPHRASE],
            desk.fetch_work,
            verb="Show it",
            text="The sheet opens this store and its backups without the passphrase.",
            parent=parent,
        )
        self.setObjectName("showStoreSheet")
        self._desk = desk

    def work(self, values: dict[str, Any]) -> Any:
        return require_right(self._desk, str(values["passphrase"]))

    def finish(self, result: Any) -> None:
        self.hide()
        StoreSheetDialog(self._desk, result.code, self.parentWidget()).open()


class StoreSheetDialog(SheetDialog):
    """The recovery sheet of the whole store."""

    words = (
        "If you ever forget the passphrase, this key opens the store and its backups. Without both of them nobody can"
        " read it again, not even the makers of this program. Keep the sheet away from this computer."
    )
    lost = (
        "The sheet can be shown again later, with the passphrase. Without a sheet a forgotten passphrase means that"
        " everything in this store is lost."
    )

    def document(self) -> QTextDocument:
        """The sheet as it is printed."""
        groups = self._code.split("-")
        document = QTextDocument()
        document.setHtml(
            "<h2>Recovery sheet of a protected store</h2>"
            f"<p>Store: <b>{escape(self._desk.settings.name)}</b> ({escape(self._desk.store.path.name)})<br>"
            f"Made on {escape(long_day_text(self._desk.today()))}</p>"
            "<p style='font-size:20pt;font-family:monospace;margin-top:24px;margin-bottom:24px'>"
            f"{'-'.join(groups[:4])}-<br>{'-'.join(groups[4:])}</p>"
            "<p>What it is for: if you forget the passphrase, open the store in csmanager, choose <b>I forgot it</b>"
            " and type this key. It also opens the backups made since this date. Then set a new passphrase under"
            " <b>Tools › Protect the store</b>.</p>"
            "<p>Keep it where only you get at it, and not beside the computer: whoever has this sheet and the file can"
            " read everything. There are no letters I, L, O and U in it.</p>"
            "<p>When the passphrase is changed, a new sheet is made, and this one opens only older copies.</p>"
        )
        document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, "Recovery sheet")
        return document


def is_protected(desk: Desk) -> bool:
    """Whether the open store is encrypted as a whole."""
    from csmanager.core import keys

    return keys.known(desk.store.path) is not None


def require_right(desk: Desk, passphrase: str) -> Key:
    """The key of the open store, when ``passphrase`` makes it. Slow by intention; raises WrongPassphrase."""
    from csmanager.core import keys

    return keys.require(desk.store.path, passphrase)
