"""What customers wrote beside their rating, in an export of tickets or calls: comments that can be taken besides."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from csmanager.features.importing.meaning import choose, understanding
from csmanager.features.importing.reading.looking import Looked
from csmanager.features.importing.rules import Field, FileKind

NAME = "remarks"
_RATED = r"satisfaction|csat|survey|rating|feedback|review|customer|rated|zufriedenheit|bewertung|avis|valoraci\w+|avalia\w+"
_SAID = r"comments?|remarks?|reasons?|text|verbatim|feedback|notes?|kommentar\w*|bemerkung\w*|commentaires?|comentarios?|opmerking\w*"
_HEADING = re.compile(
    rf"(?:{_RATED})\W+(?:\w+\W+)?(?:{_SAID})|(?:customer |csat )?(?:feedback|remarks?|verbatim)", re.I
)
_WORDY = 0.2  # share of the filled cells with more than one word


def of(path: Path, one: Looked, job: dict[str, Any]) -> Looked | None:
    """The remarks of a table of contacts as a table of their own; None where there are none."""
    if one.records is not None or not one.is_understood:
        return None
    found = [
        column for column in one.columns
        if column.field is None and column.shape.filled and column.shape.stamps < 0.5 and column.shape.numbers < 0.5
        and _HEADING.fullmatch(" ".join(re.sub(r"[\W_]+", " ", column.header).split()))
    ]  # fmt: skip
    if not found:
        return None
    looks = choose.looks_of(one.sample, one.columns)
    at = {column.index: look for column, look in zip(one.columns, looks, strict=True)}
    best = max(found, key=lambda column: at[column.index].mean_length)
    if at[best.index].words < _WORDY:
        return None
    name = f"{one.sheet.name}, {NAME}" if one.sheet.name else NAME
    made = choose.forced(FileKind.COMMENTS, path, name, one.columns, looks)
    number = next((column for column in one.columns if column.field is Field.EXTERNAL_ID), None)
    for index, key in list(made.meanings.items()):
        if key in ("text", "rating") or (key == "reference" and number is not None):
            del made.meanings[index]  # ratings count with the contacts
    made.meanings[best.index] = "text"
    made.reasons[best.index] = f"heading “{best.header}”, beside the rating"
    if number is not None:
        made.meanings[number.index] = "reference"
        made.reasons[number.index] = "number of the contact"
    made.because[:] = ["they stand beside the ratings of the contacts"]
    sheet = replace(one.sheet, name=name)
    made = understanding.corrected(made, job)
    return Looked(sheet, one.layout, one.columns, FileKind.COMMENTS, "", one.sample, job, made)
