"""Templates of plans as text, as they are shipped, edited and kept readable: one line for each item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from csmanager.core.errors import RuleBroken
from csmanager.features.onboarding import rules
from csmanager.features.onboarding.rules import GateRule, ItemOwner, PlanKind

_ITEM = re.compile(r"- \[(?P<owner>[^\]]+)\]\s*(?P<offset>[+-]?\d+)\s*(?P<marks>[*!\s]*)\s*(?P<rest>.+)")
_ASKS = {"days": "days", "day": "days", "contacts": "contacts", "contact": "contacts"}
_PERCENT = {"mean": "share", "low": "low", "quiz": "quiz"}
LINKS = ("policy", "course", "skill", "sheet", "document")
HELP = (
    "## begins a phase. An item is “- [owner] day * ! title”: owner is manager, mentor, person or other; the day counts"
    " from the start (-3 is before it); * must be done, ! needs something to show. “-> policy P-02”, “-> course …”,"
    " “-> sheet …”, “-> skill …” or “-> document …” at its end leads somewhere; lines below it say more."
    " Under “## Gates” a gate is “- name: 8 days, 5 contacts, mean 80, low 60, quiz 80”."
)


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item as written. ``link``: (kind, what it leads to) or None."""

    phase: str
    owner: ItemOwner
    offset_days: int
    is_mandatory: bool
    needs_evidence: bool
    title: str
    detail: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class GateText:
    """One gate as written."""

    name: str
    rule: GateRule


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as written."""

    name: str
    kind: PlanKind
    role: str
    about: str
    items: tuple[ItemText, ...]
    gates: tuple[GateText, ...]


@dataclass
class _Reading:
    name: str = ""
    kind: PlanKind = PlanKind.ONBOARDING
    role: str = ""
    about: list[str] = field(default_factory=list)
    phase: str = ""
    items: list[ItemText] = field(default_factory=list)
    gates: list[GateText] = field(default_factory=list)


def read(text: str) -> TemplateText:
    """A template from its text. Raises RuleBroken naming the line that cannot be read."""
    made = _Reading()
    for number, line in enumerate(text.splitlines(), 1):
        try:
            _read_line(made, line)
        except RuleBroken as error:
            raise RuleBroken(f"Line {number}: {error}") from error
    if not made.name:
        raise RuleBroken("Begin with the name of the plan: # New agent.")
    if not made.items:
        raise RuleBroken("A plan needs an item at least: - [manager] 0 * Show the place.")
    names = [gate.name.casefold() for gate in made.gates]
    if len(set(names)) < len(names):
        raise RuleBroken("Two gates have the same name.")
    return TemplateText(
        made.name, made.kind, made.role, "\n".join(made.about).strip(), tuple(made.items), tuple(made.gates)
    )


def _read_line(made: _Reading, line: str) -> None:
    clean = line.strip()
    if line.startswith("# "):
        made.name = " ".join(line[2:].split())
    elif line.startswith("## "):
        made.phase = " ".join(line[3:].split())
    elif not clean:
        return
    elif line.startswith("- "):
        if made.phase.casefold() == "gates":
            made.gates.append(_gate(clean[2:]))
        else:
            made.items.append(_item(clean, made.phase))
    elif line.startswith((" ", "\t")) and made.items:
        last = made.items[-1]
        made.items[-1] = ItemText(
            last.phase, last.owner, last.offset_days, last.is_mandatory, last.needs_evidence, last.title,
            f"{last.detail}\n{clean}".strip(), last.link,
        )  # fmt: skip
    elif made.phase:
        raise RuleBroken(f"“{clean[:40]}” is neither an item nor what belongs below one.")
    else:
        name, colon, value = clean.partition(":")
        if colon and name.casefold() == "kind":
            if value.strip() not in set(PlanKind):
                raise RuleBroken(f"The kind is one of {', '.join(PlanKind)}.")
            made.kind = PlanKind(value.strip())
        elif colon and name.casefold() == "role":
            made.role = value.strip()
        else:
            made.about.append(clean)


def _item(line: str, phase: str) -> ItemText:
    found = _ITEM.fullmatch(line)
    if found is None:
        raise RuleBroken("Write an item like “- [mentor] 3 * Sit beside at the desk”.")
    owner = found["owner"].strip().casefold()
    if owner not in set(ItemOwner):
        raise RuleBroken(f"An item is done by {', '.join(ItemOwner)}; “{owner}” is none of them.")
    offset = int(found["offset"])
    if abs(offset) > rules.LONGEST_OFFSET:
        raise RuleBroken(f"Day {offset} lies too far from the start.")
    title, arrow, target = found["rest"].partition("->")
    link = None
    if arrow:
        kind, _, what = target.strip().partition(" ")
        if kind not in LINKS or not what.strip():
            raise RuleBroken(f"After -> stands {', '.join(LINKS)} and which one.")
        link = (kind, what.strip())
    if not title.strip():
        raise RuleBroken("The item has no title.")
    marks = found["marks"]
    return ItemText(
        phase, ItemOwner(owner), offset, "*" in marks, "!" in marks, " ".join(title.split()), "", link
    )


def _gate(text: str) -> GateText:
    name, _, asks = text.partition(":")
    if not name.strip():
        raise RuleBroken("A gate has a name.")
    found: dict[str, int] = {}
    for part in filter(None, (one.strip() for one in asks.split(","))):
        words = part.replace("%", " ").split()
        if len(words) == 2 and words[0].isdigit() and words[1] in _ASKS:
            found[_ASKS[words[1]]] = int(words[0])
        elif len(words) == 2 and words[1].isdigit() and words[0] in _PERCENT and int(words[1]) <= 100:
            found[_PERCENT[words[0]]] = int(words[1])
        else:
            raise RuleBroken(f"“{part}” is none of: 8 days, 5 contacts, mean 80, low 60, quiz 80.")
    return GateText(" ".join(name.split()), GateRule(**found))


def readable(template: TemplateText) -> str:
    """A template as Markdown for somebody who reads it: days, owners and what must be in words."""
    lines: list[str] = []
    phase = None
    for item in template.items:
        if item.phase != phase:
            phase = item.phase
            lines += ["", f"## {phase}"]
        facts = [
            _day_words(item.offset_days, template.kind),
            rules.owner_word(item.owner, template.kind).lower(),
        ]
        facts += ["if there is time"] * (not item.is_mandatory) + ["shown by something"] * item.needs_evidence
        facts += [f"{item.link[0]} {item.link[1]}"] if item.link else []
        lines.append(f"- {item.title} ({', '.join(facts)})")
        lines += [f"  {line}" for line in item.detail.splitlines()]
    if template.gates:
        lines += ["", "## Gates"]
        lines += [f"- {gate.name}: {gate.rule.text}" for gate in template.gates]
    return "\n".join(lines).strip() + "\n"


def _day_words(offset: int, kind: PlanKind) -> str:
    count = f"{abs(offset)} day{'s' * (abs(offset) != 1)}"
    if kind is PlanKind.LEAVER:
        return "on the last day" if not offset else f"{count} {'before' if offset < 0 else 'after'} it"
    return f"{count} before the start" if offset < 0 else f"day {offset + 1}"


def write(template: TemplateText) -> str:
    """The text of a template, which ``read`` reads back."""
    lines = [f"# {template.name}", f"kind: {template.kind}"]
    if template.role:
        lines.append(f"role: {template.role}")
    if template.about:
        lines += ["", *template.about.splitlines()]
    phase = None
    for item in template.items:
        if item.phase != phase:
            phase = item.phase
            lines += ["", f"## {phase}"]
        marks = ("*" if item.is_mandatory else "") + ("!" if item.needs_evidence else "")
        link = f" -> {item.link[0]} {item.link[1]}" if item.link else ""
        lines.append(
            " ".join(filter(None, (f"- [{item.owner}] {item.offset_days}", marks, item.title))) + link
        )
        lines += [f"  {line}" for line in item.detail.splitlines()]
    if template.gates:
        lines += ["", "## Gates"]
    for gate in template.gates:
        rule = gate.rule
        parts = [f"{rule.days} days"] * bool(rule.days) + [f"{rule.contacts} contacts"] * bool(rule.contacts)
        parts += [f"{word} {value}" for word, value in
                  (("mean", rule.share), ("low", rule.low), ("quiz", rule.quiz)) if value]  # fmt: skip
        lines.append(f"- {gate.name}: {', '.join(parts)}".rstrip(": "))
    return "\n".join(lines) + "\n"
