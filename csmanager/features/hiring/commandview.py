"""The commands of the hiring page: what each does to the applicants and the opening chosen there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.features.hiring import actions, formdialogs, queries, rules
from csmanager.features.hiring.interviews import choosing, finalists
from csmanager.features.hiring.keepcommandview import KeepCommands
from csmanager.features.hiring.offers import offerdialogs
from csmanager.features.hiring.offers import queries as offered
from csmanager.features.hiring.openingcommandview import OpeningCommands
from csmanager.features.hiring.openings import needs
from csmanager.features.hiring.queries import ApplicantRow, OpeningRow
from csmanager.features.hiring.rules import OpeningState, Place, Stage
from csmanager.features.hiring.textdialogs import TextDialog
from csmanager.ui.desk import Desk

_FIRST = ("next", "hire", "offer", "reopen", "step", "reject", "withdraw", "edit")
_ANYWAY = ("It was done elsewhere", "Known from before", "It comes later")
_KEPT = ("snooze", "wake", "pool", "merge", "part", "attach", "papers")


class Shown(Protocol):
    """What the commands need of the page."""

    def chosen(self) -> list[ApplicantRow]: ...
    def row(self, applicant_id: int) -> ApplicantRow | None: ...
    def opening(self) -> OpeningRow | None: ...
    def openings(self) -> list[OpeningRow]: ...
    def select(self, applicant_id: int) -> None: ...
    def told(self, text: str) -> str: ...
    def choose_opening(self, opening_id: int) -> None: ...


class Commands(QObject):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, desk: Desk, place: Shown, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._place, self._parent = desk, place, parent
        self.dialog: QDialog | None = None
        self.actions: dict[str, QAction] = {}
        self.openings = openings = OpeningCommands(desk, place, self._open, parent)
        for key, text, call, keys in (
            ("add", "Add applicant…", self.add, "Ctrl+Shift+A"),
            ("next", "Move on", lambda: self.step(self._ids(), 1), ""),
            ("back", "Move back", lambda: self.step(self._ids(), -1), ""),
            ("hire", "Hire…", self.hire, ""),
            ("reject", "Turn down…", lambda: self.move(self._ids(), Stage.REJECTED), ""),
            ("withdraw", "Withdrew…", lambda: self.move(self._ids(), Stage.WITHDRAWN), ""),
            ("archive", "Not now…", lambda: self.move(self._ids(), Stage.ARCHIVED), ""),
            ("reopen", "Reopen…", self.reopen, ""),
            ("step", "Next step…", self.next_step, ""),
            ("edit", "Edit applicant…", self.edit, ""),
            ("trash", "Move to Trash", self.trash, ""),
            ("kit", "Interview kit…", self.show_kit, ""),
            ("opening", "New opening…", openings.add_opening, ""),
            ("edit_opening", "Edit opening…", openings.edit_opening, ""),
            ("advertisement", "Advertisement…", openings.show_advertisement, ""),
            ("reopen_opening", "Open again", lambda: openings.set_state(OpeningState.OPEN), ""),
            ("hold", "Put on hold…", lambda: openings.set_state(OpeningState.ON_HOLD), ""),
            ("close", "Close opening…", lambda: openings.set_state(OpeningState.CLOSED), ""),
            ("trash_opening", "Move opening to Trash", openings.trash_opening, ""),
        ):
            self.actions[key] = self._action(text, call, keys)
        self.keep = KeepCommands(desk, place.chosen, place.openings, self._open, place.select, parent)
        self.actions.update(self.keep.actions)
        self.actions["next"].setToolTip("One stage on (Ctrl+Right on the board)")
        self.actions["back"].setToolTip("One stage back (Ctrl+Left on the board)")

    def _action(self, text: str, call: Callable[[], object], keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: call())
        return action

    def offer(self) -> None:
        """Enable and name what can be done now."""
        rows, opening = self._place.chosen(), self._place.opening()
        may = not self._desk.store.read_only
        stages = {row.stage for row in rows}
        is_active = bool(rows) and all(rules.is_active(stage) for stage in stages)
        one = rows[0] if len(rows) == 1 else None
        is_over = one is not None and one.stage in rules.REASONS
        following = rules.step_on(self._path(one), one.place, 1) if one is not None else None
        shown = {
            "next": is_active and stages != {Stage.OFFER},
            "hire": stages == {Stage.OFFER} and one is not None,
            "reject": is_active,
            "withdraw": is_active,
            "archive": is_active,
            "reopen": is_over,
            "step": one is not None and is_active,
        }
        enabled = {
            **shown,
            "add": any(row.state in rules.TAKES_APPLICANTS for row in self._place.openings()),
            "back": is_active and len(stages) == 1 and Stage.APPLIED not in stages,
            "edit": one is not None,
            "trash": bool(rows),
            "opening": True,
            "edit_opening": opening is not None,
            "reopen_opening": opening is not None and OpeningState.OPEN in rules.OPENING_MOVES[opening.state],
            "hold": opening is not None and OpeningState.ON_HOLD in rules.OPENING_MOVES[opening.state],
            "close": opening is not None and OpeningState.CLOSED in rules.OPENING_MOVES[opening.state],
            "trash_opening": opening is not None,
        }
        for key, on in enabled.items():
            self.actions[key].setEnabled(on and may)
        self.actions["advertisement"].setEnabled(opening is not None)
        self.actions["kit"].setEnabled(one is not None)
        for key in ("next", "hire", "reject", "withdraw", "archive", "reopen", "step"):
            self.actions[key].setVisible(shown[key] or not rows)
        name = rules.place_name(following) if following is not None else ""
        self.keep.offer_now()
        self.actions["next"].setText(f"Move to {name}" if name and not shown["hire"] else "Move on")

    def for_applicant(self, *, is_narrow: bool = False) -> list[QAction]:
        """What the pane and the context menu offer for those chosen; ``is_narrow``: the two that matter most."""
        found = [
            self.actions[key]
            for key in _FIRST
            if self.actions[key].isVisible() and (key != "offer" or self._may_offer())
        ]
        return found[:2] if is_narrow else found

    def _may_offer(self) -> bool:
        row = self._one()
        return self.actions["offer"].isEnabled() and row is not None and rules.is_active(row.stage)

    def in_context(self) -> list[QAction]:
        """The commands of the context menu."""
        return [
            *self.for_applicant(),
            *(self.actions[key] for key in ("archive", "back", *_KEPT, "kit", "trash")),
        ]

    def in_table(self) -> list[QAction]:
        """All commands of the context menu, whoever is chosen; each shows itself where it fits."""
        return [self.actions[key] for key in (*_FIRST, "archive", "back", *_KEPT, "kit", "trash")]

    def in_menu(self) -> list[QAction]:
        """The commands behind More, with separators."""
        groups = (
            ("walk_in",),
            ("next", "hire", "offer", "reopen", "back", "reject", "withdraw", "archive"),
            ("step", "edit", *_KEPT, "kit", "trash"),
            (
                "opening",
                "edit_opening",
                "advertisement",
                "reopen_opening",
                "hold",
                "close",
                "trash_opening",
            ),
        )
        found: list[QAction] = []
        for group in groups:
            found += [QAction("", self)] if found else []
            found += [self.actions[key] for key in group]
        return found

    # applicants

    def add(self) -> None:
        """Someone applied."""
        if not self._place.openings():
            self.openings.add_opening()
            return

        def submit(values: dict[str, Any]) -> None:
            name = " ".join(values["name"].split())
            key = self._desk.try_do(f"Add {name}", actions.add_applicant, today=self._desk.today(), **values)
            self._place.select(key)

        opening = self._place.opening()
        self._open(
            formdialogs.ApplicantDialog(
                self._desk,
                self._place.openings(),
                submit,
                self._parent,
                opening_id=opening.id if opening else None,
            )
        )

    def edit(self) -> None:
        """Change what is known of an applicant."""
        row = self._one()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Edit {row.name}", actions.edit_applicant, row.id, **values)

        self._open(
            formdialogs.ApplicantDialog(self._desk, self._place.openings(), submit, self._parent, row=row)
        )

    def next_step(self) -> None:
        """Say what happens next."""
        row = self._one()
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Set next step for {row.name}", actions.set_next_step, row.id, values["text"], values["on"]
            )

        self._open(formdialogs.next_step(row, submit, self._desk.today, self._parent))

    def step(self, ids: Sequence[int], way: int) -> None:
        """One stage on (+1) or back (-1), all of them or none."""
        rows = self._rows(ids)
        if not rows:
            return
        targets = [rules.step_on(self._path(row), row.place, way) for row in rows]
        if None in targets:
            first = rows[targets.index(None)]
            if first.stage in rules.REASONS and way < 0 and len(rows) == 1:
                self.reopen()
                return
            side = "after" if way > 0 else "before"
            self._desk.ask.tell("Nobody was moved", f"No stage comes {side} {first.stage_name}.")
            return
        if len(set(targets)) == 1:
            self.move(ids, targets[0])
        elif Stage.HIRED in targets:
            self._desk.ask.tell("Nobody was moved", "Hire one at a time, each with a first day.")
        else:
            label = f"Move {_who(rows)} one stage {'on' if way > 0 else 'back'}"

            def move(reason: str) -> None:
                self._desk.try_do(
                    label, actions.move_many, list(ids), today=self._desk.today(), way=way, reason=reason
                )

            if way < 0 or not self._asks_anyway(rows, move):
                self._attempt(rows, lambda: move(""))

    def move(self, ids: Sequence[int], to: Place | None) -> None:
        """Move applicants to a stage; asks for the reason where one is owed. ``to`` None: asks which ending."""
        rows = self._rows(ids)
        if not rows:
            return
        if to is None:
            to = self._ending()
            if to is None:
                return
        places = [self._own(row, to) for row in rows]
        pasts = self._desk.read(queries.pasts, [row.id for row in rows])
        try:
            for row, place in zip(rows, places, strict=True):
                rules.check_move(row.name, self._path(row), row.place, place, pasts[row.id], "any")
        except AppError as error:
            self._desk.ask.tell(f"{_who(rows)} was not moved", str(error))
            return
        if to is Stage.HIRED:
            if len(rows) > 1:
                self._desk.ask.tell("Nobody was hired", "Hire one at a time, each with a first day.")
                return
            self._hire(rows[0])
            return
        if not all(map(self._is_clear, rows, places)):
            return
        if any(
            rules.owes_reason(self._path(row), row.place, place, pasts[row.id])
            for row, place in zip(rows, places, strict=True)
        ):
            self._ask_reason(rows, to)
            return
        on = [row for row, place in zip(rows, places, strict=True) if self._goes_on(row, place)]
        if not self._asks_anyway(on, lambda reason: self._try(rows, to, reason)):
            self._attempt(rows, lambda: self._try(rows, to, ""))

    def _goes_on(self, row: ApplicantRow, place: Place) -> bool:
        following = rules.step_on(self._path(row), row.place, 1)
        return not isinstance(place, Stage) and not isinstance(following, Stage) and place == following

    def _asks_anyway(self, rows: Sequence[ApplicantRow], move: Callable[[str], object]) -> bool:
        """Where a stage needs what is not there yet: say so and ask why they move all the same."""
        said = self._desk.read(needs.missing, [row.id for row in rows])
        if said:
            more = [f"And {len(said) - 5} more."] if len(said) > 5 else []
            self._open(
                formdialogs.reason(
                    f"Move {_who(rows)} on without it?",
                    "Move anyway",
                    _ANYWAY,
                    lambda values: move(values["reason"]),
                    self._parent,
                    self._place.told("\n".join([*said[:5], *more])),
                )
            )
        return bool(said)

    def _is_clear(self, row: ApplicantRow, place: Place) -> bool:
        """Before an offer: whether nothing is open of what was asked and how it was marked, or it is made anyway."""
        kind = place if isinstance(place, Stage) else place.type
        if kind is not Stage.OFFER:
            return True
        found = self._desk.read(finalists.before_offer, row.id)
        return not found or self._desk.ask.confirm(
            f"Before an offer to {row.name}",
            self._place.told("\n".join(found)),
            "Go on all the same",
            "Not yet",
        )

    def _rows(self, ids: Sequence[int]) -> list[ApplicantRow]:
        return [row for row in map(self._place.row, ids) if row is not None]

    def _path(self, row: ApplicantRow) -> Sequence[rules.StageFact]:
        for opening in self._place.openings():
            if opening.id == row.opening_id:
                return opening.path
        return rules.PLAIN_PATH

    def _own(self, row: ApplicantRow, to: Place) -> Place:
        """The stage of the applicant's own opening that is meant by a stage of another, or of no opening."""
        if isinstance(to, Stage):
            return to
        path = self._path(row)
        if to in path:
            return to
        fitting = [one for one in path if one.name == to.name] + [one for one in path if one.type is to.type]
        return fitting[0] if fitting else to

    def _ending(self) -> Stage | None:
        words = {
            "Hire": Stage.HIRED,
            "Turn down": Stage.REJECTED,
            "Withdrew": Stage.WITHDRAWN,
            "Not now": Stage.ARCHIVED,
        }
        word = self._desk.ask.choose("How did it end?", "End of the application", list(words))
        return words[word] if word else None

    def _ask_reason(self, rows: list[ApplicantRow], to: Place) -> None:
        who, verb = _who(rows), "Move"
        options: Sequence[str] = ()
        title = f"Why {who} goes to {rules.place_name(to)}"
        if isinstance(to, Stage) and to in rules.REASONS:
            options = self._desk.read(queries.reasons, to)
            title, verb = {
                Stage.REJECTED: (f"Turn down {who}", "Turn down"),
                Stage.WITHDRAWN: (f"{who} withdrew", "Record it"),
                Stage.ARCHIVED: (f"Put {who} aside for now", "Put aside"),
            }[to]
        elif rows[0].stage in rules.CLOSED:
            title, verb = f"Reopen {who} at {rules.place_name(to)}", "Reopen"

        def submit(values: dict[str, Any]) -> None:
            self._try(rows, to, values["reason"])

        self._open(formdialogs.reason(title, verb, options, submit, self._parent))

    def _attempt(self, rows: list[ApplicantRow], call: Callable[[], object]) -> None:
        try:
            call()
        except AppError as error:
            self._desk.ask.tell(f"{_who(rows)} was not moved", self._place.told(str(error)))

    def _try(self, rows: list[ApplicantRow], to: Place, reason: str) -> None:
        who = _who(rows)
        ends = {
            Stage.REJECTED: f"Turn down {who}",
            Stage.WITHDRAWN: f"Note that {who} withdrew",
            Stage.ARCHIVED: f"Put {who} aside for now",
        }
        verb = "Reopen" if rows[0].stage in rules.CLOSED else "Move"
        label = ends.get(to) if isinstance(to, Stage) else None
        stage, key = (to, None) if isinstance(to, Stage) else (to.type, to.id)
        self._desk.try_do(
            label or f"{verb} {who} to {rules.place_name(to)}",
            actions.move_many,
            [row.id for row in rows],
            stage,
            today=self._desk.today(),
            reason=reason,
            stage_id=key,
        )

    def reopen(self) -> None:
        """Take up an application again, at the stage it was left."""
        row = self._one()
        if row is None or row.left is None:
            return
        path = self._path(row)
        former = next((one for one in path if one.id == row.left_id and row.left_id is not None), None)
        former = former or next((one for one in path if one.type is row.left), None)
        if former is not None:
            self.move([row.id], former)

    def hire(self) -> None:
        """Hire the applicant who is chosen."""
        row = self._one()
        if row is not None:
            self.move([row.id], Stage.HIRED)

    def _hire(self, row: ApplicantRow) -> None:
        opening = next(one for one in self._place.openings() if one.id == row.opening_id)
        earlier = self._desk.read(offered.offers, row.id)
        last = max(earlier, key=lambda one: one.version, default=None)

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(f"Hire {row.name}", actions.hire, row.id, today=self._desk.today(), **values)

        self._open(offerdialogs.hire(self._desk, row, opening, last, submit, self._parent))

    def trash(self) -> None:
        """Put those chosen into the Trash."""
        rows = self._place.chosen()
        if rows:
            self._desk.do(
                f"Move {_who(rows)} to Trash",
                actions.trash_applicants,
                [row.id for row in rows],
                today=self._desk.today(),
            )

    # inside

    def show_kit(self) -> None:
        """The kit this applicant is asked with, to be read, copied and printed."""
        row = self._one()
        if row is None:
            return
        found = self._desk.read(choosing.for_applicant, row.id)
        if found is None:
            self._desk.ask.tell(
                "Interview kit",
                "There is no kit. Interviews, Kits, New kit writes one; undo brings deleted ones back.",
            )
            return
        above = f"*{found.name}: {found.why}.*\n\n"
        self._open(TextDialog(f"Interview kit: {row.name}", found.text, self._parent, above=above))

    def _ids(self) -> list[int]:
        return [row.id for row in self._place.chosen()]

    def _one(self) -> ApplicantRow | None:
        rows = self._place.chosen()
        return rows[0] if len(rows) == 1 else None

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()


def _who(rows: Sequence[ApplicantRow]) -> str:
    return rows[0].name if len(rows) == 1 else f"{len(rows)} applicants"
