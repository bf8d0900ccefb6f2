"""Derivations for reading: plain tables, Markdown and LaTeX, and one line on divergence."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from numerics.dynamics.evaluator import numeric_values
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.algebra.printing import tex
from theory.algebra.symbols import ModelSymbol, beside
from theory.analysis.derivation import Derivation, derive
from theory.analysis.risk import CompleteHomogeneous
from theory.errors import NoStationaryState, NotLinear
from theory.optimizers import SGD
from theory.rule.compilation import compile_plain
from theory.rule.filter import LinearSystem
from theory.rule.model import B, c, h, initial_risk, t, theta, x, z
from theory.rule.optimizer import Optimizer


def text(expression: Any) -> str:
    """An expression as plain text, constants first."""
    return str(sp.sstr(expression, order="rev-lex"))


def plain_derivation(d: Derivation) -> list[tuple[str, str]]:
    """Name and value of everything derived, as text."""
    with beside(d.optimizer.own_symbols()):
        rows, found = _plain_rows(d), ", ".join(map(str, namesakes(d.optimizer)))
    return (
        [*rows, ("symbols", f"{found}: the model's own; without _model, the hyperparameters of that name")] if found else rows
    )


def namesakes(optimizer: Optimizer) -> list[ModelSymbol]:
    """The model's symbols whose names a rule's own symbols bear."""
    names = {s.name for s in optimizer.own_symbols()}
    return [s for s in (B, c, h, t, theta, initial_risk, z) if s.name in names]


def _plain_rows(d: Derivation) -> list[tuple[str, str]]:
    rows = [
        ("class", "linear, time-invariant"),
        ("state", ", ".join(d.system.names)),
        ("characteristic polynomial", text(sp.collect(sp.expand(d.characteristic_polynomial.as_expr()), z))),
        ("stable iff", " and ".join(f"{text(e)} > 0" for e in d.stability) or "always"),
        (f"mean response (in {z})", text(d.mean_response)),
        (f"noise response (in {z})", "; ".join(text(g) for g in d.noise_responses)),
    ]
    try:
        rows += [("stationary variance", text(d.stationary_variance)), ("steady-state risk", text(d.steady_state_risk))]
    except NoStationaryState as error:
        rows.append(("steady-state risk", str(error)))
    rows += [(str(s), text(e)) for s, e in d.roots.explicit.items()]
    rows.append((f"exact risk (in {t})", text(d.exact_risk)))
    return rows


@dataclass(frozen=True)
class Section:
    """A heading, sentences and displayed formulas."""

    heading: str
    text: str
    formulas: tuple[str, ...]


def system_section(s: LinearSystem) -> Section:
    """The matrices of a linear rule, which may depend on the step t."""
    names = ", ".join(s.names)
    return Section(
        "System",
        f"State ({names}), $s' = A s + b\\sqrt{{{tex(c)}/{tex(B)}}}\\,\\varepsilon$, iterate $\\mathrm{{read}}\\cdot s$, "
        f"start $e\\,{_indexed(tex(theta), '0')}$"
        + (f", at update number ${tex(t)} = 0, 1, \\dots$" if s.time_varying else "")
        + ".",
        (rf"A = {tex(s.A)},\quad b = {tex(s.b)},\quad \mathrm{{read}} = {tex(s.read)},\quad e = {tex(s.e)}",),
    )


def derivation_sections(d: Derivation) -> list[Section]:
    """The derivation as sections, with formulas in LaTeX."""
    with beside(d.optimizer.own_symbols()):
        return [*symbols_section(d.optimizer), *_derivation_sections(d)]


def symbols_section(optimizer: Optimizer) -> list[Section]:
    """What the index of the model's symbols means, where a rule's symbols have their names (print it ``beside`` those)."""
    found = ", ".join(f"${tex(s)}$" for s in namesakes(optimizer))
    text = f"The index $\\mathrm{{model}}$ marks the model's own symbols: {found}. Without it, these names are those of hyperparameters."
    return [Section("Symbols", text, ())] if found else []


def _derivation_sections(d: Derivation) -> list[Section]:
    s, limit = d.system, _indexed(tex(theta), r"\infty")
    polynomial = sp.collect(sp.expand(d.characteristic_polynomial.as_expr()), z)
    sections = [
        system_section(s),
        Section("Characteristic polynomial", "", (rf"\det({tex(z)}I - A) = {tex(polynomial)}",)),
        Section(
            "Stability",
            "All characteristic roots lie inside the unit circle exactly when the following hold (what holds on the whole "
            "domain of the hyperparameters is left out).",
            tuple(rf"{tex(e)} > 0" for e in d.stability) or (r"\text{always}",),
        ),
        Section(
            "Transfer functions",
            "Generating functions of the mean response and of the noise response.",
            (
                rf"\sum_{_index()} \phi_{_index()} {tex(z)}^{_index()} = {tex(_collected(d.mean_response))}",
                *(rf"\sum_k g_k {tex(z)}^k = {tex(_collected(g))}" for g in d.noise_responses),
            ),
        ),
    ]
    try:
        sections.append(
            Section(
                "Stationary law",
                "Covariance of the state, variance of the iterate, and steady-state risk.",
                (
                    rf"\Pi = {tex(c / B)}\,{tex((d.stationary_covariance * B / c).applyfunc(sp.factor))}"
                    if s.order < 3
                    else rf"\mathrm{{Var}}\,{limit} = {tex(d.stationary_variance)}",
                    rf"\mathbb{{E}}\,\ell_\infty = {tex(d.steady_state_risk)}",
                ),
            )
        )
    except NoStationaryState as error:
        sections.append(Section("Stationary law", str(error), ()))
    sections.append(_risk_section(d))
    return sections


def _index() -> str:
    """The number of steps as a subscript."""
    name = tex(t)
    return name if len(name) == 1 else f"{{{name}}}"


def _indexed(head: str, index: str) -> str:
    """LaTeX of a symbol with an index, though it have one of its own."""
    return f"{{{head}}}_{index}" if "_" in head else f"{head}_{index}"


def _collected(function: sp.Expr) -> sp.Expr:
    """Numerator and denominator factors collected in z."""
    top, bottom = sp.fraction(sp.together(function))

    def collect(part: sp.Expr) -> sp.Expr:
        return sp.Mul(*[sp.collect(f, z) if isinstance(f, sp.Add) else f for f in sp.Mul.make_args(part)])

    return collect(top) / collect(bottom)


def _risk_section(d: Derivation) -> Section:
    roots = d.roots
    defining = [rf"{tex(a)} = {tex(b)}" for a, b in roots.relations]
    where = r",\quad ".join(defining)
    phi = rf"\phi_{_index()} = {tex(d.mean_at)}"
    at_t, start = _index(), tex(initial_risk).replace("{0}", "0")
    if d.mean_at.has(CompleteHomogeneous):
        return Section(
            "Exact risk",
            "In the complete homogeneous symmetric polynomials $H_k$ of the roots, valid at coincident roots too. The roots:",
            (
                where,
                phi,
                rf"\mathbb{{E}}\,\ell_{at_t} = \phi_{at_t}^2\,{start} + \tfrac{{{tex(h)}}}{{2}}\left({tex(d.variance_at)}\right)",
            ),
        )
    formulas = [where, phi, rf"\mathbb{{E}}\,\ell_{at_t} = \phi_{at_t}^2\,{start} + {tex(h * d.variance_at / 2)}"]
    text = f"For distinct roots, where ${start}$ is the expected risk at the start."
    if d.exact_risk_double_root is not None:
        text += " The last formula is the limit at a double root."
        formulas.append(rf"\mathbb{{E}}\,\ell_{at_t}\big|_{{r_1 = r_2}} = {tex(d.exact_risk_double_root)}")
    return Section("Exact risk", text, tuple(formulas))


def derivation_document(d: Derivation, style: str) -> str:
    """One derivation as Markdown or as a LaTeX document."""
    from derivations.pages.rendering import render

    doc = inspect.getdoc(type(d.optimizer)) or ""
    context = {"title": str(d.optimizer), "rule": doc, "sections": derivation_sections(d)}
    return render("derivation.md" if style == "markdown" else "derivation.tex", **context)


def divergence(optimizer: Optimizer, problem: NoisyQuadratic) -> str | None:
    """One line if the rule diverges on the problem: which coordinate, and the stable range in x = alpha h if there is one."""
    try:
        d = derive(optimizer.symbolic())
    except NotLinear:
        return None
    values = {s: float(v) for s, v in numeric_values(optimizer).items()}
    alpha = SGD().learning_rate
    for condition in d.stability:
        at_each = compile_plain(condition.subs(values), (h,))(1.0, problem.h)
        bad = np.flatnonzero(np.broadcast_to(at_each, problem.h.shape) <= 0)
        if not bad.size:
            continue
        curvature = float(problem.h[bad[0]])
        in_x = sp.expand(condition.subs(h, x / alpha).subs(values)) if alpha in values else condition
        if in_x.free_symbols == {x} and in_x.is_polynomial(x) and sp.degree(in_x, x) == 1 and sp.LC(in_x, x) < 0:
            edge = float(sp.solve(in_x, x)[0])
            return (
                f"diverges: x = {values[alpha] * curvature:.6g} (alpha h at h = {curvature:.6g}), stable for 0 < x < {edge:.6g}"
            )
        return f"diverges: {condition} = {float(condition.subs(values).subs(h, curvature)):.6g} at h = {curvature:.6g}, must be > 0"
    return None
