(* information.gaussian-mean: With C = H a query is the gradient of the negative log-likelihood h (theta - x)^2/2 of one example x ~ N(0, 1/h)
   Zhang et al. 2019, section 3.6: 'the NQM is equivalent to maximum likelihood estimation of the mean vector for a multivariate Gaussian distribution with covariance H^-1' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem information_gaussian_mean : forall (h : R) (theta : R) (x : R),
    (0 < h) ->
  0 <= h /\
    (oracle h (fun _ => sqrt (h / 1) * (- ((sqrt h) * x))) 0%nat theta) = (h * ((2 * theta) - (2 * x)) / 2).
Proof.
intros h theta x h_low.
assert (X : 0 <= h).
{
apply (nonneg_ratio _ h 1); [nonneg | pos | equal].
}
split; [exact X|]. clear X.
assert (0 < 1) by pos.
unfold oracle. rewrite sqrt_div_alt by assumption. rewrite ?sqrt_1. equal.
Qed.
Print Assumptions information_gaussian_mean.
