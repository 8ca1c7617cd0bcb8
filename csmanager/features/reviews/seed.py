"""What a new store starts with in this duty: the metric dictionary, a template for reviews, rules of advice."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy.orm import Session

from csmanager.features.reviews.advice.seed import seed_rules
from csmanager.features.reviews.cycles.templates import seed_templates
from csmanager.features.reviews.dictionary import MEASURES
from csmanager.features.reviews.tables import Metric


def seed(session: Session, today: dt.date) -> None:
    """Write the metric dictionary; measures that are there already stay as they are."""
    known = {metric.key for metric in session.query(Metric)}
    for position, measure in enumerate(MEASURES):
        if measure.key not in known:
            session.add(
                Metric(
                    key=measure.key,
                    name=measure.name,
                    definition=measure.definition,
                    formula=measure.formula,
                    unit=measure.unit,
                    better=measure.better,
                    level=measure.level,
                    minimum_n=measure.minimum_n,
                    version=1,
                    position=position,
                    options=json.dumps(measure.options, sort_keys=True),
                )
            )
    session.flush()
    seed_templates(session)
    seed_rules(session)
