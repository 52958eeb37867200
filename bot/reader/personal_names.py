"""Names of people, where somebody says whose name it is or where they stand beside a number. Some are missed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.desk.personal import PersonalKind
from bot.reader.chars import is_han
from bot.reader.personal_numbers import Hit
from bot.reader.personal_words import DOUBLE, NOT_ENGLISH_NAMES, NOT_LOWER_NAMES, NOT_NAMES, ROMANISED, SURNAMES

_KIN = (
    r"(?:女儿|儿子|闺女|老公|老婆|先生|太太|妻子|丈夫|媳妇|妈妈?|爸爸?|母亲|父亲|婆婆|公公|爷爷|奶奶|外公|外婆|姥姥|姥爷|"
    r"姐姐?|妹妹?|弟弟?|哥哥?|姑姑|舅舅|阿姨|叔叔|孩子|孙子|孙女|侄子|侄女|同事|朋友|室友|邻居|助理|秘书|男友|女友|男朋友|女朋友)"
)
_SAYS = (
    rf"(?:\s?(?:的?(?:姓名|名字)|就|还|个人|是|为|叫|系|写的?是?|写|填|改为|改成|换成|用|"
    rf"我{_KIN}?|[:：=\"'“「]|\s)){{0,5}}\s?"
)
_NAME_CUE = re.compile(
    rf"(?:(?:我|他|她|我{_KIN})叫做?|(?:我的?|个|真实)名字?(?:是|叫|系)|名字(?:是|叫|为|[:：])|姓名|全名|本名|真名|名叫|有个叫|(?:客服|快递员|店员|骑手|司机|派件员|派送员|师傅|业务员|导购)(?:叫|名叫|名字|[:：])|(?:收件人|收货人|"
    r"收件|收货|联系人|联络人|签收人|取件人|寄件人|机主|户主|持卡人|开户人|开户名|户名|收款人|付款人|购买人|购票人|下单人|"
    rf"受益人|乘客|乘机人|入住人|投保人|被保人|办卡人|申请人|经办人|提货人|自提人|车主|业主|注册人|登记人)|署名|落款|叫我|抬头){_SAYS}"
    r"|本人(?:是|叫|姓名)?\s?|(?:我是|我系|这里是|这边是)\s?(?=[\u4e00-\u9fff]{2,4}(?:[,，。!！?？~、;；\s(（]|我|你们|\Z)|[a-z])|"
    r"(?:改成|换成|写|由)(?=[\u4e00-\u9fff]{2,4}收(?:[,，。\s]|\Z))"
)
_WEAK_CUE = re.compile(
    rf"(?:(?:我|我的|由|叫|是|找|给|让){_KIN}|女儿|儿子|老公|老婆|揾|搵|找|转交给?|转给|转接给?|交给|寄给|送给|发给|留给|代表|客户|法人|"
    r"名字|拼音|英文名|中文名|负责人|物业|门卫|前台|老师|(?:行政|财务|人事|销售|采购|技术|市场|后勤|保卫|法务|工程|仓储|教务|总务|人力)[部处科]|"
    rf"(?:我是|这里是)[\u4e00-\u9fff0-9a-z]{{1,10}}的)(?:{_SAYS})"
)
_SURNAME_CUE = re.compile(r"(?:我姓|免贵姓|本人姓|姓)\s?([\u4e00-\u9fff]{1,2})")
_ENDS = re.compile(
    r"\Z|[^\u4e00-\u9fff]|收|代[收签领]|签收|取|的|电话|手机|今年|就|会|反映|说|吧|啦|呀|在|住|联系|来|听|本人|真|可以|那|这|"
    r"[打写填]错|名|已|要|去|是|了|身份证|少|多"
)
_LONG_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}[·•・‧][\u4e00-\u9fff]{2,8}(?:[·•・‧][\u4e00-\u9fff]{2,8})?")
_LONG_BEFORE = re.compile(rf"(?<![\u4e00-\u9fff]){_LONG_NAME.pattern}\Z")
_RECEIVES = re.compile(
    r"(?<![代签查接没拒已未验回吸可能再来])\s?(?:亲?收[件货]?|亲启|敬启|启|台启|敬上|谨上|拜上|本人(?=签收|领|来|取|[\s,，。]|\Z)|上(?=\s*\Z))"
    r"(?=[\s,，。!！;；)）、签领来取]|\Z)"
)
_BEFORE_NAME = re.compile(r"(?:\A|[\s,，。;；:：、.!！()（）\]】/|]|[0-9室号楼栋房座]|写|由|给|是|人|成|为|[0-9][.、)])\Z")
_PHONE_WORD = r"(?:的?(?:联系)?(?:电话|手机号?码?|tel|phone|mobile|身份证号?码?|身份证|证件号?)(?:是|为|改为|换成)?)?"
_PIECE_BEFORE = re.compile(rf"(?:[,，\s][男女])?[\s,，、:：/|]{{0,3}}{_PHONE_WORD}\s?[:：.]?\s?[+＋(]{{0,2}}\Z")
_PIECE_AFTER = re.compile(rf"[\s,，、/|;；(（]{{1,3}}(?:收件人|姓名)?[:：]?|\s?(?:是|找|系)(?:我{_KIN}?)?\s?(?=[\u4e00-\u9fff])")
_NAME_THERE = re.compile(r"(?:\A|(?<=[\s,，。;；:：、.)）\]】/|]))([\u4e00-\u9fff]{2,5})\Z")
_LINE = re.compile(r"(?m)^[ \t]*(?:[0-9一二三四五]{1,2}[.、)）:：]\s?)?([\u4e00-\u9fff]{2,4})[ \t,，。]*$")
_SIGNATURE = re.compile(r"(?:[—–-]{1,3}|\n)\s?([\u4e00-\u9fff]{2,4})\s*\Z")
_LATIN_LINE = re.compile(
    r"(?m)(?:^|(?<=[,;:] ))[ \t]*(?=[A-Z][a-z]+(?:[ '-][A-Z][a-z]*\.?){1,2},?[ \t]*(?:$|[,:|-]?\s?[+(]?[0-9]{2}))"
)
_NICKNAME = re.compile(r"[小老阿][\u4e00-\u9fff](?=\Z|[^\u4e00-\u9fff]|就|收|打|来|的|说|我|会)")
_IS_FIELD = re.compile(r"(?:[收联签取寄提]\w[人件]|姓名|收货人)(?:[:：]\s?|(?:是|写|叫|填)[:：]?\s?[\"'“「]?)\Z")
_FIELD = re.compile(
    r"(?!了|错|不|没|你|我|他|她|同上|本人|已|电话|地址|还|要|可|的|和|有|无|就|都|怎|吗|未|填|谁|什么|哪|在|这|那|先|别|因|被|一)"
    r"[\u4e00-\u9fff]{2,4}(?=\Z|[\s,，。;；0-9)）\"'”」])"
)
_TITLE = re.compile(r"先生|女士|小姐|太太|同学|老师|师傅|阿姨|叔叔|经理|主任|医生")
_NAME_STOP = frozenset(
    "的是在和要了我你您他她有没不就也都说到从给把被叫去来这那手电住地收寄请谢号码,，。改换写错：:下买吗呢吧啊打"
)
_NO_NAME_ENDS = frozenset("行店司厂局院部站处队室")

_LATIN_NAME = re.compile(
    r"(?:[A-Z]\.\s?){0,2}[A-Z\u00c0-\u00de][^\W\d_]*(?:['’-][^\W\d_]+)*(?:,?\s(?:[A-Z]\.\s)?(?:(?:de|van|von|da|bin|al)\s)?"
    r"[A-Z\u00c0-\u00de][^\W\d_]*(?:['’-][^\W\d_]+)*){0,3}(?![\w@])"
)
_LATIN_PIECE = re.compile(r"[A-Za-z][A-Za-z'’, -]{3,38}\Z")
_ENGLISH_CUE = re.compile(
    r"(?<![a-z])(?:my (?:full )?name is|my name's|"
    r"(?:full |first |last |account |passport )?name(?:'s| is| on (?:the |my )?(?:passport|card|id))?|"
    r"names|surname|i am|i'm|"
    r"this is|it's|recipient(?: is|'s| name)?|receiver(?: is| name)?|addressee|consignee|contact(?: person| name)?|"
    r"ship(?:ped)?(?: it)? to|deliver(?: it)? to|send(?: it)? to|"
    r"addressed to|belongs to|registered (?:to|under)|attn|attention|regards|"
    r"best|sincerely|yours truly|cheers|account holder(?: is)?|passenger(?: is| name)?|guest|payee(?: is)?|beneficiary(?: is)?|"
    r"ask for|speak (?:to|with)|c/o|care of|(?:my|his|her) (?:husband|wife|son|daughter|mother|father|mum|mom|dad|sister|brother|"
    r"friend|colleague|flatmate|roommate|neighbour|neighbor|assistant|partner|boss|fiancee?)(?:'s name)?(?: is|,)?|"
    r"holder|cardholder|for|(?:be )?under(?: the name(?: of)?)?|in the name of|signed|mr|mrs|ms|miss|dr)(?:\s?[:,.\-])?\s{1,2}"
)
_WEAK_CUES = frozenset(
    {"i am", "i'm", "this is", "it's", "for", "best", "cheers", "contact", "names", "name", "attention", "holder", "signed"}
    | {"under", "be under", "guest", "send to", "send it to", "ship to", "ship it to", "deliver to", "deliver it to"}
    | {"shipped to", "ask for", "speak to", "speak with", "belongs to"}
)
_SIGNED = re.compile(
    r"(?:\A|\n|[.!?]\s)[^\n]{0,20}\b(?:thanks|thank you|thx|regards|cheers|best|wishes|sincerely|yours|faithfully|"
    r"truly)[,.!]?\s?\n\s?(?=[a-z])"
)
_DASHED = re.compile(r"(?:\A|\n|[.!?]\s)\s?[—–-]{1,2}\s?(?=[a-z.'-]{2,15}(?: [a-z.'-]{2,15})?\s*\Z)")
_ENGLISH_TITLE = re.compile(r"(?:mr|mrs|ms|miss|dr)(?![a-z])")
_HERE = re.compile(r"(?:\A|(?<=[.!?\n])\s?)(?=[a-z'-]+ [a-z'-]+ here[ ,.!])")
_INTRODUCED = re.compile(
    r"(?:\A|[.!?,\n]\s?|(?:hi|hello|hey|and|morning|afternoon|evening|there)[, ]\s?)(?:i'm|i am|this is|it's|im) "
    r"(?=[a-z'-]{2,15}(?:,|\.|!| and | from | here| again| calling| speaking))"
)
_LOWER_NAME = re.compile(
    r"(?<![a-z])(?:my (?:full )?name(?:'s| is)|(?:recipient|receiver|attn|name|consignee|contact)\s?[:：]) "
    r"([a-z'-]{2,15}(?: [a-z'-]{2,15}){0,2})(?=\s?[,.!?;\n]|\s(?:and|but)\s|\Z)"
)


def find_names(folded: str, original: Sequence[str], numbers: Sequence[Hit]) -> Iterator[Hit]:
    """Names of people.

    Args:
        folded: the folded text.
        original: the character of the message that each folded character stands for; Latin names are told by their capitals.
        numbers: telephones, identity numbers and addresses; a name often stands beside one without any introduction.
    """
    written = "".join(original)
    for cue in _NAME_CUE.finditer(folded):
        size = _name_length(folded, cue.end()) or _other_length(folded, written, cue.end()) or _nickname_length(folded, cue)
        if cue.group().startswith("本人") and folded.startswith("于", cue.end()):
            continue
        if size:
            yield _name(folded, cue.end(), size, 20)
    for cue in _WEAK_CUE.finditer(folded):
        size = _bounded_length(folded, cue.end()) or _other_length(folded, written, cue.end()) or _nickname_length(folded, cue)
        if size:
            yield _name(folded, cue.end(), size, 18)
    for found in _SURNAME_CUE.finditer(folded):
        name = found.group(1)
        size = 2 if name in DOUBLE else 1 if name[0] in SURNAMES else 0
        if size:
            yield _name(folded, found.start(1), size, 20)
    yield from _receivers(folded)
    for number in numbers:
        yield from _names_beside(folded, written, number)
    if numbers:
        for line in _LINE.finditer(folded):
            if _is_whole_name(folded, line.start(1), line.end(1)):
                yield _name(folded, line.start(1), line.end(1) - line.start(1), 17)
        for line in _LATIN_LINE.finditer(written):
            yield from _latin_after(folded, written, line.end(), fewest=2)
    signature = _SIGNATURE.search(folded, max(0, len(folded) - 12))
    if signature and _is_whole_name(folded, signature.start(1), signature.end(1)):
        yield _name(folded, signature.start(1), signature.end(1) - signature.start(1), 17)
    yield from _english_names(folded, written)


def _name(folded: str, start: int, size: int, weight: int) -> Hit:
    return Hit(PersonalKind.NAME, start, start + size, " ".join(folded[start : start + size].split()), weight)


def _receivers(folded: str) -> Iterator[Hit]:
    """Names before 收 or 启, as on an envelope."""
    for found in _RECEIVES.finditer(folded):
        end = found.start()
        for start in range(max(0, end - 6), end - 1):
            if _name_length(folded[start:end], 0) == end - start and _BEFORE_NAME.search(folded, max(0, start - 3), start):
                yield _name(folded, start, end - start, 20)
                break


def _names_beside(folded: str, written: str, number: Hit) -> Iterator[Hit]:
    """Surname and given name as a piece of their own before or after a number, as in 张伟，138."""
    before = _PIECE_BEFORE.search(folded, max(0, number.start - 12), number.start)
    is_place = number.kind is PersonalKind.ADDRESS
    end = before.start() if before else number.start
    long = _LONG_BEFORE.search(folded, max(0, end - 30), end)
    if long and not is_place:
        yield _name(folded, long.start(), end - long.start(), 19)
    there = _NAME_THERE.search(folded, max(0, end - 8), end)
    if there and (not is_place or end < number.start) and _is_whole_name(folded, there.start(1), end):
        yield _name(folded, there.start(1), end - there.start(1), 19)
    after = _PIECE_AFTER.match(folded, number.end)
    if after is None:
        if not is_place:
            yield from _latin_before(folded, written, number, end)
        return
    size = _name_length(folded, after.end())
    following = folded[after.end() + size : after.end() + size + 1]
    if size and (not following or not is_han(following)) and _is_whole_name(folded, after.end(), after.end() + size):
        yield _name(folded, after.end(), size, 19)
    if not is_place:
        latin = _LATIN_NAME.match(written, after.end())
        name = latin.group()[: _romanised_length(latin.group())] if latin else ""
        if name and _is_romanised(name, number):
            yield _name(folded, after.end(), len(name), 19)
        yield from _latin_before(folded, written, number, end)


def _latin_before(folded: str, written: str, number: Hit, end: int) -> Iterator[Hit]:
    """A Latin name with a Chinese surname that ends here."""
    piece = _LATIN_PIECE.search(written, max(0, end - 40), end)
    if piece is None:
        return
    for space in re.finditer(r"\A|[\s,]\s?", piece.group()):
        place = piece.start() + space.end()
        latin = _LATIN_NAME.match(written, place)
        if latin and latin.end() == end and _is_romanised(latin.group(), number):
            yield _name(folded, place, end - place, 19)
            return


def _is_romanised(name: str, number: Hit) -> bool:
    """Whether a Latin name of two to four words has a Chinese surname, or stands in capitals beside an identity number."""
    words = [word.strip(",").lower() for word in name.split()]
    if not 2 <= len(words) <= 4 or set(name.split()) & NOT_ENGLISH_NAMES:
        return False
    shouted = name.isupper() and number.kind is PersonalKind.ID_NUMBER
    return shouted or words[0] in ROMANISED or (words[-1] in ROMANISED and len(words) == 2)


def _romanised_length(name: str) -> int:
    """The name without a word after it that begins an address."""
    found = re.search(r"\s(?:Room|Flat|Unit|Rm|Block|No|Building|Tower|Floor)\b", name)
    return found.start() if found else len(name)


def _is_whole_name(folded: str, start: int, end: int) -> bool:
    if folded[end - 1] in _NO_NAME_ENDS:
        return False
    return _name_length(folded[start:end], 0) == end - start


def _bounded_length(folded: str, start: int) -> int:
    """Characters of the Chinese name here, where something follows that may follow a name."""
    size = _name_length(folded, start)
    while size >= 2:
        title = _TITLE.search(folded, start + 1, start + size)
        if (title or _ENDS.match(folded, start + size)) and folded[start + size - 1] not in _NO_NAME_ENDS:
            return size
        size -= 1
    return 0


def _other_length(folded: str, written: str, start: int) -> int:
    """Characters of a name with a middle dot, or of a Latin one in capitals, that begins here; 0 when none does."""
    long = _LONG_NAME.match(folded, start)
    if long:
        return long.end() - start
    latin = _LATIN_NAME.match(written, start)
    if latin is None or len(latin.group()) < 2:
        return 0
    words = [word.strip(",") for word in latin.group().split()]
    if set(words) & NOT_ENGLISH_NAMES or (len(words) == 1 and words[0].isupper()):
        return 0
    return _romanised_length(latin.group())


def _nickname_length(folded: str, cue: re.Match[str]) -> int:
    """Characters of a name without surname: 小王, 阿强, or whatever fills a field such as 收件人：."""
    nick = _NICKNAME.match(folded, cue.end())
    if nick and nick.group() not in NOT_NAMES and (nick.group()[1] in SURNAMES or nick.group()[0] == "阿"):
        return len(nick.group())
    field = _FIELD.match(folded, cue.end()) if _IS_FIELD.search(cue.group()) else None
    return len(field.group()) if field else 0


def _name_length(folded: str, start: int) -> int:
    """Characters of the Chinese name that begins here, its form of address included; 0 when none does."""
    first = 2 if folded[start : start + 2] in DOUBLE else 1
    if (first == 1 and folded[start : start + 1] not in SURNAMES) or folded[start : start + 2] in NOT_NAMES:
        return 0
    size = first
    while size < first + 2 and start + size < len(folded):
        sign = folded[start + size]
        if not is_han(sign) or sign in _NAME_STOP or _TITLE.match(folded, start + size):
            break
        size += 1
    title = _TITLE.match(folded, start + size)
    if title:
        return title.end() - start
    return size if size > first else 0


def _english_names(folded: str, written: str) -> Iterator[Hit]:
    for cue in _ENGLISH_CUE.finditer(folded):
        said = cue.group().rstrip()
        weak = said.rstrip(" :,.-") in _WEAK_CUES and not said.endswith((":", ","))
        for name in _latin_after(folded, written, cue.end(), fewest=2 if weak else 1):
            title = _ENGLISH_TITLE.match(folded, cue.start(), cue.end())
            yield _name(folded, cue.start(), name.end - cue.start(), 20) if title else name
    for pattern, fewest in ((_SIGNED, 1), (_HERE, 2), (_INTRODUCED, 1), (_DASHED, 1)):
        for cue in pattern.finditer(folded):
            yield from _latin_after(folded, written, cue.end(), fewest=fewest)
    for found in _LOWER_NAME.finditer(folded):
        if not set(found.group(1).split()) & NOT_LOWER_NAMES:
            yield Hit(PersonalKind.NAME, found.start(1), found.end(1), found.group(1), 19)


def _is_shouting(words: Sequence[str]) -> bool:
    """Whether words in capitals are loud and no name."""
    return " ".join(words).isupper() and words[0].strip(",").lower() not in ROMANISED


def _latin_after(folded: str, written: str, start: int, *, fewest: int) -> Iterator[Hit]:
    name = _LATIN_NAME.match(written, start)
    if name is None:
        return
    words = name.group().split()
    while words and words[-1].rstrip(".") in NOT_ENGLISH_NAMES:
        words.pop()
    shouted = len(words) == 1 and words[0].isupper()
    if len(words) < fewest or not words or words[0] in NOT_ENGLISH_NAMES or shouted or (fewest > 1 and _is_shouting(words)):
        return
    yield _name(folded, start, name.group().rindex(words[-1]) + len(words[-1]), 20)
