"""Opposites: a property that a fact names with one word and a reply with its opposite; what is paid said to be free."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.grounding_clauses import Clause, Untrue
from bot.desk.grounding_goods import Ground
from bot.desk.grounding_statements import Statement, names_term
from bot.desk.grounding_words import is_conditional, leaves_open, says_back

_PAIRS = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"宽|(?<![a-z])wide", r"窄|(?<![a-z])narrow"),
        (r"硬|(?<![a-z])(?:firm|hard)(?![a-z])", r"软|(?<![a-z])soft"),
        (r"厚|(?<![a-z])thick", r"薄|(?<![a-z])thin"),
        (r"手动|(?<![a-z])manual(?![a-z])", r"自动|automatic"),
        (r"单[层面人头手杯孔]|(?<![a-z])single", r"双[层面人头手杯孔]|(?<![a-z])double"),
        (r"偏大|runs? large|(?<![a-z])roomy", r"偏小|runs? small|(?<![a-z])snug"),
        (r"有线(?!耳)|(?<![a-z])wired|(?<![a-z])corded", r"无线|wireless|cordless"),
        (r"亮[面光]|(?<![a-z])gloss", r"哑光|磨砂|雾面|(?<![a-z])matte?(?![a-z])"),
        (r"左[手侧开]|(?<![a-z])left", r"右[手侧开]|(?<![a-z])right[- ]hand"),
        (r"长[袖款]|long[- ]sleeve", r"短[袖款]|short[- ]sleeve"),
        (r"圆[领头形]|(?<![a-z])round", r"[方尖][领头形]|v领|(?<![a-z])(?:square|pointed|v-neck)"),
        (r"热水|(?<![a-z])hot(?![a-z])", r"冷水|(?<![a-z])cold(?![a-z])"),
        (r"甜(?!度)|(?<![a-z])sweet", r"咸|(?<![a-z])(?:savou?ry|salty)"),
        (r"轻[奶烘度]|light roast", r"[深重][烘度]|dark roast"),
        (r"室内|(?<![a-z])indoors?", r"室外|户外|outdoors?"),
        (r"男款|(?<!wo)men's", r"女款|women's"),
        (r"成人|(?<![a-z])adults?", r"儿童|(?<![a-z])(?:kids|children)"),
        (r"充电式|rechargeable", r"一次性|disposable"),
        (r"国行|domestic version", r"港版|美版|日版|海外版|import version"),
        (r"全新|brand[- ]new", r"翻新|二手|refurb|second[- ]hand|pre-?owned"),
        (r"官翻|refurb", r"全新|brand[- ]new"),
    )
)
_PAID = re.compile(
    r"收费|付费|自费|另付|另收|需付|加收|(?:顾客|客户|买家|客人|您|自己)(?:自己|自行)?(?:承担|负担|支付|出|付)|自理|(?<![a-z])(?:paid|charged|chargeable|payable|"
    r"extra cost|at (?:the )?(?:customer|buyer)|(?:customer|buyer|you)s? pays?|[£$€]\s?\d|fee of)"
)
_FREE = re.compile(
    r"免费|不收费|不用(?:另外)?(?:付|加|出)钱|不另收|免[运邮]|包邮|全包|都包|(?:我们|我方|店里|这边|本店)(?:来|都|全)?(?:承担|负担|吸收|出(?=$|[，。])|包)|白送|"
    r"(?<![a-z])(?:free|no (?:extra )?charge|nothing extra|at no (?:extra )?cost|complimentary|included|on us|"
    r"we(?:'ll| will)? (?:cover|pay|bear|absorb))(?![a-z])"
)


def untrue_opposites(clause: Clause, ground: Ground) -> Iterable[Untrue]:
    """A named property with the opposite of its value; a paid service as a free one."""
    if is_conditional(clause.words) or leaves_open(clause.words) or says_back(clause.words):
        return
    for statement in ground.statements:
        if _is_named(statement, clause) and (_opposite(statement, clause) or _free_though_paid(statement, clause)):
            promise = _free_though_paid(statement, clause)
            yield Untrue(clause.start, clause.end, statement.fact, statement.shown, promise)
            return


def _is_named(statement: Statement, clause: Clause) -> bool:
    """Whether the clause names what the statement tells of."""
    if statement.fact in ("shipping_fee", "return_freight") or _FREIGHT.search(f"{statement.name} {statement.words}"):
        return _FREIGHT.search(clause.words) is not None
    if any(thing in statement.about for thing in clause.things):
        return True
    return bool(statement.name) and any(names_term(term, clause.words) for term in statement.named)


_FREIGHT = re.compile(r"运费|邮费|快递费|postage|freight|shipping|collection fee")


def _opposite(statement: Statement, clause: Clause) -> bool:
    if not statement.name:
        return False
    for one, other in (*_PAIRS, *((other, one) for one, other in _PAIRS)):
        if (
            one.search(statement.words)
            and not other.search(statement.words)
            and other.search(clause.words)
            and not one.search(clause.words)
        ):
            return clause.holds
    return False


def _free_though_paid(statement: Statement, clause: Clause) -> bool:
    words = f"{statement.name} {statement.words}"
    return (
        bool(_PAID.search(words))
        and not _FREE.search(words)
        and bool(_FREE.search(clause.words))
        and not _PAID.search(clause.words)
    )
