"""A person's own file as a folder: a document to read, all fields as JSON, and the papers."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import files, outgoing, personal, saying
from csmanager.core.errors import Refused
from csmanager.core.personal import Personal, Subject
from csmanager.core.settings import read_settings
from csmanager.core.store import Store
from csmanager.features.privacy import purposes, queries, rules, subject
from csmanager.features.privacy.rules import Kind
from csmanager.features.privacy.subject import LEFT_OUT, Found, Part, Read
from csmanager.papers import html

READ_ME, FIELDS = "read me first.html", "all fields.json"
_MOST_SHOWN = 60  # rows of a table in the document; all of them stand in the JSON
_MOST_CHANGES = 60
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\S*)?$")
_KEYS = re.compile(r"(^|_)id$")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """The folder as it is handed over: names of files and their bytes. ``sealed``: texts that were left out."""

    name: str
    files: tuple[tuple[str, bytes], ...]
    rows: int
    sealed: int


def own_file(
    session: Session, kind: Subject, number: int, today: dt.date, read: Read | None = None
) -> OwnFile:
    """Everything kept of one person or candidate; see ``subject.find``."""
    found = subject.find(session, kind, number, today, read)
    shop = read_settings(session).name
    text = document(session, found, shop, today)
    papers = [(f"papers/{at:02} {_safe(name)}", data) for at, (name, data) in enumerate(found.papers, 1)]
    title = f"What {shop} keeps of {found.name}"
    return OwnFile(
        _safe(f"{found.name} {today:%Y-%m-%d}"),
        (
            (READ_ME, html.page(text, title=title, stamp=saying.day(today)).encode("utf-8")),
            (
                FIELDS,
                json.dumps(_data(session, found, shop, today), ensure_ascii=False, indent=1).encode("utf-8"),
            ),
            *papers,
        ),
        found.rows,
        found.sealed,
    )


def write(
    store: Store,
    kind: Subject,
    number: int,
    folder: Path,
    today: dt.date,
    read: Read | None = None,
    *,
    recipient: str = "",
) -> tuple[Path, OwnFile]:
    """Write the folder into ``folder`` and enter it in the register of exports; a name that is taken gets a number.

    It is made beside and put in place at the end, so that it is never half there. Raises Refused with a sentence.
    """
    if not folder.is_dir():
        raise Refused(f"The folder {folder} does not exist.")
    with store.read() as session:
        made = own_file(session, kind, number, today, read)
    try:
        work = Path(tempfile.mkdtemp(prefix=files.PREFIX, dir=folder))
    except OSError as error:
        raise Refused(f"The folder {folder} cannot be written to: {error.strerror or error}.") from error
    try:
        for name, data in made.files:
            path = work / name
            path.parent.mkdir(exist_ok=True)
            files.replace_file(path, partial(_put, data), is_private=True)
        target = files.free_name(folder / made.name)
        work.replace(target)
    except OSError as error:
        raise Refused(f"{folder} could not be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    outgoing.note(
        store, target, "A person's own file", about=((kind, number),), rows=made.rows, recipient=recipient
    )
    return target, made


def document(session: Session, found: Found, shop: str, today: dt.date) -> str:
    """The document in Markdown."""
    lines = [
        f"# What {_cell(shop)} keeps of {_cell(found.name)}",
        "",
        f"As of {saying.day(today)}: {_count(found.rows, 'record')} in"
        f" {_count(len(found.parts), 'kind')} of list, {_count(len(found.changes), 'change')} in the history,"
        f" {_count(len(found.papers), 'paper')}. Names of other people are masked: “Colleague 1” is the same"
        " person throughout.",
        "",
    ]
    if found.sealed:
        lines += [
            f"> {_count(found.sealed, 'sealed record or text', 'sealed records and texts')} left out, because the"
            " sealed notes were locked when this was made.",
            "",
        ]
    lines += ["## Why it is kept, and until when", "", "| What | Why | Until |", "|---|---|---|"]
    known = queries.periods(session)
    clocks = {row.kind: row for row in found.clocks}
    for kind in _kinds(found):
        fact, clock = rules.KINDS[kind], clocks.get(kind)
        months = known[kind].months
        until = f"{rules.months_text(months)} from {fact.starts}" if months else "As the record itself"
        if clock is not None:
            held = f"; on hold: {clock.held}" if clock.held else ""
            until = f"{saying.day(clock.until)} ({clock.why}{held})"
        lines.append(f"| {fact.name} | {fact.purpose} | {_cell(until)} |")
    lines += ["", "## Where it comes from", ""]
    lines += [f"- {source}" for source in purposes.sources(session, found)]
    lines += ["", "## Who received something of it", ""]
    if found.received:
        lines += ["| When | What | For whom |", "|---|---|---|"]
        lines += [
            f"| {saying.day(row.made_at.date())} | {_cell(row.what)} | {_cell(row.recipient) or 'not noted'} |"
            for row in found.received
        ]
    else:
        lines.append("Nothing about this person alone was handed out.")
    if found.reports:
        lines += [
            "",
            f"{_count(found.reports, 'report')} on the whole team with names went to upper management.",
        ]
    current: Kind | None = None
    ordered = sorted(
        found.parts, key=lambda part: (list(Kind).index(purposes.kind_of(part.mapper)), part.table)
    )
    for part in ordered:
        kind = purposes.kind_of(part.mapper)
        if kind is not current:
            lines += ["", f"## {rules.KINDS[kind].name}", ""]
            current = kind
        lines += _part(part)
    if found.mentions:
        lines += ["", "## Where the name stands in other records", ""]
        lines += [
            f"- {purposes.title(one.table)}: “{_cell(one.excerpt)}”" for one in found.mentions[:_MOST_SHOWN]
        ]
        lines += _rest(len(found.mentions), _MOST_SHOWN)
    if found.changes:
        lines += ["", "## Changes the history keeps", ""]
        shown = found.changes[-_MOST_CHANGES:]
        lines += [f"- {saying.day(change.at.date())}: {_cell(change.label)}" for change in _once(shown)]
        lines += _rest(len(found.changes), _MOST_CHANGES)
    return "\n".join(lines)


def _once(changes: list[subject.Change]) -> list[subject.Change]:
    """One line for changes of one step."""
    seen: dict[tuple[dt.datetime, str], subject.Change] = {}
    for change in changes:
        seen.setdefault((change.at, change.label), change)
    return list(seen.values())


def _kinds(found: Found) -> list[Kind]:
    here = {purposes.kind_of(part.mapper) for part in found.parts}
    return [kind for kind in Kind if kind in here or kind in (Kind.HISTORY, Kind.BACKUPS)]


def _part(part: Part) -> list[str]:
    lines = [f"### {purposes.title(part.table)} ({len(part.rows):,})", ""]
    if len(part.rows) > _MOST_SHOWN:
        return [*lines, *_by_month(part), ""]
    for row in part.rows:
        told = [
            f"{_label(name)}: {_cell(_worded(value))}"
            for name, value in row.items()
            if value is not None and value != "" and value is not False and not _is_inner(part, name, value)
        ]
        lines.append(f"- {' · '.join(told) or 'an entry without details'}")
    return [*lines, ""]


def _by_month(part: Part) -> list[str]:
    """How many rows there are of each month, where a list of them would be no use."""
    counts: dict[str, int] = {}
    for row in part.rows:
        day = next((value for value in row.values() if isinstance(value, str) and _DAY.match(value)), "")
        counts[day[:7] or "without a day"] = counts.get(day[:7] or "without a day", 0) + 1
    return [
        f"Too many to list here; each stands in “{FIELDS}”. By month:",
        "",
        *(f"- {month}: {count:,}" for month, count in sorted(counts.items())),
    ]


def _worded(value: Any) -> str:
    """Days, moments and yes as a reader writes them."""
    if value is True:
        return "yes"
    if isinstance(value, str) and _DAY.match(value):
        day = saying.day(dt.date.fromisoformat(value[:10]))
        return f"{day}, {value[11:16]} UTC" if len(value) > 10 else day
    return str(value)


def _is_inner(part: Part, name: str, value: Any) -> bool:
    """Numbers of rows, digests and whole JSON texts say nothing to a reader; they stand in the JSON."""
    if _KEYS.search(name):
        return not isinstance(value, str)
    column = personal.table_of(part.mapper).c.get(name)
    if column is None:
        return False
    if personal.kind_of(column) is Personal.PSEUDONYM:
        return True
    if name in ("salt", "hash", "seal", "sha256", "text_sha256", "position", "place", "edition", "signature"):
        return True
    is_list = isinstance(value, str) and value[:2] in ("[{", "[[", '{"', '["')
    return is_list or name == "external_id"


def _rest(count: int, shown: int) -> list[str]:
    return ["", f"{_count(count - shown, 'more')} in “{FIELDS}”."] if count > shown else []


def _label(name: str) -> str:
    words = re.sub(r"_(id|ms|cents|minutes|percent)$", "", name).replace("_", " ")
    return words[:1].upper() + words[1:]


def _data(session: Session, found: Found, shop: str, today: dt.date) -> dict[str, Any]:
    known = queries.periods(session)
    return {
        "store": shop,
        "made_on": today.isoformat(),
        "subject": found.subject.value,
        "name": found.name,
        "names_of_others": "masked",
        "sealed_left_out": found.sealed,
        "retention": [
            {
                "kind": kind.value,
                "purpose": rules.KINDS[kind].purpose,
                "months": known[kind].months,
                "basis": known[kind].basis,
            }
            for kind in _kinds(found)
        ],
        "clocks": [
            {"kind": row.kind.value, "until": row.until.isoformat(), "why": row.why, "on_hold": row.held}
            for row in found.clocks
        ],
        "sources": purposes.sources(session, found),
        "recipients": [
            {
                "at": row.made_at.isoformat(),
                "what": row.what,
                "kind": row.kind.value,
                "for": row.recipient,
                "sha256": row.sha256,
            }
            for row in found.received
        ],
        "records": {part.table: list(part.rows) for part in found.parts},
        "mentions": [
            {"table": one.table, "key": one.key, "column": one.column, "excerpt": one.excerpt}
            for one in found.mentions
        ],
        "history": [
            {
                "at": one.at.isoformat(),
                "change": one.label,
                "table": one.table,
                "key": one.key,
                "values": one.values,
            }
            for one in found.changes
        ],
    }


def _count(number: int, one: str, many: str = "") -> str:
    if one == "more":
        return f"{number:,} more"
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _cell(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


def _safe(name: str) -> str:
    """A name every system takes for a file."""
    clean = "".join("_" if letter in '<>:"/\\|?*' or ord(letter) < 32 else letter for letter in name)
    return clean.strip(". ") or "Own file"


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def people(session: Session) -> list[tuple[str, str]]:
    """("person:3", name) of everybody whose file can be made, people of the team first."""
    from csmanager.features.hiring.tables import Applicant, Candidate
    from csmanager.features.team.tables import Person

    team = sa.select(Person.id, Person.name, Person.left_on).where(
        Person.merged_into_id.is_(None), Person.anonymised_on.is_(None)
    )
    found = [
        (f"person:{number}", f"{name} (left {saying.day(left)})" if left else name)
        for number, name, left in session.execute(team.order_by(Person.name))
    ]
    applied = (
        sa.select(Candidate.id, sa.func.max(Applicant.name))
        .join(Applicant, Applicant.candidate_id == Candidate.id)
        .where(Candidate.anonymised_on.is_(None))
        .group_by(Candidate.id)
        .order_by(sa.func.max(Applicant.name))
    )
    found += [(f"candidate:{number}", f"{name} (applicant)") for number, name in session.execute(applied)]
    return found


__all__ = ["LEFT_OUT", "OwnFile", "document", "own_file", "people", "write"]
