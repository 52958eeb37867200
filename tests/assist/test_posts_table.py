"""Public posts from a table that people exported."""

import io

import pytest

from bot.assist.posts_table import PostRow, read_posts
from bot.assist.records import PostCounts
from bot.desk.errors import Fault

HEAD = "id,text,author,url,network,views,comments,shares,time\n"


def rows(text):
    return list(read_posts(io.StringIO(text, newline=""), "posts.csv"))


def post_of(line):
    (row,) = rows(HEAD + line)
    assert isinstance(row, PostRow), row
    return row.post


def test_a_row_is_read_whole():
    (row,) = rows(HEAD + 'p1,"等了三天,没人理",@阿宁,https://example.org/p1,weibo,"1,200",35,,2026-11-03T14:20:00+08:00\n')

    assert row.line == 2
    assert (row.post.network, row.post.key, row.post.text, row.post.author) == ("weibo", "p1", "等了三天,没人理", "@阿宁")
    assert row.post.counts == PostCounts(1200, 35, None)
    assert row.post.posted_at.isoformat() == "2026-11-03T06:20:00+00:00"


FORMULAS = ("=1+1", '=HYPERLINK(""http://x"")', "+86 慢", "-50%", "@SUM(A1)", "\t=1", "\r\n=cmd|'/c calc'!A1")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_what_somebody_wrote(text):
    assert post_of(f'p1,"{text}",=a,,,,,,\n').text == text.replace('""', '"')


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("p1,好,,,,=1+1,,,\n", "views"),
        ("p1,好,,,,,-3,,\n", "comments"),
        ("p1,好,,,,,,９,\n", "shares"),
        ("p1,好,,,,,,99999999999999999,\n", "shares"),
        ("p1,好,,javascript:alert(1),,,,,\n", "url"),
        ("p1,好,,https:///x,,,,,\n", "url"),
        ("p1,好,,,,,,,gestern\n", "time"),
        ("p1, ,,,,,,,\n", "text"),
        (",好,,,,,,,\n", "id"),
        ("p1,好,\x1b[31m,,,,,,\n", "author"),
        ("p1,\x00,,,,,,,\n", "text"),
        ("p1,\udcff,,,,,,,\n", "text"),
        (f"p1,{'长' * 10_001},,,,,,,\n", "text"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_good_ones_are_kept(line, where):
    first, fault, last = rows(f"{HEAD}p0,好,,,,,,,\n{line}p2,好,,,,,,,\n")

    assert isinstance(fault, Fault) and (fault.path, fault.line) == ("posts.csv", 3)
    assert fault.what.startswith(f"{where}: ") and fault.remedy
    assert (first.post.key, last.post.key) == ("p0", "p2")


def test_lines_are_counted_as_an_editor_shows_them():
    found = rows(HEAD + '\np1,"两行\n的帖子",,,,,,,\np2,好,,,,x,,,\n')

    assert [row.line for row in found] == [3, 5]


@pytest.mark.parametrize(
    "head", ["\ufeffID,Text\n", "编号,内容,转发数,时间\n", "url,content\n", "text,id,unknown column\n", "編號,正文\n"]
)
def test_columns_may_be_named_in_several_ways(head):
    body = {"url,content\n": "https://example.org/1,好\n", "text,id,unknown column\n": "好,p1,x\n"}.get(head, "p1,好\n")

    (row,) = rows(head + body)

    assert row.post.text == "好"


@pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n", "text\n好\n", "id,author\n1,2\n"])
def test_a_table_without_the_needed_columns_is_refused(text):
    (fault,) = rows(text)

    assert isinstance(fault, Fault) and "text" in fault.what + fault.remedy


def test_a_cell_that_never_ends_is_told_and_ends_the_reading():
    first, fault = rows(f'{HEAD}p0,好,,,,,,,\np1,"{"长" * 200_000}\n')

    assert first.post.key == "p0"
    assert isinstance(fault, Fault) and fault.line == 3


def test_a_post_without_an_id_goes_by_its_address():
    assert post_of(",好,,https://example.org/p1,,,,,\n").key == "https://example.org/p1"
