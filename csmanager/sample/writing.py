"""Writes the made-up shop into a store, through the same actions and the same door as everything else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from csmanager.core.errors import Refused
from csmanager.core.settings import WEEKDAYS, StoreSettings
from csmanager.core.store import Step
from csmanager.features.contacts.tables import ImportBatch, Topic
from csmanager.open import keep_the_day, open_store
from csmanager.sample import (
    abilities,
    applying,
    conducting,
    handbooking,
    joining,
    keeping,
    knowing,
    records,
    roster,
    seasons,
    talking,
    voices,
)
from csmanager.sample.agenda import Agenda, StagedClock
from csmanager.sample.cast import players
from csmanager.sample.contacts import COLUMNS, PERSON, SUBJECTS, TOPIC, Month, Row, Shop

_COLUMNS = ("batch_id", *COLUMNS)
_SOURCES = {"calls": "harbour-telephony", "tickets": "harbour-helpdesk"}
_MOST_PEOPLE, _MOST_MONTHS = 500, 120


def write(
    path: Path,
    *,
    people: int,
    months: int,
    contacts: int,
    seed: int,
    last_day: dt.date,
    today: dt.date,
    with_sealed: bool,
    progress: Callable[[int, int], object],
) -> None:
    """Make the store at ``path``; raises Refused when the file exists or a number makes no sense."""
    if path.exists():
        raise Refused(f"{path} exists already; it was left as it is.")
    if not 1 <= people <= _MOST_PEOPLE:
        raise Refused(f"A sample has 1 to {_MOST_PEOPLE} people.")
    if not 1 <= months <= _MOST_MONTHS:
        raise Refused(f"A sample has 1 to {_MOST_MONTHS} months.")
    if contacts < 0:
        raise Refused("A sample cannot have fewer than 0 contacts.")
    cast = players(people)
    shop = Shop(cast, months=months, contacts=contacts, seed=seed, last_day=last_day)
    opened = shop.first_day - dt.timedelta(days=10)
    clock = StagedClock(dt.datetime.combine(opened, dt.time(8), dt.UTC))
    salts = Random(seed)  # nothing here is secret, and the same numbers are to make the same file
    store = open_store(
        path, create=True, clock=clock, settings=_settings(), actor="Sam Sample", entropy=salts.randbytes
    )
    try:
        ids: list[int] = []
        agenda = Agenda()
        records.plan(agenda, cast, ids, opened=opened, last_day=last_day, today=today)
        knowing.plan(agenda, seed=seed, opened=opened, today=today)
        joining.plan(agenda, seed=seed, opened=opened, last_day=last_day, today=today)
        handbooking.plan(agenda, opened=opened, today=today)
        for month in shop.months():
            _plan_month(agenda, month, ids, today)
        roster.plan(agenda, cast, ids, last_day=last_day, today=today)
        voices.plan(agenda, ids, seed=seed, last_day=last_day, today=today)
        if with_sealed:
            conducting.plan(agenda, store, cast, ids, opened=opened, today=today)
        talking.plan(agenda, cast, ids, opened=opened, today=today)
        abilities.plan(agenda, cast, ids, opened=opened, last_day=last_day, today=today)
        applying.plan(agenda, today=today)
        keeping.plan(agenda, ids, opened=opened, today=today)
        agenda.play(store, clock, until=today, progress=progress)
        keep_the_day(store)
    finally:
        store.close()


def _settings() -> StoreSettings:
    hours = {day: [["09:00", f"{seasons.CLOSES:02d}:00"]] for day in WEEKDAYS[:5]}
    hours["Saturday"] = [["09:00", f"{seasons.SATURDAY_CLOSES:02d}:00"]]
    return StoreSettings(
        name="Harbour & Hill (sample)", time_zone=seasons.TIME_ZONE, currency="EUR", business_hours=hours
    )


def _plan_month(agenda: Agenda, month: Month, ids: list[int], today: dt.date) -> None:
    """Both exports of a month are taken in on the first working day after it."""
    day = min(seasons.working_day(month.last + dt.timedelta(days=1)), today)
    for hour, kind, rows in ((9.0, "calls", month.calls), (9.1, "tickets", month.tickets)):
        if rows:
            name = f"{kind}-{month.first:%Y-%m}.csv"
            agenda.add(day, f"Import {name}", _Import(name, kind, rows, month, ids), hour=hour)


class _Import:
    """The step that takes in one export."""

    def __init__(self, name: str, kind: str, rows: list[Row], month: Month, ids: list[int]) -> None:
        self._name, self._kind, self._rows, self._month, self._ids = name, kind, rows, month, ids

    def __call__(self, step: Step) -> None:
        rows, month, session = self._rows, self._month, step.session
        topics = {topic.name: topic for topic in session.query(Topic)}
        for subject in SUBJECTS:
            if subject.name not in topics:
                topics[subject.name] = Topic(name=subject.name)
                session.add(topics[subject.name])
        digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
        batch = ImportBatch(
            file_name=self._name,
            sha256=digest,
            kind=self._kind,
            source=_SOURCES[self._kind],
            imported_at=_noon(month.last + dt.timedelta(days=1)),
            rows_read=len(rows),
            rows_added=len(rows),
            rows_updated=0,
            rows_set_aside=0,
            first_day=month.first,
            last_day=month.last,
            summary=json.dumps({"notes": ["Made-up contacts of the sample store."]}),
        )
        session.add(batch)
        session.flush()
        topic_ids = [topics[subject.name].id for subject in SUBJECTS]
        door = step.door()
        door.add("contact", _COLUMNS, _resolved(rows, batch.id, self._ids, topic_ids))
        door.batch.facts.update(
            file_name=self._name,
            sha256=digest,
            rows_read=len(rows),
            rows_added=len(rows),
            rows_updated=0,
            rows_set_aside=0,
            months=[month.first.year * 12 + month.first.month - 1],
        )


def _resolved(rows: list[Row], batch: int, people: list[int], topics: list[int]) -> Iterator[Row]:
    for row in rows:
        person, topic = row[PERSON], row[TOPIC]
        yield (
            batch,
            *row[:PERSON],
            None if person is None else people[int(person)],
            *row[PERSON + 1 : TOPIC],
            None if topic is None else topics[int(topic)],
            *row[TOPIC + 1 :],
        )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
