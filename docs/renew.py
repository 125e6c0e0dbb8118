"""Write what is made from the program's own tables: manual, `keybindings.yaml`, the README's keystrokes, pages of `docs/`."""

from __future__ import annotations

from pathlib import Path

from papernotes import __version__
from papernotes.cli.manual import PAGES, config_page, queries_page
from papernotes.cli.page import as_markdown, as_roff
from papernotes.keymap.keymap import default_yaml
from papernotes.keymap.reference import renewed

ROOT = Path(__file__).resolve().parent.parent


def made() -> dict[str, str]:
    """The files, by their names in the project, with what belongs into them."""
    pages = [make() for make in PAGES.values()]
    return {
        **{f"docs/man/{page.file}": as_roff(page, __version__) for page in pages},
        "docs/configuration.md": as_markdown(config_page(), "Configuration"),
        "docs/queries.md": as_markdown(queries_page(), "The language of queries"),
        "keybindings.yaml": default_yaml(),
        "README.md": renewed((ROOT / "README.md").read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for name, text in made().items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")
