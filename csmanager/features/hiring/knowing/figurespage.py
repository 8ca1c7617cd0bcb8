"""What hiring says of itself: figures, stages, sources, reasons, fair chances, costs, and how it turned out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.core.smallgroups import smallest
from csmanager.features.hiring.knowing import actions, columnswidget, formdialogs, queries, workbook
from csmanager.features.hiring.knowing.outcome import DAYS, Outcome, outcome
from csmanager.features.hiring.knowing.paneview import Panes
from csmanager.features.hiring.knowing.queries import All
from csmanager.features.hiring.rules import STAGE_NAMES, Stage
from csmanager.features.reviews.cycles.recordswidget import Commands, ListsPage, RecordsWidget
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState

_SPANS = ((365, "Last 12 months"), (730, "Last 24 months"), (0, "All there is"))
_SPLIT = [640, 420]  # pixels of list and pane
_CHART_HEIGHT = 230  # pixels


class FiguresPage(ListsPage):
    """Seven lists; the switch chooses. Each row's pane holds the definition, a chart, and the rows behind it."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "applicant", "stage_move", "opening", "offer", "interview", "interview_card", "trial", "source_cost",
            "hiring_cost", "hiring_group_count", "evaluation", "survey_answer", "person",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        def made(key: str, columns: Any, title: str, noun: tuple[str, str], of: Any = None) -> RecordsWidget:
            return RecordsWidget(
                desk, f"hiring figures {key}", columns, title=title, noun=noun, nothing="Choose a row.",
                **({"key": of} if of is not None else {}),
            )  # fmt: skip

        self.figures = made("all", columnswidget.figures(), "Figures", ("figure", "figures"))
        self.stages = made(
            "stages", columnswidget.stages(), "Stages", ("stage", "stages"), lambda row: row.stage
        )
        self.sources = made(
            "sources", columnswidget.sources(), "Sources", ("source", "sources"), lambda row: row.source
        )
        self.reasons = made(
            "reasons", columnswidget.reasons(), "Reasons", ("reason", "reasons"),
            lambda row: f"{row.reason}/{row.side}/{row.stage}",
        )  # fmt: skip
        self.groups = made("groups", columnswidget.groups(), "Fair chances", ("count", "counts"))
        self.costs = made("costs", columnswidget.costs(), "Costs", ("cost", "costs"))
        self.outcomes = made(
            "outcomes", columnswidget.outcomes(), "Scores and quality", ("row", "rows"),
            lambda row: f"{row.id}/{row.day}",
        )  # fmt: skip
        super().__init__(
            desk,
            "Hiring in figures",
            [
                ("figure", "Figures", self.figures),
                ("stage", "Stages", self.stages),
                ("source", "Sources", self.sources),
                ("reason", "Reasons", self.reasons),
                ("group", "Fair chances", self.groups),
                ("cost", "Costs", self.costs),
                ("outcome", "Scores and quality", self.outcomes),
            ],
            "Search",
            parent,
        )
        for widget in self.lists.values():
            widget.splitter.setSizes(_SPLIT)
        self.dialog: QDialog | None = None
        self._all: All | None = None
        self._outcomes: tuple[Outcome, ...] = ()
        self.span = QComboBox()
        self.span.setAccessibleName("Applications of")
        for days, word in _SPANS:
            self.span.addItem(word, days)
        self.span.setCurrentIndex(1)
        self.header.add_widget(self.span)
        self.commands = Commands(self)
        self.commands.make(
            ("workbook", "Save as workbook…", self.save_workbook, "Ctrl+Shift+S"),
            ("cost", "Add a cost…", self.add_cost, ""),
            ("group", "Count a group…", self.count_group, ""),
            ("new", "Save as workbook…", self.new, "Ctrl+Shift+N"),
            ("trash", "Move to Trash", self.trash, ""),
        )
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(some("workbook", "", "cost", "group", "", "trash"))
        self.addActions(some("new", "workbook"))
        self.groups.table.add_actions(some("group", "trash"), self.enable)
        self.costs.table.add_actions(some("cost", "trash"), self.enable)
        self.panes = Panes(desk, self.lists)
        self._fill_empty()
        for key, widget in self.lists.items():
            widget.chosen.connect(lambda row, key=key: self._show(key, row))
        self.span.currentIndexChanged.connect(lambda _at: self.refresh())
        self._on_switched("figure")

    def _fill_empty(self) -> None:
        some = (
            (
                "stage",
                "No applications yet",
                "Each stage then shows who came, who went on, and how many days it took.",
            ),
            (
                "source",
                "No applications yet",
                "Each way people came then shows applications, hires and what it cost.",
            ),
            (
                "reason",
                "Nothing ended yet",
                "Reasons given when turning down or withdrawing stand here, most frequent first.",
            ),
        )
        for key, title, text in some:
            self.lists[key].table.set_empty(EmptyState(title, text, "", None))
        self.groups.table.set_empty(
            EmptyState(
                "No groups were counted",
                "To see whether a stage treats groups alike, enter how many of each came to it and how many went on."
                " Count apart from the applications: nothing is kept with a person, nothing is guessed, and with few"
                " people nothing is said.",
                "Count a group…",
                self.count_group,
            )
        )
        self.costs.table.set_empty(
            EmptyState(
                "No costs entered",
                "Advertisements, agencies, travel, and the hours of those who interview. Cost per hire is only as"
                " complete as this list.",
                "Add a cost…",
                self.add_cost,
            )
        )
        self.outcomes.table.set_empty(
            EmptyState(
                "Nobody was hired here yet",
                "Whoever is hired stands here with the score of their interviews, and their quality and the"
                " satisfaction of their customers after 90 and 180 days.",
                "",
                None,
            )
        )

    # the page

    def load(self) -> None:
        days = int(self.span.currentData())
        today = self.desk.today()
        since = today - dt.timedelta(days=days) if days else None
        self._all = found = self.desk.read(queries.everything, today, since)
        self._outcomes = tuple(self.desk.read(outcome, today, day) for day in DAYS)
        self.figures.set_rows(found.figures)
        self.stages.set_rows(found.stages)
        self.sources.set_rows(found.sources)
        self.reasons.set_rows(found.reasons)
        self.groups.set_rows(found.groups)
        self.costs.set_rows(found.costs)
        self.outcomes.set_rows([row for one in self._outcomes for row in one.rows])
        n = found.figures[0].n
        self.header.set_title("Hiring in figures", f"{n} application{'s' if n != 1 else ''}")
        self.enable()

    def everything(self) -> All:
        """What is shown; read first when it was not yet."""
        if self._is_stale or self._all is None:
            self._load()
        assert self._all is not None
        return self._all

    def show_record(self, record: str) -> None:
        if self._is_stale:
            self._load()
        key, _, rest = record.partition("/")
        if key in self.lists:
            widget = self.show_list(key)
            if rest:
                widget.select(rest)

    def actions_offered(self) -> list[QAction]:
        self.enable()
        return [action for action in self.commands.actions.values() if action.isEnabled()]

    def enable(self) -> None:
        """Offer what can be done now."""
        may, key = not self.desk.store.read_only, self.key()
        rows = self.current().table.selected_rows()
        on = {
            "cost": may,
            "group": may,
            "trash": may
            and bool(rows)
            and (key == "group" or (key == "cost" and not any(row.is_source for row in rows))),
        }
        for name, action in self.commands.actions.items():
            action.setEnabled(on.get(name, True))
        word = {"group": "Count a group…", "cost": "Add a cost…"}.get(key, "Save as workbook…")
        self.commands.actions["new"].setText(word)
        self.commands.actions["new"].setEnabled(may if key in ("group", "cost") else True)
        self.show_primary(bool(self.current().table.rows()) or key == "figure")
        self.span.setVisible(key not in ("group", "outcome"))

    def _on_switched(self, key: str) -> None:
        super()._on_switched(key)
        self.enable()

    def _show(self, key: str, row: Any) -> None:
        self.enable()
        if row is None or self._all is None:
            self.lists[key].pane.clear()
            return
        self.panes.show(key, row, self._all, self._outcomes)

    # commands

    def new(self) -> None:
        """What fits the list in front."""
        {"group": self.count_group, "cost": self.add_cost}.get(self.key(), self.save_workbook)()

    def save_workbook(self) -> None:
        """Everything as a workbook."""
        if self._all is None:
            return
        desk = self.desk
        folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
        path = desk.ask.save_path("Hiring in figures", str(folder / "Hiring.xlsx"), "Excel workbook (*.xlsx)")
        if path is None:
            return
        path = path if path.suffix.casefold() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        least = desk.read(smallest)
        found, outcomes, span = self._all, self._outcomes, self.span.currentText().lower()
        try:
            placed = replace_file(
                path,
                lambda target: workbook.write(
                    target,
                    found,
                    outcomes,
                    shop=desk.settings.name,
                    today=desk.today(),
                    span=span,
                    least=least,
                ),
            )
        except AppError as error:
            desk.ask.tell(f"{path.name} was not saved", str(error))
            return
        desk.preferences.set("export/folder", str(placed.parent))
        desk.sent_out(placed, "Figures of hiring", f"Saved as {placed.name}.", period=span)

    def add_cost(self) -> None:
        """Enter a cost."""
        desk = self.desk

        def submit(values: dict[str, Any]) -> None:
            values["cents"] = round(values.pop("amount") * 100)
            made = desk.try_do(
                f"Add a cost: {values['what']}", actions.add_cost, today=desk.today(), **values
            )
            self.refresh()
            self.show_list("cost").select(f"cost:{made}")

        self._open(formdialogs.cost(self._openings(), desk.settings.currency, submit, desk.today, self))

    def count_group(self) -> None:
        """Enter a count."""
        desk = self.desk
        known = list(dict.fromkeys(row.category for row in self._all.groups)) if self._all is not None else []

        def submit(values: dict[str, Any]) -> None:
            made = desk.try_do(
                f"Count {values['group']} at {STAGE_NAMES[Stage(values['stage'])].lower()}", actions.count_group,
                today=desk.today(), **values,
            )  # fmt: skip
            self.refresh()
            self.show_list("group").select(made)

        self._open(formdialogs.group(self._openings(), known, submit, desk.today, self))

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        rows, desk = self.current().table.selected_rows(), self.desk
        if self.key() == "group" and rows:
            desk.do(
                "Move counts to Trash", actions.trash_groups, [row.id for row in rows], today=desk.today()
            )
        elif self.key() == "cost" and rows:
            ids = [int(row.id.partition(":")[2]) for row in rows if not row.is_source]
            desk.do("Move costs to Trash", actions.trash_costs, ids, today=desk.today())

    def _openings(self) -> list[tuple[int, str]]:
        from csmanager.features.hiring.documents.queries import open_openings

        return self.desk.read(open_openings)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
