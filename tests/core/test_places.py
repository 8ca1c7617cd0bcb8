"""Which folders are no place for a store at work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csmanager.core import places

PLAIN = "/dev/sda1 / ext4 rw 0 0\n"


def look(
    folder: Path, home: Path, environ: dict[str, str] | None = None, mounts: str = PLAIN
) -> places.Unsafe | None:
    folder.mkdir(parents=True, exist_ok=True)
    return places.look(folder, environ=environ or {}, home=home, mounts=mounts)


def test_an_ordinary_folder_is_a_good_place(tmp_path: Path) -> None:
    assert look(tmp_path / "Documents" / "shop", tmp_path) is None
    assert look(tmp_path / "Documents" / "dropboxes and drives", tmp_path) is None


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("OneDrive - Harbour and Hill/shop", "OneDrive"),
        ("Dropbox/shop", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-me", "a cloud service"),
        ("Google Drive/My Drive/desk", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
    ],
)
def test_folders_that_clients_name_are_known(tmp_path: Path, name: str, whose: str) -> None:
    found = look(tmp_path / name, tmp_path)
    assert found is not None
    assert found.whose == whose
    assert whose in found.sentence


def test_what_a_client_says_itself_counts_whatever_the_folder_is_called(tmp_path: Path) -> None:
    odd = tmp_path / "Our things"
    assert look(odd / "shop", tmp_path) is None
    assert look(odd / "shop", tmp_path, {"OneDriveCommercial": str(odd)}) is not None
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(odd)}}))
    assert look(odd / "shop", tmp_path) is not None
    (tmp_path / ".dropbox" / "info.json").write_text("no json at all")
    assert look(odd / "shop", tmp_path) is None
    config = tmp_path / ".config" / "Nextcloud"
    config.mkdir(parents=True)
    (config / "nextcloud.cfg").write_text(f"[Accounts]\n0\\Folders\\1\\localPath={odd}/\n")
    found = look(odd, tmp_path)
    assert found is not None
    assert found.whose == "Nextcloud"


def test_the_mark_of_syncthing_counts_in_any_folder_above(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    found = look(tmp_path / "shared" / "a" / "b", tmp_path)
    assert found is not None
    assert found.whose == "Syncthing"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_folder_on_another_computer_is_known_by_its_mount(tmp_path: Path, kind: str) -> None:
    mounts = f"{PLAIN}server:/x {str(tmp_path / 'far away').replace(' ', chr(92) + '040')} {kind} rw 0 0\n"
    found = look(tmp_path / "far away" / "shop", tmp_path, mounts=mounts)
    assert found is not None
    assert found.is_network
    assert "another computer" in found.sentence
    assert look(tmp_path / "near", tmp_path, mounts=mounts) is None
