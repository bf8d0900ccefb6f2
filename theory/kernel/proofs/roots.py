"""Formulas in the characteristic roots, real, complex or double: by the recurrence of the responses, with the roots as symbols."""

from __future__ import annotations

import sympy as sp

from theory.algebra.field import cancel
from theory.analysis import risk
from theory.kernel.gallina import NotPrinted, Printer
from theory.kernel.proofs.inequality import prove
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.proofs.responses import Responses
from theory.kernel.proofs.single import beside
from theory.kernel.theorem import Theorem
from theory.proof.inequality import NonZero
from theory.rule.model import B, c, initial_risk, t
from theory.statements.values import denominators_of


class InRoots:
    """A proof of a statement on one rule's mean response or risk whose formula is written in roots."""

    def __init__(self, made: Theorem, names: Names) -> None:
        self.made, self.names = made, names
        s = made.says
        (self.a,) = made.applied.values()
        self.domain = made.claim.domain
        self.r = Responses(self.a, self.domain, names, "0")
        if self.r.n != 2:
            raise NotPrinted("roots of other than two states")
        self.complex = any(kind == "C" for _, kind in made.binders)
        self.roots = s.roots
        self.formula = sp.sympify(s.right)
        if self.complex:
            assert s.roots is not None
            self.p: Printer = Printer(made.names, made.printer.whole, "C")
            self.p.roots = frozenset(s.roots.symbols)
        else:
            self.p = made.printer
        self.ties = " ".join(f"rewrite ?{name}." for name, _ in made.hypotheses if name.startswith("tied_"))

    def real(self, text: str) -> str:
        """A real term where formulas are looked at."""
        return f"real ({text})" if self.complex else text

    @property
    def equal(self) -> str:
        """Close an equation between formulas."""
        return f"to_C. {self.ties} powers_C. equal_C." if self.complex else "powers. equal."

    def at(self, formula: sp.Expr, n: str) -> str:
        """A formula at step ``n``."""
        p = self.p.named(t, n)
        if self.complex:
            p = Printer(p.names, p.whole, "C")
            p.roots = self.p.roots
        return p(formula)

    # -- what stands in the context ---------------------------------------------------------------------------

    def context(self, stable: bool) -> Lines:
        """Linear, the recurrence, nonvanishing denominators, and where it is needed Jury's conditions."""
        lines = self.r.facts()
        if stable:
            lines += self.r.stable()
        if not self.complex:
            for k, base in enumerate(denominators_of([self.formula])):
                inner = prove(NonZero(base, self.domain), self.names)
                lines += [f"assert (N_{k} : {self.names.printer(base)} <> 0).", "{", *inner, "}"]
            return lines
        return [*lines, *self._apart()]

    def _facts(self) -> list[sp.Expr]:
        """Values of the characteristic polynomial that may be known not to vanish: discriminant, at 1, at -1, and 1 - p(0)."""
        d1, d2 = self.r.d
        candidates = [
            *(k.left - k.right for k in self.domain.excluded),
            d1**2 - 4 * d2,
            1 + d1 + d2,
            1 - d1 + d2,
            (1 + d1 + d2) * (1 - d1 + d2),
            1 - d2,
            d2,
            d1,
        ]
        found = []
        for e in map(cancel, candidates):
            if e != 0 and not e.is_number and NonZero(e, self.domain).check():
                found.append(e)
        return found

    def _apart(self) -> Lines:
        """What the formula divides by, in the roots: factors of what is known of the parameters."""
        assert self.roots is not None
        lines: Lines = []
        p = self.p
        facts = self._facts()
        for k, e in enumerate(facts):
            inner = prove(NonZero(e, self.domain), self.names)
            lines += [
                f"assert (P_{k} : {self.names.printer(e)} <> 0).",
                "{",
                *inner,
                "}",
                f"assert (PC_{k} := real_nonzero _ P_{k}).",
            ]
        substitution = dict(self.roots.substitution)
        divided = [*denominators_of(substitution.values()), *denominators_of([self.formula])]
        wanted = [base for base in divided if base.free_symbols & p.roots]
        r1, r2 = self.roots.symbols
        wanted += [r1 - r2, (1 + r1) * (1 + r2), 1 + r1, 1 + r2, 1 - r1**2, 1 - r2**2, 1 - r1 * r2, r1, r2, 1 - r1, 1 - r2]
        for j, base in enumerate(dict.fromkeys(wanted)):
            inside = base.xreplace(substitution)
            for k, e in enumerate(facts):
                other = cancel(e.xreplace(substitution) / inside)
                bottom = sp.fraction(other)[1]
                if bottom.free_symbols & p.roots:
                    continue
                lines.append(f"assert (A_{j} : ({p(base)} <> real 0)%C).")
                lines.append(f"{{ apply (factor_nonzero_C _ {p(other)}%C _ PC_{k}). to_C. {self.ties} equal_C. }}")
                break
        return lines

    # -- formulas -----------------------------------------------------------------------------------------------

    def sequence(self, fact: str, term: str, formula: sp.Expr, recurrence: str) -> Lines:
        """``fact``: the sequence ``term n`` is the formula at n, by two steps of the recurrence."""
        unfold = "unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn;"
        d1, d2 = (self.names.printer(k) for k in self.r.d)
        cut = f"{self.real(f'{term} n')} = F n /\\ {self.real(f'{term} (S n)')} = F (S n)"
        kind = "C" if self.complex else "R"
        pushed = "to_C." if self.complex else ""
        return [
            f"assert ({fact} : forall n, {self.real(f'{term} n')} = {self.at(formula, 'n')}{'%C' if self.complex else ''}).",
            f"{{ set (F := fun n : nat => ({self.at(formula, 'n')}){'%C' if self.complex else ''} : {kind}).",
            f"intro n. cut ({cut}); [tauto|]. induction n as [|n [I J]].",
            f"{{ split; unfold F; {unfold} {self.equal.replace('.', ';').rstrip('; ')}. }}",
            "split; [exact J|].",
            f"assert (E : {term} (S (S n)) = - {d1} * {term} (S n) - {d2} * {term} n) by apply {recurrence}.",
            f"rewrite E. {pushed} rewrite I, J. unfold F. rewrite ?S_INR. {self.equal} }}",
        ]

    def mean(self, formula: sp.Expr) -> Lines:
        """M0: the mean response is the formula at every step."""
        term = f"mean_response {self.a.term} {self.r.h}"
        return [
            f"assert (YM : rec2 {self.r.coefficients} ({term})) by apply Y0.",
            *self.sequence("M0", f"({term})", formula, "YM"),
        ]

    def noise(self) -> Lines:
        """G0: the response to a minibatch, in the roots."""
        system, roots = self.r.system, self.roots
        assert roots is not None
        top = risk.numerator(system, system.b[:, 0])
        if roots.double:
            formula = risk.double_root_sums(top, roots.symbols[0])[0]
        else:
            terms = zip(risk.distinct_root_response(top, roots.symbols), roots.symbols, strict=True)
            formula = sp.Add(*[a * r**t for a, r in terms])
        term = f"impulse_response {self.a.term} {self.r.h} 0"
        lines = [f"assert (YG : rec2 {self.r.coefficients} ({term})) by apply Y0."]
        return [*lines, *self.sequence("G0", f"({term})", formula, "YG")]

    def risk_parts(self) -> tuple[sp.Expr, sp.Expr]:
        """phi_t as the statement has it, and what it says is added to phi_t^2 ell_0."""
        slope, rest = sp.diff(self.formula, initial_risk), self.formula.subs(initial_risk, 0)
        return _root_of(slope), rest


def _root_of(square: sp.Expr) -> sp.Expr:
    """The expression whose square is written."""
    factors = []
    for factor in sp.Mul.make_args(square):
        base, exponent = factor.as_base_exp()
        if exponent.is_Integer and exponent % 2 == 0:
            factors.append(base ** (exponent // 2))
        elif exponent.is_Add or exponent.is_Mul:
            factors.append(base ** (exponent / 2))
        else:
            raise NotPrinted(f"{square} is not written as a square")
    return sp.Mul(*factors)


def in_roots(made: Theorem, names: Names) -> Lines:
    """The proof of a statement on a mean response or a risk in roots."""
    w = InRoots(made, names)
    s, kind = made.says, w.a.quantity.kind
    if kind == "mean response" and s.relation == "=":
        lines = [*w.context(False), *w.mean(w.formula)]
        if w.complex:
            return [
                *lines,
                f"exists {made.names[w.a.quantity.symbol]}.",
                "split; [apply M0|].",
                *beside(made, w.names),
                "reflexivity.",
            ]
        return [*lines, *beside(made, w.names), "apply M0."]
    if kind != "risk":
        raise NotPrinted(f"the quantity {kind} in roots")
    return _risk(w)


def _risk(w: InRoots) -> Lines:
    """E l_t = phi_t^2 ell_0 + W_t: exact, or with the sum of all squares for W_t."""
    made, a, r = w.made, w.a, w.r
    s = made.says
    phi, rest = w.risk_parts()
    term, hh = a.term, r.h
    factor = f"({hh} * {a.of(c)} / (2 * {a.of(B)}))"
    mean, impulse = f"mean_response {term} {hh}", f"impulse_response {term} {hh} 0"
    when, start = made.names[t], a.of(initial_risk)
    lines = [*w.context(s.relation == "<="), *w.mean(phi)]
    lines.append(
        f"assert (exact : risk {term} {hh} {a.of(c)} {a.of(B)} {start} {when} "
        f"= {start} * square ({mean} {when}) + {factor} * sum_of_squares ({impulse}) {when})"
    )
    lines[-1] += f" by (rewrite (risk_invariant _ _ L0 I0); change (minibatches {term}) with 1%nat; cbn [sum]; ring)."
    if s.relation == "=":
        found = w.noise()
        accumulated = rest
        cut = f"{w.real(f'{factor} * sum_of_squares ({impulse}) n')} = {w.at(accumulated, 'n')}"
        lines += [
            *found,
            f"assert (W : forall n, ({cut}){'%C' if w.complex else ''}).",
            "{ induction n as [|n IH].",
            f"{{ unfold sum_of_squares; cbn. {w.equal} }}",
            f"change (sum_of_squares ({impulse}) (S n)) with (sum_of_squares ({impulse}) n + square ({impulse} n)). rewrite Rmult_plus_distr_l.",
            f"{'rewrite real_plus.' if w.complex else ''} rewrite IH. unfold square. {'to_C.' if w.complex else ''} rewrite !G0. {w.equal} }}",
        ]
        value = made.names[a.quantity.symbol]
        closing = f"rewrite exact. unfold square. {'rewrite real_plus, W. to_C. rewrite !M0.' if w.complex else 'rewrite W, !M0.'} {w.equal}"
        if w.complex:
            return [*lines, f"exists {value}.", "split.", "{", closing, "}", *beside(made, w.names), "reflexivity."]
        return [*lines, *beside(made, w.names), closing]
    total = f"total2 {r.coefficients} ({impulse} 0%nat) ({impulse} 1%nat)"
    bound = f"{start} * square ({mean} {when}) + {factor} * {total}"
    lines += [
        f"assert (Sm := proj2 (sum2 {r.coefficients} ({impulse}) J0 (Y0 _)) {when}).",
        f"assert (U : risk {term} {hh} {a.of(c)} {a.of(B)} {start} {when} <= {bound}).",
        f"{{ rewrite exact. apply Rplus_le_compat_l. apply Rmult_le_compat_l; [|exact Sm]. "
        f"assert (0 < {hh}) by pos. assert (0 <= {a.of(c)}) by nonneg. assert (0 < {a.of(B)}) by pos. nonneg. }}",
        *_denominators(w, rest),
        f"assert (T : {factor} * {total} = {w.names.printer(rest)}).",
        f"{{ {r.spread()} unfold total2, bottom2, impulse_response, run, step, silence, none, unit, rest, oracle; cbn. powers. equal. }}",
    ]
    if w.complex:
        constant = f"({w.at(rest, when)})%C"
        return [
            *lines,
            f"assert (TC : real {w.names.printer(rest)} = {constant}) by real_identity.",
            f"exists ({bound}).",
            "split.",
            f"{{ rewrite real_plus, T, TC. generalize {constant}; intro K. unfold square. to_C. rewrite !M0. powers_C. equal_C. }}",
            *beside(made, w.names),
            "exact U.",
        ]
    return [
        *lines,
        *beside(made, w.names),
        f"eapply Rle_trans; [exact U|]. right. rewrite T. unfold square. rewrite !M0. {w.equal}",
    ]


def _denominators(w: InRoots, expression: sp.Expr) -> Lines:
    """Denominators in the parameters, nonzero in the context."""
    lines: Lines = []
    for k, base in enumerate(denominators_of([expression])):
        if base.free_symbols & (frozenset(w.roots.symbols) if w.roots and w.complex else frozenset()):
            raise NotPrinted("a bound in the roots")
        lines += [f"assert (E_{k} : {w.names.printer(base)} <> 0).", "{", *prove(NonZero(base, w.domain), w.names), "}"]
    return lines
