"""What a new text begins with, by its kind."""

from __future__ import annotations

from csmanager.core.paths import data_dir
from csmanager.features.handbook.rules import PolicyKind
from csmanager.papers.merge import fill


def beginning(kind: PolicyKind, title: str, *, with_template: bool) -> str:
    """The text a new policy of ``kind`` begins with: its title, or the whole template of its kind."""
    if not with_template:
        return f"# {title}\n\n"
    path = data_dir("resources") / "text" / "handbook" / f"{PolicyKind(kind).value}.md"
    return fill(path.read_text(encoding="utf-8"), {"title": title})
