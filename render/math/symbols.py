"""LaTeX's symbol commands and their characters in Unicode, grouped by their class in a formula.

The classes are TeX's: ordinary, big operator, function name, binary operation, relation, opening, closing, punctuation,
space. The characters are those of unicode-math (`unicode-math-table.tex`), as far as papers use them.
"""

from __future__ import annotations

_ORDINARY = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ
Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω
varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ varPhi Φ varPsi Ψ
varOmega Ω
infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ ell ℓ hbar ℏ hslash ℏ
imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ daleth ℸ complement ∁ top ⊤ bot ⊥ angle ∠
measuredangle ∡ sphericalangle ∢ triangle △ triangledown ▽ blacktriangle ▲ blacktriangledown ▼ square □
Box □ blacksquare ■ Diamond ◇ lozenge ◊ blacklozenge ⧫ diamondsuit ♢ heartsuit ♡ clubsuit ♣ spadesuit ♠
flat ♭ natural ♮ sharp ♯ checkmark ✓ surd √ prime ′ backprime ‵ degree ° copyright © pounds £ yen ¥ euro €
S § P ¶ dag † ddag ‡ textdegree ° textasciitilde ~ textbackslash \\ backslash \\ neg ¬ lnot ¬ eth ð mho ℧
Finv Ⅎ circledR ® circledS Ⓢ bigstar ★ maltese ✠ cdots ⋯ dots … ldots … vdots ⋮ ddots ⋱ iddots ⋰
dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso … hdots … mathellipsis … textellipsis … lq ‘ rq ’
AA Å aa å ae æ AE Æ oe œ OE Œ o ø O Ø ss ß l ł L Ł i ı j ȷ
textregistered ® texttrademark ™ textendash – textemdash — textbar | textless < textgreater >
textasciicircum ^ textquotesingle ' _ _ % % # # & & $ $ { { } } vert | Vert ‖ | ‖ smallint ∫
xmark ✗ cmark ✓ ding ✓ cent ¢ ohm Ω micro µ angstrom Å
"""
_BIG = """
sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ idotsint ∫⋯∫ bigcup ⋃ bigcap ⋂
bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigtimes ⨉
"""
_BINARY = """
pm ± mp ∓ times × div ÷ ast ∗ star ⋆ circ ∘ bullet ∙ cdot · centerdot · cap ∩ cup ∪ uplus ⊎ sqcap ⊓
sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ bigtriangleup △
bigtriangledown ▽ triangleleft ◁ triangleright ▷ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ oplus ⊕ ominus ⊖ otimes ⊗
oslash ⊘ odot ⊙ bigcirc ◯ dagger † ddagger ‡ amalg ⨿ dotplus ∔ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡
circledast ⊛ circledcirc ⊚ circleddash ⊝ barwedge ⊼ veebar ⊻ doublebarwedge ⩞ curlywedge ⋏ curlyvee ⋎
ltimes ⋉ rtimes ⋊ leftthreetimes ⋋ rightthreetimes ⋌ divideontimes ⋇ intercal ⊺ Cap ⋒ Cup ⋓ doublecap ⋒
doublecup ⋓ bmod mod And & hadamard ⊙ convolution ∗
"""
_RELATIONS = """
leq ≤ le ≤ geq ≥ ge ≥ leqslant ⩽ geqslant ⩾ lt < gt > neq ≠ ne ≠ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅
asymp ≍ propto ∝ varpropto ∝ doteq ≐ doteqdot ≑ triangleq ≜ coloneqq ≔ coloneq ≔ eqqcolon ≕ defeq ≝
eqdef ≝ ll ≪ gg ≫ lll ⋘ ggg ⋙ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾
succsim ≿ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ eqsim ≂ approxeq ≊ backsim ∽
backsimeq ⋍ bumpeq ≏ Bumpeq ≎ circeq ≗ eqcirc ≖ risingdotseq ≓ fallingdotseq ≒ thicksim ∼ thickapprox ≈
in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈
nsupseteq ⊉ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ Subset ⋐ Supset ⋑ subseteqq ⫅ supseteqq ⫆
vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ perp ⟂ parallel ∥ nparallel ∦ mid |
nmid ∤ divides ∣ shortmid ∣ shortparallel ∥ smile ⌣ frown ⌢ bowtie ⋈ Join ⋈ between ≬ pitchfork ⋔
therefore ∴ because ∵ vartriangle △ vartriangleleft ⊲ vartriangleright ⊳ trianglelefteq ⊴
trianglerighteq ⊵ blacktriangleleft ◀ blacktriangleright ▶ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nleqslant ≰
ngeqslant ≱ nprec ⊀ nsucc ⊁ npreceq ⋠ nsucceq ⋡ nsim ≁ ncong ≇ lneq ⪇ gneq ⪈ leqq ≦ geqq ≧ lneqq ≨ gneqq ≩
to → gets ← rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸
Longleftrightarrow ⟺ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ mapsfrom ↤ uparrow ↑ downarrow ↓
updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪
hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽
rightleftharpoons ⇌ leftrightharpoons ⇋ rightleftarrows ⇄ leftrightarrows ⇆ rightrightarrows ⇉
leftleftarrows ⇇ upuparrows ⇈ downdownarrows ⇊ twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣
leftarrowtail ↢ rightsquigarrow ⇝ leadsto ⇝ leftrightsquigarrow ↭ curvearrowright ↷ curvearrowleft ↶
circlearrowright ↻ circlearrowleft ↺ dashrightarrow ⇢ dashleftarrow ⇠ multimap ⊸ nrightarrow ↛
nleftarrow ↚ nRightarrow ⇏ nLeftarrow ⇍ nleftrightarrow ↮ nLeftrightarrow ⇎ Rrightarrow ⇛ Lleftarrow ⇚
rightarrowtriangle ⇾ upharpoonright ↾ restriction ↾ upharpoonleft ↿ downharpoonright ⇂ downharpoonleft ⇃
independent ⫫ indep ⫫ Perp ⫫ sqsubsetneq ⋤ varsubsetneq ⊊ vcentcolon : dblcolon ∷ colonapprox ∶≈
"""
_OPENING = """
langle ⟨ lfloor ⌊ lceil ⌈ lbrace { lbrack [ lvert | lVert ‖ lgroup ⟮ llbracket ⟦ ulcorner ⌜ llcorner ⌞
lAngle ⟪ lparen ( llangle ⟪
"""
_CLOSING = """
rangle ⟩ rfloor ⌋ rceil ⌉ rbrace } rbrack ] rvert | rVert ‖ rgroup ⟯ rrbracket ⟧ urcorner ⌝ lrcorner ⌟
rAngle ⟫ rparen ) rrangle ⟫
"""
_PUNCTUATION = "colon : ldotp . cdotp · comma , semicolon ;"


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


FUNCTIONS = {
    **{
        name: name
        for name in _names(
            """
            arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim ln
            log max min Pr projlim sec sin sinh sup tan tanh sgn sign argmax argmin erf tr Tr rank diag
            arctanh arcsinh arccosh sech csch arccot arcsec arccsc span
            """
        )
    },
    "limsup": "lim sup",
    "liminf": "lim inf",
    "varlimsup": "lim sup",
    "varliminf": "lim inf",
}
"""Functions that are written by their names."""

WITH_LIMITS = _names(
    "lim max min sup inf limsup liminf varlimsup varliminf det gcd Pr injlim projlim argmax argmin"
)
"""Functions whose subscripts stand below them in display."""

SPACES = {
    ",": " ", ":": " ", ";": " ", ">": " ", " ": " ", "\n": " ", "quad": "  ", "qquad": "    ",
    "enspace": " ", "enskip": " ", "thinspace": " ", "medspace": " ", "thickspace": " ", "space": " ",
    "nobreakspace": " ", "~": " ", "hfill": "    ", "hskip": " ",
}  # fmt: skip
"""Commands that leave a space."""

HIDDEN = _names(
    """
    ! / - displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag
    relax allowbreak nobreak negthinspace negmedspace negthickspace mathstrut strut null protect
    hline hfil noindent centering normalsize small large Large tiny scriptsize footnotesize
    newline middle bigl bigr bigm big Bigl Bigr Bigm Big biggl biggr biggm bigg Biggl Biggr
    Biggm Bigg unboldmath normalfont smash
    """
)
"""Commands that say how to set a formula, and are not seen in it."""

_CHARACTERS = {
    "binary": "+ + - − * * ± ± × × ÷ ÷ · · ∘ ∘ ∩ ∩ ∪ ∪ ∧ ∧ ∨ ∨ ⊕ ⊕ ⊗ ⊗ ⊙ ⊙ ∖ ∖ ⋅ ·",
    "relation": """= = < < > > : : ≤ ≤ ≥ ≥ ≠ ≠ ≈ ≈ ∼ ∼ ≡ ≡ ∈ ∈ ∉ ∉ ⊂ ⊂ ⊆ ⊆ → → ← ← ⇒ ⇒ ↔ ↔ ∝ ∝ ≪ ≪
        ≫ ≫ ↦ ↦ ≜ ≜ ⟹ ⟹ ⟂ ⟂""",
    "opening": "( ( [ [ ⟨ ⟨ ⌊ ⌊ ⌈ ⌈ （ （",
    "closing": ") ) ] ] ⟩ ⟩ ⌋ ⌋ ⌉ ⌉ ! ! ? ? ） ）",
    "punctuation": ", , ; ;",
    "big": "∑ ∑ ∏ ∏ ∫ ∫ ⋃ ⋃ ⋂ ⋂",
}


def _pairs(table: str, kind: str) -> dict[str, tuple[str, str]]:
    words = table.split()
    return {name: (symbol, kind) for name, symbol in zip(words[::2], words[1::2], strict=True)}


SYMBOLS: dict[str, tuple[str, str]] = {
    **_pairs(_ORDINARY, "ordinary"),
    **_pairs(_BIG, "big"),
    **_pairs(_BINARY, "binary"),
    **_pairs(_RELATIONS, "relation"),
    **_pairs(_OPENING, "opening"),
    **_pairs(_CLOSING, "closing"),
    **_pairs(_PUNCTUATION, "punctuation"),
    "{": ("{", "opening"),
    "}": ("}", "closing"),
}
"""A command without its backslash → its symbol and kind."""

CHARACTERS: dict[str, tuple[str, str]] = {
    character: found
    for kind, table in _CHARACTERS.items()
    for character, found in _pairs(table, kind).items()
}
"""Characters that are more than ordinary, with what is shown for them."""

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0305", "underline": "\u0332", "underbar": "\u0332", "vec": "\u20d7", "dot": "\u0307",
    "ddot": "\u0308", "dddot": "\u20db", "ddddot": "\u20dc", "check": "\u030c", "widecheck": "\u030c",
    "breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
    "overrightarrow": "\u20d7", "overleftarrow": "\u20d6", "overleftrightarrow": "\u20e1",
    "cancel": "\u0338", "bcancel": "\u20e5", "xcancel": "\u0338", "sout": "\u0336", "not": "\u0338",
    "utilde": "\u0330",
}  # fmt: skip
"""Accents as combining characters."""

ACCENTS_ON_EACH = frozenset(("overline", "underline", "underbar", "cancel", "bcancel", "xcancel", "sout"))
"""Accents that go on each character of what they cover: lines join, and so does striking out."""

ACCENT_NAMES = {"widehat": "hat", "widetilde": "tilde", "widecheck": "check", "overrightarrow": "vec"}
"""What an accent over several characters is called, where not by its own name."""

NEGATED = {"∣": "∤", "|": "∤", "∃": "∄"}
"""What `\\not` makes of symbols that no combining stroke is composed with."""
