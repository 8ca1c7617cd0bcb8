"""What is said before and after an erasure."""

from __future__ import annotations

from collections.abc import Sequence

from csmanager.core import saying
from csmanager.core.blanking import Mention
from csmanager.core.erasure import Erased

WARNING = (
    "This cannot be undone. The history forgets them too, the file is written anew, and a fresh backup is made."
    " Older backups still name them until they are deleted."
)
_SHOWN = 8


def mentions_text(mentions: Sequence[Mention]) -> str:
    """Where else they are named, to be looked through."""
    lines = [f"• {one.kind}: {one.excerpt}" for one in mentions[:_SHOWN]]
    if len(mentions) > _SHOWN:
        lines.append(f"• and {len(mentions) - _SHOWN} more")
    count = (
        "1 text of another record names"
        if len(mentions) == 1
        else f"{len(mentions)} texts of other records name"
    )
    papers = (
        " A paper that names them is taken out as a whole." if any(one.is_file for one in mentions) else ""
    )
    listed = "\n".join(lines)
    return f"{count} them:\n\n{listed}\n\nThe name can be replaced there as well.{papers}"


def told(done: Erased) -> str:
    """What was done, and what still names them."""
    lines = [
        f"{done.records:,} records were emptied, and {done.rows:,} values and {done.labels:,} labels left the history."
    ]
    if not done.is_clean:
        lines.append("The file was being read, so it is written anew when it is opened next.")
    if done.left:
        lines.append(f"{len(done.left):,} texts of other records still name them, as you chose.")
    if done.older:
        dated = [one.expires_on for one in done.older if one.expires_on is not None]
        until = f"; the last of them goes by {saying.day(max(dated))}" if dated else ""
        count = (
            "1 older copy still names"
            if len(done.older) == 1
            else f"{len(done.older):,} older copies still name"
        )
        lines.append(f"{count} them{until}. Delete them by hand if that is too late.")
        kept = sum(one.expires_on is None for one in done.older)
        if kept:
            lines.append(f"{kept:,} of those stay until you delete them.")
    lines.append(
        "What a cloud or a disk keeps of earlier versions is out of reach; only encryption helps against that."
    )
    return "\n\n".join(lines)
