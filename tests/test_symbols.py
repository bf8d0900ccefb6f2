"""No symbol of a user's becomes the model's: rules whose hyperparameters bear any name have the theory of the rule itself."""

from __future__ import annotations

import itertools
import pickle
from fractions import Fraction
from random import Random

import pytest
import sympy as sp
from hypothesis import settings

from derivations.pages.derivation import derivation_sections, plain_derivation
from numerics.dynamics.hitting import steps_to_target
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.rules import MODEL_NAMES, exact_risk, frozen, random_rule, renamed
from theory.algebra.field import is_zero
from theory.analysis.derivation import derive
from theory.analysis.expansion import small_step
from theory.equivalence.decide import equivalent
from theory.errors import InputError, NotLinear
from theory.optimizers import QHM, REGISTRY, SGD, Averaged, HeavyBall, Lookahead
from theory.rule.filter import extract
from theory.rule.model import B, c, h, initial_risk, t, theta, x, z
from theory.rule.optimizer import Optimizer, hyperparameter

EFFORT = settings().max_examples  # 30, in the thorough profile 2000
PROBLEM = NoisyQuadratic([1.0, 0.25], [0.5, 1.0])
LINEAR = [cls for cls in REGISTRY.values() if cls.slug not in ("adam", "rmsprop", "sign-sgd", "lion")]


def attacked(seed: int) -> tuple[Optimizer, Optimizer, dict[sp.Symbol, sp.Symbol]]:
    """A rule of the library, the same with its own hyperparameters renamed at random, and the way back."""
    rng = Random(seed)
    plain = LINEAR[seed % len(LINEAR)]()
    names = {n.split(".")[-1]: rng.choice(MODEL_NAMES) for n in plain.hyperparameters() if hasattr(type(plain), n)}
    names = {n: v for n, v in names.items() if n in type(plain).__dataclass_fields__}  # type: ignore[attr-defined]
    other = renamed(plain, names)
    back = dict(zip(other.hyperparameters().values(), plain.hyperparameters().values(), strict=True))
    return plain, other, back


@pytest.mark.parametrize("seed", range(max(len(LINEAR), EFFORT // 3)))
def test_the_system_of_a_renamed_rule_is_the_rules(seed: int) -> None:
    """Every library rule under every kind of name: as many symbols as before, the same matrices, the same class."""
    plain, other, back = attacked(seed)
    assert len(back) == len(plain.hyperparameters())
    a, b = extract(plain), extract(other)
    assert a.time_varying == b.time_varying
    for ours, theirs in ((a.A, b.A), (a.b, b.b), (a.read, b.read), (a.e, b.e)):
        assert is_zero(ours - theirs.xreplace(back))


@pytest.mark.parametrize("seed", range(EFFORT // 6))
def test_the_theory_of_a_renamed_rule_is_the_rules(seed: int) -> None:
    """Characteristic polynomial, stability, steady state, exact risk and small steps are equal up to the names."""
    rng = Random(seed)
    cls = rng.choice([SGD, HeavyBall, QHM, Averaged])
    plain = cls()
    own = [n for n in plain.hyperparameters() if n in cls.__dataclass_fields__]
    other = renamed(plain, {n: rng.choice(MODEL_NAMES) for n in own})
    back = dict(zip(other.hyperparameters().values(), plain.hyperparameters().values(), strict=True))
    a, b = derive(plain), derive(other)
    assert is_zero(a.characteristic_polynomial.as_expr() - b.characteristic_polynomial.as_expr().xreplace(back))
    assert is_zero(a.steady_state_risk - b.steady_state_risk.xreplace(back))
    assert len(a.stability) == len(b.stability)
    assert all(any(is_zero(p - q.xreplace(back)) for p in a.stability) for q in b.stability)
    back |= dict(zip(b.roots.symbols, a.roots.symbols, strict=True))
    if all(
        is_zero(a.roots.explicit[back[r]] ** 2 - e.xreplace(back) ** 2)
        for r, e in b.roots.explicit.items()
        if not e.has(sp.sqrt)
    ):
        assert is_zero(a.variance_at.subs(t, 3) - b.variance_at.xreplace(back).subs(t, 3))
    first, second = small_step(a), small_step(b)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert is_zero(first.contraction - second.contraction.xreplace(back))
        assert is_zero(first.amplification - second.amplification.xreplace(back))


@pytest.mark.parametrize(
    "names", [("h", "c"), ("c", "h"), ("beta", "alpha"), ("alpha", "alpha"), ("kappa", "alpha'"), ("t", "B")]
)
def test_a_renamed_rule_is_equivalent_to_the_rule(names: tuple[str, str]) -> None:
    """The map found is the identity, both ways, whatever the names."""
    other = renamed(HeavyBall(), dict(zip(("learning_rate", "momentum"), names, strict=True)))
    for first, second in ((HeavyBall(), other), (other, HeavyBall())):
        found = equivalent(first, second)
        assert found.map == first.hyperparameters()


@pytest.mark.parametrize("names", [("h", "t"), ("one", "x0"), ("theta", "theta"), ("noise.1", "state.m")])
def test_numbers_of_a_renamed_rule_are_the_rules(names: tuple[str, str]) -> None:
    """Risk, intervals and first hits do not depend on a name."""
    setting = {"learning_rate": 0.25, "momentum": 0.5}
    plain, other = HeavyBall(**setting), renamed(HeavyBall(), dict(zip(setting, names, strict=True))).set(**setting)
    assert risk(other, PROBLEM, [9], 4)[0] == pytest.approx(risk(plain, PROBLEM, [9], 4)[0], rel=1e-14)
    a, b = (precise_risk(rule, PROBLEM, [9], 4, 40)[0] for rule in (plain, other))
    assert a.overlaps(b)
    assert steps_to_target(other, PROBLEM, 64, 0.2) == steps_to_target(plain, PROBLEM, 64, 0.2)


@pytest.mark.parametrize(
    "seed", sorted({*range(max(8, EFFORT // 6)), 156})
)  # 156: a modulus times itself, of what is no generator
def test_random_rules_are_as_their_update_says(seed: int) -> None:
    """Random formulas, random names, with and without the step: intervals contain what the update makes of exact fractions."""
    rng = Random(seed)
    cls, setting = random_rule(rng, rng.random() < 0.7)
    steps, curvature, noise = rng.randint(2, 8), Fraction(rng.randint(1, 20), 8), Fraction(rng.randint(0, 8), 4)
    squared, variance = exact_risk(cls(**setting), curvature, steps)
    exact = curvature * squared / 2 + curvature * noise * variance / 8
    problem = NoisyQuadratic([float(curvature)], [float(noise)], theta0_sq=[1.0])
    found = precise_risk(cls(**setting), problem, [steps], 4, 30)[0]
    assert found.upper is not None
    assert found.lower <= exact <= found.upper
    assert risk(cls(**setting).mapped(float), problem, [steps], 4)[0] == pytest.approx(float(exact), rel=1e-11)


def test_the_models_symbols_are_of_a_class_of_their_own() -> None:
    """Not equal to a plain symbol of the same name and assumptions, in expressions either; equal to itself after pickling."""
    for symbol in (h, c, B, t, x, theta, initial_risk, z):
        plain = sp.Symbol(symbol.name, **symbol.assumptions0)
        assert symbol != plain
        assert symbol - plain != 0
        assert (symbol + plain) - (plain + symbol) == 0
        assert (symbol * plain).subs(plain, 2) == 2 * symbol
        assert pickle.loads(pickle.dumps(symbol)) == symbol


def test_a_symbol_given_as_a_value_is_not_the_curvature() -> None:
    """SGD at a learning rate that the user calls h: the steady state is that of SGD, and has two symbols h."""
    mine = sp.Symbol("h", positive=True)
    found = derive(SGD(learning_rate=mine)).steady_state_risk
    assert found == derive(SGD()).steady_state_risk.xreplace({SGD().learning_rate: mine})
    assert {mine, h} <= found.free_symbols


def test_print_tells_namesakes_apart() -> None:
    """The user's symbol keeps its name; the model's is printed with _model behind where both occur, and plainly elsewhere."""
    rule = renamed(SGD(), {"learning_rate": "h"})
    found = derive(rule).steady_state_risk
    assert str(rule.learning_rate) == sp.latex(rule.learning_rate) == str(h) == "h"  # type: ignore[attr-defined]
    assert str(found) == "c*h/(2*B*(-h*h_model + 2))"
    assert "h_{model}" in sp.latex(found)
    taken = frozen("Two", (SGD,), {"more": hyperparameter("h_model", above=0), "learning_rate": hyperparameter("h", above=0)})()
    assert sorted(str(h + taken.learning_rate + taken.more).split(" + ")) == ["h", "h_model", "h_model_model"]


@pytest.mark.parametrize("names", [*itertools.permutations(("h", "c", "B", "t", "z", "theta", "ell_0"), 2)], ids="-".join)
def test_labels_of_a_page_print_the_models_symbols_as_its_formulas_do(names: tuple[str, str]) -> None:
    """Under every pair of the model's names: left sides, labels and sentences say name_model, and one sentence explains it."""
    d = derive(renamed(HeavyBall(), dict(zip(("learning_rate", "momentum"), names, strict=True))))
    rows = dict(plain_derivation(d))
    shown = {s: f"{s}_model" if s in names else s for s in ("z", "t")}
    assert {f"mean response (in {shown['z']})", f"exact risk (in {shown['t']})"} <= set(rows)
    assert all(f"{n}_model" in rows["symbols"] for n in names)
    sections = derivation_sections(d)
    assert [s.heading for s in sections].count("Symbols") == 1
    labels = " ".join(f.split(" = ")[0] for s in sections for f in s.formulas)
    assert ("z_{model}" in labels) == ("z" in names) == (r"\det(zI" not in labels)
    assert (r"\phi_{t_{model}}" in labels) == ("t" in names) == (r"\phi_t" not in labels)
    assert "Symbols" not in {s.heading for s in derivation_sections(derive(HeavyBall()))}


def test_two_fields_with_one_name_are_kept_apart() -> None:
    """alpha and alpha_2, as nested rules have gamma and gamma_2; so too where a given symbol only looks like a default."""
    twice = renamed(HeavyBall(), {"learning_rate": "alpha", "momentum": "alpha"})
    assert [str(s) for s in twice.hyperparameters().values()] == ["alpha", "alpha_2"]
    assert twice == twice.symbolic()
    given = HeavyBall(learning_rate=sp.Symbol("beta"))
    assert [str(s) for s in given.hyperparameters().values()] == ["beta", "beta_2"]
    inside = Averaged(SGD(learning_rate=1 / sp.Symbol("gamma", positive=True)))
    assert str(inside.decay) == "gamma_2"


def test_one_symbol_given_to_two_fields_must_suit_both() -> None:
    """HeavyBall(learning_rate=a, momentum=a): one symbol, in (0, 1); an empty intersection is refused; swapped symbols are swapped."""
    a = sp.Symbol("a", positive=True)
    shared = HeavyBall(learning_rate=a, momentum=a)
    interval = shared.hypotheses_by_symbol()[a].interval
    assert (interval.lower, interval.upper, interval.lower_closed, interval.upper_closed) == (0, 1, False, False)
    assert [condition.interval for condition in derive(shared).domain.hypotheses] == [interval]
    nothing = frozen("Nothing", (SGD,), {"below": hyperparameter("q", below=0)})
    with pytest.raises(InputError, match="share the symbol a have no value in common"):
        nothing(learning_rate=a, below=a)
    alpha, beta = HeavyBall().hyperparameters().values()
    swapped = extract(HeavyBall(learning_rate=beta, momentum=alpha))
    assert is_zero(swapped.A - extract(HeavyBall()).A.xreplace({alpha: beta, beta: alpha}))


def test_keywords_that_mean_two_symbols_are_refused() -> None:
    """``at`` takes values by symbol where a field is called h; unknown keywords are told what there is."""
    rule = frozen("Named", (SGD,), {"h": hyperparameter("eta", above=0)})()
    d = derive(rule)
    with pytest.raises(InputError, match="'h' is a hyperparameter and a symbol of the model"):
        d.at(d.steady_state_risk, h=1)
    with pytest.raises(InputError, match="no symbol 'rate'"):
        d.at(d.steady_state_risk, rate=1)
    assert d.at(d.steady_state_risk, {h: 1}, c=1, B=1, learning_rate=1) == sp.Rational(1, 2)


def test_a_symbol_made_inside_an_update_is_not_the_models() -> None:
    """``sympy.Symbol("h", positive=True)`` within a rule is an unknown symbol and not the curvature."""

    def update(self: SGD, state: SGD.State, gradient: object) -> SGD.State:
        return self.State(state.theta - sp.Symbol("h", positive=True) * gradient(state.theta))  # type: ignore[operator]

    with pytest.raises(InputError, match="unknown symbol h"):
        extract(frozen("Sneaky", (SGD,), {}, update=update)())


def test_rounds_and_wrappers_keep_names_apart() -> None:
    """Every pair of names for a rule and the wrapper around it, equal ones included: as many symbols as hyperparameters."""
    for one, two in itertools.product(("a", "h", "t"), repeat=2):
        rule = renamed(Lookahead(renamed(SGD(), {"learning_rate": one}), 2), {"a": two})
        rule = type(rule)(inner=renamed(SGD(), {"learning_rate": one}), k=2)
        assert len(set(rule.hyperparameters().values())) == 2
        with pytest.raises(NotLinear):
            derive(
                frozen("Varying", (SGD,), {}, update=lambda s, state, g, k: s.State(state.theta - g(state.theta) / (k + 1)))()
            )
