"""What can be done with templates, documents that are handed over, and references."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import is_token, kept, place, seal
from csmanager.features.hiring.documents import rules
from csmanager.features.hiring.documents.rules import DocumentKind, ReferenceResult
from csmanager.features.hiring.documents.tables import HandedDocument, HiringTemplate, ReferenceCheck
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant
from csmanager.papers import merge


def add_template(session: Session, kind: DocumentKind | str, title: str, body: str, *, today: dt.date) -> int:
    """A new template; returns the id of its first version. A broken or unknown field is refused by its line."""
    rules.check_template(title, body)
    family = (session.scalar(sa.select(sa.func.max(HiringTemplate.family))) or 0) + 1
    made = HiringTemplate(
        family=family,
        version=1,
        kind=DocumentKind(kind),
        title=" ".join(title.split()),
        body=body.strip() + "\n",
        saved_on=today,
    )
    session.add(made)
    session.flush()
    return made.id


def save_template(
    session: Session, template_id: int, title: str, body: str, *, today: dt.date, note: str = ""
) -> int:
    """Save a changed template as its next version; returns that version's id. What was handed over stays as it was."""
    former = session.get(HiringTemplate, template_id)
    if former is None:
        raise RuleBroken("This template is no longer there.")
    rules.check_template(title, body)
    newest = session.scalars(
        sa.select(HiringTemplate)
        .where(HiringTemplate.family == former.family)
        .order_by(HiringTemplate.version.desc())
    ).first()
    if newest is None or (newest.body.strip() == body.strip() and newest.title == " ".join(title.split())):
        raise RuleBroken("Nothing was changed.")
    made = HiringTemplate(
        family=former.family,
        version=newest.version + 1,
        kind=former.kind,
        title=" ".join(title.split()),
        body=body.strip() + "\n",
        saved_on=today,
        note=" ".join(note.split()),
    )
    session.add(made)
    session.flush()
    return made.id


def trash_template(session: Session, template_id: int, *, today: dt.date) -> None:
    """Put all versions of a template into the Trash."""
    row = session.get(HiringTemplate, template_id)
    if row is None:
        raise RuleBroken("This template is no longer there.")
    for one in session.scalars(sa.select(HiringTemplate).where(HiringTemplate.family == row.family)):
        one.trashed_on = today


def hand_over(
    session: Session,
    template_id: int,
    values: Mapping[str, str],
    *,
    today: dt.date,
    applicant_id: int | None = None,
    opening_id: int | None = None,
    how: str = "",
    answer_by: dt.date | None = None,
    goes_on: dt.date | None = None,
) -> int:
    """Write a document from a template and note that it was handed over; returns its id.

    ``goes_on``: it is held back until that day, and is out only once ``send`` says so.

    Raises RuleBroken naming every field that has no value.
    """
    template = session.get(HiringTemplate, template_id)
    if template is None:
        raise RuleBroken("This template is no longer there.")
    if answer_by is not None and answer_by < today:
        raise RuleBroken("The day of the answer lies before today.")
    if goes_on is not None and goes_on <= today:
        raise RuleBroken(
            "It can be held back until a day after today; leave the day empty to hand it over now."
        )
    if goes_on is not None and answer_by is not None and answer_by < goes_on:
        raise RuleBroken("The answer would be due before the letter goes out.")
    applicant = session.get(Applicant, applicant_id) if applicant_id is not None else None
    if applicant is None and template.kind not in rules.FOR_OPENING:
        raise RuleBroken("Choose whom it goes to.")
    fields = rules.check_template(template.title, template.body)
    clean = {rules.clean(key): value.strip() for key, value in values.items()}
    rules.check_values(fields, clean)
    made = HandedDocument(
        template_id=template.id,
        applicant_id=applicant_id,
        opening_id=applicant.opening_id if applicant is not None else opening_id,
        handed_on=today,
        how=" ".join(how.split()),
        title=template.title,
        body=merge.fill(template.body, {**clean, rules.PAY: f"{{{{{rules.PAY}}}}}"}),
        answer_by=answer_by,
        goes_on=goes_on,
    )
    session.add(made)
    session.flush()
    if rules.PAY in fields:
        made.pay = kept(session, clean[rules.PAY], place("handed_document", "pay", made.id))
    return made.id


def send(session: Session, handed_id: int, *, today: dt.date) -> None:
    """Note that a document that was held back is out."""
    row = session.get(HandedDocument, handed_id)
    if row is None:
        raise RuleBroken("This document is no longer there.")
    if row.goes_on is None:
        raise RuleBroken(f"{row.title} is out since {day_words(row.handed_on)}.")
    row.handed_on, row.goes_on = today, None


def note_answer(session: Session, handed_id: int, *, on: dt.date, today: dt.date) -> None:
    """Note that what was handed over came back or was answered."""
    row = session.get(HandedDocument, handed_id)
    if row is None:
        raise RuleBroken("This document is no longer there.")
    if row.goes_on is not None:
        raise RuleBroken("It is held back still; nobody can have answered it.")
    if on < row.handed_on:
        raise RuleBroken(f"It was handed over on {day_words(row.handed_on)}; no answer lies before it.")
    if on > today:
        raise RuleBroken("An answer cannot have come in the future.")
    row.answered_on = on


def trash_handed(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put documents into the Trash; returns how many."""
    for key in ids:
        row = session.get(HandedDocument, key)
        if row is None:
            raise RuleBroken("This document is no longer there.")
        row.trashed_on = today
    return len(ids)


def ask_reference(
    session: Session,
    applicant_id: int,
    *,
    referee: str,
    asked_on: dt.date,
    today: dt.date,
    relation: str = "",
    contact: str = "",
) -> int:
    """Note that somebody was asked about an applicant; returns its id."""
    applicant = session.get(Applicant, applicant_id)
    if applicant is None:
        raise RuleBroken("This applicant is no longer there.")
    if not referee.strip():
        raise RuleBroken("Say who is asked.")
    if asked_on > today:
        raise RuleBroken("A reference asked for in the future is a next step; note it with the applicant.")
    if asked_on < applicant.applied_on:
        raise RuleBroken(
            f"The application came on {day_words(applicant.applied_on)}; nobody was asked before it."
        )
    made = ReferenceCheck(
        applicant_id=applicant_id,
        referee=" ".join(referee.split()),
        relation=" ".join(relation.split()),
        contact=contact.strip(),
        asked_on=asked_on,
        notes="",
    )
    session.add(made)
    session.flush()
    return made.id


def answer_reference(
    session: Session,
    reference_id: int,
    *,
    result: ReferenceResult | str,
    answered_on: dt.date,
    today: dt.date,
    notes: str = "",
) -> None:
    """Note how a reference came out; ``notes``: a sealed token, or words to be sealed."""
    row = session.get(ReferenceCheck, reference_id)
    if row is None:
        raise RuleBroken("This reference is no longer there.")
    if answered_on < row.asked_on:
        raise RuleBroken(f"{row.referee} was asked on {day_words(row.asked_on)}; no answer lies before it.")
    if answered_on > today:
        raise RuleBroken("An answer cannot have come in the future.")
    row.result, row.answered_on = ReferenceResult(result), answered_on
    about = f"reference_check.notes:{row.id}"
    row.notes = notes if is_token(notes) else seal(session, notes.strip(), about) or row.notes


def trash_references(session: Session, ids: Sequence[int], *, today: dt.date) -> int:
    """Put references into the Trash; returns how many."""
    for key in ids:
        row = session.get(ReferenceCheck, key)
        if row is None:
            raise RuleBroken("This reference is no longer there.")
        row.trashed_on = today
    return len(ids)
