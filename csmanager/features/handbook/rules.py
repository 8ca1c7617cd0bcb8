"""The life of a policy version, and what a text says about itself. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

STALE_DRAFT_DAYS = 14  # days a draft may lie before Today asks about it
REVIEW_SOON_DAYS = 14  # days before a review date from which Today names it
REVIEW_WAIT_DAYS = 7  # days a version may be with its reviewer before Today asks about it
LONGEST_BODY = 200_000  # letters; a hundred pages
MOST_LINES = 6_000  # a hundred pages; a list of many more points takes minutes to lay out
LONGEST_LINE = 20_000  # letters of one paragraph
LONGEST_WORD = 2_000  # letters without a blank; more is a pasted file, and laying it out would take minutes


class PolicyKind(StrEnum):
    """What kind of text it is."""

    POLICY = "policy"
    PROCEDURE = "procedure"
    SCRIPT = "script"
    GROUND_RULE = "ground_rule"
    FORM = "form"


class VersionState(StrEnum):
    """Where a version stands; one version of a policy is in force at most."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


class ChangeKind(StrEnum):
    """Whether a version changes what staff must do."""

    FIRST = "first"
    MATERIAL = "material"
    EDITORIAL = "editorial"


KIND_NAMES = {
    PolicyKind.POLICY: "Policy",
    PolicyKind.PROCEDURE: "Procedure",
    PolicyKind.SCRIPT: "Script",
    PolicyKind.GROUND_RULE: "Ground rule",
    PolicyKind.FORM: "Form",
}
STATE_NAMES = {
    VersionState.DRAFT: "Draft",
    VersionState.IN_REVIEW: "In review",
    VersionState.APPROVED: "Approved",
    VersionState.SCHEDULED: "Scheduled",
    VersionState.IN_FORCE: "In force",
    VersionState.SUPERSEDED: "Superseded",
    VersionState.RETIRED: "Retired",
    VersionState.WITHDRAWN: "Withdrawn",
}
CHANGE_NAMES = {
    ChangeKind.FIRST: "First version",
    ChangeKind.MATERIAL: "Material change",
    ChangeKind.EDITORIAL: "Editorial change",
}

NEXT_STATES: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset(
        {VersionState.IN_REVIEW, VersionState.APPROVED, VersionState.SCHEDULED, VersionState.IN_FORCE}
    ),
    VersionState.IN_REVIEW: frozenset({VersionState.DRAFT, VersionState.APPROVED}),
    VersionState.APPROVED: frozenset({VersionState.DRAFT, VersionState.SCHEDULED, VersionState.IN_FORCE}),
    VersionState.SCHEDULED: frozenset({VersionState.IN_FORCE, VersionState.WITHDRAWN}),
    VersionState.IN_FORCE: frozenset({VersionState.SUPERSEDED, VersionState.RETIRED}),
    VersionState.SUPERSEDED: frozenset(),
    VersionState.RETIRED: frozenset(),
    VersionState.WITHDRAWN: frozenset(),
}
"""The whole table of what may become of a version. Only a draft's text may change, and only a draft may go."""

AHEAD = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED, VersionState.SCHEDULED})
"""The states of the one version that is on its way; a policy has one such at most."""


def check_state(title: str, old: VersionState, new: VersionState) -> None:
    """Raises RuleBroken when a version may not go from ``old`` to ``new``."""
    if new not in NEXT_STATES[old]:
        raise RuleBroken(
            f"This version of {title} is {STATE_NAMES[old].lower()} and cannot become"
            f" {STATE_NAMES[new].lower()}."
        )


def check_publish(
    title: str, body: str, change: ChangeKind, note: str, *, has_former: bool, former_body: str = ""
) -> None:
    """Raises RuleBroken with what is missing before a draft may come into force."""
    check_text(title, body)
    if not has_former:
        return
    if change is ChangeKind.FIRST:
        raise RuleBroken("Say whether the change is material (people must act differently) or editorial.")
    if body.strip() == former_body.strip():
        raise RuleBroken(f"The draft of {title} says the same as the version in force.")
    if not note.strip():
        raise RuleBroken("Say in a sentence what has changed.")


def check_text(title: str, body: str) -> None:
    """Raises RuleBroken for a text that says nothing but its title."""
    lines = (_FAR_PICTURE.sub("", line) for line in body.splitlines() if not _HEADING.match(line))
    if not any(letter.isalnum() for line in lines for letter in line):
        raise RuleBroken(f"{title} has no text yet.")


def check_writing(title: str, number: int, state: VersionState, day: dt.date | None) -> None:
    """Raises RuleBroken unless the version that is on its way is a draft, whose text may change."""
    if state is VersionState.DRAFT:
        return
    when = f" for {day.isoformat()}" if state is VersionState.SCHEDULED and day else ""
    way = "Call it off" if state is VersionState.SCHEDULED else "Take it back"
    raise RuleBroken(f"Version {number} of {title} is {STATE_NAMES[state].lower()}{when}. {way} to write on.")


def check_clock(title: str, today: dt.date, last: dt.date | None, number: int | None) -> None:
    """Raises RuleBroken when the clock shows a day before the one on which the version before came into force."""
    if last is not None and today < last:
        raise RuleBroken(
            f"By this computer's clock today is {today.isoformat()}, but version {number} of {title} came into force"
            f" on {last.isoformat()}. Set the clock right first."
        )


def check_scheduled_day(title: str, today: dt.date, day: dt.date) -> None:
    """Raises RuleBroken for a day that does not lie ahead, or not within ten years."""
    if day <= today:
        raise RuleBroken(
            f"{title} can be scheduled from tomorrow on; to bring it into force today, publish it."
        )
    if day > add_months(today, 120):
        raise RuleBroken(f"{day.isoformat()} is more than ten years ahead.")


def clean_title(title: str) -> str:
    """``title`` with single spaces; raises RuleBroken when nothing is left."""
    clean = " ".join(title.split())
    if not clean:
        raise RuleBroken("A policy needs a title.")
    return clean


def clean_body(body: str) -> str:
    """``body`` as it is kept: plain line ends, no trailing blanks at the end of the text."""
    clean = body.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").rstrip()
    if len(clean) > LONGEST_BODY:
        raise RuleBroken(
            f"A policy holds up to {LONGEST_BODY:,} letters; this text has {len(clean):,}. Cut it into several."
        )
    lines = clean.split("\n")
    if len(lines) > MOST_LINES:
        raise RuleBroken(
            f"A policy holds up to {MOST_LINES:,} lines; this text has {len(lines):,}. Cut it into several."
        )
    longest = max(map(len, clean.split()), default=0)
    if longest > LONGEST_WORD:
        raise RuleBroken(
            f"This text holds {longest:,} letters without a blank, so it is no text to be read; a picture or a file"
            " cannot be pasted in."
        )
    widest = max(map(len, lines))
    if widest > LONGEST_LINE:
        raise RuleBroken(
            f"A paragraph holds up to {LONGEST_LINE:,} letters; this text has one of {widest:,}. Break it up."
        )
    return f"{clean}\n" if clean else ""


_CODE = re.compile(r"^(?P<head>.*?)(?P<number>\d+)$")


def next_code(codes: Collection[str]) -> str:
    """A free code, one on from the highest: P-09 after P-08."""
    numbers = [
        int(found["number"])
        for code in codes
        if (found := _CODE.match(code.strip())) and found["head"].casefold() == "p-"
    ]
    return f"P-{max(numbers, default=0) + 1:02d}"


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last day of that month when it is shorter."""
    month = day.year * 12 + day.month - 1 + months
    first_after = dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_after - dt.timedelta(days=1)).day
    return dt.date(month // 12, month % 12 + 1, min(day.day, last))


def next_review(today: dt.date, every_months: int | None) -> dt.date | None:
    """When a text that was looked at today is due again; None when it is never."""
    return add_months(today, every_months) if every_months else None


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a text. ``line`` counts from 0."""

    level: int
    title: str
    line: int


_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<title>.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


def headings(body: str) -> list[Heading]:
    """The headings (# to ######) in order; what looks like one inside a fenced block is none."""
    found: list[Heading] = []
    fence = ""
    for number, line in enumerate(body.splitlines()):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
            continue
        if not fence and (match := _HEADING.match(line)) and match["title"]:
            found.append(Heading(len(match["marks"]), plain_text(match["title"]), number))
    return found


_FAR_PICTURE = re.compile(r"!\[[^\]]*\]\((?!picture:)[^)]*\)")  # it is never fetched, so it shows nothing
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(\*\*|__|~~|`|(?<!\w)[*_]|[*_](?!\w))")
_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,9}[.)]\s+)*")


def plain_text(line: str) -> str:
    """One line of Markdown without its marks, as it is read."""
    text = _LINK.sub(r"\1", _LEAD.sub("", line))
    text = text.strip().strip("|")
    return " ".join(_MARKS.sub("", text).replace("|", " ").split())


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """What a Markdown file says: its head and its text."""

    title: str
    body: str
    code: str | None = None
    kind: PolicyKind = PolicyKind.POLICY
    category: str = ""
    review_every_months: int | None = None


def read_file(text: str, stem: str) -> PolicyFile:
    """Understand a Markdown file; ``stem`` is its name, for a title where nothing better is said.

    A head between two lines of --- may give title, code, kind, category and review (months); what it says beyond
    that is left out. A file without a head has its first heading of level 1 as title.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head, body = _split_head(text)
    first = next((item.title for item in headings(body) if item.level == 1), "")
    kind = head.get("kind", head.get("type", "")).casefold().replace(" ", "_").replace("-", "_")
    months = re.match(r"\d{1,3}", head.get("review", head.get("review_every_months", "")))
    title = head.get("title") or first or stem.replace("_", " ").strip()
    return PolicyFile(
        title=clean_title(title),
        body=clean_body(body.lstrip("\n")),
        code=head.get("code") or None,
        kind=PolicyKind(kind) if kind in set(PolicyKind) else PolicyKind.POLICY,
        category=head.get("category", ""),
        review_every_months=int(months[0]) or None if months else None,
    )


def write_file(file: PolicyFile) -> str:
    """A policy as a Markdown file that ``read_file`` understands."""
    lines = ["---", f"title: {file.title}"]
    if file.code:
        lines.append(f"code: {file.code}")
    lines.append(f"kind: {file.kind.value}")
    if file.category:
        lines.append(f"category: {file.category}")
    if file.review_every_months:
        lines.append(f"review: {file.review_every_months}")
    return "\n".join([*lines, "---", "", file.body])


def _split_head(text: str) -> tuple[dict[str, str], str]:
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return {}, text
    for number, line in enumerate(lines[1:], 1):
        if line.strip() in ("---", "..."):
            head = {}
            for entry in lines[1:number]:
                key, colon, value = entry.partition(":")
                if colon and key.strip() and not entry.startswith((" ", "\t", "-")):
                    head[key.strip().casefold()] = _unquoted(value)
            return head, "\n".join(lines[number + 1 :])
    return {}, text


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
