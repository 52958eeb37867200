"""Entities: kinds, values and exact places."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.errors import FileFaults
from bot.desk.reading import Entity
from bot.reader.entities import EntityFinder
from bot.reader.normalise import fold

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(ROOT / "data" / "entities")


def found(finder: EntityFinder, text: str) -> tuple[Entity, ...]:
    return finder.entities(fold(text), text)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("我的订单TF20261103001什么时候发货", "order_number", "TF20261103001"),
        ("订单号：123456789012", "order_number", "123456789012"),
        ("快递单号SF1234567890123到哪了", "tracking_number", "SF1234567890123"),
        ("打我13812345678", "phone", "13812345678"),
        ("退了89.9元", "amount", "89.9"),
        ("11月3日能到吗", "date", "11-03"),
        ("by Friday please", "date", "friday"),
        ("周五之前要", "date", "friday"),
        ("等了48小时了", "duration", "48 hours"),
        ("已經三天了", "duration", "3 days"),
        ("打12315", "regulator", "12315"),
        ("I will sue you", "court", "will sue you"),
        ("叫你们主管来", "asks_for_human", "supervisor"),
        ("转人工", "asks_for_human", "human"),
        ("I want to speak to your manager", "asks_for_human", "supervisor"),
        ("充电时冒烟了", "safety", "fire"),
        ("你们是骗子", "fraud", "骗子"),
        ("去小红书发", "platform", "小红书"),
    ],
)
def test_an_entity_is_found_with_its_value(finder: EntityFinder, text: str, kind: str, value: str) -> None:
    assert (kind, value) in {(item.kind, item.value) for item in found(finder, text)}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("收货地址写错了 能改一下吗", "address"),
        ("電話寫錯了", "phone_change"),
        ("退货运费谁出", "freight"),
        ("发票抬头开错了", "invoice_title"),
        ("能开专票吗", "vat_invoice"),
        ("刚买完就降价了", "price_protection"),
        ("身高170穿什么码", "size"),
        ("这个是纯棉的吗", "material"),
        ("退款什么时候到账", "refund_when"),
        ("怎么少了一个", "missing_part"),
        ("颜色发错了", "wrong_color"),
        ("没有了 谢谢", "done"),
        ("在吗", "are_you_there"),
        ("没关系", "apology_accepted"),
        ("TF20261103001", "order_number_only"),
        ("can you change my delivery address", "address"),
        ("who pays return shipping", "freight"),
        ("is it authentic", "authenticity"),
        ("cancel my order", "cancel"),
        ("不要取消订单了", "undo_cancel"),
    ],
)
def test_a_topic_is_found(finder: EntityFinder, text: str, topic: str) -> None:
    assert topic in {item.value for item in found(finder, text) if item.kind == "topic"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不用转人工", "asks_for_human"),
        ("会不会过敏", "safety"),
        ("我是律师", "court"),
        ("急得冒烟", "safety"),
        ("这是正品还是假货吗", "fraud"),
    ],
)
def test_a_phrase_that_does_not_mean_it_is_left_out(finder: EntityFinder, text: str, kind: str) -> None:
    assert kind not in {item.kind for item in found(finder, text)}


@pytest.mark.parametrize(
    "text",
    ["  退\u200b款 TF２０２６１１０３００１ 到哪了", "訂單編號 TF20261103002 顏色發錯了", "My refund hasn’t arrived, by Friday!"],
)
def test_spans_hold_the_original_words(finder: EntityFinder, text: str) -> None:
    items = found(finder, text)

    assert items
    assert all(text[item.start : item.end] == item.text for item in items)


def test_one_number_is_one_thing(finder: EntityFinder) -> None:
    kinds = [item.kind for item in found(finder, "订单号 13812345678")]

    assert "order_number" in kinds
    assert "phone" not in kinds


def test_a_faulty_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"kinds": [{"kind": "topic", "values": {"x": {"phrases": ["(a"]}}}]}', encoding="utf-8")

    with pytest.raises(FileFaults, match=r"bad\.json"):
        EntityFinder(tmp_path)
