"""Applicants without what tells who they are, for reading applications by what they say."""

from __future__ import annotations

from collections.abc import Iterable

from csmanager.features.hiring.queries import ApplicantRow


def masked(row: ApplicantRow) -> ApplicantRow:
    """``row`` under its number: no name, no address, no number to call, no notes, which may name them."""
    return row._replace(name=alias(row.id), email="", phone="", notes="")


def unnamed(text: str, rows: Iterable[ApplicantRow]) -> str:
    """``text`` with the number of each of ``rows`` where it names them."""
    for row in sorted(rows, key=lambda row: -len(row.name)):
        text = text.replace(row.name, alias(row.id))
    return text


def alias(applicant_id: int) -> str:
    """What an applicant is called while names are hidden; the same on every page."""
    return f"Applicant {applicant_id}"
