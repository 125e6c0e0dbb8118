"""All benchmarks, one after another: the quality of what is found, then speed.

python tests/bench [FOLDER] [--limit N]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import descriptions  # noqa: E402
import quality  # noqa: E402
import speed  # noqa: E402


def main() -> None:
    measures = (("Quality", quality.main), ("Descriptions", descriptions.main), ("Speed", speed.main))
    for title, measure in measures:
        print(f"\n# {title}\n", flush=True)
        measure(sys.argv[1:])


if __name__ == "__main__":
    main()
