"""How far a process has come: a refund, a repair, an inspection said to be done that a fact says is still going on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.grounding_clauses import Clause, Untrue
from bot.desk.grounding_goods import Ground
from bot.desk.grounding_statements import Statement
from bot.desk.grounding_words import is_conditional, is_negated, leaves_open, says_back, wonders

_PROCESSES: dict[str, re.Pattern[str]] = {
    "refund": re.compile(r"退款|拨款|款项|货款|(?<!要)钱|refund|money"),
    "repair": re.compile(r"维修|修理|[送检返]修|配件|零件|修(?=好|完)|repair|spare part|the part(?![a-z])"),
    "inspection": re.compile(r"检查|质检|鉴定|审核|检测|查验|验货|验(?=好|完|过)|inspect|review|assess|testing"),
    "return": re.compile(r"退货|退件|退回[品件的]|寄回的?|return"),
    "invoice": re.compile(r"发票|invoice"),
    "replacement": re.compile(r"换货|补发|补寄|重发|新的一|replacement"),
    "claim": re.compile(r"理赔|索赔|调查|claim|investigation"),
    "making": re.compile(r"制作|定制|生产|缝制|making|production|custom"),
}
_DONE = re.compile(
    r"(?:已经?|早就|都|全部)[^，。申登提反备转报]{0,8}(?:好|完|出|到|过|成功|结束|拨|汇|打|退|发放|开|寄)|(?:修|换|验|查|审|办|开|寄|装|做|检|退|拨|汇|打)(?:好|完|出|妥)(?:去)?(?:了|$|的)|"
    r"结束了|通过了|(?<![a-z])(?:has|have|was|were|is|are|been|'s|already)(?: (?:now|already|all|just|been))* (?:done|"
    r"finished|completed?|paid(?: out)?|sent|"
    r"issued|released|ready|through|passed|approved|closed|settled|fixed|repaired|mended|credited|transferred|fitted)(?![a-z])"
)
_PENDING = re.compile(
    r"尚未|还没|未(?:处理|完成|拨|到|出|开|退)|没有?(?:处理|完成|拨|开|退)|等(?!级)|待|[处办修审查检制调]\S{0,2}中|"
    r"进行中|中$|(?<![a-z])(?:not (?:yet|been)|not released|pending|"
    r"waiting|awaiting|under (?:way|review|inspection|investigation)|in (?:progress|process|hand)|being|still|to be|"
    r"ongoing|opened?)(?![a-z])"
)
_FUTURE = re.compile(
    r"之后|以后|后(?!面的)|才|再|将|会|就能|一旦|等|(?<![a-z])(?:once|when|after|until|as soon as|"
    r"will|'ll|before|going)(?![a-z])"
)


def untrue_progress(clause: Clause, ground: Ground) -> Iterable[Untrue]:
    """A process that the clause calls done and that a fact calls still going on."""
    words = clause.words
    if (
        not _DONE.search(words)
        or is_conditional(words)
        or wonders(words)
        or _FUTURE.search(words)
        or is_negated(words)
        or leaves_open(words)
    ):
        return
    for process in _PROCESSES.values():
        if process.search(words) is None:
            continue
        told = [statement for statement in ground.statements if process.search(f"{statement.name} {statement.words}")]
        waiting = [statement for statement in told if _PENDING.search(statement.words)]
        if waiting and not any(_says_done(statement) for statement in told) and not says_back(words):
            yield Untrue(clause.start, clause.end, waiting[0].fact, waiting[0].shown)
            return


def _says_done(statement: Statement) -> bool:
    return _DONE.search(statement.words) is not None and _PENDING.search(statement.words) is None
