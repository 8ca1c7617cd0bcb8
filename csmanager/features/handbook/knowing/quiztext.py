"""A quiz as text that people can write: a head, then questions with their options.

::

    ---
    title: Refunds: what you must know
    policy: P-02
    pass: 80
    before signing: yes
    ---

    ## How long may an unused thing come back?
    clause: What the customer may do
    - 14 days
    + 30 days
    > The table says so.

A line with + is the one right option, with - a wrong one, with > why.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from csmanager.core.errors import RuleBroken

PASS_PERCENT = 80
MOST_QUESTIONS = 40
_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


@dataclass(frozen=True, slots=True)
class OptionText:
    """One answer offered."""

    text: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class QuestionText:
    """One question. ``clause``: the heading of the policy it is about."""

    text: str
    options: tuple[OptionText, ...]
    clause: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class QuizText:
    """A whole quiz. ``policy``: the code of the policy, "" where it is said elsewhere."""

    title: str
    questions: tuple[QuestionText, ...]
    policy: str = ""
    pass_percent: int = PASS_PERCENT
    before_signing: bool = True


@dataclass(slots=True)
class _Draft:
    line: int
    text: str
    options: list[OptionText] = field(default_factory=list)
    clause: str = ""
    explanation: list[str] = field(default_factory=list)


def read(text: str) -> QuizText:
    """Understand a quiz. Raises RuleBroken with the line and what is wrong there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    head, start = _head(lines)
    drafts: list[_Draft] = []
    for number, line in enumerate(lines[start:], start + 1):
        bare = line.strip()
        if not bare:
            continue
        if bare.startswith("## "):
            drafts.append(_Draft(number, bare[3:].strip()))
        elif not drafts:
            raise RuleBroken(f"Line {number}: a question begins with ##, such as “## How long …?”.")
        elif bare[0] in "+-" and bare[1:].strip():
            drafts[-1].options.append(OptionText(bare[1:].strip(), bare[0] == "+"))
        elif bare.startswith(">"):
            drafts[-1].explanation.append(bare[1:].strip())
        elif bare.casefold().startswith("clause:"):
            drafts[-1].clause = bare.partition(":")[2].strip()
        else:
            raise RuleBroken(
                f"Line {number} is neither a question (##), an option (+ or -), a clause: nor a reason (>)."
            )
    return check(
        QuizText(
            title=head.get("title", ""),
            questions=tuple(_question(draft) for draft in drafts),
            policy=head.get("policy", ""),
            pass_percent=_percent(head.get("pass", "")),
            before_signing=_yes(head.get("before signing", "")),
        )
    )


def check(quiz: QuizText) -> QuizText:
    """``quiz`` when it can be asked. Raises RuleBroken with the reason."""
    if not quiz.title.strip():
        raise RuleBroken("The quiz needs a title: write “title: …” between two lines of ---.")
    if not quiz.questions:
        raise RuleBroken("The quiz has no question yet.")
    if len(quiz.questions) > MOST_QUESTIONS:
        raise RuleBroken(f"A quiz holds up to {MOST_QUESTIONS} questions; nobody answers more with care.")
    if not 1 <= quiz.pass_percent <= 100:
        raise RuleBroken("The pass mark is 1 to 100 per cent.")
    for number, question in enumerate(quiz.questions, 1):
        words = [" ".join(option.text.casefold().split()) for option in question.options]
        right = sum(option.is_right for option in question.options)
        if not question.text:
            raise RuleBroken(f"Question {number} has no words.")
        if len(words) < 2:
            raise RuleBroken(f"Question {number} needs at least two options.")
        if len(set(words)) < len(words):
            raise RuleBroken(f"Question {number} offers the same option twice.")
        if right == 0:
            raise RuleBroken(f"Question {number} has no right option; mark one with +.")
        if right > 1:
            raise RuleBroken(
                f"Question {number} has {right} right options; leave one + and make the others -."
            )
    if len({question.text.casefold() for question in quiz.questions}) < len(quiz.questions):
        raise RuleBroken("One question stands there twice.")
    return quiz


def write(quiz: QuizText) -> str:
    """A quiz as text that ``read`` understands."""
    lines = ["---", f"title: {quiz.title}"]
    if quiz.policy:
        lines.append(f"policy: {quiz.policy}")
    lines += [
        f"pass: {quiz.pass_percent}",
        f"before signing: {'yes' if quiz.before_signing else 'no'}",
        "---",
    ]
    for question in quiz.questions:
        lines += ["", f"## {question.text}"]
        if question.clause:
            lines.append(f"clause: {question.clause}")
        lines += [f"{'+' if option.is_right else '-'} {option.text}" for option in question.options]
        if question.explanation:
            lines.append(f"> {question.explanation}")
    return "\n".join([*lines, ""])


def _head(lines: list[str]) -> tuple[dict[str, str], int]:
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].strip() != "---":
        return {}, 0
    for number in range(first + 1, len(lines)):
        if lines[number].strip() == "---":
            pairs = [line.partition(":") for line in lines[first + 1 : number]]
            return {key.strip().casefold(): value.strip() for key, colon, value in pairs if colon}, number + 1
    raise RuleBroken("The head of the quiz does not end: a second line of --- is missing.")


def _question(draft: _Draft) -> QuestionText:
    return QuestionText(draft.text, tuple(draft.options), draft.clause, " ".join(draft.explanation))


def _percent(text: str) -> int:
    bare = text.removesuffix("%").strip()
    if not bare:
        return PASS_PERCENT
    if not bare.isdigit():
        raise RuleBroken(f"The pass mark “{text}” is not a number of per cent.")
    return int(bare)


def _yes(text: str) -> bool:
    if not text:
        return True
    if text.casefold() not in _YES:
        raise RuleBroken(f"“before signing: {text}” is neither yes nor no.")
    return _YES[text.casefold()]
