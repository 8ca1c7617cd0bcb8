"""More commands of the board: walking in, putting off, keeping in mind, joining doubles, papers and offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.features.hiring import formdialogs, queries, rules
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.filing import reading
from csmanager.features.hiring.filing import rules as papers
from csmanager.features.hiring.filing.reading import Paper
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.offers import offerdialogs
from csmanager.features.hiring.offers import queries as offered
from csmanager.features.hiring.papersdialog import PapersDialog
from csmanager.features.hiring.pool import actions as pool
from csmanager.features.hiring.pool import walkin
from csmanager.features.hiring.queries import ApplicantRow, OpeningRow
from csmanager.features.hiring.rules import Stage
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Progress
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.texts import day_text

_FILES = "Papers (*.pdf *.docx *.docm *.doc *.odt *.rtf *.txt *.png *.jpg *.jpeg)"
SUFFIXES = (".pdf", ".docx", ".docm", ".doc", ".odt", ".rtf", ".txt", ".png", ".jpg", ".jpeg")
_SNOOZE_DAYS = 14
_OFFERED = (
    Stage.DECISION,
    Stage.OFFER,
    Stage.REJECTED,
    Stage.WITHDRAWN,
    Stage.ARCHIVED,
)  # else there is no word
KEYS = ("walk_in", "snooze", "wake", "pool", "merge", "part", "offer", "attach", "papers")


class KeepCommands(QObject):
    """``actions`` by name; ``opened`` is told of every dialog."""

    def __init__(
        self,
        desk: Desk,
        chosen: Callable[[], list[ApplicantRow]],
        openings: Callable[[], list[OpeningRow]],
        opened: Callable[[QDialog], None],
        select: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk, self._chosen, self._openings = desk, chosen, openings
        self._opened, self._select, self._parent = opened, select, parent
        self.actions: dict[str, QAction] = {}
        for key, text, call, keys in (
            ("walk_in", "Walk-in…", self.walk_in, "Ctrl+Shift+W"),
            ("snooze", "Put off…", self.snooze, ""),
            ("wake", "Take up now", self.wake, ""),
            ("pool", "Keep in the talent pool…", self.keep, ""),
            ("merge", "Same person as…", self.merge, ""),
            ("part", "Another person", self.part, ""),
            ("offer", "Make an offer…", self.offer, ""),
            ("attach", "Add papers…", self.attach, ""),
            ("papers", "Papers…", self.show_papers, ""),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.triggered.connect(lambda _on=False, call=call: call())
            self.actions[key] = action

    def offer_now(self) -> None:
        """Enable what can be done now."""
        rows = self._chosen()
        may = not self._desk.store.read_only
        one = rows[0] if len(rows) == 1 else None
        is_off = one is not None and one.snoozed_until is not None
        on = {
            "walk_in": any(row.state in rules.TAKES_APPLICANTS for row in self._openings()),
            "snooze": bool(rows)
            and all(row.stage in rules.ACTIVE or row.stage is Stage.ARCHIVED for row in rows),
            "wake": is_off,
            "pool": one is not None and one.stage is not Stage.HIRED,
            "merge": one is not None or len(rows) == 2,
            "part": one is not None,
            "offer": one is not None and one.stage in _OFFERED,
            "attach": one is not None,
            "papers": one is not None,
        }
        for key, enabled in on.items():
            self.actions[key].setEnabled(enabled and (may or key == "papers"))
        self.actions["wake"].setVisible(is_off)

    def walk_in(self) -> None:
        """Somebody stands at the counter: the least that is needed, in one small form."""
        listed = [row for row in self._openings() if row.state in rules.TAKES_APPLICANTS]
        if not listed:
            self._desk.ask.tell("No opening", "There is no opening to apply for. Make one first.")
            return

        def submit(values: dict[str, Any]) -> None:
            name = " ".join(values["name"].split())
            key = self._desk.try_do(f"Walk-in: {name}", walkin.take, today=self._desk.today(), **values)
            self._select(key)

        self._opened(formdialogs.WalkInDialog(self._desk, listed, submit, self._parent))

    def snooze(self) -> None:
        """Put those chosen off until a day."""
        rows = self._chosen()
        if not rows:
            return
        who = rows[0].name if len(rows) == 1 else f"{len(rows)} applicants"

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Put {who} off until {day_text(values['until'])}",
                pool.snooze_many,
                [row.id for row in rows],
                values["until"],
                values["note"],
                today=self._desk.today(),
            )

        day = self._desk.today() + dt.timedelta(days=_SNOOZE_DAYS)
        fields = [
            Field("until", "Until", "date", value=day, required=True, help="Today names them on that day."),
            Field("note", "What to do then", placeholder="Call back"),
        ]
        self._opened(
            FormDialog(
                f"Put off {who}", fields, submit, verb="Put off", today=self._desk.today, parent=self._parent
            )
        )

    def wake(self) -> None:
        """Take up somebody who was put off."""
        row = self._one()
        if row is not None:
            self._desk.do(f"Take up {row.name} now", pool.wake, row.id)

    def keep(self) -> None:
        """Keep somebody in mind for later."""
        row = self._one()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Keep {row.name} in the talent pool",
                pool.keep_in_pool,
                row.id,
                values["reason"],
                today=self._desk.today(),
            )

        field = Field("reason", "In mind for", required=True, placeholder="Weekends from the autumn")
        text = f"Consent to be kept: {rules.CONSENT_NAMES[row.consent].lower()}. Note it under Privacy."
        self._opened(
            FormDialog(
                f"Keep {row.name} in mind", [field], submit, verb="Keep", text=text, parent=self._parent
            )
        )

    def merge(self) -> None:
        """Say that two applications are one person's."""
        rows = self._chosen()
        if len(rows) == 2:
            kept, other_id = rows[0], rows[1].id
        else:
            row = self._one()
            if row is None:
                return
            found = self._desk.read(
                queries.duplicates, name=row.name, email=row.email, phone=row.phone, besides=row.id
            )
            if not found:
                self._desk.ask.tell(
                    "Nobody looks like the same person",
                    "No other applicant has this name, e-mail or phone. Select both cards to join them all the same.",
                )
                return
            names = {
                f"{one.name}, {one.opening}, {day_text(one.applied_on)} ({one.alike})": one for one in found
            }
            word = self._desk.ask.choose(f"{row.name} is the same person as", "Application", list(names))
            if not word:
                return
            kept, other_id = row, names[word].id
        self._desk.do(f"Join the applications of {kept.name}", pool.merge, kept.id, other_id)

    def part(self) -> None:
        """An application is somebody else's after all."""
        row = self._one()
        if row is not None:
            self._desk.do(f"{row.name} is another person", pool.part, row.id)

    def offer(self) -> None:
        """Write an offer to whom is chosen."""
        row = self._one()
        opening = self._opening(row)
        if row is None or opening is None:
            return
        try:
            offered.rules.check_offer(row.name, row.stage)
        except AppError as error:
            self._desk.ask.tell("No offer was made", str(error))
            return
        earlier = self._desk.read(offered.offers, row.id)

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Offer to {row.name}", offers.make_offer, row.id, today=self._desk.today(), **values
            )
            self._desk.say(f"The offer to {row.name} is a draft; approve and send it under Offers.")

        last = max(earlier, key=lambda one: one.version, default=None)
        self._opened(offerdialogs.offer(self._desk, row, opening, submit, self._parent, row=last))

    def attach(self) -> None:
        """Choose papers and file them."""
        if self._one() is not None:
            self.take(self._desk.ask.open_paths("Add papers", _FILES))

    def take(self, paths: Sequence[Path]) -> bool:
        """Read papers aside and file them for whom is chosen; False when nobody is."""
        row = self._one()
        if row is None:
            return False
        if not paths:
            return True

        def read(progress: Progress) -> tuple[list[Paper], list[str]]:
            found, refused = [], []
            for number, path in enumerate(paths):
                progress(number, len(paths), f"Reading {path.name}")
                try:
                    found.append(reading.read(path))
                except AppError as error:
                    refused.append(str(error))
            return found, refused

        def file(told: tuple[list[Paper], list[str]]) -> None:
            found, refused = told
            what = found[0].name if len(found) == 1 else f"{len(found)} papers"
            if found:
                try:
                    self._desk.try_do(
                        f"File {what} of {row.name}",
                        filing.add_files,
                        row.id,
                        [(paper, papers.guess_kind(paper.name)) for paper in found],
                        today=self._desk.today(),
                    )
                except AppError as error:
                    refused.append(str(error))
            refused += [f"{paper.name}: {paper.warning}" for paper in found if paper.has_macros]
            if refused:
                self._desk.ask.tell("About these papers", "\n\n".join(refused))

        self._desk.run("Read papers", read, then=file)
        return True

    def show_papers(self) -> None:
        """The papers of whom is chosen: reading their text, saving a copy, taking one out."""
        row = self._one()
        if row is not None:
            self._opened(PapersDialog(self._desk, row, self._parent))

    def _one(self) -> ApplicantRow | None:
        rows = self._chosen()
        return rows[0] if len(rows) == 1 else None

    def _opening(self, row: ApplicantRow | None) -> OpeningRow | None:
        return next((one for one in self._openings() if row is not None and one.id == row.opening_id), None)
