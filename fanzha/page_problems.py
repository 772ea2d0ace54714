"""What is wrong with a page's address or header, in words."""

import posixpath

from fanzha.config import Config
from fanzha.dialect.addresses import is_remote
from fanzha.images import Images, put_into
from fanzha.planner import Page
from fanzha.problems import Place, Problem, Text

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
    zh = f"{page.path or '自动生成的一页'}（{page.address}）没有生成"
    en = f"{page.path or 'a generated page'} at {page.address} is left out"
    what = Text(
        f"地址 {first.address} 已经给了 {first.path or '自动生成的一页'}，{zh}",
        f"the address {first.address} goes to {first.path or 'a generated page'}; {en}",
    )
    return Problem(Place(page.path or first.path), "warning", "address-taken", what, _OTHER_PERMALINK)


def in_the_way(page: Page, file: str) -> Problem:
    """`page` is left out for a file that is copied to where it needs a folder, or into a folder of its own name."""
    if page.path:
        return stands_already(page, file)
    what = Text(
        f"{file} 挡住了自动生成的网页：文件和文件夹不能同名，这些网页没有生成",
        f"{file} is in the way of generated pages, since no file can have a folder's name; they are left out",
    )
    return Problem(Place(file), "warning", "address-taken", what, _RENAME)


def stands_already(page: Page, file: str) -> Problem:
    """`page` is left out for a file that is copied to its address."""
    if page.path:
        what = Text(
            f"地址 {page.address} 已经给了文件 {file}，{page.path} 没有生成",
            f"the address {page.address} goes to the file {file}; {page.path} is left out",
        )
        return Problem(Place(page.path), "warning", "address-taken", what, _OTHER_PERMALINK)
    what = Text(f"{file} 代替了自动生成的这一页", f"{file} stands instead of the generated page")
    return Problem(Place(file), "info", "address-taken", what)
