"""`python -m papernotes` is `papernotes`."""

from papernotes.tui.cli import run

# Worker processes import the main module again; only the first runs it.
if __name__ == "__main__":
    run()
