"""The rules of ARCHITECTURE.md that the import linter cannot say."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "notes", "reading", "render", "tui")
FACES = {
    "index": {"papernotes.index"},
    "notes": {"papernotes.notes"},
    "reading": {"papernotes.reading"},
    "render": {"papernotes.render"},
    "tui": {"papernotes.tui.startup"},
}
"""Package → the modules of it that other packages may import."""
ELSEWHERE = {"copies/", "drafts/", "remarks/", "data/", "config/", "expected/"}
"""Folders that documents name and that are not part of the code."""
EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(module that imports, module imported past the face) → why."""


@cache
def modules() -> dict[str, Path]:
    """Every module of the project by its import name."""
    found = {}
    for folder in (*PACKAGES, "papernotes"):
        # A symbolic link is not followed: what it leads to stands at the top.
        for at, _, names in os.walk(ROOT / folder):
            for name in names:
                if name.endswith(".py"):
                    file = Path(at, name)
                    parts = file.relative_to(ROOT).with_suffix("").parts
                    parts = parts[:-1] if parts[-1] == "__init__" else parts
                    found[".".join(parts if folder == "papernotes" else ("papernotes", *parts))] = file
    return found


def imports(file: Path) -> Iterator[str]:
    """The modules of the project that a file imports, wherever in it, for type checkers alone too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in modules() else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def graph() -> dict[str, set[str]]:
    """Module → the modules of the project that it imports."""
    return {
        name: {other for other in imports(file) if other in modules()} - {name}
        for name, file in modules().items()
    }


def package_of(module: str) -> str:
    """The package that a module is of; `papernotes` for the application without a screen."""
    part = module.removeprefix("papernotes.").partition(".")[0]
    return part if part in PACKAGES else "papernotes"


def cycles() -> list[list[str]]:
    """The groups of modules that import one another, by Tarjan's algorithm."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in sorted(graph()[module]):
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            group = path[path.index(module) :]
            del path[path.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(graph()):
        if module not in number:
            visit(module)
    return found


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert cycles() == []


def test_cycles_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rings = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"d"}}
    monkeypatch.setattr(f"{__name__}.graph", lambda: rings)
    assert cycles() == [["a", "b", "c"]]


@pytest.mark.parametrize("package", PACKAGES)
def test_other_packages_import_only_the_face_of(package: str) -> None:
    past = {
        (module, other)
        for module, others in graph().items()
        for other in others
        if package_of(module) != package == package_of(other) and other not in FACES[package]
    }
    assert past - EXCEPTIONS.keys() == set()


def test_every_exception_is_needed() -> None:
    assert {(module, other) for module, other in EXCEPTIONS if other not in graph()[module]} == set()


def test_the_system_path_is_never_changed() -> None:
    assert [name for name, file in modules().items() if "sys.path" in file.read_text(encoding="utf-8")] == []


def test_only_start_up_modules_change_what_is_loaded() -> None:
    tricks = {
        name
        for name, file in modules().items()
        if any(
            word in file.read_text(encoding="utf-8") for word in ("sys.modules", "gc.freeze", "gc.disable")
        )
    }
    assert {name.rpartition(".")[2] for name in tricks} <= {"startup"}


def test_a_class_has_one_base_of_our_own_at_most() -> None:
    ours = {
        node.name
        for file in modules().values()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    several = [
        f"{name}.{node.name}"
        for name, file in modules().items()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and sum(isinstance(base, ast.Name) and base.id in ours for base in node.bases) > 1
    ]
    assert several == []


def test_every_public_class_name_stands_for_one_class() -> None:
    seen: dict[str, list[str]] = {}
    for name, file in modules().items():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                seen.setdefault(node.name, []).append(name)
    assert {name: where for name, where in seen.items() if len(where) > 1} == {}


@pytest.mark.parametrize("package", ["index", "notes", "reading", "render"])
def test_no_name_of_a_face_is_that_of_a_module(package: str) -> None:
    """Python would put the module in the name's place as soon as something loads it."""
    tree = ast.parse(modules()[f"papernotes.{package}"].read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    rooms = {name.split(".")[2] for name in modules() if name.startswith(f"papernotes.{package}.")}
    assert names & rooms == set()


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_file_that_is_named_exists(document: str) -> None:
    files = {
        f"/{file.relative_to(ROOT)}{'/' if file.is_dir() else ''}"
        for folder in (*PACKAGES, "papernotes", "tests", "docs")
        for file in (ROOT / folder).rglob("*")
        if file.suffix == ".py" or file.is_dir()
    } | {f"/{folder}/" for folder in (*PACKAGES, "papernotes", "tests", "docs")}
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]+\.py|[a-z_]+(?:/[a-z_]+)*/)(?::\w+)?`", text)) - ELSEWHERE
    assert sorted(name for name in named if not any(file.endswith(f"/{name}") for file in files)) == []


def test_every_module_at_the_top_of_a_package_is_on_the_map() -> None:
    """A newcomer finds a file by ARCHITECTURE.md, unless it is one that every package has."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    everywhere = {"__init__.py", "__main__.py", "startup.py", "errors.py"}
    top = [file for folder in (*PACKAGES, "papernotes") for file in (ROOT / folder).glob("*.py")]
    assert len(top) > 90
    assert sorted(f.name for f in top if f.name not in everywhere and f"{f.name}`" not in text) == []
