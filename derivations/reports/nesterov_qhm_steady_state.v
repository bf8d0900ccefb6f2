(* nesterov.qhm-steady-state: The steady-state risk of QHM
   a known result, in the notation of Zhang et al. 2019 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* qhm: states theta, d *)
Definition qhm (alpha beta nu : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := (gradient 0%nat (s 0%nat)) in
    let u2 := ((beta * (s 1%nat)) + ((1 - beta) * u1)) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (((1 - nu) * u1) + (nu * u2)))) | 1%nat => u2 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma qhm_linear : forall alpha beta nu h : R, linear (qhm alpha beta nu) h.
Proof. intros. is_linear. Qed.
Lemma qhm_invariant : forall alpha beta nu h : R, time_invariant (qhm alpha beta nu) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem nesterov_qhm_steady_state : forall (h : R) (c : R) (B : R) (beta : R) (nu : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= nu) ->
    (nu <= 1) ->
    (0 < alpha) ->
    (alpha < (((2 * beta) + 2) / (h * ((beta * (1 - (2 * nu))) + 1)))) ->
  exists v1 : R, 
    steady_state (qhm alpha beta nu) h c B v1 /\
    h <> 0 /\
    ((beta * (1 - (2 * nu))) + 1) <> 0 /\
    B <> 0 /\
    ((2 * beta) + 2 - (alpha * h * (beta + 1 - (2 * beta * nu)))) <> 0 /\
    ((alpha * beta * h * (1 - nu)) + 1 - beta) <> 0 /\
    v1 = (alpha * c * ((alpha * beta * h * (1 - nu) * (beta + 1 - (2 * beta * nu))) + 1 - (beta ^ 2)) / (2 * B * ((2 * beta) + 2 - (alpha * h * (beta + 1 - (2 * beta * nu)))) * ((alpha * beta * h * (1 - nu)) + 1 - beta))).
Proof.
intros h c B beta nu alpha h_low c_low B_low beta_low beta_high nu_low nu_high alpha_low alpha_high.
assert (L0 : linear (qhm alpha beta nu) h) by apply qhm_linear.
assert (I0 : time_invariant (qhm alpha beta nu) h) by apply qhm_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) (fun t => read (qhm alpha beta nu) (run (qhm alpha beta nu) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (qhm alpha beta nu) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (1 - beta))).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta * s_nu) + (4 * s_alpha * s_beta) + (2 * s_alpha * s_nu) + (2 * s_alpha)) ((2 * s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta * s_nu) + (3 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * (s_beta ^ 2)) + (s_beta * s_nu) + (3 * s_beta) + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (alpha * h * (1 - beta))); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha)) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
}
replace (alpha * h * (1 - beta)) with (1 + ((alpha * h) - (alpha * beta * h * nu) - beta - 1) + (beta * ((alpha * h * nu) + 1 - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
replace ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) with (1 - ((alpha * h) - (alpha * beta * h * nu) - beta - 1) + (beta * ((alpha * h * nu) + 1 - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * s_beta) + s_nu + 1) ((2 * s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta * s_nu) + (3 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * (s_beta ^ 2)) + (s_beta * s_nu) + (3 * s_beta) + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
replace ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) with (1 - (beta * ((alpha * h * nu) + 1 - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * s_beta) + s_nu + 1) ((2 * s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta * s_nu) + (3 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * (s_beta ^ 2)) + (s_beta * s_nu) + (3 * s_beta) + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)); [nonzero|equal].
}
assert (D0_1 : ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (qhm alpha beta nu) h c B (alpha * c * ((2 * alpha * (beta ^ 2) * h * (nu ^ 2)) + (alpha * (beta ^ 2) * h) + (alpha * beta * h) + 1 - (3 * alpha * (beta ^ 2) * h * nu) - (alpha * beta * h * nu) - (beta ^ 2)) / (2 * B * ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) * ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) (impulse_response (qhm alpha beta nu) h j 0%nat) (impulse_response (qhm alpha beta nu) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) _ J0). apply Y0. }
{ intros j _. apply (sum2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (beta * ((alpha * h * nu) + 1 - (alpha * h)))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * ((2 * alpha * (beta ^ 2) * h * (nu ^ 2)) + (alpha * (beta ^ 2) * h) + (alpha * beta * h) + 1 - (3 * alpha * (beta ^ 2) * h * nu) - (alpha * beta * h * nu) - (beta ^ 2)) / (2 * B * ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) * ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)))).
split; [exact Qv1|].
assert (A0 : h <> 0).
{
assert (N0 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : ((beta * (1 - (2 * nu))) + 1) <> 0).
{
assert (N0 : (beta + 1 - (2 * beta * nu)) <> 0).
{
assert (sign : 0 < (beta + 1 - (2 * beta * nu))).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
apply (positive_ratio _ ((2 * s_beta) + s_nu + 1) ((s_beta * s_nu) + s_beta + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (beta + 1 - (2 * beta * nu))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : B <> 0).
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
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((2 * beta) + 2 - (alpha * h * (beta + 1 - (2 * beta * nu)))) <> 0).
{
assert (N0 : ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (A4 : ((alpha * beta * h * (1 - nu)) + 1 - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * s_beta) + s_nu + 1) ((2 * s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta * s_nu) + (3 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * (s_beta ^ 2)) + (s_beta * s_nu) + (3 * s_beta) + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A4); equal|].
assert (F_0 : ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * s_beta) + s_nu + 1) ((2 * s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta * s_nu) + (3 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * (s_beta ^ 2)) + (s_beta * s_nu) + (3 * s_beta) + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)); [nonzero|equal].
}
assert (F_1 : ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
assert (G_0 : ((2 * beta) + 2 - (alpha * h * (beta + 1 - (2 * beta * nu)))) <> 0).
{
assert (N0 : ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
assert (G_1 : ((alpha * beta * h * (1 - nu)) + 1 - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * s_beta) + s_nu + 1) ((2 * s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta * s_nu) + (3 * s_alpha * s_beta) + (s_alpha * s_nu) + s_alpha + (2 * (s_beta ^ 2)) + (s_beta * s_nu) + (3 * s_beta) + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions nesterov_qhm_steady_state.
