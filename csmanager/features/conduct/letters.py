"""The letters and forms of conduct as Markdown. Whoever calls has unsealed the texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.features.conduct import rules
from csmanager.features.conduct.queries import ConflictRow, WarningRow
from csmanager.features.conduct.rules import FORMAL, Appeal
from csmanager.features.reviews.periods import day_text
from csmanager.papers.merge import fill

_LINE = "_" * 46  # to sign on
LETTER_WORDS = {
    "mediation": "Form for the talk",
    "agreement": "Agreement",
    "harassment": "Letter with the steps",
    "step": "Letter",
    "appeal": "Outcome of the appeal",
}


def conflict_paper(
    row: ConflictRow, kind: str, texts: Mapping[str, str], *, shop: str, today: dt.date
) -> str:
    """The form for the talk, the agreement, or the letter with the steps after a report of harassment.

    ``texts``: unsealed, by "common_ground", "routed_to" and "commits:ID" of each side. Raises RuleBroken where the
    paper does not belong.
    """
    if kind != "harassment" and (row.kind in FORMAL or row.is_formal):
        raise RuleBroken("A matter that goes the formal way has no talk together and no agreement.")
    if kind == "harassment" and row.kind not in FORMAL:
        raise RuleBroken("This letter is for a report of harassment or discrimination.")
    first, *others = [side.person for side in row.sides] or ["The first", "the second"]
    commitments = "\n\n".join(
        f"**{side.person}**\n\n{texts.get(f'commits:{side.id}') or '–'}" for side in row.sides
    )
    ahead = [check.due_on for check in row.check_ins] or [day for _, day in rules.check_in_days(today)]
    return fill(
        _text(kind),
        {
            "people": row.people,
            "first": first,
            "second": " and ".join(others) or "the second",
            "shop": shop,
            "today": day_text(today),
            "common ground": texts.get("common_ground") or "–",
            "commitments": commitments,
            "check ins": _listed([day_text(day) for day in ahead]),
            "signatures": "\n\n".join(f"{side.person}: {_LINE}" for side in row.sides),
            "routed": texts.get("routed_to") or "the owner or the person for staff matters",
        },
    )


def warning_letter(
    row: WarningRow,
    texts: Mapping[str, str],
    earlier: Sequence[WarningRow],
    *,
    shop: str,
    today: dt.date,
    appeal_days: int,
    expires_on: dt.date | None,
) -> str:
    """The letter of a step. ``texts``, unsealed: facts, response, expected, skip_reason; ``earlier``: the person's."""
    day = row.issued_on or today
    before = [
        f"- {rules.STEP_WORDS[one.step]} of {day_text(one.issued_on)}: {one.clause}"
        + ("" if one.counts else ", no longer counts")
        for one in sorted(earlier, key=lambda one: one.issued_on or today)
        if one.issued_on is not None and one.id != row.id and one.appeal is not Appeal.OVERTURNED
    ]
    skip = texts.get("skip_reason", "")
    return fill(
        _text(row.step),
        {
            "person": row.person,
            "shop": shop,
            "today": day_text(day),
            "clause": row.clause,
            "happened": day_text(row.happened_on),
            "facts": texts.get("facts", ""),
            "response": texts.get("response") or _LINE,
            "expected": texts.get("expected") or "Keep to the rule above.",
            "earlier": "\n".join(before) or "There was no warning before.",
            "skip": f"Why an earlier step was left out: {skip}" if skip else "",
            "expires": day_text(expires_on) if expires_on else "no day: it stays",
            "appeal by": day_text(day + dt.timedelta(days=appeal_days)),
        },
    )


def appeal_letter(row: WarningRow, texts: Mapping[str, str], *, shop: str, today: dt.date) -> str:
    """What became of an appeal. Raises RuleBroken while it is open."""
    if row.decided_on is None or row.issued_on is None or row.appealed_on is None:
        raise RuleBroken("The appeal has not been decided yet.")
    is_gone = row.appeal is Appeal.OVERTURNED
    return fill(
        _text("appeal"),
        {
            "person": row.person,
            "shop": shop,
            "today": day_text(today),
            "appealed": day_text(row.appealed_on),
            "issued": day_text(row.issued_on),
            "step": rules.STEP_WORDS[row.step].lower(),
            "appeal": texts.get("appeal_reason", ""),
            "outcome": "overturned" if is_gone else "upheld",
            "decision": texts.get("decision", ""),
            "consequence": "It is taken back, never counted, and is not named in any later letter."
            if is_gone
            else "It stands as it was handed to you, and stops counting on the day that it names.",
        },
    )


def _text(kind: str) -> str:
    return (data_dir("resources") / "text" / "conduct" / f"{kind}.md").read_text("utf-8")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
