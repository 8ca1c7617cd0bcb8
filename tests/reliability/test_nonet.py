"""The trap for the network catches what it should, and lets the window's own ear be."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest

from tests.reliability import nonet


def test_the_trap_finds_whoever_reaches_for_the_network() -> None:
    found = nonet._attempts
    assert found is not None, "it is set for the whole session"
    before = len(found)
    with socket.socket(socket.AF_INET) as one, pytest.raises(AssertionError, match="network"):
        one.connect(("127.0.0.1", 9))
    with pytest.raises(AssertionError, match="network"):
        socket.getaddrinfo("localhost", 80)
    with pytest.raises(AssertionError):
        urllib.request.urlopen("http://localhost/")
    from PySide6 import QtNetwork

    with pytest.raises(AssertionError, match="QTcpSocket"):
        QtNetwork.QTcpSocket()
    assert len(found) >= before + 4
    del found[before:]


def test_a_socket_between_the_windows_of_one_person_is_no_network(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as ear, socket.socket(socket.AF_UNIX) as voice:
        ear.bind(str(tmp_path / "ear"))
        ear.listen()
        voice.connect(str(tmp_path / "ear"))


def test_a_suite_that_reaches_out_fails_where_there_is_no_network(tmp_path: Path) -> None:
    """Sending to an address kept for examples goes nowhere, and needs a network all the same."""
    path = tmp_path / "test_reaches.py"
    path.write_text(
        "import socket\n\n\ndef test_reaches():\n"
        "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:\n"
        "        one.connect(('192.0.2.1', 9))\n"
    )
    score = nonet.without_network((str(path),))
    assert score.wrong or score.notes == ["this person may not make a name space; only the trap stands"]
