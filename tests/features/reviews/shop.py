"""A made-up shop for tests: people and contacts written straight through the door."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportBatch, Topic
from csmanager.features.reviews.periods import month_number
from csmanager.features.team.tables import Person

EPOCH = dt.date(1970, 1, 1)


@dataclass(slots=True)
class Contact:
    """A contact with the columns of the table; a handled call of nobody in particular unless told otherwise."""

    day: int
    person_id: int | None = None
    kind: int = 1
    outcome: int = 1
    channel: int = 1
    topic_id: int | None = None
    direction: int | None = None
    started: int = 0
    wait_ms: int | None = None
    talk_ms: int | None = None
    hold_ms: int | None = None
    wrap_ms: int | None = None
    first_response_ms: int | None = None
    resolution_ms: int | None = None
    resolved: int | None = None
    reopened: int | None = None
    transferred: int | None = None
    escalated: int | None = None
    csat: int | None = None
    csat_scale: int | None = None
    nps: int | None = None
    customer: int | None = None
    external_id: str = ""


COLUMNS = tuple(field.name for field in fields(Contact))


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def months_of(contacts: Iterable[Contact]) -> list[int]:
    """The months of some contacts, as importers tell them."""
    return sorted({month_number(EPOCH + dt.timedelta(days=contact.day)) for contact in contacts})


def add_contacts(store: Store, contacts: Sequence[Contact], label: str = "Import") -> None:
    """Take contacts in as one bulk step."""
    for number, contact in enumerate(contacts):
        contact.external_id = contact.external_id or f"{label}-{number}"
        contact.started = contact.started or contact.day * 86_400 + number % 86_400
    with store.change(label) as step:
        batch = ImportBatch(
            file_name=f"{label}.csv", sha256=label, kind="calls", source="test",
            imported_at=dt.datetime(2026, 3, 31, tzinfo=dt.UTC), rows_read=len(contacts),
            rows_added=len(contacts), rows_updated=0, rows_set_aside=0, summary="{}",
        )  # fmt: skip
        step.session.add(batch)
        step.session.flush()
        door = step.door()
        door.add("contact", ("batch_id", *COLUMNS), [(batch.id, *asdict(one).values()) for one in contacts])
        door.batch.facts.update(months=months_of(contacts), file_name="x", sha256=label)


def add_people(store: Store, names: Sequence[str]) -> list[int]:
    """People who are simply there, and topics 1 to 3."""
    with store.change("People") as step:
        people = [Person(code=f"P{n:03d}", name=name, status="active") for n, name in enumerate(names, 1)]
        step.session.add_all(people)
        for name in ("Billing", "Delivery", "Login"):
            if not step.session.query(Topic).filter_by(name=name).count():
                step.session.add(Topic(name=name))
        step.session.flush()
        return [person.id for person in people]


def random_contacts(
    rng: random.Random, count: int, people: Sequence[int], first: dt.date, days: int
) -> list[Contact]:
    """Anything an export may say, and leave out."""

    def maybe(value: int, chance: float = 0.8) -> int | None:
        return value if rng.random() < chance else None

    found = []
    for _ in range(count):
        is_call = rng.random() < 0.6
        outcome = rng.choices((1, 2, 3, 4), (80, 10, 5, 5))[0]
        csat = maybe(rng.randint(1, 5), 0.4)
        scale = 5 if rng.random() < 0.9 else 10
        day = day_number(first) + rng.randrange(days)
        found.append(
            Contact(
                day=day,
                person_id=maybe(rng.choice(people), 0.9),
                kind=1 if is_call else 2,
                outcome=outcome,
                topic_id=maybe(rng.randint(1, 3), 0.9),
                direction=rng.choice((None, 1, 1, 1, 2)),
                started=day * 86_400 + rng.randrange(86_400),
                wait_ms=maybe(rng.randrange(60) * 1000 + (rng.randrange(1000) if rng.random() < 0.3 else 0)),
                talk_ms=maybe(int(rng.lognormvariate(12, 0.6))),
                hold_ms=maybe(rng.randrange(90_000), 0.5),
                wrap_ms=maybe(rng.randrange(90_000), 0.7),
                first_response_ms=maybe(int(rng.lognormvariate(15, 1)), 0.5),
                resolution_ms=maybe(int(rng.lognormvariate(18, 1.5)), 0.4),
                resolved=rng.choice((None, 0, 1, 1)),
                reopened=rng.choice((None, 0, 0, 1)),
                transferred=rng.choice((None, 0, 0, 1)),
                escalated=rng.choice((None, 0, 0, 1)),
                csat=csat,
                csat_scale=scale if csat is not None else None,
                nps=maybe(rng.randint(0, 10), 0.3),
                customer=maybe(rng.randint(-20, 20), 0.8),
            )
        )
    return found
