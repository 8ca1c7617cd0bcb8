"""Lets LibreOffice open a workbook, compute every formula anew, and save it."""

from __future__ import annotations

import subprocess
from pathlib import Path

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
_LIMIT_S = 180


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it with forced recalculation; its default would keep stored values."""
    return _convert(path, folder, "xlsx:Calc MS Excel 2007 XML")


def as_pdf(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice prints it."""
    return _convert(path, folder, "pdf")


def _convert(path: Path, folder: Path, to: str) -> Path:
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_PROFILE, encoding="utf-8")
    out = folder / "converted"
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            str(path),
        ],
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    made = out / f"{path.stem}.{to.partition(':')[0]}"
    assert made.exists(), done.stderr
    return made
