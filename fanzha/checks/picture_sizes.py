"""Pictures that are larger than a phone needs."""

from __future__ import annotations

from collections.abc import Iterator

from fanzha.checks.subject import Subject
from fanzha.problems import Place, Problem, Text

MOST_BYTES = 1_000_000
"""About what a phone loads in five seconds over a slow network (1.6 Mbit/s, Lighthouse's “slow 4G”)."""
WIDEST = 2560
"""Pixels: a header picture fills the window, and few windows are wider."""
MOST_PIXELS = 16_000_000
"""Unpacked, a picture takes four bytes a pixel: this one takes 64 MB of a phone's memory."""


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for each picture with too many bytes or pixels, which says the limit."""
    for path, picture in subject.whole.pictures.pictures.items():
        file = subject.whole.copied.get(path)
        if file is None:
            continue  # the theme's own
        width, height = picture.size if picture.size and not path.lower().endswith(".svg") else (0, 0)
        if width > WIDEST or width * height > MOST_PIXELS:
            limit = Text(f"最多 {MOST_PIXELS // 10_000} 万像素", f"at most {MOST_PIXELS // 1_000_000} million pixels")
            if width > WIDEST:
                limit = Text(f"最宽 {WIDEST} 像素", f"at most {WIDEST} pixels wide")
            what = Text(
                f"图片太大：{width} × {height} 像素（{limit.zh}）",
                f"a large picture: {width} × {height} pixels ({limit.en})",
            )
            yield Problem(Place(file.path), "warning", "large-picture", what, _SMALLER)
        elif file.size > MOST_BYTES:
            what = Text(
                f"图片太大：{megabytes(file.size)}（最多 {megabytes(MOST_BYTES)}），流量少的读者要等很久",
                f"a large picture: {megabytes(file.size)} (at most {megabytes(MOST_BYTES)}); "
                "readers on slow networks wait for it",
            )
            yield Problem(Place(file.path), "warning", "large-picture", what, _SMALLER)


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


_SMALLER = Text(
    "用画图软件缩小到 1280 像素宽，存成 JPEG（照片）或 PNG（文字、线条）。",
    "Make it 1,280 pixels wide, and save it as JPEG (photographs) or PNG (words, lines).",
)
