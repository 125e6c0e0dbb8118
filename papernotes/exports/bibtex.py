"""BibTeX, as described by http://tug.org/bibtex/btxdoc.pdf and, for arXiv, https://info.arxiv.org/help/hypertex/bibstyles.

The text is UTF-8. Unknown fields are left out; a comment above the record names those that BibTeX requires.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from papernotes.exports.names import parts_of
from papernotes.exports.venues import CONFERENCE, JOURNAL, OTHER, PREPRINT, published_in
from papernotes.exports.web_links import page_of
from papernotes.formulas import is_harmless, parts
from papernotes.notes import AND_OTHERS, fold, lazy_pattern
from papernotes.titles import is_generic

if TYPE_CHECKING:
    from papernotes.exports.exported import Exported
    from papernotes.notes import Entry

# Kind of venue → record type, and the field that names the venue.
_TYPES = {
    CONFERENCE: ("inproceedings", "booktitle"),
    JOURNAL: ("article", "journal"),
    PREPRINT: ("misc", ""),
    OTHER: ("misc", "howpublished"),
}
_REQUIRED = ("title", "author", "year")

# In braces where BibTeX would count a brace, or LaTeX would swallow the blank after a command.
_SPECIAL = {
    **{char: "\\" + char for char in "#$%&_"},
    "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
}  # fmt: skip
_TO_LATEX = str.maketrans(_SPECIAL)
_WORD = lazy_pattern(r"[^\W_]+")
_AND = lazy_pattern(r"\band\b", re.IGNORECASE)
_PROPER_NAMES = set(
    """
    Bayes Bayesian Bellman Boltzmann Bregman Chinese Dirichlet Einstein English Euclidean European Fisher Fourier
    French Gauss Gaussian German Gibbs Hamiltonian Hessian Hilbert Hopfield Jacobian Japanese Kalman Korean Lagrangian
    Langevin Laplace Laplacian Lipschitz Lyapunov Mahalanobis Markov Markovian Nash Newton Pareto Poisson Riemannian
    Rényi Shannon Shapley Sinkhorn Sobolev Spanish Stackelberg Stein Thompson Turing Wasserstein
    """.split()
)
"""Names that keep their capital letter in titles, which BibTeX styles turn into lower case."""


def bibtex(exported: Sequence[Exported]) -> str:
    """The papers as a bibliography."""
    return "\n".join(map(_record, exported))


def _record(item: Exported) -> str:
    entry, key = item.entry, item.citation_key
    kind, name = published_in(entry.venue.slug)
    type_, venue_field = _TYPES[kind]
    fields = {
        "title": in_latex(entry.title, _protect),
        "author": " and ".join(_author(author) for author in entry.authors),
        venue_field: _escape(name),
        "year": str(entry.year or ""),
        **_eprint(entry),
        "doi": _verbatim(entry.doi or ""),
        "url": _verbatim(page_of(entry, item.url) or ""),
        "keywords": in_latex(", ".join(entry.keywords)),
    }
    known = fields if not is_generic(fold(entry.title)) or entry.notes else {**fields, "title": ""}
    missing = [name for name in _REQUIRED if not known[name]]
    comment = f"% {key}: {' and '.join(missing)} not known\n" if missing else ""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if name and value)
    return f"{comment}@{type_}{{{key},\n{lines}}}\n"


def _eprint(entry: Entry) -> dict[str, str]:
    """The fields for the arXiv id. Ids from before April 2007 also name the primary class."""
    if not entry.arxiv:
        return {}
    primary = entry.arxiv.partition("/")[0] if "/" in entry.arxiv else ""
    return {
        "eprint": _verbatim(entry.arxiv),
        "archiveprefix": "arXiv",
        "primaryclass": _verbatim(primary),
    }


def _escape(text: str) -> str:
    return text.translate(_TO_LATEX)


def in_latex(text: str, plain: Callable[[str], str] = _escape) -> str:
    """The text as one line of LaTeX. Harmless formulas stay as they are; `plain` escapes everything else."""
    done = []
    for words, formula in parts(" ".join(text.split())):
        done.append(plain(words))
        if formula:
            done.append(f"{{${formula}$}}" if is_harmless(formula) else plain(f"${formula}$"))
    return "".join(done)


def _protect(text: str) -> str:
    at, done = 0, []
    for word in _WORD.finditer(text):
        done.append(_escape(text[at : word.start()]))
        done.append(f"{{{word[0]}}}" if _stays_capital(word[0]) else word[0])
        at = word.end()
    return "".join((*done, _escape(text[at:])))


def _stays_capital(word: str) -> bool:
    if len(word) == 1:
        return word.isupper() and word != "A"
    return word[1:] != word[1:].lower() or word in _PROPER_NAMES


def _author(name: str) -> str:
    """A name as BibTeX expects it; in braces where BibTeX must not take it apart."""
    if name == AND_OTHERS:
        return "others"
    name = " ".join(name.split())
    parsed = parts_of(name)
    if _AND.search(name) or name == "others" or (not parsed.given and (" " in parsed.family or "," in name)):
        return f"{{{_escape(name)}}}"
    # BibTeX itself finds one word as the family, and particles in lower case before it.
    found_by_bibtex = " " not in parsed.family and parsed.particle == parsed.particle.lower()
    return _escape(name if found_by_bibtex and not parsed.suffix else parsed.last_first)


def _verbatim(text: str) -> str:
    """An address or identifier, not escaped as text; characters that would end the field are percent-encoded."""
    return re.sub(r"[{}\\^\s]", lambda found: f"%{ord(found[0]):02X}", text)
