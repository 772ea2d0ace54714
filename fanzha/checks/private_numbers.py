"""Private data in what editors wrote: numbers of phones, identity cards and bank cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha import private_data
from fanzha.checks.subject import Subject
from fanzha.problems import Place, Problem, Text

KINDS: dict[private_data.Kind, Text] = {
    "mobile": Text("手机号", "a mobile number"),
    "identity card": Text("身份证号", "an identity card number"),
    "bank card": Text("银行卡号", "a bank card number"),
}


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for each private number in any post, draft or page, masked. What the config names, too, is public."""
    config = subject.sources.config
    public = re.sub(r"[ -]", "", config.text) if config else ""
    for source in subject.texts():
        if not private_data.ENOUGH.search(source.text):
            continue
        for line_number, line in enumerate(source.text.split("\n"), 1):
            for number in private_data.found(line):
                if number.digits in public:
                    continue
                kind = KINDS[number.kind]
                what = Text(
                    f"这里有{kind.zh} {number.masked}，发布后谁都看得到",
                    f"{kind.en}, {number.masked}, that all the world will see",
                )
                place = Place(source.path, line_number, number.start + 1)
                yield Problem(place, "warning", "private-data", what, _mend(number))


def _mend(number: private_data.Number) -> Text:
    if number.kind != "mobile":
        return Text(f"改成 {number.masked}", f"Write {number.masked}")
    return Text(
        f"改成 {number.masked}；要公开的电话写进设置的 hotlines，就不再提醒。",
        f"Write {number.masked}. A number that is meant to be public goes into the config's hotlines.",
    )
