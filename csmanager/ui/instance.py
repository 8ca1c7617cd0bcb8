"""One window a person: a second start hands its wish to the first window and goes."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from csmanager.core.paths import settings_file
from csmanager.ui.start import MARKER

_WAIT_MS = 1500  # for a first window that is busy; longer than any blocked frame
_LONGEST = 64 * 1024  # bytes of one message


def server_name() -> str:
    """The name under which this person's window listens (its own for every person and settings folder)."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = ""
    mark = hashlib.sha256(f"{user}\0{settings_file()}".encode()).hexdigest()[:16]
    return f"csmanager-{mark}"


def marker() -> Path:
    """A file that lies there while a window is open; its absence saves a new start from looking for one."""
    return settings_file().with_name(MARKER)


def hand_over(name: str, store: Path | None) -> bool:
    """Ask the first window to come to the front and open ``store``; False when there is no first window."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT_MS):
        return False
    message = {"raise": True, "store": str(store.absolute()) if store else ""}
    socket.write(json.dumps(message).encode() + b"\n")
    socket.flush()
    heard = socket.waitForReadyRead(_WAIT_MS)
    socket.disconnectFromServer()
    return heard


class Instance(QObject):
    """The first window's ear. ``called`` is sent with the store a second start was given ("" for none)."""

    called = Signal(str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left by a killed window
            self._server.listen(name)
        with contextlib.suppress(OSError):
            marker().touch()

    @property
    def is_listening(self) -> bool:
        """Whether second starts reach this window."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()
        with contextlib.suppress(OSError):
            marker().unlink(missing_ok=True)

    def _on_connection(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(lambda socket=socket: self._on_message(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._on_message(socket)

    def _on_message(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        line = bytes(socket.readLine(_LONGEST).data())
        try:
            store = str(json.loads(line).get("store", ""))
        except (ValueError, AttributeError):
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        self.called.emit(store)
