"""The only list of duties. A new tab is a folder under ``features`` and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from csmanager.core.feature import Feature, load
from csmanager.features import (
    coaching,
    commitments,
    conduct,
    contacts,
    handbook,
    hiring,
    importing,
    kiosk,
    leave,
    onboarding,
    privacy,
    quality,
    recognition,
    reports,
    reviews,
    schedule,
    skills,
    talks,
    team,
    today,
    training,
    voice,
    wellbeing,
)
from csmanager.features.handbook import following, knowing
from csmanager.features.hiring import documents, interviews
from csmanager.features.hiring import knowing as hiring_figures
from csmanager.features.team import notes

if TYPE_CHECKING:
    from csmanager.core.store import Deriver

FEATURES: tuple[Feature, ...] = (
    today.FEATURE,
    team.FEATURE,
    notes.FEATURE,
    talks.FEATURE,
    coaching.FEATURE,
    recognition.FEATURE,
    wellbeing.FEATURE,
    hiring.FEATURE,
    interviews.FEATURE,
    documents.FEATURE,
    hiring_figures.FEATURE,
    handbook.FEATURE,
    knowing.FEATURE,
    following.FEATURE,
    reviews.FEATURE,
    contacts.FEATURE,
    reports.FEATURE,
    importing.FEATURE,
    commitments.FEATURE,
    quality.FEATURE,
    schedule.FEATURE,
    skills.FEATURE,
    leave.FEATURE,
    voice.FEATURE,
    kiosk.FEATURE,
    conduct.FEATURE,
    training.FEATURE,
    onboarding.FEATURE,
    privacy.FEATURE,
)


def load_tables() -> None:
    """Import every feature's mapped classes, then give bulk tables their shadows."""
    from csmanager.core import bulk  # brings SQLAlchemy along, which the window's frame does not wait for

    import_module("csmanager.core.sealing")
    import_module("csmanager.core.outgoing")
    for feature in FEATURES:
        if feature.tables:
            import_module(feature.tables)
    bulk.add_shadows()


def derivers() -> tuple[Deriver, ...]:
    """The derivers of all features, in the order of the catalogue."""
    return tuple(load(feature.derive) for feature in FEATURES if feature.derive)
