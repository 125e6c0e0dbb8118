"""`python -m tui` is `papernotes`."""

import sys

from tui.cli import main

# Worker processes import the main module again; only the first runs it.
if __name__ == "__main__":
    sys.exit(main())
