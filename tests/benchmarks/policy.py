"""Opening a policy of 10,000 words and comparing it with the version before, beside the plainest peers.

Run: ``python -m tests.benchmarks.policy``. Goal: each under 100 ms. Peers: Qt's own Markdown without our look, and
difflib on the words of the whole text. CPU time, best of seven.
"""

from __future__ import annotations

import difflib
import os
import random
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QTextBrowser

from csmanager.features.handbook import clauses, compare
from csmanager.features.handbook.compareview import CompareView
from csmanager.features.handbook.policytextview import PolicyTextView
from csmanager.features.handbook.queries import VersionRow
from csmanager.features.handbook.rules import ChangeKind, VersionState

_GOAL_MS = 100.0
_TIMES = 7


def policy(words: int, seed: int = 1) -> str:
    """A policy of about ``words`` words: a heading, two paragraphs and two points a clause."""
    chance = random.Random(seed)
    known = ["refund", "customer", "within", "days", "receipt", "the", "a", "of", "and", "lead", "ask"]
    known += [f"word{number}" for number in range(900)]
    lines = ["# Long policy", ""]
    for number in range(words // 128):
        lines += [f"## Clause {number} {chance.choice(known)}", ""]
        for _ in range(2):
            lines += [f"{' '.join(chance.choices(known, k=52))}.", ""]
        lines += [f"- {' '.join(chance.choices(known, k=10))}" for _ in range(2)] + [""]
    return "\n".join(lines)


def revised(text: str) -> str:
    """``text`` with a change about every ninth line, a paragraph gone and one come."""
    lines = text.split("\n")
    for at in range(0, len(lines), 9):
        words = lines[at].split()
        if len(words) > 8:
            words[5] = "changed"
            words.insert(8, "some new words")
            lines[at] = " ".join(words)
    del lines[50:54]
    lines[200:200] = ["A wholly new paragraph of several words.", ""]
    return "\n".join(lines)


def best(work: Callable[[], object], times: int = _TIMES) -> float:
    """The least CPU time in ms."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return min(found)


def version(number: int, body: str) -> VersionRow:
    """A version as the page hands it to the comparison."""
    state = VersionState.IN_FORCE if number == 2 else VersionState.SUPERSEDED
    return VersionRow(number, 1, number, state, body, ChangeKind.MATERIAL, "n", None, None, None)


def main() -> None:
    """Measure and print; exit code 1 when a goal is missed."""
    app = QApplication.instance() or QApplication([])
    old = policy(10_000)
    new = revised(old)
    reader, plain, view = PolicyTextView("x"), QTextBrowser(), CompareView()
    for widget in (reader, plain, view):
        widget.resize(900, 700)
        widget.show()
    app.processEvents()

    def open_plain() -> None:
        plain.setMarkdown(old)
        app.processEvents()

    def open_ours() -> None:
        reader.show_text(old)
        app.processEvents()

    versions = [version(2, new), version(1, old)]
    rows = [
        ("opening", best(open_ours), "Qt's Markdown alone", best(open_plain)),
        (
            "comparing",
            best(lambda: compare.compare(old, new)),
            "difflib on all words",
            best(
                lambda: difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).get_opcodes(),
                1,
            ),
        ),
        ("comparison on the screen", best(lambda: view.show_versions(versions)), "", 0.0),
        ("keys of the clauses", best(lambda: clauses.keyed(new, clauses.keyed(old))), "", 0.0),
    ]
    print(f"{len(old.split()):,} words, {compare.changes(compare.compare(old, new))} changes")
    missed = False
    for name, ms, peer, other in rows:
        beside = f"; {peer} {other:.0f} ms, ours takes {ms / other:.2f} of it" if peer else ""
        print(f"{name}: {ms:.0f} ms of {_GOAL_MS:.0f}{beside}")
        missed = missed or ms > _GOAL_MS
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
