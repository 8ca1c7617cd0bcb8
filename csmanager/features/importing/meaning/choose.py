"""Which kind of rows a table has: for every kind the best assignment of its columns is found, the best total wins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from csmanager.features.importing import durations, words
from csmanager.features.importing.columns import Column
from csmanager.features.importing.fields import MEANINGS, REQUIRED, Meaning
from csmanager.features.importing.meaning import (
    adjusting,
    evidence,
    gridwords,
    looks,
    relations,
    telling,
    values,
)
from csmanager.features.importing.meaning.assignment import solve
from csmanager.features.importing.meaning.looks import Look
from csmanager.features.importing.reading import gridrows
from csmanager.features.importing.rules import Field, FileKind, Question

_CUE, _NAME_CUE, _TITLE_CUE, _EXPLAINED = 0.5, 1.0, 1.5, 2.0
_MOST_CUES = 3
_LEAST = 2.6  # a total below this explains nothing
_CODES, _CODE_LETTERS = 14, 12  # different codes of a rota, and how long one is
_GRID = 5  # columns headed by days that make a grid
_SCORE = re.compile(r"^(score|rating|answer|note|punkte|puntuacion|nota|punteggio|likelihood)$")
_OTHER_HEADS = frozenset(
    (
        "status",
        "type",
        "id",
        "number",
        "no",
        "code",
        "date",
        "title",
        "role",
        "group",
        "team",
        "email",
        "mail",
        "phone",
        "since",
    )
)
_SURE = 0.75  # a heading that says a meaning at least so strongly leaves no other
_DATED = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_MARKS = 3  # columns of marks that make a score sheet
_QUESTION = re.compile(
    r"\?|^(how|what|which|why|would|did|do|please|wie|was|que|quel|como|cual|quanto|jak|hoe)\b", re.I
)
_PERSONAL = frozenset({FileKind.PEOPLE, FileKind.SURVEY})
_OF_STAFF = frozenset({"person", "login", "first_name", "last_name", "team"})
_STAFF_WORDS = frozenset({"emp", "employee", "staff", "payroll", "person", "personnel", "worker", "agent"})
_NPS, _FIVE = re.compile(r"\bnps\b|\bnet promoter"), 5
_OF_PEOPLE = frozenset({FileKind.ROTA, FileKind.ABSENCE, FileKind.WORKED, FileKind.INTERVALS})
_WITH_CUSTOMERS = frozenset(
    {FileKind.SURVEY, FileKind.COMMENTS, FileKind.COMPLAINTS, FileKind.QUALITY, FileKind.INTERVALS}
)
_CONTACT = re.compile(
    r"\b(conversation|interaction|ticket|call|case|chat|contact|order|session|response|message|incident|request)s?\b"
)
_CUSTOMER = re.compile(
    r"\b(customer|client|contact|requester|guest|buyer|caller|complainant|reviewer|account|kunde\w*|cliente?|klant\w*"
    r"|klient\w*|company)\b"
)
_COMPLETE = re.compile(
    r"complet|partial|finish|submit|disqualif|vollst|teilw|abgeschl|termin|parcial|parzial|conclu|voltooid|zako|klar",
    re.I,
)
_PLAIN = frozenset({"cell", "mark", "answer", "personal", "balance"})  # said by their heading or their kind
_LONG_QUESTION = 28  # characters; headings that long are questions


@dataclass(slots=True)
class Candidate:
    """One kind a table may be of. ``meanings``: column -> key; ``reasons``: column -> why, in words."""

    kind: FileKind
    total: float
    meanings: dict[int, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    because: list[str] = field(default_factory=list)
    open: Question | None = None  # what kind it is of two that explain it alike

    def columns(self, key: str) -> list[int]:
        """The columns of one meaning, from left to right."""
        return sorted(index for index, one in self.meanings.items() if one == key)

    def column(self, key: str) -> int | None:
        """The first column of a meaning."""
        return next(iter(self.columns(key)), None)


def rank(
    path: Path, sheet: str | None, columns: Sequence[Column], looked: Sequence[Look], title: str = ""
) -> list[Candidate]:
    """Every kind with records that the table may be of, the best first. ``title``: what stands above the table."""
    found = [_candidate(kind, path, sheet, columns, looked, title=title) for kind in MEANINGS]
    return sorted((one for one in found if one is not None), key=lambda one: -one.total)


def contact_total(columns: Sequence[Column], hint: FileKind, is_contact: bool) -> float:
    """How well the reading as calls or tickets explains a table, on the same scale."""
    filled = sum(1 for one in columns if one.shape.filled)
    told = [one for one in columns if one.field is not None]
    total = sum(words.weight(Field(one.field), one.header) / 10 for one in told if one.field is not None)
    return (
        total
        + _EXPLAINED * len(told) / max(filled, 1)
        + (1.5 if is_contact else -1.0 if not hint.is_taken else 0.0)
    )


def forced(
    kind: FileKind, path: Path, sheet: str | None, columns: Sequence[Column], looked: Sequence[Look]
) -> Candidate:
    """The best reading as ``kind``, also when it lacks what such a file needs."""
    return _candidate(kind, path, sheet, columns, looked, must=True) or Candidate(kind, 0.0)


def missing(candidate: Candidate) -> list[str]:
    """What the kind needs and no column gives, in words."""
    has = set(candidate.meanings.values())
    lacks = [group for group in REQUIRED.get(candidate.kind, ()) if not has & set(group)]
    labels = {one.key: one.label for one in MEANINGS.get(candidate.kind, ())}
    return [" or ".join(labels[key] for key in group if key in labels).casefold() for group in lacks]


def _candidate(
    kind: FileKind,
    path: Path,
    sheet: str | None,
    columns: Sequence[Column],
    looked: Sequence[Look],
    *,
    must: bool = False,
    title: str = "",
) -> Candidate | None:
    told = MEANINGS[kind]
    single = [one for one in told if not one.many]
    scores = [
        [_score(kind, one, column, look) for one in single]
        for column, look in zip(columns, looked, strict=True)
    ]
    given = solve(scores)
    made = Candidate(kind, 0.0)
    for at, (column, meaning) in enumerate(zip(columns, given, strict=True)):
        if meaning >= 0:
            made.meanings[column.index] = single[meaning].key
            made.total += scores[at][meaning]
    adjusting.name_in_parts(made, columns, looked)
    names = (path.stem, sheet or "", *(column.header for column in columns))
    says_nps = any(_NPS.search(evidence.plain(name)) for name in names) and any(
        look.shape.is_nps and look.highest > _FIVE
        for column, look in zip(columns, looked, strict=True)
        if made.meanings.get(column.index) == "csat"
    )
    is_nps = says_nps or any(map(adjusting.are_promoters, looked))
    if kind is FileKind.SURVEY and is_nps and made.column("nps") is None:
        made.meanings.update(dict.fromkeys(made.columns("csat")[:1], "nps"))
    if kind is FileKind.QUALITY:
        adjusting.by_item(made, columns, looked, scores, [one.key for one in single])
    if kind is FileKind.INTERVALS:
        adjusting.find_day(made, columns, looked)
    _add_many(kind, made, columns, looked)
    if kind in _OF_PEOPLE and not {"person", "login", "first_name", "last_name"} & set(
        made.meanings.values()
    ):
        adjusting.find_unnamed(made, columns, looked)
    if missing(made) and not must:
        return None
    filled = [column.index for column, look in zip(columns, looked, strict=True) if look.filled]
    made.total += _EXPLAINED * sum(1 for index in filled if index in made.meanings) / max(len(filled), 1)
    cues = sum(1 for column in columns if evidence.cue(kind, column.header))
    made.total += _CUE * min(cues, _MOST_CUES)
    for name in dict.fromkeys((path.stem, sheet or "")):
        if name and evidence.cue(kind, name):
            made.total += _NAME_CUE
            made.because.append(f"its name “{name}” says so")
    if title and not made.because and evidence.cue(kind, title):
        made.total += _TITLE_CUE
        made.because.append(f"“{title[:40]}” above it says so")
    made.total += relations.bonus(kind, made.meanings, columns, looked, made.because)
    if made.total < _LEAST and not must:
        return None
    by_value = {one.key: one.value for one in told}
    for column, look in zip(columns, looked, strict=True):
        key = made.meanings.get(column.index)
        if key is not None:
            cells = "" if key in _PLAIN else telling.of_cells(by_value.get(key, ""), column.shape, look)
            made.reasons[column.index] = "; ".join(filter(None, (_reason(kind, key, column), cells)))
    known = sum(1 for index in filled if index in made.meanings)
    made.because.insert(0, f"{known:,} of {len(filled):,} columns fit")
    return made


def _score(kind: FileKind, meaning: Meaning, column: Column, look: Look) -> float:
    strength = evidence.strength(meaning, column.header, look)
    told = evidence.said(column.header)
    if kind is FileKind.SURVEY and _is_zero_to_ten(look) and meaning.key in ("csat", "nps"):
        named = told.get("csat", 0.0) if _SCORE.search(evidence.plain(column.header)) else 0.0
        strength = max(strength, named) if meaning.key == "nps" else 0.5 * strength
    if not strength or (meaning.key == "response" and look.shape.stamps > 0.8):
        return 0.0
    if kind is FileKind.SURVEY and _is_ticked(column.header, look):
        return 0.0
    words_ = evidence.plain(column.header).split()
    if meaning.key in ("name", "person") and len(words_) > 1 and words_[-1] in _OTHER_HEADS:
        return 0.0
    if kind is FileKind.INTERVALS and meaning.key == "time" and look.shape.with_time > 0.5:
        return 0.0
    if kind in _PERSONAL and told.get("personal", 0.0) > told.get(meaning.key, 0.0) >= 0:
        return 0.0
    if (
        meaning.key in _OF_STAFF
        and _CUSTOMER.search(evidence.plain(column.header))
        and kind in _WITH_CUSTOMERS
    ):
        return 0.0
    if meaning.key == "word" and _STAFF_WORDS & set(words_):
        return 0.0  # a code of a person, not of an absence
    if meaning.key == "kind" and "break" in told:
        return 0.0
    if kind is FileKind.PEOPLE and meaning.key == "code" and _CONTACT.search(evidence.plain(column.header)):
        return 0.0
    if kind is FileKind.SURVEY and meaning.key == "state" and not any(map(_COMPLETE.search, look.counts)):
        return 0.0  # a status of something else
    if meaning.key == "critical" and told.get("critical", 0.0) < _SURE:
        return 0.0
    return strength * meaning.points


def _is_ticked(header: str, look: Look) -> bool:
    """Whether a column is one option of a question: filled, it only repeats its own name."""
    option = header.rpartition(": ")[2].strip().casefold()
    return header.count(": ") > 0 and {cell.strip().casefold() for cell in look.counts} == {option}


def _is_zero_to_ten(look: Look) -> bool:
    """Whether answers go from 0 to 10, as only likelihoods to recommend do."""
    return look.shape.is_nps and look.numbers > 0.9 and look.lowest == 0 and look.highest >= 9


def _add_many(kind: FileKind, made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    if kind in (FileKind.ROTA, FileKind.ABSENCE, FileKind.WORKED):
        _add_grid(kind, made, columns, looked)
    elif kind is FileKind.QUALITY and made.column("item") is None:
        _add_marks(made, columns, looked)
    elif kind is FileKind.SURVEY:
        _add_answers(made, columns, looked)
    by_key = {one.key: one for one in MEANINGS[kind] if one.many}
    for key in ("personal", "balance"):
        if key not in by_key:
            continue
        for column, look in zip(columns, looked, strict=True):
            if column.index not in made.meanings and look.filled:
                strength = evidence.said(column.header).get(key, 0.0)
                if strength >= 0.5:
                    made.meanings[column.index] = key
                    made.total += by_key[key].points * strength * 0.5


def _add_grid(kind: FileKind, made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    places = gridrows.day_places([column.header for column in columns])
    cells = [columns[place] for place in places]
    if len(cells) < _GRID:
        return
    at = {column.index: look for column, look in zip(columns, looked, strict=True)}
    filled = [at[one.index] for one in cells if at[one.index].filled]
    if not filled:
        return
    shifts = sum(look.shifts * look.filled for look in filled) / sum(look.filled for look in filled)
    letters = sum(look.letters * look.filled for look in filled) / sum(look.filled for look in filled)
    times = sum(_lengths(look) for look in filled) / sum(look.filled for look in filled)
    if (times >= 0.6 and shifts < 0.2) is not (kind is FileKind.WORKED):
        return
    if kind is FileKind.WORKED:
        for key in [one for one, meaning in made.meanings.items() if meaning in ("start", "end", "punch")]:
            del made.meanings[key]
        _add_cells(made, cells)
        return
    cells_ = Counter[str]()
    for look in filled:
        cells_.update(look.counts)
    codes = {cell: count for cell, count in cells_.items() if gridwords.absence_word(cell) is None}
    here = {cell for cell in codes if gridwords.is_here(cell)}
    if kind is FileKind.ABSENCE and here and letters <= 0.5:  # a register of who was there
        letters += sum(codes[cell] for cell in here) / max(cells_.total(), 1)
    unknown = sum(count for cell, count in codes.items() if cell not in here or len(codes) > len(here) + 1)
    is_rota = shifts >= 0.2 or (shifts == 0 and unknown >= 0.25 * cells_.total() and _is_coded(cells_))
    if is_rota is (kind is FileKind.ABSENCE) or (kind is FileKind.ABSENCE and letters <= 0.5):
        return
    _add_cells(made, cells)


def _add_cells(made: Candidate, cells: Sequence[Column]) -> None:
    for one in cells:
        made.meanings[one.index] = "cell"
    made.total += 4.0
    made.because.append(f"{len(cells)} columns are days")


def _lengths(look: Look) -> int:
    """How many cells are hours of one day, as 7.5 or 7:30."""
    found = 0
    for cell, count in look.counts.items():
        value = values.plain_number(cell)
        if value is None and ":" in cell:
            try:
                value = (values.minutes(cell, "h") or 0) / 60
            except ValueError:
                continue
        found += count * (value is not None and 0 <= value <= 24)
    return found


def _is_coded(cells: Counter[str]) -> bool:
    """Whether a few codes such as E, L and N, or words such as Early, fill the grid."""
    return len(cells) <= _CODES and all(
        len(cell) <= _CODE_LETTERS or values.shift(cell) is not None for cell in cells
    )


def _add_marks(made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    marks = []
    for column, look in zip(columns, looked, strict=True):
        if made.meanings.get(column.index) not in (None, "share", "comment", "card", "critical"):
            continue
        known = evidence.said(column.header)
        other = max(
            (known.get(key, 0.0) for key in ("share", "critical", "day", "reference", "person")), default=0.0
        )
        if _DATED.search(column.header) or durations.header_unit(column.header):
            continue  # a figure of a week, or a length of time, and no item of a scorecard
        if look.filled and look.marks >= 0.9 and look.shape.stamps < 0.2 and other < 0.75:
            marks.append((column, look))
    if len(marks) < _MARKS - ("grader" in made.meanings.values()):
        return
    for column, _look in marks:
        if made.meanings.get(column.index) not in ("share", "critical"):
            made.meanings[column.index] = "mark"
    made.total += min(len(marks), 8) * 0.45
    made.because.append(f"{len(marks)} columns hold marks")


def _add_answers(made: Candidate, columns: Sequence[Column], looked: Sequence[Look]) -> None:
    by_key = {one.key: one for one in MEANINGS[FileKind.SURVEY]}
    questions = 0
    rated = made.column("csat")
    at = {column.index: look.filled for column, look in zip(columns, looked, strict=True)}
    sparse = 0 if rated is None else at[rated]  # ratings, of which only some have words
    for column, look in zip(columns, looked, strict=True):
        if column.index in made.meanings or not look.filled:
            continue
        if max(look.phones, look.mails) > _SURE:
            made.meanings[column.index] = "personal"  # whatever was asked for
            continue
        known = evidence.said(column.header)
        is_question = is_question_heading(column.header)
        if not is_question and max(known.get("personal", 0.0), known.get("customer", 0.0)) >= 0.6:
            continue
        worded = sparse > look.filled * 1.25 and known.get("text", 0.0) >= _SURE and look.words > 0.5
        if is_question or worded or known.get("answer", 0.0) >= 0.5:
            made.meanings[column.index] = "answer"
            questions += 1
    made.total += min(questions, 6) * by_key["answer"].points


def is_question_heading(header: str) -> bool:
    """Whether a heading is a question put to a customer."""
    return bool(_QUESTION.search(header.strip("* "))) or (len(header) > _LONG_QUESTION and " " in header)


def _reason(kind: FileKind, key: str, column: Column) -> str:
    if key == "cell":
        count = column.shape.filled
        return f"heading is a day; {count:,} cell{'' if count == 1 else 's'} filled"
    if key == "mark":
        return f"cells are marks of one item, {telling.of_cells('word', column.shape)}"
    if key == "answer":
        return "heading is a question" if is_question_heading(column.header) else "cells are answers"
    if key == "personal":
        return "personal, and not kept"
    heading = column.header.strip()
    return f"heading “{heading if len(heading) <= 40 else heading[:39].rstrip() + '…'}”"


def looks_of(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[Look]:
    """The look of every column of a sample."""
    made = []
    for column in columns:
        cells = [row[column.index] if column.index < len(row) else "" for row in rows]
        made.append(looks.look(cells, column.shape))
    return made
