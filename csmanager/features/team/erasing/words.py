"""What is said before and after an erasure."""

from __future__ import annotations

from collections.abc import Sequence

from csmanager.core import saying
from csmanager.core.blanking import Mention
from csmanager.core.erasure import Erased, OldBackup

FOR_GOOD = (
    "This cannot be undone. It goes from the records, from the history (which says “erased” there) and from the file"
    " itself, drafts of texts being typed go too, and a new backup is made at once. What a disk or a cloud keeps of"
    " earlier versions is out of reach; only encryption helps against that."
)


def mention_text(mention: Mention) -> str:
    """A text elsewhere that names them, in words."""
    if mention.is_file:
        return f"{mention.kind}: a paper that names them; it is taken out as a whole"
    return f"{mention.kind}: {' '.join(mention.excerpt.split())}"


def older_text(older: Sequence[OldBackup]) -> str:
    """Which copies from before still hold the names, and until when."""
    if not older:
        return "There are none, so nothing outside of this file still names them."
    dated = [one.expires_on for one in older if one.expires_on is not None]
    until = f" The last goes by itself by {saying.day(max(dated))}." if dated else ""
    many = (
        "1 backup from before still has"
        if len(older) == 1
        else f"{len(older):,} backups from before still have"
    )
    kept = len(older) - len(dated)
    by_hand = f" {kept:,} of them stay until you delete them." if kept else ""
    return f"{many} the names.{until}{by_hand} Whoever puts one back sees them erased again when the store is opened."


def told(done: Erased) -> str:
    """What was done, and what still names them."""
    lines = [
        f"{done.records:,} records were emptied, and {done.rows:,} values and {done.labels:,} labels left the history."
    ]
    if done.texts:
        lines.append(f"{done.texts:,} other texts lost the name.")
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
    if done.backup is not None:
        lines.append(f"A backup without them was made: {done.backup.name}")
    elif done.is_clean:
        lines.append("There was no room for a new backup; make one as soon as there is.")
    lines.append(
        "What a cloud or a disk keeps of earlier versions is out of reach; only encryption helps against that."
    )
    return "\n\n".join(lines)
