"""The measures every store starts with: what they are, how they are computed, when they may be judged.

Standard library only. A store keeps its own copy (table ``metric``), which the manager can edit. Measures of contacts
stand here, those of other records in ``recordmeasures``.
"""

from __future__ import annotations

from csmanager.features.reviews.kinds import ENOUGH_ANSWERS, Family, Measure
from csmanager.features.reviews.recordmeasures import RECORD_MEASURES
from csmanager.features.reviews.rules import Better, Level, Unit

_OWN = "Contacts the shop started itself are left out."

CONTACT_MEASURES = (
    Measure(
        "contacts_offered",
        "Contacts offered",
        f"How many contacts customers started: calls and tickets, answered or not. {_OWN}",
        "number of contacts",
        Unit.COUNT,
        Better.NEITHER,
        Level.PERSON,
        "contacts",
        1,
        family=Family.VOLUME,
    ),
    Measure(
        "contacts_handled",
        "Contacts handled",
        f"How many of them were answered or worked on. {_OWN}",
        "number of contacts with an answer",
        Unit.COUNT,
        Better.NEITHER,
        Level.PERSON,
        "contacts",
        1,
        family=Family.VOLUME,
    ),
    Measure(
        "answer_rate",
        "Answer rate",
        "Share of calls that were answered. Tickets have no queue and are not in it.",
        "answered calls / calls offered",
        Unit.SHARE,
        Better.HIGHER,
        Level.PERSON,
        "calls",
    ),
    Measure(
        "abandonment_rate",
        "Abandonment rate",
        "Share of calls that customers gave up while waiting; short waits are included. How many people were there"
        " decides it, so it has no value for a person.",
        "abandoned calls / calls offered",
        Unit.SHARE,
        Better.LOWER,
        Level.TEAM,
        "calls",
    ),
    Measure(
        "speed_of_answer",
        "Speed of answer",
        "How long customers waited until they were answered, on average; those who gave up are not in it. How many"
        " people were there decides it, so it has no value for a person.",
        "sum of waiting times of answered calls / answered calls",
        Unit.SECONDS,
        Better.LOWER,
        Level.TEAM,
        "answered calls",
    ),
    Measure(
        "service_level",
        "Service level",
        "Share of calls answered within the time that is set (a wait of exactly that counts as within). Calls given"
        " up sooner than the short time are left out; the strict level beside it counts them too. How many people"
        " were there decides it, so it has no value for a person.",
        "answered in time / (answered + not answered - given up within the short time)",
        Unit.SHARE,
        Better.HIGHER,
        Level.TEAM,
        "calls",
        options={"within_s": 20, "short_s": 5},
    ),
    Measure(
        "talk_time",
        "Talk time",
        "How long a handled contact was talked about, on average.",
        "sum of talk times / handled contacts that state one",
        Unit.SECONDS,
        Better.RANGE,
        Level.PERSON,
        "contacts that state it",
        family=Family.HANDLING,
    ),
    Measure(
        "hold_time",
        "Hold time",
        "How long the customer was on hold during a handled contact, on average.",
        "sum of hold times / handled contacts that state one",
        Unit.SECONDS,
        Better.RANGE,
        Level.PERSON,
        "contacts that state it",
        family=Family.HANDLING,
    ),
    Measure(
        "wrap_time",
        "After-contact work",
        "How long the work after a handled contact took, on average.",
        "sum of wrap-up times / handled contacts that state one",
        Unit.SECONDS,
        Better.RANGE,
        Level.PERSON,
        "contacts that state it",
        family=Family.HANDLING,
    ),
    Measure(
        "handle_time",
        "Handle time",
        "How long a handled contact took in all: talking, holding and the work after it. Too short is no aim"
        " either, so a target is a range.",
        "(talk + hold + wrap-up) / handled contacts that state a talk time",
        Unit.SECONDS,
        Better.RANGE,
        Level.PERSON,
        "contacts that state it",
        family=Family.HANDLING,
    ),
    Measure(
        "first_response_time",
        "First response time",
        "How long customers waited for the first answer to a ticket, on average, nights and weekends included."
        " Tickets still waiting are counted apart.",
        "sum of times to the first answer / tickets answered",
        Unit.SECONDS,
        Better.LOWER,
        Level.PERSON,
        "tickets",
    ),
    Measure(
        "resolution_time",
        "Resolution time",
        "How long it took until a ticket was resolved, on average, nights and weekends included. Unresolved tickets"
        " are not in it.",
        "sum of times to resolution / tickets resolved",
        Unit.SECONDS,
        Better.LOWER,
        Level.PERSON,
        "tickets",
        family=Family.RESOLUTION,
    ),
    Measure(
        "first_contact_resolution",
        "First contact resolution",
        "Share of handled first contacts after which the same customer did not come back about the same topic"
        " within the days that are set (7 unless changed). Contacts of the last such days of data are pending and not"
        " counted yet.",
        "first contacts without a repeat in the window / first contacts whose window is over",
        Unit.SHARE,
        Better.HIGHER,
        Level.PERSON,
        "first contacts of known customers",
        options={"window_days": 7},
        exclusions="Contacts of unknown customers are left out.",
        family=Family.RESOLUTION,
    ),
    Measure(
        "reopen_rate",
        "Reopen rate",
        "Share of resolved tickets that were opened again.",
        "reopened / resolved, where the export says whether reopened",
        Unit.SHARE,
        Better.LOWER,
        Level.PERSON,
        "resolved tickets that state it",
        family=Family.RESOLUTION,
    ),
    Measure(
        "transfer_rate",
        "Transfer rate",
        "Share of handled contacts passed on to somebody else. Read it with first contact resolution: passing on"
        " is often right.",
        "transferred / handled, where the export says whether transferred",
        Unit.SHARE,
        Better.LOWER,
        Level.PERSON,
        "contacts that state it",
        family=Family.RESOLUTION,
    ),
    Measure(
        "escalation_rate",
        "Escalation rate",
        "Share of handled contacts that went to a higher tier or a manager.",
        "escalated / handled, where the export says whether escalated",
        Unit.SHARE,
        Better.LOWER,
        Level.PERSON,
        "contacts that state it",
        family=Family.RESOLUTION,
    ),
    Measure(
        "csat_mean",
        "Satisfaction, mean",
        "Mean of customers' ratings, on the scale most of them are on; other scales are not mixed in. Blanks are"
        " not counted.",
        "sum of ratings / ratings",
        Unit.SCORE,
        Better.HIGHER,
        Level.PERSON,
        "ratings",
        family=Family.VOICE,
    ),
    Measure(
        "csat_top2",
        "Satisfied customers",
        "Share of ratings in the two best of the scale (the best one where there are fewer than four). Other scales"
        " are not mixed in; blanks are not counted.",
        "ratings of 4 and 5 / ratings, on a scale of 5",
        Unit.SHARE,
        Better.HIGHER,
        Level.PERSON,
        "ratings",
        family=Family.VOICE,
    ),
    Measure(
        "nps",
        "Promoter score",
        "How many more customers would recommend the shop (9 or 10 of 10) than not (0 to 6), in points from -100"
        " to 100.",
        "100 x (promoters - detractors) / answers",
        Unit.POINTS,
        Better.HIGHER,
        Level.PERSON,
        "answers",
        ENOUGH_ANSWERS,
        family=Family.VOICE,
    ),
)

MEASURES = (*CONTACT_MEASURES, *RECORD_MEASURES)
BY_KEY = {measure.key: measure for measure in MEASURES}
