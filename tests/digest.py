"""The whole content of a store as plain values, to compare before and after."""

from __future__ import annotations

from csmanager.core import database
from csmanager.core.store import Store


def content(
    store: Store, *, history: bool = True, shadows: bool = True
) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, sorted. ``history`` False leaves the history out, ``shadows`` False the shadows."""
    connection = database.connect(store.path, read_only=True)
    try:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
            if (history or not name.startswith("history_"))
            and not (name.endswith("_shadow") and not shadows)
            and name != "draft"
            and "_search_" not in name  # how a full-text index keeps its pages; what it says is compared
        }
    finally:
        connection.close()
