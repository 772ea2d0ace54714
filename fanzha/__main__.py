"""`python -m fanzha`."""

from fanzha.cli import run

if __name__ == "__main__":
    run()
