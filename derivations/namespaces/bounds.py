"""``nqm.bounds``: what no optimizer can beat, whatever it does with the examples."""

from __future__ import annotations

from numerics.curves.bounds import bayes_examples as bayes_examples
from numerics.curves.bounds import bayes_risk as bayes_risk
from numerics.curves.bounds import maximum_likelihood_examples as maximum_likelihood_examples
from numerics.curves.bounds import maximum_likelihood_risk as maximum_likelihood_risk
