"""The program put to the test from outside, through the same layer as its windows.

``writer`` and ``flow`` write one line to ``FOLDER/ack.log`` for what is safe on the disk, each in one write, so that
whoever pulls the plug can tell what had been acknowledged. ``oracle`` runs checked figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from csmanager.core.errors import Refused


def run(what: str, rest: Sequence[str], count: int) -> int:
    """Run one self-test; returns the exit code. ``count``: actions of the writer."""
    if what == "writer":
        from csmanager.selftest.writer import write

        return write(_one(what, rest), count)
    if what == "flow":
        from csmanager.selftest.flows import flow

        if len(rest) != 2:
            raise Refused("A flow needs its name and a folder: csmanager selftest flow import FOLDER")
        return flow(rest[0], rest[1])
    return int(import_module("csmanager.selftest.oracle").run(rest))


def _one(what: str, rest: Sequence[str]) -> str:
    if len(rest) != 1:
        raise Refused(f"{what} needs one folder: csmanager selftest {what} FOLDER")
    return rest[0]
