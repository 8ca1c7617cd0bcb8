"""Pictures of policies, kept in the store and named in texts by ``picture:`` and the beginning of their SHA-256."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook.tables import PolicyPicture

SCHEME = "picture:"
MOST_BYTES = 2_000_000  # of one picture
_DIGITS = 16
_NAMED = re.compile(rf"{SCHEME}([0-9a-f]{{{_DIGITS}}})")
_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def check_picture(name: str, data: bytes) -> None:
    """Raises RuleBroken for what is no PNG, JPEG or GIF, or too large to be kept with every backup."""
    if len(data) > MOST_BYTES:
        raise RuleBroken(
            f"{name or 'The picture'} has {len(data) / 1e6:.1f} MB; a picture in the handbook has up to"
            f" {MOST_BYTES / 1e6:.0f} MB. Make it smaller and add it again."
        )
    if not data.startswith(_STARTS):
        raise RuleBroken(f"{name or 'This'} is no picture of a kind that can be shown: PNG, JPEG or GIF.")


def address(data: bytes) -> str:
    """How a text names these bytes."""
    return f"{SCHEME}{hashlib.sha256(data).hexdigest()[:_DIGITS]}"


def keep_picture(session: Session, name: str, data: bytes) -> str:
    """Keep a picture, once; returns its address."""
    check_picture(name, data)
    digest = hashlib.sha256(data).hexdigest()
    if session.scalar(sa.select(PolicyPicture.id).where(PolicyPicture.sha256 == digest)) is None:
        session.add(PolicyPicture(sha256=digest, name=" ".join(name.split()), data=data))
        session.flush()
    return f"{SCHEME}{digest[:_DIGITS]}"


def pictures_of(session: Session, texts: Iterable[str]) -> dict[str, bytes]:
    """The bytes of every picture that ``texts`` name, by its address."""
    wanted = {digits for text in texts for digits in _NAMED.findall(text)}
    if not wanted:
        return {}
    start = sa.func.substr(PolicyPicture.sha256, 1, _DIGITS)
    rows = session.execute(sa.select(PolicyPicture.sha256, PolicyPicture.data).where(start.in_(wanted)))
    return {f"{SCHEME}{row.sha256[:_DIGITS]}": row.data for row in rows}
