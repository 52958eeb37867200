from bot.desk.message import Language
from bot.desk.recommending import MOST_NEEDS, Need, SuitedProduct, needs_named, recommendation


def a_need(key, *words, text=""):
    return Need(key, {language: text or key for language in Language}, words)


def a_product(name, price):
    return SuitedProduct({language: name for language in Language}, price)


READING = Need(
    "reading",
    {Language.ZH_HANS: "看书写字", Language.ZH_HANT: "看書寫字", Language.EN: "for reading"},
    ("看书", "看書", "reading"),
)


def test_needs_are_found_in_the_order_in_which_a_message_names_them():
    needs = [READING, a_need("gift", "礼物", "present")]

    assert [need.key for need in needs_named(needs, "想买个礼物，她喜欢看书")] == ["gift", "reading"]
    assert needs_named(needs, "有什么新品") == ()


def test_latin_words_of_a_need_are_whole_words():
    assert needs_named([a_need("n", "present")], "presently") == ()


def test_no_more_needs_are_answered_than_a_sentence_holds():
    needs = [a_need(str(number), word) for number, word in enumerate(("送人", "看书", "做饭", "取暖"))]

    assert len(needs_named(needs, "送人还是看书或者做饭取暖")) == MOST_NEEDS


def test_a_recommendation_names_what_is_for_what_with_its_price_in_three_languages():
    said = recommendation([(READING, [a_product("A3 lamp", "¥269"), a_product("F2 lamp", "¥329")])])

    assert said == {
        "zh-Hans": "看书写字选A3 lamp（¥269）或F2 lamp（¥329）",
        "zh-Hant": "看書寫字選A3 lamp（¥269）或F2 lamp（¥329）",
        "en": "for reading, the A3 lamp (¥269) or the F2 lamp (¥329)",
    }


def test_where_nothing_suits_nothing_is_recommended():
    assert recommendation([(READING, [])]) == {}
    assert recommendation([]) == {}
