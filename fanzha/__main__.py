"""`python -m fanzha`."""

import sys

from fanzha.cli import main

if __name__ == "__main__":
    sys.exit(main())
