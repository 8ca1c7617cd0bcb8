"""Who has to sign which text by when, and what a signature is worth. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook.rules import PolicyKind

SIGN_DAYS = 14  # days somebody has for reading and signing, unless the policy says otherwise
PROOF_MINUTES = 15  # a PIN speaks for its owner so long
CLOCK_SLACK = dt.timedelta(seconds=90)  # a clock that was set a little is no clock set back
SIGNED_KINDS = frozenset({PolicyKind.POLICY, PolicyKind.PROCEDURE, PolicyKind.GROUND_RULE})
"""The kinds that are signed unless somebody says otherwise; scripts and forms are only looked up."""


class Reason(StrEnum):
    """Why somebody has to sign."""

    NEW_VERSION = "new_version"
    JOINER = "joiner"
    MOVER = "mover"


class How(StrEnum):
    """How a signature came."""

    KIOSK = "kiosk"
    PAPER = "paper"


class State(StrEnum):
    """Where a person stands with a text."""

    OVERDUE = "overdue"
    QUIZ_FAILED = "quiz_failed"
    OPEN = "open"
    CARRIED = "carried"
    SIGNED = "signed"
    WAIVED = "waived"
    SUPERSEDED = "superseded"
    NOT_ASKED = "not_asked"


REASON_NAMES = {
    Reason.NEW_VERSION: "new version",
    Reason.JOINER: "joined the team",
    Reason.MOVER: "moved to this work",
}
HOW_NAMES = {How.KIOSK: "kiosk", How.PAPER: "sheet"}
STATE_NAMES = {
    State.OVERDUE: "Overdue",
    State.QUIZ_FAILED: "Quiz not passed",
    State.OPEN: "To sign",
    State.CARRIED: "Signed, wording since",
    State.SIGNED: "Signed",
    State.WAIVED: "Waived",
    State.SUPERSEDED: "Never signed, replaced",
    State.NOT_ASKED: "Not asked",
}
STATE_MARKS = {
    State.OVERDUE: "late",
    State.QUIZ_FAILED: "watch",
    State.OPEN: "soon",
    State.CARRIED: "good",
    State.SIGNED: "good",
    State.WAIVED: "none",
    State.SUPERSEDED: "none",
    State.NOT_ASKED: "none",
}
ANSWERED = frozenset({State.SIGNED, State.CARRIED, State.WAIVED})
PENDING = frozenset({State.OVERDUE, State.QUIZ_FAILED, State.OPEN})


@dataclass(frozen=True, slots=True)
class VersionFact:
    """A published version: ``is_root`` unless its change was editorial. ``ended_on`` None: in force."""

    id: int
    policy_id: int
    number: int
    is_root: bool
    published_on: dt.date
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """Where a person worked from when to when (inclusive; None: until further)."""

    starts_on: dt.date
    ends_on: dt.date | None
    team_id: int | None
    role_id: int | None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """A person and their employment, oldest first."""

    id: int
    started_on: dt.date | None
    left_on: dt.date | None
    periods: tuple[PeriodFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a policy is for: everybody when all are empty, else whoever one of them names."""

    team_ids: frozenset[int] = frozenset()
    role_ids: frozenset[int] = frozenset()
    person_ids: frozenset[int] = frozenset()

    @property
    def is_everyone(self) -> bool:
        """Whether nobody is left out."""
        return not (self.team_ids or self.role_ids or self.person_ids)

    def has(self, period: PeriodFact) -> bool:
        """Whether work in this team and role is meant."""
        return period.team_id in self.team_ids or period.role_id in self.role_ids


@dataclass(frozen=True, slots=True)
class Due:
    """A person has to sign a version. ``ended_on``: the day on which it was replaced or retired."""

    person_id: int
    policy_id: int
    version_id: int
    assigned_on: dt.date
    due_on: dt.date
    reason: Reason
    ended_on: dt.date | None


def duties(
    versions: Sequence[VersionFact],
    people: Sequence[PersonFact],
    audience: Audience,
    *,
    sign_days: int = SIGN_DAYS,
    since: dt.date | None = None,
) -> list[Due]:
    """What everybody has or had to sign of one policy; ``versions`` are all its published ones, by number.

    An editorial version asks nobody: it belongs to the material version before it. ``since``: the day from which
    signing is kept here at all; nobody is asked before it, and texts that ended by then ask nobody.
    """
    found = []
    for start, ended_on, root in _stretches(versions):
        for person in people:
            entered = _entered(person, audience, start)
            if entered is None:
                continue
            began, is_mover = entered
            assigned = max(day for day in (start, began, since) if day is not None)
            if ended_on is not None and assigned >= ended_on:
                continue
            if person.left_on is not None and assigned > person.left_on:
                continue
            reason = Reason.NEW_VERSION
            if began is not None and began > start:
                reason = Reason.MOVER if is_mover else Reason.JOINER
            due = assigned + dt.timedelta(days=sign_days)
            found.append(Due(person.id, root.policy_id, root.id, assigned, due, reason, ended_on))
    return found


def _stretches(versions: Sequence[VersionFact]) -> list[tuple[dt.date, dt.date | None, VersionFact]]:
    """Each material version with the day it began and the day it, with its editorial heirs, ended."""
    found: list[tuple[dt.date, dt.date | None, VersionFact]] = []
    for version in sorted(versions, key=lambda item: item.number):
        if version.is_root or not found:
            found.append((version.published_on, version.ended_on, version))
        else:
            start, _, root = found[-1]
            found[-1] = (start, version.ended_on, root)
    return found


def _entered(person: PersonFact, audience: Audience, start: dt.date) -> tuple[dt.date | None, bool] | None:
    """Since when a person belongs to the audience (None: always), and whether by moving; None: not at all."""
    first = person.started_on or (person.periods[0].starts_on if person.periods else None)
    if audience.is_everyone or person.id in audience.person_ids:
        return first, False
    entered: dt.date | None = None
    was_in = False
    for place, period in enumerate(person.periods):
        if not audience.has(period):
            was_in = False
            continue
        if not was_in:
            entered = None if place == 0 and first is None else period.starts_on
            if place == 0 and first is not None:
                entered = max(first, period.starts_on) if person.started_on is None else first
            by_moving = place > 0
        was_in = True
        if period.ends_on is None or period.ends_on >= start:
            return entered, by_moving
    return None


def text_hash(body: str) -> str:
    """SHA-256 of exactly this text, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()


def seal(
    person_id: int, version_id: int, text_sha256: str, signed_at: dt.datetime, how: How, name: str
) -> str:
    """What binds a signature to person, text and time; a row that was tampered with no longer fits it."""
    words = (str(person_id), str(version_id), text_sha256, str(int(signed_at.timestamp())), how.value, name)
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def check_name(typed: str, name: str) -> str:
    """The name as typed. Raises RuleBroken when it is not the signer's own: a first or last name is enough."""
    clean = " ".join(typed.split())
    if not clean:
        raise RuleBroken("Type your name; it stands below the text as your signature.")
    own = {word.casefold() for word in name.replace("-", " ").split()}
    given = [word.casefold() for word in clean.replace("-", " ").split()]
    if not all(word in own for word in given) or max(map(len, given)) < 2 <= max(map(len, own)):
        raise RuleBroken(f"Sign with your own name, {name}. Nobody signs for somebody else.")
    return clean


def check_clock(now: dt.datetime, latest: dt.datetime | None) -> None:
    """Raises RuleBroken when the clock of the computer runs behind what was entered last."""
    if latest is not None and now < latest - CLOCK_SLACK:
        raise RuleBroken(
            f"The clock of this computer says {now:%Y-%m-%d %H:%M} UTC, but the newest entry of this store is from"
            f" {latest:%Y-%m-%d %H:%M}. Set the clock right, then sign."
        )


def check_same_text(read: str, present: str, title: str) -> None:
    """Raises RuleBroken when the text signed is not the text that was read."""
    if read != present:
        raise RuleBroken(f"{title} was changed while you were reading. Read the new text, then sign.")


def standing(
    due: Due, today: dt.date, *, signed: bool, carried: bool, waived: bool, quiz_failed: bool
) -> State:
    """Where a person stands with what they have to sign. ``carried``: signed in an earlier wording."""
    if signed:
        return State.SIGNED
    if carried:
        return State.CARRIED
    if due.ended_on is not None:
        return State.SUPERSEDED
    if waived:
        return State.WAIVED
    if due.assigned_on > today:
        return State.NOT_ASKED
    if due.due_on < today:
        return State.OVERDUE
    return State.QUIZ_FAILED if quiz_failed else State.OPEN
