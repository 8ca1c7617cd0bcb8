"""The questions and weights every store starts with."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.talks.oneonones.rules import read_set
from csmanager.features.wellbeing import pulse, strain
from csmanager.features.wellbeing.tables import PulseSet, StrainInput


def seed(session: Session, today: dt.date) -> None:
    """Add the shipped question sets and inputs a store never had."""
    known = set(session.scalars(sa.select(PulseSet.key)))
    for path in sorted((data_dir("resources") / "text" / "wellbeing").glob("pulse-*.md")):
        if path.stem not in known:
            found = read_set(path.read_text("utf-8"))
            pulse.write_set(
                session,
                None,
                name=found.name,
                intro=found.intro,
                questions="\n".join(found.questions),
                key=path.stem,
            )
    weighed = set(session.scalars(sa.select(StrainInput.key)))
    session.add_all(
        StrainInput(key=kind.key, weight=kind.weight, is_on=True)
        for kind in strain.KINDS
        if kind.key not in weighed
    )
