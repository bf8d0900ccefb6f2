(* rounds.diloco-stability-region: DiLoCo is stable exactly for 0 < X < 2(1 + mu), X = eta (1 - r^K)
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

Lemma rounds_diloco_stability_region_once : forall (eta : R) (mu : R) (alpha : R) (w : R),
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
    (0 < alpha) ->
  (stable (diloco_ alpha eta mu) ((1 - w) / alpha) <-> (0 < (eta * (1 - w)) /\ 0 < ((2 * mu) + 2 - (eta * (1 - w))))).
Proof.
intros eta mu alpha w eta_low mu_low mu_high alpha_low.
assert (L0 : linear (diloco_ alpha eta mu) ((1 - w) / alpha)) by apply diloco__linear.
assert (I0 : time_invariant (diloco_ alpha eta mu) ((1 - w) / alpha)) by apply diloco__invariant.
assert (Y0 : forall s, rec2 (eta - (eta * w) - mu - 1) mu (fun t => read (diloco_ alpha eta mu) (run (diloco_ alpha eta mu) ((1 - w) / alpha) silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (diloco_ alpha eta mu) ((1 - w) / alpha) silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 (eta - (eta * w) - mu - 1) mu).
{ apply (stable2_same _ _ _ _ (rule2_stable (diloco_ alpha eta mu) ((1 - w) / alpha) (((eta * w) + 1 - eta)) ((- (eta * mu))) ((1 - w)) (mu) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 (eta - (eta * w) - mu - 1) mu) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < (eta * (1 - w))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < (1 - mu)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < (eta * (1 - w))).
{
apply (positive_multiple _ 1 (eta * (1 - w))); [|exact known_0|equal].
lra.
}
assert (W1 : 0 < ((2 * mu) + 2 - (eta * (1 - w)))).
{
apply (positive_multiple _ 1 ((eta * w) + (2 * mu) + 2 - eta)); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable2 (eta - (eta * w) - mu - 1) mu).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (eta * (1 - w))).
{
apply (positive_multiple _ 1 (eta * (1 - w))); [|exact known_0|equal].
lra.
}
replace (eta * (1 - w)) with (1 + (eta - (eta * w) - mu - 1) + mu) in K0 by equal.
assert (K1 : 0 < ((eta * w) + (2 * mu) + 2 - eta)).
{
apply (positive_multiple _ 1 ((2 * mu) + 2 - (eta * (1 - w)))); [|exact known_1|equal].
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
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (eta - (eta * w) - mu - 1) mu (fun t => run (diloco_ alpha eta mu) ((1 - w) / alpha) silence s t 0%nat) J). intro t. cbn [run]. generalize (run (diloco_ alpha eta mu) ((1 - w) / alpha) silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (eta - (eta * w) - mu - 1) mu (fun t => run (diloco_ alpha eta mu) ((1 - w) / alpha) silence s t 1%nat) J). intro t. cbn [run]. generalize (run (diloco_ alpha eta mu) ((1 - w) / alpha) silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.

Theorem rounds_diloco_stability_region : forall (h : R) (eta : R) (mu : R) (alpha : R) (K : nat) (M : nat),
    (0 < h) ->
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
    (0 < alpha) ->
    ((1 <= K)%nat) ->
    ((1 <= M)%nat) ->
  (stable (diloco (M)%nat (K)%nat alpha eta mu) h <-> (0 < (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat))) /\ 0 < ((2 * mu) + 2 - (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat)))))).
Proof.
intros h eta mu alpha K M h_low eta_low mu_low mu_high alpha_low K_first M_first.
assert (M_positive : 0 < INR M) by (apply lt_0_INR; lia).
assert (K_positive : 0 < INR K) by (apply lt_0_INR; lia).
assert (L := diloco__linear alpha eta mu ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (I := diloco__invariant alpha eta mu ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (R := diloco_round M K alpha eta mu h ltac:(lra) ltac:(lra)).
assert (E := rounds_diloco_stability_region_once eta mu alpha ((1 - (alpha * h)) ^ (K)%nat)).
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact eta_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact mu_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact mu_high); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact alpha_low); specialize (E X); clear X end.
rename E into V.
assert (Q : stable (diloco (M)%nat (K)%nat alpha eta mu) h <-> stable (diloco_ alpha eta mu) ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)) by (apply (round_stable (diloco (M)%nat (K)%nat alpha eta mu) (diloco_ alpha eta mu) h ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) (fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M))); first [exact L | exact I | exact R | exact S | exact N | reflexivity | (intro; reflexivity)]).
split; [intro H; apply Q, V in H; destruct H as (H0 & H1)|intros (H0 & H1); apply Q, V]; repeat split; first [(apply (positive_same _ _ H0); equal) | (apply (positive_same _ _ H1); equal)].
Qed.
Print Assumptions rounds_diloco_stability_region.
