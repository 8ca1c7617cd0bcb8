"""Small files of every kind, as a manager has them."""

from __future__ import annotations

from pathlib import Path

PEOPLE = (
    "Employee ID,First Name,Last Name,Department,Job Title,Hire Date,Email,Weekly Hours\n"
    "E1,Ana,Costa,Phones,Agent,2024-02-01,ana@x.org,38\n"
    "E2,Bo,Lind,Phones,Agent,2023-05-15,bo@x.org,30\n"
    "E3,Chi,Mori,Chat,Senior agent,2022-09-01,chi@x.org,38\n"
)
WORKED = (
    "Employee,Date,Clock in,Clock out,Break (min),Hours worked\n"
    "Ana Costa,2026-03-02,09:00,17:30,30,8.0\n"
    "Bo Lind,2026-03-02,22:00,06:00,30,7.5\n"
    "Chi Mori,2026-03-03,09:00,13:00,0,4.0\n"
)
ABSENCE = (
    "Employee,Leave type,From,To,Status\n"
    "Ana Costa,Annual leave,2026-03-09,2026-03-13,Approved\n"
    "Bo Lind,Sick,2026-03-05,2026-03-06,Approved\n"
)
QUALITY = (
    "Date,Agent,Ticket,Evaluator,Greeting,Identified need,Correct answer,Closing,Score %,Comments\n"
    "2026-03-02,Ana Costa,T1,Mia,1,1,1,0,75%,Good\n"
    "2026-03-03,Bo Lind,T2,Mia,1,0,1,1,75%,Ok\n"
    "2026-03-04,Chi Mori,T3,Mia,1,1,1,1,100%,Great\n"
)
SURVEY = (
    "Response ID,Submitted,Agent,How satisfied were you? (1-5),How likely are you to recommend us? (0-10),"
    "What could we do better?\n"
    "101,2026-03-02,Ana Costa,5,10,Nothing\n102,2026-03-03,Bo Lind,3,6,Faster please\n103,2026-03-04,Chi Mori,4,9,\n"
)
COMMENTS = (
    "Date,Channel,Rating,Comment\n"
    "2026-03-02,Web,5,The person on the phone was very kind and quick to help me\n"
    "2026-03-03,Store,2,I waited twenty minutes and nobody came to ask what I need\n"
    "2026-03-04,Web,4,Good answer but the mail took two days to arrive with us\n"
)
COMPLAINTS = (
    "Complaint no,Date received,Customer,Issue,Action taken,Resolved,Date closed,Compensation\n"
    "C-1,2026-03-02,X Ltd,Late delivery,Refund,Yes,2026-03-05,20.00\n"
    "C-2,2026-03-03,Y Ltd,Rude service,Apology,Yes,2026-03-04,0\n"
    "C-3,2026-03-06,Z Ltd,Wrong item,,No,,\n"
)
INTERVALS = (
    "Date,Queue,Calls offered,Calls answered,Calls abandoned,Average handle time (s)\n"
    "2026-03-02,Sales,100,90,10,240\n2026-03-03,Sales,120,110,10,250\n2026-03-02,Support,50,45,5,300\n"
)
APPLICANTS = (
    "Candidate,Email,Phone,Position,Source,Applied on,Stage,Status\n"
    "Dee Park,dee@x.org,0123 4567,Agent,Web,2026-03-01,Interview,Active\n"
    "Eli Roy,eli@x.org,0123 4568,Agent,Referral,2026-03-02,Phone screen,Rejected\n"
    "Fay Sun,fay@x.org,0123 4569,Agent,Web,2026-03-03,Offer,Hired\n"
)
CALLS = (
    "Call ID,Date and time,Agent,Answered,Wait (s),Talk (s)\n"
    "1,2026-03-02 09:00:00,Ana Costa,Yes,12,200\n2,2026-03-02 09:30:00,Bo Lind,Yes,30,180\n"
)

EVERY = {  # name of the file: (text, kind, rows that are new)
    "staff.csv": (PEOPLE, "people", 3),
    "hours.csv": (WORKED, "worked", 3),
    "leave.csv": (ABSENCE, "absence", 2),
    "qa scores.csv": (QUALITY, "quality", 3),
    "survey.csv": (SURVEY, "survey", 8),
    "comments.csv": (COMMENTS, "comments", 3),
    "complaints.csv": (COMPLAINTS, "complaints", 3),
    "queue figures.csv": (INTERVALS, "intervals", 3),
    "candidates.csv": (APPLICANTS, "applicants", 3),
}


def write(folder: Path, name: str, text: str) -> Path:
    """A file of this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
