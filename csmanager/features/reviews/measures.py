"""How each measure is made from facts.

Needs numpy, so import it inside functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from csmanager.features.reviews import facts
from csmanager.features.reviews.computed import Computed, Notes, mean, plain, points, rate, score, share
from csmanager.features.reviews.cube import EPOCH, Sums
from csmanager.features.reviews.words import counted, value_text


def compute(key: str, sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    """The measure ``key``; ``last_day`` ends the data, which decides what is still pending."""
    if key in _COUNTS:
        count = sums.of(_COUNTS[key])
        return Computed(count, np.ones_like(count), count, is_exact=True)
    if key in _MEANS:
        return _mean(sums, _MEANS[key], key)
    if key in _SHARES:
        top, bottom = _SHARES[key]
        return share(sums.of(top), sums.of(bottom))
    return _SPECIAL[key](sums, options, last_day)


_COUNTS = {"contacts_offered": "offered", "contacts_handled": "handled"}
_MEANS = {
    "speed_of_answer": facts.WAIT,
    "talk_time": facts.TALK,
    "hold_time": facts.HOLD,
    "wrap_time": facts.WRAP,
    "handle_time": facts.HANDLE,
    "first_response_time": facts.FIRST,
    "resolution_time": facts.RESOLUTION,
    "first_response_business": facts.FIRST_BUSINESS,
    "resolution_business": facts.RESOLUTION_BUSINESS,
    "complaint_days": facts.CLOSING,
}
_SHARES = {
    "answer_rate": ("answered", "queued"),
    "abandonment_rate": ("abandoned", "queued"),
    "reopen_rate": ("reopened", "resolved"),
    "transfer_rate": ("transferred", "transfer:n"),
    "escalation_rate": ("escalated", "escalate:n"),
    "critical_misses": ("critical", "graded"),
    "complaints_upheld": ("upheld", "decided"),
    "attendance": ("kept", "planned"),
    "absence_rate": ("away_days", "due_days"),
    "reported_answer_rate": ("reported_answered", "reported_offered"),
    "reported_service_level": ("reported_within", "reported_level:n"),
}


def _mean(sums: Sums, family: str, key: str) -> Computed:
    found = mean(sums, family)
    if key in ("first_response_time", "first_response_business"):
        waiting = sums.of("waiting")[0].tolist()
        found.beside = lambda group: (
            (f"{counted(waiting[group])} still waiting for the first answer.",) if waiting[group] else ()
        )
    if key in _OTHER_CLOCK:
        other, words = _OTHER_CLOCK[key]
        n, total = sums.of(f"{other}:n")[0].tolist(), sums.of(f"{other}:sum")[0].tolist()
        waits = found.beside
        found.beside = lambda group: (
            *waits(group),
            *(
                (f"{words}: {value_text(total[group] / n[group] / facts.MS, 'seconds')}.",)
                if n[group]
                else ()
            ),
        )
    return found


_OTHER_CLOCK = {
    "first_response_time": (facts.FIRST_BUSINESS, "In opening hours"),
    "resolution_time": (facts.RESOLUTION_BUSINESS, "In opening hours"),
    "first_response_business": (facts.FIRST, "In calendar time"),
    "resolution_business": (facts.RESOLUTION, "In calendar time"),
}


def _service_level(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    """Exclude short: in time / (answered + lost - lost within the short time); strict beside it."""
    within, short = options.get("within_s", 20), options.get("short_s", 5)
    answered = sums.of(f"{facts.WAIT}:n")
    in_time = sums.up_to(facts.WAIT, within * facts.MS)
    lost = sums.of("abandoned") + sums.of("missed")
    given_up_soon = sums.up_to(facts.LOST, short * facts.MS, inclusive=False)
    is_known = answered > 0  # without a single known wait there is nothing to say
    strict = np.where(is_known, answered + lost, 0)
    counted_in = np.where(is_known, answered + lost - given_up_soon, 0)
    hits, all_calls, left_out = in_time[0].tolist(), strict[0].tolist(), given_up_soon[0].tolist()

    def beside(group: int) -> tuple[str, ...]:
        if not all_calls[group]:
            return ()
        level = value_text(hits[group] / all_calls[group], "share")
        return (
            f"Answered within {within} s. Strict, with the {left_out[group]:,} given up within {short} s: {level}.",
        )

    return share(in_time, counted_in, beside)


def _first_contacts(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    window = options.get("window_days", facts.REPEAT_DAYS)
    last = sums.figures.last_contact_day
    until = (last - EPOCH).days - window if last is not None else -1
    due = sums.due("firsts", until)
    pending = (sums.of("firsts") - due)[0].tolist()
    return share(
        sums.due("settled", until),
        due,
        lambda group: (
            (f"{counted(pending[group], 'first contact')} pending: {window} days are not over yet.",)
            if pending[group]
            else ()
        ),
    )


def scaled(sums: Sums, family: str, default: int, noun: str) -> tuple[str, Notes]:
    """The facts of the main scale of a family, and what to say of answers on others."""
    scales = sums.figures.scales(family)
    main = scales[0] if scales else default
    others = {scale: sums.of(f"{family}:{scale}:n")[0].tolist() for scale in scales[1:]}

    def beside(group: int) -> tuple[str, ...]:
        return tuple(
            f"{counted(counts[group], noun)} on a scale of {scale} not mixed in."
            for scale, counts in others.items()
            if counts[group]
        )

    return f"{family}:{main}", beside


def _csat_mean(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    return score(sums, *scaled(sums, "csat", 5, "rating"))


def _csat_top(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    family, beside = scaled(sums, "csat", 5, "rating")
    return share(sums.of(f"{family}:top"), sums.of(f"{family}:n"), beside)


def _nps(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    return points(sums.of("promoters"), sums.of("detractors"), sums.of("nps:n"))


def _answered_in_time(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    within = options.get("within_h", 8)
    return share(
        sums.up_to(facts.FIRST_BUSINESS, within * 3600 * facts.MS), sums.of(f"{facts.FIRST_BUSINESS}:n")
    )


# grades, answers, complaints


def _grades(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    return mean(sums, facts.GRADE, 1 / 1000)


def _passed(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    mark = options.get("pass_percent", 85) * 10_000
    n = sums.of(f"{facts.GRADE}:n")
    return share(n - sums.up_to(facts.GRADE, mark, inclusive=False), n)


def _survey_share(name: str, default: int) -> Special:
    def made(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
        family, beside = scaled(sums, name, default, "answer")
        return share(sums.of(f"{family}:top"), sums.of(f"{family}:n"), beside)

    return made


def _survey_mean(name: str, default: int) -> Special:
    def made(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
        return score(sums, *scaled(sums, name, default, "answer"))

    return made


def _survey_nps(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    return points(sums.of("survey_promoters"), sums.of("survey_detractors"), sums.of("survey_nps:n"))


def _rate(events: str, base: str, per: float) -> Special:
    return lambda sums, options, last_day: rate(sums.of(events), sums.of(base), per)


def _ratio(top: str, bottom: str, n: str, scale: float = 1.0) -> Special:
    return lambda sums, options, last_day: plain(sums.of(top) * scale, sums.of(bottom), sums.of(n))


# shifts and cost


def _punctuality(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    grace = options.get("grace_min", 5) * 60 * facts.MS
    return share(sums.up_to(facts.LATE, grace), sums.of(f"{facts.LATE}:n"))


def _overtime_cost(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    n = sums.of("over_cost:n")
    return Computed(sums.of("over_cents") / 100, np.where(n > 0, 1, 0), n, is_exact=True)


def _per_hour(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    minutes = sums.of("worked_min")
    found = rate(sums.of("handled@worked"), minutes, 60, minutes // 60)
    hours = minutes[0].tolist()
    found.beside = lambda group: (f"{hours[group] / 60:,.1f} hours worked.",) if hours[group] else ()
    return found


Special = Callable[[Sums, dict[str, int], dt.date | None], Computed]
_SPECIAL: dict[str, Special] = {
    "service_level": _service_level,
    "first_contact_resolution": _first_contacts,
    "csat_mean": _csat_mean,
    "csat_top2": _csat_top,
    "nps": _nps,
    "answered_in_time": _answered_in_time,
    "qa_score": _grades,
    "qa_pass_rate": _passed,
    "survey_satisfied": _survey_share("survey_csat", 5),
    "survey_satisfaction": _survey_mean("survey_csat", 5),
    "survey_nps": _survey_nps,
    "customer_effort": _survey_mean("survey_ces", 7),
    "found_it_easy": _survey_share("survey_ces", 7),
    "survey_response": _rate("surveys", "handled", 100),
    "complaint_rate": _rate("complaints", "handled", 1000),
    "punctuality": _punctuality,
    "adherence": _ratio("clock_min", "clock_planned_min", "clock:n"),
    "overtime": _ratio("over_min", "over_planned_min", "over:n", 100),
    "contacts_per_hour": _per_hour,
    "cost_per_contact": _ratio("cost_cents", "handled@cost", "handled@cost", 0.01),
    "overtime_cost": _overtime_cost,
    "redress_per_complaint": _ratio("redress", "redress:n", "redress:n", 0.01),
    "reported_handle_time": _ratio("reported_handle", "reported_handle:n", "reported_handle:n", 0.001),
    "occupancy": _ratio("busy_ms", "login_ms", "busy:n"),
}

# the fact that tells whether a store has any record of a measure's source
SOURCES = {
    "evaluations": "graded",
    "answers": "surveys",
    "complaints": "complaints",
    "shifts": "worked_min",
    "rota": "planned",
    "intervals": "reported_offered",
}
