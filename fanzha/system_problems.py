"""What the operating system refuses, in an editor's words: Python's own are the system's, and mostly English."""

from __future__ import annotations

import errno

from fanzha.problems import Text

SHARING_VIOLATION = (32, 33)
"""Windows: another program has the file (learn.microsoft.com/windows/win32/debug/system-error-codes)."""

REASONS = {
    errno.ENOENT: Text("它不在了", "it is gone"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EPERM: Text("没有权限", "permission denied"),
    errno.EROFS: Text("这个盘是只读的", "the disk is read-only"),
    errno.ENOSPC: Text("磁盘满了", "the disk is full"),
    errno.EDQUOT: Text("磁盘配额用完了", "the disk quota is used up"),
    errno.EFBIG: Text("文件超过了系统允许的大小", "the file is larger than the system allows"),
    errno.ELOOP: Text("这是一个绕圈的链接", "this link leads back to itself"),
    errno.ENAMETOOLONG: Text("名字太长", "the name is too long"),
    errno.EISDIR: Text("这是一个文件夹", "this is a folder"),
    errno.ENOTDIR: Text("路径里有一段不是文件夹", "a part of the path is no folder"),
    errno.EIO: Text("读写磁盘出错，磁盘或网络可能有问题", "the disk or the network has failed"),
    errno.EMFILE: Text("打开的文件太多", "too many files are open"),
    errno.EBUSY: Text("别的程序正在用它", "another program is using it"),
    errno.ETXTBSY: Text("别的程序正在用它", "another program is using it"),
    errno.ESTALE: Text("网络盘断开了", "the network drive is gone"),
    errno.ETIMEDOUT: Text("网络盘没有回应", "the network drive does not answer"),
}


def reason(error: OSError) -> Text:
    """Why the system refused; in its own words where we have none."""
    if getattr(error, "winerror", None) in SHARING_VIOLATION:
        return REASONS[errno.EBUSY]
    own = error.strerror or str(error)
    return REASONS.get(error.errno or 0, Text(own, own))


def cannot_read(name: str, error: OSError) -> Text:
    why = reason(error)
    return Text(f"打不开 {name}：{why.zh}", f"cannot open {name}: {why.en}")


def cannot_write(name: str, error: OSError) -> Text:
    why = reason(error)
    return Text(f"写不了 {name}：{why.zh}", f"cannot write {name}: {why.en}")
