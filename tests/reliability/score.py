"""What a drill came to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Score:
    """How many states, rounds or files were tried, what was wrong with which, and what else is worth a line."""

    states: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another part of the same drill."""
        self.states += other.states
        self.wrong += other.wrong
        self.notes += other.notes
