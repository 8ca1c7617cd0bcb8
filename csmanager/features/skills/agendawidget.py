"""What of the skills view is sent to a one-to-one, in words."""

from __future__ import annotations

from csmanager.features.skills.queries import BenchRow, MatrixRow, SkillHead
from csmanager.features.talks.sendingwidget import Sent


def sent(row: MatrixRow | BenchRow | None, head: SkillHead | None) -> Sent | None:
    """A skill of somebody, or where they stand on the bench; None where nobody is chosen."""
    if isinstance(row, MatrixRow):
        cell = row.cells.get(head.id) if head is not None else None
        if head is None or cell is None:
            return Sent(row.id, row.person, "Skills", "skill", None, "team|skills:matrix")
        asked = f", the role asks for {cell.required}" if cell.required else ""
        opens = f"team|skills:cell/{row.id}.{head.id}"
        return Sent(row.id, row.person, f"{head.name}: level {cell.level}{asked}", "skill", None, opens)
    if row is not None:
        return Sent(row.person_id, row.person, f"The way to {row.role}", "skill", None, "team|skills:bench")
    return None
