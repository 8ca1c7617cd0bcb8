"""What a task is, and in which order things need the manager. Plain Python, no database."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """A to-do, or a promise made to someone."""

    TODO = "todo"
    PROMISE = "promise"
