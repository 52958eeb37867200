"""Statements in free words: what facts deny or nothing carries is found, what they carry or leave open passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.desk.test_grounding import found

SHIRT = {
    "item": "shirt",
    "spec": {"care": "hand wash only, do not tumble dry", "fabric": "55% linen, 45% viscose", "made in": "Portugal"},
}
PAN = {"item": "汤锅", "spec": {"材质": "304不锈钢", "电磁炉": "可用", "洗碗机": "不可", "锅盖": "另购"}}
CAMERA = {
    "item": "攝影機",
    "spec": {"內容物": "主機、電池", "腳架": "不含", "夜視": "無", "連線": "Wi-Fi"},
    "warranty_months": 12,
}
PARCEL = {"item": "lamp", "order_status": "delayed", "courier": "DPD", "tracking_number": "DP1"}
REPAIR = {"item": "手表", "order_status": "维修中", "incident": "已收件，等配件"}
SHOES = {"item": "跑鞋", "spec": {"有货尺码": "38、39、41", "颜色": "白、灰", "鞋楦": "宽楦"}}
DELIVERY = {"item": "wardrobe", "spec": {"delivery": "kerbside only", "upstairs": "not offered", "assembly": "paid, 40 EUR"}}

FALSE = (
    ("It can be tumble dried on low.", SHIRT, ""),
    ("The dryer is fine for it.", SHIRT, ""),
    ("It is made of pure cotton.", SHIRT, ""),
    ("It was made in Italy.", SHIRT, ""),
    ("锅身是铝合金的。", PAN, ""),
    ("可以放洗碗机洗。", PAN, ""),
    ("電磁爐不能用。", PAN, ""),
    ("锅盖是附带的。", PAN, ""),
    ("也能进烤箱。", PAN, "能进烤箱吗？"),
    ("盒子裡附腳架。", CAMERA, ""),
    ("支援夜視。", CAMERA, ""),
    ("這台是防水的。", CAMERA, ""),
    ("可以接蘋果手機。", CAMERA, "iPhone 可以用嗎？"),
    ("It is with Evri now.", PARCEL, ""),
    ("The van broke down on the way to the depot.", PARCEL, ""),
    ("因为台风，快递停了两趟。", PARCEL, ""),
    ("因為爆倉，包裹卡住了。", PARCEL, ""),
    ("配件已经换好了。", REPAIR, ""),
    ("表已经修好了，明细我发您。", REPAIR, ""),
    ("40码也有货。", SHOES, ""),
    ("红色也有。", SHOES, ""),
    ("这双鞋楦偏窄。", SHOES, ""),
    ("The drivers will carry it upstairs.", DELIVERY, ""),
    ("Assembly is free.", DELIVERY, ""),
    ("Yes, it works with solar panels.", {"item": "power station"}, "does it work with solar panels?"),
    ("孕妇可以放心用。", {"item": "面霜"}, ""),
    ("不会起球。", {"item": "毛衣"}, ""),
)
TRUE = (
    ("Hand wash only, please, and no tumble drying.", SHIRT, ""),
    ("It is a linen and viscose blend, made in Portugal.", SHIRT, ""),
    ("304不锈钢的，电磁炉可以用。", PAN, ""),
    ("洗碗机不能放，锅盖要另外买。", PAN, ""),
    ("能不能进烤箱，资料里没有写，我去问。", PAN, "能进烤箱吗？"),
    ("腳架沒有附，夜視也不支援。", CAMERA, ""),
    ("防水等級這邊沒有資料，我請同事確認。", CAMERA, "防水嗎？"),
    ("Whether it takes an iPhone I cannot say yet; I am asking our technician.", CAMERA, "does it work with iphone?"),
    ("It is with DPD and delayed; why, they have not told us yet.", PARCEL, ""),
    ("You mentioned the snow; I will ask the courier whether that is the reason.", PARCEL, "is it because of the snow?"),
    ("可能是天气的原因，我去问快递。", PARCEL, ""),
    ("手表在维修中，正在等配件。", REPAIR, ""),
    ("配件到了就给您修，修好我告诉您。", REPAIR, ""),
    ("38、39和41码有货，40码没有。", SHOES, ""),
    ("有白色和灰色。", SHOES, "有红色吗？"),
    ("鞋楦是宽楦。", SHOES, ""),
    ("They deliver to the kerb and do not carry it upstairs.", DELIVERY, ""),
    ("Assembly is 40 euros.", DELIVERY, ""),
    ("I do not have that figure and will ask.", {"item": "power station"}, "does it work with solar panels?"),
    ("Your cotton shirt can go back in any bag.", {"item": "shirt"}, "my cotton shirt came without a bag"),
)


@pytest.mark.parametrize(("text", "facts", "customer"), FALSE)
def test_a_false_or_uncarried_statement_is_found(text: str, facts: Mapping[str, Any], customer: str) -> None:
    assert {finding.rule for finding in found(text, "inform_fact", facts=facts, customer=customer)} & {
        "false_information",
        "ungrounded_promise",
    }


@pytest.mark.parametrize(("text", "facts", "customer"), TRUE)
def test_what_facts_say_or_what_is_left_open_passes(text: str, facts: Mapping[str, Any], customer: str) -> None:
    assert found(text, "inform_fact", facts=facts, customer=customer) == ()


def test_a_denied_statement_names_the_fact() -> None:
    (finding,) = found("可以放洗碗机洗。", "inform_fact", facts=PAN)

    assert finding.variant == "contradicts"
    assert finding.arguments == {"said": "可以放洗碗机洗", "known": "洗碗机: 不可", "fact": "spec"}


def test_a_statement_that_no_fact_tells_of_is_absent() -> None:
    (finding,) = found("孕妇可以放心用。", "inform_fact", facts={"item": "面霜"})

    assert (finding.variant, finding.rewrite) == ("absent", None)


@pytest.mark.parametrize(
    ("text", "facts", "finds"),
    [
        ("另外再给您送一双袜子。", {}, True),
        ("審核過了就給您換一台新的。", {}, True),
        ("如果确认是质量问题，我们给您换新。", {}, False),
        ("穿着不舒服的话，我们全额退您。", {}, True),
        ("穿着不舒服的话，我们全额退您。", {"return_allowed": True}, False),
        ("It will reach you without a scratch.", {}, True),
        ("I will ask whether we can send another one.", {}, False),
        ("Once the review is through we'll ship you a new one.", {}, True),
        ("换新的事我这边定不了，我去问。", {}, False),
    ],
)
def test_an_outcome_in_other_words_must_be_carried(text: str, facts: Mapping[str, Any], finds: bool) -> None:
    assert bool(found(text, "promise_outcome" if finds else "", facts=facts)) is finds


def test_what_is_owed_is_one_amount() -> None:
    facts = {"refund_amount": 1560, "item_price": 1680, "compensation_allowed": 50, "currency": "CNY"}

    assert found("退款是1560元。", "inform_fact", facts=facts) == ()
    assert found("退款是1680元。", "inform_fact", facts=facts)
    assert found("补您100元作为补偿。", "offer_compensation", facts=facts)


def test_today_does_not_stand_for_a_promised_day() -> None:
    facts = {"today": "2026-11-02", "promised_dispatch": "2026-11-05", "dispatch_hours": 72}

    assert found("今天夜里就会出库。", "inform_fact", facts=facts)
    assert found("今天帮您问了仓库。", "inform_fact", facts=facts) == ()


def test_a_rate_is_no_term() -> None:
    facts = {"spec": {"除濕力": "12公升/日"}, "warranty_months": 36}

    assert found("一天除濕12公升，保固三年。", "inform_fact", facts=facts) == ()
