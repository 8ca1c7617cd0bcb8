"""The small made-up shop that tests share; ``tests/conftest.py`` takes these fixtures in."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmanager import sample
from csmanager.core.store import Store
from csmanager.open import open_store

if TYPE_CHECKING:
    from tests.conftest import StandingClock

SAMPLE_LAST_DAY = dt.date(2026, 3, 31)
SAMPLE_CONTACTS = 6_000


@pytest.fixture(scope="session")
def sample_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as it was made, closed; never opened for writing."""
    path = tmp_path_factory.mktemp("sample") / "sample.csm"
    sample.build(path, contacts=SAMPLE_CONTACTS, last_day=SAMPLE_LAST_DAY, today=SAMPLE_LAST_DAY)
    return path


@pytest.fixture
def sample_file(sample_original: Path, tmp_path: Path) -> Path:
    """A copy of the sample for the test alone, closed: 14 people, 18 months up to 31 March 2026."""
    path = tmp_path / "sample.csm"
    shutil.copyfile(sample_original, path)
    return path


@pytest.fixture
def sample_store(sample_file: Path, clock: StandingClock) -> Iterator[Store]:
    """The open store on ``sample_file``; its today is the day of ``clock``."""
    opened = open_store(sample_file, clock=clock)
    yield opened
    opened.close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``libreoffice`` fails in CI where LibreOffice is missing, and is skipped elsewhere."""
    if item.get_closest_marker("libreoffice") is not None and shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing.", pytrace=False)
        pytest.skip("LibreOffice is missing.")


def pytest_collection_finish() -> None:
    """What the imports made stays for good: looking for garbage among it at every turn costs a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """What tests copied goes before Python ends; Qt would free it afterwards, and crash."""
    import sys

    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        widgets.QApplication.clipboard().clear()
