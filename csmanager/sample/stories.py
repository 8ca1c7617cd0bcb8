"""What else happens in the made-up shop: who applies, what is promised, what is aimed for.

Days are told as days before (negative) or after (positive) today, months as months before the last month.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An opening; ``state`` is where it stands today."""

    title: str
    team: str
    role: str
    hours: int
    opened: int  # days from today
    reason: str
    state: str = "open"
    headcount: int = 1


@dataclass(frozen=True, slots=True)
class Applicant:
    """Someone who applied. ``path``: (days from today, stage, reason) in order; the first move is applying."""

    vacancy: int
    name: str
    source: str
    path: tuple[tuple[int, str, str], ...]
    rating: int | None = None
    next_step: str = ""
    next_in: int | None = None
    hired_as: str = ""  # the name of a player


VACANCIES = (
    Vacancy(
        "Phone agent, full time",
        "Phone desk",
        "Agent",
        38,
        -190,
        "The Christmas season was not covered",
        "filled",
    ),
    Vacancy("Agent for mail and chat", "Written desk", "Agent", 38, -75, "Marc-André Dubois left"),
    Vacancy(
        "Saturday help, phones", "Phone desk", "Agent", 8, -34, "Saturdays are short by one", headcount=2
    ),
    Vacancy("Second team lead", "Phone desk", "Team lead", 38, -120, "Asked for in the budget", "on_hold"),
)

APPLICANTS = (
    Applicant(
        0,
        "Олександра Шевченко",
        "Job board",
        (
            (-180, "applied", ""),
            (-174, "screen", ""),
            (-165, "interview", ""),
            (-158, "decision", ""),
            (-155, "offer", ""),
            (-150, "hired", ""),
        ),
        5,
        hired_as="Олександра Шевченко",
    ),
    Applicant(
        0, "Robin Castle", "Job board", ((-182, "applied", ""), (-174, "rejected", "No phone experience")), 2
    ),
    Applicant(
        0,
        "Yasmin Haddad",
        "Recommended by staff",
        ((-178, "applied", ""), (-173, "screen", ""), (-164, "withdrawn", "Took another offer")),
        4,
    ),
    Applicant(
        1,
        "Lena Kowalczyk",
        "Job board",
        ((-70, "applied", ""), (-64, "screen", ""), (-50, "interview", ""), (-20, "decision", "")),
        4,
        "Decide and call her",
        -2,
    ),
    Applicant(
        1,
        "Σοφία Νικολάου",
        "Recommended by staff",
        ((-61, "applied", ""), (-55, "screen", ""), (-41, "interview", ""), (-12, "offer", "")),
        5,
        "Answer to the offer is due",
        2,
    ),
    Applicant(
        1,
        "Mateo Rossi",
        "Web site",
        (
            (-58, "applied", ""),
            (-52, "screen", ""),
            (-38, "rejected", "Writes well, but wants to work abroad"),
        ),
        3,
    ),
    Applicant(
        1,
        "Zoë van der Berg",
        "Web site",
        ((-30, "applied", ""), (-24, "screen", "")),
        3,
        "Telephone screen",
        1,
    ),
    Applicant(1, "Hamza Yıldız", "Job board", ((-21, "applied", ""),), None, "Read the application", -4),
    Applicant(1, "Grace Mbeki", "Job board", ((-9, "applied", ""),)),
    Applicant(
        2,
        "Elio Marchetti",
        "Notice in the shop",
        ((-28, "applied", ""), (-22, "screen", ""), (-8, "interview", "")),
        4,
        "Trial hour on Saturday",
        4,
    ),
    Applicant(
        2,
        "王芳",
        "Recommended by staff",
        ((-26, "applied", ""), (-19, "screen", ""), (-8, "interview", "")),
        4,
    ),
    Applicant(
        2,
        "Nils Haugen",
        "Notice in the shop",
        ((-15, "applied", ""), (-13, "rejected", "Not free on Saturdays")),
        1,
    ),
    Applicant(2, "Amélie Caron", "Web site", ((-6, "applied", ""),)),
    Applicant(3, "Viktor Hristov", "Job board", ((-110, "applied", ""), (-100, "screen", "")), 3),
    Applicant(
        3,
        "Samira Osei",
        "Recommended by staff",
        ((-98, "applied", ""), (-93, "withdrawn", "Waited too long for an answer")),
        4,
    ),
)


@dataclass(frozen=True, slots=True)
class ToDo:
    """A task or promise; ``due``/``done`` in days from today."""

    kind: str
    text: str
    noted: int
    due: int | None
    done: int | None = None
    person: str = ""


TO_DOS = (
    ToDo("promise", "Get Priya a quiet hour a day away from the phones", -9, -1, person="Priya Raghunathan"),
    ToDo("todo", "Talk with Priya about the last months", -3, 0, person="Priya Raghunathan"),
    ToDo("promise", "Answer the owner on Saturday staffing", -6, 1),
    ToDo("todo", "Write the monthly report", -2, 3),
    ToDo("promise", "Swap Tomás's Thursday for the Friday", -5, 6, person="Tomás Ferreira"),
    ToDo("todo", "Order headsets for the phone desk", -12, 10),
    ToDo("todo", "Read through the refund policy once more", -20, None),
    ToDo("promise", "Call the carrier about lost parcels", -40, -25, -26),
    ToDo("todo", "Plan cover for the holidays", -60, -30, -31),
    ToDo(
        "promise",
        "Feedback for Олександра after her first month",
        -110,
        -95,
        -96,
        person="Олександра Шевченко",
    ),
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target, from the start of the store unless ``since`` (months before the last month) says otherwise.

    ``value`` in the metric's unit; ``scope``: "" the store, "team:NAME", "role:NAME" or "person:NAME".
    """

    metric: str
    value: float
    upper: float | None = None
    scope: str = ""
    since: int | None = None
    note: str = ""


AIMS = (
    Aim("service_level", 0.80),
    Aim("abandonment_rate", 0.05),
    Aim("speed_of_answer", 20),
    Aim("handle_time", 270, 400, note="A range: too fast is no aim"),
    Aim("first_response_time", 4 * 3600, scope="team:Written desk"),
    Aim("first_contact_resolution", 0.85),
    Aim("escalation_rate", 0.06),
    Aim("escalation_rate", 0.04, since=5, note="After the new refund rule"),
    Aim("reopen_rate", 0.08),
    Aim("csat_top2", 0.85),
    Aim("csat_mean", 4.2),
    Aim("nps", 30),
    Aim("csat_top2", 0.78, scope="person:Олександра Шевченко", since=4, note="First half year"),
)

SKILLS: dict[str, tuple[tuple[str, int], ...]] = {
    "Aoife Brennan": (("De-escalation", 5), ("Coaching", 4), ("Telephone system", 4)),
    "Ingrid Ås": (("Writing", 5), ("Coaching", 4), ("German", 3)),
    "Priya Raghunathan": (("De-escalation", 4), ("Product knowledge", 5)),
    "Tomás Ferreira": (("Product knowledge", 3), ("Portuguese", 5)),
    "Олександра Шевченко": (("Product knowledge", 2), ("Ukrainian", 5)),
    "小林 美咲": (("Writing", 5), ("Product knowledge", 4)),
    "Chidinma Okonkwo-Adeyemi": (("De-escalation", 5), ("Product knowledge", 5), ("Coaching", 3)),
    "Jonas Weber": (("German", 5), ("Product knowledge", 3)),
    "فاطمة الزهراء بنعلي": (("Arabic", 5), ("French", 5), ("Product knowledge", 3)),
}
