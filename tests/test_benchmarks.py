"""The benchmarks run on a folder of notes. What they measure is not a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

QUALITY = Path(__file__).parent / "bench" / "quality.py"


THINGS = ("lanterns", "kettles", "orchards", "bridges", "harbours", "meadows", "windmills", "quarries", "stables",
          "beacons", "terraces", "fountains")  # fmt: skip


def test_the_benchmark_of_quality_reads_a_folder(tmp_path) -> None:
    for name in THINGS:
        note = tmp_path / "ICML2025" / "craft" / f"{name}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"# Painting {name} slowly\n\n## Body\n\nWhat was seen.\n", encoding="utf-8")
    command = [sys.executable, str(QUALITY), str(tmp_path), "--queries", str(len(THINGS)), "--only"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    heads, ours = done.stdout.splitlines()[1:]
    assert heads.split()[0] == "words" and ours.split()[:2] == ["papernotes", "1.000"]
