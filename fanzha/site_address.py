"""Where the published site will stand: what the config, the `CNAME` files and the remote's address say together.

In: those, as values. Out: the address, and in words what was chosen, and what does not fit together.
"""

from dataclasses import replace
from typing import NamedTuple

from fanzha import github_pages, keys
from fanzha.config import Config
from fanzha.github_pages import Address
from fanzha.problems import Place, Problem, Text
from fanzha.repository import Remote


class Decision(NamedTuple):
    """`chosen`: what the build must be told, if the config does not say it; `served`: where GitHub puts the site."""

    chosen: Address | None
    served: Address | None
    problems: tuple[Problem, ...] = ()


def decide(
    config: Config, remote: Remote, own_cname: str, standing_cname: str, url: str | None, baseurl: str | None
) -> Decision:
    """The address of a site that is pushed to the remote.

    `own_cname` is the text of the site's own `CNAME` file, `standing_cname` of the one on the branch; `url` and
    `baseurl` are the command line's words, which stand instead of the config's.
    """
    config = replace(
        config,
        url=config.url if url is None else keys.site_url(url),
        baseurl=config.baseurl if baseurl is None else keys.base_path(baseurl),
    )
    own, standing = github_pages.domain_of(own_cname), github_pages.domain_of(standing_cname)
    domain = own or config.domain or standing
    served = github_pages.address(remote.typed, domain) or github_pages.address(remote.address)
    problems = []
    if own and config.domain and own != config.domain:
        what = Text(
            f"设置里写着 domain: {config.domain}，您自己的 CNAME 文件里是 {own}，以文件为准",
            f"the config says domain: {config.domain}, but your own file CNAME says {own}; the file counts",
        )
        hint = Text("删掉 CNAME 文件，只留 domain。", "Delete the file CNAME, and keep domain.")
        problems.append(Problem(Place(config.path), "warning", "domain", what, hint))
    if standing and domain != standing:
        what = Text(f"域名从 {standing} 改成 {domain}", f"the domain changes from {standing} to {domain}")
        problems.append(Problem(Place(config.path), "info", "domain", what))
    chosen = github_pages.completed(config.url, config.baseurl, served)
    if chosen and baseurl is not None:
        chosen = chosen._replace(baseurl=config.baseurl)
    built = chosen or Address(config.url, config.baseurl)
    if chosen:
        problems.append(_said(config, chosen, domain))
    elif served is None and not config.url:
        problems.append(_unknown(config, remote))
    if github_pages.contradicts(*built, served):
        assert served
        problems.append(_contradiction(config, built, served))
    return Decision(chosen, served, tuple(problems))


def _said(config: Config, chosen: Address, domain: str) -> Problem:
    why = Text("按域名定的", "by its domain") if domain else Text("按仓库的地址定的", "by the repository's address")
    what = Text(f"网站的网址是 {chosen}（{why.zh}）", f"the site's address is {chosen} ({why.en})")
    hint = Text(
        f"要预览也一样，在 {config.path} 里写：url: {chosen.url}"
        + (f" 和 baseurl: {chosen.baseurl}" if chosen.baseurl else ""),
        f"To have it in previews, too, write into {config.path}: url: {chosen.url}"
        + (f" and baseurl: {chosen.baseurl}" if chosen.baseurl else ""),
    )
    return Problem(Place(config.path), "info", "site-address", what, hint)


def _unknown(config: Config, remote: Remote) -> Problem:
    what = Text(
        f"从远程地址 {remote.shown} 看不出网站的网址，照设置里写的生成",
        f"the remote's address {remote.shown} does not tell the site's; it is built as the config says",
    )
    hint = Text(
        f"在 {config.path} 里写 url；网站在子路径下，再写 baseurl。",
        f"Write url into {config.path}, and baseurl if it stands below a path.",
    )
    return Problem(Place(config.path), "info", "site-address", what, hint)


def _contradiction(config: Config, built: Address, served: Address) -> Problem:
    what = Text(
        f"网站是按 {built} 生成的，GitHub Pages 却会把网站放在 {served}，样式和链接会打不开",
        f"the site is built for {built}, but GitHub Pages serves it at {served}: styles and links will not be found",
    )
    hint = Text(
        f"改成 url: {served.url} 和 baseurl: {served.baseurl or '（空着）'}；用自己的域名，就写 domain: 域名。",
        f"Write url: {served.url} and baseurl: {served.baseurl or '(nothing)'}; for your own domain, domain: NAME.",
    )
    return Problem(Place(config.path), "warning", "site-address", what, hint)
