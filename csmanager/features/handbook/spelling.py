"""Spelling, where this computer has hunspell; nothing is brought along and nothing is sent anywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import lru_cache

from csmanager.features.handbook.rules import plain_text

_SECONDS = 10
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FENCED = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`|\{\{[^}\n]*\}\}|\]\([^)\n]*\)|https?://\S+")


@lru_cache(maxsize=1)
def program() -> str | None:
    """Where hunspell lies; None where there is none."""
    return shutil.which("hunspell")


def unknown(text: str, language: str) -> frozenset[str] | None:
    """The words of a Markdown text that hunspell does not know, in ``language`` (en_GB); None where it has none."""
    place = program()
    if place is None:
        return None
    words = words_of(text)
    if not words:
        return frozenset()
    try:
        done = subprocess.run(
            [place, "-l", "-i", "utf-8", "-d", language],
            input="\n".join(sorted(words)),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    return frozenset(line.strip() for line in done.stdout.splitlines()) & words


def words_of(text: str) -> frozenset[str]:
    """The words people read in a Markdown text; code, fields and addresses are none."""
    bare = _CODE.sub(" ", _FENCED.sub(" ", text))
    return frozenset(
        word for line in bare.splitlines() for word in _WORD.findall(plain_text(line)) if len(word) > 1
    )
