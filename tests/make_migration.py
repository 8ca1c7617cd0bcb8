"""Writes db/migrations/versions/0001_first.py anew from the mapped classes. Until the first release only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from csmanager import catalogue
from csmanager.core import search
from csmanager.core.paths import data_dir
from csmanager.core.tables import Base

HEAD = '''"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
'''


def main() -> None:
    """Render the migration and put it in place."""
    catalogue.load_tables()
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"user_module_prefix": "", "render_item": _plain, "sqlalchemy_module_prefix": "sa."},
        )
        operations = produce_migrations(context, Base.metadata).upgrade_ops
        assert operations is not None
        code = render_python_code(operations, render_item=_plain)
    target = data_dir("db") / "migrations" / "versions" / "0001_first.py"
    target.write_text(HEAD + "    " + code + "\n" + _search(), encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--line-length", "110", target], check=True)


def _search() -> str:
    """What makes the full-text indices, which only SQLite has in this form."""
    lines = [
        f'        op.execute("{first}," " tokenize{rest}")\n'
        for index in search.INDICES
        for first, _, rest in [index.statement().partition(", tokenize")]
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
    main()
