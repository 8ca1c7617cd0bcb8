"""Settings that travel with the store."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.tables import Setting

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _office_hours() -> dict[str, list[list[str]]]:
    return {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Name, zone, money and hours of the shop.

    ``time_zone``: IANA name; instants are stored in UTC and days counted in this zone. ``currency``: ISO 4217
    code. ``first_weekday``: 0 Monday to 6 Sunday. ``business_hours``: weekday name -> list of [open, close] as
    HH:MM. ``holidays_country`` (ISO 3166 code, "" for none) and ``holidays_region`` say which public holidays are
    closed; ``days_off`` are the store's own, as ISO dates.
    """

    name: str = "My store"
    time_zone: str = "UTC"
    currency: str = "EUR"
    first_weekday: int = 0
    business_hours: dict[str, list[list[str]]] = field(default_factory=_office_hours)
    holidays_country: str = ""
    holidays_region: str = ""
    days_off: list[str] = field(default_factory=list)

    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone itself."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: dt.datetime) -> dt.date:
        """The date in the shop at ``now``."""
        return now.astimezone(self.zone()).date()


def read_settings(session: Session) -> StoreSettings:
    """The store's settings; what was never set has its default."""
    found = {
        row.key: json.loads(row.value)
        for row in session.execute(sa.select(Setting.key, Setting.value))
        if row.key in {item.name for item in fields(StoreSettings)}
    }
    return StoreSettings(**found)


def write_settings(session: Session, settings: StoreSettings) -> None:
    """Store ``settings``; raises RuleBroken with the reason when one is not possible."""
    if not settings.name.strip():
        raise RuleBroken("The store needs a name.")
    if settings.time_zone not in zoneinfo.available_timezones():
        raise RuleBroken(f"{settings.time_zone} is not a known time zone, such as Europe/Vienna.")
    if not (len(settings.currency) == 3 and settings.currency.isalpha() and settings.currency.isupper()):
        raise RuleBroken("The currency is a code of three letters, such as EUR or USD.")
    if settings.first_weekday not in range(7):
        raise RuleBroken("The first day of the week is 0 (Monday) to 6 (Sunday).")
    if settings.holidays_country and not (
        len(settings.holidays_country) in (2, 3) and settings.holidays_country.isalpha()
    ):
        raise RuleBroken("The country of the public holidays is a code of two letters, such as AT or GB.")
    for day in settings.days_off:
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            raise RuleBroken(f"{day} is not a day; write days off as 2026-12-24.") from None
    for key, value in asdict(settings).items():
        write_value(session, key, value)


def read_value(session: Session, key: str, default: Any = None) -> Any:
    """One setting that belongs to a single duty."""
    text = session.scalar(sa.select(Setting.value).where(Setting.key == key))
    return default if text is None else json.loads(text)


def write_value(session: Session, key: str, value: Any) -> None:
    """Set one setting (JSON-able)."""
    text = json.dumps(value, ensure_ascii=False)
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=text))
    else:
        row.value = text
