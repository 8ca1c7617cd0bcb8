"""A small shop with reasons to talk: Ana escalates half of hers, Bo none, Cy has hardly any contacts, Di left."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Store
from csmanager.features.reviews import actions
from csmanager.features.team.tables import Person
from tests.features.reviews.shop import Contact, add_contacts, add_people, day_number

MARCH = dt.date(2026, 3, 1)


def contacts(person: int, first: dt.date, count: int, escalated: int, days: int = 28) -> list[Contact]:
    """Handled calls spread over ``days``, the first ``escalated`` of every ``count`` escalated, all rated well."""
    return [
        Contact(
            day=day_number(first) + number % days,
            person_id=person,
            wait_ms=1000,
            talk_ms=200_000 + 1000 * (number % 40),
            escalated=int(number < escalated),
            csat=5 if number % 4 else 4,
            csat_scale=5,
            customer=1000 * person + number,
        )
        for number in range(count)
    ]


def stock(store: Store) -> dict[str, int]:
    """Fill ``store`` with January to March 2026; returns name -> id."""
    names = ["Ana", "Bo", "Cy", "Di"]
    ids = dict(zip(names, add_people(store, names), strict=True))
    for number in (1, 2, 3):
        first = dt.date(2026, number, 1)
        rows = contacts(ids["Ana"], first, 60, 30) + contacts(ids["Bo"], first, 60, 0)
        rows += contacts(ids["Cy"], first, 3, 1)
        rows += contacts(ids["Di"], first, 30, 0, days=10)
        add_contacts(store, rows, f"Month {number}")
    with store.change("Leave") as step:
        for name, person_id in ids.items():
            person = step.session.get_one(Person, person_id)
            person.started_on = dt.date(2025, 1, 1)
            if name == "Di":
                person.left_on, person.status = dt.date(2026, 3, 12), "left"  # type: ignore[assignment]
    for metric, value in (("escalation_rate", 0.1), ("csat_top2", 0.8), ("first_contact_resolution", 0.5)):
        store.do(
            f"Aim {metric}", actions.set_target, metric=metric, value=value, starts_on=dt.date(2026, 1, 1)
        )
    return ids
