"""Calls and tickets as the made-up shop's systems would export them, month by month."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from csmanager.features.contacts.rules import Channel, ContactKind, Direction, Outcome
from csmanager.sample import seasons
from csmanager.sample.cast import LEAD, PHONES, REFUND_RULE_MONTHS, Form, Player, form
from csmanager.sample.chance import Chance, Wheel

COLUMNS = (
    *("external_id", "kind", "person_id", "channel", "topic_id", "direction", "started", "day", "outcome"),
    *("wait_ms", "talk_ms", "hold_ms", "wrap_ms", "first_response_ms", "resolution_ms"),
    *("resolved", "reopened", "transferred", "escalated", "csat", "csat_scale", "nps", "customer"),
)
PERSON, TOPIC = COLUMNS.index("person_id"), COLUMNS.index("topic_id")

_SHARES = {Channel.PHONE: 0.50, Channel.EMAIL: 0.32, Channel.CHAT: 0.18}
_SUNDAY_MAIL = 0.30  # mail comes in while the shop is closed
_RETURNS = 0.11  # contacts that follow an earlier one, roughly
_PATIENCE = 170.0  # seconds, mean
_ANSWERS = 0.27  # share of customers who answer the survey
AWAY_DAYS = 40  # how long the one on leave has been away
_ALARM_MONTHS = 3  # the day the payment provider failed lies in the month so many before the last
_EPOCH = dt.date(1970, 1, 1)

Row = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What contacts are about. ``weights``: on an ordinary day, in December, in January."""

    name: str
    weights: tuple[float, float, float]
    length: float = 1.0
    good: float = 0.0
    escalates: float = 0.03


REFUND = "Refund"
SUBJECTS = (
    Subject("Delivery", (24, 36, 20), 0.9, -0.02),
    Subject(REFUND, (15, 11, 27), 1.1),
    Subject("Product question", (22, 20, 17), 1.05, 0.03, 0.01),
    Subject("Change of order", (13, 13, 9), 0.8, 0.02, 0.01),
    Subject("Payment", (9, 8, 9), 1.0, -0.01),
    Subject("Warranty", (8, 5, 9), 1.6, -0.05, 0.05),
    Subject("Account and login", (5, 4, 5), 0.7, 0.03, 0.01),
    Subject("Complaint", (4, 3, 4), 1.8, -0.18, 0.14),
)
_HARD = 0.05  # share handed up from which a subject goes to whoever takes the hard ones
_TAKES, _SPARED = 30.0, 0.3  # how much more of those, and less of the rest, that one gets


@dataclass(slots=True)
class _Return:
    customer: int
    subject: int
    channel: Channel
    second: float


@dataclass(slots=True)
class Month:
    """One month's exports; rows in the order of ``COLUMNS``, person and topic as indices."""

    first: dt.date
    last: dt.date
    calls: list[Row] = field(default_factory=list)
    tickets: list[Row] = field(default_factory=list)


class Shop:
    """Runs the shop day by day. The same arguments always give the same contacts."""

    def __init__(
        self, players: list[Player], *, months: int, contacts: int, seed: int, last_day: dt.date
    ) -> None:
        self._players = players
        self._chance = Chance(seed)
        self._seed = seed
        self._last_day = last_day
        self._months = months
        self.first_day = seasons.month_start(last_day, months - 1)
        self._days = [
            self.first_day + dt.timedelta(days=n) for n in range((last_day - self.first_day).days + 1)
        ]
        per_channel = {
            channel: share
            * contacts
            / ((1 + _RETURNS) * max(sum(self._demand(d, channel) for d in self._days), 1.0))
            for channel, share in _SHARES.items()
        }
        self._rate = per_channel
        self._pool = max(int(contacts * 1.1), 1)
        self._returns: dict[dt.date, list[_Return]] = {}
        self._joined = [
            seasons.month_start(last_day, p.joined) if p.joined is not None else None for p in players
        ]
        self._left = [seasons.month_start(last_day, p.left) if p.left is not None else None for p in players]
        self._alarm = self._monday(seasons.month_start(last_day, _ALARM_MONTHS))
        self.refund_rule = seasons.month_start(last_day, REFUND_RULE_MONTHS)
        self._calls = self._tickets = self._answers = 0
        self._end = dt.datetime.combine(last_day, dt.time(20), ZoneInfo(seasons.TIME_ZONE)).timestamp()
        self._zone = ZoneInfo(seasons.TIME_ZONE)
        self._midnight = 0.0
        full = [self._weight(p) for p in players]
        self._full = {
            channel: sum(w * self._fits(p, channel) for w, p in zip(full, players, strict=True)) * 0.87
            for channel in _SHARES
        }

    @staticmethod
    def _monday(day: dt.date) -> dt.date:
        return day + dt.timedelta(days=7 + (7 - day.weekday()) % 7)

    @staticmethod
    def _demand(day: dt.date, channel: Channel) -> float:
        demand = seasons.demand(day)
        return demand if demand or channel is not Channel.EMAIL else _SUNDAY_MAIL

    @staticmethod
    def _weight(player: Player) -> float:
        return player.weekly_hours / 38 * (0.35 if player.role == LEAD else 1.0)

    @staticmethod
    def _fits(player: Player, channel: Channel) -> float:
        return 1.0 if (player.team == PHONES) == (channel is Channel.PHONE) else 0.06

    def months(self) -> Iterator[Month]:
        """The months from first to last."""
        month: Month | None = None
        for day in self._days:
            if month is None or day.month != month.first.month:
                if month is not None:
                    yield month
                month = Month(day, day)
            month.last = day
            self._run_day(day, month)
        if month is not None:
            yield month

    def _is_employed(self, index: int, day: dt.date) -> bool:
        joined, left = self._joined[index], self._left[index]
        return not (joined and day < joined) and not (left and day >= left)

    def _works(self, index: int, day: dt.date) -> bool:
        player = self._players[index]
        if day.weekday() not in player.days or not self._is_employed(index, day):
            return False
        if player.story == "away" and (self._last_day - day).days < AWAY_DAYS:
            return False
        return (day.isocalendar().week * 7 + index * 11) % 52 >= 5  # five weeks of holiday a year

    def _presence(self, day: dt.date) -> list[float]:
        """How much of each person there is; mail of a day on which nobody works waits for all who are employed."""
        everyone = range(len(self._players))
        there = [self._works(i, day) for i in everyone]
        if not any(there):
            there = [self._is_employed(i, day) for i in everyone]
        return [
            self._weight(p) / (len(p.days) / 6) if is_there else 0.0
            for p, is_there in zip(self._players, there, strict=True)
        ]

    def _run_day(self, day: dt.date, month: Month) -> None:
        chance = self._chance
        self._midnight = dt.datetime.combine(day, dt.time(), self._zone).timestamp()
        present = self._presence(day)
        column = 1 if day.month == 12 else 2 if day.month == 1 else 0
        subjects = Wheel([subject.weights[column] for subject in SUBJECTS])
        hours = None if seasons.is_closed(day) else Wheel(seasons.hour_weights(day))
        arrivals: list[tuple[float, Channel, int, int]] = []
        for channel, rate in self._rate.items():
            expected = rate * self._demand(day, channel) * (2.6 if day == self._alarm else 1.0)
            for _ in range(chance.count(expected)):
                if hours is None or (channel is Channel.EMAIL and chance.number() < 0.3):
                    second = chance.number() * 86_400
                else:
                    second = (seasons.OPENS + hours.pick(chance) + chance.number()) * 3600
                subject = 4 if day == self._alarm and chance.number() < 0.6 else subjects.pick(chance)
                arrivals.append((second, channel, subject, chance.whole(self._pool)))
        arrivals += [(r.second, r.channel, r.subject, r.customer) for r in self._returns.pop(day, ())]
        arrivals.sort()
        staff = {
            channel: [w * self._fits(p, channel) for w, p in zip(present, self._players, strict=True)]
            for channel in _SHARES
        }
        wheels = {
            (channel, is_hard): Wheel(self._shared_out(weights, is_hard))
            for channel, weights in staff.items()
            for is_hard in (False, True)
        }
        forms = self._forms(day)
        for second, channel, subject, customer in arrivals:
            wheel = wheels[channel, SUBJECTS[subject].escalates >= _HARD]
            if channel is Channel.PHONE:
                self._call(day, month, second, subject, customer, wheel, forms)
            else:
                self._ticket(day, month, second, channel, subject, customer, wheel, forms)

    def _shared_out(self, weights: list[float], is_hard: bool) -> list[float]:
        """Who gets how much of the hard or the other contacts: one person takes most of the hard ones."""
        factor = _TAKES if is_hard else _SPARED
        found = [
            weight * (factor if player.story == "hard" else 1.0)
            for weight, player in zip(weights, self._players, strict=True)
        ]
        total = sum(found)  # as many hands as before: only whose they are changes
        return [weight * sum(weights) / total for weight in found] if total else weights

    def _forms(self, day: dt.date) -> list[Form]:
        months_left = (self._last_day - day).days / 30.44
        return [
            form(player, (day - joined).days if joined else None, months_left)
            for player, joined in zip(self._players, self._joined, strict=True)
        ]

    # one contact

    def _call(
        self,
        day: dt.date,
        month: Month,
        second: float,
        subject: int,
        customer: int,
        wheel: Wheel,
        forms: list[Form],
    ) -> None:
        chance, topic = self._chance, SUBJECTS[subject]
        outbound = chance.number() < 0.04
        wait = 0.0 if outbound else chance.waiting(self._mean_wait(day, second, wheel))
        patience = 3 + chance.waiting(_PATIENCE)
        self._calls += 1
        head = (f"C{self._calls:07d}", int(ContactKind.CALL))
        start = int(self._midnight + second)
        when = (start, (day - _EPOCH).days)
        direction = int(Direction.OUTBOUND if outbound else Direction.INBOUND)
        if wait > patience or wheel.total <= 0:
            ms = round(min(wait, patience) * 1000)
            month.calls.append(
                (*head, None, int(Channel.PHONE), subject, direction, *when, int(Outcome.ABANDONED), ms)
                + (None,) * 5
                + (None, None, 0, 0, None, None, None, self._customer(customer))
            )
            if chance.number() < 0.4:
                self._come_back(day, customer, subject, Channel.PHONE, 0.4)
            return
        person = wheel.pick(chance)
        shape = forms[person]
        talk = chance.around(228 * topic.length * shape.pace, 0.55)
        hold = chance.around(38 * shape.pace, 0.7) if chance.number() < 0.28 else 0.0
        wrap = chance.around(52 * shape.pace, 0.5)
        transferred = int(chance.number() < shape.transfers)
        escalated = int(chance.number() < self._escalates(topic, day) * shape.escalates)
        good = self._good(topic, day, shape) - 0.04 * transferred - (0.10 if wait > 90 else 0.0)
        csat, nps = (None, None) if outbound else self._survey(person, day, good)
        month.calls.append(
            (
                *head,
                person,
                int(Channel.PHONE),
                subject,
                direction,
                *when,
                int(Outcome.HANDLED),
                None if outbound else round(wait * 1000),
                round(talk * 1000),
                round(hold * 1000),
                round(wrap * 1000),
                None,
                None,
                None,
                None,
                transferred,
                escalated,
                csat,
                5 if csat else None,
                nps,
                self._customer(customer),
            )
        )
        if chance.number() < shape.again:
            self._come_back(day, customer, subject, Channel.PHONE, 1.9)

    def _ticket(
        self,
        day: dt.date,
        month: Month,
        second: float,
        channel: Channel,
        subject: int,
        customer: int,
        wheel: Wheel,
        forms: list[Form],
    ) -> None:
        chance, topic = self._chance, SUBJECTS[subject]
        pressure = self._pressure(day, second, wheel)
        self._tickets += 1
        person = wheel.pick(chance)
        shape = forms[person]
        start = int(self._midnight + second)
        if channel is Channel.CHAT:
            first = chance.around(34 * math.exp(0.9 * (pressure - 1)) * shape.pace, 0.6)
            solved = first + chance.around(560 * topic.length * shape.pace, 0.6)
            answered, closed = start + first, start + solved
        else:
            first = chance.around(6_600 * math.exp(0.6 * (pressure - 1)) * shape.pace, 0.8)
            answered = self._moment(*seasons.add_open_time(day, second, first))
            more = chance.around(25_000 * topic.length * shape.pace, 1.0)
            closed = self._moment(*seasons.add_open_time(day, second, first + more))
        escalated = int(chance.number() < self._escalates(topic, day) * shape.escalates)
        transferred = int(chance.number() < shape.transfers)
        good = self._good(topic, day, shape) - (0.08 if answered - start > 86_400 else 0.0)
        csat, nps = self._survey(person, day, good)
        reopened = int(chance.number() < shape.reopens)
        is_open, is_resolved = answered > self._end, closed <= self._end
        if not is_resolved:
            csat = nps = None
            reopened = 0
        month.tickets.append(
            (
                f"T{self._tickets:07d}",
                int(ContactKind.TICKET),
                person,
                int(channel),
                subject,
                int(Direction.INBOUND),
                start,
                (day - _EPOCH).days,
                int(Outcome.OPEN if is_open else Outcome.HANDLED),
                None,
                None,
                None,
                None,
                None if is_open else round((answered - start) * 1000),
                round((closed - start) * 1000) if is_resolved else None,
                int(is_resolved),
                reopened,
                transferred,
                escalated,
                csat,
                5 if csat else None,
                nps,
                self._customer(customer),
            )
        )
        if chance.number() < shape.again * 0.8:
            self._come_back(day, customer, subject, channel, 2.4)

    def _moment(self, day: dt.date, seconds: float) -> float:
        return dt.datetime.combine(day, dt.time(), self._zone).timestamp() + seconds

    def _pressure(self, day: dt.date, second: float, wheel: Wheel) -> float:
        channel = Channel.PHONE
        staff = max(wheel.total / max(self._full[channel], 0.01), 0.3)
        extra = 2.6 if day == self._alarm else 1.0
        return min(seasons.demand(day) * extra * seasons.hour_pressure(second / 3600) / staff, 3.5)

    def _mean_wait(self, day: dt.date, second: float, wheel: Wheel) -> float:
        return min(7.0 * math.exp(0.95 * (self._pressure(day, second, wheel) - 1)), 240.0)

    def _escalates(self, topic: Subject, day: dt.date) -> float:
        if topic.name == REFUND:
            return 0.21 if day < self.refund_rule else 0.05
        return topic.escalates

    def _good(self, topic: Subject, day: dt.date, shape: Form) -> float:
        if topic.name == REFUND:
            return shape.good - (0.15 if day < self.refund_rule else 0.01)
        return shape.good + topic.good

    def _survey(self, person: int, day: dt.date, good: float) -> tuple[int | None, int | None]:
        """Score 1 to 5 and recommendation 0 to 10; most customers answer neither."""
        chance = self._chance
        draw, quality, detail, more = chance.number(), chance.number(), chance.number(), chance.number()
        if draw >= _ANSWERS:
            return None, None
        satisfied = quality < good
        last_month = (day.year, day.month) == (self._last_day.year, self._last_day.month)
        if self._players[person].story == "unlucky" and last_month:
            satisfied = self._answers % 10 not in (1, 4, 7)  # three in ten: bad luck, not bad work
            self._answers += 1
        if satisfied:
            csat = 5 if detail < 0.68 else 4
            asked = 9 + int(more * 3.3) if more < 0.6 else 7 + int(more * 20) % 2 if more < 0.93 else 5
        else:
            csat = 3 if detail < 0.42 else 2 if detail < 0.68 else 1
            asked = int(more * 9.3) if more < 0.72 else 7 + int(more * 20) % 2
        return csat, min(asked, 10) if draw < _ANSWERS * 0.45 else None

    def _come_back(self, day: dt.date, customer: int, subject: int, channel: Channel, after: float) -> None:
        chance = self._chance
        later = day + dt.timedelta(days=min(int(chance.around(after, 0.6)), 6))
        other, second = chance.number(), seasons.OPENS + chance.number() * 6.9
        if other < 0.2:
            channel = Channel.EMAIL if channel is Channel.PHONE else Channel.PHONE
        if channel is not Channel.EMAIL:
            later, _ = seasons.into_hours(later, 0.0)
        if day < later <= self._last_day:
            self._returns.setdefault(later, []).append(_Return(customer, subject, channel, second * 3600))

    def _customer(self, number: int) -> int:
        digest = hashlib.blake2b(b"%d:%d" % (self._seed, number), digest_size=8, key=b"sample").digest()
        return int.from_bytes(digest, "big", signed=True)
