"""The values every store starts with, from the shipped file."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.recognition import actions
from csmanager.features.recognition.tables import ShopValue

_LINE = re.compile(r"^- \*\*(?P<name>.+?)\*\*: (?P<meaning>.+)$", re.MULTILINE)


def seed(session: Session, today: dt.date) -> None:
    """Add the shipped values, where a store has none."""
    if session.scalar(sa.select(ShopValue.id).limit(1)) is not None:
        return
    text = (data_dir("resources") / "text" / "recognition" / "values.md").read_text("utf-8")
    for found in _LINE.finditer(text):
        actions.write_value(session, None, name=found["name"], meaning=found["meaning"])
