"""Nothing reaches for the network: a trap in Python and in Qt, and a name space without any."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.reliability.kills import ROOT
from tests.reliability.score import Score

_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_REACHES = ("socket.connect", "socket.sendto", "socket.bind")
_QT = ("QNetworkAccessManager", "QTcpSocket", "QUdpSocket", "QTcpServer", "QSslSocket", "QDnsLookup")
_attempts: list[str] | None = None
_is_listening = False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _attempts is None:
        return
    if event in _NAMES:
        what = f"{event} {arguments[0]!r}"
    elif event in _REACHES and getattr(arguments[0], "family", None) in _FAMILIES:
        what = f"{event} {arguments[1]!r}"
    else:
        return
    _attempts.append(what)
    raise AssertionError(f"something tried to reach the network: {what}")


def _families() -> tuple[int, ...]:
    import socket

    return (socket.AF_INET, socket.AF_INET6)


_FAMILIES = _families()


@contextmanager
def trapped() -> Iterator[list[str]]:
    """Refuse every address, name and Qt socket until the block is left; what was tried."""
    global _attempts, _is_listening
    if not _is_listening:
        sys.addaudithook(_audit)
        _is_listening = True
    found: list[str] = []
    _attempts = found
    kept = _trap_qt(found)
    try:
        yield found
    finally:
        _attempts = None
        for module, name, real in kept:
            setattr(module, name, real)


def _trap_qt(found: list[str]) -> list[tuple[Any, str, Any]]:
    try:
        from PySide6 import QtNetwork
    except ImportError:
        return []
    kept: list[tuple[Any, str, Any]] = []
    for name in _QT:
        real = getattr(QtNetwork, name, None)
        if real is None:
            continue

        def refuse(*_args: Any, name: str = name, **_kwargs: Any) -> None:
            found.append(name)
            raise AssertionError(f"something made a {name}")

        kept.append((QtNetwork, name, real))
        setattr(QtNetwork, name, refuse)
    return kept


def without_network(suites: tuple[str, ...]) -> Score:
    """Whole suites in a name space that has no network at all; not even the loopback is up."""
    score = Score()
    try:
        may = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        may = False
    if not may:
        score.notes.append("this person may not make a name space; only the trap stands")
        return score
    for suite in suites:
        score.states += 1
        done = subprocess.run(
            ["unshare", "-n", sys.executable, "-m", "pytest", "-q", "-x", suite],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            score.wrong.append(f"{suite}: {done.stdout[-300:]}")
    return score
