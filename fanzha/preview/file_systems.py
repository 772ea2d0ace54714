"""Where no events of changes can be counted on: network drives, and folders that Windows lends to WSL.

What another computer writes there is nobody's event here; so the preview has to look again and again.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SILENT = frozenset(
    "9p afpfs afs ceph cifs davfs drvfs fakeowner ftpfs glusterfs grpcfuse lustre ncpfs nfs nfs4 osxfs prl_fs smb2 "
    "smb3 smbfs vboxsf virtiofs vmhgfs webdav".split()
)
"""Kinds of file systems that are shared with another computer: NFS, SMB, WebDAV; 9p and drvfs are WSL's `/mnt/c`."""
SILENT_IN_USER_SPACE = re.compile(
    r"fuse\.(sshfs|vmhgfs-fuse|rclone|gcsfuse|s3fs|davfs2?|glusterfs|smbnetfs|gvfsd-fuse)"
)
MAC_MOUNT = re.compile(r"^.* on (?P<folder>.*) \((?P<kind>\w+)", re.MULTILINE)
REMOTE_DRIVE = 4
"""DRIVE_REMOTE (learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew)."""


class Mount(NamedTuple):
    """A folder at which a file system begins, and the system's kind."""

    folder: str
    kind: str


def is_silent(folder: Path) -> bool:
    """Whether the folder lies where changes may come from elsewhere without an event."""
    folder = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        drive = folder.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == REMOTE_DRIVE
    kind = kind_at(folder.as_posix(), mounts())
    return kind in SILENT or SILENT_IN_USER_SPACE.fullmatch(kind) is not None


def kind_at(folder: str, mounted: Iterable[Mount]) -> str:
    """The kind of the file system that a folder lies in: the innermost one's, and of two at one place the later's."""
    kind, longest = "", -1
    for mount in mounted:
        around = mount.folder.rstrip("/")
        if (folder == around or folder.startswith(f"{around}/")) and len(around) >= longest:
            kind, longest = mount.kind, len(around)
    return kind


def mounts() -> list[Mount]:
    """What is mounted on this computer; nothing where the system does not say."""
    try:
        if sys.platform == "darwin":
            said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
            return of_mount_command(said)
        return of_proc_mounts(Path("/proc/self/mounts").read_text(errors="surrogateescape"))
    except (OSError, subprocess.SubprocessError):
        return []


def of_proc_mounts(text: str) -> list[Mount]:
    """The mounts of Linux's `/proc/self/mounts` (proc_pid_mounts(5); blanks in names are octal, getmntent(3))."""
    rows = (line.split(" ") for line in text.splitlines())
    return [Mount(_without_escapes(row[1]), row[2]) for row in rows if len(row) > 2]


def of_mount_command(text: str) -> list[Mount]:
    """The mounts that macOS's `mount` lists: `//anna@server/share on /Volumes/share (smbfs, nodev)`."""
    return [Mount(found["folder"], found["kind"]) for found in MAC_MOUNT.finditer(text)]


def _without_escapes(name: str) -> str:
    plain = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8) & 255]), os.fsencode(name))
    return os.fsdecode(plain)
