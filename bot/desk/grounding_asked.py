"""What the customer asks about, in content words, so that an answer can be held against the facts."""

from __future__ import annotations

import re
from functools import cached_property

from bot.desk.grounding_statements import stem_of, stems_of
from bot.desk.grounding_things import Thing, things_in

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")
_ASKS = re.compile(
    r"[?？]|[吗么呢嘛][\s~～]*$|[吗么嘛](?=[，, ])|是不是|能不能|可不可以|可唔可以|有没有|有冇|会不会|要不要|好不好|"
    r"系咪|是否|能否|可否|请问|想问|"
    r"[\u4e00-\u9fff]不[?？\s]*$|得唔得|啱唔啱|未[?？]|冇$|"
    r"(?:^|[,.;] ?|and |but |hi |hello )(?:is|are|does|do|did|can|could|will|would|has|have|what|which|where|how|any|"
    r"ok to)(?![a-z])"
)
_YES_OR_NO = re.compile(
    r"[吗么嘛](?=[\s，, ?？~～]|$)|是不是|能不能|可不可以|可唔可以|有没有|有冇|会不会|系咪|是否|能否|可否|得唔得|"
    r"啱唔啱|[\u4e00-\u9fff]不[?？\s]*$|冇$|"
    r"(?:^|[,.;!] ?|and |but |hi |hello )(?:so )?(?:is|are|does|do|did|can|could|will|would|has|have|any|ok|safe|fine)(?![a-z])"
)
_ANSWERS = re.compile(
    r"免费|会(?=[帮给替把])|可以(?!帮|给|替|为|申请|告诉|联系|先|再|提|直接拍|下单|随时)|(?<![可不只才])能(?!源|量|力|帮|给|替|为|告诉|理解|体会)|没问题|没有问题|没什么问题|支持|支援|适合|适用|放心|不怕|不会|不影响|兼容|通用|都行|也行|没关系|不碍事|无碍|都有|已?通过|(?:^|[这它都就])是(?!不是|否|因为|说|指|由|我|您)|^对|"
    r"(?<![a-z])(?:fine|ok|okay|works?|suits?|suitable|safe|no problem|won't|hardly|never|compatible|fits?|supports?|"
    r"(?:it|they|that|this|the [a-z]+) "
    r"(?:can|will|has|have|does|do)|comes? with|there's an?|there are)(?![a-z])"
)
_OWN = re.compile(r"我|咱|(?<![a-z])(?:i|i'm|i'll|i've|we|we're|we'll|we've|you|your|thanks|sorry)(?![a-z])|谢|抱歉|对不起")
_EMPTY = re.compile(
    r"请问|想问|你们|您们|我们|他们|这个|那个|哪个|这款|这件|这台|这支|这只|这瓶|这把|这张|这种|这样|那么|怎么|什么|为什么|有没有|能不能|可不可以|可唔可以|是不是|"
    r"会不会|要不要|一下|一个|可以|可否|能否|是否|已经|还是|或者|而且|但是|因为|如果|时候|现在|今天|明天|后天|昨天|上次|下次|谢谢|麻烦|亲爱|你好|您好|在吗|"
    r"知道|觉得|看到|看见|告诉|联系|客服|老板|宝贝|商品|东西|产品|订单|快递|物流|包裹|发货|收到|退款|退货|换货|退换|退回|到货|送到|送达|价格|优惠|便宜|发票|"
    r"保修|质保|保固|延保|赠品|运费|包邮|一样|一点|多少|多久|几天|几时|几点|问题|情况|需要|应该|直接|里面|上面|下面|自己|大家|真的|到底|当天|"
    r"[的了吗么呢吧啊呀哦嘛啦嘅呢我你您他她它们这那哪个是在有没不无会能要想就都也还很太最更又再才被把给让和跟与同或及于从到去来上下里外前后用做点些请问啥咋冇唔系咪喺嚟]"
)
_STOP = frozenset(
    re.findall(
        r"\S+",
        "the a an and or but if so is are was were be been am do does did can could will would should may might have "
        "has had i you we they he she it me my your our us them this that these those there here what which who where "
        "when why how any some all one ones to of in on at for with from by about as into out up down off over not no "
        "yes please hi hello hey thanks thank just also too still get got go going want need like know tell say said "
        "see look make made take come comes ok okay really even only much many order parcel item product refund "
        "return exchange deliver delivery ship shipping courier price discount cost invoice warranty money day week "
        "today tomorrow time thing stuff work works use used using u ur pls don't can't isn't i'm it's i've that's "
        "monday tuesday wednesday thursday friday saturday sunday weekend month year hour january february march "
        "april june july august september october november december morning evening afternoon tonight before after "
        "than then now put send sent keep good well long back new old first last next right something anything ",
    )
)
_STOP_STEMS = frozenset(stem_of(word) for word in _STOP) | {
    "deliver",
    "return",
    "refund",
    "exchang",
    "warrant",
    "warranty",
    "arriv",
}
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")


class Asked:
    """The customer's words: what they ask and what they state."""

    def __init__(self, words: str) -> None:
        self.words = words

    @cached_property
    def _sentences(self) -> tuple[tuple[str, bool], ...]:
        found = (part.group() for part in _SENTENCE.finditer(self.words))
        return tuple((part, _ASKS.search(part) is not None) for part in found if part.strip())

    @cached_property
    def questions(self) -> str:
        """The words of questions."""
        return "\n".join(part for part, asks in self._sentences if asks)

    @cached_property
    def _stated(self) -> str:
        return "\n".join(part for part, asks in self._sentences if not asks)

    def asks(self, thing: Thing) -> bool:
        """Whether a question is about the thing, or about its family."""
        return any(other == thing for other in things_in(self.questions))

    def states(self, thing: Thing) -> bool:
        """Whether the customer names the thing outside of questions."""
        return thing.words.search(self._stated) is not None

    @cached_property
    def terms(self) -> frozenset[str]:
        """Content words of the questions that want a yes or a no: pairs of Chinese characters and English stems."""
        words = "\n".join(part for part, asks in self._sentences if asks and _YES_OR_NO.search(part))
        runs = _RUN.findall(_EMPTY.sub(" ", words))
        pairs = {run[place : place + 2] for run in runs for place in range(len(run) - 1)}
        return frozenset(pairs | {stem for stem in stems_of(words) if stem not in _STOP_STEMS and len(stem) > 2})

    def answered_by(self, clause: str, known: str) -> bool:
        """Whether a clause answers a question with words that nothing known has.

        Args:
            clause: in plain form.
            known: the words of the facts, in plain form.
        """
        if not _ANSWERS.search(clause) or _OWN.search(clause):
            return False
        stems, known_stems = stems_of(clause), stems_of(known)
        shared = {term for term in self.terms if (term in stems if term.isascii() else term in clause)}
        return bool(shared) and not any(term in known_stems if term.isascii() else term in known for term in shared)
