"""The whole product on PostgreSQL by one setting: message in, advice out, and again after the database was away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.postgresql import PASSWORD, Server
from tests.stack.api import Api
from tests.stack.product import Product, running_product

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

WORDS = "我的快递三天没动了，zyzzyvaquux，快点！"


@pytest.fixture(scope="module")
def database_url(postgresql: Server) -> Iterator[str]:
    """An empty database, and the address as people write it."""
    with postgresql.database(migrated=False) as url:
        yield url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture(scope="module")
def on_postgresql(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    var = tmp_path_factory.mktemp("on_postgresql") / "var"
    with running_product(var, DATABASE_URL=database_url) as running:
        yield running


@pytest.fixture(scope="module")
def its_api(on_postgresql: Product) -> Iterator[Api]:
    with Api(on_postgresql.url, on_postgresql.api_key()) as client:
        yield client


def _ready(product: Product) -> str:
    return str(httpx.get(f"{product.url}/api/v1/ready", timeout=30).json()["reason"])


def _logs(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*.log"))


def test_a_message_is_advised_and_lies_in_postgresql(on_postgresql: Product, its_api: Api, database_url: str) -> None:
    its_api.wait_until_from_rasa(60)

    found = its_api.advised(WORDS)

    assert not found.degraded
    assert found.advice["drafts"]
    assert not list(on_postgresql.var.glob("*.db"))
    with psycopg.connect(database_url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)
        connection.execute("SELECT set_config('tactful.shop', '*', false)")
        stored = connection.execute("SELECT count(*) FROM messages WHERE text = %s", (WORDS,)).fetchone()
    assert stored == (1,)


def test_every_part_finds_back_after_the_database_was_away(
    postgresql: Server, on_postgresql: Product, its_api: Api, database_url: str
) -> None:
    with postgresql.away(database_url):
        refused = its_api.post(WORDS)
        reason = _ready(on_postgresql)
        ends = time.monotonic() + 30
        while "worker in trouble" not in _logs(on_postgresql.var / "log"):
            assert time.monotonic() < ends, "the worker noticed nothing"
            time.sleep(0.1)
    its_api.wait_until_from_rasa(60)

    assert refused.status_code == 503
    assert reason == "no_database"
    assert _ready(on_postgresql) == ""
    assert not its_api.advised(WORDS).degraded


def test_neither_words_nor_the_password_stand_in_a_log(on_postgresql: Product, its_api: Api) -> None:
    its_api.advised(WORDS)

    logs = _logs(on_postgresql.var)

    assert "zyzzyvaquux" not in logs
    assert PASSWORD not in logs
    assert "%25" not in logs
