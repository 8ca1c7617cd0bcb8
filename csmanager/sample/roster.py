"""The made-up shop's reporting lines, contracts, papers, equipment, own fields and groups."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Step
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.contracts import actions as contracts
from csmanager.features.team.contracts.rules import ContractKind, ContractReason
from csmanager.features.team.documents import actions as documents
from csmanager.features.team.documents.rules import DocumentState
from csmanager.features.team.equipment import actions as equipment
from csmanager.features.team.fields import actions as fields
from csmanager.features.team.fields.rules import FieldType
from csmanager.features.team.org import actions as org
from csmanager.features.team.org.rules import LineKind
from csmanager.features.team.segments import actions as segments
from csmanager.features.team.segments.rules import Condition
from csmanager.features.team.tables import Person
from csmanager.sample.agenda import Agenda
from csmanager.sample.cast import LEAD, SENIOR, Player

_FULL = 36 * 60  # minutes a week from which a contract is called full time
_NOTED = 24  # days before today on which the papers were written down
_SIZES = ("M", "L", "S", "XL")
_LANGUAGES = (
    "English, Irish",
    "English, Norwegian",
    "English, Hindi",
    "Portuguese",
    "",
    "Japanese",
    "",
    "German",
)
_BIRTHDAYS = {"shines": 4, "slips": 80, "unlucky": 160, "hard": 250}  # days from today
_PDF = b"%PDF-1.4\n% A made-up page of the sample store.\n%%EOF\n"


def plan(agenda: Agenda, cast: list[Player], ids: list[int], *, last_day: dt.date, today: dt.date) -> None:
    """Note the steps in ``agenda``. ``ids`` holds the ids of ``cast`` by the time they are made."""
    made = _Roster(cast, ids, last_day, today)
    day = today - dt.timedelta(days=_NOTED)
    for hour, label, work in (
        (10.0, "Note who reports to whom", made.lines),
        (10.1, "Note the contracts", made.contracts),
        (10.2, "Note documents and certificates", made.documents),
        (10.3, "Note what was handed out", made.equipment),
        (10.4, "Add own fields", made.fields),
        (10.5, "Save groups of people", made.groups),
    ):
        agenda.add(day, label, work, hour=hour)


class _Roster:
    """The steps, over the people who are there."""

    def __init__(self, cast: list[Player], ids: list[int], last_day: dt.date, today: dt.date) -> None:
        self._cast, self._ids, self._last_day, self._today = cast, ids, last_day, today

    def _people(self) -> list[tuple[int, Player]]:
        return [(person, player) for person, player in zip(self._ids, self._cast, strict=True) if person]

    def _by(self, story: str) -> int | None:
        return next((person for person, player in self._people() if player.story == story), None)

    def _in(self, days: int) -> dt.date:
        return self._today + dt.timedelta(days=days)

    def lines(self, step: Step) -> None:
        """Everyone to the lead of the team; a deputy, a mentor and a dotted line."""
        leads = {player.team: person for person, player in self._people() if player.role == LEAD}
        for person, player in self._people():
            lead = leads.get(player.team)
            if lead is not None and lead != person and player.left is None:
                org.set_line(step.session, person, lead, LineKind.MANAGER)
        for person, player in self._people():
            other = next((lead for team_name, lead in leads.items() if team_name != player.team), None)
            if player.role == LEAD and other is not None:
                org.set_line(step.session, person, other, LineKind.DEPUTY)
            if player.role == SENIOR and player.story == "slips" and other is not None:
                org.set_line(step.session, person, other, LineKind.DOTTED, note="For the refund rule")
        new, mentor = self._by("new"), self._by("shines")
        if new is not None and mentor is not None:
            org.set_line(step.session, new, mentor, LineKind.MENTOR, starts_on=self._in(-90))

    def contracts(self, step: Step) -> None:
        """One each, as the roster has the hours; one runs out soon, one changed with the hours."""
        for person, player in self._people():
            for number, period in enumerate(_hours(step, person)):
                starts_on, ends_on, minutes = period
                is_new = player.story == "new"
                kind = ContractKind.FULL if (minutes or 0) >= _FULL else ContractKind.PART
                contracts.add_contract(
                    step.session,
                    person,
                    kind=ContractKind.TEMP if is_new else kind,
                    reason=ContractReason.HIRE if number == 0 else ContractReason.HOURS,
                    starts_on=starts_on,
                    ends_on=self._in(26) if is_new else ends_on,
                    weekly_minutes=minutes,
                    location="Harbour Street",
                    renew_days=30 if is_new else None,
                )

    def documents(self, step: Step) -> None:
        """In every state, and certificates at every rung of the ladder."""
        session, day = step.session, self._in(-_NOTED)
        for person, player in self._people():
            if player.left is None:
                documents.add_document(
                    session,
                    person,
                    kind="Confidentiality agreement",
                    state=DocumentState.APPROVED,
                    file=("Confidentiality agreement.pdf", _PDF),
                    today=day,
                )
        for story, kind, state, expires in (
            ("hard", "Work permit", DocumentState.APPROVED, 52),
            ("unlucky", "Driving licence", DocumentState.RECEIVED, None),
            ("shines", "Photo", DocumentState.RECEIVED, None),
        ):
            person_id = self._by(story)
            if person_id is not None:
                documents.add_document(
                    session,
                    person_id,
                    kind=kind,
                    state=state,
                    expires_on=self._in(expires) if expires else None,
                    file=(f"{kind}.pdf", _PDF + kind.encode()) if story == "unlucky" else None,
                    today=day,
                )
        new = self._by("new")
        if new is not None:
            documents.request(session, [new], kind="Bank details", due_on=self._in(3), today=day)
        for place, (name, expires) in enumerate(
            (("First aid", 21), ("Fire warden", 6), ("First aid", 300), ("Data protection officer", -9))
        ):
            people = self._people()
            if place < len(people):
                documents.add_certificate(
                    session,
                    people[place][0],
                    name=name,
                    number=f"HH-{1040 + place}",
                    issued_on=self._in(expires - 730),
                    expires_on=self._in(expires),
                )

    def equipment(self, step: Step) -> None:
        """A headset each, more for the leads; whoever left has given it back."""
        for place, (person, player) in enumerate(self._people()):
            spans = moves.periods(step.session, person)
            out_on = spans[0].starts_on if spans else self._in(-_NOTED)
            lent = equipment.issue(
                step.session, person, item="Headset", serial=f"H-{place + 1:02d}", out_on=out_on
            )
            left_on = step.session.get_one(Person, person).left_on
            if player.left is not None and left_on is not None:
                equipment.take_back(step.session, lent, in_on=left_on, condition="As new")
            if player.role == LEAD:
                equipment.issue(
                    step.session, person, item="Front door key", serial=str(place + 1), out_on=out_on
                )
                equipment.issue(
                    step.session, person, item="Laptop", serial=f"L-{place + 1:02d}", out_on=out_on
                )

    def fields(self, step: Step) -> None:
        """One of every kind, filled for some; a few birthdays."""
        session = step.session
        key = fields.add_field(session, name="Key holder", kind=FieldType.YES_NO)
        size = fields.add_field(
            session, name="Shirt size", kind=FieldType.CHOICE, options="S; M; L; XL", in_list=False
        )
        speaks = fields.add_field(session, name="Languages", kind=FieldType.TEXT)
        locker = fields.add_field(session, name="Locker", kind=FieldType.NUMBER, in_list=False)
        for place, (person, player) in enumerate(self._people()):
            fields.set_values(
                session,
                person,
                {
                    key: True if player.role == LEAD else None,
                    size: _SIZES[place % len(_SIZES)],
                    speaks: _LANGUAGES[place % len(_LANGUAGES)],
                    locker: float(place + 1),
                },
            )
            if player.story in _BIRTHDAYS:
                day = self._in(_BIRTHDAYS[player.story])
                team.change_person(session, person, birthday=f"{day.day}.{day.month}.")

    def groups(self, step: Step) -> None:
        """Groups that other tabs filter by."""
        for name, conditions in (
            ("New, under 180 days", [Condition("tenure", "below", ("180",))]),
            ("Part-timers", [Condition("hours", "below", ("36",))]),
            ("Leads and seniors", [Condition("role", "one_of", (LEAD, SENIOR))]),
        ):
            segments.save(step.session, name=name, conditions=conditions)


def _hours(step: Step, person: int) -> list[tuple[dt.date, dt.date | None, int | None]]:
    """The spans in which somebody's hours were the same."""
    spans: list[tuple[dt.date, dt.date | None, int | None]] = []
    for period in moves.periods(step.session, person):
        if spans and spans[-1][2] == period.weekly_minutes:
            spans[-1] = (spans[-1][0], period.ends_on, period.weekly_minutes)
        else:
            spans.append((period.starts_on, period.ends_on, period.weekly_minutes))
    return spans
