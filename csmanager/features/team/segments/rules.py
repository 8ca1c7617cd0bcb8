"""How a group of people is told: conditions that must all hold for a person on a day. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from csmanager.core.errors import RuleBroken

Value = str | float | dt.date | bool | None

FACTS = {
    "team": "Team",
    "role": "Role",
    "status": "Status",
    "contract": "Contract",
    "skill": "Skill",
    "tenure": "Days since the start",
    "hours": "Hours a week",
}
"""What a condition may ask for, besides ``field:ID`` for a field of the manager's own."""

TESTS = {
    "one_of": "is one of",
    "none_of": "is none of",
    "at_least": "is at least",
    "below": "is below",
    "is_set": "is filled",
    "is_empty": "is empty",
}
_NUMBERS = frozenset({"tenure", "hours"})
_WORDS = frozenset({"team", "role", "status", "contract", "skill"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. ``values``: words for ``one_of``/``none_of`` (for a skill: "Name" or "Name 3" for level 3 or
    more), one number or ISO date for ``at_least``/``below``, none for ``is_set``/``is_empty``."""

    fact: str
    test: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person on a day. ``tenure``: days since the start; ``skills``: name -> level 1 to 5."""

    team: str = ""
    role: str = ""
    status: str = ""
    contract: str = ""
    tenure: int | None = None
    hours: float | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[int, Value] = field(default_factory=dict)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether a condition holds for a person."""
    if condition.fact == "skill":
        has = any(_has_skill(wanted, facts.skills) for wanted in condition.values)
        return {
            "one_of": has,
            "none_of": not has,
            "is_set": bool(facts.skills),
            "is_empty": not facts.skills,
        }.get(condition.test, False)
    value = _value(condition.fact, facts)
    if condition.test == "is_set":
        return value not in (None, "")
    if condition.test == "is_empty":
        return value in (None, "")
    if condition.test in ("one_of", "none_of"):
        among = _word(value) in {wanted.casefold() for wanted in condition.values}
        return among if condition.test == "one_of" else not among
    limit = _limit(value, condition.values[0] if condition.values else "")
    if limit is None or value is None:
        return False  # what is not known is neither below nor at least
    return bool(value >= limit) if condition.test == "at_least" else bool(value < limit)  # type: ignore[operator]


def all_hold(conditions: Sequence[Condition], facts: Facts) -> bool:
    """Whether every condition holds; without conditions everybody belongs."""
    return all(holds(condition, facts) for condition in conditions)


def require(conditions: Sequence[Condition]) -> None:
    """Refuse a group that tells nothing or cannot be told. Raises RuleBroken with a sentence."""
    if not conditions:
        raise RuleBroken("A group needs one condition at least; without one it would be everybody.")
    for each in conditions:
        name = FACTS.get(each.fact, "A field")
        if each.test not in TESTS:
            raise RuleBroken(f"{name}: choose how it is compared.")
        if each.test in ("one_of", "none_of") and not any(value.strip() for value in each.values):
            raise RuleBroken(f"{name}: choose at least one word.")
        if each.test in ("at_least", "below"):
            if each.fact in _WORDS:
                raise RuleBroken(f"{name} is a word and cannot be counted; choose “is one of”.")
            if len(each.values) != 1 or _limit(_sample(each), each.values[0]) is None:
                raise RuleBroken(f"{name}: give a number, or a date like 2026-03-31.")


def dump(conditions: Sequence[Condition]) -> str:
    """Conditions as they are kept."""
    return json.dumps([[each.fact, each.test, list(each.values)] for each in conditions], ensure_ascii=False)


def load(text: str) -> tuple[Condition, ...]:
    """The conditions kept as ``text``."""
    return tuple(Condition(fact, test, tuple(values)) for fact, test, values in json.loads(text))


def in_words(conditions: Sequence[Condition], field_names: Mapping[int, str]) -> str:
    """A group as a sentence: "Team is one of Phones, Chat; Days since the start is below 90"."""
    parts = []
    for each in conditions:
        name = FACTS.get(each.fact) or field_names.get(field_id(each.fact), "A field that is gone")
        parts.append(f"{name} {TESTS.get(each.test, each.test)} {', '.join(each.values)}".strip())
    return "; ".join(parts)


def field_id(fact: str) -> int:
    """The id in "field:ID"; 0 for another fact."""
    kind, _, number = fact.partition(":")
    return int(number) if kind == "field" and number.isdigit() else 0


def _value(fact: str, facts: Facts) -> Value:
    number = field_id(fact)
    if number:
        return facts.fields.get(number)
    return getattr(facts, fact, None) if fact in FACTS else None


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value if value is not None else "").casefold()


def _limit(value: Value, text: str) -> float | dt.date | None:
    """What to compare with, of the kind ``value`` is; None when it cannot be."""
    try:
        if isinstance(value, dt.date):
            return dt.date.fromisoformat(text)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(text.replace(",", "."))
    except ValueError:
        pass
    return None


def _sample(condition: Condition) -> Value:
    """A value of the kind the limit is written for."""
    if condition.fact in _NUMBERS:
        return 0.0
    return dt.date.min if condition.values[0].count("-") == 2 else 0.0


def _has_skill(wanted: str, skills: Mapping[str, int]) -> bool:
    name, _, level = wanted.rpartition(" ")
    folded = {known.casefold(): reached for known, reached in skills.items()}
    if name and level.isdigit() and wanted.casefold() not in folded:
        return folded.get(name.casefold(), 0) >= int(level)
    return wanted.casefold() in folded
