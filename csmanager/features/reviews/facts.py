"""What is counted in every contact: the facts that all figures are made of. Standard library only.

Only contacts that customers started count; those the shop started itself (outbound) are left out everywhere.
Facts are kept per person and day, so that any figure of any period is a sum of facts. Names with a colon belong
to a family: ``talk:n`` and ``talk:sum`` count and add up talk times, ``csat:5:n`` answers on a scale of 5.
"""

from __future__ import annotations

from csmanager.features.contacts.rules import ContactKind, Direction, Outcome

# time families: the column (or sum of columns) in milliseconds; which contacts count is decided in monthcells
WAIT = "wait"  # waiting of answered contacts
LOST = "lost"  # waiting of contacts given up or missed
TALK, HOLD, WRAP, HANDLE = "talk", "hold", "wrap", "handle"
FIRST, RESOLUTION = "first", "resolution"
FIRST_BUSINESS, RESOLUTION_BUSINESS = "first_business", "resolution_business"  # opening hours only
CONTACT_TIMES = (WAIT, LOST, TALK, HOLD, WRAP, HANDLE, FIRST, RESOLUTION, FIRST_BUSINESS, RESOLUTION_BUSINESS)

# families of other records: scores in millionths, times in milliseconds
GRADE, CLOSING, LATE = "grade", "closing", "late"
TIMES = (*CONTACT_TIMES, GRADE, CLOSING, LATE)
UNRANKED = (LOST, GRADE, LATE)  # families whose median and p90 nobody asks for

COUNTS = (
    "offered",  # every contact a customer started
    "handled",  # answered or worked on
    "waiting",  # still waiting for the first answer
    "queued",  # calls, and other contacts that were given up or missed
    "answered",  # those of them that were answered
    "abandoned",
    "missed",
    "resolved",  # resolved, or once resolved and reopened, where the export says whether reopened
    "reopened",
    "transfer:n",  # handled, where the export says whether transferred
    "transferred",
    "escalate:n",
    "escalated",
    "nps:n",
    "promoters",
    "detractors",
    "firsts",  # handled first contacts: the same customer was not here about the same topic in the week before
    "settled",  # those of them that were not followed by another within a week
)

REPEAT_DAYS = (
    7  # a contact within so many days after another, same customer and topic, is a repeat, unless set
)
MS = 1000

CALL, TICKET = int(ContactKind.CALL), int(ContactKind.TICKET)
HANDLED, ABANDONED, MISSED, OPEN = (
    int(Outcome.HANDLED),
    int(Outcome.ABANDONED),
    int(Outcome.MISSED),
    int(Outcome.OPEN),
)
OUTBOUND = int(Direction.OUTBOUND)


def lowest_satisfied(scale: int) -> int:
    """The lowest rating that counts as satisfied: one of the top two, on scales under 4 the top one."""
    return scale - 1 if scale >= 4 else scale


def lowest_easy(scale: int) -> int:
    """The lowest answer that counts as easy: one of the best three of seven, of the best two of five."""
    return scale - 2 if scale >= 7 else lowest_satisfied(scale)
