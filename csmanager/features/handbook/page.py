"""The handbook: policies at the left, and what is read, written or compared at the right."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QTextDocument
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.handbook import (
    actions,
    clauses,
    importing,
    listwidget,
    lookups,
    paperview,
    pictures,
    publishing,
    queries,
    rules,
)
from csmanager.features.handbook.commandview import Commands
from csmanager.features.handbook.compareview import CompareView
from csmanager.features.handbook.editorview import EditorView
from csmanager.features.handbook.finding import queries as finding
from csmanager.features.handbook.finding.actions import note_gap
from csmanager.features.handbook.finding.queries import ClauseHit
from csmanager.features.handbook.listwidget import PolicyList
from csmanager.features.handbook.queries import PolicyRow, VersionRow
from csmanager.features.handbook.readerview import ReaderView
from csmanager.features.handbook.rules import PolicyFile, VersionState
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader

_LIST = 290  # pixels
_HITS = 24  # clauses a search shows
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STOOD_MS = 2500  # after which a search that finds nothing is no half-typed word


class HandbookPage(Page):
    """Policies and their versions."""

    shows_personal = False

    watches: ClassVar[frozenset[str]] = frozenset(
        {"policy", "policy_version", "policy_audience", "policy_picture", "person", "team", "role"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: dict[int, PolicyRow] = {}
        self._versions: list[VersionRow] = []
        self._hits: list[ClauseHit] = []
        self._vain = QTimer(self)  # a search that finds nothing is remembered when it stood for a while
        self._vain.setSingleShot(True)
        self._vain.setInterval(_STOOD_MS)
        self._vain.timeout.connect(self.note_gap)
        self._shown: int | None = None
        self._editing: int | None = None
        self.commands = Commands(desk, self, self)
        offered = self.commands.actions
        self.list = PolicyList()
        self.header = PageHeader("Handbook", " ")
        self.search = self.header.add_search("Search what is in force", back_to=self.list)
        self.search.searched.connect(self._on_search)
        self.search.editingFinished.connect(self.note_gap)
        self.search.installEventFilter(self)
        self.header.set_primary(offered["new"])
        self.header.set_more(self.commands.in_menu())
        self.reader = ReaderView([offered["edit"], offered["publish"], offered["compare"]])
        self.editor = EditorView(desk)
        self.comparison = CompareView()
        self.nothing = EmptyState("", "Choose a policy to read it.")
        self.right = QStackedWidget()
        for view in (self.nothing, self.reader, self.editor, self.comparison):
            self.right.addWidget(view)
        self.no_hits = EmptyState(
            "Nothing found",
            "",
            "Clear search",
            self.search.clear,
            second_text="Write a policy for this…",
            second=self._write_for_search,
        )
        self.left = QStackedWidget()
        self.left.addWidget(self.list)
        self.left.addWidget(self.no_hits)
        self.splitter = QSplitter()
        self.splitter.setObjectName("policies")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_LIST, 900])
        self.empty = EmptyState(
            "No policies yet",
            "Policies say how customers are treated here, so that everybody does it the same way. Begin with eighteen"
            " that are ready to be adapted, or write your own. You can also drop Markdown, text, Word or web page files"
            " here, or a whole folder of them.",
            "Add starter policies",
            offered["starters"].trigger,
            second_text="New policy…",
            second=offered["new"].trigger,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.stack, 1)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _key: self.reader.text.setFocus(Qt.FocusReason.OtherFocusReason))
        self.list.offer(
            [
                offered[key]
                for key in (
                    "edit",
                    "publish",
                    "schedule",
                    "compare",
                    "details",
                    "audience",
                    "retire",
                    "trash",
                )
            ]
        )
        self.editor.done.connect(self.finish_editing)
        self.editor.publish.connect(self.commands.publish)
        self.editor.discard.connect(self._on_discard)
        self.editor.everywhere.connect(lambda _find: self.commands.replace_all())
        self.reader.text.went.connect(self.go_to_policy)
        self.comparison.closed.connect(self._read_again)
        self._minutes = QTimer(self)  # a version may be scheduled for tomorrow, and the window stay open
        self._minutes.setInterval(60_000)
        self._minutes.timeout.connect(self.keep_the_day)
        self._minutes.start()

    # the page

    def load(self) -> None:
        rows = self.desk.read(queries.policies)
        self._rows = {row.id: row for row in rows}
        in_force = sum(row.number is not None for row in rows)
        drafts = sum(row.draft is not None for row in rows)
        note = f"{in_force} in force, {drafts} draft{'s' * (drafts != 1)}" if rows else ""
        self.header.set_title("Handbook", note)
        self.search.setVisible(bool(rows))
        make_primary(self.header.primary, bool(rows))
        self.stack.setCurrentWidget(self.splitter if rows else self.empty)
        self.list.show_rows(rows)
        self._fill()
        if self._shown not in self._rows:
            self._shown = None
            self._stop_editing()
            if not self.list.select_first():
                self._show_nothing()
        else:
            self._show(self._shown)

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        if record.isdigit() and int(record) in self._rows:
            self.select(int(record))

    def find_on_page(self) -> None:
        if self._editing is not None:
            self.editor.find_bar.open_bar()
        else:
            self.search.focus()

    def keep_the_day(self) -> None:
        """Bring into force what is scheduled for today."""
        if not self.desk.store.read_only:
            publishing.keep_the_day(self.desk.store, self.desk.today())

    def go_to_policy(self, code: str, clause: str) -> None:
        """Follow a link to another policy, and to one of its clauses."""
        row = next((row for row in self._rows.values() if row.code.casefold() == code.casefold()), None)
        if row is None:
            self.desk.say(f"There is no policy {code} here.")
            return
        self.select(row.id)
        version = self.reader.shown_version()
        if clause and version is not None:
            found = clauses.resolve(clauses.keyed(version.body), clause)
            rows = self.desk.read(lookups.clauses, version.id)
            heading = next((one.heading for one in rows if one.key == clause), found.heading if found else "")
            for heading_shown in self.reader.text.headings():
                if heading_shown.title == heading:
                    self.reader.text.show_block(heading_shown.line)

    def actions_offered(self) -> list[QAction]:
        return list(self.commands.actions.values())

    def drop(self, paths: list[Path]) -> bool:
        texts = [path for path in paths if path.is_dir() or path.suffix.lower() in importing.SUFFIXES]
        if not paths or len(texts) < len(paths):
            return False
        self.commands.take(paths)
        return True

    def print_document(self) -> QTextDocument | None:
        file = self.shown_file()
        if file is None:
            return None
        shown = self.desk.read(pictures.pictures_of, [file.body])
        return paperview.paper_document([file], file.title, pictures=shown)

    # what the commands ask

    def current(self) -> PolicyRow | None:
        """The policy that is shown."""
        return self._rows.get(self._shown) if self._shown is not None else None

    def chosen(self) -> list[PolicyRow]:
        """The policies selected in the list, or the one that is shown."""
        rows = [self._rows[key] for key in self.list.selected_keys() if key in self._rows]
        current = self.current()
        return rows or ([current] if current is not None else [])

    def shown_file(self) -> PolicyFile | None:
        """The version that is shown, or what is being written, as a file."""
        row, version = self.current(), self.reader.shown_version()
        if row is None or version is None:
            return None
        body = rules.clean_body(self.editor.text()) if self._editing == row.id else version.body
        return PolicyFile(row.title, body, row.code, row.kind, row.category, row.review_every_months)

    def select(self, policy_id: int) -> None:
        """Show a policy, whatever is searched for."""
        if self._is_stale:
            self._load()
        if self._editing not in (None, policy_id) and not self.finish_editing():
            return
        if policy_id not in self.list.shown_keys():
            self.search.clear()
        if self.list.current_key() == policy_id or not self.list.select(policy_id):
            self._show(policy_id)

    def edit(self) -> None:
        """Write the draft of the policy that is shown."""
        row = self.current()
        if row is None or self._editing == row.id or self.desk.store.read_only:
            return
        newest = self._versions[0]
        if newest.state in rules.AHEAD and newest.state is not VersionState.DRAFT:
            return
        draft = newest if newest.state is VersionState.DRAFT else None
        base = next((v for v in self._versions if v.state is VersionState.IN_FORCE), newest)
        base = newest if newest.state in (VersionState.DRAFT, VersionState.WITHDRAWN) else base
        number = draft.number if draft else self._versions[0].number + 1
        key = _typing(row.id)
        self._editing = row.id
        self.right.setCurrentWidget(self.editor)
        self.editor.edit(
            key,
            f"{row.title}, draft of version {number}",
            base.body,
            self.desk.store.draft(key),
            can_discard=len(self._versions) > 1 or draft is None,
        )

    def compare(self) -> None:
        """Compare versions of the policy that is shown."""
        if not self.finish_editing() or len(self._versions) < 2:
            return
        self.right.setCurrentWidget(self.comparison)
        self.comparison.show_versions(self._versions)

    def finish_editing(self) -> bool:
        """Make what was written the draft, as one step; False when it was refused, and then it stays."""
        if self._editing is None:
            return True
        row = self._rows.get(self._editing)
        if row is not None and self.editor.is_changed:
            label = f"Write draft of {row.title}"
            try:
                self.desk.try_do(
                    label, actions.write_draft, row.id, self.editor.text(), today=self.desk.today()
                )
            except AppError as error:
                self.desk.ask.tell(label, str(error))
                return False
        self._stop_editing()
        self._read_again()
        return True

    # inside

    def _fill(self) -> None:
        today, text = self.desk.today(), self.search.text().strip()
        rows = list(self._rows.values())
        self.list.searched = text
        if not text:
            self._hits = []
            self._vain.stop()
            self.list.show_entries(listwidget.entries(rows, today))
            self.left.setCurrentWidget(self.list)
            return
        found = self.desk.read(finding.search, text, _HITS)
        self._hits = found
        wanted = text.casefold()
        others = [
            row
            for row in rows
            if row.number is None and (wanted in row.title.casefold() or wanted == row.code.casefold())
        ]
        self.list.show_entries(listwidget.hits(found, others, today))
        self.no_hits.text.setText(f"No policy in force says “{text}”.")
        self.no_hits.text.show()
        self.left.setCurrentWidget(self.list if self._hits or others else self.no_hits)
        if others or any(hit.is_full for hit in self._hits):
            self._vain.stop()
        else:
            self._vain.start()

    def _on_search(self, _text: str) -> None:
        self._fill()
        if self._editing is not None:
            return
        if self._hits:
            self.list.select_first()
            self._show(self._hits[0].policy_id)
        elif self._shown is not None:
            self._show(self._shown)

    def _on_chosen(self, key: int) -> None:
        if self._editing is not None and self._editing != key and not self.finish_editing():
            self.list.select(self._editing)
            return
        if self._editing != key:
            self._show(key)

    def _show(self, key: int) -> None:
        row = self._rows[key]
        is_other = self._shown != key
        self._shown = key
        self._versions = self.desk.read(queries.versions, key)
        self.commands.offer(row, len(self._versions))
        if self._editing == key:
            self._follow_draft()
            return
        hit = self._hit(key)
        typed = self.desk.store.draft(_typing(key))
        self.reader.text.pictures = self.desk.read(pictures.pictures_of, [v.body for v in self._versions])
        self.reader.show_policy(
            row,
            self._versions,
            self.desk.today(),
            words=hit.words if hit else (),
            line=hit.line if hit else "",
            has_typing=typed is not None,
        )
        if is_other or self.right.currentWidget() is not self.comparison or len(self._versions) < 2:
            self.right.setCurrentWidget(self.reader)
        else:
            self.comparison.show_versions(self._versions)

    def _hit(self, key: int) -> ClauseHit | None:
        """What the search found in a policy: the clause that is current in the list, otherwise the best one."""
        mine = [hit for hit in self._hits if hit.policy_id == key]
        clause = self.list.current_clause() if self.list.current_key() == key else None
        return next((hit for hit in mine if hit.number == clause), mine[0] if mine else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the search says that the words are whole."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _ENTER:
            QTimer.singleShot(0, self, self.note_gap)
        return super().eventFilter(watched, event)

    def note_gap(self) -> int | None:
        """Remember the search of which no clause had all the words and that still stands, once; returns its id."""
        text = self.search.text().strip()
        if not self._vain.isActive() and self.sender() is not self._vain:
            return None
        self._vain.stop()
        if not text or self.desk.store.read_only or any(hit.is_full for hit in self._hits):
            return None
        return self.desk.store.note(f"Search in vain for “{text}”", note_gap, text, today=self.desk.today())

    def _write_for_search(self) -> None:
        self.note_gap()
        self.desk.go("handbook", "following:gaps")

    def _follow_draft(self) -> None:
        """The draft was changed elsewhere, such as by Undo, while nothing was typed: show it."""
        newest = self._versions[0]
        if not self.editor.is_changed and newest.body != self.editor.text():
            self._stop_editing()
            self.edit()

    def _show_nothing(self) -> None:
        self._versions = []
        self.commands.offer(None, 0)
        self.right.setCurrentWidget(self.nothing)

    def _read_again(self) -> None:
        self.right.setCurrentWidget(self.reader)
        if self._shown in self._rows:
            self._show(self._shown)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_editing(self) -> None:
        if self._editing is not None:
            self._editing = None
            self.editor.keeper.forget()

    def _on_discard(self) -> None:
        """Let go what was typed, and the draft where there is one; both can be had back with Undo."""
        row = self.current()
        if row is not None and row.draft is not None:
            if not self.finish_editing():  # so that Undo brings back the last word
                return
            self.commands.discard()
        else:
            self._stop_editing()
            self._read_again()


def make_primary(button: QPushButton | None, is_primary: bool) -> None:
    """An empty page has its primary action in the middle, not in the head as well."""
    if button is not None and button.property("primary") != is_primary:
        button.setProperty("primary", is_primary)
        button.style().polish(button)


def _typing(policy_id: int) -> str:
    """The key under which unfinished typing is kept."""
    return f"policy/{policy_id}"
