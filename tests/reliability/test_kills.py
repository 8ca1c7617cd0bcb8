"""kill -9: nothing acknowledged is lost, nothing is half, and the next start asks nothing."""

from __future__ import annotations

import os
import sys

import pytest

from tests.reliability import kills

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="waits on a named pipe")


@pytest.mark.parametrize("what", [kills.WRITER, kills.WINDOW], ids=["writer", "window"])
def test_nothing_acknowledged_is_lost(what: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(kills.ROOT), os.environ.get("PYTHONPATH", "")]))
    score = kills.run(what, 2, seed=1)
    assert score.wrong == []
    assert score.states == 2


_LIAR = """
import os, sys
from pathlib import Path
place = Path(sys.argv[1])
told = os.open(place / "ack.log", os.O_WRONLY)
for number in range(1, 1_000_000):
    os.write(told, f"{number}\\n".encode())
"""


def test_the_drill_finds_a_program_that_acknowledges_what_it_did_not_do() -> None:
    assert kills.run(("-c", _LIAR, "{place}"), 1, seed=1).wrong
