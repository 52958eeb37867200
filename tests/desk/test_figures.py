"""Days that figures say, resolved against a day: ends of months and years, leap days, weekdays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.grounding_dates import days_said, months_after, working_day_after, working_days_between
from bot.reader.figures import read_figures


def said(text: str, today: date) -> set[tuple[date, date]]:
    (figure,) = read_figures(text)
    return set(days_said(figure, today))


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("明天", date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)),
        ("后天", date(2028, 2, 28), date(2028, 3, 1), date(2028, 3, 1)),
        ("昨天", date(2027, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
        ("月底", date(2028, 2, 10), date(2028, 2, 24), date(2028, 2, 29)),
        ("下个月5号", date(2026, 12, 20), date(2027, 1, 5), date(2027, 1, 5)),
        ("1月3日", date(2026, 12, 30), date(2027, 1, 3), date(2027, 1, 3)),
        ("本周五", date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 20)),
        ("下周三", date(2026, 11, 22), date(2026, 11, 25), date(2026, 11, 25)),
        ("周三", date(2026, 11, 22), date(2026, 11, 25), date(2026, 11, 25)),
        ("this weekend", date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 29)),
        ("end of next month", date(2026, 12, 2), date(2027, 1, 24), date(2027, 1, 31)),
        ("3/11", date(2026, 11, 1), date(2026, 11, 3), date(2026, 11, 3)),
        ("3/11", date(2026, 3, 1), date(2026, 3, 11), date(2026, 3, 11)),
        ("下周一到周三", date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 2)),
        ("30号", date(2026, 2, 10), date(2026, 1, 30), date(2026, 1, 30)),
    ],
)
def test_a_day_is_resolved_against_today(text: str, today: date, first: date, last: date) -> None:
    assert (first, last) in said(text, today)


def test_a_day_that_does_not_exist_is_no_day() -> None:
    (figure,) = read_figures("2月30日")

    assert days_said(figure, date(2026, 2, 1)) == ()


def test_a_relative_day_without_today_is_no_day() -> None:
    (figure,) = read_figures("明天")

    assert days_said(figure, None, (date(2026, 11, 25),)) == ()


@settings(max_examples=80, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(-60, 60))
def test_working_days_count_forth_as_they_count_between(day: date, count: int) -> None:
    other = working_day_after(day, count)

    assert other.weekday() < 5 or count == 0
    if count > 0:
        assert working_days_between(day, other) == count


@settings(max_examples=80, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 48))
def test_months_on_stay_in_the_month(day: date, months: int) -> None:
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
