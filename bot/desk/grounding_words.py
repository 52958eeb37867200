"""Words around a figure: what it is about, and whether it is asserted at all."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from bot.desk.grounding_script import SIMPLE

_WIDE = str.maketrans({code: code - 0xFEE0 for code in range(0xFF10, 0xFF5F) if chr(code) not in "，；：？！（）"})


@lru_cache(maxsize=512)
def plain_words(text: str) -> str:
    """The text in lower case and Simplified characters as far as the patterns here need them; each place stays its own."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return lowered.translate(SIMPLE).translate(_WIDE).replace("\u2019", "'")


_CLAUSE_MARK = re.compile(r"[，。！？；!?;\n…]|[,.:](?!\d)|(?<!\d)[,.]| - | – |—")


def clause_of(words: str, start: int, end: int) -> tuple[int, int]:
    """The clause in which a span stands: from the mark before it to the mark after it."""
    starts, ends = _marks(words)
    before, after = bisect_right(ends, start), bisect_left(starts, end)
    return (ends[before - 1] if before else 0), (starts[after] if after < len(starts) else len(words))


@lru_cache(maxsize=64)
def _marks(words: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the marks between clauses begin and end."""
    spans = [mark.span() for mark in _CLAUSE_MARK.finditer(words)]
    return tuple(start for start, _ in spans), tuple(end for _, end in spans)


_NEGATED = re.compile(
    r"不能|无法|没法|没办法|不敢|不了|不一定|不会|不可能|不是|并非|没有|未必|难以|赶不上|来不及|还没|尚未|"
    r"不保证|不承诺|不用|无须|不必|不需要|别等"
    r"|(?<![a-z])(?:not|cannot|never|unable|no longer|without|unlikely|instead of|rather than)(?![a-z])|n't(?![a-z])"
)
_CONDITION = re.compile(
    r"如果|要是|若|假如|倘若|一旦|万一|的话|除非|不管|无论|能否|能不能|可否|是否|会不会|有没有|"
    r"(?<![a-z])(?:if|unless|whether|in case|should you|once|when you|were to)(?![a-z])"
)
_QUESTION = re.compile(r"[?？]|[吗呢么嘛][，。！!~～\s]*$")
_CUSTOMERS = re.compile(
    r"您(?:刚才|之前|昨天|前天|今天|上次|先前|刚刚)?(?:也|已经|一直|都|又|可能)?(?:说|提到|提的|讲|反馈|反映|"
    r"写|问|要求|希望|想要|想|要的|需要|要用|要在|等了|等到|等待|等|联系|催|买|下单|拍|付|申请|收到|用了|急着|"
    r"赶|打来|发来|留言|的意思)"
    r"|让您.{0,4}等|(?<![a-z])(?:you|your)(?: have| had| have been|'ve| were| are|'re| also| first|"
    r" already)? (?:said|say|told|tell|mentioned|wrote|asked|want|wanted|need|needed|were after|hoped|hoping|"
    r"waited|waiting|been waiting|wait|contacted|ordered|bought|paid|received|request|requested|chased|got|"
    r"message|complain)"
    r"|kept you|for you to wait|sorry you|your (?:message|request|deadline|trip|wedding|party|birthday|event)"
)
_COURTESY = re.compile(
    r"稍等|请等|等我|等一?下|稍候|稍后|给我|查|核实|看一下|确认一下|wait|hold|give me|moment|bear with|check|"
    r"look|take a|take about|just"
)
_AFFIRMS = re.compile(
    r"可以|没问题|没有问题|行(?:的|啊|，|。|$)|好的|支持|成交|是的|对的|(?<![a-z])(?:no problem|no worries|"
    r"yes|sure|ok|okay|fine|deal|works|works out|doable|absolutely|of course|can do|will be)(?![a-z])"
)
_DAY_KEPT = re.compile(
    r"没问题|没有问题|赶得上|赶得及|来得及|能赶上|能到|能送|能用上|放心|(?<![a-z])(?:no problem|works|"
    r"doable|can do|you'll have|will have|in time|on time|make it)(?![a-z])"
)
_WELL_WISHING = re.compile(
    r"愉快|快乐|(?<![a-z])(?:happy|enjoy|(?:have|hope) an?|lovely|great|nice|good|wonderful) (?:[a-z]+ ){0,3}$"
)
_OWN_YEARS = re.compile(r"我[^，。]{0,4}(?:做|干|经手|卖|从业|入行)|(?:in|at) this (?:business|trade|job|line)|experience")
_PROMISE = re.compile(r"保证|承诺|一定|肯定|必定|绝对|guarantee|promise|definitely|for sure|certainly")


def is_negated(clause: str) -> bool:
    """Whether the clause denies something."""
    return _NEGATED.search(clause) is not None


def is_conditional(clause: str) -> bool:
    """Whether the clause is a condition or an indirect question."""
    return _CONDITION.search(clause) is not None


def is_question(sentence: str) -> bool:
    """Whether the sentence asks."""
    return _QUESTION.search(sentence) is not None


def says_back(clause: str) -> bool:
    """Whether the clause says back what the customer said, did or wants."""
    return _CUSTOMERS.search(clause) is not None


def is_courtesy(sentence: str) -> bool:
    """Whether the sentence only asks for a moment."""
    return _COURTESY.search(sentence) is not None


def affirms(clause: str) -> bool:
    """Whether the clause says yes to something."""
    return _AFFIRMS.search(clause) is not None or affirms_day(clause)


def affirms_day(clause: str) -> bool:
    """Whether the clause says that a day can be kept."""
    return _DAY_KEPT.search(clause) is not None


def wishes_well(clause: str) -> bool:
    """Whether a day stands in a greeting ("have a nice weekend")."""
    return _WELL_WISHING.search(clause) is not None


_OWN_STEP = re.compile(
    r"我[^，。]{0,8}(?:问|催|查|核|跟|盯|看|报|转|追|请)|(?<![a-z])i(?:'ll| will|'m| am|'ve|"
    r" have)[^,.]{0,24}(?:check|ask|chas|follow|look|rais|pass|speak|keep|watch)"
)


def is_own_step(clause: str) -> bool:
    """Whether the clause is about what the speaker does for the case, not about when the customer has something."""
    return _OWN_STEP.search(clause) is not None


def counts_own_years(clause: str) -> bool:
    """Whether the clause says how long the speaker has been at it."""
    return _OWN_YEARS.search(clause) is not None


def promises(sentence: str) -> bool:
    """Whether the sentence gives its word."""
    return _PROMISE.search(sentence) is not None


_YES = re.compile(
    r"可以|可用|可$|能(?![源量力])|会(?=[给帮为替把])|通过|没问题|没有问题|没什么问题|支持|支援|有(?!点|些|一点|什么|任何|关|时|效|限|空|问题|变|动|消息|结果|进展|新|异)|附|含|[带配]有|标配|包含|包括|"
    r"适合|适用|放心|不怕|不会|不影响|兼容|通用|都行|也行|行的|照[样退]|没关系|不碍事|无碍|免费|是(?!因为|否|不是)|做的|自带|有送|随箱|一起寄|"
    r"(?<![a-z])(?:is|are|was|'s|'re|fine|ok|okay|works?|can|suits?|suitable|safe|yes|no problem|comes?|comes with|"
    r"there's|there are|"
    r"has|have|had|won't|will|hardly|made|compatible|fits?|supports?|includes?|included|covers?|covered|contains?|takes?|holds?|"
    r"you'll find|you get|too|as well|runs?|supplied|free|suit|stands?)(?![a-z])|'s |'re "
)
"""Words by which a clause says that something is so."""

_OPEN = re.compile(
    r"不清楚|取决|因人而异|要看|不确定|不知道|不了解|不晓得|没把握|不好说|说不准|不敢|没法(?:确认|确定|保证|答|判断|回答)|无法(?:确认|确定|保证|答|判断|回答)|"
    r"不能(?:确认|确定|保证|乱|随便)|没(?:有)?[^，。]{0,6}(?:写|标|提[到及]|注明|说明|列|资料|数据|信息|记录|查到|明确|记载|备注|登记|收录|显示|交代)|"
    r"未(?:写|标|提|注明|列|说明|明确|记载|显示|定)|查不到|看不到|找不到|"
    r"(?:我|咱|这边|仓库|工程师|同事|技术|厂家|厂方|师傅)[^，。]{0,8}(?:查|问|核实|核对|确认|请教|看看|看一下|翻|去了解|比对|量)|帮您(?:查|问|核实|确认|了解)|"
    r"有(?:答案|结果|消息|结论)|再(?:答|告诉|回覆|回复|跟您说|给您)|待(?:确认|核实|查)|要等|暂时(?:没|不)|目前(?:没|不)|"
    r"(?<![a-z])(?:don't|do not|doesn't|does not|didn't|haven't|isn't|not) (?:have|know|see|say|mention|list|state|"
    r"give|cover|show|tell|"
    r"listed|stated|mentioned|given|known|certain|sure|recorded|in (?:my|our|the)|on (?:my|our|the)|got|find|a|specify|specified)"
    r"|(?<![a-z])no (?:information|figure|word|note|mention|record|data|answer|detail|entry|reason|cause|line)"
    r"|(?<![a-z])(?:unknown|unclear|(?:to|i'll|i will|i'd|we'll|we will|let me|i|and|can) (?:just |now )?(?:check|"
    r"confirm|ask)|checking|confirming|find out|finding out|look into|looking into|asking|i can't say|can't tell|"
    r"cannot tell|cannot say|can't say|won't guess|not going to guess|rather not|guess|whether|yet to|silent on|"
    r"depends|question|nothing (?:about|on))(?![a-z])"
)
"""Words that leave something open: not known, being looked into."""

_WONDERS = re.compile(
    r"可能|是[^，。]{1,8}还是|也许|或许|估计|应该(?!会给)|大概|说不定|一般来说|通常|(?<![a-z])(?:may|might|maybe|perhaps|probably|possibly|could|should|usually|normally)(?![a-z])"
)


def says_yes(clause: str) -> bool:
    """Whether the clause says in so many words that something is so."""
    return _YES.search(clause) is not None


def leaves_open(sentence: str) -> bool:
    """Whether the sentence says that something is not known or still being looked into."""
    return _OPEN.search(sentence) is not None


def wonders(clause: str) -> bool:
    """Whether the clause says something as possible only."""
    return _WONDERS.search(clause) is not None


_COST = re.compile(
    r"免费|收费|付费|自费|运费|邮费|包邮|免运|(?<![a-z])(?:free|charge|charged|paid|postage|shipping|"
    r"freight|fee)(?![a-z])"
)


def is_about_cost(words: str) -> bool:
    """Whether words say what something costs or that it costs nothing."""
    return _COST.search(words) is not None


_TO_COME = re.compile(
    r"就(?!是|像|好)|会(?!议|员)|能(?!量)|可以|预计|预估|将|准|要到|开[卖售]|出厂|(?<![a-z])(?:will|going to|be|"
    r"expected|due|should|back|arrives?|ships?|leaves?|"
    r"lands?)(?![a-z])|'ll(?![a-z])"
)


def is_to_come(clause: str) -> bool:
    """Whether the clause says what is going to be."""
    return _TO_COME.search(clause) is not None
