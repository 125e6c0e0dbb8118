"""Letters of the mathematical alphabets: blackboard, bold, calligraphic, Fraktur, sans-serif, typewriter."""

from __future__ import annotations

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = _CAPITALS.lower()
_DIGITS = "0123456789"
_GREEK_CAPITALS = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇"
_GREEK_SMALL = "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _alphabet(*ranges: tuple[str, int], exceptions: str = "") -> dict[int, str]:
    """The letters of an alphabet, by the codes of the plain letters.

    `ranges` are runs of plain letters, each with the code of its first styled letter. `exceptions` holds pairs of a
    plain and a styled letter.
    """
    table = {ord(letter): chr(first + i) for letters, first in ranges for i, letter in enumerate(letters)}
    table.update(
        {ord(plain): styled for plain, styled in zip(exceptions[::2], exceptions[1::2], strict=True)}
    )
    return table


_BOLD = _alphabet(
    (_CAPITALS, 0x1D400), (_SMALL, 0x1D41A), (_DIGITS, 0x1D7CE),
    (_GREEK_CAPITALS, 0x1D6A8), (_GREEK_SMALL, 0x1D6C2),
)  # fmt: skip
_BLACKBOARD = _alphabet(
    (_CAPITALS, 0x1D538), (_SMALL, 0x1D552), (_DIGITS, 0x1D7D8), exceptions="CℂHℍNℕPℙQℚRℝZℤγℽΓℾΠℿ∑⅀"
)
_SCRIPT = _alphabet(
    (_CAPITALS, 0x1D49C), (_SMALL, 0x1D4B6), exceptions="BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ"
)  # fmt: skip
# Calligraphic small letters do not exist in TeX's fonts: notes that write them mean plain ones.
_CALLIGRAPHIC = {code: letter for code, letter in _SCRIPT.items() if chr(code).isupper()}
_FRAKTUR = _alphabet((_CAPITALS, 0x1D504), (_SMALL, 0x1D51E), exceptions="CℭHℌIℑRℜZℨ")
_SANS = _alphabet((_CAPITALS, 0x1D5A0), (_SMALL, 0x1D5BA), (_DIGITS, 0x1D7E2))
_TYPEWRITER = _alphabet((_CAPITALS, 0x1D670), (_SMALL, 0x1D68A), (_DIGITS, 0x1D7F6))

_PLAIN: dict[int, str] = {}

ALPHABETS: dict[str, dict[int, str]] = {
    **dict.fromkeys(("mathbf", "boldsymbol", "bm", "pmb", "bold", "symbf", "textbf", "bf"), _BOLD),
    **dict.fromkeys(("mathbfit", "boldmath", "mathbold", "bfseries"), _BOLD),
    **dict.fromkeys(("mathbb", "mathbbm", "mathds", "Bbb", "symbb"), _BLACKBOARD),
    **dict.fromkeys(("mathcal", "cal", "symcal", "mathpzc"), _CALLIGRAPHIC),
    **dict.fromkeys(("mathscr", "symscr"), _SCRIPT),
    **dict.fromkeys(("mathfrak", "frak", "symfrak"), _FRAKTUR),
    **dict.fromkeys(("mathsf", "textsf", "symsf", "sf"), _SANS),
    **dict.fromkeys(("mathtt", "texttt", "tt"), _TYPEWRITER),
    **dict.fromkeys(
        (
            "mathrm", "mathit", "mathnormal", "text", "textrm", "textit", "textnormal", "mbox", "hbox",
            "rm", "it", "sl", "up", "symup", "textup", "textsc", "emph", "operatorname", "mathup", "textmd",
        ),
        _PLAIN,
    ),
}  # fmt: skip
"""The command for an alphabet → its letters, by the codes of the plain letters; none if letters stay plain."""

ONLY_SINGLE = frozenset(("mathsf", "textsf", "symsf", "sf", "mathtt", "texttt", "tt"))
"""Alphabets that are used only for letters that stand alone. Words in them stay plain, since they are names."""
