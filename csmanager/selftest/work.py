"""Business time, service, people and money under the names that files of checked figures give them."""

from __future__ import annotations

import datetime as dt
import statistics
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from csmanager.science import hours, mix, people, service

Inputs = Mapping[str, Any]
Plain = Any


# time


def _calendar(i: Inputs) -> hours.Calendar:
    made = i["calendar"]
    return hours.Calendar(
        made["tz"],
        {hours.WEEK.index(day): windows for day, windows in made.get("week", {}).items()},
        frozenset(dt.date.fromisoformat(day) for day in made.get("holidays", ())),
        {dt.date.fromisoformat(day): windows for day, windows in made.get("special", {}).items()},
    )


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def _business_minutes(i: Inputs) -> Plain:
    start, end = _instant(i["start"]), _instant(i["end"])
    pauses = [(_instant(one[0]), _instant(one[1]) if one[1] else end) for one in i.get("pauses") or ()]
    return {"minutes": hours.business_minutes(_calendar(i), start, end, pauses)}


def _due(i: Inputs) -> Plain:
    calendar = _calendar(i)
    found = hours.due_at(calendar, _instant(i["start"]), i["minutes"])
    if found is None:
        return {"due_utc": None, "due_local": None}
    local = found.astimezone(zoneinfo.ZoneInfo(calendar.zone))
    return {"due_utc": found.isoformat().replace("+00:00", "Z"), "due_local": local.isoformat()}


def _rest(i: Inputs) -> Plain:
    found = hours.rest_hours(
        i["tz"], dt.datetime.fromisoformat(i["shift_end"]), dt.datetime.fromisoformat(i["next_start"])
    )
    return {"hours": found, "ok": found >= i.get("minimum", 11) - 1e-9}


# service


def _levels(i: Inputs) -> Plain:
    found = service.levels(
        i["answered"], i["abandoned"], i["answered_within"], i["abandoned_within"], i["abandoned_short"]
    )
    return {
        "v1": found.credit_abandons,
        "v2": found.answered_only,
        "v3": found.strict,
        "v4": found.exclude_short,
        "v5": found.credit_very_short,
        "abandonment": found.abandonment,
        "abandonment_ex_short": found.abandonment_long,
    }


def _call_records(i: Inputs) -> Plain:
    lost = [call["wait"] for call in i["calls"] if call.get("abandoned")]
    taken = [call for call in i["calls"] if not call.get("abandoned")]
    within, short = i["T"], i.get("short", 0)
    found = service.levels(
        len(taken),
        len(lost),
        sum(call["wait"] <= within for call in taken),
        sum(wait <= within for wait in lost),
        sum(wait < short for wait in lost),
    )
    work = sum(call.get("talk", 0) + call.get("hold", 0) + call.get("wrap", 0) for call in taken)
    return {
        "offered": len(i["calls"]),
        "answered": len(taken),
        "abandoned": len(lost),
        "sl_v1": found.credit_abandons,
        "sl_v2": found.answered_only,
        "sl_v3": found.strict,
        "sl_v4": found.exclude_short,
        "sl_v5": found.credit_very_short,
        "asa": service.ratio(sum(call["wait"] for call in taken), len(taken)),
        "aht": service.ratio(work, len(taken)),
        "abandonment": found.abandonment,
        "abandonment_ex_short": found.abandonment_long,
    }


def _team_aht(i: Inputs) -> Plain:
    handled = sum(one["handled"] for one in i["agents"])
    return {"aht": service.ratio(sum(one["seconds"] for one in i["agents"]), handled)}


def _time_use(i: Inputs) -> Plain:
    found = service.time_use(i["handle_min"], i["available_min"], i["paid_min"])
    return {
        "occupancy": found.occupancy,
        "availability": found.availability,
        "utilisation": found.utilisation,
        "shrinkage": found.shrinkage,
    }


def _adherence(i: Inputs) -> Plain:
    planned = i["planned_min"]
    return {
        "adherence": service.ratio(i.get("in_adherence_min", 0), planned),
        "conformance": service.ratio(i["worked_min"], planned) if "worked_min" in i else None,
    }


def _fcr(i: Inputs) -> Plain:
    contacts = [(one["customer"], one["issue"], one["day"]) for one in i["contacts"]]
    found = service.first_contacts(contacts, i["window_days"], i["as_of_day"])
    return {
        "eligible": found.due,
        "resolved": found.settled,
        "fcr": service.ratio(found.settled, found.due),
        "pending": found.pending,
    }


def _backlog(i: Inputs) -> Plain:
    found = service.backlog([(one["opened"], one["closed"]) for one in i["tickets"]], i["at"])
    return {
        "backlog": found.count,
        "oldest": found.oldest,
        "median_age": found.median,
        "p90_age": found.p90,
    }


def _csat(i: Inputs) -> Plain:
    found = service.ratings(i["ratings"], i["scale"][1])
    return {"n": found.n, "top_box": found.best, "top_two": found.best_two, "mean": found.mean}


def _ces(i: Inputs) -> Plain:
    known = [value for value in i["ratings"] if value is not None]
    return {
        "n": len(known),
        "mean": service.ratio(sum(known), len(known)),
        "share_5_to_7": service.ratio(sum(value >= 5 for value in known), len(known)),
    }


def _variance(i: Inputs) -> Plain:
    found = service.variance((i["budget_volume"], i["budget_unit"]), (i["actual_volume"], i["actual_unit"]))
    return dict(zip(("total", "volume", "price"), found, strict=True))


def _standardise(i: Inputs) -> Plain:
    groups = {
        name: {kind: (cell[0], cell[1]) for kind, cell in cells.items()}
        for name, cells in i["groups"].items()
    }
    return {
        name: {
            "crude": found.crude,
            "direct": found.direct,
            "observed": found.observed,
            "expected": found.expected,
            "indirect_ratio": found.ratio,
            "indirect_rate": found.indirect,
        }
        for name, found in mix.adjust(groups).items()
    }


def _deferred(i: Inputs) -> Plain:
    workload = i["volume"] * i["aht_min"] / 60
    return {
        "workload_hours": workload,
        "fte": service.ratio(workload, i["productive_hours_per_fte"] * i["target_occupancy"]),
    }


def _suppression(i: Inputs) -> Plain:
    total, shown = service.hidden_groups(i["groups"], i.get("k", 5))
    return {"total_shown": total, "shown": shown}


# people


def _turnover(i: Inputs) -> Plain:
    found = people.turnover(i["leavers"], i["opening"], i["closing"])
    return {"rate": found.rate, "annualised_simple": found.simple, "annualised_compound": found.compound}


def _spells(i: Inputs) -> Plain:
    day = dt.date.fromisoformat
    found = people.spells(
        [(day(one["start"]), day(one["end"]), bool(one.get("protected"))) for one in i["spells"]],
        day(i["review_date"]),
        i["working_weekdays"],
        [day(one) for one in i.get("holidays", ())],
    )
    return {"S": found.spells, "D": found.days, "bradford": found.bradford}


def _time_to_fill(i: Inputs) -> Plain:
    day = dt.date.fromisoformat
    accepted = day(i["accepted"])
    return {
        "time_to_fill_days": (accepted - day(i["requisition"])).days,
        "time_to_hire_days": (accepted - day(i["application"])).days,
    }


def _fill_median(i: Inputs) -> Plain:
    days = [value for value in i["days"] if value is not None]
    return {
        "median": statistics.median(days) if days else None,
        "mean": statistics.fmean(days) if days else None,
    }


def _hires(i: Inputs) -> Plain:
    weights = i["weights"]
    found = people.hires(
        [(one["perf"], one["retained"], one["ramp_days"]) for one in i["hires"]],
        (weights["perf"], weights["retention"], weights["ramp"]),
        i["target_ramp_days"],
    )
    return {
        "perf": found.performance,
        "retention": found.retention,
        "ramp": found.ramp,
        "index": found.index,
    }


def _acknowledged(i: Inputs) -> Plain:
    share, outstanding = people.acknowledged(
        i["staff"], i["current_version"], [(one[0], one[1]) for one in i["acks"]], i.get("on_leave", ())
    )
    return {"rate": share, "outstanding": outstanding}


def _divided(top: str, bottom: str, name: str, scale: float = 1) -> Callable[[Inputs], Plain]:
    def compute(i: Inputs) -> Plain:
        found = service.ratio(i[top], i[bottom])
        return {name: None if found is None else scale * found}

    return compute


WORK: dict[str, Callable[[Inputs], Plain]] = {
    "business_minutes": _business_minutes,
    "sla_due": _due,
    "rest_hours": _rest,
    "service_level_counts": _levels,
    "call_records": _call_records,
    "team_aht": _team_aht,
    "time_use": _time_use,
    "shrinkage_gross_up": lambda i: {"scheduled": service.scheduled(i["required"], i["shrinkage"])},
    "adherence": _adherence,
    "fcr": _fcr,
    "backlog": _backlog,
    "csat": _csat,
    "ces_v2": _ces,
    "rate_per_1000": _divided("events", "base", "rate", 1000),
    "cost_per_contact": _divided("total_cost", "contacts", "cost"),
    "variance_price_volume": _variance,
    "standardise": _standardise,
    "deferred_fte": _deferred,
    "backlog_clear": lambda i: {
        "days": service.clears_in(i["backlog"], i["arrivals_per_day"], i["capacity_per_day"])
    },
    "suppression": _suppression,
    "turnover_monthly": _turnover,
    "turnover_rolling12": lambda i: {"rate": people.turnover_year(i["leavers"], i["avg_headcount"])},
    "absence_rate": _divided("absent_hours", "scheduled_hours", "rate"),
    "bradford_simple": lambda i: {"bradford": people.Spells(i["S"], i["D"]).bradford},
    "bradford_from_spells": _spells,
    "time_to_fill": _time_to_fill,
    "time_to_fill_median": _fill_median,
    "offer_acceptance": lambda i: {"rate": service.ratio(i["accepted"], i["accepted"] + i["declined"])},
    "cost_per_hire": lambda i: {"cost": service.ratio(i["internal"] + i["external"], i["hires"])},
    "quality_of_hire": _hires,
    "training_completion": lambda i: {
        "rate": service.ratio(i["completed"], i["assigned"] - i.get("exempt", 0))
    },
    "policy_acknowledgement": _acknowledged,
    "time_to_proficiency": lambda i: {"km_median": people.reached_by(i["days"], i["reached"])},
}
