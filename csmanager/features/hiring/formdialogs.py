"""What is asked about openings and applicants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from csmanager.features.hiring import queries, rules
from csmanager.features.hiring.queries import ApplicantRow, DuplicateRow, OpeningRow
from csmanager.features.hiring.rules import OpeningState
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.texts import day_text

Submit = Callable[[dict[str, Any]], object]
_ANSWER_DAYS = 3
_RATINGS = ((None, "Not rated"), (5, "5 – excellent"), (4, "4"), (3, "3 – would do"), (2, "2"), (1, "1 – no"))


class ApplicantDialog(FormDialog):
    """Adds or changes an applicant; says at once who may be the same person."""

    def __init__(
        self,
        desk: Desk,
        openings: Sequence[OpeningRow],
        submit: Submit,
        parent: QWidget,
        *,
        row: ApplicantRow | None = None,
        opening_id: int | None = None,
    ) -> None:
        self._desk = desk
        self._besides = row.id if row else None
        self.found: list[DuplicateRow] = []
        fields = [
            Field("name", "Name", value=row.name if row else "", required=True),
            Field("email", "E-mail", value=row.email if row else ""),
            Field("phone", "Phone", value=row.phone if row else ""),
            Field(
                "source",
                "Came through",
                "suggest",
                value=row.source if row else "",
                options=desk.read(queries.sources)
                or ("Walk-in", "Website", "Recommended by staff", "Agency"),
            ),
            Field(
                "next_step",
                "Next step",
                value=row.next_step if row else "",
                placeholder="Call back",
                is_more=row is None,
            ),
            Field("next_step_on", "On", "date", value=row.next_step_on if row else None, is_more=row is None),
            Field("notes", "Notes", "long", value=row.notes if row else ""),
        ]
        if row is None:
            options = [(one.id, one.title) for one in openings if one.state is not OpeningState.CLOSED]
            chosen = opening_id if any(key == opening_id for key, _ in options) else None
            if chosen is None and options:
                chosen = options[0][0]
            fields.insert(
                1, Field("opening_id", "Opening", "choice", value=chosen, options=options, required=True)
            )
            fields.insert(
                5, Field("applied_on", "Applied on", "date", value=desk.today(), required=True, is_more=True)
            )
        else:
            fields.insert(-1, Field("rating", "Rating", "choice", value=row.rating, options=_RATINGS))
        title = f"Edit {row.name}" if row else "Add applicant"
        super().__init__(
            title, fields, submit, verb="Change" if row else "Add", today=desk.today, parent=parent
        )
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.hint)
        for key in ("name", "email", "phone"):
            self.inputs[key].changed.connect(self._look)

    def _look(self) -> None:
        typed = {key: self.inputs[key].target.property("text") or "" for key in ("name", "email", "phone")}
        found = self._desk.read(queries.duplicates, **typed, besides=self._besides)
        self.found = found
        self.hint.setText("\n".join(_alike(row) for row in found[:3]))
        self.hint.setVisible(bool(found))
        self.resize(self.size().expandedTo(self.sizeHint()))


class WalkInDialog(FormDialog):
    """Five fields for somebody at the counter, the name first; whoever applied before is named while typing."""

    def __init__(self, desk: Desk, openings: Sequence[OpeningRow], submit: Submit, parent: QWidget) -> None:
        self._desk = desk
        options = [(one.id, one.title) for one in openings]
        day = desk.today() + dt.timedelta(days=_ANSWER_DAYS)
        fields = [
            Field("name", "Name", required=True),
            Field("reach", "Phone or e-mail", placeholder="How to reach them"),
            Field("opening_id", "For", "choice", value=options[0][0], options=options, required=True),
            Field("notes", "When can they work", placeholder="Sat 10-14, Mon-Fri 17-20"),
            Field("back_on", "They hear from us by", "date", value=day),
            Field("may_keep", "They agree to be kept on file for a year", "check", value=False),
        ]
        super().__init__("Walk-in", fields, submit, verb="Take in", today=desk.today, parent=parent)
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.hint)
        for key in ("name", "reach"):
            self.inputs[key].changed.connect(self._look)

    def _look(self) -> None:
        name, reach = (self.inputs[key].target.property("text") or "" for key in ("name", "reach"))
        found = self._desk.read(queries.duplicates, name=name, email=reach, phone=reach)
        self.hint.setText("\n".join(_alike(row) for row in found[:2]))
        self.hint.setVisible(bool(found))


def _alike(row: DuplicateRow) -> str:
    stage = rules.STAGE_NAMES[row.stage].lower()
    return f"▲ {row.name} applied for {row.opening} on {day_text(row.applied_on)} ({stage}): {row.alike}."


def reason(
    title: str, verb: str, options: Sequence[str], submit: Submit, parent: QWidget, text: str = ""
) -> FormDialog:
    """Why a move is made; ``text``: what speaks against it."""
    fields = [Field("reason", "Why", "suggest", value="", options=options, required=True)]
    return FormDialog(title, fields, submit, verb=verb, text=text, parent=parent)


def next_step(row: ApplicantRow, submit: Submit, today: Callable[[], dt.date], parent: QWidget) -> FormDialog:
    """What happens next, and when."""
    fields = [
        Field("text", "Next step", value=row.next_step, placeholder="Interview with Ana"),
        Field("on", "On", "date", value=row.next_step_on),
    ]
    title = f"Next step for {row.name}"
    return FormDialog(title, fields, submit, verb="Set next step", today=today, parent=parent)
