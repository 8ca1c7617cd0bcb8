"""A roster block as it is copied from a spreadsheet: which column is what, and what each row says. No database."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken
from csmanager.features.importing.dates import parse_day, weigh
from csmanager.features.team.rules import MOST_WEEKLY_MINUTES, alias_key

MOST_ROWS = 2_000  # a roster, not a table of contacts

_EPOCH = dt.date(1970, 1, 1)
_FIELDS: dict[str, str] = {  # field -> headings that mean it
    "name": "name|full name|employee|employee name|agent|agent name|person|mitarbeiter|nombre|nom|nome|staff",
    "first": "first name|first|forename|given name|vorname|prénom",
    "last": "last name|last|surname|family name|nachname",
    "code": "code|id|employee id|employee no|employee number|staff id|staff no|number|no|personnel number",
    "team": "team|department|group|desk|queue|unit|abteilung|gruppe",
    "role": "role|job|job title|title|position|function|funktion",
    "hours": "hours|contract hours|weekly hours|hours per week|hours/week|h/week|hrs|stunden|wochenstunden|fte hours",
    "started": "started|start|start date|started on|hired|hire date|hired on|joined|joining date|eintritt|since",
    "email": "email|e-mail|mail|email address|e-mail address",
    "phone": "phone|telephone|tel|mobile|phone number|telefon",
    "login": "login|user|username|user name|agent id|account",
    "extension": "extension|ext|ext.|durchwahl",
    "alias": "alias|aliases|also known as|other name|nickname",
}
_BY_HEADING = {word: field for field, words in _FIELDS.items() for word in words.split("|")}
_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d+)|:([0-5]\d))?\s*(?:h|hrs?|hours?|std\.?)?", re.I)
_FIELD_WORDS = {
    "first": "first name",
    "last": "last name",
    "started": "start date",
    "hours": "contract hours",
}


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row of the block. ``problem``: why it cannot be taken, in a sentence; empty when it can."""

    number: int
    name: str
    code: str = ""
    team: str = ""
    role: str = ""
    weekly_minutes: int | None = None
    started_on: dt.date | None = None
    email: str = ""
    phone: str = ""
    aliases: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What was understood. ``columns``: heading as written -> what it was taken for ("" when passed over)."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[RosterLine, ...]
    notes: tuple[str, ...] = ()


def read_block(text: str) -> Block:
    """The roster in a block of cells copied from a spreadsheet (tabs between cells, quoted line breaks).

    Without a row of headings the first column is the name. Raises RuleBroken when no name can be found.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    try:
        read = list(csv.reader(io.StringIO(plain), delimiter="\t"))
    except csv.Error as error:
        raise RuleBroken("This block is no table; copy the cells again in the spreadsheet.") from error
    cells = [[" ".join(cell.split()) for cell in row] for row in read]
    cells = [row for row in cells if any(row)]
    if not cells:
        raise RuleBroken("There is nothing to paste: copy the cells of your roster in the spreadsheet first.")
    if len(cells) > MOST_ROWS:
        raise RuleBroken(f"This block has {len(cells):,} rows; a roster has up to {MOST_ROWS:,}.")
    width = max(len(row) for row in cells)
    fields = [_field(cell) for cell in cells[0]]
    has_heading = "name" in fields or {"first", "last"} <= set(fields)
    if not has_heading:
        if any(fields) and len([field for field in fields if field]) > 1:
            raise RuleBroken('No column is headed "Name"; add one and copy again.')
        fields = ["name", *[""] * (width - 1)]
    headings = cells[0] if has_heading else [f"Column {number}" for number in range(1, width + 1)]
    fields = _once(fields + [""] * (width - len(fields)))
    headings = headings + [""] * (width - len(headings))
    body = cells[1:] if has_heading else cells
    if not body:
        raise RuleBroken("The block has headings and no rows below them.")
    started = fields.index("started") if "started" in fields else None
    dates = weigh(row[started] for row in body if started is not None and started < len(row))
    order = "mdy" if dates.verdict == "mdy" else "dmy"
    notes = []
    if dates.verdict == "ask":
        notes.append("Dates such as 3/4 were read with the day first.")
    first_row = 2 if has_heading else 1
    lines = [_line(number, row, fields, order) for number, row in enumerate(body, first_row)]
    columns = tuple(
        (heading, _FIELD_WORDS.get(field, field)) for heading, field in zip(headings, fields, strict=True)
    )
    return Block(columns, tuple(_without_twins(lines)), tuple(notes))


def _field(heading: str) -> str:
    clean = alias_key(heading.replace("_", " ")).rstrip(":*")
    return _BY_HEADING.get(clean, "")


def _once(fields: list[str]) -> list[str]:
    """Each field at its first column only."""
    seen: set[str] = set()
    kept = []
    for field in fields:
        kept.append("" if field in seen else field)
        seen.add(field)
    return kept


def _line(number: int, row: list[str], fields: list[str], order: str) -> RosterLine:
    said = {field: cell for field, cell in zip(fields, row, strict=False) if field and cell}
    name = said.get("name") or " ".join(part for part in (said.get("first"), said.get("last")) if part)
    if "," in name and "name" in said:
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}".strip()
    problem, minutes, started = "" if name else "No name.", None, None
    if "hours" in said:
        minutes = parse_hours(said["hours"])
        if minutes is None:
            problem = problem or f'Contract hours "{said["hours"]}" are no number of hours a week.'
    if "started" in said:
        try:
            started = _EPOCH + dt.timedelta(days=parse_day(said["started"], order))
        except (ValueError, OverflowError):
            problem = problem or f'Start date "{said["started"]}" is no date.'
    aliases = [said[field] for field in ("login", "extension") if field in said]
    aliases += [part.strip() for part in re.split(r"[;,]", said.get("alias", "")) if part.strip()]
    return RosterLine(
        number,
        name,
        said.get("code", ""),
        said.get("team", ""),
        said.get("role", ""),
        minutes,
        started,
        said.get("email", ""),
        said.get("phone", ""),
        tuple(aliases),
        problem,
    )


def parse_hours(text: str) -> int | None:
    """Minutes a week in "37.5", "37,5", "37:30" or "38 h"; None for anything else."""
    found = _HOURS.fullmatch(text.strip())
    if not found:
        return None
    minutes = int(found[1]) * 60
    minutes += round(float(f"0.{found[2]}") * 60) if found[2] else int(found[3] or 0)
    return minutes if minutes <= MOST_WEEKLY_MINUTES else None


def _without_twins(lines: list[RosterLine]) -> list[RosterLine]:
    """A person who stands twice in the block is taken once."""
    seen: dict[str, int] = {}
    kept = []
    for line in lines:
        key = alias_key(line.code or line.name)
        if not line.problem and key in seen:
            line = RosterLine(line.number, line.name, problem=f"The same person as in row {seen[key]}.")
        seen.setdefault(key, line.number)
        kept.append(line)
    return kept
