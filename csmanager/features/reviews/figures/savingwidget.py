"""Pages of the Figures view on paper: printed, as PDF and as workbooks."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QUrl
from PySide6.QtGui import QImage, QTextDocument

from csmanager.core import outgoing
from csmanager.core.errors import AppError, Cancelled
from csmanager.core.files import replace_file
from csmanager.features.reviews.charts.drawing import draw, rows_wanted
from csmanager.features.reviews.figures import paper, workbook
from csmanager.features.reviews.figures.board import Board, multiples
from csmanager.features.reviews.figures.guide import Guide, guides
from csmanager.ui import theme
from csmanager.ui.printing import save_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csmanager.features.reviews.figures.attention import Attention
    from csmanager.features.reviews.page import ReviewsPage
    from csmanager.ui.desk import Desk
    from csmanager.ui.jobs import Progress

log = logging.getLogger(__name__)

_WIDTH = 660  # logical pixels that a chart is wide on paper
_PANELS = {False: 12, True: 3}  # small charts on the page of a team, of a person
FILTERS = {"pdf": "PDF (*.pdf)", "xlsx": "Excel workbook (*.xlsx)"}


def person_of(page: ReviewsPage) -> int | None:
    """Whose page is meant: the person shown in depth, otherwise everyone's of the choice."""
    return page.chosen_person() if page.level.value() == "person" else None


def document(page: ReviewsPage) -> QTextDocument | None:
    """The page of the person or team shown; None before anything was read."""
    if page.board is None:
        return None
    entries = [card.entry for card in page.glance.cards]
    person = person_of(page)
    told = page.desk.read(guides, [person], page.board.period.key) if person is not None else {}
    return make_document(page.board, person, page.desk.settings.name, entries, told)


def make_document(
    board: Board,
    person: int | None,
    store: str,
    entries: Sequence[Attention] = (),
    told: Mapping[int, Guide] | None = None,
) -> QTextDocument:
    """One page as a document, its small charts drawn in light colours. ``told``: guides of prepared reviews."""
    made = QTextDocument()
    size = _add_chart(made, board, person)
    if person is None:
        made.setHtml(paper.team_html(board, entries, store, size))
    else:
        made.setHtml(paper.person_html(board, person, store, size, (told or {}).get(person)))
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, paper.title(board, person))
    return made


def everyone(board: Board, store: str, told: Mapping[int, Guide] | None = None) -> QTextDocument:
    """A page for each person, one after the other."""
    made = QTextDocument()
    own = told or {}
    parts = [
        paper.person_html(board, person, store, told=own.get(person)) for person in board.names().values()
    ]
    page_break = "<p style='page-break-before:always;margin:0;font-size:1pt'></p>"
    made.setHtml(page_break.join(parts) or "<p>Nobody was here in this period.</p>")
    title = f"Reviews: {board.who}, {board.period.title}"
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made


def _add_chart(document: QTextDocument, board: Board, person: int | None) -> tuple[int, int] | None:
    from dataclasses import replace

    chart = multiples(board, person)
    bad = {line.name for line in board.lines_of(person) if board.stand(line).is_bad}
    alarmed = sorted(chart.panels, key=lambda panel: (panel.title not in bad, not panel.is_alarmed))
    chart = replace(chart, panels=tuple(alarmed[: _PANELS[person is not None]]))
    if not chart.panels:
        return None
    height = rows_wanted(len(chart.panels), _WIDTH)
    drawn = draw(chart, _WIDTH, height, 3.0, theme.tokens("light"), 7.5)
    image = QImage(
        drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888
    ).copy()
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl("chart"), image)
    return _WIDTH, round(height)


def save(page: ReviewsPage, kind: str, *, everyone: bool = False) -> None:
    """Ask where, and write the page of the person or team shown; ``everyone``: a page for each person."""
    board = page.board
    if board is None:
        return
    desk, person = page.desk, person_of(page)
    who = "Everyone" if everyone else paper.name_of(board, person)
    name = "".join(letter if letter.isalnum() or letter in " -" else " " for letter in who).strip()[:60]
    folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
    path = desk.ask.save_path(
        "Save page", str(folder / f"Review {name} {board.period.key}.{kind}"), FILTERS[kind]
    )
    if path is None:
        return
    if path.suffix.lower() != f".{kind}":
        path = path.with_name(f"{path.name}.{kind}")
    make = _writer(page, board, person, path, everyone_too=everyone)
    period = board.period.key

    def work(progress: Progress) -> Path:
        progress(0, 0, f"Writing {path.name}")
        timers = QEventLoop()  # a document starts timers while it is laid out, which need one in their thread
        try:
            return make()
        finally:
            timers.exit()

    def done(placed: Path) -> None:
        desk.preferences.set("export/folder", str(placed.parent))
        about = outgoing.person(person) if person is not None and not everyone else ()
        told = {"about": about, "period": period}
        desk.sent_out(placed, "Review of a period", f"Saved {placed.name}.", **told)

    desk.run(f"Save {path.name}", work, then=done, failed=lambda error: _failed(desk, error))


def _failed(desk: Desk, error: Exception) -> None:
    if isinstance(error, Cancelled):
        return
    if not isinstance(error, AppError):
        log.error("A page could not be saved", exc_info=error)
    text = str(error) if isinstance(error, AppError) else "The page could not be written."
    desk.ask.tell("Save page", text)


def write(
    page: ReviewsPage, board: Board, person: int | None, path: Path, *, everyone_too: bool = False
) -> Path:
    """Write the page to ``path`` by its ending, at once; returns where it lies. Raises Refused."""
    return _writer(page, board, person, path, everyone_too=everyone_too)()


def _writer(
    page: ReviewsPage, board: Board, person: int | None, path: Path, *, everyone_too: bool
) -> Callable[[], Path]:
    """What writes the page without asking the window for anything, so that it may run aside."""
    desk = page.desk
    entries = [card.entry for card in page.glance.cards]
    store, today, now = desk.settings.name, desk.today(), desk.store.clock()
    whose = list(board.names().values()) if everyone_too else [person] if person is not None else []

    def make() -> Path:
        told = desk.read(guides, whose, board.period.key)
        if path.suffix.lower() == ".pdf":
            made = (
                everyone(board, store, told)
                if everyone_too
                else make_document(board, person, store, entries, told)
            )
            return save_pdf(made, path, today)
        written: list[workbook.Written] = []
        own = told.get(person) if person is not None else None
        return replace_file(
            path,
            lambda temporary: written.append(
                workbook.write(board, person, temporary, store=store, made_at=now, entries=entries, told=own)
            ),
            verify=lambda temporary: workbook.read_back(temporary, written[0]),
        )

    return make
