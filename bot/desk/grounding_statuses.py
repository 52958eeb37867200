"""How a reply says where an order, a refund, a return and the stock stand, with the values of the facts that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A statement of how things stand.

    Attributes:
        said: how it is said.
        fact: the fact that knows.
        fits: values of the fact with which it is true.
        misfits: values of the fact with which it is false; others are not judged.
        evidence: other facts that carry it by being known.
        absent: whether it is found where nothing known carries it.
    """

    said: re.Pattern[str]
    fact: str
    fits: frozenset[str]
    misfits: frozenset[str]
    evidence: tuple[str, ...] = ()
    absent: bool = True


_ORDER = frozenset(
    {"awaiting_payment", "awaiting_dispatch", "in_transit", "out_for_delivery", "delivered", "cancelled", "returned"}
)
_SENT = frozenset({"in_transit", "out_for_delivery", "delivered", "returned"})
_REFUND = frozenset({"requested", "approved", "paid", "rejected"})
_RETURN = frozenset({"requested", "approved", "picked_up", "received", "refused"})
_STOCK = frozenset({"in_stock", "low", "restocking", "sold_out"})
_SCANS = ("last_scan", "last_scan_on", "dispatched_on", "tracking_number", "incident", "evidence")


def _claim(
    said: str, fact: str, fits: Iterable[str], every: frozenset[str], evidence: tuple[str, ...] = (), *, absent: bool = True
) -> Claim:
    fitting = frozenset(fits)
    return Claim(re.compile(said), fact, fitting, every - fitting, evidence, absent)


CLAIMS = (
    _claim(
        r"(?:已经?|早就?|都)(?:发货|发出|出库|出货|寄出|发走)|(?:货|包裹|订单|快递|"
        r"商品)[^，。]{0,4}已经?(?:从仓库)?(?:发出|寄出|出库|发货)|(?:has|have|had|was|were|is|been|"
        r"already)(?: already)?(?: been)? (?:shipped|dispatched|sent out)|(?<![a-z])it shipped",
        "order_status",
        _SENT,
        _ORDER,
        _SCANS,
    ),
    _claim(
        r"(?:还没有?|尚未|还未|暂未)(?:发货|发出|出库|出货|寄出)|待发货|(?:not yet|has not|hasn't|have not|"
        r"haven't|not)(?: yet)?(?: been)? (?:shipped|dispatched|sent out)|waiting to be (?:shipped|dispatched)",
        "order_status",
        {"awaiting_payment", "awaiting_dispatch", "cancelled"},
        _ORDER,
        ("promised_dispatch", "incident"),
        absent=False,
    ),
    _claim(
        r"运输中|运送中|在途|(?<![您你人])(?:在|正在)路上|(?<!be )(?<!get )on (?:its|the) way(?! to you soon)|in transit",
        "order_status",
        {"in_transit", "out_for_delivery"},
        _ORDER,
        _SCANS,
    ),
    _claim(r"派送中|配送中|正在派[送件]|派件中|out for delivery", "order_status", {"out_for_delivery"}, _ORDER, ("last_scan",)),
    _claim(
        r"(?:已经?|早就?)(?:被)?(?:签收|送达|妥投|送到)|显示.{0,4}签收|(?:has|have|was|were|been|"
        r"already)(?: already)?(?: been)? delivered|shows? (?:as |it as )?delivered|marked (?:as )?delivered",
        "order_status",
        {"delivered", "returned"},
        _ORDER,
        ("delivered_on", "days_since_delivery", "last_scan", "incident", "evidence"),
    ),
    _claim(
        r"(?:订单|单子)[^，。]{0,3}已经?(?:被)?取消|(?:has|have|was|been|already)(?: already)?(?: been)? cancell?ed",
        "order_status",
        {"cancelled"},
        _ORDER,
        ("incident",),
        absent=False,
    ),
    _claim(
        r"(?:退款|款项|钱)[^，。]{0,4}已经?(?:到账|打出|退回|退还|退到|完成|成功|支付|发放|打到|原路)|"
        r"已经?(?:给您|为您|帮您)?(?:全额|原路)?退款(?:成功|到|了|完成)?(?=$|[，。！!])|"
        r"refund (?:has (?:already )?been|was|is) (?:paid|issued|sent|completed|credited)|(?:been|"
        r"already) refunded|(?:have|'ve) (?:already )?refunded",
        "refund_status",
        {"paid"},
        _REFUND,
        ("refund_paid_on",),
    ),
    _claim(
        r"退款(?:申请)?[^，。没未不]{0,3}(?:已经?)?(?:审核)?(?:通过|批准|批下来)|refund (?:has been|was|is|"
        r"request (?:has been|was|is)) approved",
        "refund_status",
        {"approved", "paid"},
        _REFUND,
        ("refund_expected_on", "refund_paid_on"),
    ),
    _claim(
        r"(?:仓库|我们)[^，。]{0,3}(?:已经?)?(?:收到|签收)[^，。]{0,4}(?:您的退货|您?退回|您?寄回|退件|退货)|"
        r"(?:退货|退件|退回的|寄回的)[^，。申]{0,8}(?:我们|仓库)?(?:已经?)(?:收到|签收|到仓|入库)|(?:received|"
        r"got) (?:your|the) return|return (?:has (?:been )?|was )?(?:arrived|received)|returned (?:item|parcel|"
        r"goods)[^,.]{0,8} (?:has |have |was )?(?:arrived|been received|received)",
        "return_status",
        {"received"},
        _RETURN,
        ("refund_status", "refund_amount", "refund_requested_on", "incident", "evidence"),
    ),
    _claim(
        r"(?<!没)(?<!没有)(?<!无)(?<!是否)有(?:现)?货(?!通知)|现货(?:充足|供应)|库存充足|货源充足|"
        r"(?<!not )(?<!n't )(?<!back )(?<!once )(?<!one )in stock|plenty (?:in stock|left)",
        "stock_status",
        {"in_stock", "low"},
        _STOCK,
        ("stock",),
    ),
    _claim(
        r"缺货|售罄|售完|卖完了|断货|无货|没货|没有货|out of stock|(?<!nearly )(?<!almost )sold out",
        "stock_status",
        {"sold_out", "restocking"},
        _STOCK,
        ("stock", "restock_on"),
        absent=False,
    ),
)
