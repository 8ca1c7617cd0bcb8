"""Interview kits and questions as text, read and written the same way on screen, on disk and in the store.

::

    # Agent
    Goal: Find out whether someone stays friendly and clear when it gets busy.
    Rates: Staying calm | 2 | must
    Rates: Clear words | 1

    ## Arriving | 5
    Say how long it takes and what happens next.

    ## An angry customer | 5 | Staying calm
    Ask: Tell me about a time when someone was angry with you.
    Then: What did you say first?
    1: Blames the other
    2: Let it pass
    3: Lets them finish and helps
    4: Names the feeling, mends it, knows what they would do otherwise today

Behind a heading: how many minutes it takes and, for a question, which skill it rates. A line "Optional" makes a
question one that need not be put to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from csmanager.core.errors import RuleBroken
from csmanager.core.paths import data_dir
from csmanager.features.hiring.interviews.rules import MARK_NAMES, Skill

_LINE = re.compile(r"^(Ask|Then|[1-4]):\s*(.*)$")
_MOST_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``levels``: what marks 1 to 4 look like; ``is_core``: put to everybody."""

    title: str
    minutes: int
    skill: str
    ask: str
    then: tuple[str, ...]
    levels: tuple[str, str, str, str]
    is_core: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the talk that is not marked."""

    title: str
    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit as its text says it; ``parts`` in the order of the talk."""

    name: str
    goal: str
    skills: tuple[Skill, ...]
    parts: tuple[Question | Step, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is marked; a mark names its place in this list."""
        return tuple(part for part in self.parts if isinstance(part, Question))

    @property
    def minutes(self) -> int:
        """How long all parts take."""
        return sum(part.minutes for part in self.parts)


@dataclass
class _Part:
    line: int
    title: str
    minutes: int
    skill: str
    lines: list[str] = field(default_factory=list)
    marked: dict[str, list[str]] = field(default_factory=dict)
    is_core: bool = True


def read(text: str) -> Kit:
    """Understand a kit; raises RuleBroken naming the line that cannot be read."""
    name, goal, skills, parts = "", "", [], []
    part: _Part | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("## "):
            part = _head(line[3:], number)
            parts.append(part)
        elif line.startswith("# "):
            name = line[2:].strip()
        elif part is not None:
            _add(part, line)
        elif line.startswith("Goal:"):
            goal = line[5:].strip()
        elif line.startswith("Rates:"):
            skills.append(_skill(line[6:], number))
        elif line:
            raise RuleBroken(
                f"Line {number} is not understood: “{line[:60]}”. Before the first ## stand Goal and Rates."
            )
    if not name:
        raise RuleBroken("A kit begins with its name: # Name.")
    if not goal:
        raise RuleBroken("A kit needs a line “Goal: …” that says what the talk is to find out.")
    known = {skill.name for skill in skills}
    made = tuple(_made(one, known) for one in parts)
    kit = Kit(name, goal, tuple(skills), made)
    if not kit.questions:
        raise RuleBroken(
            "A kit needs at least one question: a heading “## Title | minutes | skill” and a line “Ask: …”."
        )
    titles = [one.title for one in kit.questions]
    twice = sorted({title for title in titles if titles.count(title) > 1})
    if twice:
        raise RuleBroken(f"Two questions have the title “{twice[0]}”.")
    unused = [skill.name for skill in skills if skill.name not in {one.skill for one in kit.questions}]
    if unused:
        raise RuleBroken(f"No question rates {unused[0]}.")
    return kit


def read_question(text: str) -> Question:
    """Understand one question, heading included."""
    lines = text.strip().splitlines()
    if not lines or not lines[0].startswith("## "):
        raise RuleBroken("A question begins with “## Title | minutes | skill”.")
    part = _head(lines[0][3:], 1)
    for line in lines[1:]:
        _add(part, line.strip())
    made = _made(part, {part.skill})
    if not isinstance(made, Question):
        raise RuleBroken("A question needs a line “Ask: …”.")
    return made


def question_text(question: Question) -> str:
    """A question as text again."""
    lines = [f"## {question.title} | {question.minutes} | {question.skill}", f"Ask: {question.ask}"]
    lines += [f"Then: {one}" for one in question.then]
    lines += [f"{mark}: {words}" for mark, words in zip(MARK_NAMES, question.levels, strict=True)]
    return "\n".join([*lines, *([] if question.is_core else ["Optional"])])


def _head(text: str, number: int) -> _Part:
    pieces = [piece.strip() for piece in text.split("|")]
    if not pieces[0]:
        raise RuleBroken(f"Line {number}: a part needs a title.")
    if len(pieces) < 2 or not pieces[1].isdigit() or not 0 < int(pieces[1]) <= _MOST_MINUTES:
        raise RuleBroken(f"Line {number}: “{pieces[0]}” does not say its minutes: ## Title | 5 | Skill.")
    return _Part(number, pieces[0], int(pieces[1]), pieces[2] if len(pieces) > 2 else "")


def _add(part: _Part, line: str) -> None:
    match = _LINE.match(line)
    if match is not None:
        part.marked.setdefault(match[1], []).append(match[2].strip())
    elif line == "Optional":
        part.is_core = False
    else:
        part.lines.append(line)


def _made(part: _Part, skills: set[str]) -> Question | Step:
    if "Ask" not in part.marked:
        if part.marked or part.skill:
            raise RuleBroken(f"Line {part.line}: “{part.title}” has no line “Ask: …”.")
        return Step(part.title, part.minutes, "\n".join(part.lines).strip())
    if part.skill not in skills or not part.skill:
        raise RuleBroken(
            f"Line {part.line}: “{part.title}” rates “{part.skill}”, which no line “Rates: …” names."
        )
    lacking = [key for key in "1234" if not "".join(part.marked.get(key, []))]
    if lacking:
        raise RuleBroken(f"Line {part.line}: “{part.title}” does not say what mark {lacking[0]} looks like.")
    levels = [" ".join(part.marked[key]) for key in "1234"]
    return Question(
        part.title,
        part.minutes,
        part.skill,
        " ".join(part.marked["Ask"]),
        tuple(part.marked.get("Then", ())),
        (levels[0], levels[1], levels[2], levels[3]),
        part.is_core,
    )


def _skill(text: str, number: int) -> Skill:
    pieces = [piece.strip() for piece in text.split("|")]
    try:
        weight = float(pieces[1].replace(",", ".")) if len(pieces) > 1 and pieces[1] else 1.0
    except ValueError:
        weight = 0.0
    if not pieces[0] or not 0 < weight <= 10:
        raise RuleBroken(
            f"Line {number}: say a skill and its weight from 1 to 10: Rates: Staying calm | 2 | must."
        )
    return Skill(pieces[0], weight, "must" in pieces[2:])


def shipped_kits() -> list[str]:
    """The texts of the shipped kits, in the order of their file names."""
    return [path.read_text(encoding="utf-8") for path in sorted(_folder("kits").glob("*.md"))]


def shipped_questions() -> list[Question]:
    """The shipped questions."""
    text = (_folder("questions.md")).read_text(encoding="utf-8")
    return [read_question(f"## {block}") for block in text.split("\n## ")[1:]]


def shipped_roleplays() -> list[tuple[str, str, str]]:
    """The shipped role-plays: name, scorecard and text."""
    found = []
    for path in sorted(_folder("roleplays").glob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        name, _, card = head.removeprefix("# ").partition("\nScorecard:")
        found.append((name.strip(), card.strip(), body.strip()))
    return found


def _folder(name: str) -> Path:
    return data_dir("resources") / "text" / "hiring" / name


# on paper


def paper(kit: Kit, *, applicant: str = "", day: str = "", interviewer: str = "") -> str:
    """The kit as Markdown to be printed, with lines to write on where nothing is known yet."""
    blank = "_" * 20
    lines = [
        f"# {kit.name}",
        f"**Applicant:** {applicant or blank}  **Date:** {day or '_' * 12}  **Interviewer:** {interviewer or blank}",
        f"**Goal:** {kit.goal}",
        f"About {kit.minutes} minutes. Ask everybody the same questions in the same order. Write down what was said"
        " and done, not what you think of it. Mark each answer before you go on, and speak with the other"
        " interviewer only after both cards are in.",
        "**Marks:** "
        + ", ".join(f"{mark} = {words.lower()}" for mark, words in MARK_NAMES.items())
        + ". A 1 or a 4 needs the sentence that shows it.",
    ]
    number = 0
    for part in kit.parts:
        if isinstance(part, Step):
            lines.append(f"## {part.title} ({part.minutes} minutes)\n\n{part.text}")
            continue
        number += 1
        then = "\n".join(f"- {one}" for one in part.then)
        optional = "" if part.is_core else ", if there is time"
        lines.append(
            f"## {number}. {part.title} ({part.minutes} minutes, {part.skill.lower()}{optional})\n\n"
            f"**{part.ask}**\n\n{then}\n\n"
            "| 1 | 2 | 3 | 4 |\n| --- | --- | --- | --- |\n| " + " | ".join(part.levels) + " |\n\n"
            f"Mark: ____  What showed it: {'_' * 58}"
        )
    lines.append(
        "## Alone, afterwards\n\n**I recommend:** definitely not / no / no decision / yes / definitely yes\n\n"
        f"**Because:** {'_' * 66}\n\n**For the next interviewer:** {'_' * 52}\n\n"
        "Do not ask about family plans, health, faith, politics, unions, origin or age, and do not note them when"
        " they come up."
    )
    return "\n\n".join(lines) + "\n"


def question_lines(questions: Sequence[Question]) -> str:
    """Questions as one text."""
    return "\n\n".join(question_text(one) for one in questions)
