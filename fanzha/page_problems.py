"""What is wrong with a page's address or header, in words."""

import posixpath
from collections.abc import Sequence

from fanzha.config import Config
from fanzha.dialect.addresses import is_remote
from fanzha.images import Images, put_into
from fanzha.planner import Page
from fanzha.problems import Place, Problem, Text

MOST_NAMED = 3
"""Pages that are named where many are left out for one file."""

_OTHER_PERMALINK = Text("不是您要的，就另写一个 permalink。", "If you do not want that, choose another permalink.")
_RENAME = Text("给这个文件或它的文件夹改个名字。", "Rename the file, or its folder.")


def missing_headers(config: Config, images: Images) -> list[Problem]:
    """A warning for each header picture that the config names and that is not there."""
    return [
        Problem(
            Place(config.path),
            "warning",
            "missing-picture",
            Text(f"找不到题图 {typed}", f"there is no header picture {typed}"),
            images.suggest(typed, "") or put_into(posixpath.dirname(typed) or "img"),
        )
        for typed in (config.header_img, *(picture for _, picture in config.header_imgs))
        if typed and not is_remote(typed) and not images.find(typed, "")
    ]


def collision(page: Page, first: Page) -> Problem:
    """`page` is left out for `first`, which stands at its address, or at one on the way to it."""
    if page.leads_on and page.path:
        zh = f" {first.path}" if first.path else "自动生成的一页"
        return _leads_nowhere(page, Text(zh, first.path or "a generated page"))
    zh = f"{page.path or '自动生成的一页'}（{page.address}）没有生成"
    en = f"{page.path or 'a generated page'} at {page.address} is left out"
    what = Text(
        f"地址 {first.address} 已经给了 {first.path or '自动生成的一页'}，{zh}",
        f"the address {first.address} goes to {first.path or 'a generated page'}; {en}",
    )
    return Problem(Place(page.path or first.path), "warning", "address-taken", what, _OTHER_PERMALINK)


def stands_already(page: Page, file: str) -> Problem:
    """`page` is left out for a file that is copied to its address, or to one on the way to it."""
    if page.leads_on and page.path:
        return _leads_nowhere(page, Text(f"文件 {file}", f"the file {file}"))
    if page.path:
        what = Text(
            f"地址 {page.address} 已经给了文件 {file}，{page.path} 没有生成",
            f"the address {page.address} goes to the file {file}; {page.path} is left out",
        )
        return Problem(Place(page.path), "warning", "address-taken", what, _OTHER_PERMALINK)
    what = Text(f"{file} 代替了自动生成的这一页", f"{file} stands instead of the generated page")
    return Problem(Place(file), "info", "address-taken", what)


def in_the_way(file: str, pages: Sequence[Page]) -> Problem:
    """Generated pages are left out for a file where they need a folder, or that lies in a folder of their name."""
    named = [page.address for page in pages[:MOST_NAMED]]
    more = len(pages) > MOST_NAMED
    zh = "、".join(named) + (f" 等 {len(pages)} 页" if more else "")
    en = ", ".join(named) + (f" and others, {len(pages)} in all" if more else "")
    what = Text(
        f"文件和文件夹不能同名：{file} 挡住了自动生成的网页，没有生成 {zh}",
        f"no file can have a folder's name: {file} is in the way of generated pages; left out: {en}",
    )
    return Problem(Place(file), "warning", "address-taken", what, _RENAME)


def _leads_nowhere(page: Page, standing: Text) -> Problem:
    what = Text(
        f"旧地址 {page.address} 已经给了{standing.zh}，不能从那里转到 {page.path}",
        f"the old address {page.address} goes to {standing.en}, and does not lead to {page.path}",
    )
    hint = Text("把它从 redirect_from 里去掉。", "Take it out of redirect_from.")
    return Problem(Place(page.path), "warning", "address-taken", what, hint)
