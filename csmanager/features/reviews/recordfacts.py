"""Reads what is counted in grades, survey answers, complaints, shifts and interval figures, month by month.

Every fact is a whole number of one person on one day, as those of contacts are. A record that names nobody counts
for nobody (0), and so in the team's figure only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from csmanager.features.reviews import facts

TABLES = frozenset(
    {
        "evaluation",
        "survey_answer",
        "complaint",
        "worked_shift",
        "planned_shift",
        "absence",
        "interval_figures",
    }
)
UNPLANNED = ("sick", "unpaid", "other")  # kinds of absence that count as such
EXCUSED = ("annual", "public", "training", "parental")
_LONGEST_ABSENCE = 400  # days; of one that is longer only so many count
DAY_MS = 86_400_000

Cell = tuple[int, int]  # person (0: nobody), day since 1970


@dataclass(slots=True)
class Found:
    """Facts by name and cell, and the single values of families (in thousandths, as times are)."""

    counts: dict[str, dict[Cell, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    values: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, cell: Cell, by: int = 1) -> None:
        """Count ``by`` more; noughts are counted too, so that a fact is known to exist."""
        self.counts[name][cell] += by


def collect(connection: Connection, first: int, last: int) -> Found:
    """Everything of the days ``first`` to ``last`` (since 1970, both included)."""
    found = Found()
    _grades(connection, first, last, found)
    _answers(connection, first, last, found)
    _complaints(connection, first, last, found)
    _shifts(connection, first, last, found)
    _intervals(connection, first, last, found)
    return found


def days_of(connection: Connection, tables: Iterable[str]) -> set[int]:
    """The days on which records of ``tables`` may count, those waiting to be redone included."""
    found: set[int] = set()
    for table in tables:
        if table not in TABLES:
            continue
        for name in (table, f"{table}_shadow"):
            for columns in _DAYS[table]:
                rows = connection.exec_driver_sql(f'SELECT DISTINCT {columns} FROM "{name}"')
                for row in rows:
                    if None not in row:
                        found.update(range(row[0], min(row[-1], row[0] + _LONGEST_ABSENCE) + 1))
    return found


_DAYS = {
    "evaluation": ("day",),
    "survey_answer": ("day",),
    "complaint": ("day", "closed_day"),
    "worked_shift": ("day", "first_day, day"),
    "planned_shift": ("day",),
    "absence": ("first_day, last_day",),
    "interval_figures": ("last_day",),
}


def days_of_image(table: str, image: dict[str, object]) -> set[int]:
    """The days one row counts on."""
    found: set[int] = set()
    for columns in _DAYS[table]:
        days = [image[name] for name in columns.split(", ")]
        low, high = days[0], days[-1]
        if isinstance(low, int) and isinstance(high, int):
            found.update(range(low, min(high, low + _LONGEST_ABSENCE) + 1))
    return found


def _grades(connection: Connection, first: int, last: int, found: Found) -> None:
    query = (
        "SELECT ifnull(person_id, 0), day, share, critical_missed FROM evaluation"
        " WHERE day BETWEEN ? AND ? ORDER BY id"
    )
    for person, day, share, missed in connection.exec_driver_sql(query, (first, last)):
        cell = (person, day)
        found.add("graded", cell)
        found.add("critical", cell, int(missed > 0))
        if share is not None:
            found.values[facts.GRADE].append((person, day, round(share * 1_000_000)))


def _answers(connection: Connection, first: int, last: int, found: Found) -> None:
    query = (
        "SELECT ifnull(person_id, 0), day, measure, value, high, count(*) FROM survey_answer"
        " WHERE day BETWEEN ? AND ? AND measure <> '' AND value IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
    )
    for person, day, measure, value, high, times in connection.exec_driver_sql(query, (first, last)):
        cell = (person, day)
        if value != int(value):
            continue
        whole = int(value)
        if measure == "nps":
            if 0 <= whole <= 10:
                found.add("survey_nps:n", cell, times)
                found.add("survey_promoters", cell, times * (whole >= 9))
                found.add("survey_detractors", cell, times * (whole <= 6))
        elif measure in ("csat", "ces") and (scale := high or (5 if measure == "csat" else 7)):
            name = f"survey_{measure}:{scale}"
            best = facts.lowest_satisfied(scale) if measure == "csat" else facts.lowest_easy(scale)
            if 0 <= whole <= scale:
                found.add(f"{name}:n", cell, times)
                found.add(f"{name}:sum", cell, times * whole)
                found.add(f"{name}:squares", cell, times * whole * whole)
                found.add(f"{name}:top", cell, times * (whole >= best))
    query = (
        "SELECT ifnull(person_id, 0), day, count(DISTINCT ifnull(batch_id, 0) || ' ' || response)"
        " FROM survey_answer WHERE day BETWEEN ? AND ? GROUP BY 1, 2"
    )
    for person, day, count in connection.exec_driver_sql(query, (first, last)):
        found.add("surveys", (person, day), count)


def _complaints(connection: Connection, first: int, last: int, found: Found) -> None:
    query = "SELECT ifnull(person_id, 0), day, upheld, remedy_cents FROM complaint WHERE day BETWEEN ? AND ?"
    for person, day, upheld, cents in connection.exec_driver_sql(query, (first, last)):
        cell = (person, day)
        found.add("complaints", cell)
        if upheld is not None:
            found.add("decided", cell)
            found.add("upheld", cell, int(upheld == 1))
        if cents is not None:
            found.add("redress:n", cell)
            found.add("redress", cell, cents)
    query = (
        "SELECT ifnull(person_id, 0), day, closed_day FROM complaint"
        " WHERE closed_day BETWEEN ? AND ? AND closed_day >= day ORDER BY id"
    )
    for person, day, closed in connection.exec_driver_sql(query, (first, last)):
        found.values[facts.CLOSING].append((person, closed, (closed - day) * DAY_MS))


def _shifts(connection: Connection, first: int, last: int, found: Found) -> None:
    worked: dict[Cell, list[tuple[int | None, int | None, int, int | None]]] = defaultdict(list)
    query = (
        "SELECT person_id, day, start_minute, end_minute, worked_minutes, cost_cents FROM worked_shift"
        " WHERE day BETWEEN ? AND ? AND first_day IS NULL"
    )
    for person, day, start, end, minutes, cents in connection.exec_driver_sql(query, (first, last)):
        worked[person, day].append((start, end, minutes, cents))
    summed = _totals(connection, first, last, found)
    planned: dict[Cell, list[tuple[int, int, int]]] = defaultdict(list)
    query = (
        "SELECT person_id, day, start_minute, end_minute, ifnull(break_minutes, 0) FROM planned_shift"
        " WHERE day BETWEEN ? AND ?"
    )
    for person, day, start, end, pause in connection.exec_driver_sql(query, (first, last)):
        planned[person, day].append((start, end, max(end - start - pause, 0)))
    known_until = connection.exec_driver_sql("SELECT max(day) FROM worked_shift").scalar()
    away, excused = _absences(connection, first, last)
    for cell, shifts in worked.items():
        minutes = sum(one[2] for one in shifts)
        found.add("worked_min", cell, minutes)
        found.add("worked:n", cell, len(shifts))
        costs = [one[3] for one in shifts if one[3] is not None]
        if costs:
            found.add("cost_cents", cell, sum(costs))
            found.add("cost:n", cell, len(costs))
        if cell in planned:
            over = max(minutes - sum(one[2] for one in planned[cell]), 0)
            found.add("over_min", cell, over)
            found.add("over_planned_min", cell, sum(one[2] for one in planned[cell]))
            found.add("over:n", cell, len(planned[cell]))
            if costs and minutes > 0:
                found.add("over_cents", cell, round(sum(costs) * over / minutes))
                found.add("over_cost:n", cell)
    for cell, plan in planned.items():
        if known_until is None or cell[1] > known_until or cell in excused or cell in summed:
            continue
        found.add("planned", cell, len(plan))
        found.add("kept", cell, len(plan) if cell in worked else 0)
        clocked = [(one[0], one[1]) for one in worked.get(cell, ()) if one[0] is not None]
        if clocked:
            _against_the_clock(found, cell, plan, [(start or 0, end) for start, end in clocked])
    for cell in {*worked, *planned, *away} - summed:
        if cell in excused and cell not in worked:
            continue
        is_away = cell in away and cell not in worked
        if is_away and cell not in planned and (cell[1] + 3) % 7 >= 5:
            continue  # a weekend within an absence, without a plan to work on it
        found.add("due_days", cell)
        found.add("away_days", cell, int(is_away))


def _totals(connection: Connection, first: int, last: int, found: Found) -> set[Cell]:
    """Totals of weeks and months count as hours and cost on their last day. Returns the days they cover, of which
    nobody can say what was worked on each."""
    covered: set[Cell] = set()
    query = (
        "SELECT person_id, first_day, day, worked_minutes, cost_cents FROM worked_shift"
        " WHERE first_day <= ? AND day >= ?"
    )
    for person, begin, end, minutes, cents in connection.exec_driver_sql(query, (last, first)):
        days = [(person, day) for day in range(max(begin, first), min(end, last) + 1)]
        covered.update(days)
        for cell in days:
            found.add("worked_span", cell)
            if cents is not None:
                found.add("cost_span", cell)
        if first <= end <= last:
            found.add("worked_min", (person, end), minutes)
            found.add("worked:n", (person, end))
            if cents is not None:
                found.add("cost_cents", (person, end), cents)
                found.add("cost:n", (person, end))
    return covered


def _against_the_clock(
    found: Found, cell: Cell, plan: list[tuple[int, int, int]], clocked: list[tuple[int, int | None]]
) -> None:
    begun = min(start for start, _ in clocked)
    late = max(begun - min(start for start, _, _ in plan), 0)
    found.values[facts.LATE].append((*cell, late * 60_000))
    spans = [(start, end) for start, end in clocked if end is not None]
    if len(spans) == len(clocked):
        inside = sum(
            max(min(end, stop) - max(start, opened), 0) for start, stop, _ in plan for opened, end in spans
        )
        length = sum(stop - start for start, stop, _ in plan)
        found.add("clock_min", cell, min(inside, length))
        found.add("clock_planned_min", cell, length)
        found.add("clock:n", cell, len(plan))


def _absences(connection: Connection, first: int, last: int) -> tuple[set[Cell], set[Cell]]:
    """(days away unplanned, days of leave) that are whole days."""
    away: set[Cell] = set()
    excused: set[Cell] = set()
    query = (
        "SELECT person_id, first_day, last_day, kind FROM absence"
        " WHERE first_day <= ? AND last_day >= ? AND minutes IS NULL"
    )
    for person, begin, end, kind in connection.exec_driver_sql(query, (last, first)):
        days = range(max(begin, first), min(end, last, begin + _LONGEST_ABSENCE) + 1)
        (away if kind in UNPLANNED else excused).update((person, day) for day in days)
    return away, excused


def _intervals(connection: Connection, first: int, last: int, found: Found) -> None:
    query = (
        "SELECT ifnull(person_id, 0), last_day, offered, answered, within_target, handle_ms, login_ms"
        " FROM interval_figures WHERE last_day BETWEEN ? AND ?"
    )
    for person, day, offered, answered, within, handle, login in connection.exec_driver_sql(
        query, (first, last)
    ):
        cell = (person, day)
        if offered is not None and answered is not None:
            found.add("reported_offered", cell, offered)
            found.add("reported_answered", cell, min(answered, offered))
        if offered is not None and within is not None:
            found.add("reported_level:n", cell, offered)
            found.add("reported_within", cell, min(within, offered))
        if answered and handle is not None:
            found.add("reported_handle:n", cell, answered)
            found.add("reported_handle", cell, handle)
        if login and handle is not None:
            found.add("busy:n", cell, answered or 0)
            found.add("busy_ms", cell, min(handle, login))
            found.add("login_ms", cell, login)
