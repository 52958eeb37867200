"""`tactful import posts FILE.csv`: public posts with their counts into the record; a known one only gets new counts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.assist.posts_table import read_posts
from bot.assist.records import ShopRecords
from bot.desk.errors import Fault, InputError


def import_posts(name: str, records: ShopRecords) -> int:
    """Print one JSON line for each good row, and each fault on standard error.

    Returns:
        0, or 1 when a row was bad; the other rows are done all the same.

    Raises:
        InputError: there is no such file.
    """
    path = Path(name)
    if not path.is_file():
        raise InputError("there is no such file.", where=name, remedy="Give the path of a table (CSV, UTF-8).")
    status = 0
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        for row in read_posts(lines, name):
            if isinstance(row, Fault):
                status = 1
                print(row, file=sys.stderr)
                continue
            taken = records.take_post(row.post)
            told = {"line": row.line, "network": row.post.network, "id": row.post.key}
            print(json.dumps({**told, "conversation_id": taken.conversation_id, "new": taken.new}, ensure_ascii=False))
    return status
