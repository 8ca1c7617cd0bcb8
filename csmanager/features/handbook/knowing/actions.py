"""Signing, entering sheets, waiving, and saying which policies are signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_settings
from csmanager.core.tables import HistoryStep
from csmanager.features.handbook.knowing import codes, queries, rules
from csmanager.features.handbook.knowing.rules import How, State
from csmanager.features.handbook.knowing.tables import Acknowledgement, SignRule, Waiver
from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.kiosk import queries as kiosk
from csmanager.features.kiosk.rules import Proof
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person


def sign(
    session: Session,
    proof: Proof,
    *,
    person_id: int,
    version_id: int,
    text_sha256: str,
    typed_name: str,
    now: dt.datetime,
    reading_seconds: int | None = None,
) -> int:
    """A person signs the text whose hash they read; returns the signature's id.

    ``proof``: that this person typed their PIN within the last minutes. Raises RuleBroken when somebody else's PIN
    is offered, the text is not the one that was read, the quiz is not passed, or the clock was set back.
    """
    if proof.person_id != person_id:
        raise RuleBroken("Nobody signs for somebody else: the PIN belongs to another person.")
    age = now - proof.at
    if not -rules.CLOCK_SLACK <= age <= dt.timedelta(minutes=rules.PROOF_MINUTES):
        raise RuleBroken("It is a while since you typed your PIN. Type it again to sign.")
    version, policy = _asked_version(session, version_id)
    rules.check_same_text(text_sha256, rules.text_hash(version.body), policy.title)
    person = _signer(session, person_id, version, policy, read_settings(session).today(now))
    if queries.quiz_still_needed(session, person_id, policy.id, version.number) is not None:
        raise RuleBroken(f"Take the quiz on {policy.title} first; it has to be passed before you sign.")
    return _enter(
        session,
        person,
        version,
        signed_at=now,
        now=now,
        how=How.KIOSK,
        typed_name=rules.check_name(typed_name, person.name),
        reading_seconds=reading_seconds,
        attempt_id=queries.passed_attempt(session, person_id, policy.id, version.number),
    )


def read_code(session: Session, code: str, today: dt.date) -> queries.SheetLine:
    """The person and text a sheet's code stands for. Raises RuleBroken with a sentence when it cannot be entered."""
    said = codes.decode(code)
    version, policy = _asked_version(session, said.version_id)
    text = rules.text_hash(version.body)
    if codes.mark(said.person_id, text) != said.mark:
        raise RuleBroken(
            f"The sheet with this code shows another text of {policy.title} than the one in force. Print a new one."
        )
    person = _signer(session, said.person_id, version, policy, today)
    return queries.SheetLine(
        codes.encode(person.id, version.id, text),
        person.id,
        person.name,
        version.id,
        policy.code,
        policy.title,
        version.number,
    )


def enter_sheets(
    session: Session,
    typed: Sequence[str],
    *,
    signed_on: dt.date,
    entered_by: str,
    now: dt.datetime,
) -> int:
    """Signatures from paper, by the codes on the sheets; returns how many. All are entered or none.

    ``entered_by``: who has the sheets in front of them. Paper asks no quiz: whoever has a PIN takes it at the kiosk
    first, and of whoever has none the report says that it was not taken.
    """
    by = " ".join(entered_by.split())
    if not by:
        raise RuleBroken("Say who enters the sheets.")
    settings = read_settings(session)
    today = settings.today(now)
    if signed_on > today:
        raise RuleBroken("A sheet cannot have been signed after today.")
    lines = [read_code(session, code, today) for code in typed]
    if len({(line.person_id, line.version_id) for line in lines}) < len(lines):
        raise RuleBroken("One code stands there twice; every signature is entered once.")
    for line in lines:
        version, policy = _asked_version(session, line.version_id)
        if version.published_on is not None and signed_on < version.published_on:
            raise RuleBroken(f"{policy.title} was not in force yet on {saying.day(signed_on)}.")
        has_pin = kiosk.pin(session, line.person_id) is not None
        if (
            has_pin
            and queries.quiz_still_needed(session, line.person_id, policy.id, version.number) is not None
        ):
            raise RuleBroken(
                f"{line.person} has a PIN and has to pass the quiz on {policy.title} at the kiosk first."
            )
        person = session.get_one(Person, line.person_id)
        noon = dt.datetime.combine(signed_on, dt.time(12), settings.zone()).astimezone(dt.UTC)
        _enter(
            session,
            person,
            version,
            signed_at=min(noon, now),
            now=now,
            how=How.PAPER,
            typed_name=person.name,
            entered_by=by,
            sheet_code=line.code,
            attempt_id=queries.passed_attempt(session, line.person_id, policy.id, version.number),
        )
    return len(lines)


def waive(
    session: Session,
    person_id: int,
    policy_id: int,
    *,
    approver: str,
    reason: str,
    today: dt.date,
    expires_on: dt.date | None = None,
) -> int:
    """Somebody need not sign; says who allowed it and why. Returns the waiver's id."""
    approver, reason = " ".join(approver.split()), " ".join(reason.split())
    if not approver:
        raise RuleBroken("Say who allowed it.")
    if not reason:
        raise RuleBroken("Say why it is waived.")
    if expires_on is not None and expires_on <= today:
        raise RuleBroken("A waiver ends after today.")
    if queries.waivers(session, today).get((person_id, policy_id)):
        raise RuleBroken("It is waived already.")
    made = Waiver(
        person_id=person_id,
        policy_id=policy_id,
        approver=approver,
        reason=reason,
        granted_on=today,
        expires_on=expires_on,
    )
    session.add(made)
    session.flush()
    return made.id


def end_waiver(session: Session, person_id: int, policy_id: int, *, today: dt.date) -> None:
    """The waiver ends today; the person is asked again."""
    found = [
        row
        for row in session.scalars(
            sa.select(Waiver).where(Waiver.person_id == person_id, Waiver.policy_id == policy_id)
        )
        if row.expires_on is None or row.expires_on > today
    ]
    if not found:
        raise RuleBroken("Nothing is waived here.")
    for row in found:
        row.expires_on = today


def set_rule(session: Session, policy_ids: Sequence[int], *, must_sign: bool, sign_days: int) -> None:
    """Whether policies are signed, and within how many days of being asked."""
    if not 1 <= sign_days <= 365:
        raise RuleBroken("Somebody has 1 to 365 days for signing.")
    for policy_id in policy_ids:
        rule = session.scalar(sa.select(SignRule).where(SignRule.policy_id == policy_id))
        if rule is None:
            session.add(SignRule(policy_id=policy_id, must_sign=must_sign, sign_days=sign_days))
        else:
            rule.must_sign, rule.sign_days = must_sign, sign_days


def _asked_version(session: Session, version_id: int) -> tuple[PolicyVersion, Policy]:
    """A version that is in force, and its policy. Raises RuleBroken when it is not any more."""
    version = session.get(PolicyVersion, version_id)
    policy = session.get(Policy, version.policy_id) if version is not None else None
    if version is None or policy is None:
        raise RuleBroken("This text is not in the store.")
    if policy.trashed_on is not None or version.state is VersionState.RETIRED:
        raise RuleBroken(f"{policy.title} was retired, so there is nothing to sign any more.")
    if version.state is VersionState.SUPERSEDED:
        raise RuleBroken(f"{policy.title} has a newer version. Read and sign that one.")
    if version.state is not VersionState.IN_FORCE:
        raise RuleBroken(f"Version {version.number} of {policy.title} is not in force yet.")
    return version, policy


def _signer(
    session: Session, person_id: int, version: PolicyVersion, policy: Policy, today: dt.date
) -> Person:
    """The person, when they are here and asked to sign. Raises RuleBroken with the reason otherwise."""
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken("This person is not in the store.")
    if person.merged_into_id is not None:
        keep = session.get_one(Person, canonical_ids(session)[person_id])
        raise RuleBroken(f"{person.name} and {keep.name} are one person now; {keep.name} is asked to sign.")
    if person.left_on is not None and person.left_on < today:
        raise RuleBroken(f"{person.name} left on {saying.day(person.left_on)} and signs nothing any more.")
    state = queries.standing_of(session, person_id, policy.id, today)
    if state is None or state is State.NOT_ASKED:
        raise RuleBroken(f"{person.name} is not asked to sign {policy.title}.")
    if state is State.SIGNED:
        raise RuleBroken(f"{person.name} has signed version {version.number} of {policy.title} already.")
    return person


def _enter(
    session: Session,
    person: Person,
    version: PolicyVersion,
    *,
    signed_at: dt.datetime,
    now: dt.datetime,
    how: How,
    typed_name: str,
    entered_by: str = "",
    sheet_code: str = "",
    reading_seconds: int | None = None,
    attempt_id: int | None = None,
) -> int:
    rules.check_clock(now, session.scalar(sa.select(sa.func.max(HistoryStep.at))))
    text = rules.text_hash(version.body)
    moment = signed_at.replace(microsecond=0)
    made = Acknowledgement(
        person_id=person.id,
        version_id=version.id,
        policy_id=version.policy_id,
        text_sha256=text,
        signed_at=moment,
        entered_at=now.replace(microsecond=0),
        how=how,
        typed_name=typed_name,
        entered_by=entered_by,
        sheet_code=sheet_code,
        reading_seconds=reading_seconds,
        attempt_id=attempt_id,
        seal=rules.seal(person.id, version.id, text, moment, how, typed_name),
    )
    session.add(made)
    session.flush()
    return made.id
