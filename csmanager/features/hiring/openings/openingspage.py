"""Openings: what is wanted, by when, how far it is; and the ways of hiring their stages come from."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.features.hiring import queries, rules
from csmanager.features.hiring.openings import actions, advert, openingdialogs, stages
from csmanager.features.hiring.openings.openingdialogs import StagesDialog
from csmanager.features.hiring.openings.stages import StageLine, TemplateRow
from csmanager.features.hiring.queries import OpeningRow
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.textdialogs import TextDialog, shipped
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

KINDS = {
    OpeningState.DRAFT: "open",
    OpeningState.OPEN: "good",
    OpeningState.ON_HOLD: "watch",
    OpeningState.FILLED: "good",
    OpeningState.CLOSED: "none",
    OpeningState.CANCELLED: "none",
    OpeningState.REJECTED: "none",
}
_REASONS = ("Budget", "Enough applicants", "No longer needed", "Busy season first")
_STATES = (
    ("approve", OpeningState.OPEN, "Approve"),
    ("hold", OpeningState.ON_HOLD, "Put on hold…"),
    ("fill", OpeningState.FILLED, "Filled"),
    ("close", OpeningState.CLOSED, "Close…"),
    ("cancel", OpeningState.CANCELLED, "Cancel opening…"),
    ("refuse", OpeningState.REJECTED, "Not approved…"),
)


class OpeningsPage(ListsPage):
    """The requisitions, and the stage templates."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"opening", "opening_move", "applicant", "hiring_stage", "stage_template", "role", "team", "person"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.openings = RecordsWidget(
            desk,
            "hiring.openings",
            self._columns(desk),
            title="Openings",
            noun=("opening", "openings"),
            nothing="Choose an opening.",
        )
        self.templates = RecordsWidget(
            desk,
            "hiring.templates",
            [
                Column("name", "Way of hiring", 150, value=lambda row: row.name),
                Column("stages", "Stages", 330, value=lambda row: row.told),
                Column("count", "Stages", 70, kind="number", value=lambda row: len(row.stages), hidden=True),
            ],
            title="Ways of hiring",
            noun=("way of hiring", "ways of hiring"),
            nothing="Choose a way of hiring.",
        )
        super().__init__(
            desk,
            "Openings",
            [("openings", "Openings", self.openings), ("templates", "Ways of hiring", self.templates)],
            "Search openings",
            parent,
        )
        self.openings.splitter.setSizes([720, 330])
        self.dialog: QDialog | None = None
        self.commands = Commands(self)
        self.commands.make(
            ("new", "New opening…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit opening…", self.edit, "F2"),
            ("stages", "Stages…", self.edit_stages, ""),
            ("advert", "Advertisement…", self.show_advert, ""),
            ("board", "Applicants", self.show_applicants, ""),
            ("trash", "Move opening to Trash", self.trash, ""),
            *((key, text, lambda state=state: self.set_state(state), "") for key, state, text in _STATES),
            ("new_way", "New way of hiring…", self.new_way, ""),
            ("edit_way", "Edit stages…", self.edit_way, ""),
            ("trash_way", "Move to Trash", self.trash_way, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(
            some("edit", "stages", "advert", "board", "", *(one[0] for one in _STATES), "", "new_way")
        )
        self.openings.table.add_actions(
            some("board", "edit", "stages", "advert", "", *(one[0] for one in _STATES), "", "trash"),
            self._enable,
        )
        self.templates.table.add_actions(some("edit_way", "new_way", "", "trash_way"), self._enable)
        self.openings.table.activated.connect(lambda _row: self.edit())
        self.templates.table.activated.connect(lambda _row: self.edit_way())
        self.openings.chosen.connect(self._show)
        self.templates.chosen.connect(self._show_way)
        self.openings.table.set_empty(
            EmptyState(
                "No openings yet",
                "An opening says what is wanted, how many, why and by when. Its advertisement and its stages come"
                " along; applicants then move through them on the board.",
                "New opening…",
                self.new,
                second_text="Load example",
                second=self.load_example,
            )
        )
        self.templates.table.set_empty(
            EmptyState(
                "No ways of hiring",
                "A way of hiring is a row of stages, each with a target in days. New openings take their stages"
                " from it.",
                "New way of hiring…",
                self.new_way,
            )
        )

    @staticmethod
    def _columns(desk: Desk) -> list[Column]:
        def state(row: OpeningRow) -> Status:
            return Status(KINDS[row.state], rules.STATE_NAMES[row.state])

        def lacking(row: OpeningRow) -> str:
            return ", ".join(advert.missing(row.description, terms(row, desk)))

        return [
            Column("title", "Opening", 210, value=lambda row: row.title),
            Column("state", "State", 100, kind="status", value=state),
            Column("places", "Filled", 64, value=lambda row: f"{row.hired} of {row.headcount}"),
            Column("active", "Under way", 84, kind="number", value=lambda row: row.active, hidden=True),
            Column("need_by", "Needed by", kind="date", value=lambda row: row.need_by),
            Column("closes", "Closes", kind="date", value=lambda row: row.closes_on, hidden=True),
            Column(
                "kind",
                "Reason",
                110,
                value=lambda row: rules.OPENING_REASON_NAMES[row.reason_kind] if row.reason_kind else "",
                hidden=True,
            ),
            Column("lacks", "Advertisement lacks", 180, value=lacking, hidden=True),
            Column("role", "Role", 120, value=lambda row: row.role, hidden=True),
            Column("team", "Team", 120, value=lambda row: row.team, hidden=True),
            Column("opened", "Open from", kind="date", value=lambda row: row.opened_on, hidden=True),
        ]

    def load(self) -> None:
        rows = self.desk.read(queries.openings)
        is_open = [row for row in rows if row.state is OpeningState.OPEN]
        places = sum(row.left for row in is_open)
        note = f"{len(is_open)} open · {places} place{'s' * (places != 1)} to fill" if rows else ""
        self.say(note)
        self.openings.set_rows(rows)
        self.templates.set_rows(self.desk.read(stages.templates))
        self._enable()

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        if record.isdigit():
            self.show_list("openings")
            self.openings.select(int(record))

    def actions_offered(self) -> list[QAction]:
        self._enable()
        keys = (
            "new",
            "edit",
            "stages",
            "advert",
            "board",
            *(one[0] for one in _STATES),
            "new_way",
            "edit_way",
        )
        return self.commands.some(*keys)

    # showing

    def _show(self, row: OpeningRow | None) -> None:
        self._enable()
        pane = self.openings.pane
        if row is None:
            pane.clear()
            return
        said = advert.pay_text(row.pay_min, row.pay_max, row.pay_unit, self.desk.settings.currency)
        keys = ("approve", "edit") if row.state is OpeningState.DRAFT else ("board", "edit")
        status = Status(KINDS[row.state], rules.STATE_NAMES[row.state])
        pane.show_record(row.title, row.reason, status, self.commands.some(*keys))
        lacking = advert.missing(row.description, terms(row, self.desk))
        blanks = advert.blanks(row.description)
        told = [f"{len(blanks)} blank{'s' * (len(blanks) != 1)} to fill in"] if blanks else []
        kind = rules.OPENING_REASON_NAMES[row.reason_kind] if row.reason_kind else ""
        what = ", ".join([*lacking, *told])
        pairs = [
            ("Places", f"{row.hired} of {row.headcount} filled, {row.active} under way"),
            ("Reason", f"{kind}, follows {row.replaces}" if row.replaces else kind),
            ("Needed by", day_text(row.need_by)),
            ("Hours", f"{row.weekly_minutes / 60:g} a week" if row.weekly_minutes else ""),
            ("Pay", said),
            ("Place", row.place),
            ("Role", ", ".join(part for part in (row.role, row.team) if part)),
            ("Open from", day_text(row.opened_on)),
            ("Closes on", day_text(row.closes_on)),
            ("Advert lacks", what or "nothing: it says what is needed"),
        ]
        pane.add_section("", [(name, value) for name, value in pairs if value])
        pane.add_section("Stages", _stages(row.path))
        moves = self.desk.read(queries.opening_moves, row.id)
        if moves:
            pane.add_section("What became of it", [(day_text(on), text) for on, text in moves])

    def _show_way(self, row: TemplateRow | None) -> None:
        self._enable()
        pane = self.templates.pane
        if row is None:
            pane.clear()
            return
        pane.show_record(row.name, row.note, None, self.commands.some("edit_way"))
        pane.add_section("Stages", _stages(row.stages))

    def _enable(self) -> None:
        may = not self.desk.store.read_only
        row = self._one()
        is_way = self._way() is not None
        for key, action in self.commands.actions.items():
            action.setEnabled(may and (row is not None or key in ("new", "new_way")))
        for key, state, _ in _STATES:
            fits = row is not None and state in rules.OPENING_MOVES[row.state]
            self.commands.actions[key].setEnabled(may and fits)
            self.commands.actions[key].setVisible(fits)
        self.commands.actions["approve"].setText(
            "Approve" if row is not None and row.state is OpeningState.DRAFT else "Open again"
        )
        for key in ("edit_way", "trash_way"):
            self.commands.actions[key].setEnabled(may and is_way)
        for key in ("board", "advert"):
            self.commands.actions[key].setEnabled(row is not None)
        self.show_primary(bool(self.openings.table.rows()) or self.key() == "templates")

    def _one(self) -> OpeningRow | None:
        rows: list[OpeningRow] = self.openings.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def _way(self) -> TemplateRow | None:
        rows: list[TemplateRow] = self.templates.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    # doing

    def new(self) -> None:
        """A new place to be filled."""

        def submit(values: dict[str, Any]) -> None:
            key = self.desk.try_do(
                f"Add opening {values['title']}", actions.add_opening, today=self.desk.today(), **values
            )
            self.refresh()
            self.openings.select(key)

        made = openingdialogs.opening(self.desk, submit, self, advertisement=shipped("advertisement.md"))
        self._open(made)

    def edit(self) -> None:
        """Change the opening that is chosen."""
        row = self._one()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(f"Edit {row.title}", actions.edit_opening, row.id, **values)

        self._open(openingdialogs.opening(self.desk, submit, self, row=row))

    def set_state(self, state: OpeningState) -> None:
        """Approve, hold, fill, close, cancel or turn down the opening that is chosen."""
        row = self._one()
        if row is None:
            return
        label = f"{row.title}: {rules.STATE_NAMES[state].lower()}"
        if state not in rules.OPENING_OWES_REASON:
            self.desk.do(label, actions.set_opening_state, row.id, state, today=self.desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                label,
                actions.set_opening_state,
                row.id,
                state,
                reason=values["reason"],
                today=self.desk.today(),
            )

        self._open(
            openingdialogs.state_reason(label, "Change state", _REASONS, submit, self, self.desk.today)
        )

    def edit_stages(self) -> None:
        """Change the stages of the opening that is chosen."""
        row = self._one()
        if row is None:
            return

        def submit(_name: str, lines: list[StageLine]) -> None:
            self.desk.try_do(
                f"Change the stages of {row.title}",
                stages.set_stages,
                lines,
                today=self.desk.today(),
                opening_id=row.id,
            )

        self._open(StagesDialog(f"Stages of {row.title}", row.path, submit, self))

    def show_advert(self) -> None:
        """The advertisement with what the opening answers filled in, and what it lacks named."""
        row = self._one()
        if row is None:
            return
        found = terms(row, self.desk)
        text = advert.fill(row.description or shipped("advertisement.md"), found)
        lacking = advert.missing(row.description, found)
        warn = f"> **Still missing:** {', '.join(lacking)}. *Edit opening* adds it.\n\n" if lacking else ""
        self._open(TextDialog(f"Advertisement: {row.title}", text, self, above=warn))

    def show_applicants(self) -> None:
        """The board with the applicants of the opening that is chosen."""
        row = self._one()
        if row is not None:
            self.desk.go("hiring", f"opening:{row.id}")

    def trash(self) -> None:
        """Put the opening and its applicants into the Trash."""
        row = self._one()
        if row is not None:
            self.desk.do(f"Move {row.title} to Trash", actions.trash_opening, row.id, today=self.desk.today())

    def new_way(self) -> None:
        """A new row of stages for openings to come."""

        def submit(name: str, lines: list[StageLine]) -> None:
            key = self.desk.try_do(
                f"Add way of hiring {name}", stages.add_template, name, lines, today=self.desk.today()
            )
            self.refresh()
            self.show_list("templates")
            self.templates.select(key)

        self._open(StagesDialog("New way of hiring", rules.PLAIN_PATH, submit, self, name=""))

    def edit_way(self) -> None:
        """Change the stages that openings to come will take."""
        row = self._way()
        if row is None:
            return

        def submit(name: str, lines: list[StageLine]) -> None:
            self.desk.try_do(
                f"Edit way of hiring {row.name}",
                stages.edit_template,
                row.id,
                name,
                lines,
                today=self.desk.today(),
            )

        self._open(StagesDialog(f"Stages of {row.name}", row.stages, submit, self, name=row.name))

    def trash_way(self) -> None:
        """Put a way of hiring into the Trash; openings keep their stages."""
        row = self._way()
        if row is not None:
            self.desk.do(f"Move {row.name} to Trash", stages.trash_template, row.id, today=self.desk.today())

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()


def terms(row: OpeningRow, desk: Desk) -> advert.Terms:
    """What an opening says, for its advertisement."""
    return advert.Terms(
        row.title,
        row.weekly_minutes,
        row.pay_min,
        row.pay_max,
        row.pay_unit,
        desk.settings.currency,
        row.place,
        row.apply_how,
        day_text(row.closes_on) if row.closes_on else "",
        day_text(row.opened_on),
        desk.settings.name,
    )


def _stages(path: tuple[rules.StageFact, ...]) -> list[tuple[str, str]]:
    found = []
    for stage in path:
        kind = "" if stage.type is Stage.APPLIED else rules.STAGE_NAMES[stage.type]
        days = (
            f"{stage.target_days} day{'s' * (stage.target_days != 1)}" if stage.target_days else "no target"
        )
        parts = (kind if kind != stage.name else "", days, stage.needs)
        found.append((stage.name, " · ".join(part for part in parts if part)))
    return found
