"""Times the dialect beside plain Python-Markdown, with `extra`, on the same generated post, in milliseconds a post.

    python bench/dialect.py [--rounds N]

The two take turns, and each round gives a ratio; of the ratios the median is shown, since other work on the machine
falls on both alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

from generate import post
from markdown import Markdown

from fanzha.dialect import Body, Settings, converter

POSTS = 20
"""Posts that are converted a round: the generated ones differ a little in length."""


def milliseconds(convert: Callable[[str], object], texts: list[str]) -> float:
    """CPU time a text."""
    start = time.process_time()
    for text in texts:
        convert(text)
    return (time.process_time() - start) / len(texts) * 1000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args().rounds
    texts = [post(number)[1].split("---\n", 2)[2] for number in range(POSTS)]
    ours, stock = converter(Settings()), Markdown(extensions=["extra"])
    pairs = []
    for turn in range(rounds + 1):
        dialect = milliseconds(lambda text: ours(Body("posts/post.md", 1, text)), texts)
        plain = milliseconds(lambda text: stock.reset().convert(text), texts)
        if turn:  # the first only warms up
            pairs.append((dialect, plain))
    ratio = median(dialect / plain for dialect, plain in pairs)
    print(f"dialect         {median(dialect for dialect, _ in pairs):.2f} ms a post")
    print(f"Python-Markdown {median(plain for _, plain in pairs):.2f} ms a post")
    print(f"ratio           {ratio:.2f} (median of {rounds} rounds)")


if __name__ == "__main__":
    main()
