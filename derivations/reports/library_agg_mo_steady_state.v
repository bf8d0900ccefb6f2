(* library.agg-mo-steady-state: The steady-state risk of agg-mo
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* agg-mo: states theta, v, w *)
Definition agg_mo (alpha beta_1 beta_2 : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | 2%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := (gradient 0%nat (s 0%nat)) in
    let u2 := ((beta_1 * (s 1%nat)) + u1) in
    let u3 := ((beta_2 * (s 2%nat)) + u1) in
    fun i => match i with | 0%nat => ((s 0%nat) - ((alpha * (u2 + u3)) / 2)) | 1%nat => u2 | 2%nat => u3 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma agg_mo_linear : forall alpha beta_1 beta_2 h : R, linear (agg_mo alpha beta_1 beta_2) h.
Proof. intros. is_linear. Qed.
Lemma agg_mo_invariant : forall alpha beta_1 beta_2 h : R, time_invariant (agg_mo alpha beta_1 beta_2) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_agg_mo_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (beta_1 : R) (beta_2 : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= beta_1) ->
    (beta_1 < 1) ->
    (0 <= beta_2) ->
    (beta_2 < 1) ->
    (0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))) ->
    (0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + 4 - (alpha * h) - (4 * beta_1 * beta_2))) ->
  exists v1 : R, 
    steady_state (agg_mo alpha beta_1 beta_2) h c B v1 /\
    B <> 0 /\
    ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0 /\
    ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0 /\
    v1 = (alpha * c * ((2 * alpha * (beta_1 ^ 2) * beta_2 * h) + (alpha * (beta_1 ^ 2) * h) + (2 * alpha * beta_1 * (beta_2 ^ 2) * h) + (6 * alpha * beta_1 * beta_2 * h) + (2 * alpha * beta_1 * h) + (alpha * (beta_2 ^ 2) * h) + (2 * alpha * beta_2 * h) + (2 * (beta_1 ^ 3) * (beta_2 ^ 2)) + (2 * (beta_1 ^ 3) * beta_2) + (2 * (beta_1 ^ 2) * (beta_2 ^ 3)) + (2 * beta_1 * (beta_2 ^ 3)) + (2 * beta_1) + (2 * beta_2) + 4 - (4 * (beta_1 ^ 2) * beta_2) - (2 * (beta_1 ^ 2)) - (4 * beta_1 * (beta_2 ^ 2)) - (4 * beta_1 * beta_2) - (2 * (beta_2 ^ 2))) / (2 * B * ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) * ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)))).
Proof.
intros h c B alpha beta_1 beta_2 h_low c_low B_low alpha_low beta_1_low beta_1_high beta_2_low beta_2_high known_0 known_1.
assert (L0 : linear (agg_mo alpha beta_1 beta_2) h) by apply agg_mo_linear.
assert (I0 : time_invariant (agg_mo alpha beta_1 beta_2) h) by apply agg_mo_invariant.
assert (Y0 : forall s, rec3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (fun t => read (agg_mo alpha beta_1 beta_2) (run (agg_mo alpha beta_1 beta_2) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (agg_mo alpha beta_1 beta_2) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (2 - beta_1 - beta_2) / 2)).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * s_beta_1 * h) + (alpha * s_beta_2 * h) + (2 * alpha * h)) ((2 * s_beta_1 * s_beta_2) + (2 * s_beta_1) + (2 * s_beta_2) + 2)); [pos | pos | equal].
}
replace (alpha * h * (2 - beta_1 - beta_2) / 2) with (1 + ((alpha * h) - beta_1 - beta_2 - 1) + ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) + (- (beta_1 * beta_2))) in K0 by equal.
assert (K1 : 0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_0|equal].
lra.
}
replace ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h)) with (1 - ((alpha * h) - beta_1 - beta_2 - 1) + ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) - (- (beta_1 * beta_2))) in K1 by equal.
assert (K2 : 0 < (1 - (beta_1 * beta_2))).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ (s_beta_1 + s_beta_2 + 1) ((s_beta_1 * s_beta_2) + s_beta_1 + s_beta_2 + 1)); [pos | pos | equal].
}
replace (1 - (beta_1 * beta_2)) with (1 + (- (beta_1 * beta_2))) in K2 by equal.
assert (K3 : 0 < ((beta_1 * beta_2) + 1)).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((2 * s_beta_1 * s_beta_2) + s_beta_1 + s_beta_2 + 1) ((s_beta_1 * s_beta_2) + s_beta_1 + s_beta_2 + 1)); [pos | pos | equal].
}
replace ((beta_1 * beta_2) + 1) with (1 - (- (beta_1 * beta_2))) in K3 by equal.
assert (K4 : 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + ((beta_1 ^ 2) * beta_2) + (beta_1 * (beta_2 ^ 2)) + 1 - (alpha * beta_1 * beta_2 * h) - ((beta_1 ^ 2) * (beta_2 ^ 2)) - beta_1 - beta_2)).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * (s_beta_1 ^ 2) * s_beta_2 * h) + (alpha * (s_beta_1 ^ 2) * h) + (alpha * s_beta_1 * (s_beta_2 ^ 2) * h) + (2 * alpha * s_beta_1 * s_beta_2 * h) + (alpha * s_beta_1 * h) + (alpha * (s_beta_2 ^ 2) * h) + (alpha * s_beta_2 * h) + (2 * s_beta_1) + (2 * s_beta_2) + 2) ((2 * (s_beta_1 ^ 2) * (s_beta_2 ^ 2)) + (4 * (s_beta_1 ^ 2) * s_beta_2) + (2 * (s_beta_1 ^ 2)) + (4 * s_beta_1 * (s_beta_2 ^ 2)) + (8 * s_beta_1 * s_beta_2) + (4 * s_beta_1) + (2 * (s_beta_2 ^ 2)) + (4 * s_beta_2) + 2)); [pos | pos | equal].
}
replace ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + ((beta_1 ^ 2) * beta_2) + (beta_1 * (beta_2 ^ 2)) + 1 - (alpha * beta_1 * beta_2 * h) - ((beta_1 ^ 2) * (beta_2 ^ 2)) - beta_1 - beta_2) with (1 - ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) + ((alpha * h) - beta_1 - beta_2 - 1) * (- (beta_1 * beta_2)) - (- (beta_1 * beta_2)) * (- (beta_1 * beta_2))) in K4 by equal.
repeat split; lra.
}
assert (D0_0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (N0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (sign : 0 < ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))).
{
apply (positive_multiple _ 2 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))); [nonzero|equal].
}
assert (D0_1 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (N0 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (sign : 0 < ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * (s_beta_1 ^ 2) * s_beta_2 * h) + (alpha * (s_beta_1 ^ 2) * h) + (alpha * s_beta_1 * (s_beta_2 ^ 2) * h) + (2 * alpha * s_beta_1 * s_beta_2 * h) + (alpha * s_beta_1 * h) + (alpha * (s_beta_2 ^ 2) * h) + (alpha * s_beta_2 * h) + (2 * s_beta_1) + (2 * s_beta_2) + 2) (((s_beta_1 ^ 2) * (s_beta_2 ^ 2)) + (2 * (s_beta_1 ^ 2) * s_beta_2) + (s_beta_1 ^ 2) + (2 * s_beta_1 * (s_beta_2 ^ 2)) + (4 * s_beta_1 * s_beta_2) + (2 * s_beta_1) + (s_beta_2 ^ 2) + (2 * s_beta_2) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))); [nonzero|equal].
}
assert (Qv1 : steady_state (agg_mo alpha beta_1 beta_2) h c B (alpha * c * ((2 * alpha * (beta_1 ^ 2) * beta_2 * h) + (alpha * (beta_1 ^ 2) * h) + (2 * alpha * beta_1 * (beta_2 ^ 2) * h) + (6 * alpha * beta_1 * beta_2 * h) + (2 * alpha * beta_1 * h) + (alpha * (beta_2 ^ 2) * h) + (2 * alpha * beta_2 * h) + (2 * (beta_1 ^ 3) * (beta_2 ^ 2)) + (2 * (beta_1 ^ 3) * beta_2) + (2 * (beta_1 ^ 2) * (beta_2 ^ 3)) + (2 * beta_1 * (beta_2 ^ 3)) + (2 * beta_1) + (2 * beta_2) + 4 - (4 * (beta_1 ^ 2) * beta_2) - (2 * (beta_1 ^ 2)) - (4 * beta_1 * (beta_2 ^ 2)) - (4 * beta_1 * beta_2) - (2 * (beta_2 ^ 2))) / (2 * B * ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) * ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (impulse_response (agg_mo alpha beta_1 beta_2) h j 0%nat) (impulse_response (agg_mo alpha beta_1 beta_2) h j 1%nat) (impulse_response (agg_mo alpha beta_1 beta_2) h j 2%nat))); [exact L0|exact I0| | |].
{ apply (rec3_vanishes ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) _ J0). apply Y0. }
{ intros j _. apply (sum3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & [jury2 jury3] & jury4). assert (0 < 1 + (- (beta_1 * beta_2))) by lra. assert (0 < 1 - (- (beta_1 * beta_2))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * ((2 * alpha * (beta_1 ^ 2) * beta_2 * h) + (alpha * (beta_1 ^ 2) * h) + (2 * alpha * beta_1 * (beta_2 ^ 2) * h) + (6 * alpha * beta_1 * beta_2 * h) + (2 * alpha * beta_1 * h) + (alpha * (beta_2 ^ 2) * h) + (2 * alpha * beta_2 * h) + (2 * (beta_1 ^ 3) * (beta_2 ^ 2)) + (2 * (beta_1 ^ 3) * beta_2) + (2 * (beta_1 ^ 2) * (beta_2 ^ 3)) + (2 * beta_1 * (beta_2 ^ 3)) + (2 * beta_1) + (2 * beta_2) + 4 - (4 * (beta_1 ^ 2) * beta_2) - (2 * (beta_1 ^ 2)) - (4 * beta_1 * (beta_2 ^ 2)) - (4 * beta_1 * beta_2) - (2 * (beta_2 ^ 2))) / (2 * B * ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) * ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)))).
split; [exact Qv1|].
assert (A0 : B <> 0).
{
assert (N0 : B <> 0).
{
assert (sign : 0 < B).
{
apply (positive_ratio _ B 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (N0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (sign : 0 < ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))).
{
apply (positive_multiple _ 2 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (N0 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (sign : 0 < ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * (s_beta_1 ^ 2) * s_beta_2 * h) + (alpha * (s_beta_1 ^ 2) * h) + (alpha * s_beta_1 * (s_beta_2 ^ 2) * h) + (2 * alpha * s_beta_1 * s_beta_2 * h) + (alpha * s_beta_1 * h) + (alpha * (s_beta_2 ^ 2) * h) + (alpha * s_beta_2 * h) + (2 * s_beta_1) + (2 * s_beta_2) + 2) (((s_beta_1 ^ 2) * (s_beta_2 ^ 2)) + (2 * (s_beta_1 ^ 2) * s_beta_2) + (s_beta_1 ^ 2) + (2 * s_beta_1 * (s_beta_2 ^ 2)) + (4 * s_beta_1 * s_beta_2) + (2 * s_beta_1) + (s_beta_2 ^ 2) + (2 * s_beta_2) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (N0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (sign : 0 < ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))).
{
apply (positive_multiple _ 2 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))); [nonzero|equal].
}
assert (F_1 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (N0 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (sign : 0 < ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * (s_beta_1 ^ 2) * s_beta_2 * h) + (alpha * (s_beta_1 ^ 2) * h) + (alpha * s_beta_1 * (s_beta_2 ^ 2) * h) + (2 * alpha * s_beta_1 * s_beta_2 * h) + (alpha * s_beta_1 * h) + (alpha * (s_beta_2 ^ 2) * h) + (alpha * s_beta_2 * h) + (2 * s_beta_1) + (2 * s_beta_2) + 2) (((s_beta_1 ^ 2) * (s_beta_2 ^ 2)) + (2 * (s_beta_1 ^ 2) * s_beta_2) + (s_beta_1 ^ 2) + (2 * s_beta_1 * (s_beta_2 ^ 2)) + (4 * s_beta_1 * s_beta_2) + (2 * s_beta_1) + (s_beta_2 ^ 2) + (2 * s_beta_2) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))); [nonzero|equal].
}
assert (G_0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (N0 : ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h)) <> 0).
{
assert (sign : 0 < ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))).
{
apply (positive_multiple _ 2 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((4 * beta_1 * beta_2) + (4 * beta_1) + (4 * beta_2) + 4 - (alpha * beta_1 * h) - (alpha * beta_2 * h) - (2 * alpha * h))); [nonzero|equal].
}
assert (G_1 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (N0 : ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2)) <> 0).
{
assert (sign : 0 < ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * (s_beta_1 ^ 2) * s_beta_2 * h) + (alpha * (s_beta_1 ^ 2) * h) + (alpha * s_beta_1 * (s_beta_2 ^ 2) * h) + (2 * alpha * s_beta_1 * s_beta_2 * h) + (alpha * s_beta_1 * h) + (alpha * (s_beta_2 ^ 2) * h) + (alpha * s_beta_2 * h) + (2 * s_beta_1) + (2 * s_beta_2) + 2) (((s_beta_1 ^ 2) * (s_beta_2 ^ 2)) + (2 * (s_beta_1 ^ 2) * s_beta_2) + (s_beta_1 ^ 2) + (2 * s_beta_1 * (s_beta_2 ^ 2)) + (4 * s_beta_1 * s_beta_2) + (2 * s_beta_1) + (s_beta_2 ^ 2) + (2 * s_beta_2) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta_1 * h) + (alpha * beta_2 * h) + (2 * (beta_1 ^ 2) * beta_2) + (2 * beta_1 * (beta_2 ^ 2)) + 2 - (2 * alpha * beta_1 * beta_2 * h) - (2 * (beta_1 ^ 2) * (beta_2 ^ 2)) - (2 * beta_1) - (2 * beta_2))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_agg_mo_steady_state.
