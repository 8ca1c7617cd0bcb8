"""What of a column tells of a person, declared where the column is.

Erasing, a person's own file, the record of processing and the masking of other people's names all read it here, so
that none of them can go stale: ``name: Mapped[str] = mapped_column(Text, info=IDENTITY)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from csmanager.core.tables import Base

_KEY = "personal"


class Personal(StrEnum):
    """What kind of personal data a column holds, and so what erasing does to it."""

    IDENTITY = "identity"  # a name, login, address, birthday: taken out
    TEXT = "text"  # free text about or by somebody: taken out
    FILE = "file"  # a paper, or its name: taken out
    PAY = "pay"  # an amount of one person: taken out
    JUDGEMENT = "judgement"  # a score, rating or level: stays, since it says nothing without the identity
    NONE = "none"  # text that tells of nobody: a title of a template, a setting, a category


IDENTITY: dict[str, Any] = {_KEY: Personal.IDENTITY}
TEXT: dict[str, Any] = {_KEY: Personal.TEXT}
FILE: dict[str, Any] = {_KEY: Personal.FILE}
PAY: dict[str, Any] = {_KEY: Personal.PAY}
JUDGEMENT: dict[str, Any] = {_KEY: Personal.JUDGEMENT}
IMPERSONAL: dict[str, Any] = {_KEY: Personal.NONE}


def kind_of(column: sa.Column[Any]) -> Personal | None:
    """What ``column`` was declared to hold; None where nothing was said."""
    return column.info.get(_KEY)


def declared(kind: Personal) -> Iterator[tuple[Mapper[Any], sa.Column[Any]]]:
    """Every column of every mapped class that was declared to be of this kind."""
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            if kind_of(column) is kind:
                yield mapper, column
