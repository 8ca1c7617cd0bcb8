"""The order of Today over all duties: what is broken or late, what a signal calls for, what comes soon, the rest.

``python -m pytest -s tests/test_order_of_today.py`` prints the whole list with its reasons.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmanager.core.store import Store
from csmanager.features.today.queries import everything
from csmanager.features.today.rules import MARKS, order
from tests.fixtures_sample import SAMPLE_LAST_DAY as TODAY

ROOT = Path(__file__).resolve().parents[1] / "csmanager" / "features"
BY_LAW = 4  # the highest weight of what endangers people or the law
GRAVE = {  # module -> why it stands among the first
    "conduct/due.py": "a conflict, a report of harassment, a warning with its time to appeal",
    "privacy/queries.py": "records that may no longer be kept",
    "hiring/privacy/queries.py": "applications that may no longer be kept",
}


def told(path: Path) -> Iterator[tuple[list[int], ast.Call]]:
    """Each line a module can put on Today, with every weight it can have."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "TodoItem" and len(node.args) > 3:
            weights = [
                one.value
                for one in ast.walk(node.args[3])
                if isinstance(one, ast.Constant) and type(one.value) is int
            ]
            yield weights, node


def test_what_endangers_people_or_the_law_weighs_most() -> None:
    for name, why in GRAVE.items():
        found = [weights for weights, _ in told(ROOT / name)]
        assert found, name
        for weights in found:
            assert all(weight <= BY_LAW for weight in weights), f"{name}: {why}"


def test_no_duty_puts_a_line_on_today_without_a_reason() -> None:
    without = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        for _, node in told(path)
        if isinstance(node.args[2], ast.Constant) and not node.args[2].value
    ]
    assert not without


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("late", 0), ("late", 1)),  # a promise that was broken before all else
        (("late", 1), ("signal", 5)),
        (("late", 4), ("soon", 1)),
        (("signal", 5), ("soon", 1)),
        (("soon", 25), ("open", 5)),
        (("late", 6), ("signal", 6)),
        (("signal", 6), ("soon", 6)),
    ],
)
def test_late_before_signal_before_soon_before_what_has_no_day(
    first: tuple[str, int], then: tuple[str, int]
) -> None:
    assert order(*first, None, "a", TODAY) < order(*then, None, "a", TODAY)


def test_every_line_of_the_example_says_why_it_stands_there(sample_store: Store) -> None:
    with sample_store.read() as session:
        items = everything(session, TODAY)
    for item in items:
        print(f"{item.mark:7}{item.weight:4}  {item.text}: {item.detail}")
    assert items
    assert not [item.text for item in items if not item.detail.strip()]
    assert {item.mark for item in items} <= set(MARKS)
    keys = [order(item.mark, item.weight, item.due, item.text, TODAY) for item in items]
    assert keys == sorted(keys)
