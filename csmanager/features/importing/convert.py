"""Batches of rows to columns of values ready to be staged; rows that cannot be read are named with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import repeat, zip_longest
from typing import Any

from csmanager.features.contacts.rules import Channel, Direction, Outcome
from csmanager.features.importing import cells, coding, durations, messages, tickets
from csmanager.features.importing.batch import FLOOR, Bad, Batch
from csmanager.features.importing.cells import BAD, Memo
from csmanager.features.importing.plan import Plan
from csmanager.features.importing.reading.bycolumn import Columns
from csmanager.features.importing.rules import Field, FileKind
from csmanager.features.importing.table import Layout, is_no_row

COLUMNS = (
    "external_id", "person", "topic", "channel", "direction", "started", "day", "outcome", "wait_ms", "talk_ms",
    "hold_ms", "wrap_ms", "first_response_ms", "resolution_ms", "resolved", "reopened", "transferred", "escalated",
    "csat", "nps", "customer",
)  # fmt: skip

_LINES_OF_A_DATE = 2  # more line breaks in a cell that should be a date


class Converter:
    """Reads batches as ``plan`` says. ``latest``: moments after this second (UTC) are impossible."""

    def __init__(
        self, plan: Plan, layout: Layout, sample: list[list[str]], zone: str, latest: int, key: bytes
    ) -> None:
        self._plan = plan
        self._layout = layout
        self._width = len(layout.headers)
        self._latest = latest
        self._zone = cells.Zone(zone)
        self._zones = {moment: cells.Zone(name) for moment, name in plan.zones.items()}
        self.people = cells.People()
        self.topics = cells.Topics()
        self.teams: set[tuple[int | None, str]] = set()
        self._statuses = Memo(lambda text: coding.status(text, plan.kind))
        self._outcomes = Memo(self._outcome)
        status = plan.columns.get(Field.STATUS)
        self._words = tickets.words_of(_text(row, status.index) for row in sample if status is not None)
        self._flags = cells.flags()
        self._channels = cells.channels()
        self._directions = cells.directions()
        self._customers = cells.customers(key)
        self._writers = Memo(messages.writer)
        self._has_authors = Field.WRITER in plan.columns and messages.is_author(
            plan.columns[Field.AGENT].header if Field.AGENT in plan.columns else ""
        )
        self._key = key
        self._repeats: dict[str, int] = {}
        self._stamps = {
            moment: cells.Stamps(
                plan.orders[moment],
                moment in plan.zoned,
                [_text(row, plan.columns[moment].index) for row in sample],
            )
            for moment in plan.orders
        }
        self._lengths = {
            length: cells.lengths(unit, plan.two_parts[length]) for length, unit in plan.units.items()
        }
        scale = plan.columns[Field.CSAT].shape.scale if Field.CSAT in plan.columns else 5
        self.scale = scale
        self._scores = cells.scores(scale)
        self._promoters = cells.promoters()
        self.channel = int(Channel.PHONE if plan.kind is FileKind.CALLS else Channel.OTHER)
        self._has_channel = Field.CHANNEL in plan.columns and any(
            coding.channel(text) for text in plan.columns[Field.CHANNEL].shape.samples
        )

    def read(self, rows: Sequence[list[str]]) -> Batch:
        """The values of ``rows``."""
        batch = Batch(len(rows), {})
        columns = self._columns(rows, batch)
        values = batch.values
        started = self._moments(columns, rows, batch)
        values["started"] = started
        if not self._zone.is_utc:
            values["day"] = self._zone.days(started)
        person = self._person(columns)
        values["person"] = person
        self.people.counts.update(person)
        if Field.TOPIC in self._plan.columns:
            values["topic"] = self._map(self.topics.memo, columns, Field.TOPIC)
        self._read_lengths(columns, values, batch)
        self._read_ratings(columns, values, batch)
        self._read_words(columns, values, person, batch)
        self._customer(columns, values)
        self._identify(columns, values, started, batch)
        return batch

    # the parts

    def _columns(self, rows: Sequence[list[str]], batch: Batch) -> Sequence[Sequence[str]]:
        width = self._width
        if isinstance(rows, Columns) and len(rows.columns) == width:
            return rows.columns
        if set(map(len, rows)) != {width}:
            for at, row in enumerate(rows):
                if (
                    len(row) > width
                    and any(cell.strip() for cell in row[width:])
                    and not is_no_row(row, self._layout.headers)
                ):
                    batch.bad.append(
                        Bad(
                            at,
                            None,
                            f"has {len(row)} cells where the heading has {width}; a delimiter stands inside a text",
                        )
                    )
            made = list(zip_longest(*(row[:width] for row in rows), fillvalue=""))
            empty = ("",) * len(rows)
            return [*made, *([empty] * (width - len(made)))]
        return list(zip(*rows, strict=True))

    def _cells(self, columns: Sequence[Sequence[str]], meaning: Field) -> Sequence[str]:
        column = self._plan.columns[meaning]
        if not column.also:
            return columns[column.index]
        joined = columns[column.index]
        for index in column.also:
            joined = [
                first if first.strip() else other for first, other in zip(joined, columns[index], strict=True)
            ]
        return joined

    def _map(self, memo: Memo, columns: Sequence[Sequence[str]], meaning: Field) -> list[Any]:
        return list(map(memo.__getitem__, self._cells(columns, meaning)))

    def _moments(
        self, columns: Sequence[Sequence[str]], rows: Sequence[list[str]], batch: Batch
    ) -> list[int]:
        stamps = self._stamps[Field.STARTED]
        texts = self._cells(columns, Field.STARTED)
        if Field.STARTED_TIME in self._plan.columns:
            times = self._cells(columns, Field.STARTED_TIME)
            texts = [f"{date} {time}" for date, time in zip(texts, times, strict=True)]
        wall = stamps.read(texts)
        started = wall if stamps.is_zoned else self._zones.get(Field.STARTED, self._zone).to_utc(wall)
        if min(started) < FLOOR or max(started) > self._latest:
            header = self._plan.columns[Field.STARTED].header
            for at, second in enumerate(started):
                if second < FLOOR or second > self._latest:
                    self._no_moment(at, second, texts[at].strip(), header, rows[at], batch)
        return started

    def _no_moment(self, at: int, second: int, text: str, header: str, row: list[str], batch: Batch) -> None:
        if is_no_row(row, self._layout.headers):
            batch.skipped.add(at)
        elif not text:
            filled = sum(1 for cell in row if cell.strip())
            if filled <= 2 and self._width > 4:
                batch.skipped.add(at)
            else:
                batch.bad.append(Bad(at, header, "is empty, so nobody can say when it came"))
        elif text.count("\n") > _LINES_OF_A_DATE:
            lines = text.count("\n") + 1
            reason = f"runs over {lines:,} lines; a closing quotation mark is missing"
            batch.bad.append(Bad(at, header, reason))
        elif second < BAD // 2:
            batch.bad.append(Bad(at, header, f"“{text[:40]}” is no date"))
        else:
            batch.bad.append(Bad(at, header, f"“{text[:40]}” lies outside 2000 to two years from now"))

    def _person(self, columns: Sequence[Sequence[str]]) -> Sequence[int | None]:
        plan = self._plan.columns
        if Field.AGENT in plan:
            texts = self._cells(columns, Field.AGENT)
            if self._has_authors:
                agent = int(Direction.OUTBOUND)
                pairs = zip(texts, self._written(columns), strict=True)
                texts = [text if wrote == agent else "" for text, wrote in pairs]
            found = list(map(self.people.memo.__getitem__, texts))
            if Field.LOGIN in plan:
                logins = dict.fromkeys(zip(found, self._cells(columns, Field.LOGIN), strict=True))
                for number, text in logins:
                    if number is not None:
                        self.people.add_alias(number, "email" if "@" in text else "login", text.strip())
        elif Field.CALLER in plan and Field.CALLEE in plan:
            found = self._party(columns)
        elif Field.LOGIN in plan:
            found = self._map(self.people.memo, columns, Field.LOGIN)
        else:
            return [None] * len(columns[0])
        if Field.TEAM in plan:
            self.teams.update(zip(found, self._cells(columns, Field.TEAM), strict=True))
        return found

    def _written(self, columns: Sequence[Sequence[str]]) -> list[int | None]:
        """Who wrote each message: OUTBOUND an agent, INBOUND a customer."""
        return self._map(self._writers, columns, Field.WRITER)

    def _party(self, columns: Sequence[Sequence[str]]) -> list[int | None]:
        """Who of the shop took part: who is called, or who calls where the call goes out; queues are nobody."""
        callers = self._cells(columns, Field.CALLER)
        callees = self._cells(columns, Field.CALLEE)
        party = self.people.party
        if Field.DIRECTION not in self._plan.columns:
            pairs = zip(callers, callees, strict=True)
            return [party[callee] if party[callee] is not None else party[caller] for caller, callee in pairs]
        found: list[int | None] = []
        for caller, callee, way in zip(callers, callees, self._cells(columns, Field.DIRECTION), strict=True):
            if self._directions[way] == int(Direction.OUTBOUND):
                found.append(party[caller])
            else:
                found.append(None if "queue" in way.casefold() else party[callee])
        return found

    def _read_lengths(
        self, columns: Sequence[Sequence[str]], values: dict[str, Sequence[Any]], batch: Batch
    ) -> None:
        read: dict[Field, list[int | None]] = {}
        for length, memo in self._lengths.items():
            made = self._map(memo, columns, length)
            read[length] = made
            if memo.has_bad:
                self._name_bad(made, self._cells(columns, length), length, "is no duration", batch)
        names = {
            Field.WAIT: "wait_ms",
            Field.TALK: "talk_ms",
            Field.HOLD: "hold_ms",
            Field.WRAP: "wrap_ms",
            Field.FIRST_RESPONSE: "first_response_ms",
            Field.RESOLUTION: "resolution_ms",
        }
        for length, made in read.items():
            if length in names:
                values[names[length]] = made
        total = read.get(Field.DURATION)
        if total is None:
            return
        if "talk_ms" not in values:
            values["talk_ms"] = total
        elif "wait_ms" not in values:
            values["wait_ms"] = [
                None if whole is None or whole < 0 else max(0, whole - (talk or 0))
                for whole, talk in zip(total, values["talk_ms"], strict=True)
            ]

    def _name_bad(
        self, made: list[Any], texts: Sequence[str], meaning: Field, what: str, batch: Batch
    ) -> None:
        header = self._plan.columns[meaning].header
        for at, value in enumerate(made):
            if value == BAD:
                text = texts[at].strip()
                reason = f"“{text[:40]}” {'is negative' if _is_negative(text) else what}"
                batch.bad.append(Bad(at, header, reason))

    def _read_ratings(
        self, columns: Sequence[Sequence[str]], values: dict[str, Sequence[Any]], batch: Batch
    ) -> None:
        for meaning, name, memo, what in (
            (Field.CSAT, "csat", self._scores, f"is no rating from 1 to {self.scale}"),
            (Field.NPS, "nps", self._promoters, "is no answer from 0 to 10"),
        ):
            if meaning in self._plan.columns:
                made = self._map(memo, columns, meaning)
                values[name] = made
                if memo.has_bad:
                    self._name_bad(made, self._cells(columns, meaning), meaning, what, batch)

    def _read_words(
        self,
        columns: Sequence[Sequence[str]],
        values: dict[str, Sequence[Any]],
        person: Sequence[int | None],
        batch: Batch,
    ) -> None:
        plan = self._plan.columns
        for meaning, name in (
            (Field.REOPENED, "reopened"),
            (Field.TRANSFERRED, "transferred"),
            (Field.ESCALATED, "escalated"),
        ):
            if meaning in plan:
                values[name] = self._map(self._flags, columns, meaning)
        if self._has_channel:
            values["channel"] = self._map(self._channels, columns, Field.CHANNEL)
        if Field.WRITER in plan:
            values["direction"] = self._written(columns)
            values.setdefault("first_response_ms", [None] * batch.size)
        elif Field.DIRECTION in plan:
            values["direction"] = self._map(self._directions, columns, Field.DIRECTION)
        nothing: Sequence[Any] = ("",) * batch.size
        status = self._cells(columns, Field.STATUS) if Field.STATUS in plan else nothing
        if self._plan.kind is FileKind.CALLS:
            answered = self._cells(columns, Field.ANSWERED) if Field.ANSWERED in plan else nothing
            abandoned = self._cells(columns, Field.ABANDONED) if Field.ABANDONED in plan else nothing
            talked: Any = self._talked(columns, values) if "talk_ms" in values else repeat(None)
            has_person = [one is not None for one in person]
            outcomes = self._outcomes
            values["outcome"] = [
                outcomes[key] for key in zip(status, answered, abandoned, has_person, talked, strict=False)
            ]
            return
        ends = {
            moment: self._ends(columns, moment) for moment in (Field.RESOLVED_AT, Field.FIRST_RESPONSE_AT)
        }
        tickets.read(self._plan, batch, ends, [self._statuses[text] for text in status], self._words)

    def _talked(
        self, columns: Sequence[Sequence[str]], values: dict[str, Sequence[Any]]
    ) -> list[bool | None]:
        """Whether each call had talk time; None where a formula has no result and nobody knows."""
        talked: list[bool | None] = [bool(talk) for talk in values["talk_ms"]]
        if Field.TALK in self._plan.columns:
            texts = self._cells(columns, Field.TALK)
            if durations.NO_RESULT in texts:
                return [
                    None if text == durations.NO_RESULT else had
                    for text, had in zip(texts, talked, strict=True)
                ]
        return talked

    def _ends(self, columns: Sequence[Sequence[str]], moment: Field) -> list[int | None] | None:
        if moment not in self._plan.columns:
            return None
        stamps = self._stamps[moment]
        wall = stamps.read(self._cells(columns, moment))
        utc = wall if stamps.is_zoned else self._zones.get(moment, self._zone).to_utc(wall)
        return [second if FLOOR <= second <= self._latest else None for second in utc]

    def _outcome(self, key: tuple[str, str, str, bool, bool | None]) -> int:
        status, answered, abandoned, has_person, talked = key
        if coding.flag(abandoned) == 1:
            return int(Outcome.ABANDONED)
        said = self._statuses[status].outcome
        if said is not None:
            return int(said)
        is_answered = coding.flag(answered)
        if is_answered is not None:
            return int(Outcome.HANDLED if is_answered else Outcome.MISSED)
        if talked is None:
            return int(Outcome.HANDLED if has_person else Outcome.MISSED)
        return int(Outcome.HANDLED if talked else Outcome.MISSED)

    def _customer(self, columns: Sequence[Sequence[str]], values: dict[str, Sequence[Any]]) -> None:
        plan = self._plan.columns
        if Field.CUSTOMER in plan:
            values["customer"] = self._map(self._customers, columns, Field.CUSTOMER)
        elif self._has_authors:
            asked = int(Direction.INBOUND)
            pairs = zip(self._map(self._customers, columns, Field.AGENT), values["direction"], strict=True)
            values["customer"] = [author if wrote == asked else None for author, wrote in pairs]
        elif Field.CALLER in plan:
            callers = self._map(self._customers, columns, Field.CALLER)
            if Field.CALLEE in plan and "direction" in values:
                callees = self._map(self._customers, columns, Field.CALLEE)
                out = int(Direction.OUTBOUND)
                values["customer"] = [
                    callee if way == out else caller
                    for caller, callee, way in zip(callers, callees, values["direction"], strict=True)
                ]
            else:
                values["customer"] = callers

    def _identify(
        self,
        columns: Sequence[Sequence[str]],
        values: dict[str, Sequence[Any]],
        started: list[int],
        batch: Batch,
    ) -> None:
        if Field.EXTERNAL_ID in self._plan.columns:
            ids: list[str] = list(map(str.strip, self._cells(columns, Field.EXTERNAL_ID)))
            if "'" in {text[:1] for text in ids}:  # a mark that keeps Excel from reading a number
                ids = [text.lstrip("'") for text in ids]
            if "" in ids:
                header = self._plan.columns[Field.EXTERNAL_ID].header
                batch.bad.extend(
                    Bad(at, header, "is empty, so the row cannot be told from another")
                    for at, text in enumerate(ids)
                    if not text and at not in batch.skipped
                )
            values["external_id"] = ids
            return
        stable = [
            self._cells(columns, meaning)
            for meaning in (
                Field.AGENT,
                Field.CALLER,
                Field.CALLEE,
                Field.CUSTOMER,
                Field.DIRECTION,
                Field.TALK,
            )
            if meaning in self._plan.columns
        ]
        made = []
        for row in zip(started, *stable, strict=False):
            text = "\x1f".join(map(str, row))
            name = blake2b(text.encode(), digest_size=8, key=self._key).hexdigest()
            count = self._repeats[name] = self._repeats.get(name, 0) + 1
            made.append(f"r{name}" if count == 1 else f"r{name}.{count}")
        values["external_id"] = made


def _text(row: list[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _is_negative(text: str) -> bool:
    try:
        value = durations.parse(text)
    except ValueError:
        return False
    return value is not None and value < 0
