"""Answers given in advance, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any


class ScriptedAnswers:
    """Gives ``answers`` in order; ``told`` holds what was said. An unforeseen question fails the test."""

    def __init__(self, answers: Sequence[Any] = ()) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, ...]] = []
        self.told: list[str] = []

    def _next(self, *question: str) -> Any:
        self.asked.append(question)
        if not self.answers:
            raise AssertionError(f"Nobody foresaw the question {question}")
        return self.answers.pop(0)

    def tell(self, title: str, text: str) -> None:
        self.told.append(text)

    def confirm(self, title: str, text: str, verb: str, keep: str = "Keep") -> bool:
        return bool(self._next(title, text, verb, keep))

    def text(self, title: str, label: str, initial: str = "") -> str | None:
        answer: str | None = self._next(title, label, initial)
        return answer

    def choose(self, title: str, label: str, options: Sequence[str]) -> str | None:
        answer: str | None = self._next(title, label, *options)
        return answer

    def save_path(self, title: str, name: str, filter: str) -> Path | None:
        answer: Path | None = self._next(title, name, filter)
        return answer

    def open_paths(self, title: str, filter: str) -> list[Path]:
        answer: list[Path] = self._next(title, filter)
        return answer

    def folder(self, title: str) -> Path | None:
        answer: Path | None = self._next(title)
        return answer
