"""The command line: arguments, and the exit status.

0 done; 1 the content has errors (or, with --strict, warnings); 2 wrong usage or an unusable folder; 3 a bug of ours;
130 stopped by Ctrl-C, as shells have it.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

from fanzha import __version__, terminal, usage
from fanzha.commands import COMMANDS, COMMON, Arguments, Command, load
from fanzha.output import Unusable
from fanzha.problems import Language, Text, did_you_mean
from fanzha.report import Report

DONE, USAGE, BUG, STOPPED = 0, 2, 3, 130


def run() -> NoReturn:
    """Run the command that the process's arguments name, and end the process with its status.

    A command needs nearly all that it makes to its end. So nobody looks for cycles on the way (but `serve`, which goes
    on), and where nobody else is at work any more, the system takes everything back at once: to look for cycles, and
    to take apart in memory what thousands of posts left there, are each a tenth of what one edit costs.
    """
    gc.disable()
    status = main()
    if _is_alone():
        # What cannot be printed any more is left to the usual way out, which says so.
        with contextlib.suppress(OSError, ValueError):
            print(end="", flush=True)
            print(end="", flush=True, file=sys.stderr)
            os._exit(status)
    sys.exit(status)


def _is_alone() -> bool:
    """Whether no other thread of this process and no process that it started is still at work."""
    processes = sys.modules.get("multiprocessing")
    return threading.active_count() == 1 and not (processes and processes.active_children())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (default: the process's) names; the exit status."""
    terminal.prepare(sys.stdout, sys.stderr)
    words = list(sys.argv[1:] if argv is None else argv)
    name = command_of(words)
    if name not in COMMANDS and _unknown_options(words):
        # What looked like a command is the value of an option that there is not: that is what must be said.
        name = "build"
    if name not in COMMANDS:
        near = did_you_mean(name, COMMANDS)
        zh = (f"没有命令 {name}。", near.zh if near else "", f"可用的命令：{'、'.join(COMMANDS)}")
        en = (f"there is no command {name}.", near.en if near else "", f"Commands: {', '.join(COMMANDS)}")
        what = Text("".join(zh), " ".join(filter(None, en)))
        print(f"{usage.program()}: {what.in_language(usage.language(words))}", file=sys.stderr)
        return USAGE
    arguments = parsed(COMMANDS[name], words)
    language: Language = arguments.lang or usage.language(words)
    report = Report(language, arguments.report, arguments.quiet, arguments.verbose)
    try:
        return load(name)(arguments, report)
    except Unusable as error:
        print(f"{usage.program()}: {error.reason.in_language(language)}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has read enough.
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return DONE
    except Exception as error:
        if arguments.verbose:
            import traceback

            traceback.print_exc()
        what = Text(
            f"程序自己出错了（{type(error).__name__}: {error}）。加 --verbose 再运行一次，把显示的内容发给开发者。",
            f"a bug of ours ({type(error).__name__}: {error}). Run again with --verbose and send us what it shows.",
        )
        print(f"{usage.program()}: {what.in_language(language)}", file=sys.stderr)
        return BUG


def command_of(words: list[str]) -> str:
    """Take the command's name out of `words`, wherever it stands among the options; `build` where there is none."""
    every = (*COMMON, *(option for command in COMMANDS.values() for option in command.options))
    takes_value = {option.flag for option in every if option.more.get("action", "append") == "append"}
    position = 0
    while position < len(words):
        if words[position] in takes_value:
            position += 2
        elif words[position].startswith("-"):
            position += 1
        else:
            return words.pop(position)
    return "build"


def _unknown_options(words: list[str]) -> list[str]:
    every = (*COMMON, *(option for command in COMMANDS.values() for option in command.options))
    known = {option.flag for option in every} | {"--help", "--version"}
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]


class Parser(argparse.ArgumentParser):
    words: Sequence[str] = ()
    of_others: Mapping[str, str] = MappingProxyType({})
    """The options of other commands, and whose they are."""

    def error(self, message: str) -> NoReturn:
        help = Text(f"{self.prog} --help 查看用法", f"{self.prog} --help shows how it is used")
        language = usage.language(self.words)
        near = usage.suggestion(message, list(self._option_string_actions), self.of_others)
        said = usage.in_language(message, language)
        if near:
            said += f"。{near.zh}" if language == "zh" else f". {near.en}"
        print(f"{usage.program()}: {said}", file=sys.stderr)
        print(f"{usage.program()}: {help.in_language(language)}", file=sys.stderr)
        raise SystemExit(USAGE)


def parsed(command: Command, words: list[str]) -> Arguments:
    """The arguments of a command; leaves with status 2 for wrong usage, 0 for --help and --version."""
    parser = Parser(
        prog=f"{usage.program()} {command.name}",
        description=f"{command.does.zh} / {command.does.en}",
        epilog="命令 / commands:\n"
        + "\n".join(f"  {row.name:8} {row.does.zh} / {row.does.en}" for row in COMMANDS.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.words = words
    parser.of_others = {option.flag: row.name for row in COMMANDS.values() for option in row.options}
    parser.add_argument("--version", action="version", version=f"fanzha {__version__}")
    groups = (
        (f"{command.name} 的选项 / its own options", command.options),
        ("通用选项 / common options", COMMON),
    )
    for title, options in groups:
        group = parser.add_argument_group(title)
        for option in options:
            group.add_argument(option.flag, help=f"{option.help.zh} / {option.help.en}", **option.more)
    if command.operand:
        name, help, more = command.operand
        parser.add_argument(name, help=f"{help.zh} / {help.en}", **more)
    given: dict[str, Any] = vars(parser.parse_args(words))
    given["output"] = given["output"] or given["source"] / command.output
    if command.operand:
        given["title"] = " ".join(given["title"])
        given["tag"] = tuple(given["tag"])
    return Arguments(**{name: value for name, value in given.items() if name in Arguments._fields})
