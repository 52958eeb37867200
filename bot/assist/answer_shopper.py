"""What the bot says to a shopper by itself, and when it hands over to people."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.assist.ports import Reader, Turn, TurnCase
from bot.desk.advice import Advice
from bot.desk.facts import Facts
from bot.desk.faq import FaqEntry
from bot.desk.message import Language
from bot.desk.playbook import Playbooks
from bot.desk.reading import COURTESIES, Temperament
from bot.desk.worded import can_be_said, filled, slots_of

ORDER_STATUS_INTENTS = frozenset({"ask_dispatch_time", "track_parcel", "complain_delay"})
ASKS_FOR_PEOPLE = frozenset({"ask_for_human", "ask_for_supervisor"})
STATUS_MOVES = ("apologise", "acknowledge", "inform_fact", "commit_time", "ask_information")
"""What the bot says of a draft on an order's status."""

FAQ_SIMILARITY = 0.62
"""Similarity from which a common question counts as the shopper's own; below it a person answers."""

ANGRY_FOR_PEOPLE = 2
"""Intensity of anger from which a person takes over at once."""

SAID = {
    "hand_over": {
        Language.ZH_HANS: ("好的，我已为您转接人工客服，请稍候，接下来由同事为您处理。",),
        Language.ZH_HANT: ("好的，已為您轉接真人客服，請稍候，接下來由同事為您處理。",),
        Language.EN: ("Of course. I am passing you to a colleague now; they will take it from here.",),
    },
    "needs_person": {
        Language.ZH_HANS: ("这件事需要同事来处理，我已经转给人工客服，同事会在这里直接回复您。",),
        Language.ZH_HANT: ("這件事需要同事來處理，我已經轉給真人客服，同事會在這裡直接回覆您。",),
        Language.EN: ("This needs a colleague of mine. I have passed it on, and they will reply to you right here.",),
    },
    "beyond": {
        Language.ZH_HANS: ("这个问题我没有把握，已为您转给人工客服，同事看到后会在这里回复您。",),
        Language.ZH_HANT: ("這個問題我沒有把握，已為您轉給真人客服，同事看到後會在這裡回覆您。",),
        Language.EN: ("I cannot answer this reliably, so I have passed it to a colleague, who will reply to you here.",),
    },
    "verify": {
        Language.ZH_HANS: ("为了保护您的信息，查询订单需要先在店铺登录后进入本页；也可以点“转人工”由同事协助。",),
        Language.ZH_HANT: ("為了保護您的資料，查詢訂單需要先在商店登入後再進入本頁；也可以點「真人客服」由同事協助。",),
        Language.EN: (
            "To protect your data I can look up orders only when you come here logged in to the shop; "
            "you can also choose “Talk to a person”.",
        ),
    },
}


@dataclass(frozen=True)
class Spoken:
    """The bot's words, and the reason to hand over ("" when the bot goes on)."""

    text: str
    hand_over: str = ""


def answer_shopper(
    turn: Turn, advice: Advice, case: TurnCase, playbooks: Playbooks, faq: Sequence[FaqEntry], reader: Reader
) -> Spoken:
    """Order status for a verified customer, common questions, courtesies; everything else goes to people."""
    reading = advice.reading
    if reading.intent in ASKS_FOR_PEOPLE or "asks_for_human" in reading.escalate_reasons:
        return Spoken(_said("hand_over", turn, advice), "asked_for_human")
    if advice.escalate or reading.labels.get(Temperament.ANGRY, 0) >= ANGRY_FOR_PEOPLE:
        return Spoken(_said("needs_person", turn, advice), "needs_person")
    if reading.intent in COURTESIES and advice.drafts:
        return Spoken(advice.drafts[0].text)
    common = _common_question(turn, advice, playbooks, faq, reader)
    if common:
        return Spoken(common)
    if reading.intent in ORDER_STATUS_INTENTS:
        return _order_status(turn, advice, case)
    return Spoken(_said("beyond", turn, advice), "beyond_bot")


def _order_status(turn: Turn, advice: Advice, case: TurnCase) -> Spoken:
    """What the record says of the order; a time that is promised is a person's to keep, so people take over."""
    if not (case.customer and case.customer.verified):
        return Spoken(_said("verify", turn, advice))
    said = [sentence for draft in advice.drafts[:1] for sentence in draft.sentences if sentence.move in STATUS_MOVES]
    moves = {sentence.move for sentence in said}
    if not moves & {"inform_fact", "ask_information"}:
        return Spoken(_said("beyond", turn, advice), "beyond_bot")
    text = ("" if advice.reading.language is not Language.EN else " ").join(sentence.text for sentence in said)
    return Spoken(text, "promised" if "commit_time" in moves else "")


def _common_question(turn: Turn, advice: Advice, playbooks: Playbooks, faq: Sequence[FaqEntry], reader: Reader) -> str:
    """The answer of the nearest common question, when it is near enough and its facts are known."""
    ranked = reader.rank(turn.text, {entry.id: entry.questions for entry in faq})
    if not ranked or ranked[0][1] < FAQ_SIMILARITY:
        return ""
    entry = next(entry for entry in faq if entry.id == ranked[0][0])
    facts = Facts(advice.facts)
    text = entry.answers[advice.reading.language]
    if not all(facts.sayable(slot) and can_be_said(slot, facts, advice.reading.language) for slot in slots_of(text)):
        return ""
    return filled(text, facts, advice.reading.language, playbooks.vocabulary)


def _said(key: str, turn: Turn, advice: Advice) -> str:
    variants = SAID[key][advice.reading.language]
    return variants[zlib.crc32(turn.text.encode("utf-8", "surrogatepass")) % len(variants)]
