"""Writing a document from a template, and reading back one that was handed over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.sealing import is_token, place
from csmanager.features.hiring.documents import actions, queries, rules, savingview
from csmanager.features.hiring.documents.queries import HandedRow, TemplateRow
from csmanager.features.hiring.documents.writedialog import WriteDialog
from csmanager.ui.desk import Desk

_REMEMBERED = ("manager", "place", "apply to")  # fields that are the same in most letters


def write(page: Any, row: TemplateRow, applicant_id: int | None = None) -> None:
    """Open the form of a template; ``page`` is the page of documents."""
    desk: Desk = page.desk
    is_for_opening = row.kind in rules.FOR_OPENING
    targets = (
        desk.read(queries.open_openings)
        if is_for_opening
        else [(one.id, f"{one.name}, {one.opening}") for one in desk.read(queries.subjects)]
    )
    if not targets:
        desk.ask.tell(
            row.title, "There is nobody to write to yet. Add an opening and an applicant on the board first."
        )
        return
    field = "opening_id" if is_for_opening else "applicant_id"
    typed = {name: str(desk.preferences.get(f"hiring/field/{name}", "")) for name in _REMEMBERED}

    def sealed(target: int | None) -> queries.SealedPay | None:
        if is_for_opening or rules.PAY not in row.fields:
            return None
        found: queries.SealedPay | None = desk.read(queries.sealed_pay, target)
        return found

    def known(target: int | None) -> dict[str, str]:
        found: dict[str, str] = desk.read(queries.values, desk.today(), **{field: target})
        pay = sealed(target)
        text = desk.sealing.read(pay.token, pay.about) if pay is not None else None
        if pay is not None and text:
            found[rules.PAY] = pay.words(text)
        return {name: value for name, value in typed.items() if value} | found

    def submit(
        target: int | None,
        values: dict[str, str],
        how: str,
        answer_by: dt.date | None,
        goes_on: dt.date | None,
    ) -> None:
        verb = "Hand over" if goes_on is None else "Hold back"
        made = desk.try_do(
            f"{verb} {row.title.lower()}", actions.hand_over, row.id, values, today=desk.today(), how=how,
            answer_by=answer_by, goes_on=goes_on, **{field: target},
        )  # fmt: skip
        for name in typed:
            if values.get(name):
                desk.preferences.set(f"hiring/field/{name}", values[name])
        page.refresh()
        page.show_list("handed").select(made)

    def give(text: str, title: str, is_print: bool) -> None:
        if is_print:
            savingview.print_text(text, title, desk, page)
        else:
            savingview.save(desk, text, title)

    def is_locked(target: int | None) -> bool:
        return sealed(target) is not None and not desk.sealing.is_open

    def unlock(parent: QWidget) -> bool:
        return desk.sealing.ask_open(parent)

    page.open(
        WriteDialog(
            row, targets, known, submit, give, desk.today, page, target=applicant_id, is_locked=is_locked,
            unlock=unlock,
        )
    )  # fmt: skip


def whole(desk: Desk, row: HandedRow) -> str:
    """A document as it was handed over; its pay only where it lies open or sealed notes are unlocked."""
    if not is_token(row.pay):
        return rules.with_pay(row.body, row.pay)
    return rules.with_pay(row.body, desk.sealing.read(row.pay, place("handed_document", "pay", row.id)))
