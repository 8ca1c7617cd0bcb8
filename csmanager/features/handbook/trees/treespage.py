"""Decision trees and playbooks: chosen at the left, used, read or written at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QKeySequence, QTextDocument
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.handbook.trees import actions, paper, queries, rules
from csmanager.features.handbook.trees.queries import GuideRow
from csmanager.features.handbook.trees.rules import GuideKind
from csmanager.features.handbook.trees.seed import add_starter_guides
from csmanager.features.handbook.trees.walkview import WalkView
from csmanager.features.handbook.trees.writeview import WriteView
from csmanager.ui import theme
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.markdown import MarkdownView, render
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.texts import day_text

_KEY = Qt.ItemDataRole.UserRole
_NEW_TREE = (
    "# New decision tree\nA sentence about when it is used.\n\n[start] What is asked for?\n- This -> one\n"
    "- That -> two\n\n[one] = Do this.\n\n[two] = Do that.\n"
)
_NEW_PLAYBOOK = "# New playbook\n\nWhen it is used.\n\n## Steps\n\n1. First\n"


class TreesPage(Page):
    """The view "trees" of the handbook."""

    shows_personal = False

    watches: ClassVar[frozenset[str]] = frozenset({"guide", "guide_version", "policy", "policy_version"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: dict[int, GuideRow] = {}
        self._shown: tuple[int, int] | None = None  # guide and its text
        self._editing: int | None = None  # 0: a new one
        self._new_kind = GuideKind.TREE
        self.commands = {
            key: self._command(text, what, shortcut)
            for key, text, what, shortcut in (
                ("new_tree", "New decision tree…", lambda: self.write_new(GuideKind.TREE), ""),
                ("new_playbook", "New playbook…", lambda: self.write_new(GuideKind.PLAYBOOK), ""),
                ("edit", "Edit this guide", self.write, "Ctrl+E"),
                ("note", "Copy the way as a note", self._copy_note, "Ctrl+Shift+N"),
                ("print", "Print as a counter card…", self.print_card, ""),
                ("earlier", "Bring back an earlier text…", self.bring_back, ""),
                ("starters", "Add starter trees and playbooks", self.add_starters, ""),
                ("trash", "Move this guide to Trash", self.trash, ""),
            )
        }
        self.list = QListWidget()
        self.list.setAccessibleName("Trees and playbooks")
        self.list.currentItemChanged.connect(lambda item, _before: self._on_chosen(item))
        self.header = PageHeader("Trees and playbooks", " ")
        self.search = self.header.add_search("Search trees and playbooks", back_to=self.list)
        self.search.searched.connect(lambda _text: self._fill())
        self.header.set_primary(self.commands["print"])
        self.header.set_more(list(self.commands.values()))
        self.walk = WalkView()
        self.list.itemActivated.connect(lambda _item: self.walk.setFocus(Qt.FocusReason.OtherFocusReason))
        self.walk.clause_wanted.connect(self._go_to_clause)
        self.walk.copied.connect(lambda: self.desk.say("The way was copied as a note."))
        self.reader = MarkdownView("Playbook")
        self.writer = WriteView()
        self.writer.saved.connect(self._save)
        self.writer.left.connect(self.stop_writing)
        self.right = QStackedWidget()
        for view in (self.walk, self.reader, self.writer):
            self.right.addWidget(view)
        self.splitter = QSplitter()
        self.splitter.setObjectName("trees")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([290, 900])
        self.empty = EmptyState(
            "No decision trees yet",
            "A decision tree leads through a hard moment by yes and no: refund, goodwill, abuse. It is used by number"
            " keys while the customer waits, and printed as a card for the counter. Begin with those that come with"
            " the program, or write your own.",
            "Add starter trees and playbooks",
            self.commands["starters"].trigger,
            second_text="New decision tree…",
            second=self.commands["new_tree"].trigger,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.stack, 1)

    # the page

    def load(self) -> None:
        rows = self.desk.read(queries.guides)
        self._rows = {row.id: row for row in rows}
        trees = sum(row.kind is GuideKind.TREE for row in rows)
        note = f"{trees} decision trees, {len(rows) - trees} playbooks" if rows else ""
        self.header.set_title("Trees and playbooks", note)
        self.search.setVisible(bool(rows))
        self.commands["print"].setVisible(bool(rows))
        self.stack.setCurrentWidget(self.splitter if rows or self._editing is not None else self.empty)
        self._fill()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        if record.isdigit() and int(record) in self._rows:
            self.select(int(record))

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return list(self.commands.values())

    def print_document(self) -> QTextDocument | None:
        row = self.current()
        return card_document(row) if row is not None else None

    def current(self) -> GuideRow | None:
        """The guide that is shown."""
        item = self.list.currentItem()
        return self._rows.get(item.data(_KEY)) if item is not None else None

    def select(self, guide_id: int) -> None:
        """Show a guide, whatever is searched for."""
        if self._item(guide_id) is None:
            self.search.clear()
        item = self._item(guide_id)
        if item is not None:
            self.list.setCurrentItem(item)

    # commands

    def write(self) -> None:
        """Write the guide that is shown."""
        row = self.current()
        if row is not None and not self.desk.store.read_only:
            self._editing = row.id
            self.right.setCurrentWidget(self.writer)
            self.writer.edit(row.kind, row.body, row.id)

    def write_new(self, kind: GuideKind) -> None:
        """Write a guide that is not there yet."""
        self._editing, self._new_kind = 0, kind
        self.stack.setCurrentWidget(self.splitter)
        self.right.setCurrentWidget(self.writer)
        self.writer.edit(kind, _NEW_TREE if kind is GuideKind.TREE else _NEW_PLAYBOOK)

    def stop_writing(self) -> None:
        """Leave what was typed; asked first where something would be lost."""
        if self.writer.is_changed and not self.desk.ask.confirm(
            "Leave the guide", "What was typed is not kept.", "Leave", keep="Go on writing"
        ):
            return
        self.writer.drafts.drop()
        self._editing = None
        self._shown = None
        self.load()

    def print_card(self) -> None:
        """Show the card as it will be printed."""
        from csmanager.ui import printing

        document = self.print_document()
        if document is not None:
            printing.preview(document, self.window(), self.desk.today())

    def bring_back(self) -> None:
        """Let an earlier text count again."""
        row = self.current()
        if row is None:
            return
        older = [
            version for version in self.desk.read(queries.versions, row.id) if version.number != row.number
        ]
        if not older:
            self.desk.say(f"{row.title} has had one text only.")
            return
        words = [f"Text {v.number} of {day_text(v.written_on)} {v.note}".strip() for v in older]
        chosen = self.desk.ask.choose("Bring back an earlier text", "Which text counts again", words)
        if chosen is not None:
            number = older[words.index(chosen)].number
            self.desk.do(
                f"Bring back text {number} of {row.title}",
                actions.bring_back,
                row.id,
                number,
                today=self.desk.today(),
            )

    def add_starters(self) -> None:
        """Add the guides that come with the program."""
        added = self.desk.do("Add starter trees and playbooks", add_starter_guides, self.desk.today())
        if added == []:
            self.desk.say("All of them are there already.")

    def trash(self) -> None:
        """Put the guide that is shown into the Trash."""
        row = self.current()
        if row is not None:
            self.desk.do(
                f"Move {row.title} to Trash", actions.trash_guides, [row.id], today=self.desk.today()
            )

    # inside

    def _command(self, text: str, what: Callable[[], object], shortcut: str) -> QAction:
        action = QAction(text, self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        action.triggered.connect(lambda _on=False: what())
        return action

    def _copy_note(self) -> None:
        if self.right.currentWidget() is self.walk:
            self.walk.copy_note()

    def _fill(self) -> None:
        current = self.current()
        words = self.search.text().casefold().split()
        rows = [
            row
            for row in self._rows.values()
            if all(word in f"{row.title} {row.body}".casefold() for word in words)
        ]
        self.list.blockSignals(True)
        self.list.clear()
        for kind in GuideKind:
            mine = [row for row in rows if row.kind is kind]
            if mine:
                self._add_head(f"{rules.KIND_NAMES[kind]}s")
            for row in mine:
                item = QListWidgetItem(short_title(row.title))
                item.setData(_KEY, row.id)
                item.setToolTip(f"{row.code} {row.title}")
                self.list.addItem(item)
        self.list.blockSignals(False)
        wanted = self._item(current.id) if current is not None else None
        if wanted is None:
            wanted = next((item for item in self._items() if item.data(_KEY) is not None), None)
        if wanted is not None:
            self.list.setCurrentItem(wanted)
            self._on_chosen(wanted)

    def _add_head(self, text: str) -> None:
        head = QListWidgetItem(text)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(theme.scaled(theme.CAPTION, semibold=True))
        self.list.addItem(head)

    def _items(self) -> Sequence[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _item(self, guide_id: int) -> QListWidgetItem | None:
        return next((item for item in self._items() if item.data(_KEY) == guide_id), None)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        row = self._rows.get(item.data(_KEY)) if item is not None else None
        if row is None:
            return
        if self._editing is not None:
            if self._editing == row.id or self.writer.is_changed:
                return  # what is being written stays in front
            self._editing = None
        if row.kind is GuideKind.PLAYBOOK:
            self.reader.show_text(row.body)
            self.right.setCurrentWidget(self.reader)
            self._shown = (row.id, row.number)
            return
        self.right.setCurrentWidget(self.walk)
        if self._shown != (row.id, row.number):
            had_focus = self.list.hasFocus() or self.search.hasFocus()
            tree = rules.read_tree(row.body)
            named = list(dict.fromkeys(clause for node in tree.nodes for clause in node.clauses))
            links = self.desk.read(queries.clause_links, named)
            self.walk.show_tree(tree, dict(zip(named, links, strict=True)))
            if had_focus:
                (self.search if self.search.text() else self.list).setFocus()
            self._shown = (row.id, row.number)

    def _save(self, text: str) -> None:
        day = self.desk.today()
        try:
            if self._editing:
                row = self._rows[self._editing]
                self.desk.try_do(f"Write {row.title}", actions.write_guide, row.id, text, today=day)
                chosen = row.id
            else:
                title = rules.guide_title(self._new_kind, text)
                chosen = self.desk.try_do(f"Add {title}", actions.add_guide, self._new_kind, text, today=day)
        except AppError as error:
            self.desk.ask.tell("The guide was not saved", str(error))
            return
        self.writer.drafts.drop()
        self._editing = None
        self._shown = None
        self.load()
        self.select(chosen)

    def _go_to_clause(self, policy_id: int, _heading: str) -> None:
        self.desk.go("handbook", f"policies:{policy_id}")


def short_title(title: str) -> str:
    """A title in the list, where its kind stands above."""
    rest = title.removeprefix("Playbook: ")
    return rest[:1].upper() + rest[1:]


def card_document(row: GuideRow) -> QTextDocument:
    """A guide on paper; a tree is set small enough for one page."""
    document = QTextDocument()
    font = QFont()
    font.setPointSizeF(9.0)
    document.setDefaultFont(font)
    if row.kind is GuideKind.TREE:
        stamp = f"text {row.number} of {day_text(row.written_on)}"
        document.setHtml(paper.card_html(rules.read_tree(row.body), row.code, stamp))
    else:
        render(document, row.body, theme.tokens("light"), size=9.5)
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, row.title)
    return document
