"""What a measure is: its family, its source, its defaults. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from csmanager.features.reviews.rules import Better, Level, Unit

ENOUGH = 20  # contacts below which a share or a mean says too little to judge
ENOUGH_ANSWERS = 30  # promoter scores swing by 30 points below this


class Family(StrEnum):
    """What a measure is about."""

    VOLUME = "volume"
    SERVICE = "service"
    HANDLING = "handling"
    RESOLUTION = "resolution"
    VOICE = "voice"
    QUALITY = "quality"
    PEOPLE = "people"
    COST = "cost"
    REPORTED = "reported"
    OWN = "own"


class Source(StrEnum):
    """Which records a measure is made of; one that no record of the store serves is not listed in a review."""

    CONTACTS = "contacts"
    EVALUATIONS = "evaluations"
    ANSWERS = "answers"
    COMPLAINTS = "complaints"
    SHIFTS = "shifts"
    ROTA = "rota"
    INTERVALS = "intervals"
    PEOPLE = "people"
    FORMULA = "formula"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the dictionary. ``what``: of what ``n`` counts, in words. ``options``: what can be set.

    ``exclusions``: what is left out on purpose, in a sentence.
    """

    key: str
    name: str
    definition: str
    formula: str
    unit: Unit
    better: Better
    level: Level
    what: str
    minimum_n: int = ENOUGH
    options: dict[str, int] = field(default_factory=dict)
    family: Family = Family.SERVICE
    source: Source = Source.CONTACTS
    exclusions: str = ""
