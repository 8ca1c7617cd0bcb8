"""Folders that a sync client copies, or that lie on another computer: no place for a store that is at work.

A client copies the file in the middle of a change, and may put an older copy back over it; locks do not reach across
a network. So the store at work lies on this computer, and such a folder gets closed, verified copies.

What is known of a client comes from its own settings (Dropbox, Nextcloud, ownCloud), from variables it sets (OneDrive),
from names that the system gives its folders (iCloud, Google Drive, macOS CloudStorage) and from marks it leaves
(Syncthing).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "9p",
        "fuse.sshfs",
        "fuse.rclone",
        "davfs",
        "webdav",
        "afpfs",
    }
)
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_NAMES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "a cloud service",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
_MARKS = {".stfolder": "Syncthing", ".dropbox": "Dropbox", ".sync": "Resilio Sync"}
_DRIVE_REMOTE = 4  # of GetDriveTypeW


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Why a folder is no place for a store at work: ``whose`` client copies it, or it lies on another computer."""

    folder: Path
    whose: str
    is_network: bool

    @property
    def sentence(self) -> str:
        """The reason in words."""
        if self.is_network:
            return (
                f"{self.folder} lies on another computer. Over a network two people can write at once, and a lost"
                " connection can damage the file."
            )
        return (
            f"{self.folder} is copied by {self.whose}. It may copy the file in the middle of a change, or put an older"
            " copy over your work."
        )


def look(
    folder: Path,
    *,
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
    mounts: str | None = None,
) -> Unsafe | None:
    """Why ``folder`` is no place for a store at work; None where nothing speaks against it.

    ``environ``, ``home`` and ``mounts`` (the text of /proc/mounts) stand for this computer's own.
    """
    environ = os.environ if environ is None else environ
    home = Path.home() if home is None else home
    real = folder.resolve()
    if _is_remote(real, mounts):
        return Unsafe(folder, "", True)
    for root, whose in _roots(environ, home):
        if real == root or root in real.parents:
            return Unsafe(folder, whose, False)
    for one in (real, *real.parents):
        if one == home or one == one.parent:
            break
        for mark, whose in _MARKS.items():
            if (one / mark).exists():
                return Unsafe(folder, whose, False)
        known = _NAMES.get(one.name.casefold().split(" - ")[0].strip())
        if known is not None:
            return Unsafe(folder, known, False)
    return None


def _roots(environ: Mapping[str, str], home: Path) -> Iterator[tuple[Path, str]]:
    for name in _VARIABLES:
        if environ.get(name):
            yield Path(environ[name]).resolve(), "OneDrive"
    for base in (
        home / ".dropbox",
        *(Path(environ[key]) / "Dropbox" for key in ("APPDATA", "LOCALAPPDATA") if environ.get(key)),
    ):
        try:
            told = json.loads((base / "info.json").read_text(encoding="utf-8"))
            yield from ((Path(one["path"]).resolve(), "Dropbox") for one in told.values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    for base in (
        home / ".config",
        home / "Library" / "Preferences",
        Path(environ.get("APPDATA", "/nonexistent")),
    ):
        for client in ("Nextcloud", "ownCloud"):
            try:
                lines = (base / client / f"{client.lower()}.cfg").read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError):
                continue
            for line in lines:
                key, _, value = line.partition("=")
                if key.strip().endswith("localPath") and value.strip():
                    yield Path(value.strip()).resolve(), client
    for name in ("Library/Mobile Documents", "Library/CloudStorage"):
        yield home / name, "iCloud" if "Mobile" in name else "a cloud service"


def _is_remote(folder: Path, mounts: str | None) -> bool:
    if str(folder).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32" and mounts is None:
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _DRIVE_REMOTE)
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
    longest, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " "))
        if (folder == point or point in folder.parents) and len(parts[1]) > longest:
            longest, kind = len(parts[1]), parts[2]
    return kind in _NETWORK
