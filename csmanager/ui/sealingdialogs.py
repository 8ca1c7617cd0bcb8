"""The dialogs of sealed notes: setting up, unlocking, another passphrase, the recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core import passphrases, sealing
from csmanager.core.errors import AppError, RuleBroken
from csmanager.core.visibility import Visibility, choices
from csmanager.ui.widgets.form import Field
from csmanager.ui.widgets.texts import long_day_text
from csmanager.ui.widgets.workingform import WorkingForm

if TYPE_CHECKING:
    from csmanager.ui.desk import Desk

_open: list[QDialog] = []  # the sheet, which outlives the dialog that set it up
_PASSPHRASE = Field("passphrase", "Passphrase", required=True)
_NEW = Field(
    "passphrase",
    "New passphrase",
    required=True,
    help="At least 8 characters, such as three words; or at least 6 digits. Digits keep out somebody at your desk,"
    " words also somebody who has copied the file.",
    check=lambda value: passphrases.check_new(str(value)),
)
_AGAIN = Field("again", "The same again", required=True)


class _WorkingForm(WorkingForm):
    """A working form about the sealed notes of a desk."""

    def __init__(
        self, desk: Desk, title: str, fields: Sequence[Field], *, verb: str, text: str, parent: QWidget | None
    ) -> None:
        super().__init__(title, fields, desk.fetch_work, verb=verb, text=text, shown=("code",), parent=parent)
        self._desk = desk
        self._texts = desk.sealing  # made here: it belongs to the window's thread


class UnlockDialog(_WorkingForm):
    """Asks for the passphrase; offers the recovery sheet to whoever forgot it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            "Unlock sealed notes",
            [_PASSPHRASE],
            verb="Unlock",
            text=f"{_stays_open(desk)} {desk.sealing.hint}".strip(),
            parent=parent,
        )
        self.setObjectName("unlock")
        self.forgotten_button = QPushButton("I &forgot it")
        self.forgotten_button.setProperty("link", True)
        self.forgotten_button.setAutoDefault(False)
        self.forgotten_button.setToolTip("Set a new passphrase with the recovery key you printed")
        self.forgotten_button.clicked.connect(self.recover)
        row = self.layout().itemAt(self.layout().count() - 1).layout()  # type: ignore[union-attr]
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, self.forgotten_button)

    def work(self, values: dict[str, Any]) -> bytes:
        return self._texts.prove(str(values["passphrase"]))

    def finish(self, result: Any) -> None:
        self._texts.let_in(result)

    def recover(self) -> None:
        """Go on with the recovery key."""
        dialog = RecoverDialog(self._desk, self)
        dialog.accepted.connect(self.accept)
        dialog.open()


class SetUpDialog(_WorkingForm):
    """Asks for a first passphrase, then shows the recovery key once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            "Set up sealed notes",
            [_NEW, _AGAIN],
            verb="Set it up",
            text="Sealed notes are for what nobody else may read: private notes, conflicts, warnings. They are kept"
            " scrambled in your store and in every backup, and can be read only after you type this passphrase.",
            parent=parent,
        )
        self.setObjectName("setUpSealing")

    def work(self, values: dict[str, Any]) -> Any:
        return self._texts.make(str(values["passphrase"]))

    def finish(self, result: Any) -> None:
        lock, code, secret = result
        self._texts.take_first(lock, secret)
        self.hide()
        _offer_sealing(self._desk)
        show_sheet(self._desk, code, self.parentWidget())


class ChangeDialog(_WorkingForm):
    """Another passphrase, for whoever knows the present one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            "Change the passphrase",
            [Field("old", "Present passphrase", required=True), _NEW, _AGAIN],
            verb="Change it",
            text="Your sealed notes stay as they are, and your recovery sheet stays good. Backups made before today"
            " still open with the passphrase they were made with.",
            parent=parent,
        )
        self.setObjectName("changePassphrase")

    def work(self, values: dict[str, Any]) -> Any:
        secret = self._texts.prove(str(values["old"]))
        return self._texts.rewrapped(secret, str(values["passphrase"])), secret

    def finish(self, result: Any) -> None:
        lock, secret = result
        self._texts.take(lock, secret, "Change the passphrase of sealed notes")
        self._desk.say("The passphrase was changed.")


class RecoverDialog(_WorkingForm):
    """A new passphrase, for whoever has the printed sheet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        code = Field(
            "code",
            "Recovery key",
            required=True,
            placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
            help="Seven groups of four from the sheet you printed. Capitals and dashes do not matter.",
        )
        super().__init__(
            desk,
            "Set a new passphrase",
            [code, _NEW, _AGAIN],
            verb="Set it",
            text="Without the passphrase and without the recovery sheet nobody can read the sealed notes again,"
            " not even the makers of this program.",
            parent=parent,
        )
        self.setObjectName("recover")

    def work(self, values: dict[str, Any]) -> Any:
        secret = self._texts.prove_code(str(values["code"]))
        return self._texts.rewrapped(secret, str(values["passphrase"])), secret

    def finish(self, result: Any) -> None:
        lock, secret = result
        self._texts.take(lock, secret, "Set a new passphrase with the recovery key")
        self._desk.say("The new passphrase is set.")


class SheetDialog(QDialog):
    """Shows a recovery key once, to print or to write down; leaves when that was said to be done."""

    words = (
        "If you ever forget the passphrase, this key lets you set a new one. It is shown only now. Keep it away"
        " from this computer, for instance with your contracts at home."
    )
    lost = (
        "Without it a forgotten passphrase means that the sealed notes are lost. You can make a new sheet later"
        " with Tools > New recovery sheet."
    )

    def __init__(self, desk: Desk, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recoverySheet")
        self.setWindowTitle("Your recovery sheet")
        self._desk = desk
        self._code = code
        title = QLabel("Print this, and keep it where only you get at it")
        title.setProperty("role", "card-title")
        text = QLabel(self.words)
        text.setWordWrap(True)
        groups = code.split("-")
        self.code = QLabel(f"{'-'.join(groups[:4])}-\n{'-'.join(groups[4:])}")
        self.code.setObjectName("recoveryKey")
        self.code.setAccessibleName(f"Recovery key: {', '.join(' '.join(group) for group in groups)}")
        font = self.code.font()
        font.setFamilies(["DejaVu Sans Mono", "Consolas", "Menlo", "monospace"])
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self.code.setFont(font)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.code.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.code.setContentsMargins(12, 14, 12, 14)
        self.kept = QCheckBox("I have &printed it or written it down")
        self.print_button = QPushButton("P&rint")
        self.save_button = QPushButton("&Save as PDF")
        self.done_button = QPushButton("&Done")
        self.done_button.setProperty("primary", True)
        self.done_button.setEnabled(False)
        self.print_button.setDefault(True)
        self.kept.toggled.connect(self.done_button.setEnabled)
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self.save)
        self.done_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.print_button)
        buttons.addWidget(self.save_button)
        buttons.addStretch()
        buttons.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (title, text, self.code, self.kept):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.setMinimumWidth(max(480, self.fontMetrics().averageCharWidth() * 66))
        self.resize(self.minimumWidth(), column.totalHeightForWidth(self.minimumWidth()))

    def document(self) -> QTextDocument:
        """The sheet as it is printed."""
        name = escape(self._desk.settings.name)
        groups = self._code.split("-")
        document = QTextDocument()
        document.setHtml(
            "<h2>Recovery sheet for sealed notes</h2>"
            f"<p>Store: <b>{name}</b><br>Made on {escape(long_day_text(self._desk.today()))}</p>"
            "<p style='font-size:20pt;font-family:monospace;margin-top:24px;margin-bottom:24px'>"
            f"{'-'.join(groups[:4])}-<br>{'-'.join(groups[4:])}</p>"
            "<p>What it is for: if you forget the passphrase of your sealed notes, open csmanager, choose"
            " <b>Tools › Unlock sealed notes</b>, then <b>I forgot it</b>, and type this key. You then set a new"
            " passphrase. Your notes stay as they are.</p>"
            "<p>Keep it where only you get at it, and not beside the computer. Whoever has this sheet and the file"
            " of your store can read your sealed notes. There are no letters I, L, O and U in it.</p>"
            "<p>When you make a new sheet, destroy this one: it no longer works for the store from then on, but"
            " still for older backups.</p>"
        )
        document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, "Recovery sheet")
        return document

    def print(self) -> None:
        """Print the sheet."""
        from csmanager.ui import printing

        printing.print_document(self.document(), self, self._desk.today(), what="")

    def save(self) -> None:
        """Save the sheet as PDF, with a word about where not to leave it."""
        from csmanager.ui import printing

        path = self._desk.ask.save_path("Save the recovery sheet", "Recovery sheet.pdf", "PDF (*.pdf)")
        if path is None:
            return
        try:
            printing.save_pdf(self.document(), path, self._desk.today())
        except AppError as error:
            self._desk.ask.tell("The sheet was not saved", str(error))
            return
        self._desk.say("Saved. Move it to a stick or print it; do not leave it beside the store.")

    def reject(self) -> None:
        """Esc does not throw the key away unseen."""
        if self.kept.isChecked() or self._desk.ask.confirm(
            "The key is not shown again",
            self.lost,
            "Close without it",
            "Go back",
        ):
            super().reject()


def _offer_sealing(desk: Desk) -> None:
    """Private notes from before are offered to be sealed, once."""
    count = desk.read(sealing.plain_notes)
    if not count:
        return
    notes = "one private note" if count == 1 else f"{count} private notes"
    if desk.ask.confirm(
        "Seal the private notes you have?",
        f"You wrote {notes} before there was a passphrase. From now on new ones are sealed. What was typed before can"
        " still be read in the history and in older backups.",
        "Seal them too",
        "Leave them",
    ):
        desk.do("Seal the private notes", sealing.seal_private)


def private_field(desk: Desk, key: str, label: str, value: str, about: str = "", help: str = "") -> Field:
    """A field for a private note: sealed where there is a passphrase, else plain (``core.sealing.PrivateText``).

    It gives the text, or None when what is stored stays as it is.
    """
    if desk.sealing.is_set_up:
        return Field(key, label, "sealed", value, help=help, texts=desk.sealing, about=about)
    more = "Not sealed yet: Tools › Set up sealed notes."
    return Field(key, label, "long", value, help=f"{help} {more}".strip(), seen=Visibility.MANAGER)


def chosen_fields(
    desk: Desk, key: str, label: str, text: str, token: str, about: str, seen: Visibility
) -> list[Field]:
    """A text and who may read it (``<key>_seen``); ``token``: of the sealed one, where ``seen`` is sealed."""
    if seen is Visibility.SEALED and token:
        field = Field(key, label, "sealed", token, texts=desk.sealing, about=about)
    else:
        field = Field(key, label, "long", text)
    return [field, Field(f"{key}_seen", f"{label} for", "choice", seen, options=choices())]


def chosen_text(desk: Desk, values: dict[str, Any], key: str, token: str, about: str) -> None:
    """Put the text of a sealed one into ``values`` where others are to read it.

    Raises RuleBroken while it is locked.
    """
    is_sealed = Visibility(values[f"{key}_seen"]) is Visibility.SEALED
    if values[key] is None and token and not is_sealed:
        values[key] = desk.sealing.read(token, about)
        if values[key] is None:
            raise RuleBroken("Unlock the notes first; then choose who may read them.")


def show_sheet(desk: Desk, code: str, parent: QWidget | None) -> SheetDialog:
    """Show the recovery key; the dialog is returned, shown."""
    dialog = SheetDialog(desk, code, parent)
    _open.append(dialog)
    dialog.finished.connect(lambda _code: _open.remove(dialog))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def new_sheet(desk: Desk, parent: QWidget | None) -> SheetDialog | None:
    """Make another recovery key and show it; None when the person did not unlock."""
    if not desk.sealing.is_open and not desk.sealing.ask_open(parent):
        return None
    if not desk.ask.confirm(
        "Make a new recovery sheet",
        "The sheet you have then no longer works for this store. Do it when the old one may have been seen or is lost.",
        "Make a new one",
        "Keep the old one",
    ):
        return None
    try:
        return show_sheet(desk, desk.sealing.new_code(), parent)
    except RuleBroken as error:
        desk.ask.tell("No new sheet was made", str(error))
        return None


def _stays_open(desk: Desk) -> str:
    minutes = desk.sealing.minutes
    if not minutes:
        return "They stay readable until you lock them."
    word = "minute" if minutes == 1 else "minutes"
    return f"They lock again by themselves after {minutes} {word} without a key or a click."
