"""What an interview gives to take along: its scorecards on paper, and a file for a calendar."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.features.hiring.documents import savingview
from csmanager.features.hiring.interviews import calendarfile, cardpaper, queries
from csmanager.features.hiring.interviews.queries import InterviewRow
from csmanager.features.hiring.interviews.rules import InterviewMove
from csmanager.ui.desk import Desk


def has_cards(row: InterviewRow | None) -> bool:
    """Whether the cards may be read: none is missing any more."""
    return row is not None and 0 < row.cards == len(row.askers)


def cards(desk: Desk, row: InterviewRow | None, parent: QWidget, *, is_print: bool) -> None:
    """The filled scorecards of an interview, printed or saved as PDF or Word."""
    if row is None or not has_cards(row):
        return
    text = cardpaper.paper(row, desk.read(queries.cards, row.id), desk.read(queries.kit_of, row.id))
    title = f"Scorecards {row.applicant}"
    if is_print:
        savingview.print_text(text, title, desk, parent)
    else:
        savingview.save(desk, text, title, "Scorecards of an interview")


def calendar(desk: Desk, row: InterviewRow | None) -> None:
    """An interview as a file for a calendar."""
    if row is None:
        return
    moved = sum(step.move is InterviewMove.RESCHEDULE for step in desk.read(queries.steps, row.id))
    content = calendarfile.calendar_text(
        row, shop=desk.settings.name, zone=desk.settings.zone(), now=desk.store.clock(), moved=moved
    )
    folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
    name = " ".join("".join(one if one.isalnum() else " " for one in row.applicant).split())
    path = desk.ask.save_path("Calendar file", str(folder / f"Interview {name}.ics"), "Calendar (*.ics)")
    if path is None:
        return
    path = path if path.suffix.casefold() == ".ics" else path.with_name(f"{path.name}.ics")
    try:
        placed = replace_file(path, lambda target: _write(target, content))
    except AppError as error:
        desk.ask.tell(f"{path.name} was not saved", str(error))
        return
    desk.sent_out(placed, "Calendar file of an interview", f"Saved as {placed.name}.")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
