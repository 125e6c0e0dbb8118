"""Make the sdist of this checkout and put it beside the PKGBUILD, from where `makepkg` takes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    command = (sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(HERE))
    sys.exit(subprocess.run(command, cwd=HERE.parent).returncode)
