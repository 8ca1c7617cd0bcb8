"""Asking before somebody is erased, and telling what was done and what remains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csmanager.core import erasure
from csmanager.core.erasure import Erased, Erasure
from csmanager.core.errors import AppError
from csmanager.features.team.erasing.words import WARNING, mentions_text, told
from csmanager.ui.desk import Desk


def confirm_and_erase(
    desk: Desk,
    who: str,
    takes_out: str,
    asked: Callable[[Any], Erasure],
    erase: Callable[..., Erased],
) -> Erased | None:
    """Ask, then erase; None when it was left or refused. ``takes_out``: what goes and what stays.

    Texts of other records that name them are listed, and lose the name only where that is confirmed too.
    """
    try:
        mentions = desk.read(lambda session: erasure.look(session, asked(session)))
    except AppError as error:
        desk.ask.tell(f"Make {who} anonymous", str(error))
        return None
    if not desk.ask.confirm(f"Make {who} anonymous?", f"{takes_out}\n\n{WARNING}", "Make anonymous"):
        return None
    confirmed: set[tuple[str, str, str]] = set()
    if mentions and desk.ask.confirm(
        "Named elsewhere too", mentions_text(mentions), "Take the name out there too", "Leave it there"
    ):
        confirmed = {one.id for one in mentions}
    try:
        done = erase(confirmed=confirmed)
    except AppError as error:
        desk.ask.tell(f"Make {who} anonymous", str(error))
        return None
    desk.ask.tell("Made anonymous", told(done))
    return done
