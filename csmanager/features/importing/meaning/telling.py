"""What speaks for a decision, in words: how many cells of a column look like what it is taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csmanager.features.importing.meaning.looks import Look
    from csmanager.features.importing.shapes import Shape

_FEW = 3  # different words that are named
_SAMPLE = 200  # rows from which on only some were looked at
_LONGEST = 24  # letters of a word that is named


def of_cells(value: str, shape: Shape, look: Look | None = None) -> str:
    """The cells as evidence for a meaning of this sort (see ``fields.Meaning.value``); "" where there are none."""
    if not shape.filled:
        return ""
    if value == "day":
        time = " with a time" if shape.with_time > 0.5 else ""
        return f"{_share(shape.stamps, shape)} dates{time}"
    if value == "clock" and shape.times > 0.5:
        return f"{_share(shape.times, shape)} times of day"
    if value in ("person", "login") and shape.numbers < 0.5:
        return (
            "1 name"
            if shape.distinct == 1
            else f"{shape.distinct:,} different names in {shape.filled:,} cells"
        )
    if value in ("rating", "nps") and shape.scale:
        return f"ratings from 1 to {shape.scale}" if value == "rating" else "answers from 0 to 10"
    if value == "id":
        repeats = shape.filled - shape.distinct
        return (
            f"none of {shape.filled:,} comes twice"
            if not repeats
            else f"{shape.distinct:,} of {shape.filled:,} differ"
        )
    if (
        look is not None
        and look.numbers > 0.8
        and value in ("number", "count", "share", "score", "money", "length")
    ):
        return _range(look)
    if value == "length" and shape.durations > 0.5:
        return f"{_share(shape.durations, shape)} durations"
    if value in ("word", "flag", "letter"):
        return _words(shape)
    if look is not None and value in ("mail", "phone"):
        part = look.mails if value == "mail" else look.phones
        return f"{_share(part, shape)} {'addresses' if value == 'mail' else 'phone numbers'}" if part else ""
    if look is not None and value in ("text", "long") and look.mean_length > _LONGEST / 2:
        count = "1 text" if shape.distinct == 1 else f"{shape.distinct:,} different texts"
        return f"{count} of about {look.mean_length:.0f} letters"
    return ""


def _share(part: float, shape: Shape) -> str:
    count = round(part * shape.filled)
    cells = "cells looked at" if shape.rows >= _SAMPLE else "cells"
    if count == shape.filled:
        return f"all {count:,} {cells} are" if count > 1 else "its only cell is one of"
    return f"{count:,} of {shape.filled:,} {cells} are"


def _range(look: Look) -> str:
    sign = "%" if look.percents > 0.5 else ""
    if look.lowest == look.highest:
        return f"every number is {look.lowest:g}{sign}"
    return f"numbers from {look.lowest:g}{sign} to {look.highest:g}{sign}"


def _words(shape: Shape) -> str:
    named = [text for text in shape.samples[:_FEW] if len(text) <= _LONGEST]
    if not named:
        return ""
    more = shape.distinct - len(named)
    return f"such as {', '.join(named)}" + (f" and {more:,} more" if more > 0 else "")
