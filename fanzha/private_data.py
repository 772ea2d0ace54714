"""Numbers that belong to a person: found in a line of text, and masked.

Mobile numbers by the prefixes that are given out (工业和信息化部《电信网编号计划》), identity card numbers by region,
date and check digit (GB 11643, which takes ISO 7064's MOD 11-2), bank card numbers by the ranges of their issuers and
the check digit of ISO/IEC 7812-1 (Luhn's). Hotlines and service numbers are shorter and none of these; digits of longer
numbers, of addresses and of file names are none either, nor is what a label right in front calls an order or a parcel.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["mobile", "identity card", "bank card"]

ENOUGH = re.compile(r"[0-9０-９](?:[ -]?[0-9０-９]){9}")
"""What every line with such a number holds: ten digits and more."""

WIDE = str.maketrans("０１２３４５６７８９Ｘｘ－＋", "0123456789XX-+")

IDENTITY = re.compile(
    r"(?<!\d)[1-8]\d{5}(?P<gap_i>[ -]?)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?P=gap_i)"
    r"\d{3}[\dXx](?!\d)"
)
CARD = re.compile(
    r"(?<!\d)(?:\d{4}(?P<gap_c>[ -])\d{4}(?P=gap_c)\d{4}(?P=gap_c)\d{4}(?:(?P=gap_c)\d{1,3})?"
    r"|\d{6} \d{10,13}|\d{15,19})(?!\d)"
)
MOBILE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[ -]?)?(?P<number>1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
    r"(?:\d{8}|(?P<gap_m>[ -])\d{4}(?P=gap_m)\d{4}))(?!\d)"
)
PATTERNS: dict[Kind, re.Pattern[str]] = {"identity card": IDENTITY, "bank card": CARD, "mobile": MOBILE}
ANY = re.compile("|".join(pattern.pattern for pattern in PATTERNS.values()))

REGIONS = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
"""The first two digits of an identity card: the provinces' codes (GB/T 2260), and those of residence permits."""

ISSUERS = re.compile(
    r"6[02]\d{14,17}|9558\d{12,15}|4\d{15}|5[1-5]\d{14}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3[47]\d{13}"
)
"""Card numbers by issuer: UnionPay, older cards of Chinese banks, Visa, Mastercard, JCB, American Express."""

ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s\"'<>\u2e80-\uffff]+"
    r"|\]\((?!tel:)[^()\n]*\)"
    r"|(?<![\w-])(?:src|href|poster|id|class|name|content|data-[\w-]+)\s*=\s*(?:\"(?!tel:)[^\"]*\"|'(?!tel:)[^']*'|[^\s\"'>]+)",
    re.IGNORECASE,
)

OTHER_NUMBER = re.compile(
    r"(?:订单|单号|运单|快递单|流水|编号|编码|代码|货号|票号|案号|文号|批号|期号|备案|许可证|证书|条码|条形码|序列号|工号|学号"
    r"|交易号|参考号|凭证|QQ|群号|ISBN|IMEI|\b(?:order|tracking|invoice|serial|ticket)\b)"
    r"(?P<between>[^\d，。；！？,;!?\n]{0,8})$",
    re.IGNORECASE,
)
"""A label right in front of a number that says that it is no person's."""
PERSONS_NUMBER = re.compile(r"手机|电话|微信|致电|拨打|联系|短信|卡|身份证|tel|phone|mobile|card", re.IGNORECASE)

AMOUNT = re.compile(r"[ ]?(?:多|余)?(?:元|块|万|亿|%|％|美元|港元|人民币)")


class Number(NamedTuple):
    """A number in a line: from `start` to `end` (from 0), its kind, its digits, and its masked form."""

    start: int
    end: int
    kind: Kind
    digits: str
    masked: str


def found(line: str) -> Iterator[Number]:
    """The private numbers of a line, in order; none overlaps another."""
    if not ENOUGH.search(line):
        return
    plain = ADDRESS.sub(lambda address: "\x00" * len(address[0]), line.translate(WIDE))
    place = 0
    while candidate := ANY.search(plain, place):
        start = candidate.start()
        number = next(filter(None, (_number(kind, plain, start) for kind in PATTERNS)), None)
        if number:
            yield number._replace(masked=_masked(number.kind, line[start : number.end]))
        place = number.end if number else start + 1


def _number(kind: Kind, line: str, start: int) -> Number | None:
    """The number of that kind that begins there, if one does."""
    match = PATTERNS[kind].match(line, start)
    if match is None:
        return None
    digits = re.sub(r"[ -]", "", match["number"] if kind == "mobile" else match[0]).upper()
    if not is_one(kind, digits) or not _stands_alone(line, *match.span()) or _is_called_other(kind, line, match):
        return None
    return Number(start, match.end(), kind, digits, match[0])


def masked(line: str) -> str:
    """The line with asterisks for most digits of every private number; as wide as before."""
    for number in found(line):
        line = line[: number.start] + number.masked + line[number.end :]
    return line


def is_one(kind: Kind, digits: str) -> bool:
    """Whether the digits are what the kind's rules say."""
    if kind == "identity card":
        return digits[:2] in REGIONS and identity_check(digits[:17]) == digits[17]
    if kind == "bank card":
        return bool(ISSUERS.fullmatch(digits)) and luhn(digits) and len(set(digits)) > 1
    return True


def identity_check(digits: str) -> str:
    """The 18th character of an identity card number by the 17 before it (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - position, 11) for position, digit in enumerate(digits))
    return "10X98765432"[total % 11]


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def _stands_alone(line: str, start: int, end: int) -> bool:
    """Whether the digits are no part of a longer number, an address or a name in Latin letters."""
    before, after = line[max(0, start - 8) : start], line[end : end + 8]
    joined = re.search(r"[0-9A-Za-z_.#@/\\=&%]$|[0-9A-Za-z_.]-$|[0-9][*＊×x]+$|[¥￥$]\s?$", before)
    return not joined and not re.match(r"[A-Za-z_@/\\=&%]|[.-][0-9A-Za-z]|[*＊×]+[0-9]", after)


def _is_called_other(kind: Kind, line: str, match: re.Match[str]) -> bool:
    """Whether words say that it is another number: of an order, say, or an amount."""
    if kind == "identity card":
        return False  # region, date and check digit are proof enough
    if kind == "mobile" and AMOUNT.match(line, match.end()):
        return True
    label = OTHER_NUMBER.search(line[max(0, match.start() - 20) : match.start()])
    return bool(label) and not PERSONS_NUMBER.search(label["between"] if label else "")


KEPT: dict[Kind, tuple[int, int]] = {"mobile": (3, 4), "identity card": (3, 4), "bank card": (4, 4)}
"""How many digits at the beginning and at the end are left to see."""


def _masked(kind: Kind, text: str) -> str:
    places = [place for place, character in enumerate(text) if character.translate(WIDE) in "0123456789Xx"]
    if kind == "mobile":
        places = places[-11:]  # the country's code is nobody's own
    first, last = KEPT[kind]
    hidden = set(places[first : len(places) - last])
    return "".join(
        character if place not in hidden else "＊" if character > "\uff00" else "*"
        for place, character in enumerate(text)
    )
