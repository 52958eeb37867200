"""A console over a fresh store for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.house import House, open_house

ON_BOTH_DATABASES = ("tests.console.test_api",)
"""Modules whose tests run on SQLite, then on PostgreSQL; the others look at pages, not at what is stored."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "house" in metafunc.fixturenames and metafunc.module.__name__ in ON_BOTH_DATABASES:
        metafunc.parametrize("house", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house on SQLite, or on the database that the test is run with."""
    on_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    opened = open_house(tmp_path, url=request.getfixturevalue("postgresql_url") if on_postgresql else "")
    yield opened
    opened.store.close()
