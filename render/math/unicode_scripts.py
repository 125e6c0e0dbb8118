"""Sub- and superscripts as characters, as far as Unicode has them."""

from __future__ import annotations

_SUBSCRIPTS = dict(
    zip(
        "0123456789+−-=()aehijklmnoprstuvxβγρφϕχ,",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ,",
        strict=True,
    )
)
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδεθιφϕχ*′″‴⁗∗∘°†‡⋆★⊤,",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᵋᶿᶥᵠᵠᵡ*′″‴⁗*°°†‡⋆★ᵀ,",
        strict=True,
    )
)


def subscript(text: str) -> str | None:
    """The text in subscript characters; None if one is missing."""
    return _convert(text, _SUBSCRIPTS)


def superscript(text: str) -> str | None:
    """The text in superscript characters; None if one is missing."""
    return _convert(text, _SUPERSCRIPTS)


def _convert(text: str, table: dict[str, str]) -> str | None:
    # A comma has no raised or lowered form; between such characters it reads well, alone it does not.
    if not text or text.strip(",") != text:
        return None
    converted = [table.get(character) for character in text]
    return None if None in converted else "".join(filter(None, converted))
