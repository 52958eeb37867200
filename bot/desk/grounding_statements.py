"""What the texts among the facts say, part by part: what each is about, and whether it says yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from bot.desk.facts import DATES, SLOT_KEYS, TRUTHS, Facts
from bot.desk.grounding_things import Thing, things_in
from bot.desk.grounding_words import plain_words

SILENT_KEYS = DATES | {"currency", "customer_language", "agent_name", "shop_name", "order_number", "tracking_number"}
"""Facts whose texts say nothing of goods or service."""

NO = re.compile(
    r"不(?!锈|粘|错|过|仅|但|只是|同|好意思|用担心|必担心|管|论|止|妨|然|用愁|怕|影响|碍|挑|限|收费|收运费|另收|额外收)|"
    r"没(?!问题|关系|事|错|什么问题|多)|无(?!毒|线|论|痕|缝|需担心|油|烟|级|硼|糖|铅|香|菌|意|损|忧|条件|理由)|(?<![从])未(?!来)|勿|别(?!的|人|担心|处|急)|"
    r"禁|另购|另买|另售|自备|除外|缺货|售罄|售完|卖完|断货|自理|非(?!常)|"
    r"免(?=安装)|(?<![a-z])(?:no(?! (?:problem|worries|need to worry|trouble|extra|charge|bother)(?![a-z]))|"
    r"not(?! only| just| to worry)|never|"
    r"none|neither|nor|cannot|unable|without(?! a (?:problem|scratch|hitch))|excluded|excludes|excluding|except|"
    r"separately|out of stock|"
    r"sold out|avoid|unsuitable|false|lacks?|keep .{0,12}away|steer clear|isn|aren|doesn|don|didn|won|wouldn|"
    r"can)(?:'t|t)?(?![a-z'])"
)
_CAN = re.compile(r"(?<![a-z])can(?![a-z'])")
_IS_OUT = re.compile(r"(?:is|are|'s|'re) (?:sold )?out(?= ?(?:of stock)?(?:$|[,.;]| at| right| for| just))")
_MARK = re.compile(
    r"[，。；！？;!?\n（）()]|, |\. |,$|\.$|\s(?:but|however|though|although|while|whereas)\s|但是?|"
    r"不过(?!期)|可是|只是|而(?=[不是])"
)


@dataclass(frozen=True)
class Statement:
    """A part of a fact.

    Attributes:
        fact: name of the fact.
        name: the name within a map, in plain words; "" of a plain text.
        words: the words, in plain form.
        holds: whether it says yes: false where it denies.
        shown: the name and the words as the fact has them.
    """

    fact: str
    name: str
    words: str
    holds: bool
    shown: str = ""

    @cached_property
    def about(self) -> tuple[Thing, ...]:
        """The things that its words or its name tell of."""
        return things_in(f"{self.name} {self.words}")

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The words of its name."""
        return _terms(self.name)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The words that tell what it is about, where they are the words of a yes or a no: its name, and what is denied."""
        found = self.named
        if not self.holds or NO.search(self.name):
            found += _terms(self.words)
        return tuple(term for term in found if term)


def denies(words: str) -> bool:
    """Whether words in plain form say no."""
    return any(not _CAN.fullmatch(found.group()) for found in NO.finditer(words)) or _IS_OUT.search(words) is not None


def statements_of(facts: Facts) -> tuple[Statement, ...]:
    """Every sayable text among the facts, part by part."""
    return tuple(
        statement
        for key in facts
        if facts.sayable(key) and key not in SILENT_KEYS and key not in TRUTHS
        for statement in _of_value(key, "", facts[key])
    )


def _of_value(fact: str, name: str, value: Any) -> Iterable[Statement]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _of_value(fact, str(key), item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _of_value(fact, name, item)
    elif isinstance(value, bool):
        plain = _plain_name(name or fact)
        yield Statement(fact, plain, "", value != denies(plain), name or fact)
    elif isinstance(value, (str, int, float)):
        yield from _of_text(fact, name or (fact if fact not in SLOT_KEYS else ""), str(value))


def _plain_name(name: str) -> str:
    return plain_words(name).replace("_", " ")


def _of_text(fact: str, name: str, text: str) -> Iterable[Statement]:
    words, plain, place = plain_words(text), _plain_name(name), 0
    for part in parts_of(words):
        place = words.index(part, place)
        shown = text[place : place + len(part)]
        yield Statement(fact, plain, part, denies(plain) == denies(part), f"{name}: {shown}" if name else shown)


def parts_of(words: str) -> tuple[str, ...]:
    """The parts of words that say one thing each."""
    return tuple(part for piece in _MARK.split(words) if (part := piece.strip()))


_EMPTY = re.compile(
    r"可否|是否|能否|可不可以|适用|支持|方式|情况|规格|仅限?|只[可能限]?|不可以?|不能|不含|不支持|不提供|不[带附配送包]|没有|"
    r"[不无未勿可能含附带配上进放用是有需送到的]|最[高大低小]|另购|另售|自备|需"
)
_STOP = frozenset(
    re.findall(
        r"\S+",
        "the a an and or of in on at to for with is are be it its not no none do does don can cannot only any per by "
        "as from up this that never avoid required needed yes ok rating included include includes including excluded "
        "excludes exclude supported support supports works work warranty covers cover covered available provided sold "
        "separately box what not_included status rule note policy ",
    )
)
_WORD = re.compile(r"[a-z][a-z'-]+")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LIST = re.compile(r"[、，,;/]| and | or |和|与|及")


@lru_cache(maxsize=2048)
def _terms(words: str) -> tuple[str, ...]:
    """Words that name something, each a run of Chinese characters or English stems parted by spaces."""
    found: list[str] = []
    for piece in _LIST.split(words):
        found += [run for run in _HAN_RUN.findall(_EMPTY.sub(" ", piece)) if len(run) <= 8]
        if not found and _HAN_RUN.fullmatch(piece):
            found.append(piece)
        stems = [stem_of(word) for word in _WORD.findall(piece) if word not in _STOP]
        if stems and len(stems) <= 4:
            found.append(" ".join(stems))
    return tuple(found)


def stem_of(word: str) -> str:
    """An English word without its ending, roughly: "drying" and "dryer" as "dry"."""
    word = word.removesuffix("'s").replace("-", "").replace("'", "")
    for ending in ("ing", "ers", "er", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e")


@lru_cache(maxsize=2048)
def stems_of(words: str) -> frozenset[str]:
    """The stems of the English words."""
    return frozenset(stem_of(word) for word in _WORD.findall(words))


def names_term(term: str, words: str) -> bool:
    """Whether words in plain form name a term of a fact."""
    if term.isascii():
        return all(stem in stems_of(words) for stem in term.split())
    if term in words:
        return True
    if len(term) == 3 and re.search(f"{term[:2]}.{{0,3}}{term[2]}", words):
        return True
    pairs = {term[place : place + 2] for place in range(len(term) - 1)}
    return len(term) >= 4 and sum(pair in words for pair in pairs) >= 0.6 * len(pairs)
