"""What statements about goods and service are about, in the words of three languages: families of things, each with a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Thing:
    """Something that a fact or a reply can say of goods or of the service.

    Attributes:
        family: things of one family answer the same question ("material").
        name: one of the family.
        words: how Chinese (Simplified, lower case) and English name it.
    """

    family: str
    name: str
    words: re.Pattern[str]


def _family(family: str, **names: str) -> Iterable[Thing]:
    return tuple(Thing(family, name, re.compile(words)) for name, words in names.items())


EITHER_OR = frozenset({"material", "origin", "colour", "system", "courier", "tier", "money_back", "fuel", "link"})
"""Families in which another member than the known one is a contradiction."""

SAID_AS_SURE = frozenset({"care", "water", "safety", "origin", "material", "mark", "wear"})
"""Families of which a plain statement needs a fact even where nobody asked."""

THINGS: tuple[Thing, ...] = (
    *_family(
        "care",
        machine_wash=r"机洗|洗衣机|machine[- ]?wash|washing machine|washable|in the machine|in the wash(?![a-z])",
        dryer=r"烘干|干衣机|tumbl|dryer",
        dishwasher=r"洗碗机|dishwasher",
        ironing=r"熨|(?<![a-z])iron(?:ing|ed)",
        dry_clean=r"干洗|dry[- ]?clean",
        bleach=r"漂白|bleach",
        microwave=r"微波|microwav",
        oven=r"(?:[进放入])烤箱|烤箱(?:可用|能用|适用)|oven[- ]?(?:safe|proof)|in the oven",
        boiling=r"滚水|开水|沸水|煮开|烧开|boiling",
        frost=r"防冻|霜冻|结冰|零下|frost|(?<![a-z])freezing",
        freezer=r"冷冻|冰箱|freezer",
    ),
    *_family(
        "water",
        waterproof=r"防水|防泼[水溅]|防潮|淋[点到]?雨|下雨天|雨天|water[- ]?(?:proof|resist|tight)|waterproof|shower[- ]?proof|"
        r"splash[- ]?proof|water rating|(?:in|by) the (?:rain|pool|shower)",
        submerged=r"泡水|浸水|浸泡|下水|水下|掉进.{0,4}[水池]|游泳|潜水|泡澡|submer|swim|immers|underwater|dunk|snorkel",
    ),
    *_family(
        "safety",
        pregnancy=r"孕|怀孕|哺乳|备孕|pregnan|breastfeed|nursing mothers?",
        babies=r"婴儿|新生儿|宝宝(?:可|能|也)|newborn|infants?(?![a-z])",
        sensitive=r"敏感肌|过敏|致敏|敏皮|sensitive skin|allerg|irritat",
        alcohol=r"酒精|alcohol",
        perfume=r"香精|香料|无香|fragrance|perfume|unscented",
        preservatives=r"防腐剂|preservativ|paraben",
        additives=r"添加剂|色素|additive|artificial colou?r",
        sugar=r"蔗糖|无糖|含糖|sugar",
        nuts=r"坚果|花生|(?<![a-z])nuts?(?![a-z])|peanut",
        gluten=r"麸质|gluten",
        lactose=r"乳糖|lactose|dairy",
        bpa=r"bpa|双酚a",
        latex=r"乳胶过敏|latex",
        pets=r"宠物|猫狗|猫咪可|狗狗可|(?:safe|fine|ok|suitable) for (?:pets|cats|dogs)|pet[- ]safe",
        flight=r"飞机|托运|登机|随身行李|hand luggage|carry-on|carry on (?:bag|luggage)|cabin bag|on (?:a|the) plane|flight",
        fireproof=r"阻燃|防火|flame[- ]?retardant|fireproof|fire[- ]?resistant",
        lead=r"含铅|无铅|铅含量|lead[- ]free|contains? lead",
        formaldehyde=r"甲醛|formaldehyde",
    ),
    *_family(
        "wear",
        shrinking=r"缩水|shrink|shrunk",
        pilling=r"起球|(?<![a-z])pill(?:s|ing)?(?![a-z])|bobbl",
        fading=r"褪色|掉色|染色|(?<![a-z])fad(?:e|es|ing)(?![a-z])|colou?rfast|bleed",
        shedding=r"掉毛|掉绒|掉屑|(?<![a-z])sheds?(?![a-z])|shedding",
        creasing=r"起皱|皱|wrinkl|creas",
        rust=r"生锈|锈|(?<![a-z])rust",
        scratching=r"刮花|划痕|耐刮|scratch(?:es)?[- ]?(?:proof|resist)|won't scratch",
        breaking=r"摔不[坏碎烂]|耐摔|防摔|drop[- ]?proof|shatter[- ]?proof|unbreakable",
        cracking=r"开裂|裂开",
        deforming=r"变形|塌陷|warp|sag(?![a-z])|lose its shape",
    ),
    *_family(
        "mark",
        ccc=r"3c认证|ccc认证",
        ce=r"(?<![a-z])ce(?: ?认证| mark| certif)",
        fda=r"fda",
        organic=r"有机(?!会|遇|动|率)|organic",
        vegan=r"纯素|vegan",
        halal=r"清真|halal",
        food_grade=r"食品级|food[- ]grade",
        medical=r"医用级|医疗级|medical[- ]grade",
        handmade=r"手工(?!洗)|手作|handmade|hand[- ]made|hand[- ]crafted",
        recycled=r"再生(?!气|产|意)|recycled",
        tested=r"检测报告|质检报告|test report|lab[- ]tested|dermatologist|clinically",
        patent=r"专利|patent",
        genuine=r"正品授权|官方授权|authori[sz]ed (?:dealer|reseller)",
    ),
    *_family(
        "material",
        cotton=r"棉(?!签|被|花糖)|cotton",
        linen=r"亚麻|linen",
        wool=r"羊毛|wool(?!worth)",
        cashmere=r"羊绒|cashmere",
        silk=r"真丝|蚕丝|桑蚕|(?<![a-z])silk",
        polyester=r"涤纶|聚酯|polyester",
        nylon=r"尼龙|锦纶|nylon",
        elastane=r"氨纶|弹性纤维|elastane|spandex|lycra",
        viscose=r"粘纤|人棉|莫代尔|天丝|viscose|rayon|modal|tencel",
        acrylic=r"腈纶|亚克力|压克力|acrylic",
        leather=r"真皮|牛皮|羊皮|头层皮|(?<![a-z])(?:leather|cowhide|suede)",
        faux=r"pu皮|人造革|仿皮|人造皮|faux leather|pu leather|vegan leather|synthetic leather",
        duck=r"鸭绒|鸭毛|duck down",
        goose=r"鹅绒|鹅毛|goose",
        steel=r"不锈钢|不锈铁|stainless|(?<![a-z])steel",
        iron=r"铸铁|铁制|熟铁|cast iron",
        aluminium=r"铝合金|铝制|alumin",
        brass=r"黄铜|纯铜|brass|copper",
        titanium=r"钛合金|纯钛|titanium",
        silver=r"925银|纯银|足银|sterling",
        gold=r"足金|纯金|18k金|镀金|solid gold|gold[- ]plated",
        oak=r"橡木|(?<![a-z])oak",
        walnut=r"胡桃木|walnut",
        pine=r"松木|(?<![a-z])pine(?![a-z])",
        beech=r"榉木|beech",
        teak=r"柚木|teak",
        solid_wood=r"实木|原木|solid wood",
        board=r"密度板|颗粒板|刨花板|胶合板|mdf|plywood|particle ?board|chipboard|veneer",
        bamboo=r"竹(?:制|纤维|子|材|木)|bamboo",
        plastic=r"塑料|塑胶|(?<![a-z])(?:abs|polypropylene)(?![a-z])|plastic",
        glass=r"玻璃|borosilicate|(?:made of|is|real|tempered) glass",
        ceramic=r"陶瓷|骨瓷|瓷质|ceramic|porcelain|bone china|stoneware",
        silicone=r"硅胶|矽胶|silicone",
        rubber=r"橡胶|rubber",
        latex_foam=r"天然乳胶|乳胶(?!过敏)|natural latex",
        memory_foam=r"记忆棉|记忆海绵|memory foam",
        carbon=r"碳纤维|carbon fib",
    ),
    *_family(
        "system",
        windows=r"windows|(?<![a-z])pc(?![a-z])",
        mac=r"(?<![a-z])mac(?:os|book)?s?(?![a-z])|苹果电脑",
        linux=r"linux|chrome ?book",
        android=r"安卓|android",
        ios=r"(?<![a-z])ios(?![a-z])|iphone|ipad|苹果手机|apple home|homekit",
        alexa=r"alexa",
        google_home=r"google home|google assistant",
        harmony=r"鸿蒙|harmony",
        xiaomi=r"米家|mi home",
    ),
    *_family("link", wired=r"有线(?!耳)|(?<![a-z])wired", wireless=r"无线(?!充)|wireless(?! charg)|cordless|2\.4g"),
    *_family(
        "feature",
        bluetooth=r"蓝牙|bluetooth",
        wifi=r"wi-?fi|无线网",
        wireless_charge=r"无线充|wireless charg|qi charg",
        fast_charge=r"快充|闪充|fast[- ]charg|quick charg",
        noise=r"降噪|noise[- ]cancel|anc(?![a-z])",
        face=r"刷脸|人脸|面部识别|面容|face (?:id|unlock|recogni)|facial",
        fingerprint=r"指纹|fingerprint",
        nfc=r"nfc",
        gps=r"gps",
        five_g=r"5g(?![a-z0-9])",
        memory_card=r"内存卡|存储卡|sd卡|sd card|microsd",
        headphone_jack=r"耳机孔|3\.5(?:mm|毫米)|headphone jack",
        laptop=r"笔电|笔记本电脑|laptop|notebook computer",
        folding=r"折叠|可折|fold(?:s|able|ing)",
        removable=r"可拆|拆洗|拆下来洗|removable|detachable",
        pockets=r"口袋|内袋|侧袋|pockets?(?![a-z])",
        lining=r"里衬|内衬|里布|lining|(?<![a-z])lined(?![a-z])",
        stairs=r"上楼|搬楼|上门|入户|upstairs|room of (?:your )?choice|carry .{0,14}up(?![a-z])|to your (?:flat|door|room)",
        take_away=r"旧.{0,4}(?:回收|带走|载走|拉走|运走|收走)|(?:回收|带走|载走|拉走|收走).{0,4}旧|(?:take|haul|carry|remov\w*)"
        r" .{0,16}(?:away|old)|old one away",
        assembly=r"安装|组装|assembl|install",
        floor_heat=r"地暖|地热|underfloor|floor heating",
        outdoor=r"户外|室外|露天|outdoors?(?![a-z])",
        induction=r"电磁炉|induction",
        gas_hob=r"明火|燃气灶|瓦斯炉|煤气灶|gas (?:hob|stove|cooker)",
        engraving=r"刻字|engrav",
        gift_wrap=r"礼品包装|礼盒包装|gift[- ]?wrap",
        international=r"全球联保|国际保修|全球保|international warranty|worldwide warranty|abroad",
        accident=r"人为(?:损坏|因素)|意外(?:损坏|险)?|摔坏|进水|accidental|water damage|drop(?:ped|s) damage",
        wear_parts=r"易损件|耗材|损耗|耗损|wear and tear|wear parts|consumables?",
        opened=r"拆封|拆开|开封|已拆|(?<![a-z])opened|unsealed",
        without_box=r"没有?(?:原)?包装|原包装|包装盒|original (?:box|packaging)",
        worn=r"穿过|试穿|用过|(?<![a-z])worn(?![a-z])|(?:been )?used(?! to)",
    ),
    *_family(
        "included",
        charger=r"充电头|充电器|电源适配器|适配器|变压器|插头|charger|power adapter|wall plug|power brick",
        cable=r"充电线|数据线|连接线|传输线|(?<![a-z])cables?(?![a-z])|charging lead",
        battery=r"(?:含|附|送|带|配)电池|电池(?:也|都|另|已|不)?(?:含|附|送|带|配|赠)|batteries|(?:a|one|two|the) battery",
        case=r"收纳[包袋盒]|保护套|手机壳|便携包|(?:carry|carrying|storage|travel) (?:case|bag|pouch)",
        rain_cover=r"雨罩|防雨罩|rain ?cover",
        bits=r"钻头|批头|(?<![a-z])bits(?![a-z])|drill bits",
        screws=r"螺丝|膨胀管|screws|fixings|wall plugs",
        remote=r"遥控|remote(?: control)?(?![a-z])",
        manual=r"说明书|中文说明|manual|instructions",
        bulb=r"灯泡|光源|(?<![a-z])bulbs?(?![a-z])",
        filter=r"滤[芯网]|filters?(?![a-z])",
        lid=r"盖子|锅盖|(?<![a-z])lids?(?![a-z])",
        strap=r"肩带|腕带|背带|straps?(?![a-z])",
        stand=r"支架|底座|(?<![a-z])(?:stand|bracket|tripod)(?![a-z])",
        mattress=r"床垫|mattress",
        pillowcase=r"枕套|pillow ?cases?",
        cover=r"桌布|椅套|沙发套|dust cover",
    ),
    *_family(
        "money_back",
        original=r"原路|original (?:payment|method|card)|the (?:card|account|method) you paid|same card",
        wallet=r"余额|零钱|钱包|wallet|account balance",
        store_credit=r"购物金|店内余额|store credit|gift card",
        alipay=r"支付宝|alipay",
        wechat=r"微信(?:支付|零钱|钱包)",
        paypal=r"paypal",
    ),
)


@lru_cache(maxsize=2048)
def things_in(words: str) -> tuple[Thing, ...]:
    """The things that words in plain form name."""
    return tuple(thing for thing in THINGS if thing.words.search(words))
