"""Public posts from a table that people exported (CSV); every bad row is told with its line, the good ones are kept."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.assist.records import IncomingPost, PostCounts
from bot.desk.errors import Fault, InputError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "post_id", "编号", "編號"),
    "text": ("text", "content", "内容", "內容", "正文"),
    "author": ("author", "user", "作者", "用户", "用戶"),
    "url": ("url", "link", "链接", "連結"),
    "network": ("network", "platform", "平台"),
    "views": ("views", "浏览量", "瀏覽數", "阅读量", "閱讀數"),
    "comments": ("comments", "评论数", "留言數", "评论", "留言"),
    "shares": ("shares", "转发数", "分享數", "转发", "分享"),
    "time": ("time", "posted_at", "时间", "時間"),
    "counted_at": ("counted_at", "统计时间", "統計時間"),
    "customer": ("customer", "customer_key", "客户编号", "客戶編號"),
}
"""Column -> the names a table may give it."""

LONGEST_TEXT = 10_000
LONGEST_NAME = 200
LONGEST_URL = 2_000
LARGEST_COUNT = 2**53
DEFAULT_NETWORK = "web"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class PostRow:
    """A good row: the line on which it begins, and the post."""

    line: int
    post: IncomingPost


def read_posts(lines: Iterable[str], name: str) -> Iterator[PostRow | Fault]:
    """The rows of a table in order, each a post or the fault that it has.

    A cell that begins with = + - @ is what somebody wrote and stays so; nothing in a cell is ever computed.

    Args:
        lines: with their line ends; the first holds the names of the columns.
        name: how faults call the table.
    """
    reader = csv.reader(lines, strict=True)
    begins = 1
    places: Mapping[str, int] | None = None
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Fault(name, begins, f"the row cannot be read ({error})", "Close the quotation mark, or shorten the cell.")
            break
        line, begins = begins, reader.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        try:
            if places is None:
                places = _places(row)
            else:
                yield PostRow(line, _post({column: row[place] if place < len(row) else "" for column, place in places.items()}))
        except InputError as error:
            yield Fault(name, line, f"{error.where}: {error.what}" if error.where else error.what, error.remedy)
            if places is None:
                return
    if places is None:
        yield Fault(name, 1, "the table is empty", f"Write the names of the columns first: {', '.join(COLUMNS)}.")


def _places(row: list[str]) -> Mapping[str, int]:
    """Where each known column stands."""
    named = [cell.strip().lstrip("\ufeff").lower() for cell in row]
    found = {column: place for column, names in COLUMNS.items() for place, cell in enumerate(named) if cell in names}
    if "text" not in found or not {"id", "url"} & set(found):
        raise InputError("The first line lacks the columns text, and id or url.", remedy=f"Known: {', '.join(COLUMNS)}.")
    return found


def _post(cells: Mapping[str, str]) -> IncomingPost:
    url = checked_url(cells.get("url", "").strip())
    key = _name(cells.get("id", "").strip() or url, "id")
    if not key:
        raise InputError("It is empty.", where="id", remedy="Give the network's id of the post, or its url.")
    return IncomingPost(
        network=_name(cells.get("network", "").strip() or DEFAULT_NETWORK, "network"),
        key=key,
        text=_text(cells.get("text", "")),
        author=_name(cells.get("author", "").strip(), "author"),
        url=url,
        counts=PostCounts(*(_count(cells.get(name, ""), name) for name in ("views", "comments", "shares"))),
        posted_at=_time(cells.get("time", ""), "time"),
        counted_at=_time(cells.get("counted_at", ""), "counted_at"),
        customer_key=_name(cells.get("customer", "").strip(), "customer"),
    )


def checked_url(url: str) -> str:
    """An address that a browser may follow, or "".

    Raises:
        InputError: it is another kind of address, or none.
    """
    if not url:
        return ""
    try:
        good = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)
    except ValueError:
        good = False
    if not good or len(url) > LONGEST_URL or _CONTROL.search(url) or not url.isprintable():
        raise InputError("It is not an address.", where="url", remedy="Write it with https:// in front.")
    return url


def _name(value: str, where: str) -> str:
    if len(value) > LONGEST_NAME or _CONTROL.search(value) or _is_broken(value):
        what = f"It is longer than {LONGEST_NAME} characters or holds a control character."
        raise InputError(what, where=where, remedy="Shorten or mend it.")
    return value


def _text(value: str) -> str:
    if not value.strip() or len(value) > LONGEST_TEXT or "\x00" in value or _is_broken(value):
        raise InputError("It is empty, too long or broken.", where="text", remedy=f"1 to {LONGEST_TEXT:,} characters are read.")
    return value


def _is_broken(value: str) -> bool:
    return any(0xD800 <= ord(character) <= 0xDFFF for character in value)


def _count(value: str, where: str) -> int | None:
    """A whole number, with thousands apart or not; None when the cell is empty."""
    digits = value.strip().replace(",", "").replace("，", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(LARGEST_COUNT)) or int(digits) > LARGEST_COUNT:
        what = f"'{value.strip()[:40]}' is not a whole number."
        raise InputError(what, where=where, remedy="Write digits only, or leave it empty.")
    return int(digits)


def _time(value: str, where: str) -> datetime | None:
    if not value.strip():
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        remedy = "Write ISO 8601, for example 2026-11-03T14:20:00+08:00."
        raise InputError(f"'{value.strip()[:40]}' is not a time.", where=where, remedy=remedy) from error
