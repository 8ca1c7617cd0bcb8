"""Who a cell names: a person under any spelling, or nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csmanager.features.team.rules import alias_key

_NOBODY = frozenset(
    [
        "",
        "-",
        "--",
        "–",
        "—",
        "none",
        "[none]",
        "(none)",
        "n/a",
        "na",
        "null",
        "nan",
        "unassigned",
        "not assigned",
        "nobody",
        "no agent",
        "no one",
        "unknown",
        "system",
        "automatic",
        "automated",
        "auto",
        "[deleted]",
        "deleted",
        "anonymous",
        "bot",
        "ivr",
        "voicemail",
        "nicht zugewiesen",
        "niemand",
        "sin asignar",
        "non assigné",
        "não atribuído",
        "#n/a",
    ]
)
_QUEUE = re.compile(
    r"^(?:queue|team|group|department|ivr|ring group|hunt group|call queue|cola|warteschlange)\b"
    r"|\b(?:queue|team|group|desk|department|hotline|ivr|voicemail|reception|pool|line|inbox|mailbox)$",
    re.I,
)
_INNER = re.compile(r"^(?P<name>.*?)\s*[(<\[](?P<inner>[^()<>\[\]]+)[)>\]]\s*$")
_PHONE = re.compile(r"'?\+?[\d\s().-]{5,}")
_EXTENSION = re.compile(r"\d{2,6}")
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a cell names them. ``aliases``: (kind, text) of what else the cell says."""

    name: str
    key: str
    aliases: tuple[tuple[str, str], ...] = ()


def is_nobody(text: str) -> bool:
    """Whether a cell of an agent column stands for nobody."""
    return text.strip().casefold() in _NOBODY


def parse(text: str, *, phones_are_people: bool = True) -> Named | None:
    """The person; None for placeholders, queues and teams.

    ``phones_are_people``: a bare number in an agent column is an agent's number; in From or To it is a phone.
    """
    clean = " ".join(text.translate(_INVISIBLE).replace("\u00a0", " ").split()).strip("'\" ")
    if is_nobody(clean):
        return None
    aliases: list[tuple[str, str]] = []
    found = _INNER.match(clean)
    if found and found["name"]:
        inner = found["inner"].strip()
        name = found["name"].strip("\"' ")
        if "@" in inner:
            aliases.append(("email", inner))
        elif _EXTENSION.fullmatch(inner):
            aliases.append(("extension", inner))
        elif _PHONE.fullmatch(inner):
            if _PHONE.fullmatch(name) or not phones_are_people:
                return None  # who calls from outside is no agent
            return Named(name, alias_key(name))
        else:
            aliases.append(("login", inner))
        clean = name
    if not clean or is_nobody(clean) or _QUEUE.search(clean):
        return None
    if _PHONE.fullmatch(clean) and (not phones_are_people or clean.startswith("+")):
        return None
    if not phones_are_people and _EXTENSION.fullmatch(clean):
        return None
    last, comma, first = clean.partition(",")
    if comma and first.strip() and "," not in first:
        aliases.append(("name", clean))
        clean = f"{first.strip()} {last.strip()}"
    return Named(clean, alias_key(clean), tuple(aliases))
