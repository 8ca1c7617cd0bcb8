"""Lists of applicants: openings, applicants and their stages, through the actions of hiring.

An applicant is named by opening and e-mail, else phone, else name and day of applying. A stage is reached by the
legal moves, as far as the file says one; nobody is moved back. Who the file says was hired stands at Offer, unless
they are on the team: hiring somebody also adds them there, and that is decided by the manager.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import actions, rules
from csmanager.features.hiring.queries import duplicates
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.hiring.tables import Applicant, Opening, StageMove
from csmanager.features.importing import figures
from csmanager.features.importing.rules import Question
from csmanager.features.importing.taking import people, records
from csmanager.features.importing.taking.model import Context, RecordRow, Taking
from csmanager.features.importing.taking.records import Aside, Record
from csmanager.features.importing.taking.words import OPENING

_STAGES = (  # the first that stands in the words of a file; the more particular before the more general
    (Stage.WITHDRAWN, "withdr|declin(?:ed|es) (?:by|the)|candidate declined|zurückgezogen|dropped|not interested"),
    (Stage.REJECTED, "reject|turned down|unsuccess|not hired|not selected|abgelehnt|absage|refus|rechaz|disqual|lost"),
    (Stage.HIRED, "hired|joined|onboard|eingestellt|embauch|contratad|placed|won"),
    (Stage.OFFER, "offer|angebot|offre|oferta|contract"),
    (Stage.DECISION, "decision|final|reference|background|evaluat|assess|shortlist|entscheid"),
    (Stage.INTERVIEW, "interview|on.?site|meeting|entretien|entrevista|gespräch|trial"),
    (Stage.SCREEN, "screen|phone|review|sourced|pre.?qual|vorauswahl|first call|telefon"),
    (Stage.APPLIED, "applied|new|received|applicant|open|submitted|beworben|inbox|lead|candidat"),
)  # fmt: skip
_PATTERNS = tuple((stage, re.compile(rf"\b(?:{words})", re.I)) for stage, words in _STAGES)


def stage_of(stage: str, status: str) -> Stage | None:
    """The stage that the words of a file mean; None when they say nothing known. A final status goes first."""
    ended = _meant(status)
    reached = _meant(stage)
    if ended in (Stage.REJECTED, Stage.WITHDRAWN, Stage.HIRED):
        return ended
    return reached or ended


def _meant(words: str) -> Stage | None:
    return next((stage for stage, pattern in _PATTERNS if pattern.search(words)), None)


def question(session: Session, listed: list[Record], context: Context) -> Question | None:
    """Ask for the opening where the file names none."""
    answer = context.answers.get(OPENING, "").strip()
    if answer or all(records.text(record.values, "opening") for record in listed):
        return None
    titles = session.scalars(
        sa.select(Opening.title).where(Opening.trashed_on.is_(None), Opening.state != OpeningState.CLOSED)
    )
    stem = context.file.rpartition(".")[0] or context.file
    options = tuple(dict.fromkeys([*titles, stem.replace("_", " ")]))
    return Question(
        OPENING, "For which opening did the people of this file apply? It is made if it is new.", options
    )


def take(session: Session, listed: list[Record], context: Context) -> Taking:
    """Add and change applicants; a refusal sets its row aside."""
    told = Taking(tables=("applicant",))
    waiting = doubles = 0
    stages: Counter[Stage] = Counter()
    for record in listed:
        name = people.name_of(record)
        if not name:
            told.aside.append(Aside(record, "name", "gives no name"))
            continue
        try:
            with session.begin_nested():
                opening_id = _opening(session, record, context)
                known = _known(session, opening_id, record, name)
                if known is None:
                    values = record.values
                    phone, email = records.text(values, "phone"), records.text(values, "email")
                    doubles += bool(duplicates(session, name=name, email=email, phone=phone))
                    applicant, verdict = _add(session, opening_id, record, name, context), "new"
                    _reach(session, applicant, record, context)
                else:
                    applicant = known
                    before = _image(session, applicant)
                    _fill(applicant, record)
                    _reach(session, applicant, record, context)
                    verdict = "changes" if _image(session, applicant) != before else "same"
                session.flush()
        except RuleBroken as error:
            told.aside.append(Aside(record, "", str(error).rstrip(".")))
            continue
        told.new += verdict == "new"
        told.updated += verdict == "changes"
        told.same += verdict == "same"
        stages[applicant.stage] += 1
        waiting += applicant.stage is Stage.OFFER and _stage(record) is Stage.HIRED
        says = f"{rules.STAGE_NAMES[applicant.stage]}, {records.text(record.values, 'opening')}".rstrip(", ")
        told.rows.append(
            RecordRow(record.row_number, record.sheet, applicant.applied_on, name, says, verdict)
        )
    if waiting:
        who = "1 applicant is hired" if waiting == 1 else f"{waiting:,} applicants are hired"
        told.notes.append(
            f"{who} in the file and at Offer here: hire them under Hiring, which adds to the team."
        )
    if doubles:
        who = "1 applicant looks" if doubles == 1 else f"{doubles:,} applicants look"
        told.notes.append(
            f"{who} like somebody who applied before (same name, mail or phone); nothing was merged."
        )
    told.figures = [figures.count("applicants", "Applicants", sum(stages.values()))]
    told.figures += [
        figures.count(f"stage_{one}", rules.STAGE_NAMES[one], stages[one]) for one in Stage if stages[one]
    ]
    return told


def _stage(record: Record) -> Stage | None:
    return stage_of(records.text(record.values, "stage"), records.text(record.values, "status"))


def _opening(session: Session, record: Record, context: Context) -> int:
    title = records.text(record.values, "opening") or " ".join(context.answers.get(OPENING, "").split())
    if not title:
        raise RuleBroken("The file does not say for which opening")
    for number, known in session.execute(
        sa.select(Opening.id, Opening.title).where(Opening.trashed_on.is_(None))
    ):
        if known.casefold() == title.casefold():
            return int(number)
    return actions.add_opening(session, title=title, today=context.today, opened_on=_applied(record, context))


def _applied(record: Record, context: Context) -> dt.date:
    applied = records.date(record.values, "applied_on")
    return context.today if applied is None else min(applied, context.today)


def _known(session: Session, opening_id: int, record: Record, name: str) -> Applicant | None:
    """The applicant of an earlier file, by what tells one from the other."""
    values = record.values
    email, phone = (
        rules.email_key(records.text(values, "email")),
        rules.phone_key(records.text(values, "phone")),
    )
    applied = records.date(values, "applied_on")
    for one in session.scalars(
        sa.select(Applicant).where(Applicant.opening_id == opening_id, Applicant.trashed_on.is_(None))
    ):
        if email and rules.email_key(one.email):
            is_same = email == rules.email_key(one.email)
        elif phone and rules.phone_key(one.phone):
            is_same = phone == rules.phone_key(one.phone)
        else:
            is_named = rules.name_key(name) == rules.name_key(one.name)
            is_same = is_named and (applied is None or one.applied_on == applied)
        if is_same:
            return one
    return None


def _add(session: Session, opening_id: int, record: Record, name: str, context: Context) -> Applicant:
    values = record.values
    number = actions.add_applicant(
        session,
        opening_id=opening_id,
        name=name,
        today=context.today,
        email=records.text(values, "email") or None,
        phone=records.text(values, "phone") or None,
        source=records.text(values, "source"),
        applied_on=records.date(values, "applied_on"),
        rating=_rating(record),
        notes=_notes(record),
    )
    return session.get_one(Applicant, number)


def _fill(applicant: Applicant, record: Record) -> None:
    """What the file says of somebody known; blank changes nothing."""
    values = record.values
    applicant.email = records.text(values, "email") or applicant.email
    applicant.phone = records.text(values, "phone") or applicant.phone
    applicant.source = records.text(values, "source") or applicant.source
    applicant.rating = _rating(record) or applicant.rating
    applicant.notes = applicant.notes or _notes(record)


def _rating(record: Record) -> int | None:
    rating = records.whole(record.values, "rating")
    return rating if rating is not None and 1 <= rating <= 5 else None


def _notes(record: Record) -> str:
    return records.lines(record.values, "note")


def _reach(session: Session, applicant: Applicant, record: Record, context: Context) -> None:
    """Move an applicant on to where the file says they stand."""
    wanted = _stage(record)
    if wanted is None or applicant.stage in rules.CLOSED or wanted is applicant.stage:
        return
    reason = records.text(record.values, "reject_reason") or f"As in {context.file}"
    if wanted in (Stage.REJECTED, Stage.WITHDRAWN):
        reached = _meant(records.text(record.values, "stage"))
        _walk(session, applicant, reached, context)
        actions.move(session, applicant.id, wanted, today=context.today, reason=reason)
        return
    _walk(session, applicant, Stage.OFFER if wanted is Stage.HIRED else wanted, context)
    if wanted is Stage.HIRED:
        person_id = context.links.get(record.id)
        if person_id is not None:
            session.add(
                StageMove(
                    applicant_id=applicant.id,
                    from_stage=applicant.stage,
                    to_stage=Stage.HIRED,
                    moved_on=context.today,
                    reason=reason,
                    from_stage_id=applicant.stage_id,
                )
            )
            applicant.stage, applicant.stage_since = Stage.HIRED, context.today
            applicant.stage_id, applicant.person_id = None, person_id


def _walk(session: Session, applicant: Applicant, to: Stage | None, context: Context) -> None:
    """One legal step after the other, forward only."""
    if to is not None:
        actions.walk(session, applicant.id, to, today=context.today, reason=f"As in {context.file}")


def _image(session: Session, one: Applicant) -> tuple[object, ...]:
    session.flush()
    return (one.name, one.email, one.phone, one.source, one.rating, one.notes, one.stage, one.person_id)
