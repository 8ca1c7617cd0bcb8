"""Which column means what: by the words of its heading, the shape of its values, and what else there is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from csmanager.features.importing import dates, durations, messages, shapes, words, zones
from csmanager.features.importing.meaning import telling
from csmanager.features.importing.meaning.assignment import solve
from csmanager.features.importing.rules import DURATIONS, MOMENTS, Field
from csmanager.features.importing.shapes import Shape
from csmanager.features.importing.table import Layout

REASON, PLACE = "Reason", "Row in the file"  # columns we add to rows that were set aside, to be mended
_UNNEEDED = "is not needed"
_NUMBER = re.compile(r"number|no|nr|num|numero|nummer|número|numéro")
_PHONE = re.compile(r"\+?[\d ()./-]{6,20}")
_TOLD = (Field.EXTERNAL_ID, Field.AGENT, Field.CSAT, Field.NPS, *sorted(DURATIONS | MOMENTS))
_STANDS_FOR = {
    Field.DURATION: Field.TALK,
    Field.RESOLVED_AT: Field.RESOLUTION,
    Field.FIRST_RESPONSE_AT: Field.FIRST_RESPONSE,
    Field.RESOLUTION: Field.RESOLVED_AT,
    Field.FIRST_RESPONSE: Field.FIRST_RESPONSE_AT,
}
_NAMED_ID = 0.8  # share of cells that a column called an id must fill
_WRITERS = 6  # different words for who wrote a message
_PROMOTERS = frozenset({"promoter", "passive", "detractor", "neutral"})
_VALUES = {
    Field.EXTERNAL_ID: "id", Field.STARTED_TIME: "clock", Field.AGENT: "person", Field.LOGIN: "login",
    Field.CSAT: "rating", Field.NPS: "nps", Field.TEAM: "word", Field.CHANNEL: "word", Field.TOPIC: "word",
    Field.DIRECTION: "word", Field.STATUS: "word", Field.ANSWERED: "flag", Field.ABANDONED: "flag",
    Field.REOPENED: "flag", Field.TRANSFERRED: "flag", Field.ESCALATED: "flag", Field.WRITER: "word",
}  # fmt: skip
_FLAGS = frozenset({Field.REOPENED, Field.TRANSFERRED, Field.ESCALATED})


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it was taken for. ``also``: further columns of the same heading, read where it is blank."""

    index: int
    header: str
    shape: Shape
    field: Field | None = None
    reason: str = ""
    also: tuple[int, ...] = ()

    @property
    def zone(self) -> str:
        """The time zone the heading names, "" for none."""
        return zones.of(self.header)

    @property
    def unit(self) -> str:
        """The unit the heading names, "" for none."""
        return durations.header_unit(self.header)


def read_shapes(layout: Layout, rows: list[list[str]]) -> list[Column]:
    """Every column with its shape, from ``rows`` below the heading."""
    found = []
    for index, header in enumerate(layout.headers):
        repeats = layout.repeats.get(header.casefold(), (index,))
        also = tuple(other for other in repeats if other > index) if index == repeats[0] else ()
        cells = [_cell(row, index, also) for row in rows]
        found.append(Column(index, header, shapes.look(cells), also=also))
    return found


def _cell(row: list[str], index: int, also: tuple[int, ...]) -> str:
    for at in (index, *also):
        if at < len(row) and row[at].strip():
            return row[at]
    return ""


def assign(columns: list[Column], layout: Layout) -> list[Column]:
    """Give every column at most one meaning and every meaning at most one column, so that all fit best together."""
    first = {name: places[0] for name, places in layout.repeats.items()}
    candidates = []
    is_mended = PLACE.casefold() in {name.casefold() for name in layout.headers}
    for column in columns:
        if is_mended and column.header.casefold() in (PLACE.casefold(), REASON.casefold()):
            continue
        if first.get(column.header.casefold(), column.index) != column.index:
            continue
        for order, field in enumerate(Field):
            strength = words.weight(field, column.header)
            if field is Field.STARTED_TIME and not strength and column.shape.stamps < 0.5:
                strength = (
                    words.weight(Field.STARTED, column.header) - 2
                )  # a start that is a time of day alone
            if strength > 0 and _fits(field, column, strength):
                candidates.append((-_score(field, column, strength), order, column.index, field))
    meaning = _solved(candidates)
    taken = {field: index for index, field in meaning.items()}
    started = taken.get(Field.STARTED)
    if started is not None and columns[started].shape.with_time < 0.5:
        for _points, _order, index, field in sorted(candidates):
            if field is Field.STARTED_TIME and index not in meaning:
                meaning[index] = field
                break
    _told_by_promoters(columns, meaning)
    _numbers_of_callers(columns, meaning)
    made = [_explained(column, meaning.get(column.index)) for column in columns]
    made = messages.with_authors(made)
    return [
        _with_weak_agents(column, candidates) if column.field is Field.AGENT else column for column in made
    ]


def _told_by_promoters(columns: list[Column], meaning: dict[int, Field]) -> None:
    """Scores beside the words promoter and detractor are answers from 0 to 10."""
    labels = [
        column
        for column in columns
        if column.shape.samples
        and {text.casefold().rstrip("s") for text in column.shape.samples} <= _PROMOTERS
        and {text.casefold().rstrip("s") for text in column.shape.samples} & {"promoter", "detractor"}
    ]
    score = next((index for index, field in meaning.items() if field is Field.CSAT), None)
    if labels and score is not None and Field.NPS not in meaning.values() and _at(columns, score).is_nps:
        meaning[score] = Field.NPS


def _numbers_of_callers(columns: list[Column], meaning: dict[int, Field]) -> None:
    """In a list of calls a column that is only called a number and holds long ones names the other party."""
    taken = set(meaning.values())
    if Field.DIRECTION not in taken or not taken & {Field.CUSTOMER, Field.WAIT, Field.TALK, Field.DURATION}:
        return
    at = next((index for index, field in meaning.items() if field is Field.EXTERNAL_ID), None)
    column = next((one for one in columns if one.index == at), None)
    if at is None or column is None or not _NUMBER.fullmatch(words.plain(column.header)):
        return
    if column.shape.samples and all(
        _PHONE.fullmatch(cell.strip().lstrip("'")) for cell in column.shape.samples
    ):
        del meaning[at]
        if Field.CUSTOMER not in taken:
            meaning[at] = Field.CUSTOMER


def _at(columns: list[Column], index: int) -> Shape:
    return next(column.shape for column in columns if column.index == index)


def _solved(candidates: list[tuple[float, int, int, Field]]) -> dict[int, Field]:
    """The assignment of columns to meanings whose scores add up to most; strong words count far more than weak."""
    usable = [one for one in candidates if one[3] is not Field.STARTED_TIME]
    rows = sorted({index for _points, _order, index, _field in usable})
    fields = list(Field)
    scores = [[0.0] * len(fields) for _ in rows]
    for points, order, index, _field in usable:
        scores[rows.index(index)][order] = points * points - 0.01 * order - 0.001 * index
    return {index: fields[at] for index, at in zip(rows, solve(scores), strict=True) if at >= 0}


def _with_weak_agents(column: Column, candidates: list[tuple[float, int, int, Field]]) -> Column:
    """Where two columns may name the agent (one for each direction), read the other where the first is blank."""
    if words.weight(Field.AGENT, column.header) > 5:
        return column
    others = {index for _points, _order, index, field in candidates if field is Field.AGENT} - {column.index}
    return replace(column, also=(*column.also, *sorted(others)))


def _fits(field: Field, column: Column, strength: int) -> bool:
    shape = column.shape
    if not shape.filled:
        return False
    if field is Field.STARTED:
        serial = shape.numbers > 0.5 and strength < 8
        enough = 0.5 if strength >= 8 else 0.8
        return shape.stamps >= enough and shape.filled >= shape.rows * 0.4 and not serial
    if field in MOMENTS and shape.samples and all(map(dates.is_epoch, shape.samples)):
        return True
    if field in MOMENTS:
        return shape.stamps >= 0.8 and shape.numbers < 0.5
    if field is Field.STARTED_TIME:
        return shape.times >= 0.8 and shape.numbers < 0.5
    if field in DURATIONS:
        is_moment = bool(shape.samples) and all(map(dates.is_epoch, shape.samples))
        return shape.durations >= 0.8 and shape.with_time < 0.2 and not is_moment
    if field in (Field.ANSWERED, Field.ABANDONED):
        return shape.yes_no >= 0.8
    if field in _FLAGS:
        return shape.yes_no >= 0.8 or shape.numbers >= 0.8
    if field is Field.CSAT:
        return shape.scale > 0
    if field is Field.NPS:
        return shape.is_nps
    if field is Field.AGENT:
        wordy = shape.people >= 0.3 or (shape.numbers >= 0.9 and strength >= 9)
        return wordy and shape.stamps < 0.5 and (strength >= 7 or shape.people >= 0.5)
    if field is Field.EXTERNAL_ID:
        named = strength >= 9 and shape.filled >= shape.rows * _NAMED_ID
        return (
            (named or shape.filled >= shape.rows * 0.9)
            and shape.distinct >= shape.filled * 0.25
            and shape.with_time < 0.2
        )
    if field is Field.WRITER:
        is_few = 2 <= shape.distinct <= _WRITERS and shape.filled >= shape.rows * _NAMED_ID
        return is_few and messages.are_writers(shape.samples)
    if field in (Field.TOPIC, Field.CHANNEL, Field.TEAM, Field.STATUS, Field.DIRECTION):
        few = shape.distinct <= max(12, shape.filled * 0.4)
        return few and shape.stamps < 0.5 and (shape.numbers < 0.9 or field is Field.TEAM)
    return True


def _score(field: Field, column: Column, strength: int) -> float:
    shape = column.shape
    score = strength * 10 + 3 * shape.filled / max(shape.rows, 1)
    if field is Field.STARTED:
        score += 3 * (column.zone == "UTC") + 4 * (shape.with_time > 0.5)
    elif field in DURATIONS:
        score += 2 * bool(column.unit) - 6 * words.is_business(column.header)
    elif field is Field.AGENT:
        score += 8 * shape.people
    elif field is Field.EXTERNAL_ID:
        score += 2 * (shape.distinct == shape.filled)
    return score


def _explained(column: Column, field: Field | None) -> Column:
    if field is None:
        reason = "is empty" if not column.shape.filled else _UNNEEDED
        return Column(column.index, column.header, column.shape, None, reason, column.also)
    words_ = [f"heading “{column.header.strip()[:40]}”"]
    if field in DURATIONS:
        unit = durations.UNIT_NAMES.get(column.unit)
        words_.append(f"in {unit}" if unit else telling.of_cells("length", column.shape))
    else:
        words_.append(telling.of_cells(_VALUES.get(field, "day" if field in MOMENTS else ""), column.shape))
    words_ = [word for word in words_ if word]
    return Column(column.index, column.header, column.shape, field, "; ".join(words_), column.also)


def by_field(columns: list[Column]) -> dict[Field, Column]:
    """The columns that mean something, by what they mean."""
    return {column.field: column for column in columns if column.field is not None}


def is_told(header: str) -> bool:
    """Whether a heading names one of the values that are read, and no customer."""
    return any(words.weight(field, header) >= 9 for field in _TOLD) and not words.weight(
        Field.CUSTOMER, header
    )


def unused(columns: list[Column]) -> list[str]:
    """What is called by a meaning, is not read though, and no other column stands in for: why, in words."""
    used = by_field(columns)
    notes = []
    for column in columns:
        if column.field is not None or column.reason != _UNNEEDED:
            continue
        meant = [field for field in _TOLD if words.weight(field, column.header) >= 9]
        if not meant or any(field in used or _STANDS_FOR.get(field) in used for field in meant):
            continue
        notes.append(f"“{column.header}” is not used: {_why(meant[0], column.shape)}.")
    return notes


def _why(field: Field, shape: Shape) -> str:
    if field is Field.EXTERNAL_ID:
        if shape.filled < shape.rows * 0.9:
            return f"{shape.rows - shape.filled:,} of the first {shape.rows:,} rows have none"
        return "its values repeat too often to tell rows apart"
    if field is Field.AGENT:
        return "its cells do not read as names"
    if field is Field.CSAT:
        return "its cells are no ratings on one scale"
    if field is Field.NPS:
        return "its cells are no answers from 0 to 10"
    if field in DURATIONS:
        return "too many of its cells are no durations"
    return "too many of its cells are no dates"


def corrected(columns: list[Column], mapping: dict[int, str]) -> list[Column]:
    """``columns`` with the person's corrections (index to field, "" for none)."""
    chosen = {index: Field(name) for index, name in mapping.items() if name}
    fields = set(chosen.values())
    made = []
    for column in columns:
        if column.index in chosen:
            field: Field | None = chosen[column.index]
            reason = "chosen by you" if field is not column.field else column.reason
        elif column.index in mapping or column.field in fields:
            field, reason = None, "left out"
        else:
            field, reason = column.field, column.reason
        made.append(Column(column.index, column.header, column.shape, field, reason, column.also))
    return made
