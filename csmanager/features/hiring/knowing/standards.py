"""What each figure of hiring is, and how it stands to the standards of people reporting. No database.

ISO 30414:2018 names the time to fill and the cost of hiring and leaves their counting to others; ISO/TS 30407:2017
counts the cost per hire; ISO/TS 30411:2018 is about the quality of hire. Time to hire and acceptance are usual, but
in none of them.
"""

from __future__ import annotations

TIME_TO_FILL = (
    "Days from the approval of a place, or the day it was open from, to the acceptance of the offer, one for each place"
    " filled; the middle one. ISO 30414 asks for the average, which the note names too: one long search moves it more."
    " Places that are still open are named and not counted, so the figure looks too short while there are many."
)
TIME_TO_HIRE = (
    "Days from the application to the acceptance of the offer, of those who were hired; the middle one. Usual beside"
    " the time to fill, but none of the figures of ISO 30414."
)
ACCEPTANCE = (
    "Accepted, of those accepted or declined. Offers that are open, expired or taken back do not count. Usual, but none"
    " of the figures of ISO 30414."
)
COST_PER_HIRE = (
    "What was paid to others plus the own time spent on hiring, over those hired, both in the time chosen: the internal"
    " cost per hire of ISO/TS 30407, to which ISO 30414 goes back. It is only as complete as what was entered, so it"
    " compares with other times of this shop rather than with other houses."
)
SOURCE = (
    "Applications, hires and what was paid, by the way people came, and how those hired turned out. ISO 30414 asks for"
    " the quality of a hire without fixing how it is counted; here its parts are shown and no index is made of them."
)
STAYED = (
    "Of those hired who started at least 90 days ago, the share who had not left by then. One part of the quality of"
    " hire; no index is made of the parts."
)
