from dataclasses import replace

from bot.desk.drafting import draft_replies
from bot.desk.message import Channel, Language
from bot.desk.playbook import Condition, StageNote, Wording
from tests.builders import a_case, a_playbook, a_reading, a_wording, some_playbooks

FACTS = {"order_number": "TF20261101", "order_status": "in_transit", "promised_delivery": "2026-11-23", "item_price": 129.0}


def drafts_of(playbook, case, *, common=(), seed="s"):
    return draft_replies(some_playbooks(playbook, common=common), playbook, case, seed=seed)


def test_a_draft_states_facts_in_the_customers_language_and_names_them():
    told = a_wording("inform_fact", "{order_number} {order_status} {promised_delivery} {item_price}")
    book = a_playbook(drafts={"brief": (("inform_fact",),)}, wording=(told,))

    (draft,) = drafts_of(book, a_case(facts=FACTS))

    assert draft.text == "TF20261101 运输中 11月23日 ¥129"
    assert draft.sentences[0].facts == ("order_number", "order_status", "promised_delivery", "item_price")
    assert draft.rows == ("S0.16",)


def test_a_wording_whose_fact_is_unknown_is_never_used():
    told = a_wording("inform_fact", "{promised_delivery}")
    asked = a_wording("ask_information", "which order?")
    book = a_playbook(drafts={"brief": (("inform_fact", "ask_information"),)}, wording=(told, asked))

    (draft,) = drafts_of(book, a_case())

    assert draft.moves == ("ask_information",)


def test_a_wording_is_passed_over_when_only_another_language_can_fill_its_slots():
    told = Wording(
        "w", "inform_fact", Condition(), {**{language: ("{courier}",) for language in Language}, Language.ZH_HANS: ("没有空位",)}
    )
    book = a_playbook(drafts={"brief": (("inform_fact",),)}, wording=(told,))

    (draft,) = drafts_of(book, a_case())

    assert draft.text == "没有空位"


def test_internal_facts_are_never_said():
    told = a_wording("inform_fact", "{crisis_threshold_comments}")
    book = a_playbook(drafts={"brief": (("inform_fact",),)}, wording=(told,))

    assert drafts_of(book, a_case(facts={"crisis_threshold_comments": 50})) == ()


def test_the_more_specific_wording_wins_over_the_protocols_own():
    own = a_wording("acknowledge", "own")
    topical = a_wording("acknowledge", "topical", Condition(topics=("eta",)))
    book = a_playbook(drafts={"brief": (("acknowledge",),)}, wording=(own,))

    (draft,) = drafts_of(book, a_case(a_reading(topics=("eta",))), common=(topical,))

    assert draft.text == "topical"


def test_drafts_of_one_advice_differ():
    book = a_playbook(
        drafts={"brief": (("acknowledge",),), "warm": (("acknowledge",),), "firm": (("acknowledge",), ("close",))},
        wording=(a_wording("acknowledge", "a"), a_wording("close", "c")),
    )

    assert [draft.text for draft in drafts_of(book, a_case())] == ["a", "ac"]


def test_the_same_message_gets_the_same_drafts_and_others_get_other_wordings():
    variants = {language: ("one", "two", "three") for language in Language}
    book = a_playbook(drafts={"brief": (("acknowledge",),)}, wording=(Wording("w", "acknowledge", Condition(), variants),))

    said = [drafts_of(book, a_case(), seed=str(seed))[0].text for seed in range(20)]

    assert drafts_of(book, a_case(), seed="7")[0].text == said[7]
    assert set(said) == {"one", "two", "three"}


def test_a_seed_with_half_a_surrogate_pair_does_no_harm():
    book = a_playbook(wording=(a_wording("acknowledge", "a"),))

    assert drafts_of(book, a_case(), seed="\ud800")


def test_english_sentences_stand_apart_and_chinese_ones_do_not():
    book = a_playbook(
        drafts={"brief": (("acknowledge",), ("close",))}, wording=(a_wording("acknowledge", "A."), a_wording("close", "B."))
    )

    assert drafts_of(book, a_case(a_reading(language=Language.EN)))[0].text == "A. B."
    assert drafts_of(book, a_case())[0].text == "A.B."


def test_public_posts_use_the_public_order():
    book = a_playbook(wording=(a_wording("acknowledge", "a"), a_wording("invite_private", "p")))
    book = replace(book, channel_drafts={Channel.SOCIAL_PUBLIC: {"brief": (("invite_private",),)}})

    assert [draft.text for draft in drafts_of(book, a_case(channel=Channel.SOCIAL_PUBLIC))] == ["p"]


def test_another_channels_order_stands_in_for_the_general_one_style_by_style():
    book = a_playbook(wording=(a_wording("acknowledge", "a"), a_wording("close", "c"), a_wording("thank", "t")))
    book = replace(book, channel_drafts={Channel.SOCIAL_PRIVATE: {"brief": (("thank",),)}})

    assert [draft.text for draft in drafts_of(book, a_case(channel=Channel.SOCIAL_PRIVATE))] == ["t", "ac"]
    assert [draft.text for draft in drafts_of(book, a_case())] == ["a", "ac"]


def test_a_holding_reply_is_drafted_first_and_only_where_it_is_due():
    book = a_playbook(wording=(a_wording("acknowledge", "a"), a_wording("close", "c"), a_wording("confirm_receipt", "h")))
    book = replace(book, channel_drafts={Channel.EMAIL: {"holding": (("confirm_receipt",),)}})
    case = a_case(channel=Channel.EMAIL)

    due = draft_replies(some_playbooks(book), book, case, seed="s", steps=("holding_reply",))

    assert [(draft.style, draft.text) for draft in due] == [("holding", "h"), ("brief", "a"), ("warm", "ac")]
    assert [draft.style for draft in drafts_of(book, case)] == ["brief", "warm"]


def test_an_email_is_written_with_its_form_and_signed_by_those_who_are_known():
    parts = [a_wording("acknowledge", "a"), a_wording("subject", "About {order_number}"), a_wording("salutation", "Hi,")]
    book = a_playbook(drafts={"brief": (("acknowledge",),)}, wording=(*parts, a_wording("sign_off", "Bye")))
    known = {**FACTS, "agent_name": "Lin", "shop_name": "Mendan"}

    (signed,) = drafts_of(book, a_case(facts=known, channel=Channel.EMAIL))
    (unsigned,) = drafts_of(book, a_case(facts=FACTS, channel=Channel.EMAIL))

    assert (signed.form.subject, signed.text) == ("About TF20261101", "Hi,\n\na\n\nBye\nLin\nMendan")
    assert unsigned.text.endswith("Bye")


def test_a_script_has_stage_notes_beside_its_words_and_never_among_them():
    spoken = (a_wording("acknowledge", "我明白。您慢慢说。"), a_wording("close", "再见。"))
    book = a_playbook(drafts={"brief": (("acknowledge",), ("close",))}, wording=spoken)
    note = {language: "听完" for language in Language}
    notes = (StageNote(Condition(), "", note), StageNote(Condition(), "close", note), StageNote(Condition(turns=9), "", note))

    (draft,) = draft_replies(
        replace(some_playbooks(book), stage_notes=notes), book, a_case(channel=Channel.PHONE_SCRIPT), seed="s"
    )

    assert [line.say or "*" for line in draft.script] == ["*", "我明白。", "您慢慢说。", "*", "再见。"]
    assert draft.text == "我明白。\n您慢慢说。\n再见。"


def test_in_public_no_word_rests_on_an_order():
    told = a_wording("inform_fact", "{order_number}", Condition(known=("order_number",)))
    chosen = a_wording("acknowledge", "delivered", Condition(equals={"order_status": ("in_transit",)}))
    book = a_playbook(
        drafts={"brief": (("inform_fact",), ("acknowledge",))}, wording=(told, chosen, a_wording("acknowledge", "thanks"))
    )

    (draft,) = drafts_of(book, a_case(facts=FACTS, channel=Channel.SOCIAL_PUBLIC))

    assert draft.text == "thanks"
