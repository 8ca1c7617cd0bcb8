"""Formulas of the store's own measures: sums, differences, products and ratios of what is counted. No database.

A formula is read into a small tree of known parts; nothing of it is ever run as a program. What is undefined
(a zero below a line) has no value.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from csmanager.core.errors import RuleBroken

_LONGEST = 300  # characters
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that is counted: its fact in the cube, what one of it is worth, and what it is in words."""

    fact: str
    words: str
    worth: float = 1.0
    is_count: bool = True


def _seconds(family: str, what: str) -> dict[str, Variable]:
    name = what.replace(" ", "_")
    return {
        f"{name}_seconds": Variable(f"{family}:sum", f"seconds of {what}, in all", 0.001, False),
        f"{name}_count": Variable(f"{family}:n", f"contacts that state the {what} time"),
    }


VARIABLES: dict[str, Variable] = {
    "contacts_offered": Variable("offered", "contacts customers started"),
    "contacts_handled": Variable("handled", "contacts answered or worked on"),
    "contacts_waiting": Variable("waiting", "tickets still waiting for the first answer"),
    "calls_offered": Variable("queued", "calls offered"),
    "calls_answered": Variable("answered", "calls answered"),
    "calls_abandoned": Variable("abandoned", "calls given up while waiting"),
    "calls_missed": Variable("missed", "calls never answered"),
    "tickets_resolved": Variable("resolved", "tickets resolved, where known whether reopened"),
    "tickets_reopened": Variable("reopened", "tickets opened again"),
    "transferred": Variable("transferred", "contacts passed on"),
    "escalated": Variable("escalated", "contacts that went to a higher tier"),
    "first_contacts": Variable("firsts", "first contacts of known customers"),
    **_seconds("wait", "waiting"),
    **_seconds("talk", "talk"),
    **_seconds("hold", "hold"),
    **_seconds("wrap", "wrap"),
    **_seconds("handle", "handle"),
    **_seconds("first", "first response"),
    **_seconds("resolution", "resolution"),
    "promoters": Variable("promoters", "customers who would recommend the shop"),
    "detractors": Variable("detractors", "customers who would not"),
    "nps_answers": Variable("nps:n", "answers to the question of recommending"),
    "graded": Variable("graded", "graded contacts"),
    "critical_misses": Variable("critical", "graded contacts with a critical item missed"),
    "grade_points": Variable("grade:sum", "scores of graded contacts added up, each 0 to 1", 0.000001, False),
    "surveys": Variable("surveys", "surveys filled in"),
    "complaints": Variable("complaints", "complaints received"),
    "complaints_closed": Variable("closing:n", "complaints closed"),
    "complaints_upheld": Variable("upheld", "complaints found to be right"),
    "redress": Variable("redress", "money given back or as a gesture", 0.01, False),
    "hours_worked": Variable("worked_min", "hours worked", 1 / 60, False),
    "hours_over_plan": Variable("over_min", "hours worked beyond the plan", 1 / 60, False),
    "shifts_worked": Variable("worked:n", "shifts worked"),
    "shifts_planned": Variable("planned", "planned shifts that are over"),
    "shifts_kept": Variable("kept", "planned shifts that were worked"),
    "days_due": Variable("due_days", "days somebody was to work on"),
    "days_away": Variable("away_days", "days away unplanned"),
    "pay": Variable("cost_cents", "pay for the hours worked", 0.01, False),
}
EXAMPLE = "100 * complaints / contacts_handled"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read. ``names``: what it counts, in the order of the text."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    @property
    def ratio(self) -> tuple[ast.expr, ast.expr] | None:
        """What stands above and below its outermost line; None when it is no ratio."""
        if isinstance(self.tree, ast.BinOp) and isinstance(self.tree.op, ast.Div):
            return self.tree.left, self.tree.right
        return None

    @property
    def rests_on(self) -> str:
        """The count its n is: the first one below the line, or the first of all."""
        below = _names(self.ratio[1]) if self.ratio else ()
        counts = [name for name in (*below, *self.names) if VARIABLES[name].is_count]
        return counts[0] if counts else self.names[0]

    @property
    def per(self) -> tuple[float, str, str] | None:
        """(factor, events, base) where it is [factor x] events / base of two plain counts; None otherwise."""
        if self.ratio is None:
            return None
        above, below = self.ratio
        factor = 1.0
        if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult):
            left, right = above.left, above.right
            if isinstance(right, ast.Constant):
                left, right = right, left
            if not isinstance(left, ast.Constant):
                return None
            factor, above = float(left.value), right  # type: ignore[arg-type]
        if isinstance(above, ast.Name) and isinstance(below, ast.Name):
            events, base = above.id, below.id
            if VARIABLES[events].is_count and VARIABLES[base].is_count and factor > 0:
                return factor, events, base
        return None


def parse(text: str) -> Formula:
    """Read a formula; raises RuleBroken with a sentence that says what is wrong and where."""
    clean = text.strip().replace("×", "*").replace("÷", "/").replace("−", "-")
    if not clean:
        raise RuleBroken(f"Write a formula, for example {EXAMPLE}.")
    if len(clean) > _LONGEST:
        raise RuleBroken(f"A formula has at most {_LONGEST} characters.")
    try:
        tree = ast.parse(clean, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = getattr(error, "offset", None)
        where = f" near “{clean[max(at - 6, 0) : at + 6].strip()}”" if at else ""
        raise RuleBroken(f"This cannot be read as a formula{where}. Try something like {EXAMPLE}.") from None
    _check(tree, 0)
    names = _names(tree)
    if not names:
        raise RuleBroken("A formula needs something that is counted, such as contacts_handled.")
    return Formula(clean, tree, names)


def _check(node: ast.expr, depth: int) -> None:
    if depth > _DEEPEST:
        raise RuleBroken("This formula is nested too deeply.")
    if isinstance(node, ast.BinOp):
        if not isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
            raise RuleBroken("A formula may use + - * / and brackets.")
        _check(node.left, depth + 1)
        _check(node.right, depth + 1)
        if isinstance(node.op, ast.Div) and isinstance(node.right, ast.Constant) and not node.right.value:
            raise RuleBroken("A formula cannot divide by nought.")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(node.operand, depth + 1)
    elif isinstance(node, ast.Name):
        if node.id not in VARIABLES:
            near = _nearest(node.id)
            raise RuleBroken(
                f"Nothing called {node.id} is counted.{f' Did you mean {near}?' if near else ''}"
            )
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= 1e12:
            raise RuleBroken("A formula may use plain numbers only.")
    else:
        raise RuleBroken("A formula may use names of what is counted, numbers, + - * / and brackets.")


def _nearest(name: str) -> str:
    import difflib

    found = difflib.get_close_matches(name.casefold(), VARIABLES, 1)
    return found[0] if found else ""


def _names(node: ast.expr) -> tuple[str, ...]:
    found = sorted(
        (one for one in ast.walk(node) if isinstance(one, ast.Name)),
        key=lambda one: (one.lineno, one.col_offset),
    )
    return tuple(dict.fromkeys(one.id for one in found))


def evaluate(node: ast.expr, value_of: Callable[[str], Any], divide: Callable[[Any, Any], Any]) -> Any:
    """The value of a tree. ``value_of`` gives a number or an array for a name; ``divide`` decides about zero."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return value_of(node.id)
    if isinstance(node, ast.UnaryOp):
        return -evaluate(node.operand, value_of, divide)
    assert isinstance(node, ast.BinOp)
    left, right = (evaluate(part, value_of, divide) for part in (node.left, node.right))
    if isinstance(node.op, ast.Div):
        return divide(left, right)
    if isinstance(node.op, ast.Mult):
        return left * right
    return left + right if isinstance(node.op, ast.Add) else left - right


def value(formula: Formula, values: Mapping[str, float]) -> float | None:
    """What a formula gives for some numbers; None where it is undefined."""
    found = evaluate(
        formula.tree,
        lambda name: float(values.get(name, 0)),
        lambda top, bottom: top / bottom if bottom else math.nan,
    )
    return None if math.isnan(found) else float(found)


def worked_example(formula: Formula, values: Mapping[str, float]) -> str:
    """The formula with numbers in the place of names, and what comes out: "100 * 12 / 4,210 = 0.29"."""
    words = [(token.col_offset, token.id) for token in ast.walk(formula.tree) if isinstance(token, ast.Name)]
    text = formula.text
    for at, name in sorted(words, reverse=True):
        number = values.get(name, 0)
        shown = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"
        text = text[:at] + shown + text[at + len(name) :]
    found = value(formula, values)
    if found is None:
        return f"{text} has no value: nought stands below the line."
    return f"{text} = {found:,.4g}" if abs(found) < 1000 else f"{text} = {found:,.0f}"
