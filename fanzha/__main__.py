"""`python -m fanzha`."""

from fanzha.cli import leave, main

if __name__ == "__main__":
    leave(main())
