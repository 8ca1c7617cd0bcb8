"""What else happens in the made-up shop: who applies, what is promised, what is aimed for.

Days are told as days before (negative) or after (positive) today, months as months before the last month.
"""

from __future__ import annotations

from dataclasses import dataclass

from csmanager.sample.cast import REFUND_RULE_MONTHS


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An opening. ``hires``: the player it brought; days then count from the day that one started.

    ``held``: the day it was put on hold and why.
    """

    title: str
    team: str
    role: str
    hours: int
    opened: int
    reason: str
    headcount: int = 1
    hires: str = ""
    held: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Someone who applied for the opening of that title. ``path``: (day, stage, reason); the first is applying."""

    vacancy: str
    name: str
    source: str
    path: tuple[tuple[int, str, str], ...]
    rating: int | None = None
    next_step: str = ""
    next_in: int | None = None
    email: str = ""
    notes: str = ""


_PHONES, _WRITING, _SATURDAY, _LEAD = (
    "Phone agent, full time",
    "Agent for mail and chat",
    "Saturday help, phones",
    "Second team lead",
)

VACANCIES = (
    Vacancy(_PHONES, "Phone desk", "Agent", 38, -58, "Too thin in December", hires="Олександра Шевченко"),
    Vacancy(_WRITING, "Written desk", "Agent", 38, -75, "In place of Marc-André Dubois"),
    Vacancy(_SATURDAY, "Phone desk", "Agent", 8, -34, "Saturdays are short by one", 2),
    Vacancy(_LEAD, "Phone desk", "Team lead", 38, -120, "Asked for", held=(-40, "The budget comes first")),
)


def _path(*moves: tuple[int, str] | tuple[int, str, str]) -> tuple[tuple[int, str, str], ...]:
    return tuple((move[0], move[1], move[2] if len(move) > 2 else "") for move in moves)


APPLICANTS = (
    Applicant(
        _PHONES,
        "Олександра Шевченко",
        "Job board",
        _path(
            (-50, "applied"),
            (-45, "screen"),
            (-38, "interview"),
            (-30, "decision"),
            (-26, "offer"),
            (-20, "hired"),
        ),
        5,
        email="oleksandra.shevchenko@mail.example",
    ),
    Applicant(
        _PHONES,
        "Robin Castle",
        "Job board",
        _path((-52, "applied"), (-44, "rejected", "Not enough experience with customers")),
        2,
    ),
    Applicant(
        _PHONES,
        "Yasmin Haddad",
        "Recommended by staff",
        _path((-48, "applied"), (-43, "screen"), (-36, "withdrawn", "Took another job")),
        4,
    ),
    Applicant(
        _WRITING,
        "Lena Kowalczyk",
        "Job board",
        _path((-70, "applied"), (-64, "screen"), (-50, "interview"), (-20, "decision")),
        4,
        "Decide and call her",
        -2,
        email="lena.k@mail.example",
        notes="Wrote three sample answers; the second was **very good**.",
    ),
    Applicant(
        _WRITING,
        "Σοφία Νικολάου",
        "Recommended by staff",
        _path((-61, "applied"), (-55, "screen"), (-41, "interview"), (-30, "decision"), (-12, "offer")),
        5,
        "Answer to the offer is due",
        2,
        email="sofia@mail.example",
    ),
    Applicant(
        _WRITING,
        "Mateo Rossi",
        "Web site",
        _path((-58, "applied"), (-52, "screen"), (-38, "rejected", "Hours do not fit")),
        3,
    ),
    Applicant(
        _WRITING,
        "Zoë van der Berg",
        "Web site",
        _path((-30, "applied"), (-24, "screen")),
        3,
        "Telephone screen",
        1,
    ),
    Applicant(
        _WRITING, "Hamza Yıldız", "Job board", _path((-21, "applied")), None, "Read the application", -4
    ),
    Applicant(_WRITING, "Grace Mbeki", "Job board", _path((-9, "applied"))),
    Applicant(
        _SATURDAY,
        "Elio Marchetti",
        "Notice in the shop",
        _path((-28, "applied"), (-22, "screen"), (-8, "interview")),
        4,
        "Trial hour on Saturday",
        4,
    ),
    Applicant(
        _SATURDAY,
        "王芳",
        "Recommended by staff",
        _path((-26, "applied"), (-19, "screen"), (-8, "interview")),
        4,
    ),
    Applicant(
        _SATURDAY,
        "Nils Haugen",
        "Notice in the shop",
        _path((-15, "applied"), (-13, "rejected", "Hours do not fit")),
        1,
    ),
    Applicant(_SATURDAY, "Amélie Caron", "Web site", _path((-6, "applied"))),
    Applicant(_LEAD, "Viktor Hristov", "Job board", _path((-110, "applied"), (-100, "screen")), 3),
    Applicant(
        _LEAD,
        "Samira Osei",
        "Recommended by staff",
        _path((-98, "applied"), (-60, "withdrawn", "No answer any more")),
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
    Aim("first_response_time", 12 * 3600, scope="team:Written desk", note="Nights and Sundays count"),
    Aim("resolution_time", 4 * 3600, since=3, note="Asked for by the owner, after one angry customer"),
    Aim("first_contact_resolution", 0.85),
    Aim("escalation_rate", 0.06),
    Aim("escalation_rate", 0.04, since=5, note="After the new refund rule"),
    Aim("reopen_rate", 0.08),
    Aim("csat_top2", 0.85),
    Aim("csat_mean", 4.2),
    Aim("nps", 30),
    Aim("csat_top2", 0.78, scope="person:Олександра Шевченко", since=4, note="First half year"),
)

# months before the last month, and what the manager wrote in the report on it
COMMENTS = (
    (
        REFUND_RULE_MONTHS,
        "From this month on agents decide refunds up to 50 euros themselves. First week: far fewer calls handed up.",
    ),
    (3, "A quiet month. The new colleague on the phones learns fast; holidays were covered."),
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
