"""What is asked about offers, and about hiring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.offers import rules
from csmanager.features.hiring.offers.queries import OfferRow
from csmanager.features.hiring.openings import advert
from csmanager.features.hiring.pool import week
from csmanager.features.hiring.queries import ApplicantRow, OpeningRow
from csmanager.features.hiring.rules import OpeningReason, OpeningState
from csmanager.features.onboarding import queries as onboarding
from csmanager.features.onboarding.rules import PlanKind
from csmanager.features.team.contracts.rules import CONTRACT_WORDS, ContractKind
from csmanager.features.team.queries import people
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.texts import day_text

Submit = Callable[[dict[str, Any]], object]
_FULL_TIME = 35 * 60  # minutes a week from which a contract is taken for one of full time


def pay_of(desk: Desk, row: OfferRow) -> int | None:
    """The pay of an offer in hundredths; None where there is none, or it is sealed and locked."""
    if not row.pay:
        return None
    text: str | None = row.pay
    if sealing.is_token(row.pay):
        text = desk.sealing.read(row.pay, sealing.place("offer", "pay", row.id))
    return int(text) if text and text.isdigit() else None


def pay_words(desk: Desk, row: OfferRow) -> str:
    """The pay of an offer as it is shown."""
    if not row.pay:
        return ""
    pay = pay_of(desk, row)
    return (
        "Sealed. Unlock to read it."
        if pay is None
        else rules.pay_text(pay, row.pay_unit, desk.settings.currency)
    )


def offer(
    desk: Desk,
    applicant: ApplicantRow,
    opening: OpeningRow,
    submit: Submit,
    parent: QWidget,
    *,
    row: OfferRow | None = None,
    is_new: bool = True,
) -> FormDialog:
    """The terms of an offer; ``row``: the one that is changed, or from which a new version starts."""
    wide = advert.pay_text(opening.pay_min, opening.pay_max, opening.pay_unit, desk.settings.currency)
    said = f"The opening says {wide}." if wide else "The opening gives no range."
    minutes = row.weekly_minutes if row else opening.weekly_minutes
    units = [(unit, words) for unit, words in hiring.PAY_UNIT_NAMES.items()]
    pay = pay_of(desk, row) if row else None
    if row is not None and row.pay and pay is None:
        said += " The pay of the last version is sealed; unlock it first to begin with it."
    end = hiring_day(desk) if row is None else row.expires_on
    fields = [
        Field("role", "Role", value=row.role if row else opening.role),
        Field("starts_on", "First day", "date", value=row.starts_on if row else None),
        Field(
            "hours",
            "Hours a week",
            "number",
            value=minutes / 60 if minutes else None,
            minimum=0.5,
            maximum=168,
            decimals=1,
        ),
        Field(
            "pay",
            "Pay",
            "number",
            value=pay / 100 if pay is not None else None,
            minimum=0,
            maximum=9_999_999,
            decimals=2,
            unit=desk.settings.currency,
            help=said,
        ),
        Field(
            "pay_unit",
            "Pay is",
            "choice",
            value=(row.pay_unit if row else None) or opening.pay_unit or hiring.PayUnit.HOUR,
            options=units,
        ),
        Field("expires_on", "Open until", "date", value=end, help="After this day it has run out."),
        Field(
            "range_reason",
            "Why outside the range",
            value=row.range_reason if row else "",
            help="Needed only where the pay lies outside what the opening says.",
        ),
        Field("note", "Note", value=row.note if row else "", is_more=True),
    ]
    version = row.version + 1 if row and is_new else row.version if row else 1
    verb = "Write offer" if is_new else "Change"
    title = f"Offer to {applicant.name}" + (f", version {version}" if version > 1 else "")
    return FormDialog(
        title, fields, lambda values: submit(_as_stored(values)), verb=verb, today=desk.today, parent=parent
    )


def hiring_day(desk: Desk) -> Any:
    """How long an offer is open by default."""
    import datetime as dt

    return desk.today() + dt.timedelta(days=rules.VALID_DAYS)


def _as_stored(values: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in values.items() if key != "hours"}
    hours, pay = values["hours"], values["pay"]
    found["weekly_minutes"] = round(hours * 60) if hours is not None else None
    found["pay"] = round(pay * 100) if pay is not None else None
    found["pay_unit"] = hiring.PayUnit(values["pay_unit"])  # a choice gives plain words back
    return found


def _agreed_pay(desk: Desk, last: OfferRow | None, parent: QWidget) -> str:
    """The pay of the offer for the contract; asks to unlock where it is sealed. Empty where it cannot be kept."""
    if last is None or not last.pay or not desk.sealing.is_set_up:
        return ""
    if pay_of(desk, last) is None and not desk.sealing.ask_open(parent):
        raise RuleBroken(
            "The pay of the offer is sealed. Unlock it so that it goes into the contract, or choose Noted later as"
            " the contract."
        )
    return pay_words(desk, last)


def hire(
    desk: Desk,
    row: ApplicantRow,
    opening: OpeningRow,
    last: OfferRow | None,
    submit: Submit,
    parent: QWidget,
) -> FormDialog:
    """The first day, contract, plan and mentor; and why, when there is no place left."""
    starts_on = last.starts_on if last is not None and last.starts_on is not None else desk.today()
    minutes = (last.weekly_minutes if last is not None else None) or opening.weekly_minutes
    kind = ContractKind.FULL if (minutes or 0) >= _FULL_TIME else ContractKind.PART
    if opening.reason_kind is OpeningReason.SEASONAL:
        kind = ContractKind.SEASONAL
    plans = [(one.id, one.name) for one in desk.read(onboarding.templates) if one.kind is not PlanKind.LEAVER]
    staff = [(one.id, one.name) for one in desk.read(people, desk.today())]
    fields = [
        Field("starts_on", "First day", "date", value=starts_on, required=True),
        Field(
            "contract",
            "Contract",
            "choice",
            value=kind if minutes else None,
            options=[(None, "Noted later"), *((one, CONTRACT_WORDS[one]) for one in ContractKind)],
        ),
        Field(
            "plan_template_id",
            "First weeks",
            "choice",
            value=plans[0][0] if plans else None,
            options=[(None, "No plan"), *plans],
            help="" if plans else "Plans come with Team > Joining.",
        ),
        Field("mentor_id", "Mentor", "choice", value=None, options=[(None, "Nobody yet"), *staff]),
        Field(
            "can_work",
            "Can work",
            value=week.first_in(row.notes),
            placeholder="Mon-Fri 9-17, Sat 10-14",
            help="Goes into their availability for the roster.",
        ),
        Field(
            "cost",
            "Cost of hiring them",
            "number",
            minimum=0,
            maximum=9_999_999,
            decimals=2,
            unit=desk.settings.currency,
            help="A bonus for whoever recommended them, say. It is noted with the opening.",
            is_more=True,
        ),
    ]
    is_beyond = opening.left < 1 or opening.state not in (OpeningState.OPEN, OpeningState.FILLED)
    if is_beyond:
        fields.append(
            Field(
                "override",
                "Why all the same",
                required=True,
                help=f"{opening.title}: {opening.hired} of {opening.headcount} places are filled, and it is"
                f" {hiring.STATE_NAMES[opening.state].lower()}.",
            )
        )
    becomes = ", ".join(part for part in ((last.role if last else "") or opening.role, opening.team) if part)
    agreed = (
        f" Offer version {last.version} of {day_text(last.written_on)} is accepted with it." if last else ""
    )
    text = (
        f"{row.name} is added to the roster{f' as {becomes}' if becomes else ''}, with the courses of the role and the"
        f" policies to sign.{agreed} One Undo takes all of it back."
    )

    if last is not None and last.pay:
        text += (
            " The pay of the offer goes into the contract, sealed."
            if desk.sealing.is_set_up
            else " The pay stays in the offer: a contract keeps it only sealed, and there is no passphrase yet."
        )

    def take(values: dict[str, Any]) -> object:
        contract = ContractKind(values["contract"]) if values["contract"] else None
        cost = round(values["cost"] * 100) if values["cost"] else None
        pay = _agreed_pay(desk, last, parent) if contract is not None else ""
        return submit({**values, "contract": contract, "cost": cost, "pay": pay})

    return FormDialog(
        f"Hire {row.name}", fields, take, verb="Hire", text=text, today=desk.today, parent=parent
    )
