"""Which run rules tell of a change on the charts of a store: the first two, or all eight."""

from __future__ import annotations

from sqlalchemy.orm import Session

from csmanager.core.settings import read_value, write_value
from csmanager.features.reviews.charts.limits import ALL_RULES, RULES

_KEY = "reviews.all_run_rules"


def run_rules(session: Session) -> tuple[int, ...]:
    """Numbers of the rules of Nelson in force."""
    return ALL_RULES if read_value(session, _KEY, False) else RULES


def set_all_run_rules(session: Session, on: bool) -> None:
    """Use all eight rules, which see small changes sooner and cry wolf more often; or the first two."""
    write_value(session, _KEY, bool(on))
