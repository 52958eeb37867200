"""Reads a few messages with the trained reader and prints what came out, so that two Pythons can be compared."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.desk.reading import reading_to_json
from bot.reader.reader import load_reader

MESSAGES = (
    "人呢？？都三天了还不发货",
    "再不退款我就去12315投诉你们 一群骗子",
    "亲爱的小姐姐 我老客户了 给个优惠嘛",
    "好的谢谢",
    "按消法第24条七天无理由你们必须退 我做这行十年了",
    "我一个月就挣两千 孩子还等着用 求求你们了",
    "WHERE IS MY ORDER?! This is the third time I ask. Absolute joke",
    "這個充電器用的時候冒煙了 妳們要怎麼處理",
    "#E-s[数字x] 退\u200b.款 TF20261103001",
    "Honey you are my favourite shop, can I get a little extra?",
    "",
    "👨\u200d👩\u200d👧 ㎏ ﷺ ①",
)


def main() -> None:
    """Print one JSON list."""
    root = Path(__file__).resolve().parents[2]
    reader = load_reader(root / "models" / "trained", root / "data" / "entities")
    json.dump([reading_to_json(reader.read(text, context=(("agent", "您好"),))) for text in MESSAGES], sys.stdout)


if __name__ == "__main__":
    main()
