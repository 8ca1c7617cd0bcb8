"""Text being typed, kept beside the records until it is saved or thrown away. Never a step, never exported.

A draft is one JSON text: what it belongs to, and what each field held. What belongs to sealed fields is sealed as a
whole, with the public half of the store's key, so that it can be put back only once sealed texts are open.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.sealing import is_token
from csmanager.core.store import Store
from csmanager.core.tables import Draft

PREFIX = "form/"  # of the keys of forms; other drafts belong to pages that look after them
KEEP_DAYS = 30  # then it goes, whoever it belongs to


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it lies in the store. ``title`` and ``fields`` are empty while it is sealed."""

    key: str
    at: dt.datetime
    text: str

    @property
    def is_sealed(self) -> bool:
        """Whether it can be read only once sealed texts are open."""
        return is_token(self.text)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was being typed: the title of the form, and by field what it held."""

    title: str
    fields: dict[str, Any]

    @property
    def beginning(self) -> str:
        """The first words of the longest text, to know it by."""
        texts = [value for value in self.fields.values() if isinstance(value, str)]
        words = " ".join(max(texts, key=len, default="").split())
        return words if len(words) <= 60 else f"{words[:57].rsplit(' ', 1)[0]} …"


def packed(typed: Typed) -> str:
    """``typed`` as one text."""
    return json.dumps({"title": typed.title, "fields": typed.fields}, ensure_ascii=False)


def unpacked(text: str) -> Typed | None:
    """What ``packed`` made; None of anything else."""
    try:
        found = json.loads(text)
        return Typed(str(found["title"]), dict(found["fields"]))
    except (ValueError, KeyError, TypeError):
        return None


def kept(session: Session, key: str) -> Kept | None:
    """The draft under ``key``."""
    row = session.get(Draft, key)
    return None if row is None else Kept(row.key, row.saved_at, row.text)


def of_forms(session: Session) -> list[Kept]:
    """Every draft of a form, newest first."""
    query = sa.select(Draft).where(Draft.key.startswith(PREFIX, autoescape=True))
    rows = session.scalars(query.order_by(Draft.saved_at.desc(), Draft.key))
    return [Kept(row.key, row.saved_at, row.text) for row in rows]


def forget_old(store: Store, now: dt.datetime) -> int:
    """Forget drafts that nobody came back to for ``KEEP_DAYS``; returns how many."""
    limit = now - dt.timedelta(days=KEEP_DAYS)
    with store.read() as session:
        count = session.scalar(sa.select(sa.func.count()).where(Draft.saved_at < limit)) or 0
    if count:
        store.keep_aside(lambda session: session.execute(sa.delete(Draft).where(Draft.saved_at < limit)))
    return count


def forget_all(session: Session) -> int:
    """Forget every draft when somebody is erased: any may be about them, without a name or sealed. Returns how many."""
    count = session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0
    session.execute(sa.delete(Draft))
    return count
