"""What measures meant before: a row for every version, from the day it held."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.tables import Metric, MetricVersion


def keep(session: Session, metric: Metric) -> None:
    """Make sure the present version is written down before it changes."""
    known = session.scalar(
        sa.select(MetricVersion.id).where(
            MetricVersion.metric_id == metric.id, MetricVersion.version == metric.version
        )
    )
    if known is None:
        _write(session, metric, None)


def begin(session: Session, metric: Metric, today: dt.date | None) -> None:
    """Write down the version that now holds."""
    session.flush()
    _write(session, metric, today)


def _write(session: Session, metric: Metric, starts_on: dt.date | None) -> None:
    session.add(
        MetricVersion(
            metric_id=metric.id,
            version=metric.version,
            starts_on=starts_on,
            name=metric.name,
            definition=metric.definition,
            formula=metric.formula,
            minimum_n=metric.minimum_n,
            options=metric.options,
            expression=metric.expression,
        )
    )
    session.flush()
