"""Checked figures through the program's own functions: ``selftest oracle FILE [FILE ...]``.

A file holds ``cases``, each with ``id``, ``function``, ``inputs``, ``expected`` and ``tolerance``. One line a case,
then the score; exit code 1 when any fails. Functions this program does not use are said to be so and not counted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused

_NOT_ASKED = ("wrong_", "naive_")  # what a wrong method would give


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case went. ``problem``: the first difference in words; None: it passed. ``is_used``: or not known."""

    id: str
    function: str
    is_used: bool
    problem: str | None


def run(files: Sequence[str]) -> int:
    """Run the cases of ``files`` and print how they went; 0 when all pass."""
    passed = failed = unused = 0
    for name in files:
        for outcome in outcomes(read(Path(name))):
            if not outcome.is_used:
                unused += 1
                print(f"not used  {outcome.id}  {outcome.function}")
            elif outcome.problem is None:
                passed += 1
                print(f"pass      {outcome.id}  {outcome.function}")
            else:
                failed += 1
                print(f"FAIL      {outcome.id}  {outcome.function}: {outcome.problem}")
    extra = f", {unused} not used" if unused else ""
    print(f"{passed} of {passed + failed} pass{extra}.")
    return 1 if failed else 0


def read(path: Path) -> dict[str, Any]:
    """A file of cases; raises Refused with a sentence when it is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise Refused(f"{path} is not a file of checked figures: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("cases"), list):
        raise Refused(f"{path} is not a file of checked figures: it has no cases.")
    return found


def outcomes(found: Mapping[str, Any]) -> list[Outcome]:
    """Every case of a file, in its order."""
    from csmanager.selftest.figures import FUNCTIONS

    results = []
    for number, case in enumerate(found["cases"], 1):
        name, identity = str(case.get("function")), str(case.get("id", number))
        function = FUNCTIONS.get(name)
        if function is None:
            results.append(Outcome(identity, name, False, None))
            continue
        try:
            got = function(case["inputs"])
            problem = difference(got, case["expected"], case.get("tolerance") or {})
        except Exception as error:  # a case that breaks the program is a failed case, not the end of the run
            problem = f"{type(error).__name__}: {error}"
        results.append(Outcome(identity, name, True, problem))
    return results


def difference(got: Any, wanted: Any, tolerance: Mapping[str, float], where: str = "") -> str | None:
    """The first place where ``got`` is not ``wanted``, in words; None when they agree within ``tolerance``."""
    if isinstance(wanted, Mapping):
        if not isinstance(got, Mapping):
            return (
                None
                if got is None and all(value is None for value in wanted.values())
                else _told(where, got, wanted)
            )
        for key, value in wanted.items():
            if not str(key).startswith(_NOT_ASKED):
                found = difference(got.get(key), value, tolerance, f"{where}.{key}" if where else str(key))
                if found:
                    return found
        return None
    if isinstance(wanted, list):
        if not isinstance(got, Sequence) or isinstance(got, str) or len(got) != len(wanted):
            return _told(where, got, wanted)
        for place, (one, value) in enumerate(zip(got, wanted, strict=True)):
            found = difference(one, value, tolerance, f"{where}[{place}]")
            if found:
                return found
        return None
    return None if _agree(got, wanted, tolerance) else _told(where, got, wanted)


def _agree(got: Any, wanted: Any, tolerance: Mapping[str, float]) -> bool:
    if wanted == "inf":
        return isinstance(got, float) and math.isinf(got)
    if wanted is None or isinstance(wanted, (bool, str)) or got is None or isinstance(got, (bool, str)):
        return type(got) is type(wanted) and bool(got == wanted)
    if isinstance(got, int) and isinstance(wanted, int):
        return abs(got - wanted) <= max(tolerance.get("abs_n", 0), tolerance.get("abs_days", 0))
    slack = tolerance.get("abs", 0.0) + tolerance.get("rel", 0.0) * abs(wanted)
    return bool(abs(got - wanted) <= max(slack, 1e-12 * abs(wanted)))


def _told(where: str, got: Any, wanted: Any) -> str:
    return f"{where or 'value'} is {got!r}, not {wanted!r}"
