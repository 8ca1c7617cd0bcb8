"""How attention is shared out: minutes of talks, coaching and recognition for each person, and who is never seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.coaching.tables import Coaching
from csmanager.features.recognition import rules
from csmanager.features.recognition.tables import Recognition
from csmanager.features.talks.oneonones.rules import TalkState
from csmanager.features.talks.oneonones.tables import OneOnOne
from csmanager.features.team.queries import canonical_ids, people
from csmanager.features.team.rules import Status

TALK_MINUTES = 30  # a one-to-one whose length was not kept
_NEW_DAYS = 30  # somebody who began since is not said to be overlooked


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One person over the span. Minutes that were not kept are counted at the usual length: ``assumed`` says how many.

    ``last_on``: the last time, within the span or before; None: never. ``is_new``: began less than a month ago.
    """

    id: int
    person: str
    team: str
    talks: int
    talk_minutes: int
    sessions: int
    session_minutes: int
    thanks: int
    assumed: int
    last_on: dt.date | None
    is_new: bool
    is_away: bool

    @property
    def minutes(self) -> int:
        """All of it."""
        return self.talk_minutes + self.session_minutes + self.thanks * rules.RECOGNITION_MINUTES

    @property
    def times(self) -> int:
        """How often: the n of the minutes."""
        return self.talks + self.sessions + self.thanks

    @property
    def is_unseen(self) -> bool:
        """Whether nothing happened in the span, though there was time for it."""
        return not self.times and not self.is_new and not self.is_away


def attention(session: Session, today: dt.date, days: int = rules.SPAN_DAYS) -> list[AttentionRow]:
    """Everyone who is here, by name; the list is no ranking."""
    since = today - dt.timedelta(days=days)
    canonical = canonical_ids(session)
    talks: dict[int, list[tuple[dt.date, int | None]]] = defaultdict(list)
    sessions: dict[int, list[tuple[dt.date, int | None]]] = defaultdict(list)
    thanks: dict[int, list[dt.date]] = defaultdict(list)
    for person_id, day, minutes in session.execute(
        sa.select(OneOnOne.person_id, OneOnOne.held_on, OneOnOne.minutes).where(
            OneOnOne.state == TalkState.HELD, OneOnOne.trashed_on.is_(None)
        )
    ):
        if day is not None and day <= today:
            talks[canonical.get(person_id, person_id)].append((day, minutes))
    for person_id, day, minutes in session.execute(
        sa.select(Coaching.person_id, Coaching.delivered_on, Coaching.minutes).where(
            Coaching.delivered_on.is_not(None), Coaching.trashed_on.is_(None)
        )
    ):
        if day is not None and day <= today:
            sessions[canonical.get(person_id, person_id)].append((day, minutes))
    for person_id, day in session.execute(
        sa.select(Recognition.person_id, Recognition.on_day).where(Recognition.trashed_on.is_(None))
    ):
        if day <= today:
            thanks[canonical.get(person_id, person_id)].append(day)
    rows = []
    for one in people(session, today):
        own_talks = [(day, minutes) for day, minutes in talks[one.id] if day > since]
        own_sessions = [(day, minutes) for day, minutes in sessions[one.id] if day > since]
        ever = [day for day, _ in talks[one.id] + sessions[one.id]] + thanks[one.id]
        rows.append(
            AttentionRow(
                one.id,
                one.name,
                one.team or "",
                len(own_talks),
                sum(minutes or TALK_MINUTES for _, minutes in own_talks),
                len(own_sessions),
                sum(minutes or rules.SESSION_MINUTES for _, minutes in own_sessions),
                sum(day > since for day in thanks[one.id]),
                sum(not minutes for _, minutes in own_talks + own_sessions),
                max(ever, default=None),
                one.started_on is not None and (today - one.started_on).days < _NEW_DAYS,
                one.status is Status.ON_LEAVE,
            )
        )
    return rows


def is_used(session: Session) -> bool:
    """Whether anything of this was ever written down, so that its absence says something."""
    for column in (OneOnOne.id, Coaching.id, Recognition.id):
        if session.scalar(sa.select(column).limit(1)) is not None:
            return True
    return False


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """One item for everyone who was not seen for three months."""
    if not is_used(session):
        return []
    unseen = [row.person for row in attention(session, today) if row.is_unseen]
    if not unseen:
        return []
    names = ", ".join(unseen[:3]) + (f" and {len(unseen) - 3} more" if len(unseen) > 3 else "")
    return [
        TodoItem(
            "talks",
            f"No talk, coaching or thanks in {rules.SPAN_DAYS} days: {names}",
            "Whoever does well is easily overlooked",
            35,
            None,
            "open",
            "recognition:attention/0",
        )
    ]
