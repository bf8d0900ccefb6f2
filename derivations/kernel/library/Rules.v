(* An update rule on one coordinate of the noisy quadratic model, and what it determines: responses, risk, stability. *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences.
Open Scope R_scope.

Definition state := nat -> R.

(* A rule as it is written: the state at the start, one update, the iterate that is looked at. An update is given the step's number, the
   gradient on each of its minibatches (a function of the point), the curvature and the state. *)
Record rule := {
  minibatches : nat;
  init : R -> state;
  update : nat -> (nat -> R -> R) -> R -> state -> state;
  read : state -> R
}.

(* The gradient on minibatch j: h times the point, plus that minibatch's noise. *)
Definition oracle (h : R) (noise : nat -> R) (j : nat) (point : R) : R := h * point + noise j.
Definition step (r : rule) (h : R) (k : nat) (noise : nat -> R) (s : state) : state := update r k (oracle h noise) h s.
Fixpoint run (r : rule) (h : R) (noise : nat -> nat -> R) (s : state) (t : nat) : state :=
  match t with O => s | S k => step r h k (noise k) (run r h noise s k) end.

Definition none : nat -> R := fun _ => 0.
Definition silence : nat -> nat -> R := fun _ => none.
Definition unit (j : nat) : nat -> R := fun i => if Nat.eqb i j then 1 else 0.
Definition impulse (k j : nat) : nat -> nat -> R := fun i => if Nat.eqb i k then unit j else none.
Definition rest : state := fun _ => 0.

Definition mean_response r h t := read r (run r h silence (init r 1) t).
Definition noise_response r h k j t := read r (run r h (impulse k j) rest t).

(* E h/2 theta_t^2 for E h/2 theta_0^2 = l0 and uncorrelated noises of variance c/B: see expected_loss. *)
Definition risk r h c B l0 t :=
  l0 * square (mean_response r h t) + h * c / (2 * B) * sum t (fun k => sum (minibatches r) (fun j => square (noise_response r h k j t))).
Definition steady_state r h c B limit := forall l0, 0 <= l0 -> Un_cv (risk r h c B l0) limit.

(* Stable: without noise, every number of the state tends to 0 from every state. *)
Definition stable r h := forall s i, vanishes (fun t => run r h silence s t i).

Record linear (r : rule) (h : R) : Prop := {
  step_linear : forall k a noise noise' s s', step r h k (fun j => noise j + a * noise' j) (fun i => s i + a * s' i)
                = (fun i => step r h k noise s i + a * step r h k noise' s' i);
  step_local : forall k noise noise' s, (forall j, (j < minibatches r)%nat -> noise j = noise' j) -> step r h k noise s = step r h k noise' s;
  read_linear : forall a s s', read r (fun i => s i + a * s' i) = read r s + a * read r s';
  init_linear : forall x, init r x = fun i => x * init r 1 i
}.
Definition time_invariant r h := forall k noise s, step r h k noise s = step r h 0 noise s.

Section Linear.
Variables (r : rule) (h : R).
Hypothesis L : linear r h.

Lemma step_rest : forall k, step r h k none rest = rest.
Proof.
  intro k. assert (E := step_linear r h L k (-1) none none rest rest). apply functional_extensionality. intro i.
  assert (F := f_equal (fun f => f i) E). cbv beta in F.
  replace (fun j => none j + -1 * none j) with none in F by (apply functional_extensionality; intro; unfold none; ring).
  replace (fun i => rest i + -1 * rest i) with rest in F by (apply functional_extensionality; intro; unfold rest; ring).
  rewrite F. unfold rest. ring.
Qed.

Lemma read_rest : read r rest = 0.
Proof.
  assert (E := read_linear r h L (-1) rest rest).
  replace (fun i => rest i + -1 * rest i) with rest in E by (apply functional_extensionality; intro; unfold rest; ring). lra.
Qed.

Lemma step_scale : forall k a noise s, step r h k (fun j => a * noise j) (fun i => a * s i) = fun i => a * step r h k noise s i.
Proof.
  intros k a noise s. assert (E := step_linear r h L k a none noise rest s). rewrite step_rest in E.
  replace (fun j => none j + a * noise j) with (fun j => a * noise j) in E by (apply functional_extensionality; intro; unfold none; ring).
  replace (fun i => rest i + a * s i) with (fun i => a * s i) in E by (apply functional_extensionality; intro; unfold rest; ring).
  rewrite E. apply functional_extensionality; intro; unfold rest; ring.
Qed.

Lemma read_scale : forall a s, read r (fun i => a * s i) = a * read r s.
Proof.
  intros a s. assert (E := read_linear r h L a rest s). rewrite read_rest in E.
  replace (fun i => rest i + a * s i) with (fun i => a * s i) in E by (apply functional_extensionality; intro; unfold rest; ring). lra.
Qed.

Lemma step_split : forall k noise s, step r h k noise s = fun i => step r h k none s i + step r h k noise rest i.
Proof.
  intros k noise s. assert (E := step_linear r h L k 1 none noise s rest).
  replace (fun j => none j + 1 * noise j) with noise in E by (apply functional_extensionality; intro; unfold none; ring).
  replace (fun i => s i + 1 * rest i) with s in E by (apply functional_extensionality; intro; unfold rest; ring).
  rewrite E. apply functional_extensionality; intro; ring.
Qed.

Lemma step_noise : forall m k noise i, (forall j, (m <= j)%nat -> noise j = 0) ->
  step r h k noise rest i = sum m (fun j => noise j * step r h k (unit j) rest i).
Proof.
  induction m as [|m IH]; intros k noise i Z.
  - replace noise with none; [rewrite step_rest; reflexivity|]. apply functional_extensionality. intro j. symmetry. apply Z. lia.
  - cbn [sum]. set (rest_of := fun j => if Nat.eqb j m then 0 else noise j).
    assert (E := step_linear r h L k (noise m) rest_of (unit m) rest rest).
    replace (fun j => rest_of j + noise m * unit m j) with noise in E.
    2: { apply functional_extensionality. intro j. unfold rest_of, unit. destruct (Nat.eqb j m) eqn:Q; [apply Nat.eqb_eq in Q; subst; ring|ring]. }
    replace (fun i => rest i + noise m * rest i) with rest in E by (apply functional_extensionality; intro; unfold rest; ring).
    rewrite E. cbv beta. rewrite (IH k rest_of i).
    + f_equal. apply sum_ext. intros j Hj. unfold rest_of. replace (Nat.eqb j m) with false by (symmetry; apply Nat.eqb_neq; lia). reflexivity.
    + intros j Hj. unfold rest_of. destruct (Nat.eqb j m) eqn:Q; [reflexivity|]. apply Z. apply Nat.eqb_neq in Q. lia.
Qed.

Lemma step_noises : forall k noise i, step r h k noise rest i = sum (minibatches r) (fun j => noise j * step r h k (unit j) rest i).
Proof.
  intros k noise i. set (cut := fun j => if Nat.ltb j (minibatches r) then noise j else 0).
  rewrite (step_local r h L k noise cut).
  - rewrite (step_noise (minibatches r)).
    + apply sum_ext. intros j Hj. unfold cut. replace (Nat.ltb j (minibatches r)) with true; [reflexivity|]. symmetry. apply Nat.ltb_lt. exact Hj.
    + intros j Hj. unfold cut. replace (Nat.ltb j (minibatches r)) with false; [reflexivity|]. symmetry. apply Nat.ltb_ge. exact Hj.
  - intros j Hj. unfold cut. replace (Nat.ltb j (minibatches r)) with true; [reflexivity|]. symmetry. apply Nat.ltb_lt. exact Hj.
Qed.

Lemma run_rest : forall noise t, (forall k, (k < t)%nat -> noise k = none) -> run r h noise rest t = rest.
Proof.
  intros noise t; induction t as [|t IH]; intro Z; [reflexivity|]. cbn. rewrite IH, Z by (intros; try apply Z; lia). apply step_rest.
Qed.

Lemma impulse_before : forall t j, run r h (impulse t j) rest t = rest.
Proof.
  intros t j. apply run_rest. intros k Hk. unfold impulse. replace (Nat.eqb k t) with false; [reflexivity|]. symmetry. apply Nat.eqb_neq. lia.
Qed.

Lemma impulse_at : forall t j, run r h (impulse t j) rest (S t) = step r h t (unit j) rest.
Proof. intros t j. cbn. rewrite impulse_before. unfold impulse. rewrite Nat.eqb_refl. reflexivity. Qed.

Lemma impulse_after : forall t k j, (k < t)%nat -> run r h (impulse k j) rest (S t) = step r h t none (run r h (impulse k j) rest t).
Proof. intros t k j Hk. cbn. unfold impulse at 1. replace (Nat.eqb t k) with false; [reflexivity|]. symmetry. apply Nat.eqb_neq. lia. Qed.

(* Superposition: the start and every noise act alone. *)
Lemma step_sum : forall m k (f : nat -> state), step r h k none (fun i => sum m (fun l => f l i)) = fun i => sum m (fun l => step r h k none (f l) i).
Proof.
  induction m as [|m IH]; intros k f; [apply step_rest|].
  assert (E := step_linear r h L k 1 none none (fun i => sum m (fun l => f l i)) (f m)).
  replace (fun j => none j + 1 * none j) with none in E by (apply functional_extensionality; intro; unfold none; ring).
  replace (fun i => sum (S m) (fun l => f l i)) with (fun i => sum m (fun l => f l i) + 1 * f m i) by (apply functional_extensionality; intro; cbn; ring).
  rewrite E, IH. apply functional_extensionality; intro; cbn; ring.
Qed.

Lemma superposition : forall noise x t i, run r h noise (init r x) t i = x * run r h silence (init r 1) t i
  + sum t (fun k => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i)).
Proof.
  intros noise x t. induction t as [|t IH]; intro i.
  - cbn. rewrite (init_linear r h L x). ring.
  - change (run r h noise (init r x) (S t)) with (step r h t (noise t) (run r h noise (init r x) t)).
    rewrite step_split. rewrite step_noises.
    set (D := fun i => sum t (fun k => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i))).
    replace (run r h noise (init r x) t) with (fun i => D i + x * run r h silence (init r 1) t i)
      by (apply functional_extensionality; intro; rewrite IH; unfold D; ring).
    assert (E := step_linear r h L t x none none D (run r h silence (init r 1) t)).
    replace (fun j => none j + x * none j) with none in E by (apply functional_extensionality; intro; unfold none; ring).
    rewrite E. cbv beta. change (run r h silence (init r 1) (S t) i) with (step r h t none (run r h silence (init r 1) t) i).
    unfold D. rewrite (step_sum t t (fun k i => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i))). cbv beta.
    cbn [sum]. rewrite (sum_ext (minibatches r) (fun j => noise t j * run r h (impulse t j) rest (S t) i) (fun j => noise t j * step r h t (unit j) rest i))
      by (intros; rewrite impulse_at; reflexivity).
    rewrite (sum_ext t (fun k => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest (S t) i))
      (fun k => step r h t none (fun i => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i)) i)).
    + ring.
    + intros k Hk. rewrite (step_sum (minibatches r) t (fun j i => noise k j * run r h (impulse k j) rest t i)). apply sum_ext. intros j Hj.
      rewrite (impulse_after t k j Hk).
      replace (fun i => noise k j * run r h (impulse k j) rest t i) with (fun i => noise k j * run r h (impulse k j) rest t i) by reflexivity.
      assert (F := step_scale t (noise k j) none (run r h (impulse k j) rest t)).
      replace (fun l => noise k j * none l) with none in F by (apply functional_extensionality; intro; unfold none; ring).
      rewrite F. reflexivity.
Qed.

Lemma read_sum : forall m (f : nat -> state), read r (fun i => sum m (fun l => f l i)) = sum m (fun l => read r (f l)).
Proof.
  induction m as [|m IH]; intro f; [apply read_rest|].
  assert (E := read_linear r h L 1 (fun i => sum m (fun l => f l i)) (f m)).
  replace (fun i => sum (S m) (fun l => f l i)) with (fun i => sum m (fun l => f l i) + 1 * f m i) by (apply functional_extensionality; intro; cbn; ring).
  rewrite E, IH. cbn. ring.
Qed.

Lemma iterate : forall noise x t, read r (run r h noise (init r x) t) = x * mean_response r h t
  + sum t (fun k => sum (minibatches r) (fun j => noise k j * noise_response r h k j t)).
Proof.
  intros noise x t.
  replace (run r h noise (init r x) t) with (fun i => sum t (fun k => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i))
    + x * run r h silence (init r 1) t i) by (apply functional_extensionality; intro; rewrite (superposition noise x t); ring).
  rewrite (read_linear r h L x (fun i => sum t (fun k => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i)))).
  rewrite (read_sum t (fun k i => sum (minibatches r) (fun j => noise k j * run r h (impulse k j) rest t i))).
  unfold mean_response, noise_response. rewrite (sum_ext t _ (fun k => sum (minibatches r) (fun j => noise k j * read r (run r h (impulse k j) rest t)))).
  - ring.
  - intros k Hk. rewrite (read_sum (minibatches r) (fun j i => noise k j * run r h (impulse k j) rest t i)).
    apply sum_ext. intros j Hj. apply read_scale.
Qed.

(* Expectation: linear, the noises of mean square 1 and uncorrelated with one another and with the start (eqs. 1 to 3 of the paper). *)
Section Expectation.
Variables (Omega : Type) (E : (Omega -> R) -> R) (xi : nat -> nat -> Omega -> R) (theta0 : Omega -> R) (c B l0 : R).
Hypothesis E_linear : forall a f g, E (fun w => f w + a * g w) = E f + a * E g.
Hypothesis start : E (fun w => h / 2 * (theta0 w * theta0 w)) = l0.
Hypothesis start_apart : forall k j, E (fun w => theta0 w * xi k j w) = 0.
Hypothesis noise_unit : forall k j, E (fun w => xi k j w * xi k j w) = 1.
Hypothesis noise_apart : forall k j k' j', (k, j) <> (k', j') -> E (fun w => xi k j w * xi k' j' w) = 0.
Hypothesis curved : 0 < h.
Hypothesis batch : 0 < B.
Hypothesis noisy : 0 <= c.

Lemma E_rest : E (fun _ => 0) = 0.
Proof. assert (X := E_linear (-1) (fun _ => 0) (fun _ => 0)); cbv beta in X. replace (fun _ : Omega => 0 + -1 * 0) with (fun _ : Omega => 0) in X by (apply functional_extensionality; intro; ring). lra. Qed.

Lemma E_scale : forall a f, E (fun w => a * f w) = a * E f.
Proof. intros a f. assert (X := E_linear a (fun _ => 0) f); cbv beta in X. replace (fun w => 0 + a * f w) with (fun w => a * f w) in X by (apply functional_extensionality; intro; ring). rewrite X, E_rest. ring. Qed.

Lemma E_added : forall a f g, E (fun w => f w * g w) = 0 -> E (fun w => g w * g w) = 1 ->
  E (fun w => (f w + a * g w) * (f w + a * g w)) = E (fun w => f w * f w) + a * a.
Proof.
  intros a f g O U. replace (fun w => (f w + a * g w) * (f w + a * g w)) with (fun w => (f w * f w + (2 * a) * (f w * g w)) + (a * a) * (g w * g w))
    by (apply functional_extensionality; intro; ring).
  rewrite (E_linear (a * a) (fun w => f w * f w + (2 * a) * (f w * g w)) (fun w => g w * g w)). rewrite (E_linear (2 * a) (fun w => f w * f w) (fun w => f w * g w)). rewrite O, U. ring.
Qed.

Variables (p : R) (a : nat -> nat -> R) (m : nat).
Let so_far t i w := p * theta0 w + (sum t (fun k => sum m (fun j => a k j * xi k j w)) + sum i (fun j => a t j * xi t j w)).

Lemma so_far_S : forall t i, so_far t (S i) = fun w => so_far t i w + a t i * xi t i w.
Proof. intros; apply functional_extensionality; intro w; unfold so_far; cbn; ring. Qed.
Lemma so_far_row : forall t, so_far (S t) 0 = so_far t m.
Proof. intros; apply functional_extensionality; intro w; unfold so_far; cbn; ring. Qed.
Lemma so_far_0 : so_far 0 0 = fun w => p * theta0 w.
Proof. apply functional_extensionality; intro w; unfold so_far; cbn; ring. Qed.

Lemma so_far_apart : forall t i k j, (t < k \/ (t = k /\ i <= j))%nat -> E (fun w => so_far t i w * xi k j w) = 0.
Proof.
  assert (G : forall t k j, (t <= k)%nat -> E (fun w => so_far t 0 w * xi k j w) = 0 /\
     forall i, (t < k \/ (t = k /\ i <= j))%nat -> E (fun w => so_far t i w * xi k j w) = 0).
  { assert (row : forall t k j, E (fun w => so_far t 0 w * xi k j w) = 0 -> forall i, (t < k \/ (t = k /\ i <= j))%nat -> E (fun w => so_far t i w * xi k j w) = 0).
    { intros t k j Z i. induction i as [|i IH]; intro Hi; [exact Z|]. rewrite so_far_S.
      replace (fun w => (so_far t i w + a t i * xi t i w) * xi k j w) with (fun w => so_far t i w * xi k j w + a t i * (xi t i w * xi k j w))
        by (apply functional_extensionality; intro; ring).
      rewrite (E_linear (a t i) (fun w => so_far t i w * xi k j w) (fun w => xi t i w * xi k j w)), IH, noise_apart by (try lia; intro K; inversion K; lia). ring. }
    intros t; induction t as [|t IH]; intros k j Hk.
    - assert (Z : E (fun w => so_far 0 0 w * xi k j w) = 0).
      { rewrite so_far_0. replace (fun w => p * theta0 w * xi k j w) with (fun w => p * (theta0 w * xi k j w)) by (apply functional_extensionality; intro; ring).
        rewrite E_scale, start_apart. ring. }
      split; [exact Z|apply row; exact Z].
    - assert (Z : E (fun w => so_far (S t) 0 w * xi k j w) = 0) by (rewrite so_far_row; apply (proj2 (IH k j ltac:(lia))); lia).
      split; [exact Z|apply row; exact Z]. }
  intros t i k j H. apply (proj2 (G t k j ltac:(lia))). exact H.
Qed.

Lemma mean_square : forall t, E (fun w => so_far t 0 w * so_far t 0 w) = p * p * E (fun w => theta0 w * theta0 w) + sum t (fun k => sum m (fun j => a k j * a k j)).
Proof.
  assert (row : forall t i, E (fun w => so_far t i w * so_far t i w) = E (fun w => so_far t 0 w * so_far t 0 w) + sum i (fun j => a t j * a t j)).
  { intros t i; induction i as [|i IH]; [cbn; ring|]. rewrite so_far_S. rewrite E_added; [rewrite IH; cbn; ring|apply so_far_apart; lia|apply noise_unit]. }
  induction t as [|t IH].
  - rewrite so_far_0. replace (fun w => p * theta0 w * (p * theta0 w)) with (fun w => (p * p) * (theta0 w * theta0 w)) by (apply functional_extensionality; intro; ring).
    rewrite E_scale. cbn. ring.
  - rewrite so_far_row, row, IH. cbn. ring.
Qed.
End Expectation.

(* The passage from random iterates to moments: the expected loss after t updates is the risk. *)
Theorem expected_loss : forall (Omega : Type) (E : (Omega -> R) -> R) (xi : nat -> nat -> Omega -> R) (theta0 : Omega -> R) (c B l0 : R),
  (forall a f g, E (fun w => f w + a * g w) = E f + a * E g) ->
  E (fun w => h / 2 * (theta0 w * theta0 w)) = l0 ->
  (forall k j, E (fun w => theta0 w * xi k j w) = 0) ->
  (forall k j, E (fun w => xi k j w * xi k j w) = 1) ->
  (forall k j k' j', (k, j) <> (k', j') -> E (fun w => xi k j w * xi k' j' w) = 0) ->
  0 < h -> 0 < B -> 0 <= c -> forall t,
  E (fun w => h / 2 * square (read r (run r h (fun k j => sqrt (c / B) * xi k j w) (init r (theta0 w)) t))) = risk r h c B l0 t.
Proof.
  intros Omega E xi theta0 c B l0 EL S0 SA NU NA Hh HB Hc t.
  assert (G := mean_square Omega E xi theta0 EL SA NU NA (mean_response r h t) (fun k j => sqrt (c / B) * noise_response r h k j t) (minibatches r) t).
  cbv beta in G. cbn [sum] in G.
  replace (fun w => h / 2 * square (read r (run r h (fun k j => sqrt (c / B) * xi k j w) (init r (theta0 w)) t))) with
    (fun w => h / 2 * ((mean_response r h t * theta0 w + (sum t (fun k => sum (minibatches r) (fun j => sqrt (c / B) * noise_response r h k j t * xi k j w)) + 0))
      * (mean_response r h t * theta0 w + (sum t (fun k => sum (minibatches r) (fun j => sqrt (c / B) * noise_response r h k j t * xi k j w)) + 0)))).
  2: { apply functional_extensionality. intro w. rewrite iterate. unfold square.
       rewrite (sum_ext t (fun k => sum (minibatches r) (fun j => sqrt (c / B) * xi k j w * noise_response r h k j t))
         (fun k => sum (minibatches r) (fun j => sqrt (c / B) * noise_response r h k j t * xi k j w))).
       ring. intros k _. apply sum_ext. intros j _. ring. }
  rewrite (E_scale Omega E EL (h / 2)). rewrite G. rewrite (E_scale Omega E EL (h / 2)) in S0.
  unfold risk. rewrite <- S0.
  rewrite (sum_ext t _ (fun k => c / B * sum (minibatches r) (fun j => square (noise_response r h k j t)))).
  - rewrite sum_scale. unfold square. field. lra.
  - intros k _. rewrite <- sum_scale. apply sum_ext. intros j _. unfold square.
    replace (c / B) with (sqrt (c / B) * sqrt (c / B)) at 3; [ring|]. apply sqrt_sqrt. unfold Rdiv. apply Rmult_le_pos; [exact Hc|]. left; apply Rinv_0_lt_compat; exact HB.
Qed.

(* Time-invariant rules: the noise of a step is read as many steps later as have passed. *)
Definition impulse_response j t := read r (run r h silence (step r h 0 (unit j) rest) t).

Lemma run_shift : time_invariant r h -> forall k j n, run r h (impulse k j) rest (S k + n) = run r h silence (step r h 0 (unit j) rest) n.
Proof.
  intros T k j n; induction n as [|n IH].
  - rewrite Nat.add_0_r, impulse_at. rewrite T. reflexivity.
  - replace (S k + S n)%nat with (S (S k + n)) by lia. rewrite impulse_after by lia. rewrite IH. cbn. rewrite T. symmetry. rewrite T. reflexivity.
Qed.

Lemma risk_invariant : time_invariant r h -> forall c B l0 t, risk r h c B l0 t =
  l0 * square (mean_response r h t) + h * c / (2 * B) * sum (minibatches r) (fun j => sum_of_squares (impulse_response j) t).
Proof.
  intros T c B l0 t. unfold risk. f_equal. f_equal.
  assert (swap : forall n m f, sum n (fun k => sum m (fun j => f k j)) = sum m (fun j => sum n (fun k => f k j))).
  { induction n as [|n IH]; intros m f; cbn; [rewrite sum_zero; reflexivity|]. rewrite IH. symmetry. apply sum_plus. }
  rewrite swap. apply sum_ext. intros j _. unfold sum_of_squares. rewrite <- (sum_reverse t (fun k => square (impulse_response j k))).
  apply sum_ext. intros k Hk. f_equal. unfold noise_response, impulse_response. f_equal.
  replace t with (S k + (t - 1 - k))%nat at 1 by lia. rewrite (run_shift T). reflexivity.
Qed.

(* Any linear rule: what the noises have built up, seen by two linear functionals. *)
Definition built (f g : state -> R) t := sum t (fun k => sum (minibatches r) (fun j => f (run r h (impulse k j) rest t) * g (run r h (impulse k j) rest t))).

Lemma built_next : forall f g t, built f g (S t) = built (fun s => f (step r h t none s)) (fun s => g (step r h t none s)) t
  + sum (minibatches r) (fun j => f (step r h t (unit j) rest) * g (step r h t (unit j) rest)).
Proof.
  intros f g t. unfold built. cbn [sum]. f_equal.
  - apply sum_ext. intros k Hk. apply sum_ext. intros j _. rewrite impulse_after by exact Hk. reflexivity.
  - apply sum_ext. intros j _. rewrite impulse_at. reflexivity.
Qed.

Lemma built_plus : forall f f' g a b t, built (fun s => a * f s + b * f' s) g t = a * built f g t + b * built f' g t.
Proof.
  intros. unfold built. rewrite <- !sum_scale, <- sum_plus. apply sum_ext. intros k _. rewrite <- !sum_scale, <- sum_plus. apply sum_ext. intros j _. ring.
Qed.

Lemma built_sym : forall f g t, built f g t = built g f t.
Proof. intros. unfold built. apply sum_ext. intros k _. apply sum_ext. intros j _. ring. Qed.

Lemma built_ext : forall f f' g g' t, (forall s, f s = f' s) -> (forall s, g s = g' s) -> built f g t = built f' g' t.
Proof. intros f f' g g' t F G. unfold built. apply sum_ext. intros k _. apply sum_ext. intros j _. rewrite F, G. reflexivity. Qed.

Lemma risk_built : forall c B l0 t, risk r h c B l0 t = l0 * square (mean_response r h t) + h * c / (2 * B) * built (read r) (read r) t.
Proof. reflexivity. Qed.

End Linear.

(* The matrix of an update without noise, and what is made of it. *)
Definition entry (r : rule) (h : R) (i j : nat) : R := step r h 0 none (unit j) i.
Definition det2 (a b c d : R) := a * d - b * c.
Definition det3 (a b c d e f g i j : R) := a * (e * j - f * i) - b * (d * j - f * g) + c * (d * i - e * g).
Definition characteristic1 r h z := z - entry r h 0 0.
Definition characteristic2 r h z := det2 (z - entry r h 0 0) (- entry r h 0 1) (- entry r h 1 0) (z - entry r h 1 1).
Definition characteristic3 r h z :=
  det3 (z - entry r h 0 0) (- entry r h 0 1) (- entry r h 0 2) (- entry r h 1 0) (z - entry r h 1 1) (- entry r h 1 2)
       (- entry r h 2 0) (- entry r h 2 1) (z - entry r h 2 2).
Definition trace2 r h := entry r h 0 0 + entry r h 1 1.
Definition determinant2 r h := det2 (entry r h 0 0) (entry r h 0 1) (entry r h 1 0) (entry r h 1 1).

(* Complex numbers that are the roots of a rule of one or two states. *)
Definition root1 r h (r1 : C) := r1 = real (entry r h 0 0).
Definition roots2_of r h (r1 r2 : C) := (r1 + r2 = real (trace2 r h))%C /\ (r1 * r2 = real (determinant2 r h))%C.

Definition larger_root r h (x : R) := characteristic2 r h x = 0 /\ forall y, characteristic2 r h y = 0 -> y <= x.
(* The squared modulus of the root of larger modulus. *)
Definition squared_radius r h (x : R) := exists r1 r2 : C, roots2_of r h r1 r2 /\ Rmax (norm2 r1) (norm2 r2) = x.

(* E g(theta)^2 on one minibatch. *)
Definition mean_square_gradient h c B theta (value : R) := forall (Omega : Type) (E : (Omega -> R) -> R) (xi : Omega -> R),
  (forall a f g, E (fun w => f w + a * g w) = E f + a * E g) -> E (fun _ => 1) = 1 -> E xi = 0 -> E (fun w => xi w * xi w) = 1 ->
  E (fun w => square (oracle h (fun _ => sqrt (c / B) * xi w) 0 theta)) = value.

(* (E u^2, E v^2, E uv) one update on, for the state (u, v) = (a s_0, b s_1): for every state. *)
Definition second_moments r h a b (m : nat -> nat -> R) := forall s, let u := a * s 0%nat in let v := b * s 1%nat in
  let s' := step r h 0 none s in let u' := a * s' 0%nat in let v' := b * s' 1%nat in
  u' * u' = m 0%nat 0%nat * (u * u) + m 0%nat 1%nat * (v * v) + m 0%nat 2%nat * (u * v) /\
  v' * v' = m 1%nat 0%nat * (u * u) + m 1%nat 1%nat * (v * v) + m 1%nat 2%nat * (u * v) /\
  u' * v' = m 2%nat 0%nat * (u * u) + m 2%nat 1%nat * (v * v) + m 2%nat 2%nat * (u * v).
(* det(x I - m) for an m that does that *)
Definition second_moment_polynomial r h a b x (value : R) := exists m, second_moments r h a b m /\
  det3 (x - m 0%nat 0%nat) (- m 0%nat 1%nat) (- m 0%nat 2%nat) (- m 1%nat 0%nat) (x - m 1%nat 1%nat) (- m 1%nat 2%nat)
       (- m 2%nat 0%nat) (- m 2%nat 1%nat) (x - m 2%nat 2%nat) = value.

Definition atanh (x : R) := / 2 * ln ((1 + x) / (1 - x)).

(* 1/2 sum over i = 1, ..., d of (1/i)/(1 + N/i): the Bayes risk of the standard problem after N examples. *)
Definition bayes_risk (d : nat) (N : R) := / 2 * sum d (fun k => / INR (S k) / (1 + N / INR (S k))).

(* The steady state of a stable rule: the mean dies out, and the squares of the noise's responses have sums. *)
Lemma sum_cv : forall m (f : nat -> nat -> R) (T : nat -> R), (forall j, (j < m)%nat -> Un_cv (f j) (T j)) ->
  Un_cv (fun t => sum m (fun j => f j t)) (sum m T).
Proof.
  induction m as [|m IH]; intros f T H; [exact (cv_const 0)|]. cbn.
  apply (CV_plus (fun t => sum m (fun j => f j t)) (f m)); [apply IH; intros; apply H; lia|apply H; lia].
Qed.

Lemma steady_by_totals : forall r h c B v (T : nat -> R), linear r h -> time_invariant r h -> vanishes (mean_response r h) ->
  (forall j, (j < minibatches r)%nat -> Un_cv (sum_of_squares (impulse_response r h j)) (T j)) ->
  v = h * c / (2 * B) * sum (minibatches r) T -> steady_state r h c B v.
Proof.
  intros r h c B v T L I V H E l0 _. rewrite E.
  apply (cv_ext (fun t => l0 * square (mean_response r h t) + h * c / (2 * B) * sum (minibatches r) (fun j => sum_of_squares (impulse_response r h j) t))).
  - intro t. symmetry. apply risk_invariant; assumption.
  - replace (h * c / (2 * B) * sum (minibatches r) T) with (l0 * 0 + h * c / (2 * B) * sum (minibatches r) T) by ring.
    apply (CV_plus (fun t => l0 * square (mean_response r h t))).
    + apply CV_mult; [apply cv_const|apply vanishes_mult; exact V].
    + apply CV_mult; [apply cv_const|]. apply (sum_cv (minibatches r) (fun j => sum_of_squares (impulse_response r h j))). exact H.
Qed.

Lemma geometric : forall q y t, (forall t, y (S t) = q * y t) -> y t = q ^ t * y 0%nat.
Proof. intros q y t H. induction t as [|t IH]; [cbn; ring|]. rewrite H, IH. cbn. ring. Qed.

Lemma sum_geometric : forall q y t, 1 - q * q <> 0 -> (forall t, y (S t) = q * y t) ->
  sum_of_squares y t = square (y 0%nat) * (1 - q ^ t * q ^ t) / (1 - q * q).
Proof.
  intros q y t N H. induction t as [|t IH]; [unfold sum_of_squares; cbn; field; exact N|].
  change (sum_of_squares y (S t)) with (sum_of_squares y t + square (y t)). rewrite IH, (geometric q y t H). unfold square. cbn. field. exact N.
Qed.

(* One state, one minibatch: the risk in powers of the root. *)
Lemma risk_of_one : forall r h q, linear r h -> time_invariant r h -> minibatches r = 1%nat ->
  (forall s, read r (step r h 0 none s) = q * read r s) -> 1 - q * q <> 0 -> forall c B l0 t,
  risk r h c B l0 t = l0 * square (q ^ t * mean_response r h 0)
    + h * c / (2 * B) * (square (impulse_response r h 0 0) * (1 - q ^ t * q ^ t) / (1 - q * q)).
Proof.
  intros r h q L I M H N c B l0 t. rewrite risk_invariant by assumption. rewrite M. cbn [sum].
  assert (G : forall s t, read r (run r h silence s (S t)) = q * read r (run r h silence s t)).
  { intros s n. cbn. rewrite I. apply H. }
  rewrite (geometric q (mean_response r h) t) by (intro; apply G).
  rewrite (sum_geometric q (impulse_response r h 0) t N) by (intro; apply G). ring.
Qed.

(* Any two sequences with one recurrence and one beginning are one. *)
Lemma unique1 : forall d y z, rec1 d y -> rec1 d z -> y 0%nat = z 0%nat -> forall t, y t = z t.
Proof. intros d y z Y Z E t; induction t as [|t IH]; [exact E|]. rewrite Y, Z, IH. reflexivity. Qed.
Lemma unique2 : forall d1 d2 y z, rec2 d1 d2 y -> rec2 d1 d2 z -> y 0%nat = z 0%nat -> y 1%nat = z 1%nat -> forall t, y t = z t.
Proof.
  intros d1 d2 y z Y Z E0 E1 t. cut (y t = z t /\ y (S t) = z (S t)); [tauto|].
  induction t as [|t [I0 I1]]; [auto|]. split; [exact I1|]. rewrite Y, Z, I0, I1. reflexivity.
Qed.
Lemma unique3 : forall d1 d2 d3 y z, rec3 d1 d2 d3 y -> rec3 d1 d2 d3 z -> y 0%nat = z 0%nat -> y 1%nat = z 1%nat -> y 2%nat = z 2%nat ->
  forall t, y t = z t.
Proof.
  intros d1 d2 d3 y z Y Z E0 E1 E2 t. cut (y t = z t /\ y (S t) = z (S t) /\ y (S (S t)) = z (S (S t))); [tauto|].
  induction t as [|t (I0 & I1 & I2)]; [auto|]. repeat split; auto. rewrite Y, Z, I0, I1, I2. reflexivity.
Qed.
Lemma vanishes_later : forall y, (forall t, y (S t) = 0) -> vanishes y.
Proof. intros y H e He. exists 1%nat. intros [|n] Hn; [lia|]. rewrite H. unfold R_dist. rewrite Rminus_0_r, Rabs_R0. exact He. Qed.

(* One update on: a rule whose iterate goes on by itself. *)
Lemma risk_next : forall r h, linear r h -> forall c B l0 t a, (forall s, read r (step r h t none s) = a * read r s) ->
  risk r h c B l0 (S t) = a * a * risk r h c B l0 t
    + h * c / (2 * B) * sum (minibatches r) (fun j => square (read r (step r h t (unit j) rest))).
Proof.
  intros r h L c B l0 t a H. rewrite !risk_built. rewrite built_next by exact L.
  rewrite (built_ext r h _ (fun s => a * read r s + 0 * read r s) _ (fun s => a * read r s + 0 * read r s)) by (intro; rewrite H; ring).
  rewrite built_plus. rewrite (built_sym r h (read r) (fun s => a * read r s + 0 * read r s)). rewrite built_plus.
  assert (M : mean_response r h (S t) = a * mean_response r h t).
  { unfold mean_response. cbn [run]. change (silence t) with none. apply H. }
  rewrite M. unfold square. ring.
Qed.

Lemma risk_start : forall r h c B l0, risk r h c B l0 0 = l0 * square (read r (init r 1)).
Proof. intros. unfold risk, mean_response. cbn. ring. Qed.

Definition place (i : nat) (s : state) : R := s i.

Lemma built_two : forall r h f g a b a' b' p q t, (forall s, f s = a * p s + b * q s) -> (forall s, g s = a' * p s + b' * q s) ->
  built r h f g t = a * a' * built r h p p t + (a * b' + b * a') * built r h p q t + b * b' * built r h q q t.
Proof.
  intros r h f g a b a' b' p q t F G.
  rewrite (built_ext r h f (fun s => a * p s + b * q s) g (fun s => a' * p s + b' * q s)) by assumption.
  rewrite built_plus. rewrite (built_sym r h p), (built_sym r h q (fun s => a' * p s + b' * q s)). rewrite !built_plus.
  rewrite (built_sym r h q p). ring.
Qed.

(* Two rules with the same updates but for the size of their noise. *)
Lemma same_run : forall r r' h h', (forall k s, step r h k none s = step r' h' k none s) -> forall s t, run r h silence s t = run r' h' silence s t.
Proof. intros r r' h h' H s t. induction t as [|t IH]; [reflexivity|]. cbn. rewrite IH. apply H. Qed.

Lemma same_risk : forall r r' h h' c c' B B' l0 f, linear r h -> linear r' h' -> time_invariant r h -> time_invariant r' h' ->
  minibatches r = 1%nat -> minibatches r' = 1%nat -> (forall k s, step r h k none s = step r' h' k none s) ->
  (forall s, read r s = read r' s) -> init r 1 = init r' 1 ->
  (step r h 0 (unit 0) rest = fun i => f * step r' h' 0 (unit 0) rest i) -> h * c / (2 * B) * (f * f) = h' * c' / (2 * B') ->
  forall t, risk r h c B l0 t = risk r' h' c' B' l0 t.
Proof.
  intros r r' h h' c c' B B' l0 f L L' I I' M M' S Rd In N F t.
  rewrite !risk_invariant by assumption. rewrite M, M'. cbn [sum].
  assert (P : mean_response r h t = mean_response r' h' t).
  { unfold mean_response. rewrite In, Rd, (same_run r r' h h' S). reflexivity. }
  assert (Q : forall n, impulse_response r h 0 n = f * impulse_response r' h' 0 n).
  { intro n. unfold impulse_response. rewrite N, Rd, (same_run r r' h h' S).
    rewrite <- (read_scale r' h' L'). f_equal. induction n as [|n IH]; [reflexivity|]. cbn. rewrite IH.
    assert (Z := step_scale r' h' L' n f none (run r' h' silence (step r' h' 0 (unit 0) rest) n)).
    replace (fun j => f * none j) with none in Z by (apply functional_extensionality; intro; unfold none; ring). exact Z. }
  rewrite P. unfold sum_of_squares.
  rewrite (sum_ext t (fun k => square (impulse_response r h 0 k)) (fun k => (f * f) * square (impulse_response r' h' 0 k)))
    by (intros k _; rewrite Q; unfold square; ring).
  rewrite sum_scale, <- F. ring.
Qed.

Lemma mean_square_of_gradient : forall h c B theta v, 0 <= c / B -> v = square (h * theta) + c / B -> mean_square_gradient h c B theta v.
Proof.
  intros h c B theta v N V Omega E xi L One Mean Unit. rewrite V. unfold square, oracle.
  replace (fun w => (h * theta + sqrt (c / B) * xi w) * (h * theta + sqrt (c / B) * xi w)) with
    (fun w => ((h * theta) * (h * theta)) * 1 + 1 * ((2 * (h * theta) * sqrt (c / B)) * xi w + (sqrt (c / B) * sqrt (c / B)) * (xi w * xi w)))
    by (apply functional_extensionality; intro; ring).
  assert (Z : E (fun _ => 0) = 0).
  { assert (X := L (-1) (fun _ => 0) (fun _ => 0)). cbv beta in X. replace (fun _ : Omega => 0 + -1 * 0) with (fun _ : Omega => 0) in X by (apply functional_extensionality; intro; ring). lra. }
  assert (Scale : forall a f, E (fun w => a * f w) = a * E f).
  { intros a f. assert (X := L a (fun _ => 0) f). cbv beta in X. replace (fun w => 0 + a * f w) with (fun w => a * f w) in X by (apply functional_extensionality; intro; ring). lra. }
  rewrite (L 1 (fun _ => ((h * theta) * (h * theta)) * 1)). rewrite (Scale ((h * theta) * (h * theta)) (fun _ => 1)), One.
  rewrite (L (sqrt (c / B) * sqrt (c / B)) (fun w => (2 * (h * theta) * sqrt (c / B)) * xi w) (fun w => xi w * xi w)).
  rewrite (Scale (2 * (h * theta) * sqrt (c / B)) xi). replace (E (fun w => xi w)) with (E xi) by reflexivity. rewrite Mean, Unit, sqrt_sqrt by exact N. ring.
Qed.

(* Two real roots, and a complex pair. *)
Lemma larger_root_of : forall r h d1 d2 x, (forall z, characteristic2 r h z = z * z + d1 * z + d2) -> x * x + d1 * x + d2 = 0 -> - d1 - x <= x ->
  larger_root r h x.
Proof.
  intros r h d1 d2 x H E L. split; [rewrite H; exact E|]. intros y Y. rewrite H in Y.
  assert (P : (y - x) * (y - (- d1 - x)) = 0) by nra. apply Rmult_integral in P. lra.
Qed.

Lemma squared_radius_of : forall r h, 0 < 4 * determinant2 r h - trace2 r h * trace2 r h -> squared_radius r h (determinant2 r h).
Proof.
  intros r h H. set (s := sqrt (4 * determinant2 r h - trace2 r h * trace2 r h)).
  assert (S2 : s * s = 4 * determinant2 r h - trace2 r h * trace2 r h) by (apply sqrt_sqrt; lra).
  exists (complex (trace2 r h / 2) (s / 2)), (complex (trace2 r h / 2) (- (s / 2))). unfold roots2_of. repeat split.
  - apply C_eq; cbn; field.
  - apply C_eq; cbn; [|ring]. replace (trace2 r h / 2 * (trace2 r h / 2) - s / 2 * - (s / 2)) with ((trace2 r h * trace2 r h + s * s) / 4) by field.
    rewrite S2. field.
  - unfold norm2; cbn. replace (- (s / 2) * - (s / 2)) with (s / 2 * (s / 2)) by ring. rewrite Rmax_left by lra.
    replace (trace2 r h / 2 * (trace2 r h / 2) + s / 2 * (s / 2)) with ((trace2 r h * trace2 r h + s * s) / 4) by field. rewrite S2. field.
Qed.

(* The Bayes risk decreases in the number of examples; at whole numbers it is bounded in integers. *)
Fixpoint quotients (bits : Z) (N : Z) (d : nat) : Z := match d with O => 0%Z | S k => (quotients bits N k + (bits / (N + Z.of_nat (S k)) + 1))%Z end.
Lemma bayes_risk_bounded : forall bits N d x, (0 < bits)%Z -> (0 <= N)%Z -> IZR N <= x -> bayes_risk d x <= / 2 * (IZR (quotients bits N d) / IZR bits).
Proof.
  intros bits N d x Hb HN Hx. unfold bayes_risk. apply Rmult_le_compat_l; [lra|].
  assert (B0 : 0 < IZR bits) by (apply IZR_lt; exact Hb).
  induction d as [|d IH]; [cbn; unfold Rdiv; lra|].
  cbn [sum quotients]. rewrite plus_IZR.
  apply Rle_trans with (IZR (quotients bits N d) / IZR bits + IZR (bits / (N + Z.of_nat (S d)) + 1) / IZR bits); [|right; field; lra].
  apply Rplus_le_compat; [exact IH|].
  assert (I0 : 0 < INR (S d)) by (apply lt_0_INR; lia).
  assert (D0 : (0 < N + Z.of_nat (S d))%Z) by lia.
  assert (E : / INR (S d) / (1 + x / INR (S d)) = / (INR (S d) + x)).
  { assert (0 <= IZR N) by (apply IZR_le; exact HN). field. split; lra. }
  rewrite E. assert (D1 : 0 < IZR (N + Z.of_nat (S d))) by (apply IZR_lt; exact D0).
  apply Rle_trans with (/ IZR (N + Z.of_nat (S d))).
  - apply Rinv_le_contravar; [exact D1|]. rewrite plus_IZR, <- INR_IZR_INZ. lra.
  - assert (Q := Z.mul_succ_div_gt bits (N + Z.of_nat (S d)) D0). apply IZR_lt in Q. rewrite mult_IZR, succ_IZR in Q.
    rewrite (plus_IZR (bits / _)). set (D := IZR (N + Z.of_nat (S d))) in *. set (q := IZR (bits / (N + Z.of_nat (S d)))) in *.
    apply (Rmult_le_reg_r (D * IZR bits)); [apply Rmult_lt_0_compat; assumption|].
    replace (/ D * (D * IZR bits)) with (IZR bits) by (field; lra). replace ((q + 1) / IZR bits * (D * IZR bits)) with (D * (q + 1)) by (field; lra). lra.
Qed.

(* Two states: where all runs die out, trace and determinant obey Jury's conditions. *)
Lemma matrix2_stable : forall a b c d, (forall x y : nat -> R, (forall t, x (S t) = a * x t + b * y t) -> (forall t, y (S t) = c * x t + d * y t) ->
  vanishes x /\ vanishes y) -> stable2 (- (a + d)) (a * d - b * c).
Proof.
  intros a b c d H. destruct (Req_dec b 0) as [B|B]; [destruct (Req_dec c 0) as [D|D]|].
  - subst b c. apply (stable2_same (- a - d) (a * d)); [|ring|ring]. apply product11.
    + apply rec1_stable. intros u E. apply (H u (fun _ => 0)); intro t; rewrite ?E; ring.
    + apply rec1_stable. intros u E. apply (H (fun _ => 0) u); intro t; rewrite ?E; ring.
  - apply rec2_stable. intros u E. apply (H (fun t => (u (S t) - d * u t) / c) u); intro t; rewrite ?E; field; exact D.
  - apply rec2_stable. intros u E. apply (H u (fun t => (u (S t) - a * u t) / b)); intro t; rewrite ?E; field; exact B.
Qed.

Lemma rule1_stable : forall r h a, (forall k s, step r h k none s 0%nat = a * s 0%nat) -> stable r h -> stable1 (- a).
Proof.
  intros r h a F St. apply rec1_stable. intros x X.
  set (s := fun i => match i with O => x O | _ => 0 end : R).
  apply (vanishes_ext (fun t => run r h silence s t 0%nat)); [|apply St].
  induction t as [|t I]; [reflexivity|]. cbn [run]. change (silence t) with none. rewrite F, I, X. ring.
Qed.

Lemma rule2_stable : forall r h a b c d, (forall k s, step r h k none s 0%nat = a * s 0%nat + b * s 1%nat) ->
  (forall k s, step r h k none s 1%nat = c * s 0%nat + d * s 1%nat) -> stable r h -> stable2 (- (a + d)) (a * d - b * c).
Proof.
  intros r h a b c d F G St. apply matrix2_stable. intros x y X Y.
  set (s := fun i => match i with O => x O | _ => y O end : R).
  assert (P : forall t, run r h silence s t 0%nat = x t /\ run r h silence s t 1%nat = y t).
  { induction t as [|t [I J]]; [split; reflexivity|]. cbn [run]. change (silence t) with none. rewrite F, G, I, J, X, Y. split; reflexivity. }
  split; [apply (vanishes_ext (fun t => run r h silence s t 0%nat)) | apply (vanishes_ext (fun t => run r h silence s t 1%nat))];
    try apply St; intro t; apply P.
Qed.

(* All characteristic roots within a circle: every number of a state without noise dies out faster than the radius' powers. *)
Definition within r h radius := forall s i, vanishes (fun t => run r h silence s t i / radius ^ t).
Definition scaled (r : rule) (radius : R) : rule := {|
  minibatches := minibatches r;
  init := init r;
  update := fun k gradient curvature s => fun i => update r k gradient curvature s i / radius;
  read := read r
|}.

Lemma within_scaled : forall r h radius, linear r h -> 0 < radius -> (within r h radius <-> stable (scaled r radius) h).
Proof.
  intros r h radius L P. assert (G : forall s t i, run (scaled r radius) h silence s t i = run r h silence s t i / radius ^ t).
  { intros s t. induction t as [|t IH]; intro i; [cbn; field|]. cbn [run].
    replace (run (scaled r radius) h silence s t) with (fun i => / radius ^ t * run r h silence s t i)
      by (apply functional_extensionality; intro; rewrite IH; unfold Rdiv; ring).
    assert (S := step_scale r h L t (/ radius ^ t) none (run r h silence s t)).
    replace (fun j => / radius ^ t * none j) with none in S by (apply functional_extensionality; intro; unfold none; ring).
    assert (S' := f_equal (fun f => f i) S). cbv beta in S'. change (silence t) with none.
    change (step (scaled r radius) h t none (fun i => / radius ^ t * run r h silence s t i) i) with
      (step r h t none (fun i => / radius ^ t * run r h silence s t i) i / radius).
    rewrite S'. cbn [pow]. field. split; [|lra]. apply pow_nonzero. lra. }
  split; intros V s i; refine (vanishes_ext _ _ _ (V s i)); intro t; rewrite G; reflexivity.
Qed.

(* Mean and variance of the iterate one update on, from those before it; the noises of mean 0 and mean square 1, uncorrelated. *)
Definition next_mean_and_variance r h c B mu V mu' V' := forall (Omega : Type) (E : (Omega -> R) -> R) (xi : nat -> Omega -> R) (theta : Omega -> R),
  (forall a f g, E (fun w => f w + a * g w) = E f + a * E g) -> E (fun _ => 1) = 1 ->
  E theta = mu -> E (fun w => square (theta w - mu)) = V ->
  (forall j, E (xi j) = 0) -> (forall j, E (fun w => square (xi j w)) = 1) -> (forall j, E (fun w => theta w * xi j w) = 0) ->
  (forall i j, i <> j -> E (fun w => xi i w * xi j w) = 0) ->
  let next w := read r (step r h 0 (fun j => sqrt (c / B) * xi j w) (init r (theta w))) in
  E next = mu' /\ E (fun w => square (next w - mu')) = V'.

Lemma next_of_one : forall r h c B mu V mu' V' a b, 0 <= c / B ->
  (forall x noise, read r (step r h 0 noise (init r x)) = a * x + b * noise 0%nat) ->
  mu' = a * mu -> V' = a * a * V + b * b * (c / B) -> next_mean_and_variance r h c B mu V mu' V'.
Proof.
  intros r h c B mu V mu' V' a b N S M' VV Omega E xi theta L One Mean Var Xi Unit Apart _ next.
  set (s := sqrt (c / B)) in *. assert (Q : s * s = c / B) by (apply sqrt_sqrt; exact N).
  assert (F : next = fun w => 0 + 1 * (a * theta w + (b * s) * xi 0%nat w)) by (apply functional_extensionality; intro w; unfold next; rewrite S; ring).
  assert (Z : E (fun _ => 0) = 0).
  { assert (X := L (-1) (fun _ => 0) (fun _ => 0)). cbv beta in X.
    replace (fun _ : Omega => 0 + -1 * 0) with (fun _ : Omega => 0) in X by (apply functional_extensionality; intro; ring). lra. }
  assert (Scale : forall k f, E (fun w => k * f w) = k * E f).
  { intros k f. assert (X := L k (fun _ => 0) f). cbv beta in X.
    replace (fun w => 0 + k * f w) with (fun w => k * f w) in X by (apply functional_extensionality; intro; ring). lra. }
  assert (Add : forall f g, E (fun w => f w + g w) = E f + E g).
  { intros f g. assert (X := L 1 f g). cbv beta in X.
    replace (fun w => f w + 1 * g w) with (fun w => f w + g w) in X by (apply functional_extensionality; intro; ring). lra. }
  assert (Mean' : E (fun w => theta w) = mu) by exact Mean. assert (Xi' : E (fun w => xi 0%nat w) = 0) by exact (Xi 0%nat).
  split.
  - rewrite F. rewrite (Add (fun _ => 0)), Scale, (Add (fun w => a * theta w)), !Scale, Z, ?Mean', ?Xi', ?Mean, ?Xi, M'. ring.
  - rewrite F. replace (fun w => square (0 + 1 * (a * theta w + b * s * xi 0%nat w) - mu')) with
      (fun w => (a * a) * square (theta w - mu) + ((2 * a * b * s) * (theta w * xi 0%nat w) + ((- (2 * a * b * s * mu)) * xi 0%nat w + (b * b * (c / B)) * square (xi 0%nat w))))
      by (apply functional_extensionality; intro w; rewrite M', <- Q; unfold square; ring).
    rewrite (Add (fun w => (a * a) * square (theta w - mu))), (Add (fun w => (2 * a * b * s) * (theta w * xi 0%nat w))),
      (Add (fun w => (- (2 * a * b * s * mu)) * xi 0%nat w)), !Scale, Var, Apart, ?Xi', ?Xi, Unit, VV. ring.
Qed.

(* A rule that is run on points of the plane: the iterate after one update, from the gradient and the states. *)
Record plane := point { px : R; py : R }.
Definition origin := point 0 0.
Definition plus2 (p q : plane) := point (px p + px q) (py p + py q).
Definition minus2 (p q : plane) := point (px p - px q) (py p - py q).
Definition times2 (a : R) (p : plane) := point (a * px p) (a * py p).
Definition plane_rule := (plane -> plane) -> (nat -> plane) -> plane.

(* The turn by twice the angle of tangent s, and back. *)
Definition turn (s : R) (p : plane) := point (((1 - s * s) * px p - 2 * s * py p) / (1 + s * s)) ((2 * s * px p + (1 - s * s) * py p) / (1 + s * s)).
Definition turn_back (s : R) (p : plane) := point (((1 - s * s) * px p + 2 * s * py p) / (1 + s * s)) (((1 - s * s) * py p - 2 * s * px p) / (1 + s * s)).
(* The gradient of a quadratic with curvatures h along turned axes and its optimum at o, with noise n along these axes. *)
Definition turned_gradient (s : R) (h n o : plane) (p : plane) : plane :=
  let q := turn_back s (minus2 p o) in plus2 (turn s (point (px h * px q) (py h * py q))) (turn s n).
(* The iterate after one update, seen along these axes from the optimum; theta and m (the velocity, if there is one) likewise. *)
Definition turned_update (r : plane_rule) (s : R) (h n o theta m : plane) : plane :=
  turn_back s (minus2 (r (turned_gradient s h n o) (fun i => match i with O => plus2 (turn s theta) o | S O => turn s m | _ => origin end)) o).

Lemma plane_eq : forall p q, px p = px q -> py p = py q -> p = q.
Proof. intros [] [] E F; cbn in E, F; subst; reflexivity. Qed.
Lemma turn_defined : forall s, 1 + s * s <> 0.
Proof. intro s. assert (H := Rle_0_sqr s). unfold Rsqr in H. lra. Qed.

(* Three states: where all runs die out, the characteristic polynomial obeys Jury's conditions. *)
Lemma C_dec : forall a : C, a = real 0 \/ a <> real 0.
Proof.
  intro a. destruct (Req_dec (norm2 a) 0) as [Z|N]; [left; apply norm2_zero; exact Z|right].
  intro E. apply N. rewrite E. unfold norm2; cbn. ring.
Qed.

Definition detC (a b c d e f g i j : C) : C := (a * (e * j - f * i) - b * (d * j - f * g) + c * (d * i - e * g))%C.

Ltac minors := match goal with M : ?e = real 0 |- ?l = real 0 =>
  first [(replace l with e by ring; exact M) | (replace l with (- e)%C by ring; rewrite M; ring)] end.

Lemma kernel3 : forall a b c d e f g i j : C, detC a b c d e f g i j = real 0 -> exists u v w : C,
  (u <> real 0 \/ v <> real 0 \/ w <> real 0) /\
  (a * u + b * v + c * w = real 0)%C /\ (d * u + e * v + f * w = real 0)%C /\ (g * u + i * v + j * w = real 0)%C.
Proof.
  intros a b c d e f g i j Z. unfold detC in Z.
  assert (one : real 1 <> real 0) by (apply real_nonzero; lra).
  assert (minus_nonzero : forall x, x <> real 0 -> (- x)%C <> real 0).
  { intros x N E. apply N. replace x with (- - x)%C by ring. rewrite E. ring. }
  destruct (C_dec (e * j - f * i)%C) as [M0|M0]; [|exists (e * j - f * i)%C, (f * g - d * j)%C, (d * i - e * g)%C; repeat split; [tauto|rewrite <- Z; ring|ring|ring]].
  destruct (C_dec (f * g - d * j)%C) as [M1|M1]; [|exists (e * j - f * i)%C, (f * g - d * j)%C, (d * i - e * g)%C; repeat split; [tauto|rewrite <- Z; ring|ring|ring]].
  destruct (C_dec (d * i - e * g)%C) as [M2|M2]; [|exists (e * j - f * i)%C, (f * g - d * j)%C, (d * i - e * g)%C; repeat split; [tauto|rewrite <- Z; ring|ring|ring]].
  destruct (C_dec (c * i - b * j)%C) as [M3|M3]; [|exists (c * i - b * j)%C, (a * j - c * g)%C, (b * g - a * i)%C; repeat split; [tauto|ring|rewrite <- Z; ring|ring]].
  destruct (C_dec (a * j - c * g)%C) as [M4|M4]; [|exists (c * i - b * j)%C, (a * j - c * g)%C, (b * g - a * i)%C; repeat split; [tauto|ring|rewrite <- Z; ring|ring]].
  destruct (C_dec (b * g - a * i)%C) as [M5|M5]; [|exists (c * i - b * j)%C, (a * j - c * g)%C, (b * g - a * i)%C; repeat split; [tauto|ring|rewrite <- Z; ring|ring]].
  destruct (C_dec (b * f - c * e)%C) as [M6|M6]; [|exists (b * f - c * e)%C, (c * d - a * f)%C, (a * e - b * d)%C; repeat split; [tauto|ring|ring|rewrite <- Z; ring]].
  destruct (C_dec (c * d - a * f)%C) as [M7|M7]; [|exists (b * f - c * e)%C, (c * d - a * f)%C, (a * e - b * d)%C; repeat split; [tauto|ring|ring|rewrite <- Z; ring]].
  destruct (C_dec (a * e - b * d)%C) as [M8|M8]; [|exists (b * f - c * e)%C, (c * d - a * f)%C, (a * e - b * d)%C; repeat split; [tauto|ring|ring|rewrite <- Z; ring]].
  assert (row : forall x y z p q r k l m : C, (x <> real 0 \/ y <> real 0 \/ z <> real 0) ->
    (x * q - y * p = real 0)%C -> (x * r - z * p = real 0)%C -> (x * l - y * k = real 0)%C -> (x * m - z * k = real 0)%C ->
    exists u v w : C, (u <> real 0 \/ v <> real 0 \/ w <> real 0) /\ (x * u + y * v + z * w = real 0)%C /\
      (p * u + q * v + r * w = real 0)%C /\ (k * u + l * v + m * w = real 0)%C).
  { intros x y z p q r k l m N E1 E2 E3 E4. destruct (C_dec z) as [Z0|Z0].
    - exists y, (- x)%C, (real 0). split; [destruct N as [N|[N|N]]; auto; contradiction|]. repeat split.
      + ring.
      + replace (p * y + q * - x + r * real 0)%C with (- (x * q - y * p))%C by ring. rewrite E1. ring.
      + replace (k * y + l * - x + m * real 0)%C with (- (x * l - y * k))%C by ring. rewrite E3. ring.
    - exists z, (real 0), (- x)%C. split; [auto|]. repeat split.
      + ring.
      + replace (p * z + q * real 0 + r * - x)%C with (- (x * r - z * p))%C by ring. rewrite E2. ring.
      + replace (k * z + l * real 0 + m * - x)%C with (- (x * m - z * k))%C by ring. rewrite E4. ring. }
  assert (D1 : (a <> real 0 \/ b <> real 0 \/ c <> real 0) \/ (a = real 0 /\ b = real 0 /\ c = real 0))
    by (destruct (C_dec a), (C_dec b), (C_dec c); tauto).
  assert (D2 : (d <> real 0 \/ e <> real 0 \/ f <> real 0) \/ (d = real 0 /\ e = real 0 /\ f = real 0))
    by (destruct (C_dec d), (C_dec e), (C_dec f); tauto).
  assert (D3 : (g <> real 0 \/ i <> real 0 \/ j <> real 0) \/ (g = real 0 /\ i = real 0 /\ j = real 0))
    by (destruct (C_dec g), (C_dec i), (C_dec j); tauto).
  clear Z. destruct D1 as [D1|(-> & -> & ->)].
  { apply row; [exact D1| | | |]; minors. }
  destruct D2 as [D2|(-> & -> & ->)].
  { destruct (row d e f (real 0) (real 0) (real 0) g i j D2) as (u & v & w & N & R1 & R2 & R3); [ring|ring|minors|minors|].
    exists u, v, w. tauto. }
  destruct D3 as [D3|(-> & -> & ->)].
  { destruct (row g i j (real 0) (real 0) (real 0) (real 0) (real 0) (real 0) D3) as (u & v & w & N & R1 & R2 & R3); [ring|ring|ring|ring|].
    exists u, v, w. tauto. }
  exists (real 1), (real 0), (real 0). repeat split; [tauto|ring|ring|ring].
Qed.

Lemma matrix3_stable : forall a b c d e f g i j,
  (forall x y z : nat -> R, (forall t, x (S t) = a * x t + b * y t + c * z t) -> (forall t, y (S t) = d * x t + e * y t + f * z t) ->
     (forall t, z (S t) = g * x t + i * y t + j * z t) -> vanishes x /\ vanishes y /\ vanishes z) ->
  stable3 (- (a + e + j)) (a * e - b * d + (a * j - c * g) + (e * j - f * i)) (- det3 a b c d e f g i j).
Proof.
  intros a b c d e f g i j H. set (d1 := - (a + e + j)). set (d2 := a * e - b * d + (a * j - c * g) + (e * j - f * i)). set (d3 := - det3 a b c d e f g i j).
  assert (N : forall r : C, (r * r * r + real d1 * (r * r) + real d2 * r + real d3 = real 0)%C -> norm2 r < 1).
  { intros r E. destruct (kernel3 (real a - r)%C (real b) (real c) (real d) (real e - r)%C (real f) (real g) (real i) (real j - r)%C) as (u & v & w & NZ & R1 & R2 & R3).
    { unfold detC. transitivity (- (r * r * r + real d1 * (r * r) + real d2 * r + real d3))%C.
      - unfold d1, d2, d3, det3. repeat rewrite ?real_plus, ?real_minus, ?real_mult, ?real_opp. ring.
      - rewrite E. ring. }
    assert (S1 : forall t, (r ^ S t * u = real a * (r ^ t * u) + real b * (r ^ t * v) + real c * (r ^ t * w))%C).
    { intro t. rewrite Cpow_S. replace (r * r ^ t * u)%C with (r ^ t * (real a * u + real b * v + real c * w - ((real a - r) * u + real b * v + real c * w)))%C by ring. rewrite R1. ring. }
    assert (S2 : forall t, (r ^ S t * v = real d * (r ^ t * u) + real e * (r ^ t * v) + real f * (r ^ t * w))%C).
    { intro t. rewrite Cpow_S. replace (r * r ^ t * v)%C with (r ^ t * (real d * u + real e * v + real f * w - (real d * u + (real e - r) * v + real f * w)))%C by ring. rewrite R2. ring. }
    assert (S3 : forall t, (r ^ S t * w = real g * (r ^ t * u) + real i * (r ^ t * v) + real j * (r ^ t * w))%C).
    { intro t. rewrite Cpow_S. replace (r * r ^ t * w)%C with (r ^ t * (real g * u + real i * v + real j * w - (real g * u + real i * v + (real j - r) * w)))%C by ring. rewrite R3. ring. }
    assert (part : forall k l m n (p q s : C), p = (real k * q + real l * s + real m * n)%C -> re p = k * re q + l * re s + m * re n /\ im p = k * im q + l * im s + m * im n)
      by (intros k l m n p q s ->; cbn; split; ring).
    destruct (H (fun t => re (r ^ t * u)%C) (fun t => re (r ^ t * v)%C) (fun t => re (r ^ t * w)%C)) as (A1 & A2 & A3);
      [intro t; apply (part _ _ _ _ _ _ _ (S1 t))|intro t; apply (part _ _ _ _ _ _ _ (S2 t))|intro t; apply (part _ _ _ _ _ _ _ (S3 t))|].
    destruct (H (fun t => im (r ^ t * u)%C) (fun t => im (r ^ t * v)%C) (fun t => im (r ^ t * w)%C)) as (B1 & B2 & B3);
      [intro t; apply (part _ _ _ _ _ _ _ (S1 t))|intro t; apply (part _ _ _ _ _ _ _ (S2 t))|intro t; apply (part _ _ _ _ _ _ _ (S3 t))|].
    assert (last : forall u : C, u <> real 0 -> vanishes (fun t => re (r ^ t * u)%C) -> vanishes (fun t => im (r ^ t * u)%C) -> norm2 r < 1).
    { intros x NX VR VI. assert (X0 : norm2 x <> 0) by (intro K; apply NX; apply norm2_zero; exact K).
      assert (P : vanishes (fun t => norm2 r ^ t)).
      { apply (vanishes_ext (fun t => / norm2 x * (re (r ^ t * x)%C * re (r ^ t * x)%C + im (r ^ t * x)%C * im (r ^ t * x)%C))).
        - intro t. change (re (r ^ t * x)%C * re (r ^ t * x)%C + im (r ^ t * x)%C * im (r ^ t * x)%C) with (norm2 (r ^ t * x)%C).
          rewrite norm2_mult, norm2_pow. field. exact X0.
        - apply vanishes_scale, vanishes_plus; apply vanishes_mult; assumption. }
      apply pow_vanishes in P. lra. }
    destruct NZ as [NZ|[NZ|NZ]]; [exact (last u NZ A1 B1)|exact (last v NZ A2 B2)|exact (last w NZ A3 B3)]. }
  clearbody d1 d2 d3. clear H. destruct (factor3 d1 d2 d3) as (r & p & q & E1 & E2 & E3 & J). apply J. split.
  - assert (K := N (real r)). unfold norm2 in K; cbn in K. unfold stable1. enough (r * r < 1) by nra.
    replace (r * r) with (r * r + 0 * 0) by ring. apply K. apply C_eq; cbn; [|ring]. rewrite E1, E2, E3. ring.
  - destruct (roots2 p q) as (r1 & r2 & Es & Ep & J2). apply J2.
    assert (Q : forall x y, (x + y = real (- p))%C -> (x * y = real q)%C -> norm2 x < 1).
    { intros x y Sx Px. apply N. rewrite E1, E2, E3. repeat rewrite ?real_plus, ?real_minus, ?real_mult, ?real_opp.
      replace (real p) with (- (x + y))%C by (rewrite Sx, real_opp; ring). rewrite <- Px. ring. }
    split; [apply (Q r1 r2)|apply (Q r2 r1)]; auto; [rewrite <- Es|rewrite <- Ep]; ring.
Qed.

Lemma rule3_stable : forall r h a b c d e f g i j, (forall k s, step r h k none s 0%nat = a * s 0%nat + b * s 1%nat + c * s 2%nat) ->
  (forall k s, step r h k none s 1%nat = d * s 0%nat + e * s 1%nat + f * s 2%nat) ->
  (forall k s, step r h k none s 2%nat = g * s 0%nat + i * s 1%nat + j * s 2%nat) -> stable r h ->
  stable3 (- (a + e + j)) (a * e - b * d + (a * j - c * g) + (e * j - f * i)) (- det3 a b c d e f g i j).
Proof.
  intros r h a b c d e f g i j F G H St. apply matrix3_stable. intros x y z X Y Z.
  set (s := fun i => match i with O => x O | 1%nat => y O | _ => z O end : R).
  assert (P : forall t, run r h silence s t 0%nat = x t /\ run r h silence s t 1%nat = y t /\ run r h silence s t 2%nat = z t).
  { induction t as [|t (I & J & K)]; [repeat split; reflexivity|]. cbn [run]. change (silence t) with none.
    rewrite F, G, H, I, J, K, X, Y, Z. repeat split; reflexivity. }
  repeat split; [apply (vanishes_ext (fun t => run r h silence s t 0%nat)) | apply (vanishes_ext (fun t => run r h silence s t 1%nat))
    | apply (vanishes_ext (fun t => run r h silence s t 2%nat))]; try apply St; intro t; apply P.
Qed.
