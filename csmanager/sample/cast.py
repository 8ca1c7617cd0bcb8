"""Who works in the made-up shop, and what happens to them.

Times are told in months before the month of the last day, so that the story moves along with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

PHONES, WRITING = "Phone desk", "Written desk"
LEAD, SENIOR, AGENT = "Team lead", "Senior agent", "Agent"

SLIDE_MONTHS = 6  # how long the one who slips has been slipping
_SLIDE_FULL = 4.5  # months until the slide has reached its depth
REFUND_RULE_MONTHS = 7  # how long the new refund rule has been in force
_RAMP_DAYS = 45.0  # after so many days a newcomer has lost 63 % of the beginner's handicap


@dataclass(frozen=True, slots=True)
class Player:
    """One person. ``joined``/``left``: months before the last month (None: long before / not at all).

    ``pace`` multiplies handling times, ``good`` is the chance that a customer who answers is satisfied,
    ``days`` are the weekdays worked, ``story`` marks what happens to them.
    """

    name: str
    team: str
    role: str
    weekly_hours: float
    pace: float = 1.0
    good: float = 0.87
    joined: int | None = None
    left: int | None = None
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    story: str = ""
    login: str = ""
    since_years: int = 3


PLAYERS: tuple[Player, ...] = (
    Player("Aoife Brennan", PHONES, LEAD, 38, 0.92, 0.91, login="abrennan", since_years=7),
    Player("Ingrid Ås", WRITING, LEAD, 38, 0.94, 0.90, login="ias", since_years=6),
    Player("Priya Raghunathan", PHONES, SENIOR, 38, 0.97, 0.90, story="slips", login="praghu", since_years=4),
    Player(
        "Tomás Ferreira", PHONES, AGENT, 12, 1.0, 0.88, days=(1, 2, 3), story="unlucky", login="tferreira"
    ),
    Player("Олександра Шевченко", PHONES, AGENT, 38, 1.02, 0.87, joined=4, story="new", login="oshevchenko"),
    Player("小林 美咲", WRITING, SENIOR, 36, 0.96, 0.89, login="mkobayashi", since_years=5),
    Player("Chidinma Okonkwo-Adeyemi", PHONES, SENIOR, 38, 0.88, 0.93, story="shines", login="cokonkwo"),
    Player("Jonas Weber", PHONES, AGENT, 38, 1.05, 0.86, joined=16, login="jweber"),
    Player("Marc-André Dubois", WRITING, AGENT, 38, 1.08, 0.84, left=6, login="mdubois"),
    Player(
        "Maximiliana-Theresia Antonia Josepha Freifrau von und zu Hohenfels-Wolkenstein-Lichtenegg",
        WRITING,
        AGENT,
        30,
        1.0,
        0.87,
        login="mthohenfels",
    ),
    Player("فاطمة الزهراء بنعلي", PHONES, AGENT, 38, 1.12, 0.88, joined=13, story="hard", login="fbenali"),
    Player(
        "Nguyễn Thị Hồng Nhung", WRITING, AGENT, 32, 1.03, 0.87, story="leaves", login="nnhung", since_years=2
    ),
    Player("Δημήτρης Παπαδόπουλος", WRITING, AGENT, 38, 1.1, 0.85, joined=15, story="away", login="dpapado"),
    Player(
        "김서연", PHONES, AGENT, 24, 1.0, 0.88, joined=9, days=(2, 3, 4, 5), story="shorter", login="sykim"
    ),
)

_FIRST = ("Ana", "Bilal", "Clara", "Dario", "Elif", "Femi", "Greta", "Hugo", "Isla", "Jakub", "Kaja", "Luca")
_LAST = ("Almeida", "Bakker", "Costa", "Dvořák", "Eriksen", "Fischer", "García", "Horváth", "Ito", "Jensen")


def players(count: int) -> list[Player]:
    """The first ``count`` people; past the cast, more are made up who do their work quietly."""
    chosen = list(PLAYERS[:count])
    for extra in range(count - len(chosen)):
        name = f"{_FIRST[extra % len(_FIRST)]} {_LAST[extra // len(_FIRST) % len(_LAST)]}"
        again = extra // (len(_FIRST) * len(_LAST))
        quality = 0.85 + 0.02 * (extra % 4)
        chosen.append(
            replace(
                PLAYERS[7],
                name=name if not again else f"{name} {again + 1}",
                team=(PHONES, WRITING)[extra % 2],
                pace=0.95 + 0.03 * (extra % 5),
                good=quality,
                login=f"agent{extra + 15:03d}",
                joined=None,
                since_years=2,
            )
        )
    return chosen


@dataclass(frozen=True, slots=True)
class Form:
    """How someone does on a day: see ``Player``; ``again`` is the chance that the customer must come back."""

    pace: float
    good: float
    again: float
    escalates: float  # multiplies the topic's own chance
    transfers: float
    reopens: float


def form(player: Player, days_in: int | None, months_left: float) -> Form:
    """The form of ``player``, ``days_in`` days after joining (None: long ago), ``months_left`` before the end."""
    green = math.exp(-days_in / _RAMP_DAYS) if days_in is not None else 0.0
    slide = 0.0
    if player.story == "slips":
        slide = min(max((SLIDE_MONTHS - months_left) / _SLIDE_FULL, 0.0), 1.0)
    return Form(
        pace=player.pace * (1 + 0.75 * green + 0.22 * slide),
        good=player.good - 0.18 * green - 0.30 * slide,
        again=0.10 + 0.08 * green + 0.09 * slide,
        escalates=1 + 1.1 * green + 1.2 * slide,
        transfers=0.045 + 0.16 * green + 0.02 * slide,
        reopens=0.045 + 0.06 * green + 0.07 * slide,
    )
