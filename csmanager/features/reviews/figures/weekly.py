"""Weekly values by hand: what stands in a week, and what a block typed or pasted says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.kinds import Source
from csmanager.features.reviews.rules import Unit
from csmanager.features.reviews.tables import ManualValue
from csmanager.features.reviews.targets import MetricRow, dictionary
from csmanager.features.reviews.words import parse_seconds
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class Week:
    """People (None: everyone together) by measures for the week that begins on ``monday``; values as stored."""

    monday: dt.date
    metrics: list[MetricRow]
    people: list[tuple[int | None, str]]
    values: dict[tuple[int | None, int], float]  # (person, metric id)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week a day lies in."""
    return day - dt.timedelta(days=day.weekday())


def week(session: Session, day: dt.date) -> Week:
    """What was written down for the week of ``day``, for whoever was here in it."""
    monday = monday_of(day)
    sunday = monday + dt.timedelta(days=6)
    metrics = [row for row in dictionary(session) if row.source is Source.BY_HAND]
    query = sa.select(Person.id, Person.name).where(
        Person.merged_into_id.is_(None),
        sa.or_(Person.started_on.is_(None), Person.started_on <= sunday),
        sa.or_(Person.left_on.is_(None), Person.left_on >= monday),
    )
    people: list[tuple[int | None, str]] = [(None, "Everyone together")]
    people += sorted(
        ((person, name) for person, name in session.execute(query)), key=lambda one: one[1].casefold()
    )
    rows = session.execute(
        sa.select(ManualValue.person_id, ManualValue.metric_id, ManualValue.value).where(
            ManualValue.day == monday
        )
    )
    return Week(monday, metrics, people, {(person, metric): value for person, metric, value in rows})


def read_value(text: str, unit: Unit) -> float | None:
    """What was typed in a measure's unit; None for an empty cell. Raises ValueError with a sentence."""
    clean = text.strip().replace("\u00a0", "").replace(" ", "") if unit is not Unit.SECONDS else text.strip()
    if not clean or clean in ("-", "–"):
        return None
    if unit is Unit.SECONDS:
        return parse_seconds(clean)
    is_percent = clean.endswith("%")
    clean = clean.removesuffix("%").strip()
    if "," in clean and "." not in clean:
        clean = clean.replace(",", ".") if len(clean.rpartition(",")[2]) != 3 else clean.replace(",", "")
    else:
        clean = clean.replace(",", "")
    try:
        value = float(clean)
    except ValueError:
        raise ValueError(f'"{text.strip()}" is not a number.') from None
    return value / 100 if unit is Unit.SHARE or is_percent else value


def block(text: str) -> list[list[str]]:
    """Cells of a block from a spreadsheet: lines and tabs; a last empty line is not one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1]:
        lines.pop()
    return [line.split("\t") for line in lines]


def changes(
    shown: Week, typed: Sequence[tuple[int, int, float | None]]
) -> list[tuple[int, int | None, dt.date, float | None, int]]:
    """What is to be written: (row, column, value) as ``ownactions.set_values`` takes them, unchanged ones left out."""
    found = []
    for row, column, value in typed:
        person, metric = shown.people[row][0], shown.metrics[column]
        if shown.values.get((person, metric.id)) != value:
            found.append((metric.id, person, shown.monday, value, 1))
    return found
