(* Rules that work in rounds: a round of many minibatches is one step of a rule with one minibatch, at another curvature. *)
From Coq Require Import Reals Lra Lia Psatz Field Arith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics.
Open Scope R_scope.

(* x <- f j x for j = 0, ..., n - 1 *)
Fixpoint repeated {A : Type} (n : nat) (f : nat -> A -> A) (x : A) : A := match n with O => x | S k => f k (repeated k f x) end.

Lemma repeated_ext : forall (A : Type) n (f g : nat -> A -> A) x, (forall j z, f j z = g j z) -> repeated n f x = repeated n g x.
Proof. intros A n f g x E. induction n as [|n IH]; cbn; [reflexivity|]. rewrite IH. apply E. Qed.

(* How much of the noise of inner step j is left after K inner steps; minibatch n is inner step n mod K of its worker. *)
Definition left_of (r : R) (K n : nat) : R := r ^ (K - 1 - n mod K).

Lemma inner_steps : forall alpha h (noise : nat -> R) K x,
  repeated K (fun j x => x - alpha * (h * x + noise j)) x
  = (1 - alpha * h) ^ K * x - alpha * sum K (fun j => (1 - alpha * h) ^ (K - 1 - j) * noise j).
Proof.
  intros alpha h noise K x. induction K as [|K IH]; [cbn; ring|].
  cbn [repeated sum]. rewrite IH. replace (S K - 1 - K)%nat with 0%nat by lia.
  rewrite (sum_ext K (fun j => (1 - alpha * h) ^ (S K - 1 - j) * noise j) (fun j => (1 - alpha * h) * ((1 - alpha * h) ^ (K - 1 - j) * noise j))).
  - rewrite sum_scale. cbn. ring.
  - intros j Hj. replace (S K - 1 - j)%nat with (S (K - 1 - j)) by lia. cbn. ring.
Qed.

Lemma sum_append : forall m n f, sum (m + n) f = sum m f + sum n (fun j => f (m + j)%nat).
Proof.
  intros m n f. induction n as [|n IH]; [rewrite Nat.add_0_r; cbn; ring|].
  replace (m + S n)%nat with (S (m + n)) by lia. cbn. rewrite IH. ring.
Qed.

Lemma sum_flat : forall K M f, sum M (fun w => sum K (fun j => f (j + w * K)%nat)) = sum (K * M) f.
Proof.
  intros K M f. induction M as [|M IH]; [rewrite Nat.mul_0_r; reflexivity|].
  rewrite Nat.mul_succ_r, sum_append, <- IH. cbn. f_equal. apply sum_ext. intros j _. f_equal. ring.
Qed.

Lemma left_inner : forall r K j w, (j < K)%nat -> left_of r K (j + w * K) = r ^ (K - 1 - j).
Proof. intros r K j w H. unfold left_of. rewrite Nat.mod_add by lia. rewrite Nat.mod_small by exact H. reflexivity. Qed.

(* One worker. *)
Lemma fast_steps : forall alpha h (noise : nat -> R) K x,
  repeated K (fun j x => x - alpha * (h * x + noise j)) x
  = (1 - alpha * h) ^ K * x - alpha * sum K (fun j => left_of (1 - alpha * h) K j * noise j).
Proof.
  intros. rewrite inner_steps. f_equal. f_equal. apply sum_ext. intros j Hj. rewrite <- (left_inner _ K j 0 Hj), Nat.add_0_r. reflexivity.
Qed.

(* The sum over the workers. *)
Lemma workers_steps : forall alpha h (noise : nat -> R) K M x,
  repeated M (fun w total => total + repeated K (fun j x => x - alpha * (h * x + noise (j + w * K)%nat)) x) 0
  = INR M * ((1 - alpha * h) ^ K * x) - alpha * sum (K * M) (fun n => left_of (1 - alpha * h) K n * noise n).
Proof.
  intros alpha h noise K M x. rewrite <- sum_flat. induction M as [|M IH]; [cbn; ring|].
  cbn [repeated sum]. rewrite IH, S_INR. rewrite (inner_steps alpha h (fun j => noise (j + M * K)%nat)).
  rewrite (sum_ext K (fun j => left_of (1 - alpha * h) K (j + M * K) * noise (j + M * K)%nat)
    (fun j => (1 - alpha * h) ^ (K - 1 - j) * noise (j + M * K)%nat)) by (intros j Hj; rewrite left_inner by exact Hj; reflexivity).
  ring.
Qed.

Lemma left_squares_one : forall r K, (1 - r * r) * sum K (fun j => square (r ^ (K - 1 - j))) = 1 - r ^ K * r ^ K.
Proof.
  intros r K. rewrite (sum_reverse K (fun i => square (r ^ i))). induction K as [|K IH]; [cbn; ring|]. cbn [sum]. rewrite Rmult_plus_distr_l, IH. unfold square. cbn. ring.
Qed.

Lemma left_squares : forall r K M, (1 - r * r) * sum (K * M) (fun n => square (left_of r K n)) = INR M * (1 - r ^ K * r ^ K).
Proof.
  intros r K M. rewrite <- sum_flat. rewrite <- sum_scale.
  rewrite (sum_ext M _ (fun _ => 1 - r ^ K * r ^ K)).
  - induction M as [|M IH]; [cbn; ring|]. cbn [sum]. rewrite IH, S_INR. ring.
  - intros w _. rewrite <- (left_squares_one r K). f_equal. apply sum_ext. intros j Hj. rewrite left_inner by exact Hj. reflexivity.
Qed.

Lemma left_squares_fast : forall r K, (1 - r * r) * sum K (fun n => square (left_of r K n)) = 1 - r ^ K * r ^ K.
Proof. intros r K. assert (E := left_squares r K 1). rewrite Nat.mul_1_r in E. rewrite E. cbn. ring. Qed.

(* A round's noise as the noise of one step at the curvature (1 - r^K) / alpha. *)
Lemma fast_noise : forall alpha h c B K, alpha <> 0 -> h <> 0 -> B <> 0 -> 2 - alpha * h <> 0 ->
  h * c / (2 * B) * sum K (fun j => square (left_of (1 - alpha * h) K j))
  = (1 - (1 - alpha * h) ^ K) / alpha * (c * (1 + (1 - alpha * h) ^ K) / (2 - alpha * h)) / (2 * B).
Proof.
  intros alpha h c B K A H N D. assert (E := left_squares_fast (1 - alpha * h) K).
  set (S := sum K _) in *. set (w := (1 - alpha * h) ^ K) in *. clearbody S w.
  replace S with ((1 - w * w) / (alpha * h * (2 - alpha * h))); [field; repeat split; assumption|]. rewrite <- E. field. repeat split; assumption.
Qed.

Lemma workers_noise : forall alpha h c B K M, alpha <> 0 -> h <> 0 -> B <> 0 -> 2 - alpha * h <> 0 -> INR M <> 0 ->
  h * c / (2 * B) * sum (K * M) (fun j => square (left_of (1 - alpha * h) K j / INR M))
  = (1 - (1 - alpha * h) ^ K) / alpha * (c * (1 + (1 - alpha * h) ^ K) / ((2 - alpha * h) * INR M)) / (2 * B).
Proof.
  intros alpha h c B K M A H N D W. assert (E := left_squares (1 - alpha * h) K M).
  rewrite (sum_ext (K * M) _ (fun j => / (INR M * INR M) * square (left_of (1 - alpha * h) K j))) by (intros; unfold square; field; exact W).
  rewrite sum_scale. set (S := sum (K * M) _) in *. set (w := (1 - alpha * h) ^ K) in *. set (m := INR M) in *. clearbody S w m.
  replace S with (m * (1 - w * w) / (alpha * h * (2 - alpha * h))); [field; repeat split; assumption|]. rewrite <- E. field. repeat split; assumption.
Qed.

Lemma below_two : forall alpha h, 0 < h -> alpha < 2 / h -> alpha * h < 2.
Proof. intros alpha h H U. apply (Rmult_lt_compat_r h) in U; [|exact H]. replace (2 / h * h) with 2 in U by (field; lra). exact U. Qed.

(* The power of an inner step's factor that a round sees. *)
Lemma round_power : forall r K, (1 <= K)%nat -> - 1 < r -> r < 1 -> - 1 < r ^ K /\ r ^ K < 1.
Proof.
  intros r K H L U. destruct K as [|K]; [lia|]. destruct (pow_signed r K L U) as [A B]. cbn. destruct (Rle_dec 0 r); split; nra.
Qed.

Section Rounds.
Variables (r r' : rule) (h h' : R) (weight : nat -> R).
Hypothesis L : linear r' h'.
Hypothesis I : time_invariant r' h'.
Hypothesis one : minibatches r' = 1%nat.
Hypothesis round : forall k noise s, step r h k noise s = step r' h' k (fun _ => sum (minibatches r) (fun j => weight j * noise j)) s.
Hypothesis reads : forall s, read r s = read r' s.
Hypothesis inits : forall x, init r x = init r' x.

Lemma round_none : forall k s, step r h k none s = step r' h' k none s.
Proof.
  intros k s. rewrite round. f_equal. apply functional_extensionality; intro. unfold none.
  rewrite (sum_ext (minibatches r) (fun j => weight j * 0) (fun _ => 0)) by (intros; ring). apply sum_zero.
Qed.

Lemma round_linear : linear r h.
Proof.
  constructor.
  - intros. rewrite !round. rewrite <- (step_linear r' h' L). f_equal. apply functional_extensionality; intro.
    rewrite <- sum_scale, <- sum_plus. apply sum_ext. intros; ring.
  - intros k noise noise' s E. rewrite !round. f_equal. apply functional_extensionality; intro. apply sum_ext. intros j Hj. rewrite E by exact Hj. reflexivity.
  - intros. rewrite !reads. apply (read_linear r' h' L).
  - intro x. rewrite !inits. apply (init_linear r' h' L).
Qed.

Lemma round_invariant : time_invariant r h.
Proof. intros k noise s. rewrite !round. apply I. Qed.

Lemma round_run : forall s t, run r h silence s t = run r' h' silence s t.
Proof. apply same_run. apply round_none. Qed.

Lemma round_stable : stable r h <-> stable r' h'.
Proof.
  split; intros H s i; refine (vanishes_ext _ _ _ (H s i)); intro t; rewrite round_run; reflexivity.
Qed.

Lemma round_mean : forall t, mean_response r h t = mean_response r' h' t.
Proof. intro t. unfold mean_response. rewrite reads, inits, round_run. reflexivity. Qed.

Lemma sum_unit : forall m j (f : nat -> R), (j < m)%nat -> sum m (fun n => f n * unit j n) = f j.
Proof.
  induction m as [|m IH]; intros j f H; [lia|]. cbn. unfold unit at 2. destruct (Nat.eqb m j) eqn:Q.
  - apply Nat.eqb_eq in Q. subst. rewrite (sum_ext j (fun n => f n * unit j n) (fun _ => 0)); [rewrite sum_zero; ring|].
    intros k Hk. unfold unit. replace (Nat.eqb k j) with false by (symmetry; apply Nat.eqb_neq; lia). ring.
  - apply Nat.eqb_neq in Q. rewrite IH by lia. ring.
Qed.

Lemma round_unit : forall j, (j < minibatches r)%nat -> step r h 0 (unit j) rest = fun i => weight j * step r' h' 0 (unit 0) rest i.
Proof.
  intros j Hj. rewrite round. rewrite (sum_unit _ j weight Hj).
  rewrite <- (step_scale r' h' L 0 (weight j) (unit 0) rest).
  replace (fun i => weight j * rest i) with rest by (apply functional_extensionality; intro; unfold rest; ring).
  apply (step_local r' h' L). intros i Hi. rewrite one in Hi. replace i with 0%nat by lia. unfold unit. cbn. ring.
Qed.

Lemma round_impulse : forall j t, (j < minibatches r)%nat -> impulse_response r h j t = weight j * impulse_response r' h' 0 t.
Proof.
  intros j t Hj. unfold impulse_response. rewrite reads, round_run, round_unit by exact Hj. rewrite <- (read_scale r' h' L). f_equal.
  induction t as [|t IH]; [reflexivity|]. cbn. rewrite IH.
  assert (Z := step_scale r' h' L t (weight j) none (run r' h' silence (step r' h' 0 (unit 0) rest) t)).
  replace (fun j0 => weight j * none j0) with none in Z by (apply functional_extensionality; intro; unfold none; ring). exact Z.
Qed.

Lemma round_risk : forall c c' B B' l0, h * c / (2 * B) * sum (minibatches r) (fun j => square (weight j)) = h' * c' / (2 * B') ->
  forall t, risk r h c B l0 t = risk r' h' c' B' l0 t.
Proof.
  intros c c' B B' l0 E t. rewrite (risk_invariant r h round_linear round_invariant), (risk_invariant r' h' L I). rewrite one. cbn [sum].
  rewrite round_mean. f_equal. rewrite <- E, Rmult_assoc. f_equal. rewrite Rplus_0_l, Rmult_comm, <- sum_scale. apply sum_ext. intros j Hj.
  unfold sum_of_squares. rewrite (sum_ext t (fun k => square (impulse_response r h j k)) (fun k => square (weight j) * square (impulse_response r' h' 0 k))).
  - rewrite sum_scale. ring.
  - intros k _. rewrite round_impulse by exact Hj. unfold square. ring.
Qed.

Lemma round_steady : forall c c' B B' v, h * c / (2 * B) * sum (minibatches r) (fun j => square (weight j)) = h' * c' / (2 * B') ->
  steady_state r' h' c' B' v -> steady_state r h c B v.
Proof. intros c c' B B' v E S l0 H. apply (cv_ext (risk r' h' c' B' l0)); [intro t; symmetry; apply round_risk; exact E|exact (S l0 H)]. Qed.
End Rounds.
