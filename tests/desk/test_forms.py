import pytest

from bot.desk.forms import EmailForm, email_body, email_text, spoken_lines
from bot.desk.message import Language

HANS, EN = Language.ZH_HANS, Language.EN


def test_an_email_has_salutation_body_sign_off_and_signature_apart():
    form = EmailForm("Re", "您好：", "祝好！", ("林小满", "得体小店"))

    assert email_text(form, "正文。") == "您好：\n\n正文。\n\n祝好！\n林小满\n得体小店"


@pytest.mark.parametrize(
    ("sentences", "body"),
    [(["A."], "A."), (["A.", "B."], "A. B."), (["A.", "B.", "C."], "A.\n\nB. C."), (list("ABCD"), "A\n\nB C\n\nD")],
)
def test_long_emails_have_paragraphs(sentences, body):
    assert email_body(sentences, EN) == body


def test_chinese_sentences_follow_each_other_without_a_space():
    assert email_body(["甲。", "乙。"], HANS) == "甲。乙。"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("我查到了。今天送到。", ("我查到了。", "今天送到。")),
        ("订单A1原定11月18日送达，已经晚了3天，目前运输中。", ("订单A1原定11月18日送达，", "已经晚了3天，", "目前运输中。")),
        ("好，我看。", ("好，我看。",)),
        ("好的，这一单的发货时间我现在就去问仓库的同事。", ("好的，这一单的发货时间我现在就去问仓库的同事。",)),
        ("退款是¥1,299，三天内到账，请您放心等待通知。", ("退款是¥1,299，", "三天内到账，", "请您放心等待通知。")),
        ("您可以看https://example.com/a，就在那里😀。", ("您可以看，就在那里。",)),
        ("😀", ()),
    ],
)
def test_a_script_has_one_idea_a_line_and_nothing_that_cannot_be_spoken(text, lines):
    assert spoken_lines(text, HANS) == lines


def test_english_lines_end_with_their_sentences_and_keep_numbers_whole():
    text = "It costs US$12.50 today. I will see whether the courier can confirm the cause, and I will ring you within 4 hours."

    assert spoken_lines(text, EN) == (
        "It costs US$12.50 today.",
        "I will see whether the courier can confirm the cause,",
        "and I will ring you within 4 hours.",
    )
