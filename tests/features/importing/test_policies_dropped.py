"""Policies in Markdown, Word and HTML, single or in a folder, come in as drafts, each as one step."""

from __future__ import annotations

from pathlib import Path

from docx import Document

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file


def test_texts_of_every_form_become_drafts(store: Store, tmp_path: Path) -> None:
    markdown = tmp_path / "refunds.md"
    markdown.write_text("---\ntitle: Refunds\n---\n# Who may refund\n\nAnyone up to 50.\n", encoding="utf-8")
    word = Document()
    word.add_heading("Returns", 1)
    word.add_paragraph("Within 30 days.")
    word.save(str(tmp_path / "returns.docx"))
    page = tmp_path / "late.html"
    page.write_text(
        "<html><body><h1>Late parcels</h1><p>We send again at once.</p></body></html>", encoding="utf-8"
    )
    for path in (markdown, tmp_path / "returns.docx", page):
        told = import_file(store, path)
        assert (told.outcome, told.rows_added) == ("imported", 1), told

    def titles() -> list[str]:
        with store.read() as session:
            found = session.connection().exec_driver_sql("SELECT title FROM policy ORDER BY id")
            return [str(row[0]) for row in found]

    assert titles()[-3:] == ["Refunds", "Returns", "Late parcels"]
    store.undo()
    assert "Late parcels" not in titles()
