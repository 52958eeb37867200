"""Every rule of a reply: a violation that is found, and near misses that are not.

TACTFUL_TEST_WITHOUT_RULE=NAME takes one rule out of the check; its own test must then fail (tests/desk/test_rule_mutations.py).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.desk.compliance import CHECKS, GROUNDED, HEATED, findings_of, is_heated, is_held, neutral_text
from bot.desk.finding import Finding
from bot.desk.message import Channel, Language
from bot.desk.rules import RULES, Severity
from tests.desk.replies import Said, case_of, reply_of

REMOVED = os.environ.get("TACTFUL_TEST_WITHOUT_RULE", "")

PUBLIC = Channel.SOCIAL_PUBLIC


@dataclass(frozen=True)
class Trial:
    """A reply in a case; what is said of each is as `reply_of` and `case_of` take it."""

    said: tuple[Said, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    case: Mapping[str, Any] = field(default_factory=dict)
    reply: Mapping[str, Any] = field(default_factory=dict)


def trial(*said: Said, facts: Mapping[str, Any] | None = None, personal: tuple[str, ...] = (), **case: Any) -> Trial:
    language = case.get("language", Language.ZH_HANS)
    return Trial(said, facts or {}, case, {"language": language, "personal": personal})


def found(one: Trial) -> list[Finding]:
    checks = {name: check for name, check in CHECKS.items() if name != REMOVED}
    every = findings_of(reply_of(*one.said, **one.reply), case_of(one.facts, **one.case), checks=checks)
    return [finding for finding in every if finding.rule != REMOVED]


EN = Language.EN
CRISIS = {"comments": 300, "crisis_threshold_comments": 200}

VIOLATIONS: Mapping[str, Trial] = {
    "queue_jump": trial(("我给您插到最前面。", "promise_queue_jump"), moods="hurried"),
    "cold_to_hurried": trial(("在途。", "inform_fact"), ("等通知。", "put_off"), moods="hurried"),
    "openly_impatient": trial(("催也没用。", "show_impatience"), moods="hurried", customer="到哪了？"),
    "holding_without_person": trial(("您的问题已收到。", "confirm_receipt"), ("请等待处理。", "put_off"), channel=Channel.EMAIL),
    "cuts_short": trial(("您先别说了。", "interrupt"), channel=Channel.PHONE_SCRIPT),
    "callback_not_provided": trial(("我下午给您回电话。", "promise_callback")),
    "ungrounded_date": trial(
        ("明天一定送到您手上。", "commit_time"), facts={"today": "2026-11-22", "promised_delivery": "2026-11-25"}, moods="hurried"
    ),
    "ungrounded_promise": trial(
        ("我给您补80元。", "offer_compensation"), facts={"fault_established": True, "compensation_allowed": 30}
    ),
    "false_information": trial(("这款电池是6000mAh。", "inform_fact"), facts={"spec": {"电池": "5000mAh"}}),
    "sarcasm": trial(("您可真会挑时候。", "sarcasm")),
    "blame": trial(("谁让您自己填错地址的。", "blame")),
    "lost_composure": trial(("你这人有完没完！", "insult")),
    "hints_at_lying": trial(("您确定不是自己弄坏的？", "accuse")),
    "refusal_without_reason": trial(("这个退不了。", "refuse")),
    "refusal_without_option": trial(("已经拆封，所以退不了。", "refuse give_reason")),
    "limit_as_own_choice": trial(("我们就是不想给您提前。", "own_choice")),
    "special_treatment_on_pity": trial(("看您这么不容易，破例给您退。", "pity_favour")),
    "worse_treatment_on_pity": trial(("卖惨没有用。", "belittle_story")),
    "threat_for_abuse": trial(("再骂就把您拉黑。", "threaten"), moods="angry"),
    "public_answer_refused": trial(("这事不方便在评论区说。", "refuse_publicly"), facts=CRISIS, channel=PUBLIC),
    "fan_mistreated": trial(("我们没有请您代言。", "disown"), moods="over_familiar"),
    "fan_shown_up": trial(("您又在这里乱说。", "shame_in_public"), channel=PUBLIC),
    "limits_in_public": trial(("请您不要再替我们发声。", "explain_privately"), channel=PUBLIC, moods="over_familiar"),
    "privilege_on_familiarity": trial(("老朋友了，给您内部价。", "grant_privilege"), moods="over_familiar"),
    "false_books": trial(("发票可以给您多开一点。", "false_books")),
    "personal_data_in_public": trial(("您留的13800138000我们打过了。", "inform_fact"), channel=PUBLIC, personal=("13800138000",)),
    "others_data": trial(("隔壁那单的电话我给您。", "give_others_data")),
    "secret_asked": trial(("把验证码报给我。", "ask_secret")),
    "fault_admitted": trial(("是我们发错了。", "admit_fault")),
    "compensation_not_due": trial(("给您一张补偿券。", "offer_compensation")),
    "fault_not_put_right": trial(("这个不能换。", "refuse give_reason offer_option"), facts={"fault_established": True}),
    "stock_apology": trial(("给您带来不便敬请谅解。", "apologise_emptily")),
    "flattery": trial(("您眼光真毒。", "flatter")),
    "pushing": trial(("不买您会后悔的。", "push")),
    "exaggeration": trial(("全网第一好用。", "exaggerate")),
    "haggler_exploited": trial(("您这么砍，只能涨价了。", "exploit")),
    "fee_hidden": trial(("运费您不用管，到时候再说。", "hide_fee")),
    "know_it_all_put_down": trial(("您懂还是我懂。", "put_down"), moods="know_it_all"),
    "bluff": trial(("我干这行十年，听我的。", "bluff"), moods="know_it_all"),
    "sent_away": trial(("您自己打快递电话问。", "send_away")),
    "delay_without_solution": trial(("确实还没到。", "inform_fact acknowledge"), facts={"order_status": "delayed"}),
    "guarantee_denied": trial(("过了一周就不保修了。", "deny_guarantee")),
    "informal_you": trial(("你的包裹在路上。", "inform_fact")),
    "wrong_language": trial(("Your parcel is on its way to you.", "inform_fact"), language=Language.ZH_HANS),
    "no_thanks_at_close": trial(("就这样，再见。", "close"), facts={"closing": True}),
    "impatient_with_basic_question": trial(("页面上写着呢，自己看。", "show_impatience"), customer="尺码怎么选？"),
}

NEAR_MISSES: Mapping[str, tuple[Trial, ...]] = {
    "queue_jump": (
        trial(("订单按付款先后发，没法往前插。", "refuse give_reason")),
        trial(("是我们发错的，今天先给您补发。", "promise_queue_jump"), facts={"fault_established": True}),
    ),
    "cold_to_hurried": (
        trial(("知道您赶时间：在途。", "acknowledge inform_fact"), moods="hurried"),
        trial(("在途。", "inform_fact")),
    ),
    "openly_impatient": (trial(("您稍等，我再查一遍。", "take_on"), moods="hurried"),),
    "holding_without_person": (
        trial(("请等待处理。", "put_off"), ("这单我在跟。", "hold_with_name")),
        trial(("已经发出。", "inform_fact")),
    ),
    "cuts_short": (trial(("您先别说了。", "interrupt")), trial(("您请说。", "acknowledge"), channel=Channel.PHONE_SCRIPT)),
    "callback_not_provided": (trial(("我下午给您回电话。", "promise_callback"), facts={"callback_allowed": True}),),
    "ungrounded_date": (
        trial(("25号送到。", "commit_time"), facts={"today": "2026-11-22", "promised_delivery": "2026-11-25"}, moods="hurried"),
    ),
    "ungrounded_promise": (
        trial(("我给您补30元。", "offer_compensation"), facts={"fault_established": True, "compensation_allowed": 30}),
    ),
    "false_information": (trial(("这款电池是5000mAh。", "inform_fact"), facts={"spec": {"电池": "5000mAh"}}),),
    "sarcasm": (trial(("怪我们话多。", "acknowledge")),),
    "blame": (trial(("订单里的地址是8号。", "inform_fact")),),
    "lost_composure": (trial(("这一点我的看法不同。", "give_reason")),),
    "hints_at_lying": (trial(("麻烦发一张照片。", "ask_information")),),
    "refusal_without_reason": (trial(("已经拆封，所以退不了，可以换。", "refuse give_reason offer_option")),),
    "refusal_without_option": (trial(("已经拆封退不了，", "refuse give_reason"), ("可以维修。", "offer_option")),),
    "limit_as_own_choice": (trial(("要等海关放行。", "give_reason")),),
    "special_treatment_on_pity": (trial(("您的难处我明白。", "acknowledge")),),
    "worse_treatment_on_pity": (trial(("规定对大家一样。", "give_reason")),),
    "threat_for_abuse": (trial(("请我们好好说。", "set_boundary"), moods="angry"),),
    "public_answer_refused": (
        trial(
            ("这事不方便在评论区说。", "refuse_publicly"), facts={"comments": 3, "crisis_threshold_comments": 200}, channel=PUBLIC
        ),
        trial(
            ("抱歉发错了色，正在补发。", "apologise take_on"), ("细节私信您。", "invite_private"), facts=CRISIS, channel=PUBLIC
        ),
    ),
    "fan_mistreated": (trial(("谢谢您一直支持。", "thank"), moods="over_familiar"),),
    "fan_shown_up": (trial(("正确的是两年质保。", "inform_fact"), channel=PUBLIC),),
    "limits_in_public": (
        trial(("请您不要再替我们发声。", "explain_privately"), channel=Channel.SOCIAL_PRIVATE, moods="over_familiar"),
        trial(("请我们好好说。", "set_boundary"), channel=PUBLIC, moods="angry"),
    ),
    "privilege_on_familiarity": (
        trial(
            ("老朋友了，金卡九折。", "grant_privilege"),
            facts={"open_to": "金卡会员", "member_tier": "金卡"},
            moods="over_familiar",
        ),
    ),
    "false_books": (trial(("发票按实付金额开。", "inform_fact")),),
    "personal_data_in_public": (
        trial(("您留的13800138000我们打过了。", "inform_fact"), personal=("13800138000",)),
        trial(("单号请私信我。", "invite_private ask_information"), channel=PUBLIC),
    ),
    "others_data": (trial(("别人的电话不能给。", "refuse give_reason offer_option")),),
    "secret_asked": (trial(("验证码别告诉任何人。", "inform_fact")),),
    "fault_admitted": (trial(("是我们发错了。", "admit_fault offer_remedy"), facts={"fault_established": True}),),
    "compensation_not_due": (trial(("给您一张补偿券。", "offer_compensation"), facts={"fault_established": True}),),
    "fault_not_put_right": (
        trial(("这个不能换，", "refuse give_reason"), ("我给您退款。", "offer_remedy"), facts={"fault_established": True}),
        trial(("这个不能换。", "refuse give_reason offer_option")),
    ),
    "stock_apology": (trial(("抱歉让您多等了。", "apologise"), ("带来不便敬请谅解。", "apologise_emptily")),),
    "flattery": (trial(("谢谢您的建议。", "thank")),),
    "pushing": (trial(("活动到周日。", "inform_fact"), facts={"promotion": "活动到周日"}),),
    "exaggeration": (trial(("续航一般，屏幕好。", "inform_fact")),),
    "haggler_exploited": (trial(("最多让到这个价。", "offer_option")),),
    "fee_hidden": (trial(("运费由您承担。", "inform_fact")),),
    "know_it_all_put_down": (trial(("说明书写的是另一个数。", "inform_fact")),),
    "bluff": (trial(("这个我还不知道，去问。", "take_on")),),
    "sent_away": (trial(("我来联系快递。", "take_on")),),
    "delay_without_solution": (
        trial(("确实还没到，我去查。", "acknowledge take_on"), facts={"order_status": "delayed"}),
        trial(("包裹在路上。", "inform_fact"), facts={"order_status": "in_transit"}),
    ),
    "guarantee_denied": (trial(("保修已过，可以付费修。", "give_reason offer_option")),),
    "informal_you": (
        trial(("你的包裹在路上。", "inform_fact"), facts={"polite_form_required": False}),
        trial(("您说“你们太慢”，我记下了。", "acknowledge")),
        trial(("你好，您的包裹在路上。", "greet inform_fact")),
    ),
    "wrong_language": (
        trial(("您的iPhone Pro Max在路上。", "inform_fact")),
        trial(("Your parcel is on its way to you.", "inform_fact"), language=EN),
    ),
    "no_thanks_at_close": (trial(("谢谢您，再见。", "thank close"), facts={"closing": True}), trial(("再见。", "close"))),
    "impatient_with_basic_question": (trial(("尺码按胸围选。", "inform_fact"), customer="尺码怎么选？"),),
}


@pytest.mark.parametrize("name", RULES)
def test_rule(name: str) -> None:
    """The violation is found with its rows and severity; the near misses are not of this rule."""
    one = VIOLATIONS[name]
    mine = [finding for finding in found(one) if finding.rule == name]
    assert mine, "the violation is not found"
    assert mine[0].severity is RULES[name].severity
    assert mine[0].rows
    text = reply_of(*one.said, **one.reply).text
    assert 0 <= mine[0].start <= mine[0].end <= len(text)
    for near in NEAR_MISSES[name]:
        assert name not in {finding.rule for finding in found(near)}


def test_every_rule_has_its_function() -> None:
    assert set(CHECKS) | set(GROUNDED) == set(RULES)
    assert set(RULES) >= HEATED


def test_rows_in_public() -> None:
    one = VIOLATIONS["sarcasm"]
    assert found(one)[0].rows == ("S0.38",)
    assert found(Trial(one.said, one.facts, {"channel": PUBLIC}, one.reply))[0].rows == ("S0.38", "S0.21")


def test_a_shop_changes_the_severity_and_not_the_rows() -> None:
    from dataclasses import replace

    case = replace(case_of(), severities={"sarcasm": Severity.WARN})
    finding = findings_of(reply_of(("您可真会挑时候。", "sarcasm")), case)[0]
    assert (finding.severity, finding.rows) == (Severity.WARN, ("S0.38",))
    assert not is_held([finding])


REWRITES = {"blame": {Language.ZH_HANS: "我们一起看看。"}, "sarcasm": {Language.ZH_HANS: "我们一起看看。"}}


def test_neutral_text_keeps_what_is_fine_and_says_nothing_twice() -> None:
    reply = reply_of(
        ("包裹已到站。", "inform_fact"), ("谁让您填错。", "blame"), ("可真行。", "sarcasm"), ("我来联系。", "take_on")
    )
    findings = findings_of(reply, case_of(), REWRITES)
    assert is_heated(findings)
    assert neutral_text(reply, findings) == "包裹已到站。我们一起看看。我来联系。"


def test_no_neutral_text_where_a_heated_sentence_has_none() -> None:
    reply = reply_of(("再骂就拉黑。", "threaten"))
    assert neutral_text(reply, findings_of(reply, case_of(), REWRITES)) == ""


def test_a_finding_of_several_moves_in_one_sentence_is_told_once_a_rule() -> None:
    reply = reply_of(("谁让您填错，活该。", "blame insult sarcasm"))
    rules = [finding.rule for finding in findings_of(reply, case_of())]
    assert sorted(rules) == ["blame", "lost_composure", "sarcasm"]


def test_compensation_above_the_roles_limit() -> None:
    facts = {"fault_established": True, "compensation_allowed": 100, "agent_compensation_limit": 50}
    findings = findings_of(reply_of(("给您补80元。", "offer_compensation")), case_of(facts))
    above = [finding for finding in findings if finding.rule == "compensation_not_due"]
    assert above and above[0].variant == "above" and above[0].arguments["known"] == 50.0


@pytest.mark.parametrize(
    ("words", "found_it"),
    [
        ("Guten Tag, Ihr Paket kommt morgen an.", True),
        ("ただいま確認しております。", True),
        ("확인하고 있습니다.", True),
        ("Aapka parcel kal tak pahunch jayega ji.", True),
        ("Ang order mo ay darating bukas po.", True),
        ("Your parcel comes tomorrow, said DHL Paket Deutschland Nord.", False),
        ("Order JG-2201: dispatched Monday, DHL, Leeds.", False),
    ],
)
def test_a_third_language_is_not_taken_for_english(words: str, found_it: bool) -> None:
    findings = findings_of(reply_of((words, "inform_fact"), language=EN), case_of(language=EN))
    assert ("wrong_language" in {finding.rule for finding in findings}) is found_it


def test_the_polite_pronoun_is_put_in_place() -> None:
    reply = reply_of(("你们的包裹在路上。", "inform_fact"))
    finding = next(item for item in findings_of(reply, case_of()) if item.rule == "informal_you")
    assert finding.rewrite is not None
    rewritten = reply.text[: finding.rewrite.start] + finding.rewrite.text + reply.text[finding.rewrite.end :]
    assert rewritten == "各位的包裹在路上。"
