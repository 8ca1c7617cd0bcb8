"""The whole story of one person: figures and what is open at the left, everything that happened at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core import outgoing
from csmanager.core.errors import AppError
from csmanager.core.feature import Moment
from csmanager.features.reviews.cycles.recordswidget import Commands
from csmanager.features.talks.sendingwidget import AboutCommands, Sent
from csmanager.features.team.filterwidget import FilterBox
from csmanager.features.team.notes import queries as notes
from csmanager.features.team.notes.noteswidget import NoteCommands
from csmanager.features.team.person import facts
from csmanager.features.team.person.briefview import brief_document, save_brief
from csmanager.features.team.person.cardswidget import PersonCards
from csmanager.features.team.person.facts import Story
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.chips import StatusChip
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.texts import day_text

_NO_LIMIT = 16_777_215  # pixels; the search is as wide as the timeline


@dataclass(frozen=True, slots=True)
class Line:
    """A moment as a row; ``sealed``: what is read below it while sealed text is open."""

    id: int
    moment: Moment
    sealed: str = ""

    @property
    def what(self) -> str:
        """Text and second line in one."""
        parts = [self.moment.text, self.moment.detail, self.sealed]
        return " · ".join(" ".join(part.split()) for part in parts if part.strip())


class PersonPage(Page):
    """One person, chosen at the top or shown as record "ID"."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "person", "employment", "person_skill", "role_skill", "skill_evidence", "acknowledgement", "commitment",
            "task", "leave_request", "leave_entry", "absence", "reporting_line", "cube_month", "cube_records",
            "person_review", "improvement_plan", "plan_checkpoint", "advice_given", "goal", "policy_version",
            "person_note", "agenda_item", "one_on_one", "coaching", "recognition",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.told: Story | None = None
        self._person_id: int | None = None
        self._wanted_note = 0  # a note that is chosen as soon as it is read
        self.commands = Commands(self)
        self.commands.make(
            ("new_note", "New note…", self.new_note, "Ctrl+Shift+N"),
            ("brief", "Brief for the talk…", self.preview_brief, "Ctrl+B"),
            ("save", "Save the brief as PDF…", self.save_brief, "Ctrl+Shift+B"),
            ("people", "Show in the list", self.show_in_list, ""),
            ("next", "Next person", lambda: self.step(1), "Ctrl+Shift+Down"),
            ("previous", "Previous person", lambda: self.step(-1), "Ctrl+Shift+Up"),
        )
        self.table = RecordTable(
            "person-story", _columns(), preferences=desk.preferences, today=desk.today, parent=self
        )
        self.table.setAccessibleName("Timeline")
        self.table.set_noun("entry", "entries")
        self.table.set_empty(
            EmptyState(
                "Nothing has happened yet",
                "Contacts, reviews, talks, training, policies signed and leave come together here by themselves.",
            )
        )
        self.notes = NoteCommands(desk, self, self._note_id)
        self.about = AboutCommands(desk, self, self._sent)
        self.commands.actions |= self.notes.actions() | self.about.actions()
        self.table.add_actions(
            self.commands.some("send", "note", "", "edit_note", "trash_note"), self._enable
        )
        self.header = PageHeader("Person", " ")
        self.chip = StatusChip()
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("Person")
        self.chooser.setMinimumContentsLength(14)
        self.chooser.setMaximumWidth(240)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.header.add_widget(self.chooser)
        self.header.set_primary(self.commands.actions["brief"])
        self.header.set_more(
            self.commands.some("new_note", "send", "", "save", "people", "", "next", "previous")
        )
        self.cards = PersonCards()
        self.kind = FilterBox("Kind", [("", "All kinds")])
        self.year = FilterBox("Year", [("", "All years")])
        self.sealed = QPushButton()
        self.sealed.setProperty("link", True)
        self.sealed.setAutoDefault(False)
        self.sealed.clicked.connect(lambda _on=False: self.open_sealed())
        self._build()
        self.chooser.currentIndexChanged.connect(lambda _at: self._on_chosen())
        self.kind.changed.connect(self._filter)
        self.year.changed.connect(self._filter)
        self.search.searched.connect(self.table.set_filter)
        self.table.cleared.connect(self._on_cleared)
        self.table.activated.connect(lambda row: self._open(row.moment.feature, row.moment.record))
        self.table.selection_changed.connect(self._enable)
        self.cards.wanted.connect(self._open)
        desk.sealing.changed.connect(self._on_sealing)

    def _build(self) -> None:
        from csmanager.ui.widgets.search import SearchField

        self.search = SearchField("Search the story", back_to=self.table.view)
        self.search.setMaximumWidth(_NO_LIMIT)
        filters = QHBoxLayout()
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(8)
        title = QLabel("Everything that happened")
        title.setProperty("role", "section")
        filters.addWidget(title)
        filters.addStretch(1)
        filters.addWidget(self.kind)
        filters.addWidget(self.year)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(filters)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self.sealed, 0, Qt.AlignmentFlag.AlignLeft)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("person")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.cards)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([440, 480])
        self.empty = EmptyState(
            "Nobody here yet",
            "Add the people who answer your customers under People; each of them then has a page of their own here.",
            "Add person…",
            lambda: self.desk.go("team", "people:new"),
            second_text="Load example",
            second=self.load_example,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        self.reading = QLabel()
        self.reading.setProperty("role", "muted")
        self.reading.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.stack.addWidget(self.reading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(GAP)
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.strip = QWidget()
        line = QHBoxLayout(self.strip)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.chip)
        line.addWidget(self.facts, 1)
        layout.addWidget(self.header)
        layout.addWidget(self.strip)
        layout.addWidget(self.stack, 1)

    # reading

    def load(self) -> None:
        rows = self.desk.read(facts.choices, self.desk.today())
        known = [row.id for row in rows]
        if self._person_id not in known:
            kept = self.desk.preferences.get("team/person")
            self._person_id = kept if kept in known else (known[0] if known else None)
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for row in rows:
            self.chooser.addItem(f"{row.name} (left)" if row.has_left else row.name, row.id)
        self.chooser.setCurrentIndex(self.chooser.findData(self._person_id))
        self.chooser.blockSignals(False)
        has_any = self._person_id is not None
        if not has_any:
            self.stack.setCurrentWidget(self.empty)
        self.commands.actions["brief"].setVisible(has_any)
        for widget in (self.chooser, self.header.more):
            if widget is not None:
                widget.setVisible(has_any)
        self._fetch()

    def _fetch(self) -> None:
        """Read the story of the one who is chosen."""
        wanted = self._person_id
        if wanted is None:
            self.told = None
            self.strip.hide()
            self.header.set_title("Person", " ")
            return
        if self.told is None or self.told.detail.person.id != wanted:
            self._say_reading()
        self.desk.fetch(
            self,
            facts.story,
            wanted,
            self.desk.today(),
            then=lambda told: self._show(wanted, told),
            failed=self._on_failed,
        )

    def _say_reading(self) -> None:
        """Nothing of somebody else stands below the name while the story is on its way."""
        self.told = None
        self.header.set_title(self.chooser.currentText().removesuffix(" (left)") or "Person", " ")
        self.strip.hide()
        self.reading.setText("Reading …")
        self.stack.setCurrentWidget(self.reading)

    def _on_failed(self, error: Exception) -> None:
        self.reading.setText(f"The story could not be read: {error}")
        self.desk.say(f"The story could not be read: {error}")

    def _show(self, wanted: int, told: Story | None) -> None:
        if wanted != self._person_id or told is None:
            return
        is_other = self.told is None or self.told.detail.person.id != told.detail.person.id
        self.told = told
        self.strip.show()
        self.stack.setCurrentWidget(self.splitter)
        row = told.detail.person
        where = [row.role or "", row.team or ""]
        self.header.set_title(told.name, " · ".join(part for part in where if part) or " ")
        self.chip.set(*told.standing)
        said = " · ".join(told.head)
        self.facts.setText(said)
        self.facts.setToolTip(said)
        at = self.cards.verticalScrollBar().value()
        self.cards.show_story(told)
        if not is_other:
            self.cards.verticalScrollBar().setValue(at)
        self._fill()
        if is_other:
            self.table.select_first()

    def _fill(self) -> None:
        told = self.told
        if told is None:
            return
        is_open = self.desk.sealing.is_open
        hidden = 0
        lines = []
        for number, moment in enumerate(told.moments):
            if moment.visibility == "sealed" and not is_open:
                hidden += 1
                continue
            lines.append(Line(number, moment, self._read(moment) if moment.sealed and is_open else ""))
        kinds = sorted({line.moment.kind for line in lines})
        years = sorted({line.moment.on.year for line in lines}, reverse=True)
        self.kind.set_options([("", "All kinds"), *[(kind, kind) for kind in kinds]])
        self.year.set_options([("", "All years"), *[(str(year), str(year)) for year in years]])
        self.table.set_rows(lines)
        self._filter()
        if self._wanted_note:
            at = [line.id for line in lines if line.moment.record == f"person:note/{self._wanted_note}"]
            self._wanted_note = 0
            if at:
                self.table.clear_filter()
                self.table.select(at[0])
        self._enable()
        self.sealed.setVisible(bool(hidden))
        self.sealed.setText(
            f"{hidden} sealed {'entry is' if hidden == 1 else 'entries are'} hidden. Unlock to see them…"
        )

    def _read(self, moment: Moment) -> str:
        try:
            return self.desk.sealing.read(moment.sealed, moment.about) or ""
        except AppError as error:
            return str(error)

    def _filter(self) -> None:
        kind, year = self.kind.value(), self.year.value()
        if not kind and not year:
            self.table.set_predicate(None)
            return
        self.table.set_predicate(
            lambda line: (
                (not kind or line.moment.kind == kind) and (not year or line.moment.on.year == int(year))
            )
        )

    def _on_cleared(self) -> None:
        self.search.clear()
        self.kind.set_value("")
        self.year.set_value("")

    def _on_sealing(self) -> None:
        if self.told is not None:
            self._fill()

    def _on_chosen(self) -> None:
        self.show_person(self.chooser.currentData())

    # what is done

    def show_person(self, person_id: int | None) -> None:
        """Show one person."""
        if person_id is None:
            return
        self._person_id = person_id
        self.desk.preferences.set("team/person", person_id)
        at = self.chooser.findData(person_id)
        if at != self.chooser.currentIndex():
            self.chooser.blockSignals(True)
            self.chooser.setCurrentIndex(at)
            self.chooser.blockSignals(False)
        if not self._is_stale:
            self._fetch()

    def step(self, way: int) -> None:
        """Show the next person of the list, or the one before."""
        count = self.chooser.count()
        if count:
            self.chooser.setCurrentIndex((self.chooser.currentIndex() + way) % count)

    def open_sealed(self) -> None:
        """Unlock sealed entries."""
        self.desk.sealing.ask_open(self)

    def show_in_list(self) -> None:
        """The person among all others, where facts are changed."""
        if self._person_id is not None:
            self.desk.go("team", f"people:{self._person_id}")

    def new_note(self) -> None:
        """Write a note on the person."""
        if self.told is not None:
            self.notes.write(self.told.detail.person.id, self.told.name)

    def _note_id(self) -> int | None:
        """The note that is chosen in the timeline."""
        row = self.table.current_row()
        record = row.moment.record if row is not None else ""
        return int(record.removeprefix("person:note/")) if record.startswith("person:note/") else None

    def _sent(self) -> Sent | None:
        """The moment that is chosen, in words fit for an agenda: of what is sealed only its kind."""
        told, row = self.told, self.table.current_row()
        if told is None or row is None:
            return None
        moment = row.moment
        words = moment.kind if moment.visibility == "sealed" else f"{moment.kind}: {moment.text}"
        text = f"{words} ({day_text(moment.on)})"
        opens = f"{moment.feature}|{moment.record}" if moment.feature else ""
        return Sent(told.detail.person.id, told.name, text[:200], "story", None, opens)

    def _enable(self) -> None:
        may = not self.desk.store.read_only and self.told is not None
        self.commands.actions["new_note"].setEnabled(may)
        self.notes.enable()
        self.about.enable()

    def preview_brief(self) -> None:
        """The one page for the talk, with printing from there."""
        document = self.print_document()
        if document is not None:
            from csmanager.ui import printing

            self.preview = printing.preview(
                document,
                self.window(),
                self.desk.today(),
                what="Brief of a person",
                about=outgoing.person(self.told.detail.person.id) if self.told is not None else (),
            )

    def save_brief(self) -> None:
        """The same as a PDF."""
        if self.told is not None:
            save_brief(self.desk, self.told)

    def print_document(self) -> QTextDocument | None:
        if self.told is None:
            return None
        return brief_document(self.told, self.desk.settings.name)

    # what the window asks

    def show_record(self, record: str) -> None:
        kind, _, key = record.partition("/")
        if kind == "note" and key.isdigit():
            found = self.desk.read(notes.note, int(key))
            if found is None:
                return
            self._wanted_note, record = int(key), str(found.person_id)
        if not record.isdigit():
            return
        self.show_person(int(record))
        if self.isVisible() and self._is_stale:
            self._load()
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        self._enable()
        return self.commands.some(
            "brief", "new_note", "send", "note", "", "edit_note", "trash_note", "", "save", "people", "next",
            "previous",
        )  # fmt: skip

    def _open(self, feature: str, record: str) -> None:
        if record.startswith("person:note/"):
            self.notes.edit()
        elif feature == "team" and record == str(self._person_id):
            self.show_in_list()
        elif feature:
            self.desk.go(feature, record)


def _columns() -> list[Column]:
    return [
        Column("on", "Day", 92, kind="date", value=lambda line: line.moment.on),
        Column("kind", "Kind", 100, value=lambda line: line.moment.kind),
        Column(
            "what",
            "What",
            220,
            value=lambda line: line.what,
            tooltip=lambda line: f"{day_text(line.moment.on)}: {line.what}",
        ),
        Column("seen", "For", 64, value=lambda line: _SEEN[line.moment.visibility]),
    ]


_SEEN = {"open": "Open", "manager": "You", "sealed": "Sealed"}
