"""The shop's opening hours as a clock: settings of the store, public holidays of its country, its own days off."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from csmanager.core.settings import WEEKDAYS, StoreSettings

if TYPE_CHECKING:
    from csmanager.science.hours import Calendar, Clock

SETTINGS = frozenset({"business_hours", "time_zone", "holidays_country", "holidays_region", "days_off"})


def calendar(settings: StoreSettings, years: Collection[int]) -> Calendar:
    """Opening hours with the holidays of ``years``; a country that is not known has none."""
    from csmanager.science.hours import Calendar

    return Calendar(
        settings.time_zone,
        {
            number: settings.business_hours.get(day, ())
            for number, day in enumerate(WEEKDAYS)
            if settings.business_hours.get(day)
        },
        frozenset({*holidays(settings, years), *days_off(settings)}),
    )


def holidays(settings: StoreSettings, years: Collection[int]) -> dict[dt.date, str]:
    """Public holidays of the country chosen, with their names."""
    if not settings.holidays_country or not years:
        return {}
    import holidays as known

    try:
        found = known.country_holidays(
            settings.holidays_country, subdiv=settings.holidays_region or None, years=list(years)
        )
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in found.items()}


def days_off(settings: StoreSettings) -> list[dt.date]:
    """The store's own days off."""
    found = []
    for text in settings.days_off:
        try:
            found.append(dt.date.fromisoformat(text))
        except ValueError:
            continue
    return found


def _settings(connection: Connection) -> StoreSettings:
    rows = connection.exec_driver_sql("SELECT key, value FROM setting").all()
    wanted = SETTINGS & {field.name for field in fields(StoreSettings)}
    return StoreSettings(**{key: json.loads(value) for key, value in rows if key in wanted})


def clock(connection: Connection, first: int, last: int) -> Clock:
    """The clock of the store for the days ``first`` to ``last`` since 1970."""
    from csmanager.science.hours import Clock

    epoch = dt.date(1970, 1, 1)
    low = epoch + dt.timedelta(days=max(first, -700_000))
    high = epoch + dt.timedelta(days=min(last, (dt.date(9998, 12, 31) - epoch).days))
    settings = _settings(connection)
    years = range(max(low.year, 1), min(high.year + 2, 9999))
    return Clock(calendar(settings, years if len(years) < 200 else ()), low, high)
