"""Who may import whom, and what every table must have. A new folder is checked without a new test."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from csmanager import catalogue
from csmanager.core.bulk import bulk_tables
from csmanager.core.feature import load
from csmanager.core.tables import Base

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "csmanager"
MODULES = sorted(PACKAGE.rglob("*.py"))
DUTIES = sorted(path.name for path in (PACKAGE / "features").iterdir() if (path / "__init__.py").exists())


def imports(path: Path, *, top_only: bool = False) -> set[str]:
    """The modules a file imports; ``top_only``: only those every import of the file brings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def is_screen(path: Path) -> bool:
    """Whether a file may import Qt."""
    inside = path.relative_to(PACKAGE)
    screens = ("page", "dialog", "widget", "view")
    return (
        inside.parts[0] == "ui" or any(word in path.stem for word in screens) or inside.name == "__main__.py"
    )


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_layers_keep_to_themselves(path: Path) -> None:
    used = imports(path)
    parts = path.relative_to(PACKAGE).parts
    roots = {name.split(".")[0] for name in used}
    ours = {name for name in used if name.startswith("csmanager.")}
    if parts[0] == "core":
        assert not {"PySide6", "shiboken6"} & roots
        assert not {name for name in ours if name.startswith(("csmanager.ui", "csmanager.features"))}
    if parts[0] == "ui":
        assert "sqlalchemy" not in roots
        assert not {name for name in ours if name.startswith("csmanager.features")}
    if parts[0] == "features":
        if is_screen(path):
            assert "sqlalchemy" not in roots
        else:
            assert not {"PySide6", "shiboken6"} & roots
            assert not {name for name in ours if name.startswith("csmanager.ui")}
        others = {
            name for name in ours if name.startswith("csmanager.features.") and name.split(".")[2] != parts[1]
        }
        assert not {name for name in others if any(word in name.split(".")[3:4] for word in ("page",))}
        if path.name in ("rules.py", "periods.py"):
            assert all(name in sys.stdlib_module_names for name in roots - {"csmanager"})
            assert not {name for name in ours if not name.startswith(f"csmanager.features.{parts[1]}.")} - {
                "csmanager.core.errors",
                "csmanager.core.errors.RuleBroken",
            }


@pytest.mark.parametrize("duty", DUTIES)
def test_every_duty_has_a_manifest_and_stands_in_the_catalogue(duty: str) -> None:
    assert duty in {feature.key for feature in catalogue.FEATURES}


@pytest.mark.parametrize("feature", catalogue.FEATURES, ids=lambda feature: feature.key)
def test_what_a_manifest_names_exists(feature: object) -> None:
    for name in ("page", "badge", "todo", "find", "derive", "seed", "timeline"):
        reference = getattr(feature, name)
        if reference:
            assert callable(load(reference)), reference


@pytest.mark.parametrize(
    "feature", [item for item in catalogue.FEATURES if item.page], ids=lambda item: item.key
)
def test_pages_watch_tables_that_exist(feature: object) -> None:
    catalogue.load_tables()
    page = load(feature.page)  # type: ignore[attr-defined]
    assert page.watches <= set(Base.metadata.tables)


def test_what_has_no_screen_needs_no_qt() -> None:
    """Proved in a process where Qt cannot be imported."""
    names = [module_name(path) for path in MODULES if not is_screen(path)]
    code = (
        "import sys, importlib\n"
        "sys.modules['PySide6'] = None\n"
        f"for name in {names!r}:\n    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_catalogue_brings_nothing_heavy() -> None:
    heavy = (
        "numpy",
        "matplotlib",
        "openpyxl",
        "xlsxwriter",
        "python_calamine",
        "alembic",
        "PySide6",
        "sqlalchemy",
    )
    code = f"import sys, csmanager.catalogue\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


UNINDEXED = {  # parents of contacts go only when a whole import is undone: one pass then, a dearer import always
    "contact.batch_id",
    "contact.topic_id",
}


def test_every_foreign_key_is_indexed() -> None:
    catalogue.load_tables()
    bare = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.foreign_keys
        and not any(next(iter(index.columns)) is column for index in table.indexes)
        and next(iter(table.primary_key.columns), None) is not column
        and not any(
            isinstance(rule, sa.UniqueConstraint) and next(iter(rule.columns)) is column
            for rule in table.constraints
        )
    }
    assert bare == UNINDEXED


def test_nothing_acts_behind_the_recorder() -> None:
    catalogue.load_tables()
    acting = [
        key.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.ondelete or key.onupdate
    ]
    assert acting == []


def test_every_table_is_mapped_or_a_shadow() -> None:
    catalogue.load_tables()
    mapped = {mapper.local_table.name for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
    shadows = {f"{table.name}_shadow" for table in bulk_tables()}
    assert set(Base.metadata.tables) - mapped == shadows


def test_no_relationships_and_no_cascades() -> None:
    catalogue.load_tables()
    assert [mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.relationships] == []


def test_one_module_opens_databases_and_one_replaces_files() -> None:
    offending = []
    for path in MODULES:
        inside = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            call = ast.unparse(node.func)
            may_connect = inside in ("core/database.py", "core/lock.py") or inside.startswith(
                "features/importing/"
            )
            if call == "sqlite3.connect" and not may_connect:
                offending.append(f"{inside}: {call}")
            if call in ("os.rename", "os.replace") and inside not in ("core/files.py", "core/migrate.py"):
                offending.append(f"{inside}: {call}")
    assert offending == []


def test_files_stay_small() -> None:
    long = {
        module_name(path): count
        for path in MODULES
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}
