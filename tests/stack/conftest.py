"""One running product for every test here that does not end it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack.api import Api
from tests.stack.product import Product, running_product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product") / "var") as running:
        yield running


@pytest.fixture(scope="session")
def api(product: Product) -> Iterator[Api]:
    with Api(product.url, product.api_key()) as client:
        yield client


@pytest.fixture
def healthy(product: Product, api: Api) -> None:
    """Every part is there, and advice comes from Rasa."""
    if api.advised("什么时候发货").degraded:
        api.wait_until_from_rasa(60)
