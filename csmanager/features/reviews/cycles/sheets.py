"""Reviews as they were kept, as a workbook: a sheet for each person, with figures, guide, texts and signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from csmanager.core.sheets import safe_text
from csmanager.features.reviews.charts.excel import MUTED, RULE, number_format, scaled
from csmanager.features.reviews.cycles.guide import Guide, guide
from csmanager.features.reviews.cycles.pinned import PinnedLine
from csmanager.features.reviews.cycles.queries import ReviewDetail, detail
from csmanager.features.reviews.cycles.rules import HOW_RATED, SECTIONS
from csmanager.features.reviews.rules import Unit

_HEADS = ("Measure", "Figure", "n", "From", "To", "Target", "Verdict", "Why")
_WIDTHS = (26, 11, 7, 11, 11, 23, 13, 46)
_FORBIDDEN = set("[]:*?/\\'")


@dataclass(frozen=True, slots=True)
class Kept:
    """A review with its guide."""

    found: ReviewDetail
    guide: Guide


def kept(session: Session, review_ids: Sequence[int]) -> list[Kept]:
    """What the pages of some reviews are made of; those that are gone are left out."""
    made = []
    for one in review_ids:
        found, told = detail(session, one), guide(session, one)
        if found is not None and told is not None:
            made.append(Kept(found, told))
    return made


def write(path: Path, reviews: Sequence[Kept], *, store: str, made_at: dt.datetime) -> None:
    """Write a sheet for each review; the same reviews give the same bytes. The private note stays out."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(path), options)
    created = made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": "Reviews", "company": safe_text(store)[:200], "created": created})
    names: set[str] = set()
    for number, one in enumerate(reviews, 1):
        name = _sheet_name(one.found.row.person, names)
        names.add(name.casefold())
        _page(_Sheet(book, book.add_worksheet(name)), one, store, number)
    if not reviews:
        book.add_worksheet("Reviews").write_string(0, 0, "There is no review to write.")
    book.close()


def _sheet_name(person: str, taken: set[str]) -> str:
    base = "".join(" " if letter in _FORBIDDEN or not letter.isprintable() else letter for letter in person)
    base = " ".join(base.split())[:25] or "Review"
    name, number = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base} ({number})"
    return name


class _Sheet:
    """Writes downwards."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.book, self.sheet, self.row = book, sheet, 0
        sheet.hide_gridlines(1)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.set_footer("&L&A&Rpage &P of &N")
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)

    def style(self, **more: Any) -> Any:
        return self.book.add_format({"valign": "top", **more})

    def text(self, text: str, **style: Any) -> None:
        """A paragraph across the page."""
        last = len(_WIDTHS) - 1
        self.sheet.merge_range(self.row, 0, self.row, last, "", self.style(text_wrap=True, **style))
        self.sheet.write_string(self.row, 0, safe_text(text), self.style(text_wrap=True, **style))
        lines = sum(max(1, -(-len(part) // 140)) for part in text.split("\n"))
        self.sheet.set_row(self.row, (22 if style.get("font_size") else 15) * lines)
        self.row += 1

    def head(self, text: str) -> None:
        self.row += 1
        self.text(text, bold=True)


def _page(sheet: _Sheet, one: Kept, store: str, number: int) -> None:
    found, pinned = one.found, one.found.pinned
    row = found.row
    sheet.text(f"{row.person}: {pinned.period_title}", bold=True, font_size=15)
    who = " · ".join(part for part in (store, row.role, row.team) if part)
    sheet.text(
        f"{who}. Figures as they were on {pinned.made_on}, from data until {pinned.data_until or 'none'};"
        f" {pinned.template}, version {pinned.template_version}.",
        font_color=MUTED,
    )
    reason = found.overall_reason or pinned.rating.reason
    sheet.text(f"Overall: {row.overall}. {reason}")
    for note in pinned.notes:
        sheet.text(note)
    sheet.row += 1
    weighed = [line for line in pinned.lines if line.weight > 0] or list(pinned.lines)
    _figures(sheet, weighed, f"tblReview{number}", row.person)
    sheet.text(f"How it is rated: {HOW_RATED}", font_color=MUTED)
    sheet.head("Say first")
    sheet.text(one.guide.first)
    for step in one.guide.steps:
        sheet.head(step.title)
        for said in step.say:
            sheet.text(said)
        for asked in step.ask:
            sheet.text(asked, italic=True)
    sheet.head("Not to say")
    for text in one.guide.avoid:
        sheet.text(text)
    for key, title in SECTIONS:
        if written := getattr(found, key):
            sheet.head(title)
            sheet.text(written)
    answers = [(question, said) for question, said in found.answers if said]
    if answers:
        sheet.head("Self-review")
        for question, said in answers:
            sheet.text(f"{question} {said}")
    sheet.head("Agreed")
    for agreed in found.agreed:
        until = f", by {agreed.due_on.isoformat()}" if agreed.due_on else ""
        sheet.text(f"{agreed.text}{until}")
    for _ in range(3):
        sheet.text("", bottom=1, bottom_color=RULE)
    _signatures(sheet, found)


def _figures(sheet: _Sheet, lines: Sequence[PinnedLine], name: str, person: str) -> None:
    top = sheet.row
    sheet.sheet.add_table(
        top, 0, top + max(1, len(lines)), len(_HEADS) - 1,
        {"name": name, "style": "Table Style Light 1", "columns": [{"header": head} for head in _HEADS],
         "description": f"The figures of {person} as they were."},
    )  # fmt: skip
    for at, line in enumerate(lines, top + 1):
        shape = sheet.style(num_format=number_format(line.unit), align="right")
        sheet.sheet.write_string(at, 0, safe_text(line.name), sheet.style(text_wrap=True))
        for column, value in ((1, line.value), (3, line.low), (4, line.high)):
            if value is not None:
                sheet.sheet.write_number(at, column, scaled(value, Unit(line.unit)), shape)
        sheet.sheet.write_number(at, 2, line.n, sheet.style(num_format="#,##0"))
        right = sheet.style(align="right")
        sheet.sheet.write_string(at, 5, line.target_text, right)
        sheet.sheet.write_string(at, 6, line.status_text, sheet.style(indent=1))
        why = " ".join(part for part in (line.reason, line.note) if part)
        sheet.sheet.write_string(at, 7, safe_text(why), sheet.style(text_wrap=True))
        sheet.sheet.set_row(at, 15 * max(1, -(-len(why) // 48)))
    sheet.row = top + max(1, len(lines)) + 1


def _signatures(sheet: _Sheet, found: ReviewDetail) -> None:
    if found.signed_name:
        sheet.text(f"Signed by {found.signed_name} on {found.row.signed_on}.")
        return
    if found.witness:
        sheet.text(f"Not signed; witness: {found.witness}.")
        return
    for who in (found.row.person, "Manager"):
        sheet.text(f"Signed, {who}:                                        on:", bottom=1)
    sheet.text("Signing says that this was talked about, not that one agrees.", font_color=MUTED)
