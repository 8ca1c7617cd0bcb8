"""How a decision tree is written as text, and what can be wrong with one. Plain Python, no database.

::

    # Refund
    When money may go back.

    [start] What is wrong with the goods?
    - Faulty, or not as described -> fault
    - Changed their mind -> mind

    [fault] = Repair or replace; money back when neither works.
    Say: That should not have broken. Would you rather have it mended or a new one?
    Do: Choose the reason in the record.
    Clause: P-02 What the customer may do

A question has answers; an outcome begins with ``=`` and has none. The first one is the beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from csmanager.core.errors import RuleBroken

MOST_ANSWERS = 9  # one key each
_LONGEST = 100_000  # letters of a guide
_NODE = re.compile(r"^\[(?P<key>[\w.-]{1,40})\]\s*(?P<end>=)?\s*(?P<text>.*)$")
_ANSWER = re.compile(r"^[-*]\s+(?P<text>.*?)\s*(?:->|→)\s*(?P<to>[\w.-]{1,40})\s*$")
_NOTE = re.compile(r"^(?P<kind>Say|Do|Not|Clause)\s*:\s*(?P<text>.*)$", re.IGNORECASE)
_CLAUSE = re.compile(r"^(?P<code>\S+)\s*(?P<heading>.*)$")


class GuideKind(StrEnum):
    """What a guide is."""

    TREE = "tree"
    PLAYBOOK = "playbook"


KIND_NAMES = {GuideKind.TREE: "Decision tree", GuideKind.PLAYBOOK: "Playbook"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One way on from a question."""

    text: str
    to: str


@dataclass(slots=True)
class Node:
    """A question, or an outcome (``is_end``). ``notes``: (Say, Do or Not, words); ``clauses``: (code, heading)."""

    key: str
    text: str
    is_end: bool
    line: int
    answers: list[Answer] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    clauses: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """What a text says. ``unread``: lines nobody understands, as (number from 1, text)."""

    title: str
    about: str
    nodes: list[Node]
    unread: list[tuple[int, str]]

    def node(self, key: str) -> Node | None:
        """The first node of that name."""
        return next((node for node in self.nodes if node.key == key), None)

    @property
    def start(self) -> Node | None:
        """Where it begins."""
        return self.nodes[0] if self.nodes else None


def read_tree(text: str) -> Tree:
    """Understand a tree; never fails, ``problems`` says what is wrong."""
    tree = Tree("", "", [], [])
    about: list[str] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        node = tree.nodes[-1] if tree.nodes else None
        if not line:
            continue
        if match := _NODE.match(line):
            tree.nodes.append(
                Node(match["key"].casefold(), match["text"].strip(), bool(match["end"]), number)
            )
        elif line.startswith("# ") and node is None:
            tree.title = line[2:].strip()
        elif node is None:
            about.append(line)
        elif match := _ANSWER.match(line):
            node.answers.append(Answer(match["text"], match["to"].casefold()))
        elif match := _NOTE.match(line):
            _note(node, match["kind"].capitalize(), match["text"].strip())
        else:
            tree.unread.append((number, line))
    tree.about = " ".join(about)
    return tree


def _note(node: Node, kind: str, text: str) -> None:
    if kind == "Clause":
        match = _CLAUSE.match(text)
        if match:
            node.clauses.append((match["code"], match["heading"].strip()))
    else:
        node.notes.append((kind, text))


def problems(tree: Tree) -> list[str]:
    """What keeps a tree from being used, in sentences; empty when it is sound."""
    found = [
        f"Line {number} is neither a question, an answer nor a note: “{text}”."
        for number, text in tree.unread
    ]
    if not tree.title:
        found.append("The first line must be the title, such as “# Refund”.")
    if tree.start is None:
        return [*found, "There is no question yet. Write one as “[start] What is wrong?”."]
    seen: set[str] = set()
    for node in tree.nodes:
        name = f"“{node.key}” (line {node.line})"
        if node.key in seen:
            found.append(f"{name} is there twice; give the second another name.")
        seen.add(node.key)
        if not node.text:
            found.append(f"{name} says nothing.")
        if node.is_end and node.answers:
            found.append(f"{name} is an outcome and yet has answers. Take away the = or the answers.")
        if not node.is_end and not node.answers:
            found.append(f"{name} is a dead end: it has no answers and is no outcome. Outcomes begin with =.")
        if not node.is_end and len(node.answers) == 1:
            found.append(f"{name} has one answer only, so nothing is decided there.")
        if len(node.answers) > MOST_ANSWERS:
            found.append(f"{name} has {len(node.answers)} answers; {MOST_ANSWERS} can be chosen by key.")
    for node in tree.nodes:
        found += [
            f"“{answer.text}” of “{node.key}” leads to “{answer.to}”, which is not there."
            for answer in node.answers
            if answer.to not in seen
        ]
    found += [f"It goes in a circle: {' → '.join(loop)}." for loop in _loops(tree)]
    reached = _reached(tree)
    found += [
        f"“{node.key}” (line {node.line}) is never reached." for node in tree.nodes if node.key not in reached
    ]
    return found


def check_tree(text: str) -> Tree:
    """The tree ``text`` says; raises RuleBroken with everything that is wrong with it."""
    tree = read_tree(text)
    wrong = problems(tree)
    if wrong:
        raise RuleBroken(" ".join(wrong[:4]) + (f" And {len(wrong) - 4} more." if len(wrong) > 4 else ""))
    return tree


def check_guide(kind: GuideKind, text: str) -> str:
    """``text`` as it is kept; raises RuleBroken when it cannot be used."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    if len(clean) > _LONGEST:
        raise RuleBroken(f"A guide holds up to {_LONGEST:,} letters; this one has {len(clean):,}.")
    if kind is GuideKind.TREE:
        check_tree(clean)
    elif not clean.strip():
        raise RuleBroken("The playbook has no text yet.")
    return clean


def guide_title(kind: GuideKind, text: str) -> str:
    """What a guide calls itself: its first line after the #; "" when it does not."""
    if kind is GuideKind.TREE:
        return read_tree(text).title
    first = next((line for line in text.splitlines() if line.startswith("# ")), "")
    return first[2:].strip()


def _loops(tree: Tree) -> list[list[str]]:
    known = {node.key: node for node in reversed(tree.nodes)}
    found: list[list[str]] = []
    done: set[str] = set()
    for root in known:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(root, False)]
        while stack:
            key, is_left = stack.pop()
            if is_left:
                path.pop()
                done.add(key)
            elif key in path:
                found.append([*path[path.index(key) :], key])
            elif key not in done and key in known:
                path.append(key)
                stack.append((key, True))
                stack += [(answer.to, False) for answer in reversed(known[key].answers)]
    return found


def _reached(tree: Tree) -> set[str]:
    known = {node.key: node for node in reversed(tree.nodes)}
    found: set[str] = set()
    waiting = [tree.nodes[0].key]
    while waiting:
        key = waiting.pop()
        if key in found or key not in known:
            continue
        found.add(key)
        waiting += [answer.to for answer in known[key].answers]
    return found


def path_text(title: str, steps: list[tuple[str, str]], outcome: str, clauses: list[str]) -> str:
    """The way through a tree as a note for the record; ``steps``: (question, answer)."""
    lines = [title, *(f"{question} {answer}." for question, answer in steps)]
    if outcome:
        lines.append(f"Outcome: {outcome}")
    if clauses:
        lines.append(f"By {'; '.join(clauses)}.")
    return "\n".join(lines)


def outcomes(tree: Tree) -> list[tuple[list[tuple[str, str]], Node]]:
    """Every way to an outcome, for a card: ((question, answer) ..., outcome). A sound tree only."""
    found: list[tuple[list[tuple[str, str]], Node]] = []

    def walk(node: Node, way: list[tuple[str, str]]) -> None:
        if node.is_end:
            found.append((way, node))
            return
        for answer in node.answers:
            following = tree.node(answer.to)
            if following is not None:
                walk(following, [*way, (node.text, answer.text)])

    if tree.start is not None and not problems(tree):
        walk(tree.start, [])
    return found
