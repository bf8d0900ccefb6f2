(* rounds.diloco-steady-state: The steady-state risk of DiLoCo with heavy ball outside, for any K and M
   derived here *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* diloco: states theta, m *)
Definition diloco (M K : nat) (alpha eta mu : R) : rule := {|
  minibatches := (K * M)%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((mu * (s 1%nat)) + ((s 0%nat) - ((repeated (M)%nat (fun j1 x1 => (x1 + (repeated (K)%nat (fun j2 x2 => (x2 - (alpha * (gradient ((j2 + j1 * K))%nat x2)))) (s 0%nat)))) 0) / (INR (M)%nat)))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (eta * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
(* diloco: states theta, m *)
Definition diloco_ (alpha eta mu : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((mu * (s 1%nat)) + ((s 0%nat) - ((0 + ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat))))) / 1))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (eta * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma diloco__linear : forall alpha eta mu h : R, linear (diloco_ alpha eta mu) h.
Proof. intros. is_linear. Qed.
Lemma diloco__invariant : forall alpha eta mu h : R, time_invariant (diloco_ alpha eta mu) h.
Proof. intros; intros k noise s. reflexivity. Qed.
Lemma diloco_round : forall (M : nat) (K : nat) (alpha : R) (eta : R) (mu : R) (h : R), alpha <> 0 -> (INR M) <> 0 -> forall k noise s, step (diloco (M)%nat (K)%nat alpha eta mu) h k noise s
  = step (diloco_ alpha eta mu) ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) k (fun _ => sum (minibatches (diloco (M)%nat (K)%nat alpha eta mu)) (fun j => (fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M)) j * noise j)) s.
Proof.
intros. apply functional_extensionality; intro i. destruct i as [|[|i]]; unfold step, oracle; cbn - [repeated sum left_of pow];
rewrite ?workers_steps; [..|reflexivity];
try rewrite (sum_ext _ (fun j => left_of _ _ j / (INR M) * noise j) (fun j => / (INR M) * (left_of (1 - (alpha * h)) (K)%nat j * noise j)))
by (intros; field; assumption);
rewrite ?sum_scale; field; repeat split; assumption.
Qed.

Lemma rounds_diloco_steady_state_once : forall (c : R) (B : R) (eta : R) (mu : R) (alpha : R) (w : R),
    (0 <= c) ->
    (0 < B) ->
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
    (0 < alpha) ->
    ((- 1) < w) ->
    (w < 1) ->
    (0 < ((2 * mu) + 2 - (eta * (1 - w)))) ->
  exists v1 : R, 
    steady_state (diloco_ alpha eta mu) ((1 - w) / alpha) c B v1 /\
    alpha <> 0 /\
    B <> 0 /\
    (1 - mu) <> 0 /\
    ((2 * mu) + 2 - (eta * (1 - w))) <> 0 /\
    v1 = (alpha * c * eta * (mu + 1) / (2 * B * (1 - mu) * ((2 * mu) + 2 - (eta * (1 - w))))).
Proof.
intros c B eta mu alpha w c_low B_low eta_low mu_low mu_high alpha_low w_low w_high known_0.
assert (L0 : linear (diloco_ alpha eta mu) ((1 - w) / alpha)) by apply diloco__linear.
assert (I0 : time_invariant (diloco_ alpha eta mu) ((1 - w) / alpha)) by apply diloco__invariant.
assert (Y0 : forall s, rec2 (eta - (eta * w) - mu - 1) mu (fun t => read (diloco_ alpha eta mu) (run (diloco_ alpha eta mu) ((1 - w) / alpha) silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (diloco_ alpha eta mu) ((1 - w) / alpha) silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (eta - (eta * w) - mu - 1) mu).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (eta * (1 - w))).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ (2 * eta) (s_w + 1)); [pos | pos | equal].
}
replace (eta * (1 - w)) with (1 + (eta - (eta * w) - mu - 1) + mu) in K0 by equal.
assert (K1 : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_0|equal].
lra.
}
replace ((eta * w) + (2 * mu) + 2 - eta) with (1 - (eta - (eta * w) - mu - 1) + mu) in K1 by equal.
assert (K2 : 0 < (1 - mu)).
{
destruct (inside_lower _ _ _ mu_low mu_high) as [s_mu [P_s_mu E_s_mu]]; try clear mu_low mu_high; subst mu.
apply (positive_ratio _ 1 (s_mu + 1)); [pos | pos | equal].
}
replace (1 - mu) with (1 - mu) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : (1 - mu) <> 0).
{
assert (N0 : (1 - mu) <> 0).
{
assert (sign : 0 < (1 - mu)).
{
destruct (inside_lower _ _ _ mu_low mu_high) as [s_mu [P_s_mu E_s_mu]]; try clear mu_low mu_high; subst mu.
apply (positive_ratio _ 1 (s_mu + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - mu)); [nonzero|equal].
}
assert (D0_1 : ((2 * mu) + 2 - (eta * (1 - w))) <> 0).
{
assert (N0 : ((eta * w) + (2 * mu) + 2 - eta) <> 0).
{
assert (sign : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((eta * w) + (2 * mu) + 2 - eta)); [nonzero|equal].
}
assert (Qv1 : steady_state (diloco_ alpha eta mu) ((1 - w) / alpha) c B (alpha * c * eta * (mu + 1) / (2 * B * (1 - mu) * ((2 * mu) + 2 - (eta * (1 - w)))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (eta - (eta * w) - mu - 1) mu (impulse_response (diloco_ alpha eta mu) ((1 - w) / alpha) j 0%nat) (impulse_response (diloco_ alpha eta mu) ((1 - w) / alpha) j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (eta - (eta * w) - mu - 1) mu _ J0). apply Y0. }
{ intros j _. apply (sum2 (eta - (eta * w) - mu - 1) mu _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - mu) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * eta * (mu + 1) / (2 * B * (1 - mu) * ((2 * mu) + 2 - (eta * (1 - w))))).
split; [exact Qv1|].
assert (A0 : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
apply (positive_ratio _ alpha 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : B <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (1 - mu) <> 0).
{
assert (N0 : (1 - mu) <> 0).
{
assert (sign : 0 < (1 - mu)).
{
destruct (inside_lower _ _ _ mu_low mu_high) as [s_mu [P_s_mu E_s_mu]]; try clear mu_low mu_high; subst mu.
apply (positive_ratio _ 1 (s_mu + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - mu)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((2 * mu) + 2 - (eta * (1 - w))) <> 0).
{
assert (N0 : ((eta * w) + (2 * mu) + 2 - eta) <> 0).
{
assert (sign : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((eta * w) + (2 * mu) + 2 - eta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (1 - mu) <> 0).
{
assert (N0 : (1 - mu) <> 0).
{
assert (sign : 0 < (1 - mu)).
{
destruct (inside_lower _ _ _ mu_low mu_high) as [s_mu [P_s_mu E_s_mu]]; try clear mu_low mu_high; subst mu.
apply (positive_ratio _ 1 (s_mu + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - mu)); [nonzero|equal].
}
assert (F_1 : ((2 * mu) + 2 - (eta * (1 - w))) <> 0).
{
assert (N0 : ((eta * w) + (2 * mu) + 2 - eta) <> 0).
{
assert (sign : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((eta * w) + (2 * mu) + 2 - eta)); [nonzero|equal].
}
assert (G_0 : (1 - mu) <> 0).
{
assert (N0 : (1 - mu) <> 0).
{
assert (sign : 0 < (1 - mu)).
{
destruct (inside_lower _ _ _ mu_low mu_high) as [s_mu [P_s_mu E_s_mu]]; try clear mu_low mu_high; subst mu.
apply (positive_ratio _ 1 (s_mu + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - mu)); [nonzero|equal].
}
assert (G_1 : ((2 * mu) + 2 - (eta * (1 - w))) <> 0).
{
assert (N0 : ((eta * w) + (2 * mu) + 2 - eta) <> 0).
{
assert (sign : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((eta * w) + (2 * mu) + 2 - eta)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.

Theorem rounds_diloco_steady_state : forall (h : R) (c : R) (B : R) (eta : R) (mu : R) (alpha : R) (K : nat) (M : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
    ((1 <= K)%nat) ->
    ((1 <= M)%nat) ->
    (0 < ((2 * mu) + 2 - (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat))))) ->
  exists v1 : R, 
    steady_state (diloco (M)%nat (K)%nat alpha eta mu) h c B v1 /\
    h <> 0 /\
    B <> 0 /\
    (INR M) <> 0 /\
    (1 - mu) <> 0 /\
    (1 - ((1 - (alpha * h)) ^ 2)) <> 0 /\
    (1 - ((1 - (alpha * h)) ^ (K)%nat)) <> 0 /\
    ((2 * mu) + 2 - (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat)))) <> 0 /\
    v1 = ((alpha ^ 2) * c * eta * h * (1 - ((1 - (alpha * h)) ^ (2 * K)%nat)) * (mu + 1) / (2 * B * (INR M) * (1 - mu) * (1 - ((1 - (alpha * h)) ^ 2)) * (1 - ((1 - (alpha * h)) ^ (K)%nat)) * ((2 * mu) + 2 - (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat)))))).
Proof.
intros h c B eta mu alpha K M h_low c_low B_low eta_low mu_low mu_high alpha_low alpha_high K_first M_first known_0.
assert (M_positive : 0 < INR M) by (apply lt_0_INR; lia).
assert (K_positive : 0 < INR K) by (apply lt_0_INR; lia).
assert (inner : 0 < alpha * h) by (apply Rmult_lt_0_compat; assumption).
assert (below : alpha * h < 2) by (apply below_two; assumption).
destruct (round_power (1 - (alpha * h)) K K_first) as [round_low round_high]; [lra|lra|].
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
assert (A1 : B <> 0).
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
assert (A2 : (INR M) <> 0) by lra.
assert (A3 : (1 - mu) <> 0).
{
assert (N0 : (1 - mu) <> 0).
{
assert (sign : 0 < (1 - mu)).
{
destruct (inside_lower _ _ _ mu_low mu_high) as [s_mu [P_s_mu E_s_mu]]; try clear mu_low mu_high; subst mu.
apply (positive_ratio _ 1 (s_mu + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - mu)); [nonzero|equal].
}
assert (A4 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
assert (A5_w : forall w, - 1 < w -> w < 1 -> 0 < ((2 * mu) + 2 - (eta * (1 - w))) -> (1 - w) <> 0).
{ clear known_0. intros w w_low w_high known_0.
assert (N0 : (1 - w) <> 0).
{
assert (sign : 0 < (1 - w)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ 2 (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - w)); [nonzero|equal].
}
assert (A5 : (1 - ((1 - (alpha * h)) ^ (K)%nat)) <> 0).
{ apply (nonzero_same _ _ (A5_w _ round_low round_high ltac:(apply (positive_same _ _ known_0); equal))); equal. }
assert (A6_w : forall w, - 1 < w -> w < 1 -> 0 < ((2 * mu) + 2 - (eta * (1 - w))) -> ((2 * mu) + 2 - (eta * (1 - w))) <> 0).
{ clear known_0. intros w w_low w_high known_0.
assert (N0 : ((eta * w) + (2 * mu) + 2 - eta) <> 0).
{
assert (sign : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((eta * w) + (2 * mu) + 2 - eta)); [nonzero|equal].
}
assert (A6 : ((2 * mu) + 2 - (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat)))) <> 0).
{ apply (nonzero_same _ _ (A6_w _ round_low round_high ltac:(apply (positive_same _ _ known_0); equal))); equal. }
assert (L := diloco__linear alpha eta mu ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (I := diloco__invariant alpha eta mu ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (R := diloco_round M K alpha eta mu h ltac:(lra) ltac:(lra)).
assert (noise_low : 0 <= (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M)))).
{ apply Rmult_le_pos; [apply Rmult_le_pos; lra|left; apply Rinv_0_lt_compat; apply Rmult_lt_0_compat; lra]. }
assert (E := rounds_diloco_steady_state_once (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M))) B eta mu alpha ((1 - (alpha * h)) ^ (K)%nat)).
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact noise_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact B_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact eta_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact mu_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact mu_high); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact alpha_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact round_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact round_high); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (apply (positive_same _ _ known_0); equal); specialize (E X); clear X end.
destruct E as (v & S & side0 & side1 & side2 & side3 & V).
assert (N : h * c / (2 * B) * sum (minibatches (diloco (M)%nat (K)%nat alpha eta mu)) (fun j => square ((fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M)) j))
  = ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) * (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M))) / (2 * B)).
{ apply (workers_noise alpha h c B K M); lra. }
exists v. split; [exact (round_steady (diloco (M)%nat (K)%nat alpha eta mu) (diloco_ alpha eta mu) h ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) (fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M)) L I eq_refl R (fun s => eq_refl) (fun x => eq_refl) c (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M))) B B v N S)|].
split; [exact A0|]. split; [exact A1|]. split; [exact A2|]. split; [exact A3|]. split; [exact A4|]. split; [exact A5|]. split; [exact A6|]. rewrite V. replace (2 * K)%nat with (K * 2%nat)%nat by ring. rewrite (pow_mult _ K). powers. equal.
Qed.
Print Assumptions rounds_diloco_steady_state.
