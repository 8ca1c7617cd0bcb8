"""The handbook handed out from the command line."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from csmanager.core.errors import Refused
from csmanager.core.settings import read_settings
from csmanager.core.store import Store
from csmanager.features.handbook import handout

SUFFIXES = (".docx", ".html", ".pdf")


def hand_out(store: Store, path: Path) -> Path:
    """Write the policies in force as Word, HTML or PDF, by the name of the file; returns where it lies.

    Raises Refused for another kind of file and RuleBroken where no policy is in force.
    """
    path = path.absolute()
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        raise Refused(f"{path.name} should end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.")
    with store.read() as session:
        settings = read_settings(session)
        book = handout.gather(
            session, title=f"{settings.name}: handbook", today=settings.today(store.clock())
        )
    if suffix == ".docx":
        return handout.write_word(book, path)
    if suffix == ".html":
        return handout.write_html(book, path)
    made: Path = import_module("csmanager.features.handbook.handoutview").write_without_window(book, path)
    return made
