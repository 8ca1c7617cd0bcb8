"""Applicants without what tells who they are, for reading applications by what they say."""

from __future__ import annotations

from csmanager.features.hiring.queries import ApplicantRow


def masked(row: ApplicantRow) -> ApplicantRow:
    """``row`` under its number: no name, no address, no number to call, no notes, which may name them."""
    return row._replace(name=alias(row.id), email="", phone="", notes="")


def alias(applicant_id: int) -> str:
    """What an applicant is called while names are hidden; the same on every page."""
    return f"Applicant {applicant_id}"
