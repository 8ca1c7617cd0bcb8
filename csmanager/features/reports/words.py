"""The sentences of a report: what happened, why, what next, from templates that only figures fill.

Nothing here claims a cause. A figure counts as moved when its earlier value lies outside the present interval, a
count when it changed by more than a twentieth.
"""

from __future__ import annotations

from collections.abc import Sequence

from csmanager.features.reports.data import Figure, Measure, ReportData, ratio, summary_measures
from csmanager.features.reports.units import difference_text, interval_text, number_text, target_words

_MOVED_SHARE = 0.05  # of a count
_MOST_WHYS = 3
_MOST_NAMES = 3

GOES_WITH = {
    "service_level": ("contacts_offered", "handle_time"),
    "speed_of_answer": ("contacts_offered", "handle_time"),
    "abandonment_rate": ("speed_of_answer", "contacts_offered", "handle_time"),
    "answer_rate": ("speed_of_answer", "contacts_offered", "handle_time"),
    "handle_time": ("talk_time", "hold_time", "wrap_time"),
    "talk_time": ("hold_time", "transfer_rate"),
    "first_response_time": ("contacts_offered", "handle_time"),
    "resolution_time": ("first_response_time", "reopen_rate", "escalation_rate", "transfer_rate"),
    "first_contact_resolution": ("transfer_rate", "reopen_rate", "escalation_rate"),
    "csat_mean": ("first_contact_resolution", "resolution_time", "first_response_time", "speed_of_answer"),
    "csat_top2": ("first_contact_resolution", "resolution_time", "first_response_time", "speed_of_answer"),
    "nps": ("first_contact_resolution", "resolution_time", "first_response_time", "speed_of_answer"),
    "reopen_rate": ("first_contact_resolution", "handle_time"),
    "transfer_rate": ("handle_time", "first_contact_resolution"),
    "escalation_rate": ("transfer_rate", "first_contact_resolution"),
}
NEXT_STEPS = {
    "service_level": "set arrivals by hour beside the people on shift, and move shifts before asking for more people",
    "speed_of_answer": "set arrivals by hour beside the people on shift, and move shifts first",
    "abandonment_rate": "look at the hours in which callers gave up, and at what they heard while waiting",
    "answer_rate": "look at the hours in which contacts went unanswered",
    "handle_time": "listen to ten long and ten short contacts before changing the target; shorter is not always better",
    "talk_time": "listen to ten long contacts and note what people had to look up",
    "hold_time": "note what people had to ask or look up while customers were on hold",
    "wrap_time": "watch what is written after a contact, and what a form or a macro could spare",
    "first_response_time": "find out which hours and channels tickets wait in for their first answer",
    "resolution_time": "go through the ten oldest tickets and note what each of them waited for",
    "first_contact_resolution": "read the topics customers came back with, and mend the most frequent one",
    "reopen_rate": "read the tickets that came back, and agree when a ticket counts as solved",
    "transfer_rate": "note what was transferred to whom, and decide which of it can be solved at the first desk",
    "escalation_rate": "read the escalated contacts, and decide which of them people may settle themselves",
    "csat_mean": "read the comments under the low ratings, and pick one theme to mend",
    "csat_top2": "read the comments under the low ratings, and pick one theme to mend",
    "nps": "read what the detractors wrote, and pick one theme to mend",
}

NO_CONTACTS = (
    "Import the contacts of this period, or choose another one: without them nothing can be said of it."
)
NOTHING_JUDGED = "Wait for more cases, or look at a longer period: so far chance could explain everything."


def finding(data: ReportData) -> str:
    """The report in one sentence; the title of the first sheet."""
    met, missed, _ = _verdicts(data)
    judged = len(met) + len(missed)
    if missed:
        return (
            f"{data.period}: {len(missed)} of {_counted(judged, 'judged target')} missed ({_names(missed)})"
        )
    if met:
        return f"{data.period}: {_all(judged)} met"
    handled = data.team.get("contacts_handled")
    if handled is None or not handled.value:
        return f"{data.period}: no contacts to report on"
    return f"{data.period}: {number_text('count', handled.value)} contacts handled, no target to judge by"


def what_happened(data: ReportData) -> list[str]:
    """The plain facts, most important first."""
    said = [*_volume(data)]
    met, missed, open_ = _verdicts(data)
    said += [_missed_sentence(data, measure) for measure in missed[:_MOST_WHYS]]
    if len(missed) > _MOST_WHYS:
        said.append(f"Also missed: {_names(missed[_MOST_WHYS:], most=99)}.")
    if met:
        said.append(f"On target: {_names(met, most=99)}.")
    if open_:
        said.append(
            f"Not judged, because there are too few cases or the interval holds the target:"
            f" {_names(open_, most=99)}."
        )
    moved = [m for m in summary_measures(data) if m not in missed and m.unit != "count" and _moved(data, m)]
    if moved:
        changes = "; ".join(_change(data, measure) for measure in moved[:_MOST_NAMES])
        said.append(f"Moved by more than chance alone allows since {data.previous}: {changes}.")
    return said or ["The store holds no contacts of this period."]


def why(data: ReportData) -> list[str]:
    """For each missed target, the figures that moved with it."""
    said = []
    for measure in _verdicts(data)[1][:_MOST_WHYS]:
        known = [data.measure(key) for key in GOES_WITH.get(measure.key, ()) if key in data.team]
        moved = [other for other in known if _moved(data, other) and _could_explain(data, measure, other)]
        if moved:
            changes = "; ".join(_change(data, other) for other in moved)
            said.append(f"{measure.name}: at the same time {changes}.")
        elif known:
            said.append(
                f"{measure.name}: what usually moves with it ({_names(known, most=9)}) did not move clearly,"
                " so the figures alone give no reason."
            )
    if said:
        said.append("Figures that move together are a place to look, not a proof.")
    elif not any(_verdicts(data)[:2]):
        said.append("No target could be judged, so there is nothing to explain.")
    else:
        said.append("No judged target was missed, so nothing needs a reason.")
    return said


def what_next(data: ReportData) -> list[str]:
    """One step for each missed target, and what would let more be judged."""
    _, missed, open_ = _verdicts(data)
    said = [
        f"{measure.name}: {NEXT_STEPS[measure.key]}."
        for measure in missed[:_MOST_WHYS]
        if measure.key in NEXT_STEPS
    ]
    worse = [m for m in summary_measures(data) if m not in missed and _got_worse(data, m)]
    if worse:
        said.append(
            f"Watch {_names(worse)}: worse than in {data.previous} by more than chance alone allows, though no target"
            " is missed by it."
        )
    few = [m for m in open_ if data.team[m.key].n < m.minimum_n]
    if few:
        needs = ", ".join(f"{m.name} ({m.minimum_n - data.team[m.key].n} more)" for m in few[:_MOST_NAMES])
        said.append(f"More cases are needed before these can be judged: {needs}.")
    if not any(figure.target is not None for figure in data.team.values()):
        said.append("Set targets, so that the next report can say whether they were met.")
    if not said and not any(_verdicts(data)[:2]):
        handled = data.team.get("contacts_handled")
        return [NO_CONTACTS if handled is None or not handled.value else NOTHING_JUDGED]
    return said or ["Nothing has to change; keep what works."]


def trend_title(data: ReportData, measure: Measure) -> str:
    """What a chart shows, as a finding."""
    figure = data.team[measure.key]
    now = number_text(measure.unit, figure.value)
    if figure.value is None:
        return f"{measure.name}: no data in {data.period}"
    verdict = ""
    if figure.target is not None:
        word = {"on_target": "met", "missing": "missed"}.get(figure.status, "not judged")
        verdict = f"; target {target_words(measure.unit, figure.target, figure.upper)} {word}"
    if figure.previous is None:
        return f"{measure.name} {now}{verdict}"
    if not _moved(data, measure):
        return f"{measure.name} steady at {now}{verdict}"
    way = "up" if figure.value > figure.previous else "down"
    return f"{measure.name} {way} to {now}{verdict}"


def trend_description(data: ReportData, measure: Measure) -> str:
    """The alternative text of a chart: what it is, its ends, its target."""
    points = [(s.title, *s.sums[measure.key]) for s in data.spans if measure.key in s.sums]
    found = [(title, ratio(measure.unit, n, d)) for title, n, d in points]
    values = [(title, value) for title, value in found if value is not None]
    if not values:
        return f"Line chart of {measure.name}; there are no figures yet."
    low = min(values, key=lambda item: item[1])
    high = max(values, key=lambda item: item[1])
    figure = data.team[measure.key]
    aim = ""
    if figure.target is not None:
        aim = f" The target is {target_words(measure.unit, figure.target, figure.upper)}."
    return (
        f"Line chart of {measure.name} from {values[0][0]} to {values[-1][0]}:"
        f" lowest {number_text(measure.unit, low[1])} in {low[0]},"
        f" highest {number_text(measure.unit, high[1])} in {high[0]},"
        f" last {number_text(measure.unit, values[-1][1])}.{aim}"
    )


def _verdicts(data: ReportData) -> tuple[list[Measure], list[Measure], list[Measure]]:
    """Measures with a target: met, missed (furthest off first), not judged."""
    groups: dict[str, list[Measure]] = {"on_target": [], "missing": [], "not_judged": []}
    for measure in data.measures:
        figure = data.team.get(measure.key)
        if figure is not None and figure.target is not None and figure.status in groups:
            groups[figure.status].append(measure)
    missed = sorted(groups["missing"], key=lambda m: -_distance(data.team[m.key]))
    return groups["on_target"], missed, groups["not_judged"]


def _distance(figure: Figure) -> float:
    if figure.value is None or not figure.target:
        return 0.0
    aim = figure.upper if figure.upper is not None and figure.value > figure.upper else figure.target
    return abs(figure.value - aim) / abs(aim)


def _volume(data: ReportData) -> list[str]:
    offered, handled = data.team.get("contacts_offered"), data.team.get("contacts_handled")
    if handled is None or handled.value is None:
        return []
    came = f"{number_text('count', offered.value)} contacts came in and " if offered and offered.value else ""
    text = f"{came}{number_text('count', handled.value)} were handled"
    if not came:
        text = f"{number_text('count', handled.value)} contacts were handled"
    if handled.previous:
        change = handled.value / handled.previous - 1
        if abs(change) < 0.005:
            return [f"{text}, as many as in {data.previous}."]
        return [
            f"{text}, {abs(change) * 100:.0f} % {'more' if change > 0 else 'fewer'} than in {data.previous}."
        ]
    return [f"{text}."]


def _missed_sentence(data: ReportData, measure: Measure) -> str:
    figure = data.team[measure.key]
    assert figure.value is not None and figure.target is not None
    aim = figure.upper if figure.upper is not None and figure.value > figure.upper else figure.target
    side = "over" if figure.value > aim else "under"
    interval = interval_text(measure.unit, figure.low, figure.high)
    between = f" (95 % interval {interval}, n = {figure.n:,})" if interval else f" (n = {figure.n:,})"
    return (
        f"{measure.name} missed its target: {number_text(measure.unit, figure.value)}{between},"
        f" {difference_text(measure.unit, figure.value - aim)} {side} {number_text(measure.unit, aim)}."
    )


def _moved(data: ReportData, measure: Measure) -> bool:
    figure = data.team[measure.key]
    if figure.value is None or figure.previous is None:
        return False
    if measure.unit == "count":
        return bool(figure.previous) and abs(figure.value / figure.previous - 1) > _MOVED_SHARE
    if figure.low is None or figure.high is None or figure.n < measure.minimum_n:
        return False
    return not figure.low <= figure.previous <= figure.high


def _could_explain(data: ReportData, missed: Measure, other: Measure) -> bool:
    """Whether ``other`` moved the way that makes ``missed`` worse; of a handling time every part may."""
    figure = data.team[other.key]
    if missed.better == "range" or figure.value is None or figure.previous is None:
        return True
    return (figure.value < figure.previous) == (other.better == "higher")


def _got_worse(data: ReportData, measure: Measure) -> bool:
    figure = data.team[measure.key]
    if measure.better not in ("higher", "lower") or not _moved(data, measure):
        return False
    assert figure.value is not None and figure.previous is not None
    return (figure.value < figure.previous) == (measure.better == "higher")


def _change(data: ReportData, measure: Measure) -> str:
    figure = data.team[measure.key]
    assert figure.value is not None and figure.previous is not None
    way = "rose" if figure.value > figure.previous else "fell"
    before, now = number_text(measure.unit, figure.previous), number_text(measure.unit, figure.value)
    return f"{_lower(measure.name)} {way} from {before} to {now}"


def _names(measures: Sequence[Measure], most: int = _MOST_NAMES) -> str:
    names = [_lower(measure.name) for measure in measures]
    more = len(names) - most
    if more > 0:
        return f"{', '.join(names[:most])} and {more} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lower(name: str) -> str:
    """A measure inside a sentence; "Satisfaction, mean" would read there as two."""
    noun, comma, rest = name.partition(", ")
    name = f"{noun} ({rest})" if comma else name
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _all(number: int) -> str:
    return "the one judged target was" if number == 1 else f"all {number} judged targets were"
