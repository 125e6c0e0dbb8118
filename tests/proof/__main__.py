"""What is promised, put to the proof on the installed program: kills, several at once, an hour of use; and random
histories of notes, marks, joins and splits.

    python tests/proof [identity|kills|together|hour|all] [--histories 1000] [--kills 500] [--minutes 10] [--keystrokes 6000] [--seed N]

`kills` takes half an hour, `together` its minutes, `hour` some ten minutes. Each ends with a table of what was seen, or
with what does not hold. A short form of each is part of the tests.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import tempfile
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from kills import LARGE, kill_until, kinds
from program import Broken
from together import together

SHARES = {
    "mark": 6, "remark": 4, "merge": 4, "state sync": 4, "export": 6,
    "add": 1, "sync": 1, "sync of git": 1, "build": 1, "apply": 1,
}  # fmt: skip
"""How many of all kills each kind gets: what takes long less than what is quick."""


def tell(words: str) -> None:
    """Print a line at once."""
    print(f"{datetime.now():%H:%M:%S}  {words}", flush=True)


def prove_kills(work: Path, arguments: argparse.Namespace) -> None:
    """Kill each kind of write."""
    chance, tallies = random.Random(arguments.seed), []
    made = kinds(work, LARGE, chance)
    for name in arguments.kind or made:
        hits = math.ceil(arguments.kills * SHARES[name] / sum(SHARES.values()))
        tallies.append(kill_until(made[name](), hits, chance, tell))
        tell(f"{tallies[-1]}")
    print(f"\n{'kind':<14}{'kills':>7}{'hits':>7}{'seconds':>9}")
    for tally in tallies:
        print(f"{tally.kind:<14}{tally.tries:>7}{tally.hits:>7}{tally.seconds:>9.0f}")
    print(f"{'all':<14}{sum(t.tries for t in tallies):>7}{sum(t.hits for t in tallies):>7}")


def prove_together(work: Path, arguments: argparse.Namespace) -> None:
    """Two readers, a sync and marks."""
    print(together(work, arguments.minutes * 60, arguments.seed, 600, tell))


def prove_hour(work: Path, arguments: argparse.Namespace) -> None:
    """An hour of use."""
    from hour import hour

    for figures in hour(work, arguments.keystrokes, arguments.seed, 3_000, tell):
        print(figures)


def prove_identity(work: Path, arguments: argparse.Namespace) -> None:
    """Random histories of notes and marks on three devices."""
    from identity_histories import histories

    print(histories(work, arguments.histories, arguments.seed))


PROOFS = {"identity": prove_identity, "kills": prove_kills, "together": prove_together, "hour": prove_hour}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("proof", nargs="?", choices=[*PROOFS, "all"], default="all")
    parser.add_argument("--kills", type=int, default=500, help="that really hit, of all kinds together")
    parser.add_argument("--kind", action="append", choices=SHARES, help="only this kind of write")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--keystrokes", type=int, default=6_000)
    parser.add_argument("--histories", type=int, default=1_000, help="of notes, marks, joins and splits")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    broken = 0
    for name in PROOFS if arguments.proof == "all" else [arguments.proof]:
        with tempfile.TemporaryDirectory(prefix="papernotes-proof-", dir=os.environ.get("TMPDIR")) as work:
            try:
                PROOFS[name](Path(work), arguments)
            except Broken as error:
                broken += 1
                tell(f"{name}: {error}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
