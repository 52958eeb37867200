"""A list of words: a label holds when one of its words stands in the message. Written for this bench, by hand, once.

What one would do in an afternoon without learning; it learns nothing from the examples. Chinese words are in Simplified
characters, to which Traditional text is converted; English ones must stand as whole words.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from pathlib import Path

import opencc

from tests.bench.contenders.common import LABELS, Line, Read, main

WORDS = {
    "hurried": (
        "快点 快一点 快些 赶紧 赶快 抓紧 尽快 马上 立刻 立即 急用 着急 急死 很急 加急 催一下 催促 催催 帮我催 人呢 "
        "在吗在吗 怎么还没 还没发 还不发 还没到 等多久 等了 等不及 来不及 多少天了 几天了 这么久 那么久 太慢 "
        "什么时候才 到底什么时候 今天必须 今天之内 最晚 说好 快回复 回话 没人理",
        "asap|hurry|urgent|urgently|immediately|right now|right away|still waiting|been waiting|how much longer|"
        "how long do|no response|no reply|anyone there|hello\\?|quickly|deadline|by tomorrow|by tonight|any update|"
        "weeks ago|days now|come on",
    ),
    "dramatic": (
        "求求 求你 拜托 可怜 帮帮我 不容易 生活费 没钱 下岗 失业 住院 看病 孩子还 等着用 单亲 哭了 崩溃 绝望 活不下去 "
        "太惨 好惨 命苦 心都碎 欲哭无泪 委屈 没法活 一晚上没睡 睡不着 救命 老人家 攒了",
        "please help me|begging|i beg|desperate|crying|in tears|cried|heartbroken|devastated|ruined|can't afford|"
        "lost my job|single mom|single mother|hospital|worst day|nightmare|my last|i'm broke|depressed",
    ),
    "over_familiar": (
        "亲爱的 小姐姐 小哥哥 宝贝 宝宝 美女 帅哥 妹子 妹妹 姐姐 哥们 兄弟 老铁 老朋友 老客户 老顾客 老主顾 老熟人 "
        "么么 爱你 想你 咱们家 咱家 自己人 都这么熟 看在 给个面子 开个后门 开后门 你真可爱 你结婚 处对象 嘿嘿 嘻嘻",
        "honey|sweetie|darling|babe|buddy|bestie|my friend|love you guys|love you|loyal customer|long-time customer|"
        "old customer|special treatment|favou?rite shop|you cutie|xoxo|mate|pal|dear friend|are you single",
    ),
    "angry": (
        "骗子 欺骗 骗人 骗钱 垃圾 投诉 举报 差评 曝光 12315 消协 起诉 法院 律师 无耻 不要脸 恶心 混蛋 王八 去死 滚 傻 "
        "脑残 太过分 过分了 不负责 什么态度 态度太差 坑人 坑爹 黑店 假货 无语 气死 火大 生气 愤怒 忍无可忍 再也不 太差 "
        "烂 什么玩意 有病 敷衍 推卸 忽悠 耍我 当我傻 你们就是 呵呵",
        "scam|scammer|fraud|liar|liars|lied|joke|ridiculous|disgusting|disgrace|pathetic|useless|terrible|awful|"
        "horrible|worst|shame|furious|angry|pissed|fuck|fucking|shit|bullshit|crap|wtf|sue|lawyer|complaint|report you|"
        "never again|rip off|incompetent|unacceptable|rubbish|garbage|hate",
    ),
    "know_it_all": (
        "我是做这 我就是做 我干这 这行 同行 业内 专业的 我懂 你不懂 你们不懂 你懂不懂 不专业 消费者权益保护法 消法 "
        "三包 电商法 合同法 民法典 法律规定 按照法 根据法 依法 第几条 国家标准 国标 规定是 常识 应该是这样 告诉你 "
        "我教你 原理 参数 你查一下 你自己看看 明明 说明书上 工程师 我研究过",
        "as an engineer|i work in|i'm an? engineer|i know how|i know for a fact|you don't know|do you even know|by law|"
        "consumer rights|consumer act|legally|according to|regulation|the law|actually|for your information|fyi|"
        "any expert|i've been doing|let me explain|the correct|technically|specification|you should know",
    ),
}


def train(folder: Path, examples: list[Line], options: dict[str, str]) -> None:
    """Nothing is learned."""


def load(folder: Path) -> Read:
    """The patterns of the words."""
    patterns = {label: _pattern(*WORDS[label]) for label in LABELS}

    def read(message: Line) -> list[str]:
        text = message["text"].lower()
        text = _converter().convert(text) if message["language"] == "zh-Hant" else text
        return [label for label, pattern in patterns.items() if pattern.search(text)]

    return read


def _pattern(chinese: str, english: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, chinese.split())) + rf"|(?<!\w)(?:{english})(?!\w)")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


if __name__ == "__main__":
    sys.exit(main(train, load))
