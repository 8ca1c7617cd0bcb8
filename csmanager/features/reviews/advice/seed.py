"""The rules every store starts with, read from the shipped text."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.features.reviews.advice import rules
from csmanager.features.reviews.advice.tables import AdviceRule

_MANY = ("pattern", "check", "do")


@dataclass(frozen=True, slots=True)
class ShippedRule:
    """One rule as it is shipped."""

    key: str
    name: str
    parts: dict[str, str]


def shipped() -> list[ShippedRule]:
    """The rules of resources/text/reviews/advice.md, in their order."""
    text = (data_dir("resources") / "text" / "reviews" / "advice.md").read_text(encoding="utf-8")
    found = []
    for block in text.split("\n## ")[1:]:
        head, *lines = block.splitlines()
        key, _, name = head.partition(":")
        parts: dict[str, str] = {}
        for line in lines:
            part, colon, rest = line.partition(":")
            if colon and rest.strip():
                both = [parts[part]] if part in _MANY and part in parts else []
                parts[part] = "\n".join([*both, rest.strip()])
        found.append(ShippedRule(key.strip(), name.strip(), parts))
    return found


def seed_rules(session: Session) -> int:
    """Add the shipped rules this store does not have, also not in the Trash; returns how many came."""
    known = set(session.scalars(sa.select(AdviceRule.key)))
    added = 0
    for position, one in enumerate(shipped()):
        if one.key in known:
            continue
        parts = one.parts
        session.add(
            AdviceRule(
                key=one.key,
                name=one.name,
                pattern=rules.write(rules.parse(parts["pattern"])),
                cause=parts.get("cause", ""),
                checks=parts.get("check", ""),
                say=parts.get("say", ""),
                todo=parts.get("do", ""),
                training=parts.get("training", ""),
                watch_metric=parts.get("watch", ""),
                towards=parts.get("towards", ""),
                weeks=int(parts.get("weeks", "4")),
                is_question=parts.get("question") == "yes",
                is_active=True,
                position=position,
                version=1,
                trashed_on=None,
            )
        )
        added += 1
    session.flush()
    return added
