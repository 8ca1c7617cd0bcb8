"""The record of processing: what is kept of whom, why, how long and how guarded, from what the schema declares."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import outgoing, personal, saying
from csmanager.core.outgoing import ExportMade
from csmanager.core.personal import Personal
from csmanager.core.settings import read_settings
from csmanager.features.privacy import purposes, queries, rules
from csmanager.features.privacy.rules import Kind

KIND_WORDS = {
    Personal.IDENTITY: "identity and contact",
    Personal.TEXT: "free text",
    Personal.FILE: "papers",
    Personal.PAY: "pay",
    Personal.JUDGEMENT: "scores, levels and words of lists",
    Personal.PSEUDONYM: "numbers made from names",
}


@dataclass(frozen=True, slots=True)
class Safeguards:
    """How this store is guarded as it is set up now; None where it is not known."""

    is_encrypted: bool
    has_passphrase: bool  # of the sealed notes and the lock of the window
    backup_count: int
    last_backup: dt.datetime | None
    lock_minutes: int | None = None


def record(session: Session, guards: Safeguards, today: dt.date) -> str:
    """The record as Markdown."""
    shop = read_settings(session).name
    known = queries.periods(session)
    by_kind: dict[Kind, dict[Personal, list[str]]] = defaultdict(lambda: defaultdict(list))
    tables: dict[Kind, set[str]] = defaultdict(set)
    for mapper in personal.mappers():
        kind = purposes.kind_of(mapper)
        for column in personal.personal_columns(mapper):
            what = personal.kind_of(column)
            assert what is not None
            by_kind[kind][what].append(column.name)
            tables[kind].add(personal.table_of(mapper).name)
    lines = [
        f"# Record of processing: {shop}",
        "",
        f"As of {saying.day(today)}. Made from what the program itself declares of every list it keeps, so it"
        " cannot fall behind. It covers this program only; add who is responsible, and other systems you use.",
        "",
        "| What is kept | Of whom | Why | Kinds of data | Kept for |",
        "|---|---|---|---|---|",
    ]
    for kind in Kind:
        fact, period = rules.KINDS[kind], known[kind]
        data = ", ".join(KIND_WORDS[one] for one in KIND_WORDS if one in by_kind[kind]) or fact.holds
        months = rules.months_text(period.months) if period.months else "as the record itself"
        lines.append(
            f"| {fact.name} | {fact.people} | {fact.purpose} | {data} | {months}, from {fact.starts} |"
        )
    lines += ["", "## Why so long", ""]
    lines += [
        f"- **{rules.KINDS[kind].name}**: {known[kind].basis}"
        + (" (changed in this store)" if known[kind].is_changed else "")
        for kind in Kind
    ]
    lines += ["", f"*{rules.NOT_ADVICE}*", "", "## Who receives something", ""]
    lines += _receivers(session)
    lines += ["", "## How it is guarded", ""]
    lines += [f"- {line}" for line in _guarded(guards)]
    lines += ["", "## What is not kept", ""]
    lines += [
        "- Health and its reasons have no field. Reasons of sensitive leave are sealed, and boxes for notes ask to"
        " leave them out.",
        "- Customers have no field for name, number or address; what they wrote may hold them. Contacts of one"
        " customer are joined by a number made from the name, which leads back to nobody.",
        "- Answers of the pulse lead to nobody. Groups of applicants are counted by stage, and never kept with a"
        " person.",
        "- Nothing is decided about anybody by the program, and nothing is sent over a network.",
    ]
    lines += ["", "## Every list with personal data", ""]
    for kind in Kind:
        if tables[kind]:
            names = ", ".join(sorted(purposes.title(name) for name in tables[kind]))
            lines.append(f"- **{rules.KINDS[kind].name}**: {names}")
    return "\n".join(lines)


def _receivers(session: Session) -> list[str]:
    found = session.execute(
        sa.select(ExportMade.recipient, ExportMade.kind, sa.func.count(), sa.func.max(ExportMade.made_at))
        .group_by(ExportMade.recipient, ExportMade.kind)
        .order_by(ExportMade.recipient, ExportMade.kind)
    ).all()
    if not found:
        return ["Nothing has left the program yet, as the register of exports tells."]
    lines = ["| For whom | What | How often | Last |", "|---|---|---|---|"]
    for recipient, kind, count, last in found:
        when = last if isinstance(last, dt.datetime) else dt.datetime.fromtimestamp(int(last), dt.UTC)
        lines.append(
            f"| {recipient or 'not noted'} | {outgoing.KIND_NAMES[kind]} | {count} | {saying.day(when.date())} |"
        )
    return lines


def _guarded(guards: Safeguards) -> list[str]:
    lines = [
        "The file is encrypted with a passphrase (AES-256)."
        if guards.is_encrypted
        else "The file is **not** encrypted; protect it under Tools, or encrypt the disk.",
        "Sealed notes and the lock of the window need a passphrase."
        if guards.has_passphrase
        else "There is **no** passphrase for sealed notes and the lock of the window.",
    ]
    if guards.lock_minutes:
        lines.append(f"The window locks after {guards.lock_minutes} minutes, and with the system.")
    if guards.last_backup is None:
        lines.append("There is **no** backup yet.")
    else:
        lines.append(
            f"{guards.backup_count} backups, the last of {saying.day(guards.last_backup.date())}; each was read back"
            " after writing" + (" and is encrypted as the file is." if guards.is_encrypted else ".")
        )
    lines += [
        "Every change stands in a history that shows when it was altered afterwards.",
        "The file lies on this computer, readable for its owner alone; no connection is ever opened.",
    ]
    return lines
