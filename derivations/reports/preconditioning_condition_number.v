(* preconditioning.condition-number: The transformed problem has the condition number kappa^(1-p)
   Zhang et al. 2019, section 3.3, below eq. 9: 'since kappa~ = kappa^(1-p)' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem preconditioning_condition_number : forall (h_1 : R) (h : R) (p : R),
    (0 < h_1) ->
    (0 < h) ->
    (h < h_1) ->
    (0 <= p) ->
    (p <= 1) ->
  0 < h /\
    0 < h_1 /\
    0 < (h_1 / h) /\
    ((Rpower h (p - 1)) * (Rpower h_1 (1 - p))) = (Rpower (h_1 / h) (1 - p)).
Proof.
intros h_1 h p h_1_low h_low h_high p_low p_high.
assert (A0 : 0 < h).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ (s_h * h_1) (s_h + 1)); [pos | pos | equal].
}
split; [apply (positive_same _ _ A0); equal|].
assert (A1 : 0 < h_1).
{
apply (positive_ratio _ h_1 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A1); equal|].
assert (A2 : 0 < (h_1 / h)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ (s_h + 1) s_h); [pos | pos | equal].
}
split; [apply (positive_same _ _ A2); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions preconditioning_condition_number.
