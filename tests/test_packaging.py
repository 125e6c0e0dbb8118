"""What an installation brings, and that nothing else on the path can take its place."""

from __future__ import annotations

import ast
import os
import platform
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from archives import unpack

from papernotes import __version__
from papernotes.version import commit as commit_of

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "notes", "reading", "render", "tui")


def run(*command: object, cwd: Path = ROOT, **environment: str) -> str:
    """Run a command, which must succeed; its standard output."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd, capture_output=True, encoding="utf-8", env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(target: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist from a source tree, without a network."""
    run(sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", folder, cwd=source)
    (built,) = folder.iterdir()
    return built


def files_in(wheel: Path) -> set[str]:
    """What comes into site-packages, without what describes it."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name and ".data/" not in name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs; what it depends on is that of the tests' own environment."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def tracked() -> set[str]:
    """The files of the project, as git knows them, by the names that they have when installed."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so what belongs to the project cannot be told")
    names = run("git", "ls-files", "-z", *PACKAGES, "papernotes", "keybindings.yaml").split("\0")[:-1]
    links = {f"papernotes/{package}" for package in PACKAGES}
    return {name if name.startswith("papernotes/") else f"papernotes/{name}" for name in names} - links


def test_the_wheel_installs_one_name(wheel: Path) -> None:
    assert {name.partition("/")[0] for name in files_in(wheel)} == {"papernotes"}


def test_the_wheel_has_every_file_of_the_packages(wheel: Path, tracked: set[str]) -> None:
    assert files_in(wheel) == tracked | {"papernotes/COMMIT"}


def test_what_is_installed_names_its_commit_and_python(
    installed: Path, tracked: set[str], home: Path
) -> None:
    commit = run("git", "describe", "--always", "--dirty=+", "--exclude=*").strip()
    shown = run(
        sys.executable, "-m", "papernotes", "--version", cwd=home, PYTHONPATH=str(installed), PATH=str(home)
    )
    assert shown == f"papernotes {__version__} (commit {commit}, Python {platform.python_version()})\n"


def test_a_wheel_made_from_the_sdist_has_the_same_files(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    unpack(sdist, tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    made = build("wheel", source, tmp_path / "wheel")
    assert files_in(made) == files_in(wheel)
    with zipfile.ZipFile(made) as one, zipfile.ZipFile(wheel) as other:
        if "papernotes/COMMIT" in other.namelist():
            assert one.read("papernotes/COMMIT") == other.read("papernotes/COMMIT")


def test_a_commit_that_nobody_knows_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "papernotes"
    package.mkdir(parents=True)
    assert commit_of(package) == ""
    (tmp_path / "lib" / ".git").write_text("gitdir: /nowhere\n", "utf-8")
    assert commit_of(package) == ""
    monkeypatch.setenv("PATH", str(tmp_path))  # there is no git at all
    assert commit_of(package) == ""
    (package / "COMMIT").write_text("1a2b3c4\n", "utf-8")
    assert commit_of(package) == "1a2b3c4"


def test_the_wheel_has_the_manual_and_the_completions_of_shells(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shared = {
            name.partition(".data/data/share/")[2]: archive.read(name)
            for name in archive.namelist()
            if ".data/" in name
        }
    assert set(shared) == {
        "man/man1/papernotes.1", "man/man5/papernotes-config.5", "man/man7/papernotes-queries.7",
        "bash-completion/completions/papernotes", "zsh/site-functions/_papernotes",
        "fish/vendor_completions.d/papernotes.fish",
    }  # fmt: skip
    assert shared["man/man1/papernotes.1"] == (ROOT / "docs/man/papernotes.1").read_bytes()


def test_a_checkout_has_a_link_for_every_package() -> None:
    for package in PACKAGES:
        link = ROOT / "papernotes" / package
        assert link.resolve() == ROOT / package
        assert not link.is_symlink() or not link.readlink().is_absolute()


@pytest.mark.parametrize("made", ["modules", "packages"])
def test_what_has_our_packages_names_elsewhere_is_never_imported(
    made: str, installed: Path, home: Path, tmp_path: Path
) -> None:
    others = tmp_path / "others"
    others.mkdir()
    for package in PACKAGES:
        file = others / f"{package}.py" if made == "modules" else others / package / "__init__.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text("raise SystemExit('another package was imported')\n", encoding="utf-8")
    note = tmp_path / "docs" / "ICML2025" / "topic" / "lanterns.md"
    note.parent.mkdir(parents=True)
    note.write_text("# Lanterns on a Lake\n\n## Summary\n\nLanterns drift.\n", encoding="utf-8")
    path = os.pathsep.join([str(others), str(installed)])
    program = (sys.executable, "-m", "papernotes")

    def papernotes(*words: object) -> str:
        return run(*program, *words, cwd=others, PYTHONPATH=path, PAPERNOTES_HOME=str(home))

    papernotes("add", tmp_path / "docs")
    papernotes("index", "--rebuild")  # by worker processes, which load the program again
    assert "Lanterns on a Lake" in papernotes("search", "lantern")
    assert '"changed": 0' in papernotes("sync", "--events")  # as the reader runs it beside itself
    assert str(installed) in run(
        sys.executable, "-c", "import papernotes; print(papernotes.__file__)", cwd=others, PYTHONPATH=path
    )


def test_nothing_is_imported_by_the_bare_name_of_a_package() -> None:
    """It would load everything twice: `index` and `papernotes.index` are two modules to Python."""
    found = []
    folders = (*PACKAGES, "papernotes", "tests", "docs")
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "." * node.level]
            found += [
                f"{file.relative_to(ROOT)}: {name}" for name in names if name.partition(".")[0] in PACKAGES
            ]
    assert found == []


def test_the_arch_package_is_of_this_version_and_needs_what_the_wheel_needs() -> None:
    text = (ROOT / "packaging" / "PKGBUILD").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\npkgver={__version__}\n" in text
    named = re.findall(r"^  python-\S+ +# (\S+)$", text, re.MULTILINE)
    assert named == [re.split(r"[=<>]", dependency)[0] for dependency in project["dependencies"]]
    assert f"'python{project['requires-python']}'" in text


def test_the_sdist_has_what_packages_and_tests_need(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "LICENSE", "CHANGELOG.md", "hatch_build.py", "packaging/PKGBUILD", "docs/man/papernotes.1", "docs/renew.py",
        "tests/conftest.py", "tests/test_packaging.py",
    } <= names  # fmt: skip
    assert not [name for name in names if name.endswith((".tar.gz", ".pkg.tar.zst"))]
