"""An interview as a calendar file that any calendar program takes in."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from csmanager.features.hiring.interviews.queries import InterviewRow
from csmanager.features.hiring.interviews.rules import InterviewState


def calendar_text(
    row: InterviewRow, *, shop: str, zone: zoneinfo.ZoneInfo, now: dt.datetime, moved: int = 0
) -> bytes:
    """One interview in iCalendar form (RFC 5545), its times in UTC. ``moved``: how often it was moved.

    The file of a cancelled one says so, and takes the appointment out of the calendar again.
    """
    from icalendar import Calendar, Event

    wall = dt.datetime.combine(row.on, dt.time(), zone) + dt.timedelta(minutes=row.start_minute)
    begin = wall.astimezone(dt.UTC)  # minutes are counted from here: the clock may jump meanwhile
    off = row.state in (InterviewState.CANCELLED, InterviewState.NO_SHOW)
    calendar = Calendar()
    calendar.add("prodid", "-//csmanager//interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    event = Event()
    event.add("uid", f"interview-{row.id}-{row.applicant_id}@csmanager")
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", begin)
    event.add("dtend", begin + dt.timedelta(minutes=row.minutes))
    event.add("summary", f"Interview: {row.applicant}, {row.opening}")
    event.add("location", row.place or shop)
    event.add("description", f"Round {row.round}. {row.who}." + (f" Kit: {row.kit}." if row.kit else ""))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("sequence", moved + (1 if off else 0))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
