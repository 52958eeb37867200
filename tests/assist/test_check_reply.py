"""The use case that checks a reply, over ports that are played by hand."""

from __future__ import annotations

from collections.abc import Mapping

from bot.assist.check_reply import CheckQuestion, ProtocolChecker
from bot.desk.facts import Facts
from bot.desk.figures import Figure
from bot.desk.message import Channel, Language
from bot.desk.personal import PersonalKind, PersonalSpan
from bot.desk.reading import Reading, Temperament
from bot.desk.reply import ReplyReading
from bot.desk.rules import Severity
from bot.reader.figures import read_figures
from tests.builders import a_reading
from tests.desk.replies import reply_of


class Moves:
    """Knows some sentences."""

    def __init__(self, known: Mapping[str, str], language: Language = Language.ZH_HANS) -> None:
        self._known = known
        self._language = language

    def read(self, text: str) -> ReplyReading:
        sentences = [part + "。" for part in text.split("。") if part]
        return reply_of(
            *((sentence, self._known.get(sentence, "inform_fact")) for sentence in sentences), language=self._language
        )

    def shown_language(self, text: str) -> Language | None:
        return None if "？？" in text else Language.ZH_HANS

    def figures(self, text: str) -> tuple[Figure, ...]:
        return read_figures(text)


class Reads:
    """Reads one thing, and remembers how often it was asked."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.asked = 0

    def read(self, text, *, context=(), language=None):
        self.asked += 1
        return self._reading

    def rank(self, question, entries):
        raise AssertionError("not asked for")


class Numbers:
    """Takes eleven digits for a mobile."""

    def find(self, text: str) -> tuple[PersonalSpan, ...]:
        at = text.find("13800138000")
        return (PersonalSpan(PersonalKind.MOBILE, at, at + 11, "13800138000"),) if at >= 0 else ()


HURRIED = a_reading("complain_delay", {Temperament.HURRIED: 2})
REWRITES = {"blame": {Language.ZH_HANS: "我们一起看看。"}, "sarcasm": {Language.ZH_HANS: "谁让您填错的。"}}


def checker(known: Mapping[str, str], reads: Reads | None = None) -> ProtocolChecker:
    return ProtocolChecker(Moves(known), reads or Reads(HURRIED), Numbers(), REWRITES)


def ask(reply: str, **more) -> CheckQuestion:
    return CheckQuestion(**{"channel": Channel.CHAT, "facts": Facts(()), "reply": reply, **more})


def test_the_customers_words_decide_what_the_caller_does_not_say():
    reads = Reads(HURRIED)
    checked = checker({"等着。": "put_off"}, reads).check(ask("等着。", customer="怎么还不到？？"))

    assert {"cold_to_hurried", "delay_without_solution"} <= {finding.rule for finding in checked.findings}
    assert reads.asked == 1


def test_nothing_is_read_where_everything_is_said():
    reads = Reads(HURRIED)
    question = ask("等着。", customer="到哪了", temperaments=frozenset(), matter="track_parcel", customer_language="zh-Hans")
    checked = checker({"等着。": "acknowledge"}, reads).check(question)

    assert checked.findings == () and not checked.held
    assert reads.asked == 0


def test_a_heated_reply_is_held_beside_a_neutral_one():
    checked = checker({"谁让您填错的。": "blame", "我们一起看看。": "acknowledge"}).check(ask("谁让您填错的。"))

    assert checked.held and checked.heated
    assert checked.neutral == "我们一起看看。"


def test_a_neutral_reply_that_is_itself_heated_is_none():
    checked = checker({"您可真行。": "sarcasm", "谁让您填错的。": "blame"}).check(ask("您可真行。"))

    assert checked.heated and checked.neutral == ""


def test_a_warning_does_not_hold():
    question = ask("您眼光真好。", severities={})
    checked = checker({"您眼光真好。": "flatter"}).check(question)

    assert [finding.severity for finding in checked.findings] == [Severity.WARN]
    assert not checked.held and not checked.heated


def test_a_shops_severity_holds():
    question = ask("您眼光真好。", severities={"flattery": Severity.BLOCK})

    assert checker({"您眼光真好。": "flatter"}).check(question).held


def test_personal_data_is_looked_for_in_public_only():
    said = "您的13800138000打过了。"

    assert not checker({}).check(ask(said)).findings
    public = checker({}).check(ask(said, channel=Channel.SOCIAL_PUBLIC))
    assert [(finding.rule, said[finding.start : finding.end]) for finding in public.findings] == [
        ("personal_data_in_public", "13800138000")
    ]


def test_figures_in_the_texts_of_facts_carry_a_reply():
    facts = Facts.from_values({"today": "2026-11-22", "queue_rule": "付款后48小时内发货"}, source="given")
    said = checker({"付款后48小时内发货。": "inform_fact give_reason"}).check(ask("付款后48小时内发货。", facts=facts))

    assert said.findings == ()


def test_the_same_question_gives_the_same_answer():
    one = checker({"谁让您填错的。": "blame"})
    question = ask("谁让您填错的。包裹在路上。", customer="怎么回事？")

    assert one.check(question) == one.check(question)


def test_both_scripts_are_the_customers_who_shows_none():
    one = checker({})
    answered = {"temperaments": frozenset(), "matter": ""}

    assert not one.check(ask("您的訂單還沒發出。", customer="怎么回事？？", **answered)).findings
    shown = one.check(ask("您的訂單還沒發出。", customer="怎么回事？", **answered)).findings
    assert [finding.rule for finding in shown] == ["wrong_language"]
