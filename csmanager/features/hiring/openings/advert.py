"""Whether an advertisement says what whoever reads it needs. Plain Python, no database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csmanager.features.hiring.rules import PAY_UNIT_NAMES, PayUnit

_BRACKETS = re.compile(r"\[([^\[\]\n]{1,80})\](?!\()")
_TASKS = re.compile(r"^\s*[-*]\s+\S|\b(?:you will|your tasks|tasks|duties)\b", re.I | re.M)
_FEWEST_LETTERS = 80  # of an advertisement that says anything of the work


@dataclass(frozen=True, slots=True)
class Terms:
    """What an opening says besides its text. ``pay_min``, ``pay_max``: hundredths of ``currency``."""

    title: str
    weekly_minutes: int | None
    pay_min: int | None
    pay_max: int | None
    pay_unit: PayUnit | None
    currency: str
    place: str
    apply_how: str
    closes_on: str
    opened_on: str
    shop: str = ""


def hours_text(weekly_minutes: int | None) -> str:
    """Hours a week in words; empty where they are open."""
    if not weekly_minutes:
        return ""
    return f"{weekly_minutes / 60:g} hours"


def pay_text(low: int | None, high: int | None, unit: PayUnit | None, currency: str) -> str:
    """A range of pay in words; empty where it is open."""
    amounts = [f"{amount / 100:,.2f}".removesuffix(".00") for amount in (low, high) if amount is not None]
    if not amounts:
        return ""
    if low is None:
        amounts = [f"up to {amounts[0]}"]
    elif high is None:
        amounts = [f"from {amounts[0]}"]
    amounts = list(dict.fromkeys(amounts))
    words = (" – ".join(amounts), currency, PAY_UNIT_NAMES[unit] if unit else "")
    return " ".join(part for part in words if part)


def missing(text: str, terms: Terms) -> list[str]:
    """The parts an advertisement lacks, by name: what the opening does not say and what stands in brackets still."""
    found = []
    if not hours_text(terms.weekly_minutes):
        found.append("hours")
    if terms.pay_min is None and terms.pay_max is None:
        found.append("pay")
    if not terms.apply_how:
        found.append("how to apply")
    if not terms.place:
        found.append("place")
    if len(text.strip()) < _FEWEST_LETTERS or not _TASKS.search(text):
        found.append("tasks")
    if not terms.closes_on:
        found.append("closing date")
    return found


def blanks(text: str) -> list[str]:
    """What stands in square brackets still, each once, in order."""
    return list(dict.fromkeys(match[1].strip() for match in _BRACKETS.finditer(text)))


def fill(text: str, terms: Terms) -> str:
    """``text`` with the brackets filled that the opening answers; the others stay, to be filled by hand."""
    pay = pay_text(terms.pay_min, terms.pay_max, None, terms.currency)
    values = {
        "job title": terms.title,
        "shop or firm": terms.shop,
        "place": terms.place,
        "hours": hours_text(terms.weekly_minutes),
        "from – to": pay,
        "address": terms.apply_how,
    }

    def put(match: re.Match[str]) -> str:
        return values.get(match[1].strip().casefold()) or match[0]

    if pay and terms.pay_unit:
        text = text.replace("a [month / hour]", PAY_UNIT_NAMES[terms.pay_unit])
    filled = _BRACKETS.sub(put, text)
    if terms.closes_on:
        filled = filled.replace("by **[date]**", f"by **{terms.closes_on}**")
    return filled.replace("from [date]", f"from {terms.opened_on}") if terms.opened_on else filled
