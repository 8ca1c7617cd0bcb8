"""The chain of the history: what each entry's hash covers, and whether everything still fits together.

There are three forms of entries. Form 1 (stores of older programs) hashes the values themselves. Form 2 hashes
salted digests of the values, so that values and salts can be erased and the chain still verifies. Form 3 is an entry
of form 1 that had to lose values: it keeps its old hash, by which the chain goes on, and got salts and digests; its
seal (what form 2 would have as hash) stands in the entry of the erasure, which is hashed itself.

What is erased is listed in the entries of erasures, so that taking values out in any other way is noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.tables import StepKind

GENESIS = "0" * 64
FIRST, SALTED, RESEALED = 1, 2, 3
SALT_BYTES = 16

Written = tuple[str, str, str | None, str | None]
"""A row of an entry: table, key, and the images before and after as JSON."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying found: ``broken_at`` is the first entry that does not fit, None when all do."""

    entries: int
    head: str
    broken_at: int | None


def header(
    number: int,
    at: int,
    kind: str,
    actor: str,
    target: int | None,
    stacks: tuple[int | None, int | None, int | None],
) -> dict[str, object]:
    """What every form covers; ``stacks``: below, top of Undo, top of Redo."""
    return {"id": number, "at": at, "kind": kind, "actor": actor, "target": target, "stacks": list(stacks)}


def first_hash(
    previous: str, head: dict[str, object], label: str, bulk: str | None, rows: Iterable[Written]
) -> str:
    """The hash of an entry of form 1."""
    digest = hashlib.sha256(previous.encode())
    covered = {**head, "label": label, "bulk": bulk}
    digest.update(json.dumps(covered, ensure_ascii=False, sort_keys=True).encode())
    for row in rows:
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def salted(salt: str, *parts: str | None) -> str:
    """The digest of ``parts`` under ``salt``."""
    return hashlib.sha256(f"{salt}{json.dumps(parts, ensure_ascii=False)}".encode()).hexdigest()


def shape(before: str | None, after: str | None) -> str:
    """Whether a row was made, changed or taken out; it outlives its values."""
    return "made" if before is None else "gone" if after is None else "changed"


def salted_hash(
    previous: str,
    head: dict[str, object],
    form: int,
    digest: str,
    rows: Iterable[tuple[str, str, str, str]],
) -> str:
    """The hash of an entry of form 2, or the seal of one of form 3; ``rows``: table, key, shape and digest."""
    whole = hashlib.sha256(previous.encode())
    whole.update(json.dumps({**head, "form": form, "digest": digest}, sort_keys=True).encode())
    for row in rows:
        whole.update(("\x1f".join(row) + "\x1e").encode())
    return whole.hexdigest()


def spans(numbers: Iterable[int]) -> str:
    """Numbers as text with ranges: 3-7,9."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def numbers(text: str) -> Iterator[int]:
    """What ``spans`` wrote."""
    for part in text.split(",") if text else ():
        low, _, high = part.partition("-")
        yield from range(int(low), int(high or low) + 1)


@dataclass(slots=True)
class Listed:
    """What the erasures of a store say was erased.

    ``rows``: ids of history rows; ``steps``: entry -> digest of what is left of its label and bulk part;
    ``seals``: entry of form 3 -> its seal.
    """

    rows: set[int] = field(default_factory=set)
    steps: dict[int, str] = field(default_factory=dict)
    seals: dict[int, str] = field(default_factory=dict)


def listed(session: Session) -> Listed:
    """Everything the entries of erasures list. Raises ValueError when one cannot be read."""
    found = Listed()
    query = sa.text("SELECT bulk FROM history_step WHERE kind = :kind ORDER BY id")
    for (bulk,) in session.execute(query, {"kind": StepKind.ERASURE.value}):
        told = json.loads(bulk or "{}").get("facts", {}).get("erasure", {})
        found.rows.update(numbers(told.get("rows", "")))
        found.steps.update({int(step): digest for step, digest in told.get("steps", {}).items()})
        found.seals.update({int(step): seal for step, seal in told.get("seals", {}).items()})
    return found


def _raw_steps(session: Session) -> Iterator[Any]:
    query = sa.text(
        "SELECT id, at, label, kind, actor, target_id, below, undo_top, redo_top, bulk, previous_hash, hash,"
        " form, salt, digest FROM history_step ORDER BY id"
    )
    yield from session.execute(query.execution_options(yield_per=500))


def verify(session: Session) -> ChainReport:
    """Recompute the whole chain from the entries and their rows."""
    previous, expected, count = GENESIS, 1, 0
    try:
        known = listed(session)
    except (ValueError, AttributeError, TypeError):
        known = Listed()
    rows = session.execute(
        sa.text(
            "SELECT step_id, table_name, record_key, before, after, id, salt, digest FROM history_row"
            " ORDER BY step_id, id"
        ).execution_options(yield_per=500)
    )
    waiting = next(rows, None)
    for step in _raw_steps(session):
        own = []
        while waiting is not None and waiting[0] == step.id:
            own.append(waiting)
            waiting = next(rows, None)
        fits = step.id == expected and step.previous_hash == previous and _fits(step, own, known)
        if not fits:
            return ChainReport(count, previous, expected)
        previous, expected, count = str(step.hash), expected + 1, count + 1
    return ChainReport(count, previous, None if waiting is None else expected)


def _fits(step: Any, rows: list[Any], known: Listed) -> bool:
    head = header(
        step.id,
        step.at,
        step.kind,
        step.actor,
        step.target_id,
        (step.below, step.undo_top, step.redo_top),
    )
    if step.form == FIRST:
        written = [(row[1], row[2], row[3], row[4]) for row in rows]
        made = first_hash(step.previous_hash, head, step.label, step.bulk, written)
        return made == step.hash and step.id not in known.seals
    digests = []
    for row in rows:
        digest = _row_digest(step, row, known)
        if digest is None:
            return False
        digests.append((row[1], row[2], shape(row[3], row[4]), digest))
    own = _step_digest(step, known)
    if own is None:
        return False
    seal = salted_hash(step.previous_hash, head, step.form, own, digests)
    if step.form == RESEALED:
        return known.seals.get(step.id) == seal
    return bool(step.form == SALTED and step.hash == seal)


def _row_digest(step: Any, row: Any, known: Listed) -> str | None:
    """The digest of a row; None where it was tampered with."""
    _step, table, key, before, after, number, salt, digest = row
    is_listed = number in known.rows or step.kind == StepKind.ERASURE
    if salt is None:
        is_bare = is_listed and not before and not after and (before, after) != (None, None)
        return digest if is_bare else None
    if is_listed or salted(salt, table, key, before, after) != digest:
        return None
    return str(digest)


def _step_digest(step: Any, known: Listed) -> str | None:
    """The digest of label and bulk part; None where they were tampered with."""
    if step.salt is None:
        left = known.steps.get(step.id)
        return step.digest if left is not None and left == remains(step.label, step.bulk) else None
    if step.id in known.steps or salted(step.salt, step.label, step.bulk) != step.digest:
        return None
    return str(step.digest)


def remains(label: str, bulk: str | None) -> str:
    """The digest of what an erasure left of a label and a bulk part; it holds no name, so it needs no salt."""
    return salted("", label, bulk)
