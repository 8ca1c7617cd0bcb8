"""What a file becomes: one text with what is known around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from csmanager.features.handbook.rules import PolicyKind


@dataclass(frozen=True, slots=True)
class PolicyDraftText:
    """One policy as a file has it. ``body`` is Markdown without a head.

    ``file``: its path below the folder it came from. ``pictures``: the bytes of each by the address the text names.
    ``notes``: what was left out or could not be taken over; ``problem``: why nothing can be taken in, "" otherwise.
    """

    title: str
    body: str
    file: str = ""
    code: str = ""
    kind: PolicyKind = PolicyKind.POLICY
    category: str = ""
    owner: str = ""
    review_every_months: int | None = None
    next_review_on: dt.date | None = None
    effective_on: dt.date | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str = ""
