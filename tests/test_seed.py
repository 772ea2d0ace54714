"""A real post, rendered by a real build, is what its author meant: the reference material says how it must come out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import html5lib
import pytest
from conftest import SHARED, run

SEED = SHARED / "seed"
POST = "posts/2020-06-19-wanggou-tuikuan.md"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="the reference material is not beside this checkout"),
]

Node = tuple[str, tuple[tuple[str, str], ...], tuple["Node | str", ...]]


@dataclass(frozen=True)
class Seed:
    """The build of the reference post: how it ended, the post's page and its body, and the folder before and after."""

    status: int
    err: str
    page: etree.Element
    body: etree.Element
    parents: dict[etree.Element, etree.Element]
    before: frozenset[str]
    after: frozenset[str]

    def all(self, tag: str, *classes: str) -> list[etree.Element]:
        """The body's elements of this tag that have every one of the classes."""
        return [element for element in self.body.iter(tag) if set(classes) <= set(element.get("class", "").split())]

    def above(self, element: etree.Element) -> Iterator[etree.Element]:
        """The elements around this one, from the nearest on."""
        while (parent := self.parents.get(element)) is not None:
            yield parent
            element = parent


def text_of(element: etree.Element) -> str:
    return "".join(element.itertext()).strip()


def listing(folder: Path) -> frozenset[str]:
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Seed:
    output = tmp_path_factory.mktemp("seed") / "site"
    before = listing(SEED)
    status, _, err = run("build", "--source", str(SEED), "--output", str(output), "--lang", "en")
    after = listing(SEED)
    (path,) = output.rglob("wanggou-tuikuan/index.html")
    page = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
    (body,) = (element for element in page.iter("div") if element.get("class") == "post-body")
    parents = {child: parent for parent in page.iter() for child in parent}
    return Seed(status, err, page, body, parents, before, after)


def normalised(element: etree.Element) -> Node:
    """The element as a value: no white space between tags, no `<p>` right inside `<li>`, attributes in one order."""
    pieces: list[Node | str] = []

    def add(text: str | None) -> None:
        # Line ends stand where the source of the HTML was laid out, not where the author wrote a space.
        words = re.sub(r"\s*\n\s*", "", text or "")
        if words.strip() and pieces and isinstance(pieces[-1], str):
            pieces[-1] += words
        elif words.strip():
            pieces.append(words)

    add(element.text)
    for child in element:
        node = normalised(child)
        if element.tag == "li" and child.tag == "p":
            for piece in node[2]:
                if isinstance(piece, str):
                    add(piece)
                else:
                    pieces.append(piece)
        else:
            pieces.append(node)
        add(child.tail)
    return str(element.tag), tuple(sorted(element.items())), tuple(pieces)


def test_body_is_as_expected(seed: Seed) -> None:
    markup = (SEED / "expected-body.html").read_text("utf-8")
    expected = html5lib.parse(f'<div class="post-body">{markup}</div>', namespaceHTMLElements=False).find(".//div")
    assert expected is not None
    # Block by block, so that a failure names the first block that differs.
    got, wanted = normalised(seed.body)[2], normalised(expected)[2]
    for one, other in zip(got, wanted, strict=False):
        assert one == other
    assert len(got) == len(wanted)


def test_no_asterisks_are_left(seed: Seed) -> None:
    assert "**" not in text_of(seed.body)


def test_no_line_begins_with_a_number_sign(seed: Seed) -> None:
    assert [line for line in text_of(seed.body).splitlines() if line.lstrip().startswith("#")] == []


def test_two_rules(seed: Seed) -> None:
    assert len(seed.all("hr")) == 2


def test_one_attribution_of_two(seed: Seed) -> None:
    (attribution,) = seed.all("blockquote", "attribution")
    assert len(list(attribution.iter("cite"))) == 2


def test_one_account(seed: Seed) -> None:
    assert len(seed.all("aside", "account")) == 1


def test_one_dialogue(seed: Seed) -> None:
    assert len(seed.all("blockquote", "dialogue")) == 1


def test_dialogue_has_14_turns_that_alternate(seed: Seed) -> None:
    (dialogue,) = seed.all("blockquote", "dialogue")
    turns = [element for element in dialogue if element.get("class") == "turn"]
    spoken = [(turn.get("data-speaker"), turn.get("data-side")) for turn in turns]
    assert spoken == [("店小二", "left"), ("老李", "right")] * 7


def test_dialogue_has_one_narration(seed: Seed) -> None:
    (dialogue,) = seed.all("blockquote", "dialogue")
    assert [element.tag for element in dialogue if element.get("class") == "narration"] == ["p"]


def test_words_below_the_dialogue_are_outside_every_quote(seed: Seed) -> None:
    (words,) = (
        strong for strong in seed.all("strong") if text_of(strong) == "以上对话就是网络购物诈骗案件的典型桥段。"
    )
    assert "blockquote" not in [element.tag for element in seed.above(words)]


def test_steps_six_and_three(seed: Seed) -> None:
    lists = seed.all("ol", "steps")
    assert [[child.tag for child in path] for path in lists] == [["li"] * 6, ["li"] * 3]


def test_quote_inside_the_first_step_of_the_second_list(seed: Seed) -> None:
    second = seed.all("ol", "steps")[1]
    assert [len(list(item.iter("blockquote"))) for item in second] == [1, 0, 0]


def test_caption(seed: Seed) -> None:
    assert [text_of(caption) for caption in seed.all("figcaption")] == ["（警方现场缴获的部分诈骗剧本）"]


@pytest.mark.parametrize("words", ["典型案例", "诈骗分子实施诈骗流程一般分为以下几步", "警方提示"])
def test_labels(seed: Seed, words: str) -> None:
    assert words in [text_of(label) for label in seed.all("h2", "label")]


def test_every_picture_is_in_a_figure(seed: Seed) -> None:
    images = seed.all("img")
    assert images
    assert all("figure" in [element.tag for element in seed.above(image)] for image in images)


def test_picture_used_three_times_is_decoration(seed: Seed) -> None:
    decorative = [figure.find("img") for figure in seed.all("figure", "picture", "decorative")]
    addresses = [image.get("src") for image in decorative if image is not None]
    assert len(addresses) == 3
    assert len(set(addresses)) == 1


def test_page_has_one_h1(seed: Seed) -> None:
    assert len(list(seed.page.iter("h1"))) == 1


def test_build_succeeds(seed: Seed) -> None:
    assert seed.status == 0


def test_warning_for_every_missing_picture(seed: Seed) -> None:
    # None of the pictures that the post names is at hand.
    lines = (SEED / POST).read_text("utf-8").splitlines()
    wanted = [number for number, line in enumerate(lines, 1) if "![" in line or line.startswith("header-img:")]
    warned = re.findall(rf"^{re.escape(POST)}:(\d+):\d+: warning\[missing-picture\]", seed.err, re.MULTILINE)
    assert wanted
    assert [int(number) for number in warned] == wanted


def test_nothing_new_in_the_source_folder(seed: Seed) -> None:
    assert seed.after == seed.before
