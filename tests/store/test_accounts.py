"""Users, sessions and keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.errors import InputError
from tests.store.conftest import TwoShops
from tests.store.effects import NOW


def test_a_session_lives_thirty_minutes_after_its_last_use(shops: TwoShops) -> None:
    user, accounts = shops.user("lin", "agent"), shops.store.accounts()
    accounts.create_session(user.id, token_hash="t", csrf_token="c", now=NOW)

    assert accounts.session("t", now=NOW + timedelta(minutes=29)) == (user, "c")
    assert accounts.session("t", now=NOW + timedelta(minutes=58)) == (user, "c")
    assert accounts.session("t", now=NOW + timedelta(minutes=89)) is None


def test_a_session_lives_twelve_hours_at_most(shops: TwoShops) -> None:
    user, accounts = shops.user("lin", "agent"), shops.store.accounts()
    accounts.create_session(user.id, token_hash="t", csrf_token="c", now=NOW)
    for minutes in range(20, 12 * 60, 20):
        assert accounts.session("t", now=NOW + timedelta(minutes=minutes)) is not None

    assert accounts.session("t", now=NOW + timedelta(hours=12)) is None


def test_an_ended_session_and_that_of_a_disabled_user_are_dead(shops: TwoShops) -> None:
    user, accounts = shops.user("lin", "agent"), shops.store.accounts()
    accounts.create_session(user.id, token_hash="t1", csrf_token="c", now=NOW)
    accounts.create_session(user.id, token_hash="t2", csrf_token="c", now=NOW)
    accounts.end_session("t1")

    assert accounts.session("t1", now=NOW) is None
    accounts.disable(user.id)
    assert accounts.session("t2", now=NOW) is None
    assert accounts.user_by_login("lin") is None


def test_a_login_link_works_once_and_in_time(shops: TwoShops) -> None:
    user, accounts = shops.user("lin", "agent"), shops.store.accounts()
    accounts.create_login_link(user.id, token_hash="l1", expires_at=NOW)
    accounts.create_login_link(user.id, token_hash="l2", expires_at=NOW)

    assert accounts.use_login_link("l1", now=NOW) is None
    assert accounts.use_login_link("l2", now=NOW - timedelta(seconds=1)) == user
    assert accounts.use_login_link("l2", now=NOW - timedelta(seconds=1)) is None


def test_the_shop_follows_from_a_key_until_it_is_revoked(shops: TwoShops) -> None:
    accounts = shops.store.accounts()
    accounts.add_api_key(shops.shop_id, "console", key_hash="h")

    assert accounts.shop_of_api_key("h") == shops.shop_id
    assert accounts.shop_of_api_key("other") is None
    accounts.revoke_api_key("h")
    assert accounts.shop_of_api_key("h") is None


def test_a_users_password_language_roles_and_teams_are_kept(shops: TwoShops) -> None:
    user, accounts = shops.user("lin", "agent", "trainer", teams=("senior", "front")), shops.store.accounts()

    accounts.set_password(user.id, "hash")
    accounts.set_language(user.id, "zh-Hans")

    found = accounts.user_by_login("lin")
    assert found is not None
    assert found[1] == "hash"
    assert (found[0].language, found[0].roles, found[0].teams) == ("zh-Hans", ("agent", "trainer"), ("front", "senior"))


def test_unknown_roles_and_teams_are_refused(shops: TwoShops) -> None:
    for roles, teams in ((("king",), ()), (("agent",), ("nobody",))):
        with pytest.raises(InputError):
            shops.store.accounts().add_user(shops.shop_id, "x", "X", roles=roles, teams=teams)


def test_a_shops_secret_is_its_own(shops: TwoShops) -> None:
    ours, theirs = (shops.store.accounts().shop_secret(slug) for slug in ("ours", "theirs"))

    assert ours is not None
    assert theirs is not None
    assert ours[0] == shops.shop_id
    assert len(ours[1]) >= 43
    assert ours[1] != theirs[1]
    assert shops.store.accounts().shop_secret("nobody") is None
