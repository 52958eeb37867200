"""Words that tell names, streets and addresses of mail from other words."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAILERS = _words(
    """
    gmail googlemail qq vip 163 126 yeah 139 189 wo outlook hotmail live msn yahoo ymail icloud me mac foxmail sina sohu
    tom 21cn aol proton protonmail pm gmx zoho yandex mail aliyun netvigator hinet pchome msa
    """
)
"""Names of mail services, the first part of an address after the at sign."""

STOP_LOCALS = _words(
    """
    me us it look is or and email mail available found buy shop arrived here there now them you
    """
)
"""Words before a spelled "at" that begin a sentence and no address."""

NOT_WECHAT = _words(
    """
    wechat weixin account group payment message messages support service customer please thanks broken doesnt working
    blocked contact number about again because before after there where which would could should friend friends refund
    order article public official mini program moments instead iphone android hello sorry update still cannot either
    right number later today tomorrow anymore email phone mobile whatsapp telegram alipay taobao tmall weibo douyin
    tiktok paypal online image photo picture pictures video group people staff agent agents seller shipping delivery
    tracking status first never always needs wants since while until login password scan qrcode error failed failing
    fails crashed transfer money balance wallet only using directly already anyway
    """
)
"""English words that may follow "wechat" and are no name there."""

NOT_STREET = _words(
    """
    on in the by at of for to and my a an is are was were days day hours hour weeks week minutes times of from with it
    this that no not items item pieces orders lamps star stars years year more or per off all your our i we you they
    which than until hrs hr mins min
    """
)
"""Words between a number and "street" or "road" that make it no address."""

SURNAMES = _words(
    """
    王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 邓 冯 曹 彭 曾 肖 萧 田 董 袁 潘 蔡
    蒋 余 于 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 傅 方 白 邹 孟 熊 秦 邱 江 尹 薛
    闫 阎 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 向 汤 温 康 施 文 牛 樊 葛 邢 安 齐 易 乔 伍 庞
    颜 倪 庄 聂 章 鲁 岳 翟 殷 詹 申 欧 耿 关 兰 焦 俞 左 柳 甘 祝 包 宁 尚 符 舒 阮 柯 纪 梅 童 凌 毕 单 季 裴 霍 涂 成
    苗 谷 盛 曲 翁 冉 骆 蓝 路 游 辛 靳 欧 管 柴 蒙 鲍 华 喻 祁 蒲 房 滕 屈 饶 解 牟 艾 尤 阳 时 穆 农 司 卓 古 吉 缪 简
    车 项 连 芦 麦 褚 娄 窦 戚 岑 景 党 宫 费 卜 冷 晏 席 卫 米 柏 宗 瞿 桂 全 佟 应 臧 闵 苟 邬 边 卞 姬 师 和 仇 栾 隋
    商 刁 沙 荣 巫 寇 桑 郎 甄 丛 仲 虞 敖 巩 明 佘 池 查 麻 苑 迟 邝 官 封 谈 匡 鞠 惠 荆 乐 冀 郁 胥 南 班 储 原 栗 燕
    楚 鄢
    """
)
"""Chinese surnames of one character, those most people have, Simplified."""

DOUBLE = _words(
    """
    上官 东方 令狐 公孙 司徒 司马 夏侯 宇文 尉迟 慕容 欧阳 百里 皇甫 端木 范姜 诸葛 长孙
    """
)
"""Chinese surnames of two characters."""

NOT_NAMES = _words(
    """
    万一 于是 任何 何时 全部 单位 原来 向你 和你 商家 安全 应该 成功 方便 时候 时间 明天 解决 连续 马上 高兴
    谢谢 谢啦 方法 方案 方式 方面 关系 关于 黄牛 华为 安装 安排 施工 包装 包裹 包邮 游戏 单子 单号 单独 单人 商务 商品 商城 商量
    车主 车牌 房东 房间 管家 管理 官方 官网 连锁 连接 卫生 卫浴 华润 张发 金额 金牌 石头 高清 高级 白色 黄色 蓝色 蓝牙 路上 路由
    程序 马桶 包括 通知 师傅 成本 成交 项目 相关 严重 严格 毛病 田园 段时 温度 温馨 明白 明确 明细 明显 水电 国际 常用 宁可 空调
    万能 万元 全额 全新 全家 全国 全屋 时效 时段 和平 和解 易碎 易损 元旦 元素 武汉 齐全 安心 安静 康复 文件 文字 章程 顾客 顾问
    宋体 冷静 米色 米白 景区 席位 谈好 谈谈 查询 查看 查到 池子 麻烦 鲜花 乐意 储物 原因 原价 原件 原装 班车 南方 官司 古董 计划
    陈述 陈旧 许多 许可 何必 高价 高低 高达 孔位 平台 汤锅 范围 向上 牛奶 江苏 江西 广告 房子 盛满 沙发 沙漠 凌晨 边上 边角 季度
    车间 车库 车位 关闭 关机 左右 左边 祝您 祝你 宁愿 符合 梅雨 童装 单价 成人 成品 苗条 曲线 路灯 路费 游客 项链 解释 解约 解除
    农村 农行 农商 农业 施压 华夏 广发 交通 建设 艾特 阳台 阳光 司机 鱼缸 充电 充值 习惯 边框 别的 党员 钱包 钱款 马路 石材 龙头
    温水 钟点 姚黄 胡说 莫名 莫非 常见 强制 强烈 盛大 印象 雷达 江湖 柴油 井号 国家 尚未 尤其
    小时 小程 小区 小计 小米 老师 老板 老家 阿里 阿姨 小姐 小熊 小包 小白 小单 小路 老白 小石 小康 小高 小车 小项 老路 阿胶
    白天 文盲 毕业 管管 路过 金卡 银卡 白金 高中 白条
    经理 经常 支付 支持 年底 年前 年后
    """
)
"""Words that begin with a surname's character and are no names."""

NOT_ENGLISH_NAMES = _words(
    """
    The I A My Your Our This That It Is Not Please Thanks Thank Hello Hi Dear Sir Madam Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday January February March April May June July August September October November December Amazon
    Apple Taobao Tmall Alipay WeChat Christmas English Chinese China Hong Taiwan Canada America London Beijing Shanghai
    OK TF VIP DHL UPS USPS FedEx SF And But So Why What When Where How No Yes Refund Order Still Very Really Just Waiting
    Customer Service Support Team Regards Room Flat Unit Block Building Tower Street Road Visa Mastercard
    Pro Max Plus Ultra Mini Product Safety Northern PayPal Excel PDF
    Email WhatsApp QQ LINE ID HKID Passport Order Tracking Phone Tel Mobile Address Android Windows Google Facebook Instagram
    Call Ring Text Contact New Old Reach Try Use From To Undefined Christmas Eve Black Prime
    Express Standard Delivery Morning Evening Sorry Great Good Bad Now Also Same Warranty
    Macau Kowloon Shanghai Shenzhen Guangzhou Taipei Singapore Malaysia Japan Korea Germany France
    """
)
"""Capitalised words that may follow an introduction and are no names."""


NOT_LOWER_NAMES = _words(
    """
    on in at the a an not wrong spelled misspelled spelt missing different same still right correct there here too long
    already changed it that what unknown private none also never printed shown listed written my your his her already is
    """
)
"""Words after "my name is" that make it no introduction."""

ROMANISED = _words(
    """
    wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han deng
    feng cao peng zeng xiao tian dong yuan pan cai jiang yu du ye cheng su wei lu lyu ding ren shen yao cui zhong tan
    fan jin shi liao jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan lei long tao shao qian kong shang
    chan wong lee lam cheung ng ho leung lau cheng yeung tsang kwok chow chiu yip tang fung hui lo yuen mak law kwan tam
    poon cheuk so siu choi tse kwong ip mok chu tong fong lai pang wan szeto au chung tsui
    hsu hsieh tsai huang chang chou hsiao kuo yeh tseng chiang chien shih tu hung liao tsao kao chiu
    tan lim goh ong teo koh chua toh kim park choi
    """
)
"""Chinese surnames in Latin letters, Mandarin, Cantonese and Hokkien spellings, lower case."""
