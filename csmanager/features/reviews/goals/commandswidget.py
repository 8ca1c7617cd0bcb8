"""What can be done with goals on their page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles import formdialogs as forms
from csmanager.features.reviews.goals import actions, queries, rules
from csmanager.features.reviews.goals.queries import GoalRow
from csmanager.features.reviews.plans import formdialogs
from csmanager.features.reviews.plans.formdialogs import parse_value
from csmanager.features.reviews.words import value_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog


class GoalCommands(QObject):
    """``show`` opens a form; ``made`` hears the id of a new goal."""

    def __init__(
        self, desk: Desk, parent: QWidget, show: Callable[[FormDialog], None], made: Callable[[int], None]
    ) -> None:
        super().__init__(parent)
        self._desk, self._parent, self._show, self._made = desk, parent, show, made

    def new(self) -> None:
        """Set a goal for the team or a person."""
        desk = self._desk
        people, metrics = desk.read(choices.people, desk.today()), desk.read(choices.metric_names)
        units = desk.read(choices.metric_units)

        def submit(values: dict[str, Any]) -> None:
            today, key = desk.today(), values.pop("metric_key")
            whom = values.pop("person_id") or None
            unit = units.get(key, "")
            target = parse_value(values.pop("target_value"), unit)
            start = parse_value(values.pop("start_value"), unit)
            if start is None and key:
                now = desk.read(queries.figure_now, key, whom, today)
                start = now.value if now is not None else None
            made = desk.try_do(
                f"Set a goal: {values['title']}", actions.add_goal, today=today, person_id=whom,
                owner="person" if whom else "team", metric_key=key, start_value=start, target_value=target,
                **values,
            )  # fmt: skip
            self._made(made)

        self._show(formdialogs.goal(None, people, metrics, submit, desk.today, self._parent))

    def change(self, row: GoalRow) -> None:
        """Change an open goal; another target or day needs a reason."""
        desk = self._desk

        def submit(values: dict[str, Any]) -> None:
            typed = values.pop("target_value", None)
            if typed is not None and typed.strip() != value_text(row.target_value, row.unit):
                values["target_value"] = parse_value(typed, row.unit)
            desk.try_do(
                f"Change goal: {row.title}", actions.change_goal, row.id, today=desk.today(), **values
            )

        self._show(formdialogs.goal(row, [], {}, submit, desk.today, self._parent))

    def say_progress(self, row: GoalRow) -> None:
        """Say how far a goal without a measure is."""
        desk = self._desk
        text = desk.ask.text("How far is it", "Per cent", f"{(row.done or 0) * 100:.0f}")
        if text is None:
            return
        try:
            share = parse_value(text, "share")
        except RuleBroken as error:
            desk.ask.tell("How far is it", str(error))
            return
        desk.do(f"How far: {row.title}", actions.set_progress, row.id, share if share is not None else -1.0)

    def move(self, row: GoalRow, name: str) -> None:
        """Move a goal; a reason is asked for where it is needed."""
        desk, label = self._desk, f"{rules.MOVE_WORDS[name]}: {row.title}"
        if not rules.MOVES[row.state, name][1]:
            desk.do(label, actions.move, row.id, name, today=desk.today())
            return

        def submit(values: dict[str, Any]) -> None:
            desk.try_do(label, actions.move, row.id, name, today=desk.today(), **values)

        self._show(forms.reason(label, rules.MOVE_WORDS[name], submit, self._parent))

    def trash(self, row: GoalRow) -> None:
        """Put a goal into the Trash."""
        desk = self._desk
        desk.do(f"Move {row.title} to Trash", actions.trash_goals, [row.id], today=desk.today())
