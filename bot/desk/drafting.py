"""Reply drafts put together from approved wording, so that each keeps the protocol by construction."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import replace

from bot.desk.advice import Draft, DraftSentence
from bot.desk.forms import EmailForm, ScriptLine, spoken_lines
from bot.desk.message import Channel, Language
from bot.desk.playbook import FORM_PARTS, HOLDING, STYLES, Playbook, Playbooks, Wording
from bot.desk.selection import Case, holds
from bot.desk.worded import can_be_said, filled, localised, slots_of


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
    case = replace(case, facts=case.facts.sayable_on(case.channel))
    drafts: list[Draft] = []
    for place, style in enumerate(STYLES, start=-1):
        if style not in orders or (style == HOLDING and "holding_reply" not in steps):
            continue
        sentences = _sentences(playbooks, playbook, case, orders[style], seed=f"{seed}/{place}")
        draft = Draft(style, case.reading.language, sentences)
        if sentences and all(draft.text != other.text for other in drafts):
            drafts.append(draft)
    return tuple(_in_form(playbooks, playbook, case, draft, seed=seed) for draft in drafts)


def _in_form(playbooks: Playbooks, playbook: Playbook, case: Case, draft: Draft, *, seed: str) -> Draft:
    """The draft in the form of its channel."""
    if case.channel is Channel.EMAIL:
        return replace(draft, form=_email_form(playbooks, playbook, case, seed=seed))
    if case.channel is Channel.PHONE_SCRIPT:
        return replace(draft, script=_script(playbooks, playbook, case, draft))
    return draft


def _email_form(playbooks: Playbooks, playbook: Playbook, case: Case, *, seed: str) -> EmailForm:
    parts = {part: _sentence(playbooks, playbook, case, part, seed=seed, used=[]) for part in FORM_PARTS}
    subject, salutation, sign_off = (sentence.text if sentence else "" for sentence in parts.values())
    names = (_name(case, key) for key in ("agent_name", "shop_name"))
    return EmailForm(subject, salutation, sign_off, tuple(name for name in names if name))


def _name(case: Case, key: str) -> str:
    """A text among the facts in the customer's language; "" when it is not known."""
    return str(localised(case.facts[key], case.reading.language)) if _said(case, key) else ""


def _script(playbooks: Playbooks, playbook: Playbook, case: Case, draft: Draft) -> tuple[ScriptLine, ...]:
    """The sentences as spoken lines, with each stage note once, before the first sentence of its move."""
    notes = [note for note in playbooks.stage_notes if holds(note.when, case, playbook.temperament)]
    lines = [ScriptLine(note=note.note) for note in notes if not note.before]
    noted: set[str] = set()
    for sentence in draft.sentences:
        if sentence.move not in noted:
            lines += [ScriptLine(note=note.note) for note in notes if note.before == sentence.move]
        noted.add(sentence.move)
        lines += [ScriptLine(say=line) for line in spoken_lines(sentence.text, draft.language)]
    return tuple(lines)


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
        _said(case, slot) for text in wording.variants[_written(wording, case.reading.language)] for slot in slots_of(text)
    )


def _said(case: Case, key: str) -> bool:
    """Whether a fact may be said and can be."""
    return case.facts.sayable(key) and can_be_said(key, case.facts, case.reading.language)


def _written(wording: Wording, language: Language) -> Language:
    """The language itself: playbooks are checked to hold all three."""
    return language if language in wording.variants else next(iter(wording.variants))
