"""Reply drafts put together from approved wording, so that each keeps the protocol by construction."""

from __future__ import annotations

import zlib
from collections.abc import Collection

from bot.desk.advice import Draft, DraftSentence
from bot.desk.message import Language
from bot.desk.playbook import HOLDING, STYLES, Playbook, Playbooks, Wording
from bot.desk.selection import Case, holds
from bot.desk.worded import filled, slots_of


def draft_replies(
    playbooks: Playbooks, playbook: Playbook, case: Case, *, seed: str, steps: Collection[str] = ()
) -> tuple[Draft, ...]:
    """Two or three drafts in the customer's language, different from each other; before them a holding reply if one is due.

    Args:
        playbooks: all words that may be used.
        playbook: the protocol whose order of moves is kept.
        case: what is known.
        seed: chooses among equally good wordings; the same seed gives the same drafts.
        steps: names of the steps that are due.
    """
    orders = playbook.orders(case.channel)
    drafts: list[Draft] = []
    for place, style in enumerate(STYLES, start=-1):
        if style not in orders or (style == HOLDING and "holding_reply" not in steps):
            continue
        sentences = _sentences(playbooks, playbook, case, orders[style], seed=f"{seed}/{place}")
        draft = Draft(style, case.reading.language, sentences)
        if sentences and all(draft.text != other.text for other in drafts):
            drafts.append(draft)
    return tuple(drafts)


def _sentences(
    playbooks: Playbooks, playbook: Playbook, case: Case, order: tuple[tuple[str, ...], ...], *, seed: str
) -> tuple[DraftSentence, ...]:
    sentences: list[DraftSentence] = []
    for alternatives in order:
        for move in alternatives:
            sentence = _sentence(playbooks, playbook, case, move, seed=seed, used=sentences)
            if sentence:
                sentences.append(sentence)
                break
    return tuple(sentences)


def _sentence(
    playbooks: Playbooks, playbook: Playbook, case: Case, move: str, *, seed: str, used: list[DraftSentence]
) -> DraftSentence | None:
    """The best fitting wording of a move that this draft does not contain yet; None when no words fit."""
    taken = {sentence.wording for sentence in used}
    wordings = [wording for wording in fitting_wordings(playbooks, playbook, case, move) if wording.id not in taken]
    if not wordings:
        return None
    wording = wordings[0]
    variants = wording.variants[case.reading.language]
    text = variants[zlib.crc32(f"{seed}/{wording.id}".encode("utf-8", "surrogatepass")) % len(variants)]
    return DraftSentence(
        text=filled(text, case.facts, case.reading.language, playbooks.vocabulary),
        move=move,
        rows=wording.rows or playbook.rows,
        facts=slots_of(text),
        wording=wording.id,
    )


def fitting_wordings(playbooks: Playbooks, playbook: Playbook, case: Case, move: str) -> tuple[Wording, ...]:
    """Words for a move that may be used in a case, the most specific first.

    The protocol's own words win over the situation's, and those over the common ones, where they are as specific.
    """
    rooms = (playbook.wording, playbooks.situation_wording.get(playbook.situation, ()), playbooks.common_wording)
    ranked = [
        (-wording.when.weight, room, place, wording)
        for room, wordings in enumerate(rooms)
        for place, wording in enumerate(wordings)
        if wording.move == move and _usable(wording, case, playbook)
    ]
    return tuple(wording for *_, wording in sorted(ranked, key=lambda item: item[:3]))


def _usable(wording: Wording, case: Case, playbook: Playbook) -> bool:
    return holds(wording.when, case, playbook.temperament) and all(
        case.facts.sayable(slot) for text in wording.variants[_written(wording, case.reading.language)] for slot in slots_of(text)
    )


def _written(wording: Wording, language: Language) -> Language:
    """The language itself: playbooks are checked to hold all three."""
    return language if language in wording.variants else next(iter(wording.variants))
