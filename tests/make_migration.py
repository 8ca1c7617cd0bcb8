"""Writes the newest script of db/migrations/versions from what the mapped classes have and the earlier scripts lack.

``python -m tests.make_migration`` renews the newest script, which no released program has yet;
``python -m tests.make_migration WORDS`` begins the next one. Only new tables, columns and indices are written:
a new column of an older table must be nullable or have a server default, and stand last in its class. What
follows the line ``# by hand`` of a script (moving data) is kept.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops

from csmanager import catalogue
from csmanager.core import database, migrate, search
from csmanager.core.paths import data_dir
from csmanager.core.tables import Base

BY_HAND = "    # by hand\n"
HEAD = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = "{earlier:04}"


def upgrade() -> None:
'''


def main() -> None:
    """Render the script and put it in place."""
    catalogue.load_tables()
    versions = data_dir("db") / "migrations" / "versions"
    newest = migrate.newest_version()
    if words := sys.argv[1:]:
        newest += 1
        target = versions / f"{newest:04}_{'_'.join(words)}.py"
    else:
        (target,) = versions.glob(f"{newest:04}_*.py")
    assert newest > 1, "The first script is released; begin the next one."
    kept = target.read_text(encoding="utf-8").partition(BY_HAND)[2] if target.exists() else ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "earlier.csm"
        database.create_blank(path)
        migrate.upgrade_in_place(path, f"{newest - 1:04}")
        engine = sa.create_engine(database.url(path))
        with engine.connect() as connection:
            body = _missing(connection) + _search(connection)
        engine.dispose()
    title = target.stem[5:].replace("_", " ").capitalize()
    text = HEAD.format(title=title, number=newest, earlier=newest - 1) + body
    if kept:
        text += BY_HAND + kept
    target.write_text(text, encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--line-length", "110", target], check=True)


def _missing(connection: sa.Connection) -> str:
    """The operations that bring the schema of ``connection`` to the classes'."""
    context = MigrationContext.configure(
        connection,
        opts={
            "user_module_prefix": "",
            "sqlalchemy_module_prefix": "sa.",
            "render_item": _plain,
            "compare_type": False,
            "include_object": lambda item, name, kind, reflected, other: not (reflected and other is None),
        },
    )
    operations = produce_migrations(context, Base.metadata).upgrade_ops
    assert operations is not None
    for table in operations.ops:
        if isinstance(table, ops.ModifyTableOps):
            table.ops = [one for one in table.ops if not isinstance(one, ops.CreateForeignKeyOp)]
            wrong = [one for one in table.ops if not isinstance(one, ops.AddColumnOp | ops.CreateIndexOp)]
            assert not wrong, f"{table.table_name} of an earlier script would change: {wrong}"
    code = render_python_code(operations, render_item=_plain)
    lines = [
        line[: line.rindex(")")] + ", inline_references=True)" if "op.add_column(" in line else line
        for line in code.splitlines()
    ]
    return "    " + "\n".join(lines) + "\n"


def _search(connection: sa.Connection) -> str:
    """What makes the full-text indices, which only SQLite has in this form."""
    present = set(sa.inspect(connection).get_table_names())
    lines = [
        f'        op.execute("{first}," " tokenize{rest}")\n'
        for index in search.INDICES
        for first, _, rest in [index.statement().partition(", tokenize")]
        if index.name not in present
    ]
    return '    if op.get_bind().dialect.name == "sqlite":\n' + "".join(lines) if lines else ""


def _plain(kind: str, item: object, _context: object) -> str | bool:
    """Column types by what the file holds, since a migration must not import today's types."""
    if kind != "type":
        return False
    assert isinstance(item, sa.types.TypeEngine)
    name = item.compile(dialect=sa.dialects.sqlite.dialect())
    return {"INTEGER": "sa.Integer()", "TEXT": "sa.Text()", "REAL": "sa.REAL()", "BLOB": "sa.LargeBinary()"}[
        name
    ]


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
