"""The columns of the skills' lists, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.skills.queries import (
    BenchRow,
    Cell,
    EvidenceRow,
    MatrixRow,
    PointRow,
    SkillHead,
)
from csmanager.features.skills.rules import (
    EVIDENCE_WORDS,
    READY_WORDS,
    STANDING_WORDS,
    Readiness,
    Standing,
    dots,
)
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.frozen import FrozenColumn
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.texts import day_text

_CELL = 112  # pixels of a skill's column
MARKS = {
    Standing.FITS: "good",
    Standing.SOON: "soon",
    Standing.GAP: "watch",
    Standing.EXPIRED: "late",
    Standing.EXTRA: "none",
    Standing.NONE: "none",
}
_READY = {Readiness.NOW: "good", Readiness.HALF_YEAR: "soon", Readiness.YEAR: "open"}


def mark(cell: Cell) -> str:
    """The shape of a cell: a gap in what is mandatory is worse than another."""
    return "bad" if cell.standing is Standing.GAP and cell.mandatory else MARKS[cell.standing]


def cell_text(cell: Cell) -> str:
    """A cell in few signs: "3 of 4", "4, until 3 May", "3"."""
    if cell.standing is Standing.GAP:
        return f"{cell.level} of {cell.required}"
    if cell.standing is Standing.EXPIRED:
        return f"{cell.level}, ran out"
    if cell.standing is Standing.SOON and cell.expires_on is not None:
        return f"{cell.level}, to {cell.expires_on:%d %b}"
    return str(cell.level)


def cell_words(skill: str, cell: Cell) -> str:
    """A cell in a sentence."""
    needed = (
        f", {cell.required} required{' without exception' if cell.mandatory else ''}" if cell.required else ""
    )
    judged = f"; judged on {day_text(cell.judged_on)}" if cell.judged_on else ""
    until = f", holds until {day_text(cell.expires_on)}" if cell.expires_on else ""
    return f"{skill}: level {cell.level}{needed}: {STANDING_WORDS[cell.standing]}{judged}{until}."


class SkillMatrix(RecordsWidget):
    """Person by skill; the current column says which skill is meant. ``opened`` comes with Enter on a cell."""

    opened = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._heads: tuple[SkillHead, ...] = ()
        self.row_actions: Sequence[QAction] = ()
        self.before: Callable[[], object] | None = None
        self.nothing: Callable[[], QWidget] = lambda: EmptyState("No skills yet")
        super().__init__(
            desk, "Skills matrix", _matrix_columns(()), title="Skills matrix", noun=("person", "people"),
            nothing="Choose a person and a skill: what is required, and what the level rests on.", parent=parent,
        )  # fmt: skip
        self.frozen = FrozenColumn(self.table.view)
        self.splitter.setSizes([760, 290])

    def show_matrix(self, rows: Sequence[MatrixRow], heads: Sequence[SkillHead]) -> None:
        """Show ``rows``; the table is made anew when other skills stand in it."""
        wanted = tuple(heads)
        if [head.id for head in wanted] != [head.id for head in self._heads]:
            former, chosen = self.table, [row.id for row in self.table.selected_rows()]
            self.table = self._make(wanted)
            self.table.set_empty(self.nothing())
            self.splitter.replaceWidget(0, self.table)
            former.hide()
            former.deleteLater()
            if chosen:
                self.table.set_rows(rows)
                self.table.select(chosen[0])
        self._heads = wanted
        self.set_rows(rows)

    def head(self) -> SkillHead | None:
        """The skill of the current column; the worst gap of the person on another one."""
        row = self.table.current_row()
        column = self.table.view.currentIndex().column()
        key = self.table.columns[column].key if 0 <= column < len(self.table.columns) else ""
        if key.startswith("s") and key[1:].isdigit():
            return next((head for head in self._heads if head.id == int(key[1:])), None)
        if row is None:
            return None
        return max(
            (head for head in self._heads if head.id in row.cells),
            key=lambda head: (row.cells[head.id].gap, row.cells[head.id].mandatory),
            default=None,
        )

    def select_cell(self, person_id: int, skill_id: int) -> bool:
        """Choose one cell."""
        if not self.select(person_id):
            return False
        for number, column in enumerate(self.table.columns):
            if column.key == f"s{skill_id}":
                at = self.table.model.row_of(person_id)
                self.table.view.setCurrentIndex(self.table.model.index(at, number))
                return True
        return False

    def _make(self, heads: Sequence[SkillHead]) -> RecordTable:
        table = RecordTable(
            "Skills matrix",
            _matrix_columns(heads),
            preferences=self._desk.preferences,
            today=self._desk.today,
            parent=self,
        )
        table.setAccessibleName("Skills matrix")
        table.set_noun("person", "people")
        table.selection_changed.connect(lambda: self.chosen.emit(self.table.current_row()))
        table.view.selectionModel().currentChanged.connect(
            lambda *_indices: self.chosen.emit(self.table.current_row())
        )
        table.activated.connect(lambda _row: self.opened.emit())
        if self.row_actions:
            table.add_actions(list(self.row_actions), self.before)
        self.frozen = FrozenColumn(table.view)
        return table


def _matrix_columns(heads: Sequence[SkillHead]) -> list[Column]:
    def column(head: SkillHead) -> Column:
        def value(row: MatrixRow) -> Status | None:
            cell = row.cells.get(head.id)
            return Status(mark(cell), cell_text(cell)) if cell is not None else None

        def tip(row: MatrixRow) -> str:
            cell = row.cells.get(head.id)
            return (
                cell_words(head.name, cell)
                if cell is not None
                else f"{head.name}: not asked for, not judged."
            )

        def sort(row: MatrixRow) -> float | None:
            cell = row.cells.get(head.id)
            return None if cell is None else cell.level - 10.0 * cell.gap

        return Column(f"s{head.id}", head.name, _CELL, kind="status", value=value, tooltip=tip, sort=sort)

    return [
        Column("person", "Person", 170, value=lambda row: row.person),
        Column("role", "Role", 110, value=lambda row: row.role, hidden=True),
        Column("team", "Team", 110, value=lambda row: row.team, hidden=True),
        Column("gaps", "Gaps", 60, kind="number", value=lambda row: row.gaps),
        *map(column, heads),
    ]


def show_cell(
    pane: DetailPane,
    row: MatrixRow,
    head: SkillHead,
    rows: Sequence[EvidenceRow],
    offered: Sequence[QAction],
) -> None:
    """One person in one skill, with what the level rests on."""
    cell = row.cells.get(head.id)
    status = Status(mark(cell), STANDING_WORDS[cell.standing].capitalize()) if cell is not None else None
    pane.show_record(head.name, row.person, status, offered)
    level = cell.level if cell is not None else 0
    pairs = [
        ("Level", f"{dots(level)}  {level}" if level else "not judged"),
        (
            "Required",
            f"{cell.required}{', mandatory' if cell.mandatory else ''}" if cell and cell.required else "–",
        ),
    ]
    if cell is not None and cell.expires_on is not None:
        pairs.append(("Holds until", day_text(cell.expires_on)))
    pane.add_section("", pairs)
    words = [f"{number}  {word}" for number, word in enumerate(head.words, 1)]
    history = [
        f"{day_text(each.judged_on)}: {each.level_before} to {each.level}. {EVIDENCE_WORDS[each.kind]}"
        f"{f' {each.reference}' if each.reference else ''}: {each.text}"
        f"{f' ({each.assessor})' if each.assessor else ''}"
        for each in rows
    ]
    pane.add_section("What it rests on", "\n\n".join(history) or "Nothing was judged yet.")
    pane.add_section("What the levels look like", "\n".join(words))


def point_columns() -> list[Column]:
    """Skills that hang on few people."""

    def standing(row: PointRow) -> Status:
        if row.count == 0:
            return Status("late", "Nobody")
        return Status("bad", "One only") if row.count == 1 else Status("good", f"{row.count} people")

    return [
        Column("skill", "Skill", 190, value=lambda row: row.skill),
        Column("count", "Available today", 130, kind="status", value=standing, sort=lambda row: row.count),
        Column("level", "From level", 80, kind="number", value=lambda row: row.level),
        Column("who", "Who", 190, value=lambda row: ", ".join(row.available)),
        Column("absent", "Away or leaving", 130, value=lambda row: ", ".join(row.absent)),
        Column(
            "next", "Nearest to it", 150, value=lambda row: ", ".join(f"{name} ({level})" for name, level in row.next)
        ),
        Column("roles", "Asked of", 160, value=lambda row: ", ".join(row.roles), hidden=True),
    ]  # fmt: skip


def show_point(pane: DetailPane, row: PointRow, offered: Sequence[QAction]) -> None:
    """One skill, and on whom it hangs."""
    kind = Status("late", "Nobody has it today") if row.count == 0 else (
        Status("bad", "Hangs on one person") if row.count == 1 else Status("good", f"{row.count} people have it")
    )  # fmt: skip
    pane.show_record(row.skill, f"from level {row.level}", kind, offered)
    pane.add_section("Has it today", "\n".join(row.available) or "Nobody.")
    if row.absent:
        pane.add_section("Has it, but is away or leaving", "\n".join(row.absent))
    nearest = "\n".join(f"{name}, level {level}" for name, level in row.next)
    pane.add_section("Could learn it soonest", nearest or "Nobody has begun.")
    pane.add_section("Asked of", ", ".join(row.roles))
    pane.add_section(
        "How this is counted",
        "People who work here today, at the lowest level any role asks for, whose level has not run out. Whoever is"
        " away today, on long leave or leaving is not counted.",
    )


def bench_columns() -> list[Column]:
    """Who could take which role."""
    return [
        Column("role", "Role", 140, value=lambda row: row.role),
        Column("person", "Person", 170, value=lambda row: row.person),
        Column(
            "ready", "Ready", 130, kind="status",
            value=lambda row: Status(_READY[row.readiness], READY_WORDS[row.readiness]),
            sort=lambda row: list(Readiness).index(row.readiness),
        ),
        Column("missing", "Missing", 240, value=lambda row: ", ".join(row.missing[:2])),
        Column("teachers", "Could teach it", 160, value=lambda row: ", ".join(row.teachers)),
        Column("mentor", "Mentor", 130, value=lambda row: row.mentor),
        Column("cover", "Emergency cover", 130, kind="status",
               value=lambda row: Status("signal", "Stands in") if row.is_cover else None),
        Column("now", "Works as", 120, value=lambda row: row.now, hidden=True),
        Column("note", "Note", 180, value=lambda row: row.note, hidden=True),
    ]  # fmt: skip


def show_bench(pane: DetailPane, row: BenchRow, offered: Sequence[QAction]) -> None:
    """One person for one role."""
    pane.show_record(
        f"{row.person} as {row.role}",
        f"now {row.now}" if row.now else "",
        Status(_READY[row.readiness], READY_WORDS[row.readiness]),
        offered,
    )
    pane.add_section("Missing (level now → level required)", "\n".join(row.missing) or "Nothing.")
    pairs = [
        ("Could teach it", ", ".join(row.teachers)),
        ("Mentor", row.mentor),
        ("Emergency cover", "stands in at once" if row.is_cover else ""),
        ("Note", row.note),
    ]
    pane.add_section("", [(name, value) for name, value in pairs if value])
    whence = (
        "You see it otherwise than the levels do."
        if row.says_otherwise
        else "As the levels say: nothing missing is ready now, two levels are half a year, four are a year."
    )
    pane.add_section("Where this comes from", whence)


def asked_columns() -> list[Column]:
    """What roles ask for."""
    return [
        Column("role", "Role", 110, value=lambda row: row.role),
        Column("skill", "Skill", 200, value=lambda row: row.skill),
        Column("level", "Level", 60, kind="number", value=lambda row: row.level, editable=True),
        Column("must", "Mandatory", 110, kind="status",
               value=lambda row: Status("signal", "Must") if row.mandatory else None),
        Column("people", "In the role", 90, kind="number", value=lambda row: row.people),
        Column("below", "Below it", 90, kind="status",
               value=lambda row: Status("watch", str(row.below)) if row.below else Status("good", "0"),
               sort=lambda row: -row.below),
    ]  # fmt: skip


def skill_columns() -> list[Column]:
    """The catalogue."""
    return [
        Column("name", "Skill", 220, value=lambda row: row.name),
        Column("category", "Category", 110, value=lambda row: row.category),
        Column("about", "What it is", 320, value=lambda row: row.about),
        Column("holds", "Holds", 100, value=lambda row: f"{row.valid_months} months" if row.valid_months else "",
               sort=lambda row: row.valid_months or 999),
        Column("roles", "Roles", 66, kind="number", value=lambda row: row.roles),
        Column("people", "Judged", 70, kind="number", value=lambda row: row.people),
    ]  # fmt: skip


def show_skill(pane: DetailPane, row: SkillHead, offered: Sequence[QAction]) -> None:
    """One skill."""
    pane.show_record(row.name, row.category, None, offered)
    if row.about:
        pane.add_section("What it is", row.about)
    pane.add_section(
        "What the levels look like",
        "\n".join(f"{number}  {word}" for number, word in enumerate(row.words, 1)),
    )
    holds = f"{row.valid_months} months; then it is judged again" if row.valid_months else "For good"
    pane.add_section(
        "", [("A level holds", holds), ("Asked by", f"{row.roles} roles"), ("Judged", f"{row.people} people")]
    )
