"""A copy for the applicant of everything that is kept of them: a document to read, the fields, and the papers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import is_token, place
from csmanager.core.settings import read_settings
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.documents import rules as letter_rules
from csmanager.features.hiring.documents.rules import DocumentKind
from csmanager.features.hiring.documents.tables import HandedDocument, HiringTemplate
from csmanager.features.hiring.filing.tables import ApplicantFile
from csmanager.features.hiring.interviews import carrying
from csmanager.features.hiring.offers import rules as offered
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.privacy import queries
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Candidate, HiringStage, Opening, StageMove
from csmanager.features.team.documents.tables import StoredFile
from csmanager.papers import html

TO_THEM = frozenset(
    {
        DocumentKind.INVITATION,
        DocumentKind.OFFER,
        DocumentKind.REJECTION,
        DocumentKind.CONTRACT_COVER,
        DocumentKind.WELCOME,
    }
)
"""Letters the applicant got; what was written for interviewers or referees may name others."""


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """The folder as it is handed over: names of files and their bytes."""

    name: str
    files: tuple[tuple[str, bytes], ...]


def subject_file(
    session: Session, candidate_id: int, today: dt.date, read: carrying.Read = carrying.locked
) -> SubjectFile:
    """Everything kept of one applicant, cards and notes of interviews included; names of others are masked.

    ``read`` opens what is sealed; without it the copy says that it was left out. Raises RuleBroken when nothing is
    kept by name.
    """
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise RuleBroken("This applicant is no longer there.")
    if candidate.anonymised_on is not None:
        raise RuleBroken("This applicant is anonymous; nothing is kept that could be handed out.")
    period = queries.months(session)
    currency = read_settings(session).currency
    lines = ["## Why and how long", "", "| What | |", "|---|---|"]
    row = next(one for one in queries.kept(session, today) if one.id == candidate_id)
    facts = [
        ("Purpose", "Choosing whom to employ, and answering questions about the choice"),
        (
            "Where it came from",
            "You, and the people who met you; the source of each application is named below",
        ),
        ("Kept", f"{period} months after the last event; at present until {day_words(row.until)}"),
        ("Consent to be kept longer", hiring.CONSENT_NAMES[candidate.consent]),
        ("What you were told", candidate.consent_wording or "Nothing was asked"),
        ("On hold", candidate.hold_reason or "No"),
        ("In the talent pool", candidate.pool_reason or "No"),
        ("Names of others", "Masked: who met you is Interviewer 1, Interviewer 2 and so on"),
    ]
    lines += [f"| {name} | {_cell(value)} |" for name, value in facts]
    data: dict[str, Any] = {"candidate": _fields(candidate), "retention_months": period, "applications": []}
    papers: list[tuple[str, bytes]] = []
    names = {stage.id: stage.name for stage in session.execute(sa.select(HiringStage.id, HiringStage.name))}
    name = ""
    for applicant, title in session.execute(
        sa.select(Applicant, Opening.title)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.candidate_id == candidate_id)
        .order_by(Applicant.applied_on, Applicant.id)
    ):
        name = applicant.name
        moves = session.scalars(
            sa.select(StageMove).where(StageMove.applicant_id == applicant.id).order_by(StageMove.id)
        ).all()
        offers = session.scalars(
            sa.select(Offer).where(Offer.applicant_id == applicant.id).order_by(Offer.version)
        ).all()
        files = session.execute(
            sa.select(ApplicantFile, StoredFile)
            .join(StoredFile, StoredFile.id == ApplicantFile.file_id)
            .where(ApplicantFile.applicant_id == applicant.id)
        ).all()
        lines += ["", f"## {_cell(title)}", "", "| What | |", "|---|---|"]
        told = [
            ("Name", applicant.name),
            ("E-mail", applicant.email),
            ("Phone", applicant.phone),
            ("Came through", applicant.source),
            ("Applied on", day_words(applicant.applied_on)),
            ("Rating", f"{applicant.rating} of 5" if applicant.rating else ""),
            ("Next step", applicant.next_step),
            ("Notes", applicant.notes),
        ]
        lines += [f"| {label} | {_cell(value)} |" for label, value in told if value]
        lines += ["", "**Steps**", ""]
        lines += [
            f"- {day_words(move.moved_on)}: {names.get(move.to_stage_id) or hiring.STAGE_NAMES[move.to_stage]}"
            + (f" ({_cell(move.reason)})" if move.reason else "")
            for move in moves
        ]
        pays = {
            offer.id: read(offer.pay, place("offer", "pay", offer.id)) if offer.pay else ""
            for offer in offers
        }
        if offers:
            lines += ["", "**Offers**", ""]
            lines += [
                f"- Version {offer.version}, {day_words(offer.written_on)}: {offered.NAMES[offer.state]}"
                f"{_pay_told(offer, pays[offer.id], currency)}"
                for offer in offers
            ]
        talked = carrying.told(session, applicant.id, read)
        if talked:
            lines += ["", "**Interviews and documents**", ""]
            lines += [f"- {_cell(one)}" for one in talked]
        letters = session.scalars(
            sa.select(HandedDocument)
            .join(HiringTemplate, HiringTemplate.id == HandedDocument.template_id)
            .where(
                HandedDocument.applicant_id == applicant.id,
                HandedDocument.goes_on.is_(None),
                HiringTemplate.kind.in_(TO_THEM),
            )
            .order_by(HandedDocument.handed_on, HandedDocument.id)
        ).all()
        masked = carrying.masking(session, applicant.id)
        written = [
            (letter, masked(letter_rules.with_pay(letter.body, _letter_pay(letter, read))))
            for letter in letters
        ]
        if written:
            lines += ["", "**Letters to you**"]
        for letter, text in written:
            lines += ["", f"*{day_words(letter.handed_on)}, {_cell(letter.title)}:*", ""]
            lines += [f"> {line}".rstrip() for line in text.strip().splitlines()]
        if files:
            lines += ["", "**Papers**", ""]
            lines += [f"- {_cell(file.name)} ({file.kind}, {day_words(file.added_on)})" for file, _ in files]
        for number, (file, stored) in enumerate(files, len(papers) + 1):
            papers.append((f"papers/{number:02} {_safe(file.name)}", stored.data))
        data["applications"].append(
            {
                **_fields(applicant),
                "opening": title,
                "moves": [_fields(move) for move in moves],
                "offers": [{**_fields(offer), "pay": pays[offer.id] or None} for offer in offers],
                "interviews_and_documents": talked,
                "letters": [
                    {"handed_on": letter.handed_on.isoformat(), "title": letter.title, "text": text}
                    for letter, text in written
                ],
                "papers": [_fields(file) for file, _ in files],
            }
        )
    heading = f"What is kept of {name}"
    document = html.page(
        "\n".join([f"# {_cell(heading)}", "", *lines]), title=heading, stamp=day_words(today)
    )
    return SubjectFile(
        _safe(f"{name} {today:%Y-%m-%d}"),
        (
            ("read me first.html", document.encode("utf-8")),
            ("all fields.json", json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8")),
            *papers,
        ),
    )


def _letter_pay(letter: HandedDocument, read: carrying.Read) -> str | None:
    """What stands in the field of the pay; None where it is sealed and locked."""
    if not is_token(letter.pay):
        return letter.pay
    return read(letter.pay, place("handed_document", "pay", letter.id))


def _pay_told(offer: Offer, pay: str | None, currency: str) -> str:
    """The pay of an offer; ``pay`` in hundredths, None where it is sealed."""
    if pay is None:
        return ", pay is sealed and left out"
    if not pay.isdigit():
        return ""
    return f", {offered.pay_text(int(pay), offer.pay_unit, currency)}"


def _fields(record: Any) -> dict[str, Any]:
    return {column.key: _plain(getattr(record, column.key)) for column in record.__table__.columns}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _cell(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


def _safe(name: str) -> str:
    """A name every system takes for a file."""
    return "".join("_" if letter in '<>:"/\\|?*' or ord(letter) < 32 else letter for letter in name).strip(
        ". "
    )
