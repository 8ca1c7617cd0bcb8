"""Keeps the month cells true to the contacts, in the transaction that changes them.

Every month a step touched is made again from its contacts. Whether a contact was a repeat, or was followed by
one, depends on the days before and after: so the last and the first days of the neighbouring months are brought up to
date too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from csmanager.core.store import Touched
from csmanager.features.reviews import facts
from csmanager.features.reviews.business import SETTINGS as BUSINESS
from csmanager.features.reviews.business import clock
from csmanager.features.reviews.periods import month_from_number, month_number
from csmanager.features.reviews.recordfacts import TABLES, days_of, days_of_image
from csmanager.features.reviews.tables import CubeMonth, CubeRecords

if TYPE_CHECKING:
    from csmanager.features.reviews.contactrows import Marked
    from csmanager.features.reviews.monthcells import Month

_EPOCH = dt.date(1970, 1, 1)
_AFTER_ALL = 10_000 * 12  # the calendar ends with the year 9999
_MONTHS_AT_ONCE = 120  # fits the days that can be read at once


def derive(session: Session, touched: Touched) -> None:
    """Make the cells of every month again whose records this step touched.

    Opening hours and the window of first contacts are part of what cells say: when they change, all are made again.
    """
    connection = session.connection()
    if _means_otherwise(touched):
        held = {row[0] for row in connection.exec_driver_sql("SELECT month FROM cube_month")}
        rebuild(connection, held | months_touched(connection, touched))
    elif "contact" in touched.tables:
        rebuild(connection, months_touched(connection, touched))
    if touched.tables & TABLES:
        rebuild_records(connection, record_months_touched(connection, touched))


def _means_otherwise(touched: Touched) -> bool:
    """Whether a step changed what makes up cells besides the contacts."""
    for row in touched.rows:
        images = [image for image in (row.before, row.after) if image is not None]
        if row.table == "setting" and any(image["key"] in BUSINESS for image in images):
            return True
        if row.table == "metric" and any(image["key"] == "first_contact_resolution" for image in images):
            windows = {_window_in(str(image["options"])) for image in images}
            if len(windows) > 1:
                return True
    return False


def _window_in(options: str) -> int:
    return int(json.loads(options).get("window_days", facts.REPEAT_DAYS))


def window_of(connection: Connection) -> int:
    """How many days after a contact another of the same customer on the same topic is a repeat."""
    found = connection.exec_driver_sql(
        "SELECT options FROM metric WHERE key = 'first_contact_resolution'"
    ).scalar()
    return facts.REPEAT_DAYS if found is None else _window_in(found)


def rebuild_all(session: Session) -> None:
    """Make the cells of every month again; for a store whose cells are of an older format."""
    connection = session.connection()
    held = {row[0] for row in connection.exec_driver_sql("SELECT month FROM cube_month")}
    rebuild(connection, held | _months_of_days(connection, "SELECT DISTINCT day FROM contact"))
    held = {row[0] for row in connection.exec_driver_sql("SELECT month FROM cube_records")}
    rebuild_records(connection, held | _months(days_of(connection, TABLES)))


def months_touched(connection: Connection, touched: Touched) -> set[int]:
    """The months (year * 12 + month - 1) whose contacts this step touched."""
    days = {
        int(image["day"])
        for row in touched.rows
        if row.table == "contact"
        for image in (row.before, row.after)
        if image is not None
    }
    months = _months(days)
    if touched.batch is not None and "contact" in touched.batch.tables:
        told = touched.batch.facts.get("months")
        if told is None:
            told = _months_of_days(connection, "SELECT day FROM contact UNION SELECT day FROM contact_shadow")
        months |= {int(number) for number in told}
    return months


def record_months_touched(connection: Connection, touched: Touched) -> set[int]:
    """The months whose other records this step touched. A batch touches every month of its tables."""
    days: set[int] = set()
    for row in touched.rows:
        if row.table in TABLES:
            for image in (row.before, row.after):
                if image is not None:
                    days |= days_of_image(row.table, image)
    whole = {name for name in touched.batch.tables if name in TABLES} if touched.batch is not None else set()
    if "worked_shift" in touched.tables:
        whole.add("planned_shift")  # which shifts are over is known by the last day of work
    return _months(days | days_of(connection, whole))


def _months(days: set[int]) -> set[int]:
    return {month_number(_EPOCH + dt.timedelta(days=day)) for day in days}


def rebuild_records(connection: Connection, months: set[int]) -> None:
    """Make the cells of the other records of ``months`` again."""
    for number in sorted(months):
        _write(connection, number, make_records(connection, number), CubeRecords)


def make_records(connection: Connection, number: int) -> Month | None:
    """The cells of one month's other records, without writing them."""
    from csmanager.features.reviews.recordcells import make as made_of

    start = _first_day(number)
    return made_of(connection, start, _first_day(number + 1) - start)


def _months_of_days(connection: Connection, statement: str) -> set[int]:
    days = connection.exec_driver_sql(statement)
    return {month_number(_EPOCH + dt.timedelta(days=int(row[0]))) for row in days}


def rebuild(connection: Connection, months: set[int]) -> None:
    """Make the cells of ``months`` again from their contacts."""
    for run in _runs(months):
        _rebuild_run(connection, run, months)


def _runs(months: set[int]) -> list[list[int]]:
    """Months in a row belong together: each is read once."""
    runs: list[list[int]] = []
    for number in sorted(months):
        if runs and runs[-1][-1] + 1 == number and len(runs[-1]) < _MONTHS_AT_ONCE:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _rebuild_run(connection: Connection, run: list[int], months: set[int]) -> None:
    from csmanager.features.reviews.monthcells import set_firsts

    made, firsts = _make(connection, run)
    for number in run:
        _write(connection, number, made.get(number))
    first, last = _first_day(run[0]), _first_day(run[-1] + 1) - 1
    week = window_of(connection)
    for number, low, high in (
        (run[0] - 1, first - week, first - 1),
        (run[-1] + 1, last + 1, last + week),
    ):
        neighbour = None if number in months else load(connection, number)
        if neighbour is not None:
            set_firsts(neighbour, firsts, _first_day(number), low, high)
            _write(connection, number, neighbour)


def make(connection: Connection, months: set[int]) -> dict[int, Month]:
    """The cells of ``months`` from their contacts, without writing them; months without contacts are left out."""
    made: dict[int, Month] = {}
    for run in _runs(months):
        made.update(_make(connection, run)[0])
    return made


def _make(connection: Connection, run: list[int]) -> tuple[dict[int, Month], Marked]:
    """The cells of months in a row, and the first contacts in them and the week around."""
    from csmanager.features.reviews.contactrows import between, marked, read, visits
    from csmanager.features.reviews.monthcells import cells, set_firsts

    first, last = _first_day(run[0]), _first_day(run[-1] + 1) - 1
    week = window_of(connection)
    pieces = read(connection, first, last)
    around = [
        *read(connection, first - 2 * week, first - 1, only="customer IS NOT NULL"),
        *pieces,
        *read(connection, last + 1, last + 2 * week, only="customer IS NOT NULL"),
    ]
    firsts = marked(visits(around), week)
    opening = clock(connection, first, last)
    made: dict[int, Month] = {}
    for number in run:
        start, days = _first_day(number), _first_day(number + 1) - _first_day(number)
        rows = between(pieces, start, start + days - 1)
        if rows is not None and rows.inbound().any():
            made[number] = cells(rows, start, days, opening)
            set_firsts(made[number], firsts, start, start, start + days - 1)
    return made, firsts


def load(connection: Connection, number: int) -> Month | None:
    """The cells that are held for a month; None when there are none that can be read."""
    from csmanager.features.reviews.monthcells import unpack

    blob = connection.execute(sa.select(CubeMonth.cells).where(CubeMonth.month == number)).scalar()
    return None if blob is None else unpack(blob)


def _write(
    connection: Connection,
    number: int,
    month: Month | None,
    table: type[CubeMonth] | type[CubeRecords] = CubeMonth,
) -> None:
    """``version`` is a digest of the cells: equal cells have equal versions, whatever happened in between."""
    from csmanager.features.reviews.monthcells import pack

    connection.execute(sa.delete(table).where(table.month == number))
    if month is not None:
        blob = pack(month)
        version = int.from_bytes(hashlib.blake2b(blob, digest_size=8).digest(), "little") >> 1
        connection.execute(sa.insert(table).values(month=number, version=version, cells=blob))


def _first_day(number: int) -> int:
    if number >= _AFTER_ALL:
        return (dt.date.max - _EPOCH).days + 1
    return (month_from_number(max(number, 12)).first - _EPOCH).days
