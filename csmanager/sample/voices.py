"""What the shop's other files brought: surveys, comments, complaints, grades, rota, timesheet and leave."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

from csmanager.core.store import Step
from csmanager.features.contacts.tables import ImportBatch
from csmanager.features.quality.tables import Scorecard, ScorecardItem
from csmanager.sample import seasons
from csmanager.sample.agenda import Agenda

_EPOCH = dt.date(1970, 1, 1)
_MONTHS = 3  # of surveys, before the last day
_CARD = (("Opening", "Greets and says the name"), ("Help", "Finds the need"), ("Help", "Gives the right answer"),
         ("Closing", "Says what happens next"))  # fmt: skip
_SAID = (
    ("Quick and friendly, thank you", 5), ("Had to explain it twice", 3), ("Nobody called back as promised", 1),
    ("The parcel came a day late but they told me", 4), ("Very patient with my questions", 5),
    ("Ten minutes in the queue", 2), ("Refund arrived the next morning", 5), ("The form is hard to find", 3),
)  # fmt: skip
_TROUBLE = (
    ("Late delivery", "Refund of the postage", 495), ("Wrong item", "Sent anew", 0),
    ("Rude on the phone", "Apology", 0), ("Broken on arrival", "Money back", 3900),
    ("Promised call did not come", "Voucher", 1000),
)  # fmt: skip
Table = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]
Make = Callable[[Step, random.Random], list[Table]]


def plan(agenda: Agenda, ids: list[int], *, seed: int, last_day: dt.date, today: dt.date) -> None:
    """Note the imports of the last months in ``agenda``. ``ids``: the cast, known when the steps are made."""
    first = seasons.month_start(last_day, _MONTHS - 1)
    month = seasons.month_start(last_day, 0)
    day = min(seasons.working_day(last_day + dt.timedelta(days=1)), today)

    def survey(_step: Step, luck: random.Random) -> list[Table]:
        rows: list[tuple[Any, ...]] = []
        for number in range(1, 121):
            on, who = _some_day(luck, first, last_day), _someone(luck, ids)
            liked = luck.choices((5, 4, 3, 2, 1), (40, 30, 14, 9, 7))[0]
            answer = (f"R{number:04d}", who, on)
            rows.append((*answer, "How satisfied are you?", "csat", float(liked), 1, 5, ""))
            advice = min(10, max(0, liked * 2 + luck.randint(-1, 1)))
            rows.append((*answer, "Would you recommend us?", "nps", float(advice), 0, 10, ""))
        names = (
            "response",
            "person_id",
            "day",
            "question",
            "measure",
            "value",
            "low",
            "high",
            "text",
            "reference",
        )
        return [("survey_answer", names, [(*row, "") for row in rows])]

    def comments(_step: Step, luck: random.Random) -> list[Table]:
        rows = [
            (
                _someone(luck, ids),
                _some_day(luck, first, last_day),
                luck.choice(("Web", "Counter")),
                "",
                float(liked),
                5,
                said,
                "",
            )
            for said, liked in luck.choices(_SAID, k=40)
        ]
        names = ("person_id", "day", "channel", "topic", "rating", "rating_high", "text", "reference")
        return [("comment", names, rows)]

    def complaints(_step: Step, luck: random.Random) -> list[Table]:
        rows: list[tuple[Any, ...]] = []
        for number in range(1, 15):
            cause, remedy, cents = luck.choice(_TROUBLE)
            on = _some_day(luck, first, last_day)
            closed = on + luck.randint(1, 9) if luck.random() < 0.8 else None
            upheld = None if closed is None else int(luck.random() < 0.7)
            state = "open" if closed is None else "closed"
            paid = cents if closed is not None else None
            done = remedy if closed is not None else ""
            rows.append(
                (f"C-{number:03d}", _someone(luck, ids), on, closed, state, cause, "", done, paid, upheld)
            )
        names = (
            "external_id", "person_id", "day", "closed_day", "state", "cause", "text", "remedy", "remedy_cents",
            "upheld",
        )  # fmt: skip
        return [("complaint", names, rows)]

    def shifts(_step: Step, luck: random.Random) -> list[Table]:
        planned: list[tuple[Any, ...]] = []
        worked: list[tuple[Any, ...]] = []
        for on in (month + dt.timedelta(days=at) for at in range((last_day - month).days + 1)):
            for place, person in enumerate(ids):
                if person and not seasons.is_closed(on) and (on.toordinal() + place) % 3:
                    number, early = (on - _EPOCH).days, 540 + 120 * (place % 2)
                    came, went = early + luck.randint(-4, 9), early + 480 + luck.randint(-8, 20)
                    planned.append((person, number, early, early + 480, 30, ""))
                    worked.append((person, number, came, went, 30, went - came - 30, ""))
        return [
            (
                "planned_shift",
                ("person_id", "day", "start_minute", "end_minute", "break_minutes", "note"),
                planned,
            ),
            (
                "worked_shift",
                ("person_id", "day", "start_minute", "end_minute", "break_minutes", "worked_minutes", "note"),
                worked,
            ),
        ]

    def leave(_step: Step, luck: random.Random) -> list[Table]:
        rows: list[tuple[Any, ...]] = []
        for person in ids:
            if person:
                on = _some_day(luck, first, last_day)
                kind, word = luck.choice((("annual", "AL"), ("sick", "Sick"), ("training", "Training")))
                rows.append((person, on, on + luck.randint(0, 6), kind, word, ""))
        return [("absence", ("person_id", "first_day", "last_day", "kind", "word", "note"), rows)]

    def grades(step: Step, luck: random.Random) -> list[Table]:
        card = Scorecard(name="Call check", version=1)
        step.session.add(card)
        step.session.flush()
        items = [
            ScorecardItem(scorecard_id=card.id, position=at, section=section, text=text)
            for at, (section, text) in enumerate(_CARD, 1)
        ]
        step.session.add_all(items)
        step.session.flush()
        start = step.door().first_id("evaluation")
        rows: list[tuple[Any, ...]] = []
        marks: list[tuple[Any, ...]] = []
        for number in range(45):
            got = [float(luck.random() < 0.85) for _item in items]
            on, who = _some_day(luck, first, last_day), _someone(luck, ids, always=True)
            rows.append((card.id, who, on, f"C{number:07d}", "Sam Sample", sum(got) / len(got), 0, ""))
            marks += [(start + number, item.id, share) for item, share in zip(items, got, strict=True)]
        names = (
            "scorecard_id",
            "person_id",
            "day",
            "reference",
            "grader",
            "share",
            "critical_missed",
            "comment",
        )
        return [
            ("evaluation", names, rows),
            ("evaluation_mark", ("evaluation_id", "item_id", "share"), marks),
        ]

    files: tuple[tuple[str, str, Make], ...] = (
        ("survey.csv", "survey", survey), ("comments.xlsx", "comments", comments),
        ("complaints log.xlsx", "complaints", complaints), ("rota and hours.xlsx", "worked", shifts),
        ("leave tracker.xlsx", "absence", leave), ("call checks.xlsx", "quality", grades),
    )  # fmt: skip
    for at, (name, kind, make) in enumerate(files):
        work = _importing(name, kind, make, seed + at, first, last_day)
        agenda.add(day, f"Import {name}", work, hour=9.2 + at / 20)


def _some_day(luck: random.Random, first: dt.date, last: dt.date) -> int:
    return (first - _EPOCH).days + luck.randint(0, (last - first).days)


def _someone(luck: random.Random, ids: list[int], *, always: bool = False) -> int | None:
    known = [one for one in ids if one]
    return luck.choice(known) if known and (always or luck.random() < 0.9) else None


def _importing(
    name: str, kind: str, make: Make, seed: int, first: dt.date, last: dt.date
) -> Callable[[Step], object]:
    def work(step: Step) -> None:
        tables = make(step, random.Random(f"{seed} {name}"))
        count = sum(len(rows) for table, _names, rows in tables if table != "evaluation_mark")
        digest = hashlib.sha256(f"{name} {seed} {first}".encode()).hexdigest()
        batch = ImportBatch(
            file_name=name,
            sha256=digest,
            kind=kind,
            source=f"harbour-{kind}",
            imported_at=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(9), dt.UTC),
            rows_read=count,
            rows_added=count,
            rows_updated=0,
            rows_set_aside=0,
            first_day=first,
            last_day=last,
            summary=json.dumps({"mapping": {}, "notes": [], "same": 0, "headers": []}),
        )
        step.session.add(batch)
        step.session.flush()
        door = step.door()
        for table, names, rows in tables:
            if table == "evaluation_mark":
                door.add(table, names, rows)
            else:
                door.add(table, ("batch_id", *names), ([batch.id, *row] for row in rows))
        door.batch.facts.update(file_name=name, sha256=digest, kind=kind, rows_added=count)

    return work
