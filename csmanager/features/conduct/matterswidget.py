"""What the pages of sealed matters do with one step: labels that name nobody, and dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csmanager.core.errors import AppError
from csmanager.core.sealing import place
from csmanager.features.conduct import queries
from csmanager.features.conduct.queries import ConflictRow, SideRow, WarningRow
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.talks.listswidget import TalkLists

LABEL = "Sealed matter"  # labels stand in the history and in Undo, which are not sealed


class MatterLists(TalkLists):
    """The two lists of sealed matters, and what both need."""

    conflicts: RecordsWidget
    warnings: RecordsWidget

    def _earlier(self, row: WarningRow) -> list[WarningRow]:
        rows = self.desk.read(queries.warnings, self.desk.today())
        return [
            one
            for one in rows
            if one.person_id == row.person_id and one.id != row.id and one.issued_on is not None
        ]

    def _texts(self, table: str, row: Any, names: tuple[str, ...]) -> dict[str, str]:
        read = self.desk.sealing.read
        return {name: read(getattr(row, name), place(table, name, row.id)) or "" for name in names}

    def _choose_side(self, row: ConflictRow, question: str) -> SideRow | None:
        return self._choose(list(row.sides), question)

    def _choose(self, sides: list[SideRow], question: str) -> SideRow | None:
        if len(sides) < 2:
            return sides[0] if sides else None
        chosen = self.desk.ask.choose(LABEL, question, [side.person for side in sides])
        return next((side for side in sides if side.person == chosen), None)

    def _dated(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "today": self.desk.today()}

    def _do(self, what: str, action: Callable[..., Any], *args: Any, **values: Any) -> Any:
        made = self.desk.try_do(f"{LABEL}: {what}", action, *args, **values)
        self.refresh()
        return made

    def _try(self, title: str, action: Callable[..., Any], *args: Any, **values: Any) -> None:
        try:
            self._do(title.lower(), action, *args, **values)
        except AppError as error:
            self.desk.ask.tell(title, str(error))
