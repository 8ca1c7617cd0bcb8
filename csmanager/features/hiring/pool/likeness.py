"""Who may be the same person: the same e-mail, phone or name, or a name spelled almost the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import Stage
from csmanager.features.hiring.tables import Applicant, Opening

ALIKE = 88.0  # per cent of likeness (Jaro-Winkler) from which two spellings are shown as perhaps one person
_SHORTEST = 5  # letters of a name from which a likeness says anything


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Someone who may be the same person. ``same``: what is alike (name, e-mail, phone, similar name)."""

    id: int
    name: str
    opening: str
    stage: Stage
    applied_on: dt.date
    same: tuple[str, ...]
    opening_id: int = 0
    candidate_id: int | None = None

    @property
    def alike(self) -> str:
        """What is alike, in words: "same e-mail, similar name"."""
        return ", ".join(what if what.startswith("similar") else f"same {what}" for what in self.same)


def duplicates(
    session: Session, *, name: str, email: str = "", phone: str = "", besides: int | None = None
) -> list[DuplicateRow]:
    """Applicants with the same name, e-mail or phone, as far as spelling lets on, and names that are almost the
    same; the most alike first. Who is known to be the same person as ``besides`` is among them."""
    wanted = {
        "name": rules.name_key(name),
        "e-mail": rules.email_key(email),
        "phone": rules.phone_key(phone),
    }
    if not any(wanted.values()):
        return []
    rows = session.execute(
        sa.select(
            Applicant.id,
            Applicant.name,
            Applicant.email,
            Applicant.phone,
            Opening.title,
            Applicant.stage,
            Applicant.applied_on,
            Applicant.opening_id,
            Applicant.candidate_id,
        )
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(
            Applicant.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
            Applicant.id != (besides or 0),
        )
    ).all()
    keys = [rules.name_key(row.name) for row in rows]
    near = _near(wanted["name"], keys)
    found = []
    for at, row in enumerate(rows):
        theirs = {
            "name": keys[at],
            "e-mail": rules.email_key(row.email),
            "phone": rules.phone_key(row.phone),
        }
        same = tuple(what for what, key in wanted.items() if key and key == theirs[what])
        if at in near and "name" not in same:
            same = (*same, "similar name")
        if same:
            found.append(
                DuplicateRow(
                    row.id,
                    row.name,
                    row.title,
                    row.stage,
                    row.applied_on,
                    same,
                    row.opening_id,
                    row.candidate_id,
                )
            )
    return sorted(
        found,
        key=lambda row: (-len(row.same) + 0.5 * ("similar name" in row.same), -row.applied_on.toordinal()),
    )


def _near(name: str, keys: list[str]) -> dict[int, float]:
    """The places in ``keys`` of names that are spelled almost like ``name``, with their likeness."""
    if len(name) < _SHORTEST:
        return {}
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    cut = ALIKE / 100
    return {
        at: score
        for _, score, at in process.extract(
            name, keys, scorer=JaroWinkler.normalized_similarity, score_cutoff=cut, limit=5
        )
    }
