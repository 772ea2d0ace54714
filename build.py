#!/usr/bin/env python3
"""Builds the site: `python build.py`, `python build.py serve`, … See README.md."""

import gc
import sys

if __name__ == "__main__":
    gc.disable()  # as `run` does, but before anything is loaded
    try:
        from fanzha.cli import run
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "fanzha":
            raise
        print(f"缺少 Python 包 {missing.name}。请先运行 make preview，或 py -m pip install -e .", file=sys.stderr)
        print(f"The package {missing.name} is missing. Run make preview, or: py -m pip install -e .", file=sys.stderr)
        sys.exit(2)
    run()
