"""What is to be handed out, as what, and with what around it; then it is written with progress and Cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError, Cancelled
from csmanager.exporting import file_stem
from csmanager.features.handbook import handout, handoutview, queries
from csmanager.features.handbook.handout import HandOut as Book
from csmanager.features.handbook.handout import Progress
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

_WHOLE, _CHOSEN = "whole", "chosen"
FORMATS = (("pdf", "PDF"), ("docx", "Word"), ("html", "Web page (one file)"), ("print", "Paper"))
_FILTERS = {"pdf": "PDF (*.pdf)", "docx": "Word (*.docx)", "html": "Web page (*.html)"}
Writer = Callable[[Book, Path, Progress | None], Path]


def writer_of(suffix: str) -> Writer:
    """What writes a file of this kind: pdf, docx or html."""
    writers: dict[str, Writer] = {
        "pdf": handoutview.write_pdf,
        "docx": handout.write_word,
        "html": handout.write_html,
    }
    return writers[suffix]


class HandOut(FormDialog):
    """Asks, gathers, asks for the file, and writes it aside."""

    def __init__(self, desk: Desk, chosen: Sequence[int], parent: QWidget | None = None) -> None:
        self._desk, self._chosen = desk, list(chosen)
        rows = [row for row in desk.read(queries.policies) if row.number is not None]
        self._categories: dict[str, list[int]] = {}
        for row in rows:
            self._categories.setdefault(row.category, []).append(row.id)
        picked = [row for row in rows if row.id in self._chosen]
        options = [(_WHOLE, f"Everything in force ({len(rows)})")]
        if picked:
            name = picked[0].title if len(picked) == 1 else f"The {len(picked)} chosen ones"
            options.append((_CHOSEN, name))
        options += [
            (f"category {name}", f"{name or 'Without a category'} ({len(ids)})")
            for name, ids in self._categories.items()
        ]
        fields = [
            Field("what", "What", "choice", value=_WHOLE, options=options, required=True),
            Field("kind", "As", "choice", value="pdf", options=FORMATS, required=True),
            Field("with_contents", "Contents", "check", value=True),
            Field("with_log", "What changed, version by version", "check", value=True),
            Field("with_sign_page", "A page to sign", "check", value=True),
        ]
        text = "Every text bears its version, its day and the beginning of its hash."
        super().__init__("Hand out", fields, self._on_submit_values, text=text, parent=parent)

    def _on_submit_values(self, values: dict[str, Any]) -> None:
        kind, what = values.pop("kind"), values.pop("what")
        ids = None
        if what == _CHOSEN:
            ids = self._chosen
        elif what != _WHOLE:
            ids = self._categories[what.partition(" ")[2]]
        book = self._desk.read(
            handout.gather,
            title=f"{self._desk.settings.name}: handbook",
            today=self._desk.today(),
            policy_ids=ids,
            **values,
        )
        if kind == "print":
            from csmanager.ui import printing

            printing.print_document(
                handoutview.document_of(book), self.parentWidget(), self._desk.today(), what="Handbook"
            )
            return
        self._write(book, kind)

    def _write(self, book: Book, kind: str) -> None:
        desk = self._desk
        folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
        name = f"{file_stem(book.title)} {book.day.isoformat()}.{kind}"
        path = desk.ask.save_path("Hand out", str(folder / name), _FILTERS[kind])
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(f".{kind}")
        write = writer_of(kind)

        def then(placed: Path) -> None:
            desk.preferences.set("export/folder", str(placed.parent))
            desk.say(f"Saved as {placed.name}.")

        def failed(error: Exception) -> None:
            if isinstance(error, Cancelled):
                return
            if not isinstance(error, AppError):
                raise error
            desk.ask.tell(f"{target.name} was not saved", str(error))

        desk.run(
            f"Writing {target.name}", lambda progress: write(book, target, progress), then=then, failed=failed
        )
