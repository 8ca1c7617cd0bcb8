"""Coaching on paper: the script of a talk, sheets to sign, and their codes coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csmanager.core import outgoing
from csmanager.features.coaching import actions, queries, sheets
from csmanager.features.talks import papersview
from csmanager.features.talks.codesdialog import CodesDialog
from csmanager.ui.widgets.table import Column

if TYPE_CHECKING:
    from csmanager.features.coaching.coachpage import CoachingPage


class Papers:
    """Prints, and takes in what comes back."""

    def __init__(self, page: CoachingPage) -> None:
        self._page, self._desk = page, page.desk

    def print_script(self) -> None:
        """The talk on one page, along a prompt."""
        found = self._page.found
        if found is None:
            return
        prompts = self._desk.read(queries.prompts)
        names = [row.name for row in prompts]
        chosen = self._desk.ask.choose("Script of the talk", "Along", names) if names else ""
        if chosen is None:
            return
        prompt = next((row for row in prompts if row.name == chosen), None)
        text = sheets.script(found, prompt, self._desk.settings.name)
        self._page.dialog = papersview.preview(
            self._page.window(),
            text,
            f"Talk with {found.row.person}",
            self._desk.today(),
            about=outgoing.person(found.row.person_id),
        )

    def print_sheet(self) -> None:
        """Sheets with codes for whoever answers on paper."""
        lines = self._desk.read(sheets.open_lines)
        if not lines:
            self._desk.say("Every session that was held has been answered.")
            return
        text = sheets.ack_sheet(lines, self._desk.settings.name)
        self._page.dialog = papersview.preview(
            self._page.window(), text, "Coaching to acknowledge", self._desk.today()
        )

    def enter_codes(self) -> None:
        """Signed sheets come back."""

        def enter(lines: list[sheets.AckLine], day: Any) -> None:
            self._desk.try_do(
                f"Enter {len(lines)} acknowledged from paper",
                actions.acknowledge_paper,
                [line.coaching_id for line in lines],
                signed_on=day,
                now=self._desk.store.clock(),
            )

        self._page.open(
            CodesDialog(
                self._desk,
                "Enter acknowledged coaching",
                "Type the code beside each signature and press Enter. Enter only what you hold in your hands.",
                [
                    Column("code", "Code", 100, value=lambda line: line.code),
                    Column("person", "Person", 170, value=lambda line: line.person),
                    Column("behaviour", "Behaviour", 280, value=lambda line: line.behaviour),
                ],
                lambda typed: self._desk.read(sheets.read_code, typed),
                enter,
                parent=self._page,
            )
        )
