"""Erasing what is due: what exactly goes and stays, and doing it for good through ``core.erasure``."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import erasure, forgetting, personal
from csmanager.core.blanking import TAKEN_OUT, Mention
from csmanager.core.erasure import Erased, Erasure
from csmanager.core.errors import RuleBroken
from csmanager.core.naming import Names
from csmanager.core.personal import Personal, Subject
from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportProblem
from csmanager.features.hiring.privacy import actions as applying
from csmanager.features.privacy import actions, aging, holding, purposes, queries, rules
from csmanager.features.privacy.queries import KeptRow
from csmanager.features.privacy.rules import Clock, Decision, Kind
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.team.erasing import actions as persons
from csmanager.features.team.person.queries import ids_of
from csmanager.features.voice.tables import Complaint

_TEXTS = frozenset({Personal.TEXT, Personal.FILE})


@dataclass(frozen=True, slots=True)
class Preview:
    """What erasing some records means. ``goes``: lines such as "12 reviews: summary, strengths, concerns".

    ``mentions``: texts of other records that name them; they stay unless they are confirmed. ``kept``: spellings
    that somebody else has too, which stay.
    """

    goes: tuple[str, ...]
    stays: tuple[str, ...]
    mentions: tuple[Mention, ...]
    kept: tuple[str, ...] = ()


def spec(
    session: Session,
    rows: Sequence[KeptRow],
    *,
    today: dt.date,
    confirmed: Sequence[tuple[str, str, str]] = (),
) -> Erasure:
    """What erasing these records, all of one kind, means. Raises RuleBroken for one that is held or not due yet."""
    if not rows:
        raise RuleBroken("Choose what is to be erased.")
    kind = rows[0].kind
    if any(row.kind is not kind for row in rows):
        raise RuleBroken("Erase one kind of record at a time; choose records of the same kind.")
    for row in rows:
        if row.held:
            raise RuleBroken(f"{row.name} is on hold ({row.held}). Lift the hold first.")
        if row.clock not in (Clock.DUE, Clock.KEPT):
            raise RuleBroken(f"{row.name}: this is not due before its day has passed; see “Kept until”.")
        people = ids_of(session, row.person_id) if row.person_id is not None else ()
        holding.require_free(session, people=people, candidate_id=row.candidate_id)
    if kind is Kind.STAFF:
        made = persons.spec_for_people(session, [row.key for row in rows], today=today, confirmed=confirmed)
        return _with_decision(made, rows, today)
    if kind is Kind.APPLICANTS:
        numbers = [row.key for row in rows]
        made = persons.spec_for_applicants(
            session,
            numbers,
            today=today,
            confirmed=confirmed,
            first=lambda inside: applying.anonymise(inside, numbers, today=today),
        )
        return _with_decision(made, rows, today)
    if kind is Kind.EXPORTS:
        for row in rows:
            holding.require_free(session, people=aging.people_of(session, row.key))
    blanks: dict[Kind, Callable[[Session, KeptRow], object]] = {
        Kind.REVIEWS: _blank_reviews,
        Kind.PAY: _blank_pay,
        Kind.CUSTOMERS: _blank_customers,
        Kind.CONTACTS: lambda inside, row: aging.blank_lines(inside, row.key),
        Kind.EXPORTS: lambda inside, row: aging.blank_exports(inside, row.key),
    }
    blank = blanks[kind]

    def waiting(inside: Session) -> None:
        for row in rows:
            _clear_waiting(inside, row)

    def first(inside: Session) -> None:
        for row in rows:
            blank(inside, row)

    count = "1 record" if len(rows) == 1 else f"{len(rows)} records"
    label = f"Erase what was due: {rules.KINDS[kind].name.lower()}, {count}"
    made = Erasure(label, Subject.PERSON, (), Names(), frozenset(), first, waiting=waiting)
    return _with_decision(made, rows, today)


def _with_decision(made: Erasure, rows: Sequence[KeptRow], today: dt.date) -> Erasure:
    inner = made.first

    def first(session: Session) -> None:
        if inner is not None:
            inner(session)
        for row in rows:
            actions.decide(session, row, Decision.ERASED, today=today)

    return dataclasses.replace(made, first=first)


def erase(
    store: Store,
    rows: Sequence[KeptRow],
    *,
    today: dt.date,
    confirmed: Sequence[tuple[str, str, str]] = (),
    backs_up: bool = True,
    progress: erasure.Progress = erasure.unheard,
) -> Erased:
    """Erase these records, all of one kind, for good; all of them or none."""
    with store.read() as session:
        made = spec(session, rows, today=today, confirmed=confirmed)
    return erasure.erase(store, made, backs_up=backs_up, progress=progress)


def preview(session: Session, rows: Sequence[KeptRow], *, today: dt.date) -> Preview:
    """What would go and stay, before anything is done."""
    made = spec(session, rows, today=today)
    kind = rows[0].kind
    fact = rules.KINDS[kind]
    mentions = tuple(erasure.look(session, made)) if made.ids else ()
    if kind in (Kind.STAFF, Kind.APPLICANTS):
        goes = counted(session, made.subject, made.ids)
    elif kind is Kind.REVIEWS:
        whom = tuple(number for row in rows for number in ids_of(session, row.key))
        goes = counted(session, Subject.PERSON, whom, only=Kind.REVIEWS)
    else:
        goes = [f"{row.name}: {row.what.lower()}" for row in rows]
    return Preview(tuple(goes), (fact.stays,), mentions, made.kept)


def counted(session: Session, subject: Subject, ids: Sequence[int], only: Kind | None = None) -> list[str]:
    """What is kept about somebody and would go, a line for each kind of record."""
    lines = []
    for mapper, rows in personal.rows_about(session, subject, ids):
        if only is not None and purposes.kind_of(mapper) is not only:
            continue
        wanted = _TEXTS if only is not None else personal.TAKEN_OUT
        names = [
            column.name
            for column in personal.personal_columns(mapper)
            if personal.kind_of(column) in wanted
            and not personal.is_of_other(column)
            and any(getattr(row, mapper.get_property_by_column(column).key) for row in rows)
        ]
        if names:
            words = ", ".join(name.replace("_", " ") for name in names)
            lines.append(f"{purposes.title(personal.table_of(mapper).name)} ({len(rows)}): {words}")
    return lines


def _blank_reviews(session: Session, row: KeptRow) -> None:
    """Take every free text out of what was written in judging and talking; days, scores and results stay."""
    for mapper, rows in personal.rows_about(session, Subject.PERSON, ids_of(session, row.key)):
        if purposes.kind_of(mapper) is not Kind.REVIEWS or getattr(mapper.class_, "__bulk__", False):
            continue
        for column in personal.personal_columns(mapper):
            if personal.kind_of(column) not in _TEXTS:
                continue
            name = mapper.get_property_by_column(column).key
            for one in rows:
                if getattr(one, name):
                    setattr(one, name, _empty(column))
    session.flush()


def _empty(column: sa.Column[Any]) -> str | None:
    if column.nullable:
        return None
    return TAKEN_OUT if column.name in ("title", "text", "behaviour", "topic", "goal") else ""


def _blank_pay(session: Session, row: KeptRow) -> None:
    contract = session.get(Contract, row.key)
    if contract is not None:
        contract.pay = ""
        session.flush()


def _blank_customers(session: Session, row: KeptRow) -> None:
    month = queries.texts_of_month(row.key)
    if month is None:
        complaint = session.get(Complaint, row.key)
        if complaint is not None:
            complaint.text = complaint.remedy = ""
    else:
        table, first, last = month
        query = sa.select(table).where(table.day.between(first, last), table.text != "")
        for one in session.scalars(query):
            one.text = ""
    session.flush()


def _clear_waiting(session: Session, row: KeptRow) -> None:
    """The same in what waits for Undo: rows of earlier imports, which may have had other numbers."""
    if row.kind is Kind.CONTACTS:
        batches = aging.batches_of(session, row.key)
        forgetting.empty_waiting(
            session, ImportProblem, {"cells": aging.NO_CELLS}, lambda table: table.c.batch_id.in_(batches)
        )
    if row.kind is not Kind.CUSTOMERS:
        return
    month = queries.texts_of_month(row.key)
    if month is not None:
        table, first, last = month
        forgetting.empty_waiting(session, table, {"text": ""}, lambda rows: rows.c.day.between(first, last))
        return
    external = session.scalar(sa.select(Complaint.external_id).where(Complaint.id == row.key))

    def same(rows: sa.TableClause) -> sa.ColumnElement[bool]:
        return (
            sa.or_(rows.c.id == row.key, rows.c.external_id == external) if external else rows.c.id == row.key
        )

    forgetting.empty_waiting(session, Complaint, {"text": "", "remedy": ""}, same)


Done = Callable[[Erased], object]
