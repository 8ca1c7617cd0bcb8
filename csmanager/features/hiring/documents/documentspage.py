"""Templates, the register of what was handed to whom, and references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.features.hiring.documents import (
    actions,
    columnswidget,
    formdialogs,
    queries,
    rules,
    savingview,
    seed,
    writingview,
)
from csmanager.features.hiring.documents.editordialog import EditorDialog
from csmanager.features.hiring.documents.queries import HandedRow, ReferenceRow, TemplateRow
from csmanager.features.hiring.documents.rules import DocumentKind
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.markdown import MarkdownView
from csmanager.ui.widgets.sealedfield import SealedLabel
from csmanager.ui.widgets.texts import day_text

_SPLIT = [560, 500]  # pixels of list and pane
_PAGE_HEIGHT = 340  # pixels


class DocumentsPage(ListsPage):
    """Three lists; the switch chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"hiring_template", "handed_document", "reference_check", "applicant", "opening", "interview"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.templates = RecordsWidget(
            desk, "hiring templates", columnswidget.templates(), title="Templates", noun=("template", "templates"),
            nothing="Choose a template.",
        )  # fmt: skip
        self.handed = RecordsWidget(
            desk, "hiring handed", columnswidget.handed(desk), title="Handed over", noun=("document", "documents"),
            nothing="Choose a document.",
        )  # fmt: skip
        self.references = RecordsWidget(
            desk, "hiring references", columnswidget.references(), title="References",
            noun=("reference", "references"), nothing="Choose a reference.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Documents",
            [
                ("template", "Templates", self.templates),
                ("handed", "Handed over", self.handed),
                ("reference", "References", self.references),
            ],
            "Search",
            parent,
        )
        for widget in self.lists.values():
            widget.splitter.setSizes(_SPLIT)
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("write", "Write…", self.write, "Ctrl+D"),
            ("new", "Write…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit…", self.edit, "F2"),
            ("new_template", "New template…", self.new_template, ""),
            ("shipped", "Bring back the shipped text…", self.bring_back, ""),
            ("save", "Save as PDF or Word…", self.save, ""),
            ("print", "Print…", self.print_it, ""),
            ("send", "It is out now", self.send, ""),
            ("answered", "It was answered…", self.answered, ""),
            ("ask", "Ask for a reference…", self.ask_reference, ""),
            ("result", "Note the answer…", self.note_result, ""),
            ("go", "Show on the board", self.go_to_applicant, ""),
            ("trash", "Move to Trash", self.trash, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(
            some(
                "write",
                "new_template",
                "edit",
                "shipped",
                "",
                "save",
                "print",
                "send",
                "answered",
                "",
                "ask",
                "result",
                "",
                "trash",
            )
        )
        self.addActions(some("new", "edit", "write"))
        self.templates.table.add_actions(
            some("write", "edit", "save", "print", "shipped", "", "trash"), self.enable
        )
        self.handed.table.add_actions(
            some("save", "print", "send", "answered", "go", "", "trash"), self.enable
        )
        self.references.table.add_actions(some("result", "go", "", "trash"), self.enable)
        self.templates.table.activated.connect(lambda _row: self.write())
        self.handed.table.activated.connect(lambda _row: self.save())
        self.references.table.activated.connect(lambda _row: self.note_result())
        for key, widget in self.lists.items():
            widget.chosen.connect(lambda row, key=key: self._show(key, row))
        self.templates.table.set_empty(
            EmptyState(
                "No templates", "A template is a text with fields such as {{applicant}}.", "New template…",
                self.new_template,
            )
        )  # fmt: skip
        self.handed.table.set_empty(
            EmptyState(
                "Nothing was handed over yet",
                "Choose a template, and whom it goes to. What is known stands in the page already; what is missing is"
                " named. Each document is kept as it was handed over, with the day and the way.",
                "Write…",
                lambda: self.show_list("template"),
            )
        )
        self.references.table.set_empty(
            EmptyState(
                "No references asked for",
                "Note whom you asked about whom, and what came of it. What was said is sealed: it needs your sealing"
                " passphrase to be read, and never goes into an export.",
                "Ask for a reference…",
                self.ask_reference,
            )
        )
        self._on_switched("template")

    # the page

    def load(self) -> None:
        self.templates.set_rows(self.desk.read(queries.templates))
        handed = self.desk.read(queries.handed)
        self.handed.set_rows(handed)
        self.references.set_rows(self.desk.read(queries.references))
        today = self.desk.today()
        late = sum(
            row.answer_by is not None and row.answered_on is None and row.answer_by < today for row in handed
        )
        count = f"{len(handed)} handed over" if handed else "Nothing handed over yet"
        self.header.set_title("Documents", count + (f", {late} answers late" if late else ""))
        self.enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        key, _, number = record.partition("/")
        if key == "write":  # "write/offer/12": this kind, to this applicant
            kind, _, applicant = number.partition("/")
            self.show_list("template")
            row = next((one for one in self.templates.table.rows() if one.kind == kind), None)
            if row is not None:
                self.templates.select(row.id)
                self.write(int(applicant) if applicant.isdigit() else None)
        elif key in self.lists:
            widget = self.show_list(key)
            if number.isdigit():
                widget.select(int(number))

    def actions_offered(self) -> list[QAction]:
        self.enable()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    def chosen(self) -> Any:
        """The one row chosen in the list in front."""
        rows = self.current().table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def enable(self) -> None:
        """Offer what can be done with what is chosen."""
        may, key, row = not self.desk.store.read_only, self.key(), self.chosen()
        on = {
            "write": key == "template" and row is not None,
            "new": True,
            "new_template": True,
            "edit": key == "template" and row is not None,
            "shipped": key == "template" and row is not None,
            "send": key == "handed" and row is not None and row.goes_on is not None,
            "answered": key == "handed"
            and row is not None
            and row.answered_on is None
            and row.goes_on is None,
            "ask": True,
            "result": key == "reference" and row is not None,
            "trash": bool(self.current().table.selected_rows()),
        }
        for name, action in self.commands.actions.items():
            reading = {"save": key != "reference" and row is not None, "print": key != "reference" and row is not None,
                       "go": key != "template" and row is not None}  # fmt: skip
            action.setEnabled(reading[name] if name in reading else may and on.get(name, False))
        word = {"template": "Write…", "handed": "Write…", "reference": "Ask for a reference…"}[key]
        self.commands.actions["new"].setText(word)
        self.show_primary(bool(self.current().table.rows()))

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.enable()

    def _show(self, key: str, row: Any) -> None:
        self.enable()
        pane, some = self.lists[key].pane, self.commands.some
        if row is None:
            pane.clear()
            return
        if key == "template":
            self._show_template(row, some("write", "edit"))
            return
        if key == "handed":
            pane.show_record(
                row.title,
                f"To {row.to}",
                columnswidget.answer(row, self.desk.today()),
                some("print", *(("send",) if row.goes_on else () if row.answered_on else ("answered",))),
            )
            pane.add_section(
                "",
                [
                    (
                        "Written" if row.goes_on else "Handed over",
                        f"{day_text(row.handed_on)}{f', {row.how.lower()}' if row.how else ''}",
                    ),
                    *([("Goes out", day_text(row.goes_on))] if row.goes_on else []),
                    ("Opening", row.opening),
                    ("Template", f"{rules.KIND_NAMES[row.kind]}, version {row.version}"),
                ],
            )
            pane.add_section(
                "As it will go out" if row.goes_on else "As it was handed over",
                self._page(row.title, writingview.whole(self.desk, row)),
            )
            return
        pane.show_record(
            row.referee, f"On {row.applicant}, {row.opening}", columnswidget.result(row), some("result", "go")
        )
        pane.add_section(
            "",
            [
                ("As", row.relation),
                ("To be reached", row.contact),
                ("Asked", day_text(row.asked_on)),
                *([("Answered", day_text(row.answered_on))] if row.answered_on else []),
            ],
        )
        if row.notes:
            label = SealedLabel(self.desk.sealing, row.notes, f"reference_check.notes:{row.id}")
            pane.add_section("What was said", label)

    def _show_template(self, row: TemplateRow, offered: Sequence[QAction]) -> None:
        pane = self.templates.pane
        pane.show_record(row.title, f"{rules.KIND_NAMES[row.kind]}, version {row.version}", None, offered)
        pane.add_section("", self._page(row.title, rules.marked(row.body, {})))
        pane.add_section("Fields", [(name, rules.FIELDS[name]) for name in row.fields])
        versions = self.desk.read(queries.versions, row.family)
        if len(versions) > 1:
            pane.add_section(
                "Versions",
                [
                    (f"{number}", f"{day_text(day)}{f': {note}' if note else ''}")
                    for _, number, day, note, _ in versions
                ],
            )

    def _page(self, title: str, text: str) -> MarkdownView:
        view = MarkdownView(title)
        view.setMinimumHeight(_PAGE_HEIGHT)
        view.show_text(text)
        return view

    def open(self, dialog: QDialog) -> None:
        """Open a dialog and keep it."""
        self.dialog = dialog
        dialog.open()

    # templates

    def new(self) -> None:
        """A new one of what is shown."""
        if self.key() == "reference":
            self.ask_reference()
        elif self.key() == "template":
            self.write()
        else:
            self.show_list("template")

    def write(self, applicant_id: int | None = None) -> None:
        """Write a document from the chosen template."""
        row = self.chosen()
        if isinstance(row, TemplateRow):
            writingview.write(self, row, applicant_id)

    def edit(self) -> None:
        """Change the chosen template."""
        row = self.chosen()
        if isinstance(row, TemplateRow):
            self._edit(row, row.body)

    def bring_back(self) -> None:
        """Write the next version with the text that ships."""
        row = self.chosen()
        if isinstance(row, TemplateRow):
            self._edit(row, seed.shipped(row.kind))

    def new_template(self) -> None:
        """A template of one's own."""
        words = {name: kind for kind, name in rules.KIND_NAMES.items()}
        word = self.desk.ask.choose("New template", "What is it for", list(words))
        if word is not None:
            self._edit(None, seed.shipped(words[word]), words[word])

    def _edit(self, row: TemplateRow | None, body: str, kind: DocumentKind | None = None) -> None:
        desk = self.desk

        def submit(title: str, text: str, note: str) -> None:
            if row is None:
                made = desk.try_do(
                    f"Add the template {title}", actions.add_template, kind, title, text, today=desk.today()
                )
            else:
                made = desk.try_do(
                    f"Edit the template {row.title}",
                    actions.save_template,
                    row.id,
                    title,
                    text,
                    today=desk.today(),
                    note=note,
                )
            self.refresh()
            self.show_list("template").select(made)

        def page(text: str) -> str:
            rules.check_template("x", text)
            return rules.marked(text, {})

        title = row.title if row is not None else f"{rules.KIND_NAMES[kind]} 2" if kind is not None else ""
        self.open(
            EditorDialog(
                f"Template: {title}", body, page, submit, self, title=title,
                offers=[(f"{name}: {what}", f"{{{{{name}}}}}") for name, what in rules.FIELDS.items()],
                offer_word="Put in a field…",
            )
        )  # fmt: skip

    # papers

    def _paper(self) -> tuple[str, str]:
        row = self.chosen()
        if isinstance(row, TemplateRow):
            return rules.marked(row.body, {}), row.title
        if isinstance(row, HandedRow):
            return writingview.whole(self.desk, row), f"{row.title} {row.to}"
        return "", ""

    def save(self) -> None:
        """The chosen document as a file."""
        text, title = self._paper()
        if text:
            savingview.save(self.desk, text, title)

    def print_it(self) -> None:
        """The chosen document on paper."""
        text, title = self._paper()
        if text:
            savingview.print_text(text, title, self.desk, self)

    def send(self) -> None:
        """What was held back is out."""
        row = self.chosen()
        if isinstance(row, HandedRow):
            try:
                self.desk.try_do(f"Send {row.title.lower()}", actions.send, row.id, today=self.desk.today())
            except AppError as error:
                self.desk.ask.tell(f"{row.title} was not sent", str(error))

    def answered(self) -> None:
        """Note that it came back."""
        row, desk = self.chosen(), self.desk
        if isinstance(row, HandedRow):
            self.open(
                formdialogs.answered(
                    row,
                    lambda values: desk.try_do(
                        f"Note the answer of {row.to}",
                        actions.note_answer,
                        row.id,
                        today=desk.today(),
                        **values,
                    ),
                    desk.today,
                    self,
                )
            )

    # references

    def ask_reference(self) -> None:
        """Note that somebody was asked."""
        desk, people = self.desk, self.desk.read(queries.subjects)
        if not people:
            desk.ask.tell(
                "Ask for a reference", "Nobody has applied yet. Add an applicant on the board first."
            )
            return

        def submit(values: dict[str, Any]) -> None:
            made = desk.try_do(
                f"Ask {values['referee']} for a reference",
                actions.ask_reference,
                today=desk.today(),
                **values,
            )
            self.refresh()
            self.show_list("reference").select(made)

        self.open(formdialogs.ask(people, submit, desk.today, self))

    def note_result(self) -> None:
        """Note how a reference came out."""
        row, desk = self.chosen(), self.desk
        if not isinstance(row, ReferenceRow):
            return

        def submit(values: dict[str, Any]) -> None:
            values["notes"] = values["notes"] or ""
            desk.try_do(
                f"Note the answer of {row.referee}",
                actions.answer_reference,
                row.id,
                today=desk.today(),
                **values,
            )

        self.open(formdialogs.result(row, submit, desk.sealing, desk.today, self))

    def go_to_applicant(self) -> None:
        """Show the applicant on the board."""
        row = self.chosen()
        if row is not None and row.applicant_id is not None:
            self.desk.go("hiring", f"board:{row.applicant_id}")

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        key, rows, desk = self.key(), self.current().table.selected_rows(), self.desk
        if not rows:
            return
        ids = [row.id for row in rows]
        if key == "template":
            desk.do(f"Move {rows[0].title} to Trash", actions.trash_template, ids[0], today=desk.today())
        elif key == "handed":
            desk.do("Move documents to Trash", actions.trash_handed, ids, today=desk.today())
        else:
            desk.do("Move references to Trash", actions.trash_references, ids, today=desk.today())
