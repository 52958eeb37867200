"""Causes that a reply gives for what happened: each must be known from a fact or from the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.grounding_clauses import Clause, Untrue
from bot.desk.grounding_goods import Ground
from bot.desk.grounding_words import is_conditional, is_negated, leaves_open, says_back, wonders

CAUSES: dict[str, str] = {
    "weather": r"[大暴]雪|下雪|台风|飓风|暴雨|大雨|下雨(?!天)|洪水|大雾|冰雹|天气|(?<![a-z])(?:snow|storm|typhoon|"
    "hurricane|flood|fog|heavy rain|"
    r"bad weather|the weather|ice on)",
    "road": r"封路|堵车|塞车|交通管制|路况|车祸|车子?坏|货车(?:坏|故障|抛锚)|抛锚|航班|(?<![a-z])(?:traffic|"
    "road (?:closed|closure|works)|accident on|"
    r"broke down|breakdown|flight (?:was|got|delay)|ferry)",
    "strike": r"(?<![还闹又])罢工|(?<![a-z])(?:strike(?! you| me)|industrial action|walk-?out)(?![a-z])",
    "customs": r"海关|清关|通关|报关|扣关|(?<![a-z])customs(?![a-z])",
    "crowd": r"爆仓|爆单|单量(?:太|激增|大|暴)|订单(?:太多|激增|暴增|量大)|大促|双11|双十一|双12|618|旺季|积压|堆积|"
    "(?<![a-z])(?:backlog|high volume|"
    r"peak (?:season|time)|busy season|volume of orders|surge|black friday|rush of orders)",
    "holiday": r"放假|节假日|春节|假期|国庆|(?<![a-z])(?:bank holiday|public holiday|the holidays|holiday (?:season|"
    "period|closure))",
    "hands": r"人手|缺人|人员(?:不足|短缺)|请假|生病|新人|新来的|(?<![a-z])(?:short[- ]?staffed|understaffed|"
    "staff shortage|off sick|shortage of drivers|"
    r"new (?:starter|member of staff|colleague))",
    "system": r"系统(?:故障|升级|出错|错误|延迟|自动|原因|问题|维护|卡)|网络故障|停电|宕机|"
    "(?<![a-z])(?:system (?:error|glitch|fault|upgrade|outage)|glitch|"
    r"software (?:bug|error)|power cut|outage|server (?:error|problem|crash|fault|was|is|went)|systems? (?:has|have|"
    r"had|is|was|were|went)(?: been)? (?:down|offline|slow|playing up))",
    "packing": r"(?:拿错|装错|贴错|放错|分拣错|分错|扫错|漏扫|漏装|漏放|漏发)|盘点|(?<![a-z])(?:mislabel|mixed up|"
    "got swapped|mis-?sort|stock[- ]?tak|"
    r"label (?:was|got|came)|picking error|packing line|wrong van|wrong label|missed a scan)",
    "handling": r"颠簸|挤压|磕碰|暴力分拣|摔(?:了|过)|压(?:坏|变形)|(?<![a-z])(?:rough handling|dropped in|crushed in|"
    "knocked about|in transit damage)",
    "maker": r"工厂(?:停|延|出|那|还|产)|供应商|原料|缺料|产线|模具|批次(?:问题|瑕疵)|(?<![a-z])(?:supplier|"
    "factory (?:is|has|was|delay)|raw material|"
    r"production (?:line|delay)|bad batch|faulty batch)",
    "address": r"地址(?:有误|写错|不全|不详|错误|没写|不清)|电话(?:打不通|没人接|错误|关机)|没人(?:在家|签收|接)|"
    "(?<![a-z])(?:(?:wrong|incomplete|incorrect) "
    r"address|address (?:was|is) (?:wrong|incomplete|incorrect)|nobody (?:was )?(?:in|home|answered)|"
    r"no one (?:was )?(?:in|home))",
    "verdict": r"使用痕迹|人为(?:损坏|造成|因素)|进水痕迹|撞击痕迹|外力|(?<![a-z])(?:signs of (?:use|wear|a drop|"
    "misuse|water|impact)|user damage|misuse(?!d)|"
    r"no fault found|nothing wrong with)",
    "others": r"同一?批[^，。]{0,6}(?:还有|也|都)|(?:别人|其他(?:客人|顾客|买家|客户)|别的(?:客人|顾客|"
    "买家))[^，。]{0,4}(?:也|都)[^，。]{0,4}(?:少|漏|坏|遇到|反映|反馈|碰到|出现|投诉|没收到)|"
    "(?<![a-z])(?:other (?:customers|buyers|"
    r"people) (?:have|had|report|said|also)|same batch|whole batch)",
    "money": r"付款(?:超时|失败|未成功)|超时未付|银行(?:延迟|处理|审核|系统|原因)|风控|"
    "(?<![a-z])(?:payment (?:timed out|failed|expired|did not go|didn't go)|"
    r"card (?:was )?declined|bank (?:is|was|has) (?:slow|holding|processing)|fraud check)",
}
"""Kind of cause -> how Chinese (Simplified, lower case) and English name it."""

_BECAUSE = re.compile(
    r"因为|由于|是由|原因|导致|造成|所致|才(?:会|被|导致)|(?<![a-z])(?:because|due to|owing to|"
    r"caused by|down to|thanks to|after|since|as)(?![a-z])"
)
_HAPPENED = re.compile(
    r"延误|晚|慢|耽|迟|没动|停|卡|滞|取消|破|损|裂|错|漏|缺|扣|查验|检查|关(?:了|闭|的)|封|影响|受|了(?=$|一)|坏|(?<![a-z])(?:late|delay\w*|slow\w*|held|"
    r"holding|stuck|stopp\w*|cancel\w*|broke\w*|damag\w*|miss\w*|wrong|clos\w*|hit|got|was|were|is|are|has|had|short|went|affect\w*)(?![a-z])"
)
_FINDINGS = frozenset({"verdict", "others"})
_HELD = re.compile(
    r"扣|卡|查验|抽检|滞|耽|延|慢|被|正在|清关中|(?<![a-z])(?:held|stuck|check\w*|inspect\w*|delay\w*|"
    r"hold|clearing|sitting|waiting)(?![a-z])"
)
_TALK = re.compile(
    r"愿|祝|抱歉|对不起|(?<![a-z])(?:sorry|apologi[sz]e) (?:that|the|your|you|about|for)|祝|小心|注意|"
    r"出门|保重|hope|stay (?:safe|warm|dry)|take care|祈"
)
_CAUSES = {name: re.compile(words) for name, words in CAUSES.items()}


def untrue_causes(clause: Clause, ground: Ground) -> Iterable[Untrue]:
    """A cause of what happened that neither a fact nor the customer carries."""
    if is_conditional(clause.words) or wonders(clause.words) or says_back(clause.words) or _TALK.search(clause.words):
        return
    for name, cause in _CAUSES.items():
        found = cause.search(clause.words)
        if found is None:
            continue
        if cause.search(ground.everything) or cause.search(ground.asked.words) or _is_policy(clause, found):
            continue
        if is_negated(clause.words[: found.start()]) or leaves_open(clause.words):
            continue
        if name not in _FINDINGS and not (
            _BECAUSE.search(clause.words) or (_HELD if name == "customs" else _HAPPENED).search(clause.words)
        ):
            continue
        yield Untrue(clause.start + found.start(), clause.start + found.end())
        return


_POLICY = re.compile(r"顺延|除外|不含|不算|照常|会影响|收到的|excluded|not counted|except|does not include|open on|closed on")


def _is_policy(clause: Clause, found: re.Match[str]) -> bool:
    """Whether a rule is being told rather than a cause."""
    return _POLICY.search(clause.words, found.end()) is not None
