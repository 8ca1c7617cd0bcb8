"""The SQL dialect of our files: what one engine compiled serves every other of the same driver.

SQLAlchemy keeps compiled statements by engine and dialect object. A store has two engines (one reads, one writes),
and a program opens several stores in its life; all of them say the same statements.
"""

from __future__ import annotations

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

NAME = "sqlite+shared"
COMPILED: LRUCache[object, object] = LRUCache(2_000)  # statements; the whole program says some 1,500

registry.register("sqlite.shared", __name__, "SharedDialect")


class SharedDialect(SQLiteDialect_pysqlite):
    """Equal to every other one on the same driver module, hence one key in the cache of statements."""

    driver = "shared"
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedDialect) and other.dbapi is self.dbapi

    def __hash__(self) -> int:
        return hash((SharedDialect, id(self.dbapi)))
