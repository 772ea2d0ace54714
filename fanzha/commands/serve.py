"""`serve`: build, preview on this computer, rebuild on every change. A mistake never ends the preview."""

import contextlib
import errno
import gc
import os
import sys
import threading
import traceback
import webbrowser
from dataclasses import dataclass, field, replace

from fanzha import lock
from fanzha.commands import Arguments, build
from fanzha.output import Unusable
from fanzha.preview import addresses, overlay, server
from fanzha.preview.live import Live
from fanzha.preview.server import PreviewServer
from fanzha.preview.watching import Watcher
from fanzha.problems import Text
from fanzha.report import ProgressBar, Report
from fanzha.slugs import encoded

MOST_UNSWEPT = 50
"""Builds after which memory is swept up even though changes do not end."""


def run(arguments: Arguments, report: Report) -> int:
    """Serve until Ctrl-C. 2 where the port is taken or the output folder can't be used."""
    # Who writes wants to see what is not published yet; it bears a badge.
    arguments = arguments._replace(drafts=True, future=arguments.future is not False)
    live = Live(arguments.output.resolve())
    # Before the first build, which may take a while: a port that is taken is told at once.
    try:
        preview = server.listen(arguments.host, arguments.port, live)
    except OSError as error:
        raise Unusable(_why_not(arguments, error)) from error
    builder = Builder(arguments, report, live)
    builder.first()
    watcher = Watcher(arguments.source, arguments.output, live.notice, builder.again, builder.idle, arguments.poll)
    watcher.start(lock.around(arguments.output) / lock.CACHE)
    watcher.event.set()  # something may have changed while the first build went on
    _announce(arguments, builder.report, preview, watcher)
    try:
        preview.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    live.end()
    watcher.stop()
    preview.server_close()
    if builder.busy:
        # A build can be cut off at any moment, and the next one completes it. What waits for it must not keep us.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    return 0


@dataclass
class Builder:
    """Builds again and again, and shows what came of it: in the terminal, and in the open pages."""

    arguments: Arguments
    report: Report
    live: Live
    kept: build.Kept = field(default_factory=build.Kept)
    busy: bool = False
    since_swept: int = 0
    """Builds since memory was swept up."""
    warm: bool = False
    """Whether everything that a build needs is loaded: the first one may have found all done."""
    before: object = None
    """What was said last, so that a save that changes nothing says nothing."""
    unpublished: dict[str, str] = field(default_factory=dict)
    """By address, why a post that is shown is not published yet."""

    def first(self) -> None:
        """The first build. Raises Unusable for an output folder that can't be used."""
        with self.live.building():
            with contextlib.closing(ProgressBar(self.report)) as bar:
                done = build.once(self.arguments, bar, self.kept)
            self.show(done)
        self.tell(done)
        gc.collect()
        gc.freeze()  # the program itself stays, and need not be looked through after every build
        gc.enable()

    def again(self) -> None:
        """One more build, after a change. Whatever happens, the preview goes on."""
        self.busy = True
        # A build makes hardly a cycle: they are looked for when there is nothing else to do.
        gc.disable()
        try:
            with self.live.building():
                made = self.built()
                self.show(made)
            self.tell(made)
        finally:
            self.busy = False
            gc.enable()
            self.since_swept += 1
        if self.since_swept >= MOST_UNSWEPT:
            self.idle()

    def idle(self) -> None:
        """Nothing has changed for a while: time to sweep up."""
        if self.since_swept:
            self.since_swept = 0
            gc.collect()

    def built(self) -> build.Build | Text:
        """One build; or why there is none."""
        try:
            done = build.once(self.arguments, lambda *_: None, self.kept, anew=not self.warm)
        except Unusable as error:
            return error.reason
        except Exception as error:
            if self.arguments.verbose:
                traceback.print_exc()
            return _bug(error)
        self.warm = True
        return done

    def show(self, made: build.Build | Text) -> None:
        """Show what the build made; where it made nothing, the last good site with what is wrong."""
        shown = self.live.shown
        if isinstance(made, Text):
            said = overlay.said((), None, self.report.language, self.unpublished, made)
            self.live.show(replace(shown, said=said))
            return
        if made.changes or not shown.said:
            self.report = self.report._replace(language=self.arguments.lang or made.language)
            shown = replace(shown, baseurl=made.baseurl)
        if made.files and made.changes:
            shown = shown.holding({item.path: item.digest for item in made.files.items})
            self.unpublished = {made.baseurl + address: why for address, why in made.files.unpublished}
        said = overlay.said(made.problems, made.sources, self.report.language, self.unpublished)
        self.live.show(replace(shown, said=said))

    def tell(self, made: build.Build | Text) -> None:
        """Say in the terminal what came of a build, unless that was said before and nothing is written."""
        before, self.before = self.before, made if isinstance(made, Text) else frozenset(made.problems)
        if isinstance(made, Text):
            if made != before:
                print(made.in_language(self.report.language), file=sys.stderr, flush=True)
        elif self.before != before or (made.changes and (made.changes.written or made.changes.removed)):
            # What is only good to know is said once.
            known = before if isinstance(before, frozenset) else frozenset()
            told = tuple(one for one in made.problems if one.severity != "info" or one not in known)
            build.tell(made._replace(problems=told), self.report)


def _announce(arguments: Arguments, report: Report, preview: PreviewServer, watcher: Watcher) -> None:
    """Say where the preview is, and open it if asked to."""
    path, port = f"{encoded(preview.live.shown.baseurl)}/", preview.server_port
    everywhere = addresses.is_wildcard(arguments.host)
    here = addresses.web("127.0.0.1" if everywhere else arguments.host, port, path)
    report.say(Text(f"预览：{here}（按 Ctrl-C 结束）", f"Preview: {here} (Ctrl-C ends it)"))
    others = [addresses.web(each, port, path) for each in addresses.of_this_computer()] if everywhere else []
    for address in others:
        report.say(Text(f"别的设备上：{address}", f"On other devices: {address}"))
    if others:
        code = addresses.qr_code(others[0], sys.stdout)
        what = Text(
            f"同一网络里的人都能看到，草稿也在内。{'用手机扫码打开第一个：' if code else ''}",
            f"Whoever is in this network can see it, drafts included.{' The first one, for a phone:' if code else ''}",
        )
        report.say(what)
        if code:
            report.say(Text(code, code))
    if watcher.polling and not arguments.poll:
        looking = Text(
            "这个文件夹的改动系统不会通知（多半是网络盘），改为每半秒查看一次。",
            "The system does not tell of changes in this folder (a network drive, perhaps): looking twice a second.",
        )
        report.say(looking)
    if arguments.open:
        threading.Thread(target=webbrowser.open, args=(here,), daemon=True).start()


def _bug(error: Exception) -> Text:
    what = f"{type(error).__name__}: {error}"
    return Text(
        f"程序自己出错了（{what}）。加 --verbose 再运行一次，把显示的内容发给开发者。",
        f"a bug of ours ({what}). Run again with --verbose and send us what it shows.",
    )


def _why_not(arguments: Arguments, error: OSError) -> Text:
    """Why there can be no preview, in words."""
    port, host = arguments.port, arguments.host
    if port is not None and error.errno == errno.EADDRINUSE:
        return Text(
            f"端口 {port} 已经有别的程序在用，也许另一个预览还开着。换一个 --port，或者不写 --port，会自己找空的",
            f"port {port} is in use by another program; maybe another preview is open. "
            "Choose another --port, or leave it out: a free one is found then",
        )
    if port is not None and error.errno in (errno.EACCES, errno.EPERM):
        return Text(
            f"没有权限用端口 {port}。换一个 1024 以上的 --port，或者不写 --port",
            f"port {port} is not allowed here. Choose a --port above 1024, or leave it out",
        )
    where = host if port is None else f"{host}:{port}"
    return Text(
        f"不能在 {where} 上预览：{error.strerror}。--host 要写本机的地址，多半不用写",
        f"cannot serve at {where}: {error.strerror}. --host must be an address of this computer; mostly none is needed",
    )
