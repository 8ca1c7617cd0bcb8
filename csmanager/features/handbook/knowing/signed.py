"""Every signature there is, checked against the text it stands under."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.knowing import rules
from csmanager.features.handbook.knowing.rules import How
from csmanager.features.handbook.knowing.tables import Acknowledgement, Quiz
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature as the report shows it. ``is_true``: text and seal still fit; ``carried``: to which version.

    ``quiz``: "passed", "not taken" where one is asked before signing, otherwise "".
    """

    id: int
    person: str
    person_code: str
    code: str
    title: str
    number: int
    text_sha256: str
    signed_at: dt.datetime
    entered_at: dt.datetime
    how: How
    typed_name: str
    entered_by: str
    sheet_code: str
    reading_seconds: int | None
    is_true: bool
    carried: int | None
    quiz: str


def signatures(session: Session) -> list[SignatureRow]:
    """Every signature there ever was, newest first, each checked against the text and its seal."""
    newest: dict[int, list[tuple[int, bool]]] = {}
    for row in session.execute(
        sa.select(PolicyVersion.policy_id, PolicyVersion.number, PolicyVersion.change_kind)
        .where(PolicyVersion.published_on.is_not(None))
        .order_by(PolicyVersion.number)
    ):
        newest.setdefault(row.policy_id, []).append((row.number, row.change_kind.value == "editorial"))
    with_quiz = set(
        session.scalars(
            sa.select(Quiz.policy_id).where(Quiz.before_signing.is_(True), Quiz.ended_on.is_(None))
        )
    )
    query = (
        sa.select(Acknowledgement, Person.name, Person.code, Policy.code, Policy.title, PolicyVersion)
        .join(Person, Person.id == Acknowledgement.person_id)
        .join(Policy, Policy.id == Acknowledgement.policy_id)
        .join(PolicyVersion, PolicyVersion.id == Acknowledgement.version_id)
        .order_by(Acknowledgement.signed_at.desc(), Acknowledgement.id.desc())
    )
    found = []
    for ack, person, person_code, code, title, version in session.execute(query):
        carried = None
        for number, is_editorial in newest.get(version.policy_id, ()):
            if number > version.number:
                if not is_editorial:
                    break
                carried = number
        seal = rules.seal(
            ack.person_id, ack.version_id, ack.text_sha256, ack.signed_at, ack.how, ack.typed_name
        )
        found.append(
            SignatureRow(
                ack.id,
                person,
                person_code,
                code,
                title,
                version.number,
                ack.text_sha256,
                ack.signed_at,
                ack.entered_at,
                ack.how,
                ack.typed_name,
                ack.entered_by,
                ack.sheet_code,
                ack.reading_seconds,
                seal == ack.seal and rules.text_hash(version.body) == ack.text_sha256,
                carried,
                "passed" if ack.attempt_id else "not taken" if version.policy_id in with_quiz else "",
            )
        )
    return found
