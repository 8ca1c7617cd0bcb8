"""All month cells in memory with running sums over days, so that any period is one subtraction.

Needs numpy, so import it inside functions. Built once after opening and kept per store; a month whose cells have
changed is read again, the others stay. Arrays are never written to once a cube is handed out.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from csmanager.features.reviews import facts
from csmanager.features.reviews.contactrows import Ints
from csmanager.features.reviews.derive import make, make_records
from csmanager.features.reviews.monthcells import Month, unpack
from csmanager.features.reviews.periods import Period, month_from_number
from csmanager.features.reviews.quantiles import Ladder
from csmanager.features.reviews.tables import CubeMonth, CubeRecords
from csmanager.science.special import rank_of

Floats = NDArray[np.float64]

EPOCH = dt.date(1970, 1, 1)
_VALUE_BITS = 44  # of a time in milliseconds: 557 years
_LADDER_FROM = 40_000  # values in a period above which sorting them costs more than climbing the ladder


@dataclass(slots=True)
class Family:
    """All values of a time family in milliseconds, by person and day; ``starts``: persons x (days + 1)."""

    values: NDArray[Any]
    starts: Ints


@dataclass(slots=True)
class Figures:
    """The cube of a store at one moment. ``persons`` are ids as the contacts have them, 0 for nobody.

    ``running``: days + 1 x facts x persons; ``squares``: days x time families x persons, in seconds squared. Days are
    those of the months that have contacts, one after the other, so that a stray date in another century costs nothing.
    """

    versions: dict[int, int]
    months: dict[int, Month]
    record_versions: dict[int, int] = field(default_factory=dict)
    records: dict[int, Month] = field(default_factory=dict)
    starts: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # of the months, since 1970, sorted
    offsets: Ints = field(default_factory=lambda: np.zeros(1, np.int64))  # days before each month, and all
    days: int = 0
    persons: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    facts: dict[str, int] = field(default_factory=dict)
    running: Ints = field(default_factory=lambda: np.zeros((1, 0, 0), np.int64))
    squares: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    families: dict[str, Family] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    first_contact: int | None = None
    last_contact: int | None = None
    _below: dict[tuple[str, int], Ints] = field(default_factory=dict)
    _ladder: Ladder | None = None
    _lock: Any = field(default_factory=threading.Lock)

    @property
    def first_day(self) -> dt.date | None:
        """The first day with a contact or another record; None without any."""
        return None if self.first is None else EPOCH + dt.timedelta(days=self.first)

    @property
    def last_day(self) -> dt.date | None:
        """The last day with a contact or another record; None without any."""
        return None if self.last is None else EPOCH + dt.timedelta(days=self.last)

    @property
    def last_contact_day(self) -> dt.date | None:
        """The last day with a contact; None without any."""
        return None if self.last_contact is None else EPOCH + dt.timedelta(days=self.last_contact)

    def scales(self, family: str = "csat") -> list[int]:
        """The scales customers rated on, the one with the most ratings first."""
        found = {
            int(name.split(":")[1]): int(self.running[-1, index].sum())
            for name, index in self.facts.items()
            if name.startswith(f"{family}:") and name.endswith(":n")
        }
        return sorted(found, key=lambda scale: (-found[scale], scale))

    def places(self, days: Sequence[int]) -> Ints:
        """How many days of the cube lie before each of ``days`` (since 1970)."""
        wanted = np.asarray(days, np.int64)
        month = np.searchsorted(self.starts, wanted, side="right") - 1
        inside = np.maximum(month, 0)
        if not len(self.starts):
            return np.zeros(len(wanted), np.int64)
        found = self.offsets[inside] + wanted - self.starts[inside]
        return np.where(month < 0, 0, np.minimum(found, self.offsets[inside + 1]))

    def ends(self, periods: Sequence[Period]) -> tuple[Ints, Ints]:
        """Where the periods begin and end in ``running``: (days before the first, days up to the last)."""
        begin = self.places([(period.first - EPOCH).days for period in periods])
        end = self.places([(period.last - EPOCH).days + 1 for period in periods])
        return begin, np.maximum(begin, end)

    def sums(self, periods: Sequence[Period], groups: Groups) -> Sums:
        """All facts of the periods for every group of persons and, last, for everyone."""
        begin, end = self.ends(periods)
        counts = groups.gather(self.running[end] - self.running[begin])
        return Sums(self, groups, begin, end, counts)

    def below(self, family: str, limit_ms: int, *, inclusive: bool) -> Ints:
        """Running number of values of a family up to ``limit_ms``, over all its values in order."""
        key = (family, limit_ms if inclusive else limit_ms - 1)
        found = self._below.get(key)
        if found is None:
            values = self.families[family].values
            found = np.concatenate(([0], np.cumsum(values <= key[1]))).astype(np.int64)
            self._below[key] = found
        return found

    def prepare(self) -> None:
        """Build what makes percentiles of long periods quick; may take a second for a million contacts."""
        count = sum(len(family.values) for family in self.families.values())
        with self._lock:
            if self._ladder is None and count > _LADDER_FROM:
                self._ladder = Ladder([self.families[name].values for name in self._ranked()])

    def _ranked(self) -> list[str]:
        return [name for name in facts.TIMES if name in self.families and name not in facts.UNRANKED]

    def percentiles(
        self, period: Period, groups: Groups, shares: tuple[float, ...] = (0.5, 0.9)
    ) -> dict[str, NDArray[np.float64]]:
        """Family -> shares x (groups + everyone) in seconds by nearest rank; NaN where there are no values."""
        begin, end = self.ends([period])
        low, high = int(begin[0]), int(end[0])
        chosen = {name: family for name, family in self.families.items() if name not in facts.UNRANKED}
        count = sum(int((family.starts[:, high] - family.starts[:, low]).sum()) for family in chosen.values())
        if self._ladder is not None and count > _LADDER_FROM:
            return self._climb(chosen, low, high, groups, shares)
        return {
            name: _sorted_percentiles(family, low, high, groups, shares) for name, family in chosen.items()
        }

    def _climb(
        self, chosen: dict[str, Family], low: int, high: int, groups: Groups, shares: tuple[float, ...]
    ) -> dict[str, NDArray[np.float64]]:
        assert self._ladder is not None
        names = self._ranked()
        wanted = [name for name in names if name in chosen]
        starts = np.concatenate([self.families[name].starts[:, low] for name in wanted])
        ends = np.concatenate([self.families[name].starts[:, high] for name in wanted])
        part = np.repeat([names.index(name) for name in wanted], len(self.persons))
        group = np.concatenate(
            [groups.of_person + index * (groups.count + 1) for index in range(len(wanted))]
        )
        everyone = np.repeat(
            [groups.count + index * (groups.count + 1) for index in range(len(wanted))], len(self.persons)
        )
        begins = starts
        if groups.chosen is not None:  # nothing of the others counts for everyone
            others = np.ones(len(self.persons), bool)
            others[groups.chosen] = False
            begins = np.where(np.tile(others, len(wanted)), ends, starts)
        found = self._ladder.percentiles(
            np.concatenate((part, part)),
            np.concatenate((starts, begins)),
            np.concatenate((ends, ends)),
            np.concatenate((group, everyone)),
            len(wanted) * (groups.count + 1),
            shares,
        )
        return {
            name: found[:, index * (groups.count + 1) : (index + 1) * (groups.count + 1)] / facts.MS
            for index, name in enumerate(wanted)
        }


def _sorted_percentiles(
    family: Family, low: int, high: int, groups: Groups, shares: tuple[float, ...]
) -> NDArray[np.float64]:
    """The plain way: pick the period's values, sort them within each group."""
    found = np.full((len(shares), groups.count + 1), np.nan)
    starts, ends = family.starts[:, low], family.starts[:, high]
    sizes = ends - starts
    total = int(sizes.sum())
    if not total:
        return found
    offsets = np.cumsum(sizes) - sizes
    place = np.arange(total) + np.repeat(starts - offsets, sizes)
    values = family.values[place]
    owner = np.repeat(groups.of_person, sizes)
    by_group = np.sort((owner << _VALUE_BITS) | values) & ((1 << _VALUE_BITS) - 1)
    in_group = np.bincount(owner, minlength=groups.count)
    first = np.cumsum(in_group) - in_group
    filled = in_group > 0
    if groups.chosen is not None:
        is_chosen = np.zeros(len(sizes), bool)
        is_chosen[groups.chosen] = True
        values = values[np.repeat(is_chosen, sizes)]
        total = len(values)
    wanted = [rank_of(share, total) - 1 for share in shares]
    everyone = np.partition(values, wanted) if total else None
    for row, share in enumerate(shares):
        ranks = np.maximum(np.ceil(share * in_group - 1e-9).astype(np.int64), 1) - 1
        found[row, :-1][filled] = by_group[(first + ranks)[filled]]
        if everyone is not None:
            found[row, -1] = everyone[wanted[row]]
    return found / facts.MS


@dataclass(slots=True)
class Groups:
    """Which group each person of a cube counts in. ``ids``: the id that stands for each group, 0 for nobody.

    ``chosen``: the persons (places in the cube) that "everyone" means; None: all, nobody included.
    """

    ids: list[int]
    of_person: Ints
    chosen: Ints | None = None
    is_one_to_one: bool = False

    @property
    def count(self) -> int:
        """How many groups there are, everyone not counted."""
        return len(self.ids)

    @property
    def chosen_groups(self) -> Ints:
        """The groups that "everyone" means."""
        return np.arange(self.count) if self.chosen is None else np.unique(self.of_person[self.chosen])

    def gather(self, values: NDArray[Any]) -> NDArray[Any]:
        """Last axis from persons to groups and, last, everyone."""
        chosen = values if self.chosen is None else values[..., self.chosen]
        everyone = chosen.sum(axis=-1, keepdims=True)
        if self.is_one_to_one and len(self.ids) == len(self.of_person):  # ids are in the order of persons
            return np.concatenate((values, everyone), axis=-1)
        grouped = np.zeros((*values.shape[:-1], len(self.ids)), values.dtype)
        if self.is_one_to_one:
            grouped[..., self.of_person] = values
        else:
            for place, group in enumerate(self.of_person.tolist()):
                grouped[..., group] += values[..., place]
        return np.concatenate((grouped, everyone), axis=-1)


def groups_of(
    figures: Figures,
    canonical: dict[int, int],
    extra: Collection[int] = (),
    only: Collection[int] | None = None,
) -> Groups:
    """Persons of a cube by the id that counts (merged ones together).

    ``extra``: people who have a place although the cube knows nothing of them. ``only``: whom "everyone" means.
    """
    counted = [canonical.get(person, person) for person in figures.persons.tolist()]
    ids = sorted({*counted, *(canonical.get(person, person) for person in extra)})
    place = {person: index for index, person in enumerate(ids)}
    is_one_to_one = len(set(counted)) == len(counted)
    if is_one_to_one and len(ids) == len(counted):
        ids, of_person = counted, np.arange(len(counted))
    else:
        of_person = np.array([place[person] for person in counted], np.int64)
    chosen = None
    if only is not None:
        wanted = set(only)
        chosen = np.array([at for at, person in enumerate(counted) if person in wanted], np.int64)
    return Groups(ids, of_person, chosen, is_one_to_one)


@dataclass(slots=True)
class Sums:
    """Facts of some periods: each gives an array periods x (groups + everyone)."""

    figures: Figures
    groups: Groups
    begin: Ints
    end: Ints
    counts: Ints

    def of(self, name: str) -> Ints:
        """One fact; zeros when no contact has it."""
        index = self.figures.facts.get(name)
        if index is None:
            return np.zeros((len(self.begin), self.groups.count + 1), np.int64)
        found: Ints = self.counts[:, index]
        return found

    def up_to(self, family: str, limit_ms: int, *, inclusive: bool = True) -> Ints:
        """How many values of a time family are at most (or under) ``limit_ms``."""
        if family not in self.figures.families:
            return np.zeros((len(self.begin), self.groups.count + 1), np.int64)
        running = self.figures.below(family, limit_ms, inclusive=inclusive)
        starts = self.figures.families[family].starts
        found: Ints = self.groups.gather((running[starts[:, self.end]] - running[starts[:, self.begin]]).T)
        return found

    def due(self, name: str, until: int) -> Ints:
        """A fact over those days of the periods that are not after ``until`` (since 1970, inclusive)."""
        index = self.figures.facts.get(name)
        if index is None:
            return self.of(name)
        end = np.maximum(self.begin, np.minimum(self.end, self.figures.places([until + 1])))
        found: Ints = self.groups.gather(
            self.figures.running[end, index] - self.figures.running[self.begin, index]
        )
        return found

    def squares(self, family: str, at: int = 0) -> Floats:
        """Sum of squared seconds of a time family in the period ``at``."""
        if family not in self.figures.families:
            return np.zeros(self.groups.count + 1)
        chosen = self.figures.squares[self.begin[at] : self.end[at], facts.TIMES.index(family)]
        found: Floats = self.groups.gather(chosen.sum(axis=0))
        return found


# building and keeping

_kept: WeakKeyDictionary[Any, Figures] = WeakKeyDictionary()
_lock = threading.Lock()


def figures(session: Session) -> Figures:
    """The cube of the store behind ``session``, as of its transaction; quick when nothing has changed."""
    versions = _versions(session, CubeMonth)
    record_versions = _versions(session, CubeRecords)
    engine = session.get_bind().engine
    with _lock:
        kept = _kept.get(engine)
    if kept is not None and (kept.versions, kept.record_versions) == (versions, record_versions):
        return kept
    months = _read(session, CubeMonth, versions, kept.months if kept else {}, kept.versions if kept else {})
    records = _read(
        session,
        CubeRecords,
        record_versions,
        kept.records if kept else {},
        kept.record_versions if kept else {},
    )
    # of an older format: made anew, until they are written again
    if unreadable := set(versions) - set(months):
        months.update(make(session.connection(), unreadable))
    for number in set(record_versions) - set(records):
        if (month := make_records(session.connection(), number)) is not None:
            records[number] = month
    made = build(versions, months, record_versions, records)
    with _lock:
        _kept[engine] = made
    return made


def _versions(session: Session, table: type[CubeMonth] | type[CubeRecords]) -> dict[int, int]:
    rows = session.connection().exec_driver_sql(f"SELECT month, version FROM {table.__tablename__}")
    return {row[0]: row[1] for row in rows}


def _read(
    session: Session,
    table: type[CubeMonth] | type[CubeRecords],
    versions: dict[int, int],
    kept: dict[int, Month],
    kept_versions: dict[int, int],
) -> dict[int, Month]:
    """The months as they are now; those that have not changed are taken over."""
    months = {
        number: month for number, month in kept.items() if kept_versions.get(number) == versions.get(number)
    }
    missing = sorted(set(versions) - set(months))
    for low in range(0, len(missing), 50):
        query = sa.select(table.month, table.cells).where(table.month.in_(missing[low : low + 50]))
        for number, blob in session.execute(query):
            month = unpack(blob)
            if month is not None:
                months[int(number)] = month
    return months


def build(
    versions: dict[int, int],
    months: dict[int, Month],
    record_versions: dict[int, int] | None = None,
    records: dict[int, Month] | None = None,
) -> Figures:
    """Running sums over the days of all months."""
    made = Figures(
        versions,
        {number: months[number] for number in sorted(months)},
        record_versions or {},
        dict(sorted((records or {}).items())),
    )
    numbers = sorted({*made.months, *made.records})
    if not numbers:
        return made
    parts = [*made.months.items(), *made.records.items()]
    days = {number: month.days for number, month in parts}
    made.starts = np.array([(month_from_number(number).first - EPOCH).days for number in numbers])
    made.offsets = np.concatenate(([0], np.cumsum([days[number] for number in numbers])))
    made.days = int(made.offsets[-1])
    begins = dict(zip(numbers, made.offsets.tolist(), strict=False))
    made.persons = np.unique(np.concatenate([month.persons for _, month in parts]))
    names = sorted({name for _, month in parts for name in month.counts})
    names += [name for name in JOINT if JOINT[name][1] in names]
    made.facts = {name: index for index, name in enumerate(names)}
    made.running = np.zeros((made.days + 1, len(names), len(made.persons)), np.int64)
    made.squares = np.zeros((made.days, len(facts.TIMES), len(made.persons)))
    for number, month in parts:
        place, start = np.searchsorted(made.persons, month.persons), begins[number]
        for name, counts in month.counts.items():
            made.running[start + 1 : start + 1 + month.days, made.facts[name], place] = counts.T
        for name, squares in month.squares.items():
            made.squares[start : start + month.days, facts.TIMES.index(name), place] = squares.T
    for name, (counted, needed) in JOINT.items():
        if name in made.facts and counted in made.facts:
            is_known = made.running[:, made.facts[needed]] > 0
            if SPANNED[needed] in made.facts:
                is_known |= made.running[:, made.facts[SPANNED[needed]]] > 0
            made.running[:, made.facts[name]] = np.where(is_known, made.running[:, made.facts[counted]], 0)
    busy: NDArray[np.bool_] = (made.running[1:] != 0).any(axis=2)
    made.first, made.last = _ends(made, np.asarray(busy.any(axis=1)))
    if "offered" in made.facts:
        made.first_contact, made.last_contact = _ends(made, busy[:, made.facts["offered"]])
    np.cumsum(made.running, axis=0, out=made.running)
    for name in facts.TIMES:
        if f"{name}:n" in made.facts:
            family = _family(made, name, begins)
            if family is not None:
                made.families[name] = family
    return made


# facts of days on which another one is known: contacts handled where hours (or their cost) are recorded
JOINT = {"handled@worked": ("handled", "worked_min"), "handled@cost": ("handled", "cost_cents")}
SPANNED = {"worked_min": "worked_span", "cost_cents": "cost_span"}  # days that a total of several days covers


def _ends(made: Figures, busy: NDArray[np.bool_]) -> tuple[int | None, int | None]:
    places = np.flatnonzero(busy)
    return (
        (None, None) if not len(places) else (_day_at(made, int(places[0])), _day_at(made, int(places[-1])))
    )


def _day_at(made: Figures, place: int) -> int:
    month = int(np.searchsorted(made.offsets, place, side="right")) - 1
    return int(made.starts[month] + place - made.offsets[month])


def _family(made: Figures, name: str, begins: dict[int, int]) -> Family | None:
    """Values of all months put in the order of person, then day; None when no month has any."""
    parts = [
        (number, month)
        for number, month in (*made.months.items(), *made.records.items())
        if len(month.values.get(name, ()))
    ]
    if not parts:
        return None
    running = made.running[:, made.facts[f"{name}:n"]].T  # persons x days + 1
    totals = running[:, -1]
    starts = running + (np.cumsum(totals) - totals)[:, None]
    highest = max(int(month.values[name].max()) for _, month in parts)
    values: Any = np.empty(int(totals.sum()), np.int32 if highest < 1 << 31 else np.int64)
    for number, month in parts:
        held = month.values[name]
        sizes = month.counts[f"{name}:n"].sum(axis=1)
        goes = starts[np.searchsorted(made.persons, month.persons), begins[number]]
        comes = np.cumsum(sizes) - sizes
        values[np.arange(len(held)) + np.repeat(goes - comes, sizes)] = held
    return Family(values, np.ascontiguousarray(starts))
