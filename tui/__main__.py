"""`python -m tui` is `papernotes`."""

from tui.cli import run

# Worker processes import the main module again; only the first runs it.
if __name__ == "__main__":
    run()
