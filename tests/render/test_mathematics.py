"""Formulas: what LaTeX becomes, on the line and on display, and that no input breaks the conversion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.render import render_math
from papernotes.render.math.commands import parse
from papernotes.render.math.formulas import broken_lines, hold_groups, render_rows
from papernotes.render.text.cells import NO_BREAK

HARD = [
    (r"x_i^2 + y_{ij}", "xᵢ² + yᵢⱼ"),
    (r"x_{t+1}", "xₜ₊₁"),
    (r"\pi_\theta(a|s)", "π_θ(a|s)"),
    (r"\pi_\theta^*", "π*_θ"),
    (r"W_Q^{(l+1)}", "W⁽ˡ⁺¹⁾_Q"),
    (r"\mathcal{L}_{\text{CE}}", "ℒ_(CE)"),
    (r"x_{i_j}^{2^k}", "x_(iⱼ)^(2ᵏ)"),
    (r"\mathbf{D} \in \mathbb{R}^{N \times N}", "𝐃 ∈ ℝ^(N×N)"),
    (r"\boldsymbol{\theta}, \bm{\Sigma}, \mathbf W_k", "𝛉, 𝚺, 𝐖ₖ"),
    (r"\mathbb{E}_{x \sim p}[f(x)]", "𝔼_(x∼p)[f(x)]"),
    (r"\mathcal{O}(n \log n)", "𝒪(n log n)"),
    (r"\mathbb{1}[a=b], \mathfrak{g}, \mathscr{F}", "𝟙[a = b], 𝔤, ℱ"),
    (r"f'(x) f''(x) g^{\prime}", "f′(x)f″(x)g′"),
    (r"A^\top B^{\mathrm{T}} C^* D^\circ E^\dagger", "AᵀBᵀC*D°E†"),
    (r"\frac{1}{N}\sum_{i=1}^N x_i", "1/N ∑ᵢ₌₁ᴺ xᵢ"),
    (r"x_i/\sum_j x_j", "xᵢ/∑ⱼ xⱼ"),
    (r"\frac{a+b}{2c}", "(a + b)/(2c)"),
    (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
    (r"\frac{a}{\|h\|_2\|g\|_2} \frac{1}{(a)(b)} \frac{1}{|S|}", "a/(‖h‖₂‖g‖₂) 1/((a)(b)) 1/|S|"),
    (r"\frac{p(y|x)}{q(y|x)} \frac{a|b}{c}", "p(y|x)/q(y|x) (a|b)/c"),
    (r"s_\lambda^{2.5} + L_R^{\mathcal{B}}", "s^(2.5)_λ + L_(R)^ℬ"),
    (r"\frac{\partial L}{\partial w} + \frac{dy}{dx}", "∂L/∂w + dy/dx"),
    (r"\frac{P(B \mid A) P(A)}{P(B)}", "P(B | A)P(A)/P(B)"),
    (r"\frac{\sin s}{s} + \frac{\log f(x)}{\max(x)}", "(sin s)/s + (log f(x))/max(x)"),
    (r"{a \over b}", "a/b"),
    (r"\binom{n}{k} = {n \choose k}", "C(n, k) = C(n, k)"),
    (r"\sqrt{\bar\alpha_t} x_0 + \sqrt{1-\bar{\alpha}_t}", "√ᾱₜ x₀ + √(1 − ᾱₜ)"),
    (r"\sqrt[3]{x^2 + y^2} + \sqrt[n]{a}", "∛(x² + y²) + ⁿ√a"),
    (r"\text{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V", "softmax(QKᵀ/√dₖ)V"),
    (r"\hat{x} + \tilde{y} + \bar{z} + \vec{v} + \dot{q} + \ddot{q}", "x̂ + ỹ + z̄ + v⃗ + q̇ + q̈"),
    (r"\hat{\mathbf{x}}_t, \widehat{AB}, \overline{AB}", "𝐱̂ₜ, hat(AB), A̅B̅"),
    (r"\hat{x_i}", "x̂ᵢ"),
    (r"\|x\|_2^2 + \lVert W \rVert_F^2 + |y|", "‖x‖₂² + ‖W‖²_F + |y|"),
    (r"D_{\mathrm{KL}}\left(q \,\middle\|\, p\right)", "D_(KL)(q ‖ p)"),
    (r"\left.\frac{\partial f}{\partial x}\right|_{x=0}", "∂f/∂x|ₓ₌₀"),
    (r"\lfloor x \rfloor \lceil y \rceil \langle u, v \rangle", "⌊x⌋⌈y⌉⟨u, v⟩"),
    (r"\max_\theta J(\theta)", "max_θ J(θ)"),
    (r"\operatorname*{arg\,max}_{a \in \mathcal{A}} Q^*(s,a)", "arg max_(a∈𝒜) Q*(s, a)"),
    (r"\lim_{n \to \infty} a_n", "lim_(n→∞) aₙ"),
    (r"\int_{-\infty}^{\infty} e^{-x^2} \, dx", "∫_(−∞)^∞ e^(−x²) dx"),
    (r"\sum_{\substack{i=1 \\ i \neq j}}^{n} a_{ij}", "∑ⁿ_(i=1, i≠j) aᵢⱼ"),
    (r"\bigcup_{i} A_i \cap B \setminus C", "⋃ᵢ Aᵢ ∩ B ∖ C"),
    (r"A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}", "A = (a b; c d)⁻¹"),
    (
        r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        "{ 1, if x > 0; 0, otherwise",
    ),
    (r"\begin{aligned} a &= b + c \\ &= d \end{aligned}", "a = b + c; = d"),
    (r"\underbrace{a + b}_{\text{sum}} + c", "(a + b)_(sum) + c"),
    (r"x \stackrel{\text{def}}{=} y, a \overset{?}{=} b", "x ≝ y, a ≟ b"),
    (r"\underset{z \in Z}{\arg\min} \|z - e\|", "arg min_(z∈Z) ‖z − e‖"),
    (r"A \xrightarrow[\text{mild}]{\text{heat}} B", "A ─heat [mild]→ B"),
    (r"a \not= b \not\in C \neq d", "a ≠ b ∉ C ≠ d"),
    (r"p \pmod{q}, a \bmod b", "p (mod q), a mod b"),
    (r"-x, (-1), a-b, a=-b, e^{-x}", "−x, (−1), a − b, a = −b, e⁻ˣ"),
    (r"10^{-3} \times 1.5, 10{,}000", "10⁻³ × 1.5, 10,000"),
    (r"50\%\ \&\ \$3,\ \#1\{a\}", "50% & $3, #1{a}"),
    (r"\text{if $x_i$ and } y", "if xᵢ and y"),
    (r"\text{F1} = 2 \cdot \text{P}", "F1 = 2·P"),
    (r"f\colon X \to Y, x \mapsto x^2", "f: X → Y, x ↦ x²"),
    (r"\{x : x>0\} \subseteq \mathbb{Z}_{\ge 0}", "{x : x > 0} ⊆ ℤ_(≥0)"),
    (r"\alpha\beta\gamma\,\Gamma\ \epsilon\varepsilon", "αβγ Γ ϵε"),
    (r"\forall x\, \exists y: \neg P \land Q \lor R \Rightarrow S", "∀x ∃y : ¬P ∧ Q ∨ R ⇒ S"),
    (r"\sin^2\theta + \log_2 N", "sin² θ + log₂ N"),
    (r"\boxed{E = mc^2}", "[E = mc²]"),
    (r"\color{red}{x} + \textcolor{blue}{y} \tag{3}", "x + y  (3)"),
    (r"\unknowncommand{a}{b} + \other", r"\unknowncommand{a}{b} + \other"),
    (r"x^a^b + {y", "xᵃᵇ + y"),
    (r"\phi^{\rm id} + {\bf x}", "ϕⁱᵈ + 𝐱"),
    (r"\mathbb R^d \ni x", "ℝᵈ ∋ x"),
    (r"\frac12 kx^2", "1/2 kx²"),
    (r"\text{准确率} = \frac{\text{对}}{\text{全部}}", "准确率 = 对/全部"),
]


@pytest.mark.parametrize(("latex", "expected"), HARD, ids=[latex for latex, _ in HARD])
def test_hard_formula(latex: str, expected: str) -> None:
    assert render_math(latex) == expected


DISPLAYED = [
    (r"y = \frac{a+b}{2c}", ["     a + b", "y = ───────", "      2c"]),
    (
        r"f = \begin{cases} x^2 & \text{if } x > 0 \\ -x & \text{else} \end{cases}",
        ["f = ⎰x²  if x > 0", "    ⎱−x  else"],
    ),
    (r"\begin{bmatrix} 1 & 0 \\ 10 & 1 \\ 0 & 0 \end{bmatrix}", ["⎡1   0⎤", "⎢10  1⎥", "⎣0   0⎦"]),
    (r"\begin{aligned} a &= b \\ &= c + d \end{aligned}", ["a = b", "  = c + d"]),
    (r"\max_{\theta \in \Theta} J", ["max J", "θ∈Θ"]),
    (r"\underbrace{a + b + c}_{\text{sum}}", ["a + b + c", "╰───┬───╯", "   sum"]),
    (r"\left( \frac{x+1}{y+1} \right)^2", ["⎛ x + 1 ⎞²", "⎜───────⎟", "⎝ y + 1 ⎠"]),
    (r"a \\ b + c", ["a", "b + c"]),
    (r"x = 1/2", ["x = 1/2"]),
    (r"\frac{a}{b - 1} \cdot c", ["   a", "─────── · c", " b − 1"]),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "expected"), DISPLAYED, ids=[latex for latex, _ in DISPLAYED])
def test_a_display_formula_is_set_over_several_rows(latex: str, expected: list[str]) -> None:
    assert render_math(latex, display=True) == expected


def test_rows_for_narrow_pages() -> None:
    assert render_rows(r"\begin{aligned} a &= \frac{b}{c+d} \\ e &= f \end{aligned}") == [
        "a = b/(c + d)",
        "e = f",
    ]
    assert render_rows("") == [""]


def test_short_brackets_are_held_together() -> None:
    assert hold_groups("a (b + c) d [e", 9) == f"a (b{NO_BREAK}+{NO_BREAK}c) d [e"
    assert hold_groups("((a b) c)", 6) == f"((a{NO_BREAK}b) c)"


COMMANDS = r"""
\frac \sqrt \left \right \begin{cases} \end{cases} \begin{matrix} \end \text \hat \overset \over
\not \underbrace \mathbf \rm \middle \substack \operatorname*
\sum \max \\ & { } ^ _ ' ( ) [ ] $ | \| \ ~
a b 1 + - = , 模 é ∑"""
PIECES = st.sampled_from([*COMMANDS.split(), " ", "\\"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_of_commands_is_typeset(latex: str) -> None:
    line = render_math(latex)
    assert "\n" not in line
    lines = render_math(latex, display=True)
    assert lines and all("\n" not in line for line in lines)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_typeset(latex: str) -> None:
    assert isinstance(render_math(latex), str)
    assert render_math(latex, display=True)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcxyzαβγ0123456789∑∞模型∀∃"), min_size=1, max_size=12))
def test_no_symbol_is_dropped(symbols: list[str]) -> None:
    latex = "".join(rf"\frac{{{symbol}}}{{\sqrt{{{symbol}}}}}" for symbol in symbols)
    line = render_math(latex)
    assert all(line.count(symbol) >= 2 * symbols.count(symbol) for symbol in symbols)


@pytest.mark.parametrize(
    "garbage",
    [
        "{" * 100_000,
        "}" * 20_000,
        "x^" * 10_000,
        "x_{" * 6_000,
        r"\frac" * 4_000,
        r"\sqrt{" * 3_000,
        r"\left(" * 3_000,
        r"\right)" * 3_000,
        r"\begin{cases}" * 1_000,
        r"\end{cases}" * 1_000,
        "a&b\\\\" * 4_000,
        r"\over" * 4_000,
        r"\rm" * 6_000,
        r"\not" * 4_000,
        r"\text{$" * 3_000,
        r"\overset{a}{" * 1_000,
        "x'" * 10_000,
        "{a&" * 6_000,
        "[(|" * 6_000,
        r"\hat" * 5_000,
        r"\unknown{" * 2_000,
    ],
    ids=lambda text: text[:12],
)
def test_long_garbage_is_typeset(garbage: str) -> None:
    assert render_math(garbage).strip()
    assert render_math(garbage[:3900], display=True)


def test_depth_is_bounded_but_content_stays() -> None:
    latex = "{" * 60 + "x" + "}" * 60
    assert "x" in render_math(latex)
    nested = r"\overset{a}{" * 39 + "x" + "}" * 39
    assert render_math(nested, display=True)


def test_parse_gives_one_grid() -> None:
    tree = parse(r"a & b \\ c")
    assert tree.kind == "grid"
    assert [len(row.parts) for row in tree.parts] == [2, 1]


@pytest.mark.parametrize(
    ("latex", "room", "expected"),
    [
        # Before a relation, or an operation outside brackets; products and norms hold together.
        (
            r"L(\theta) = a(x + y) + \lambda \cdot \|u - v\|_2 - c",
            24,
            ["L(θ) = a(x + y)", "  + λ·‖u − v‖₂ − c"],
        ),
        (r"f(x) = a_1 + b_1 > c_1 - d_1", 20, ["f(x) = a₁ + b₁", "  > c₁ − d₁"]),
        # Between two formulas rather than in one of them, and in brackets only if there is no other position.
        (r"x = a + b, \quad y = c + d, \quad z = e", 24, ["x = a + b,  y = c + d,", "  z = e"]),
        (r"E[\log p(x, y) - \log q(x, y)]", 20, ["E[log p(x, y)", "  − log q(x, y)]"]),
        (r"\begin{aligned} q &= a(x, y) + b \\ &= c \end{aligned}", 12, ["q = a(x, y)", "  + b", "  = c"]),
        # In large brackets too, which then become small.
        (
            r"\left(a + b + \frac{1}{n + 1}\right)^2 = c",
            14,
            ["(a + b", "       1", "  + ───────)²", "     n + 1", "  = c"],
        ),
        # Parts keep their height.
        (
            r"w = v + \begin{cases} a & \text{if yes} \\ b & \text{if no} \end{cases}",
            17,
            ["w = v", "  + ⎰a  if yes", "    ⎱b  if no"],
        ),
    ],
)
def test_formulas_wider_than_the_page_break_before_relations_and_operations(
    latex: str, room: int, expected: list[str]
) -> None:
    found = broken_lines(latex, room)
    assert found is not None
    assert found[0] == expected


def test_a_formula_that_cannot_be_broken_is_left_alone() -> None:
    assert broken_lines(r"\text{indivisible}", 10) is None
    assert broken_lines(r"x = \frac{a + b + c + d + e}{2}", 10) is None
