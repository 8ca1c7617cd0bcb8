"""Keys of what is asked about a file after it was read."""

from __future__ import annotations

OPENING = "opening"  # for which opening people applied, where the file does not say
