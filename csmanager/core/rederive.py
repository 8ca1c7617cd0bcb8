"""Everything a store holds as if it had just been touched, for making again what is derived from it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from csmanager.core import bulk
from csmanager.core.recorder import RowChange, key_text, raw_table
from csmanager.core.tables import Base


def every_row(connection: Connection) -> list[RowChange]:
    """Every recorded row of the store as if it had just been touched; whole batches are told by ``every_batch``."""
    found = []
    for mapper in Base.registry.mappers:
        flags = [getattr(mapper.class_, name, wanted) is wanted for name, wanted in _RECORDED]
        table = mapper.local_table
        if all(flags) and isinstance(table, sa.Table):
            primary = [column.name for column in table.primary_key.columns]
            for row in connection.execute(sa.select(raw_table(table))).mappings():
                key = key_text(tuple(row[name] for name in primary))
                found.append(RowChange(table.name, key, dict(row), dict(row)))
    return found


_RECORDED = (("__recorded__", True), ("__bulk__", False), ("__derived__", False))


def every_batch(connection: Connection) -> bulk.Batch:
    """Every row of the bulk tables as one batch; its facts are empty, so derivers look for themselves."""
    names = [table.name for table in bulk.bulk_tables()]
    counts = {name: bulk.extent(connection, name) for name in names}
    return bulk.Batch({name: extent for name, extent in counts.items() if extent[2]})
