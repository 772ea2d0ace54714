"""`serve`: build, preview on this computer, rebuild on every change. A mistake never ends the preview."""

from __future__ import annotations

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
        where = arguments.host if arguments.port is None else f"{arguments.host}:{arguments.port}"
        raise Unusable(
            Text(
                f"不能在 {where} 上预览：{error.strerror}。换一个 --port 试试",
                f"cannot serve at {where}: {error.strerror}. Try another --port",
            )
        ) from error
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
