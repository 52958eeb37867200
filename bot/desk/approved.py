"""Approved words: what the protocols can say. People have read them, and what each does is declared, so it is not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.desk.facts import AMOUNTS, DATES, NUMBERS
from bot.desk.message import Language
from bot.desk.moves import FORBIDDEN_MOVES, HARMFUL_MOVES
from bot.desk.playbook import Playbooks
from bot.desk.reply import ReplyReading, Sentence
from bot.desk.worded import SLOT

_DATE = {Language.ZH_HANS: "11月18日", Language.ZH_HANT: "11月18日", Language.EN: "18 November"}
_AMOUNT = {Language.ZH_HANS: "¥129", Language.ZH_HANT: "NT$129", Language.EN: "£129"}
_OTHER = {Language.ZH_HANS: "这一项", Language.ZH_HANT: "這一項", Language.EN: "this item"}

_COUNTS_AGAINST = frozenset(
    {
        *FORBIDDEN_MOVES,
        *HARMFUL_MOVES,
        "promise_callback",
        "ask_callback_number",
        "promise_outcome",
        "admit_fault",
        "offer_compensation",
        "refuse",
        "set_boundary",
        "explain_privately",
        "put_off",
    }
)
"""Moves that can break a rule; an approved sentence makes one of them only where it is declared."""

GROUNDS = frozenset({"give_reason"})
"""A protocol declines only beside a reason (playbooks/README.md)."""

_MARKS = re.compile(r"[，,；;：:、。！？!?…～~—\s]+|\.(?=\s|$)")
_ENDS = re.compile(r"(?<=[。！？!?\n])\s*|(?<=\.)\s+(?=\S)")
_LEAST_SAID = 4
"""Characters beside its slots that a pattern must have: with fewer it would know everything again."""

_KEY = 1
"""Characters at the beginning, or at the end, by which a pattern with slots is found."""


def approved_texts(playbooks: Playbooks) -> tuple[str, ...]:
    """Every wording with something of the right kind in its slots, each once, in the order of the protocols."""
    filled = (_with_slots_filled(text, language) for text, language, _ in _wordings(playbooks))
    return tuple(dict.fromkeys(filled))


def _wordings(playbooks: Playbooks) -> Iterator[tuple[str, Language, str]]:
    """Text with its slots, language and move of every wording; the words of rewrites have no move."""
    wordings = [
        *(wording for playbook in playbooks.playbooks for wording in playbook.wording),
        *(wording for group in playbooks.situation_wording.values() for wording in group),
        *playbooks.common_wording,
    ]
    for wording in wordings:
        for language, variants in wording.variants.items():
            yield from ((text, language, wording.move) for text in variants)
    for words in playbooks.rewrites.values():
        yield from ((text, language, "") for language, text in words.items())


def _with_slots_filled(text: str, language: Language) -> str:
    return SLOT.sub(lambda match: _sample(match[1], language), text)


def _sample(key: str, language: Language) -> str:
    if key in DATES:
        return _DATE[language]
    if key in AMOUNTS:
        return _AMOUNT[language]
    return "3" if key in NUMBERS else _OTHER[language]


@dataclass(frozen=True)
class Known:
    """What is declared of approved words.

    Attributes:
        moves: what they do.
        verbatim: whether they stand so in the protocols, with nothing filled in.
    """

    moves: frozenset[str]
    verbatim: bool


class ApprovedWords:
    """Knows a sentence of the protocols again, whatever stands in its slots."""

    def __init__(self, wordings: Iterable[tuple[str, str]]) -> None:
        """Take in wordings: text with its slots, and its move ("" for none)."""
        self._plain: dict[str, set[str]] = {}
        self._slotted: dict[str, dict[str, set[str]]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        for text, move in wordings:
            for part in (*_ENDS.split(text), *_clauses(text)):
                self._take(part, move)

    @classmethod
    def of(cls, playbooks: Playbooks) -> ApprovedWords:
        """The words of all protocols."""
        return cls((text, move) for text, _, move in _wordings(playbooks))

    def known(self, sentence: str) -> Known | None:
        """What is declared of a sentence that the protocols say, as a whole or clause by clause; None for other words."""
        whole = self._plainly(_bare(sentence))
        if whole is not None:
            return whole
        clauses = [self._plainly(clause) or self._filled(clause) for clause in _clauses(sentence)]
        found = [known for known in clauses if known is not None]
        if not found or len(found) < len(clauses):
            return self._filled(_bare(sentence))
        return Known(frozenset().union(*(known.moves for known in found)), all(known.verbatim for known in found))

    def _take(self, part: str, move: str) -> None:
        bare = _bare(part)
        if not bare:
            return
        moves = {move} if move else set()
        if not SLOT.search(bare):
            self._plain.setdefault(bare, set()).update(moves)
            return
        if len(SLOT.sub("", bare)) < _LEAST_SAID:
            return
        for key in _keys(bare):
            self._slotted.setdefault(key, {}).setdefault(bare, set()).update(moves)

    def _plainly(self, bare: str) -> Known | None:
        return Known(_mildest(self._plain[bare]), verbatim=True) if bare in self._plain else None

    def _filled(self, bare: str) -> Known | None:
        for key in (f"^{bare[:_KEY]}", f"{bare[-_KEY:]}$"):
            for pattern, moves in self._slotted.get(key, {}).items():
                if self._pattern(pattern).fullmatch(bare):
                    return Known(_mildest(moves), verbatim=False)
        return None

    def _pattern(self, bare: str) -> re.Pattern[str]:
        if bare not in self._compiled:
            literal = [re.escape(part) for part in SLOT.split(bare)[::2]]
            self._compiled[bare] = re.compile("[^。！？!?\n]{1,200}".join(literal))
        return self._compiled[bare]


def _mildest(moves: set[str]) -> frozenset[str]:
    """Of words that stand under several moves, those that cannot break a rule, where there are any."""
    return frozenset(moves - _COUNTS_AGAINST or moves)


def _bare(text: str) -> str:
    return _MARKS.sub(" ", text).strip()


def _clauses(text: str) -> Iterator[str]:
    return (clause for clause in _MARKS.split(text) if clause) if not text.isascii() else iter(_english_clauses(text))


def _english_clauses(text: str) -> list[str]:
    return [bare for part in re.split(r"[,;:!?—\n]+|\.(?=\s|$)", text) if (bare := _bare(part))]


def _keys(bare: str) -> tuple[str, ...]:
    """Where a pattern is looked for: by its beginning, or by its end where it begins with a slot; nowhere without either."""
    if not SLOT.match(bare[: bare.find("}") + 1]) and "{" not in bare[:_KEY]:
        return (f"^{bare[:_KEY]}",)
    return (f"{bare[-_KEY:]}$",) if "}" not in bare[-_KEY:] and len(bare) > _KEY else ()


def with_declared_moves(reply: ReplyReading, approved: ApprovedWords) -> ReplyReading:
    """The reading, in which approved sentences make what is declared of them and nothing that could break a rule."""
    return replace(reply, sentences=tuple(_declared(sentence, approved) for sentence in reply.sentences))


def _declared(sentence: Sentence, approved: ApprovedWords) -> Sentence:
    known = approved.known(sentence.text)
    if known is None:
        return sentence
    moves = known.moves | GROUNDS if "refuse" in known.moves else known.moves
    shares: Mapping[str, float] = {name: 0.0 if name in _COUNTS_AGAINST else share for name, share in sentence.moves.items()}
    return replace(
        sentence,
        moves={**shares, **dict.fromkeys(moves, 1.0)},
        made=(sentence.made - _COUNTS_AGAINST) | moves,
        approved=True,
        verbatim=known.verbatim,
    )
