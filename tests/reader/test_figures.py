"""Figures: what is one, how it is written, and what only looks like one."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reader.figures import read_fact_figures, read_figures
from bot.reader.figures_numbers import number_range

READ = (
    ("三天后给您", "duration", "三天后", "3", "3", "day", "after"),
    ("半个月", "duration", "半个月", "0.5", "0.5", "month", ""),
    ("一个半小时", "duration", "一个半小时", "1.5", "1.5", "hour", ""),
    ("俩小时", "duration", "俩小时", "2", "2", "hour", ""),
    ("三五天", "duration", "三五天", "3", "5", "day", ""),
    ("三到五个工作日", "duration", "三到五个工作日", "3", "5", "day", ""),
    ("兩個工作天", "duration", "兩個工作天", "2", "2", "day", ""),
    ("一周之内", "duration", "一周之内", "1", "1", "week", "within"),
    ("３-５天", "duration", "３-５天", "3", "5", "day", ""),
    ("within 24 hours", "duration", "24 hours", "24", "24", "hour", "within"),
    ("in 3 days", "duration", "3 days", "3", "3", "day", "after"),
    ("between 3 and 5 days", "duration", "between 3 and 5 days", "3", "5", "day", ""),
    ("an hour and a half", "duration", "an hour and a half", "1.5", "1.5", "hour", ""),
    ("a 2-year warranty", "duration", "2-year", "2", "2", "year", ""),
    ("后天到", "date", "后天", "day+2", "day+2", "", ""),
    ("大后天", "date", "大后天", "day+3", "day+3", "", ""),
    ("週五前", "date", "週五", "weekday:5", "weekday:5", "", "by"),
    ("禮拜三", "date", "禮拜三", "weekday:3", "weekday:3", "", ""),
    ("下周一到周三", "date", "下周一到周三", "week+1:1", "week+1:3", "", ""),
    ("下个月5号", "date", "下个月5号", "month+1:05", "month+1:05", "", ""),
    ("廿五号", "date", "廿五号", "day:25", "day:25", "", ""),
    ("11月25日到27日", "date", "11月25日到27日", "11-25", "11-27", "", ""),
    ("二〇二六年十一月二十五日", "date", "二〇二六年十一月二十五日", "2026-11-25", "2026-11-25", "", ""),
    ("on 3/11", "date", "3/11", "03-11|11-03", "03-11|11-03", "", ""),
    ("the 3rd of Nov", "date", "3rd of Nov", "11-03", "11-03", "", ""),
    ("by the end of the week", "date", "end of the week", "week+0:5", "week+0:7", "", "by"),
    ("next Monday", "date", "next Monday", "week+1:1|next:1", "week+1:1|next:1", "", ""),
    ("the day after tomorrow", "date", "the day after tomorrow", "day+2", "day+2", "", ""),
    ("下午三点", "time", "下午三点", "15:00", "15:00", "", ""),
    ("晚上8点半", "time", "晚上8点半", "20:30", "20:30", "", ""),
    ("9:00-18:00", "time", "9:00-18:00", "09:00", "18:00", "", ""),
    ("3pm", "time", "3pm", "15:00", "15:00", "", ""),
    ("三点前", "time", "三点", "03:00|15:00", "03:00|15:00", "", "by"),
    ("一百二十九块", "amount", "一百二十九块", "129", "129", "yuan", ""),
    ("129块5", "amount", "129块5", "129.5", "129.5", "yuan", ""),
    ("两百五十块", "amount", "两百五十块", "250", "250", "yuan", ""),
    ("NT$1,200", "amount", "NT$1,200", "1200", "1200", "TWD", ""),
    ("20 quid", "amount", "20 quid", "20", "20", "GBP", ""),
    ("$15.99", "amount", "$15.99", "15.99", "15.99", "$", ""),
    ("100~200元", "amount", "100~200元", "100", "200", "yuan", ""),
    ("立减30", "amount", "30", "30", "30", "", "off"),
    ("打九五折", "percent", "九五折", "95", "95", "of", ""),
    ("20% off", "percent", "20% off", "20", "20", "off", ""),
    ("半价", "percent", "半价", "50", "50", "of", ""),
    ("10,000毫安", "number", "10,000毫安", "10000", "10000", "mah", ""),
    ("长1.5米", "number", "1.5米", "1.5", "1.5", "m", ""),
    ("40°C", "number", "40°C", "40", "40", "°C", ""),
)
NO_FIGURES = (
    "看一下就好，一点都不麻烦，一直都在，统一处理，万一有事，一样的",
    "十分抱歉，千万别急，第一次合作，一方面是这样",
    "订单TF20261125，单号73120045881903，电话13812345678",
    "iPhone 15 和 M2 Pro 都行，5G 也支持",
    "寄到中山路12号3号楼",
    "一块儿看看，一分钱一分货，每一分钱都要花在刀刃上",
    "有一天您会喜欢的，等了半天，第三天",
    "我们24小时在线，24/7 都在",
    "one of them, no one, the 2nd floor",
    "you may 3 times try; we march 5 abreast",
    "百度上说的",
    "請說明日期",
    "XL 码，v2.0",
)


@pytest.mark.parametrize(("text", "kind", "words", "low", "high", "unit", "role"), READ, ids=[case[0] for case in READ])
def test_a_figure_is_read_with_its_value(text: str, kind: str, words: str, low: str, high: str, unit: str, role: str) -> None:
    (figure,) = read_figures(text)

    assert (figure.kind, figure.text, figure.low, figure.high, figure.unit, figure.role) == (kind, words, low, high, unit, role)
    assert text[figure.start : figure.end] == words


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert read_figures(text) == ()


@pytest.mark.parametrize("text", ["两百来块", "大概三天", "about 3 days", "三天左右", "十几天"])
def test_open_words_make_a_figure_approximate(text: str) -> None:
    (figure,) = read_figures(text)

    assert figure.approximate


def test_working_days_are_told_from_days() -> None:
    assert [figure.working for figure in read_figures("3个工作日，3天，3 business days, 3 days")] == [True, False, True, False]


def test_a_wide_comma_parts_numbers_and_a_narrow_one_does_not() -> None:
    assert [figure.low for figure in read_figures("满100，200元封顶，1,200元")] == ["100", "200", "1200"]


def test_spans_count_code_points_of_the_original() -> None:
    text = "😀\u200b㎏…送到：１１月２５日，補償\u200b２０元"

    assert [(text[figure.start : figure.end], figure.low) for figure in read_figures(text)] == [
        ("１１月２５日", "11-25"),
        ("２０元", "20"),
    ]


def test_facts_that_are_texts_lists_and_maps_are_read() -> None:
    facts = {"rule": "48小时内发货", "options": ["退20元", "换新"], "spec": {"电池": "5000mAh"}, "fault_established": True}

    read = read_fact_figures(facts)

    assert {key: [figure.low for figure in figures] for key, figures in read.items()} == {
        "rule": ["48"],
        "options": ["20"],
        "spec": ["5000"],
    }


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("两百五", 250, 250),
        ("一千二", 1200, 1200),
        ("七八百", 700, 800),
        ("二三十", 20, 30),
        ("一百零五", 105, 105),
        ("十五六", 15, 16),
        ("a hundred and fifty", 150, 150),
    ],
)
def test_numbers_in_words(words: str, low: int, high: int) -> None:
    assert number_range(words) == (low, high)


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
HAN = "零一二三四五六七八九"


def han(number: int) -> str:
    """A number under a hundred in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else HAN[tens]) + "十" if tens else "") + (HAN[ones] if ones or not tens else "")


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_every_way_to_write_a_day_gives_the_same_day(day: date) -> None:
    month_day = f"{day.month:02d}-{day.day:02d}"
    for text in (
        f"{day.month}月{day.day}日",
        f"{han(day.month)}月{han(day.day)}號",
        f"{day.day} {MONTHS[day.month - 1]}",
        f"{MONTHS[day.month - 1]} {day.day}",
    ):
        assert [figure.low for figure in read_figures(text)] == [month_day], text
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"):
        assert [figure.low for figure in read_figures(text)] == [day.isoformat()], text


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 99))
def test_every_way_to_write_an_amount_gives_the_same_amount(value: int) -> None:
    for text in (f"¥{value}", f"{value}元", f"{han(value)}元", f"{value}塊錢", f"£{value}", f"{value} dollars", f"NT${value}.00"):
        assert [(figure.kind, figure.low) for figure in read_figures(text)] == [("amount", str(value))], text


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("0123456789,.-/:%¥$元块天日月号点一二三十百半个小时到至 daysoffnovweek后前内今明"), st.characters()
        ),
        max_size=60,
    )
)
def test_any_text_is_read_in_order_without_overlap(text: str) -> None:
    figures = read_figures(text)

    assert all(text[figure.start : figure.end] == figure.text and figure.text for figure in figures)
    assert all(first.end <= second.start for first, second in pairwise(figures))
