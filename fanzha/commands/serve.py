"""`serve`: build, preview on this computer, rebuild on every change. A mistake never ends the preview."""

from __future__ import annotations

import errno
import threading
import webbrowser
from dataclasses import replace

from fanzha import server, slugs
from fanzha.commands import Arguments, build
from fanzha.output import Unusable
from fanzha.problems import Text
from fanzha.report import ProgressBar, Report


def run(arguments: Arguments, report: Report) -> int:
    """Serve until Ctrl-C. 2 where the port is taken or the output folder can't be used."""
    bar = ProgressBar(report)
    first = build.once(arguments, bar)
    bar.close()
    report = replace(report, language=arguments.lang or first.language)
    build.tell(first, report)
    folder = arguments.output.resolve()
    try:
        preview = server.listen(arguments.host, arguments.port, folder)
    except OSError as error:
        raise Unusable(_why_not(arguments, error)) from error
    preview.baseurl = first.baseurl
    lock = threading.Lock()

    def rebuild() -> None:
        with lock:
            try:
                again = build.once(arguments, lambda *_: None)
            except Unusable as error:
                report.say(error.reason)
                return
            if again.changes:
                preview.baseurl = again.baseurl
            build.tell(again, report)

    watcher = server.Watcher(arguments.source, arguments.output, rebuild, arguments.poll)
    watcher.start()
    address = f"http://{arguments.host}:{preview.server_port}{slugs.encoded(preview.baseurl)}/"
    report.say(Text(f"预览：{address}（按 Ctrl-C 结束）", f"Preview: {address} (Ctrl-C ends it)"))
    if arguments.open:
        webbrowser.open(address)
    try:
        preview.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        watcher.stop()
        preview.server_close()
    return 0


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
