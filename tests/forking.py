"""A quicker start for the process that reads a file: forked from one that has its imports done already.

What a test reads is read by a process of its own all the same, with its own pipes, memory limit and end. Only the
0.3 s that Python needs to import the reader are paid once instead of for each of some hundred files. Tests of how
that process starts and breaks down (``REAL``) start it as the program does.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import IO

REAL = ("test_hostile", "reliability")  # parts of the addresses of tests
_MODULE = "csmanager.features.importing.child"
_WORD = 1_000_000  # bytes that a request may have


class Forked:
    """What ``subprocess.Popen`` is to its caller, for a child that the server forked."""

    def __init__(self, stdin: IO[str], stdout: IO[str], status: int) -> None:
        self.stdin, self.stdout = stdin, stdout
        self.returncode: int | None = None
        self._status = status
        self.pid = int(os.read(status, 16))

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code once it has ended; raises TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(_MODULE, timeout or 0)
        return code

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            with contextlib.suppress(
                ProcessLookupError
            ):  # it ended just now, and its keeper has not said so yet
                os.kill(self.pid, signal.SIGKILL)

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], timeout)[0]:
            self.returncode = int(os.read(self._status, 16))
            os.close(self._status)
        return self.returncode


class Server:
    """Forks readers; one for all tests of a worker, started with the first."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def start(self, stderr: IO[str]) -> Forked:
        """A reader that waits for its job, as ``process._start`` gives one."""
        if self._socket is None:
            self._open()
        assert self._socket is not None
        given, told, status = os.pipe(), os.pipe(), os.pipe()
        theirs = [given[0], told[1], stderr.fileno(), status[1]]
        word = json.dumps({"folder": str(Path.cwd()), "environment": dict(os.environ)}).encode()
        socket.send_fds(self._socket, [word], theirs)
        for one in (given[0], told[1], status[1]):
            os.close(one)
        stdin = io.TextIOWrapper(os.fdopen(given[1], "wb"), encoding="utf-8")
        return Forked(stdin, os.fdopen(told[0], encoding="utf-8"), status[0])

    def _open(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        places = [str(Path(__file__).resolve().parents[1]), *(place for place in sys.path if place)]
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", f"import tests.forking as it; it.serve({theirs.fileno()})"],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(dict.fromkeys(places)),
                "PYTHONIOENCODING": "utf-8",
            },
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._socket = ours

    def close(self) -> None:
        """End it."""
        if self._socket is not None and self._process is not None:
            self._socket.close()
            self._process.wait(10)


def serve(number: int) -> None:
    """Fork a reader for each request on the socket ``number``, until that is closed."""
    from csmanager.features.importing import child

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asked = socket.socket(fileno=number)
    while True:
        word, ends, _, _ = socket.recv_fds(asked, _WORD, 4)
        if not word:
            return
        if os.fork() == 0:
            asked.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _keep(child.main, json.loads(word), *ends)
        for one in ends:
            os.close(one)


def _keep(main: object, word: dict[str, object], stdin: int, stdout: int, stderr: int, status: int) -> None:
    """Fork the reader itself, and say its number and then how it ended."""
    pid = os.fork()
    if pid == 0:
        os.close(status)
        _read(main, word, stdin, stdout, stderr)
    for one in (stdin, stdout, stderr):
        os.close(one)
    os.write(status, str(pid).encode().ljust(16))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(status, str(code).encode().ljust(16))
    os._exit(0)


def _read(main: object, word: dict[str, object], stdin: int, stdout: int, stderr: int) -> None:
    """What ``python -m`` does with the reader, on these pipes."""
    code = 1
    try:
        for at, one in enumerate((stdin, stdout, stderr)):
            os.dup2(one, at)
            os.close(one)
        os.chdir(str(word["folder"]))
        os.environ.clear()
        os.environ.update(word["environment"])  # type: ignore[call-overload]
        assert callable(main)
        code = main()
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    os._exit(code)
