"""One line for what is safe."""

from __future__ import annotations

import os
from pathlib import Path


class Acknowledged:
    """``FOLDER/ack.log``: each line goes out in a single write."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "ack.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def say(self, line: str) -> None:
        """Note that what ``line`` names has been acknowledged."""
        os.write(self._descriptor, f"{line}\n".encode())

    def close(self) -> None:
        """No more lines."""
        os.close(self._descriptor)
