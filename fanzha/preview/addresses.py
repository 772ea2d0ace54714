"""Where another device finds the preview: this computer's addresses, and one of them as a QR code for a phone."""

from __future__ import annotations

import io
import ipaddress
import socket
from typing import TextIO

from fanzha import terminal

ELSEWHERE = ("192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254")
"""Addresses outside (RFC 5737) and in each of the private networks (RFC 1918). The way there shows our own address."""
ON_DARK, PLAIN = "\x1b[97;40m", "\x1b[0m"
"""Escape sequences (ECMA-48, SGR) for white on black, and for the terminal's own colours."""
WILDCARDS = ("", "0.0.0.0", "::")


def is_wildcard(host: str) -> bool:
    """Whether the host stands for all addresses of this computer."""
    return host in WILDCARDS


def of_this_computer() -> list[str]:
    """The IPv4 addresses under which other devices may reach this computer, the likeliest first."""
    found = []
    for target in ELSEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            try:
                way.connect((target, 9))  # which sends nothing
                found.append(str(way.getsockname()[0]))
            except OSError:
                continue
    try:
        found += [str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    except OSError:
        pass
    useful = [each for each in dict.fromkeys(found) if _is_reachable(each)]
    return sorted(useful, key=lambda each: not ipaddress.ip_address(each).is_private)


def _is_reachable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def web(host: str, port: int, path: str) -> str:
    """The address of a path on a host, whose IPv6 address goes into brackets (RFC 3986, section 3.2.2)."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{path}"


def qr_code(address: str, stream: TextIO) -> str:
    """The address as a QR code of characters, as the stream's terminal can show it; empty where it can't."""
    import segno

    coloured = terminal.has_colours(stream)
    # Half blocks are missing from some of Windows' code pages; without them the code is twice as large, and of colours.
    compact = _has_half_blocks(stream)
    if not (compact or coloured):
        return ""
    drawn = io.StringIO()
    segno.make_qr(address, error="l").terminal(drawn, border=2, compact=compact)
    lines = drawn.getvalue().splitlines()
    # Light on dark, whatever the terminal's own colours are: not every phone reads the reverse.
    return "\n".join(f"{ON_DARK}{line}{PLAIN}" if compact and coloured else line for line in lines)


def _has_half_blocks(stream: TextIO) -> bool:
    try:
        "▀▄█".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
