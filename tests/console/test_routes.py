"""Every route declares its action, and the table of roles is what it says."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from bot.assist.policy import ROLES, TABLE
from bot.console.access import AnyoneGuard, Guard, KeyGuard, StaffGuard
from bot.console.shoppers import ShopperGuard
from tests.console.house import KEY, House

OF_EVERYBODY = {"model", "home", "session"}

ALLOWED = {
    "agent": {"desk", "call", "conversation", "event", "reply", "order", "feedback", "reading", "rule"} | OF_EVERYBODY,
    "trainer": {"redacted", "correction", "dispute", "rule"} | OF_EVERYBODY,
    "admin": {"severity", "rule"} | OF_EVERYBODY,
    "shopper": {"shop"},
    "anyone": set(),
}
"""Role -> kinds of action beyond what is open to everybody; a second writing of the table, on purpose."""

OPEN_TO_ALL = {"health.read", "contract.read", "login.open", "login.try", "language.choose"}
NEVER_AT_THE_DESK = {"message.post", "history.import"}


def guards(dependant: Dependant) -> Iterator[Guard]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Guard):
            yield inner.call
        yield from guards(inner)


def every_route(routes: object) -> Iterator[APIRoute]:
    for route in routes:  # type: ignore[attr-defined]
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from every_route(route.original_router.routes)


def test_every_route_declares_exactly_one_action_that_the_table_knows(house: House) -> None:
    found = {}
    for route in every_route(house.app.routes):
        declared = list(guards(route.dependant))
        assert len(declared) == 1, f"{route.path} declares {len(declared)} actions"
        assert declared[0].action in TABLE, f"{route.path}: {declared[0].action} is not in the table"
        found[route.path, *sorted(route.methods)] = declared[0]
    assert len(found) > 25
    assert {guard.action for guard in found.values()} == set(TABLE)


def test_each_door_asks_for_what_belongs_to_it(house: House) -> None:
    for route in every_route(house.app.routes):
        guard = next(guards(route.dependant))
        if route.path.startswith("/desk"):
            assert isinstance(guard, StaffGuard)
        if route.path.startswith("/shop"):
            assert isinstance(guard, ShopperGuard)
        if route.path.startswith("/api/v1/") and guard.action not in OPEN_TO_ALL:
            assert isinstance(guard, KeyGuard)
        if isinstance(guard, AnyoneGuard):
            assert guard.action in OPEN_TO_ALL


def test_the_table_of_roles_is_as_written_here_a_second_time() -> None:
    for action, roles in TABLE.items():
        assert roles <= ROLES
        for role, kinds in ALLOWED.items():
            expected = action in OPEN_TO_ALL or (action.split(".")[0] in kinds and action not in NEVER_AT_THE_DESK)
            assert (role in roles) is expected, f"{role} and {action}"


def test_a_trainer_or_an_admin_meets_no_customer(house: House) -> None:
    conversation = house.post("你好").conversation_id

    for login in ("tina", "adam"):
        client, _ = house.signed_in(login)
        for path in ("/desk", "/desk/list", f"/desk/conversations/{conversation}", "/desk/events"):
            assert client.get(path).status_code == 403, f"{login} at {path}"
        assert client.get("/").status_code == 200


def test_no_unsafe_page_route_works_without_the_csrf_token(house: House) -> None:
    conversation = house.post("你好").conversation_id
    client, _ = house.signed_in("mei")
    routes = [route for route in every_route(house.app.routes) if isinstance(next(guards(route.dependant)), StaffGuard)]
    unsafe = [route for route in routes if route.methods - {"GET", "HEAD"}]

    for route in unsafe:
        path = route.path.replace("{conversation_id}", conversation)
        for headers in ({}, {"x-csrf-token": "wrong"}):
            assert client.post(path, headers=headers, data={"text": "x"}).status_code == 403, path
    assert len(unsafe) >= 6


def test_a_request_from_another_site_is_refused_even_with_the_token(house: House) -> None:
    client, csrf = house.signed_in("mei")

    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/logout", headers={"x-csrf-token": csrf, **headers}).status_code == 403


def test_an_api_key_opens_no_page(house: House) -> None:
    response = house.client(key=KEY).get("/desk", follow_redirects=False)

    assert response.headers["location"] == "/login"
