"""Works out who has to sign what, in the step that makes it so; one Undo takes the step and the work back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.settings import read_value
from csmanager.core.store import Touched
from csmanager.features.handbook.knowing import rules
from csmanager.features.handbook.knowing.audience import audiences
from csmanager.features.handbook.knowing.rules import Due, PeriodFact, PersonFact, VersionFact
from csmanager.features.handbook.knowing.tables import Assignment, SignRule
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.team.tables import Employment, Person

SINCE = "knowing/since"  # the day from which signatures are asked for in this store
_ASKING = frozenset({VersionState.IN_FORCE, VersionState.SUPERSEDED, VersionState.RETIRED})
_POLICIES = {
    "policy": "id",
    "policy_version": "policy_id",
    "sign_rule": "policy_id",
    "policy_audience": "policy_id",
}
_PEOPLE = {"person": "id", "employment": "person_id"}
_COUNTS = {"person": ("started_on", "left_on", "merged_into_id"), "policy": ("kind", "trashed_on")}
_AT_ONCE = 400


def derive(session: Session, touched: Touched) -> None:
    """Make the assignments again of every policy and every person this step touched."""
    policies: set[int] = set()
    people: set[int] = set()
    is_all = False
    for row in touched.rows:
        images = [image for image in (row.before, row.after) if image is not None]
        if row.table == "policy_version" and all(image["state"] not in _PUBLISHED for image in images):
            continue  # drafts ask nobody, and are written all day
        counted = _COUNTS.get(row.table, ())
        is_changed = len(images) == 2 and images[0] != images[1]
        if counted and is_changed and all(images[0][name] == images[1][name] for name in counted):
            continue  # a note, a title: nobody is asked because of it
        if row.table in _POLICIES:
            policies |= {int(image[_POLICIES[row.table]]) for image in images}
        elif row.table in _PEOPLE:
            people |= {int(image[_PEOPLE[row.table]]) for image in images}
        elif row.table == "setting" and row.key == SINCE:
            is_all = True
    if is_all:
        policies = set(session.scalars(sa.select(Policy.id)))
    if policies or people:
        _renew(session, policies, people)


_PUBLISHED = frozenset(state.value for state in _ASKING)


def _renew(session: Session, policies: set[int], people: set[int]) -> None:
    connection = session.connection()
    for part in _parts(policies):
        connection.execute(sa.delete(Assignment).where(Assignment.policy_id.in_(part)))
    for part in _parts(people):
        connection.execute(sa.delete(Assignment).where(Assignment.person_id.in_(part)))
    made = list(_made(session, policies, None))
    if people:
        made += [due for due in _made(session, None, people) if due.policy_id not in policies]
    if made:
        connection.execute(
            sa.insert(Assignment),
            [
                {
                    "person_id": due.person_id,
                    "version_id": due.version_id,
                    "policy_id": due.policy_id,
                    "assigned_on": due.assigned_on,
                    "due_on": due.due_on,
                    "reason": due.reason,
                    "ended_on": due.ended_on,
                }
                for due in made
            ],
        )


def _made(session: Session, policies: set[int] | None, people: set[int] | None) -> Iterable[Due]:
    """The duties of ``policies`` for ``people``; None is all of them."""
    if policies is not None and not policies:
        return
    since = read_value(session, SINCE)
    day = dt.date.fromisoformat(since) if since else None
    ruled = {rule.policy_id: rule for rule in session.scalars(sa.select(SignRule))}
    facts = person_facts(session, people)
    versions = _versions(session, policies)
    audience = audiences(session)
    query = sa.select(Policy.id, Policy.kind).where(Policy.trashed_on.is_(None))
    for policy_id, kind in session.execute(query.order_by(Policy.id)):
        rule = ruled.get(policy_id)
        must = rule.must_sign if rule is not None else kind in rules.SIGNED_KINDS
        if must and policy_id in versions:
            yield from rules.duties(
                versions[policy_id],
                facts,
                audience.get(policy_id, rules.Audience()),
                sign_days=rule.sign_days if rule is not None else rules.SIGN_DAYS,
                since=day,
            )


def _versions(session: Session, policies: set[int] | None) -> Mapping[int, list[VersionFact]]:
    found: dict[int, list[VersionFact]] = {}
    query = sa.select(
        PolicyVersion.id,
        PolicyVersion.policy_id,
        PolicyVersion.number,
        PolicyVersion.change_kind,
        PolicyVersion.published_on,
        PolicyVersion.ended_on,
    ).where(PolicyVersion.state.in_(_ASKING), PolicyVersion.published_on.is_not(None))
    if policies is not None and len(policies) <= _AT_ONCE:
        query = query.where(PolicyVersion.policy_id.in_(policies))
    for row in session.execute(query.order_by(PolicyVersion.number)):
        if policies is None or row.policy_id in policies:
            is_root = row.change_kind is not ChangeKind.EDITORIAL
            found.setdefault(row.policy_id, []).append(
                VersionFact(row.id, row.policy_id, row.number, is_root, row.published_on, row.ended_on)
            )
    return found


def person_facts(session: Session, people: Collection[int] | None = None) -> list[PersonFact]:
    """Everybody who counts (merged records do not), with their employment; ``people`` None: all of them."""
    periods: dict[int, list[PeriodFact]] = {}
    for row in session.scalars(sa.select(Employment).order_by(Employment.starts_on)):
        periods.setdefault(row.person_id, []).append(
            PeriodFact(row.starts_on, row.ends_on, row.team_id, row.role_id)
        )
    return [
        PersonFact(row.id, row.started_on, row.left_on, tuple(periods.get(row.id, ())))
        for row in session.execute(
            sa.select(Person.id, Person.started_on, Person.left_on).where(Person.merged_into_id.is_(None))
        )
        if people is None or row.id in people
    ]


def _parts(keys: set[int]) -> Iterable[list[int]]:
    every = sorted(keys)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
