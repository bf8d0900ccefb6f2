(* Proofs by certificate: positivity over the orthant, denominators, linearity of a rule. *)
From Coq Require Import Reals Lra Lia Psatz Field FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules.
Open Scope R_scope.

(* Where a variable lies, by a variable that is only positive or not negative. *)
Lemma inside : forall a b x, a < x -> x < b -> exists s, 0 < s /\ x = a + (b - a) * s / (1 + s).
Proof. intros a b x L U. exists ((x - a) / (b - x)). split; [apply Rdiv_lt_0_compat; lra|]. field. split; lra. Qed.
Lemma inside_lower : forall a b x, a <= x -> x < b -> exists s, 0 <= s /\ x = a + (b - a) * s / (1 + s).
Proof.
  intros a b x L U. exists ((x - a) / (b - x)). split; [|field; split; lra].
  apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra.
Qed.
Lemma inside_upper : forall a b x, a < x -> x <= b -> exists s, 0 <= s /\ x = b - (b - a) * s / (1 + s).
Proof.
  intros a b x L U. exists ((b - x) / (x - a)). split; [|field; split; lra].
  apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra.
Qed.
Lemma above : forall a x, a < x -> exists s, 0 < s /\ x = a + s.
Proof. intros a x H. exists (x - a). split; lra. Qed.
Lemma at_least : forall a x, a <= x -> exists s, 0 <= s /\ x = a + s.
Proof. intros a x H. exists (x - a). split; lra. Qed.
Lemma below : forall b x, x < b -> exists s, 0 < s /\ x = b - s.
Proof. intros b x H. exists (b - x). split; lra. Qed.
Lemma at_most : forall b x, x <= b -> exists s, 0 <= s /\ x = b - s.
Proof. intros b x H. exists (b - x). split; lra. Qed.

Lemma positive_ratio : forall e n d, 0 < n -> 0 < d -> e = n / d -> 0 < e.
Proof. intros e n d N D E. rewrite E. apply Rdiv_lt_0_compat; assumption. Qed.
Lemma nonneg_ratio : forall e n d, 0 <= n -> 0 < d -> e = n / d -> 0 <= e.
Proof. intros e n d N D E. rewrite E. apply Rmult_le_pos; [exact N|]. left. apply Rinv_0_lt_compat; exact D. Qed.

(* Sums and products of what is positive or not negative, in time linear in their size. *)
Ltac nonneg := match goal with
  | |- 0 <= ?a + ?b => apply Rplus_le_le_0_compat; nonneg
  | |- 0 <= ?a * ?b => apply Rmult_le_pos; nonneg
  | |- 0 <= ?a ^ _ => apply pow_le; nonneg
  | |- 0 <= ?a / ?b => apply Rmult_le_pos; [nonneg | left; apply Rinv_0_lt_compat; pos]
  | |- 0 <= / ?a => left; apply Rinv_0_lt_compat; pos
  | |- 0 <= Rpower _ _ => left; unfold Rpower; apply exp_pos
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- _ => first [assumption | (left; assumption) | lra]
  end
with pos := match goal with
  | |- 0 < ?a + ?b => first [apply Rplus_le_lt_0_compat; [nonneg | pos] | apply Rplus_lt_le_0_compat; [pos | nonneg]]
  | |- 0 < ?a * ?b => apply Rmult_lt_0_compat; pos
  | |- 0 < ?a ^ _ => apply pow_lt; pos
  | |- 0 < ?a / ?b => apply Rdiv_lt_0_compat; pos
  | |- 0 < Rpower _ _ => unfold Rpower; apply exp_pos
  | |- 0 < sqrt _ => apply sqrt_lt_R0; pos
  | |- 0 < / ?a => apply Rinv_0_lt_compat; pos
  | |- _ => first [assumption | lra]
  end.

Ltac product_nonzero := match goal with
  | |- ?a * ?b <> 0 => apply Rmult_integral_contrapositive_currified; product_nonzero
  | |- ?a ^ _ <> 0 => apply pow_nonzero; product_nonzero
  | |- / ?a <> 0 => apply Rinv_neq_0_compat; product_nonzero
  | |- ?a / ?b <> 0 => unfold Rdiv; product_nonzero
  | |- - ?a <> 0 => apply Ropp_neq_0_compat; product_nonzero
  | |- Rpower _ _ <> 0 => apply Rgt_not_eq; unfold Rpower; apply exp_pos
  | |- _ => first [assumption | (apply Rgt_not_eq; assumption) | (apply Rlt_not_eq; assumption) | lra | known_nonzero]
  end
with known_nonzero := match goal with
  | H : ?a <> 0 |- ?b <> 0 => first [(replace b with a by ring; exact H) | (replace b with (- a) by ring; apply Ropp_neq_0_compat; exact H)]
  | H : 0 < ?a |- ?b <> 0 => first [(replace b with a by ring; apply Rgt_not_eq; exact H) | (replace b with (- a) by ring; apply Ropp_neq_0_compat; apply Rgt_not_eq; exact H)]
  end.

(* Exponents k t + m as powers of x^t. *)
Ltac powers := repeat first
  [ match goal with |- context [?x ^ S ?n] => match isnatcst n with false => change (x ^ S n) with (x * x ^ n) end end
  | rewrite !pow_add
  | match goal with |- context [?x ^ (?k * ?n)%nat] => match isnatcst k with true => rewrite (Nat.mul_comm k n) end end
  | match goal with |- context [?x ^ (?n * ?k)%nat] => match isnatcst k with true => rewrite (pow_mult x n k) end end
  | match goal with |- context [?x ^ (?n * ?k)%nat] => is_var n; is_var k; rewrite (pow_mult x n k) end ].

(* Whole numbers are not negative. *)
Ltac whole_numbers := repeat match goal with
  | |- context [INR ?n] => match goal with
      | _ : 0 <= INR n |- _ => fail 1
      | _ => assert (0 <= INR n) by apply pos_INR end end.
Ltac nonzero := whole_numbers; first
  [ product_nonzero
  | apply Rgt_not_eq; unfold Rgt; ring_simplify; pos
  | apply Rlt_not_eq; apply Ropp_lt_cancel; rewrite Ropp_0; ring_simplify; pos
  | nra ].
Ltac sides := repeat match goal with |- _ /\ _ => split end; nonzero.
Ltac equal_as := first [ring | (unfold Rdiv; ring) | (field; sides)].
Ltac powers_in H := repeat first
  [ match type of H with context [?x ^ S ?n] => match isnatcst n with false => change (x ^ S n) with (x * x ^ n) in H end end
  | rewrite !pow_add in H
  | match type of H with context [?x ^ (?k * ?n)%nat] => match isnatcst k with true => rewrite (Nat.mul_comm k n) in H end end
  | match type of H with context [?x ^ (?n * ?k)%nat] => match isnatcst k with true => rewrite (pow_mult x n k) in H end end
  | match type of H with context [?x ^ (?n * ?k)%nat] => is_var n; is_var k; rewrite (pow_mult x n k) in H end ].
(* Roots of variables as variables whose squares these are. *)
Ltac rootless := repeat match goal with |- context [sqrt ?x] => is_var x;
  let s := fresh "root" in let P := fresh "P" in let Q := fresh "Q" in
  first [(assert (P : 0 < sqrt x) by (apply sqrt_lt_R0; pos)) | (assert (P : 0 <= sqrt x) by apply sqrt_pos)];
  assert (Q : sqrt x * sqrt x = x) by (apply sqrt_sqrt; nonneg);
  set (s := sqrt x) in *; clearbody s; subst x end.

(* Real powers by their laws: sums in exponents, products in bases. *)
Lemma Rpower_minus : forall x a b, Rpower x (a - b) = Rpower x a / Rpower x b.
Proof. intros. unfold Rminus, Rdiv. rewrite Rpower_plus, Rpower_Ropp. reflexivity. Qed.
Lemma Rpower_twice : forall x a, Rpower x (2 * a) = Rpower x a * Rpower x a.
Proof. intros. rewrite <- Rpower_plus. f_equal. ring. Qed.
Lemma Rpower_inv : forall x a, 0 < x -> Rpower (/ x) a = / Rpower x a.
Proof. intros x a H. unfold Rpower. rewrite ln_Rinv by exact H. rewrite <- exp_Ropp. f_equal. ring. Qed.
Lemma Rpower_div : forall x y a, 0 < x -> 0 < y -> Rpower (x / y) a = Rpower x a / Rpower y a.
Proof.
  intros x y a X Y. unfold Rdiv. rewrite <- Rpower_inv by exact Y. symmetry. apply Rpower_mult_distr; [exact X|]. apply Rinv_0_lt_compat; exact Y.
Qed.
Lemma Rpower_unit : forall x, Rpower 1 x = 1. Proof. intro x. unfold Rpower. rewrite ln_1, Rmult_0_r. apply exp_0. Qed.
Ltac laws_of_powers := repeat first
  [ rewrite Rpower_unit
  | rewrite Rpower_plus
  | rewrite Rpower_minus
  | rewrite Rpower_Ropp
  | rewrite Rpower_twice
  | match goal with |- context [Rpower ?x 0] => rewrite (Rpower_O x) by pos end
  | match goal with |- context [Rpower ?x 1] => rewrite (Rpower_1 x) by pos end
  | match goal with |- context [Rpower (/ ?x) ?a] => rewrite (Rpower_inv x a) by pos end
  | match goal with |- context [Rpower (?x / ?y) ?a] => rewrite (Rpower_div x y a) by pos end ].
Lemma power_inside : forall b e, 0 < b -> b < 1 -> 0 < e -> 0 < Rpower b e /\ Rpower b e < 1.
Proof.
  intros b e B0 B1 E. split; [unfold Rpower; apply exp_pos|]. unfold Rpower. rewrite <- exp_0. apply exp_increasing.
  assert (ln b < 0) by (rewrite <- ln_1; apply ln_increasing; assumption). nra.
Qed.
Lemma power_inside_closed : forall b e, 0 < b -> b < 1 -> 0 <= e -> 0 < Rpower b e /\ Rpower b e <= 1.
Proof.
  intros b e B0 B1 E. destruct (Req_dec e 0) as [Z|N].
  - subst e. rewrite Rpower_O by exact B0. lra.
  - destruct (power_inside b e B0 B1) as [P Q]; lra.
Qed.

Ltac same_bases := repeat match goal with |- context [Rpower ?x _] => match goal with |- context [Rpower ?y _] =>
  tryif constr_eq x y then fail else (replace y with x by ring) end end.
Ltac equal_so := first [equal_as | (rewrite ?S_INR; powers; equal_as)].
Ltac equal := first
  [ match goal with |- context [Rpower _ _] => (same_bases; laws_of_powers; equal_so) end
  | match goal with |- context [sqrt ?x] => is_var x; (rootless; equal_so) end
  | equal_so ].

Ltac on_places := let i := fresh "i" in intro i; destruct i as [|[|[|[|[|i]]]]]; cbn; unfold oracle, none, rest; try equal_as; try reflexivity.

(* A rule is linear, whatever its hyperparameters: its update, read and start are compared place by place. *)
Ltac is_linear :=
  constructor;
  [ intros; apply functional_extensionality; unfold step; on_places
  | let F := fresh "F" in intros ? ? ? ? F; cbn in F; apply functional_extensionality; unfold step; let i := fresh "i" in intro i;
    destruct i as [|[|[|[|[|i]]]]]; cbn; unfold oracle; rewrite ?(F 0%nat), ?(F 1%nat), ?(F 2%nat), ?(F 3%nat) by lia; reflexivity
  | intros; cbn; equal
  | intros; apply functional_extensionality; on_places ].

Lemma positive_multiple : forall e f g, 0 < f -> 0 < g -> e = f * g -> 0 < e.
Proof. intros e f g F G E. rewrite E. apply Rmult_lt_0_compat; assumption. Qed.
Lemma nonneg_multiple : forall e f g, 0 < f -> 0 <= g -> e = f * g -> 0 <= e.
Proof. intros e f g F G E. rewrite E. apply Rmult_le_pos; lra. Qed.
Lemma nonneg_square : forall e f b, 0 <= f -> e = f * (b * b) -> 0 <= e.
Proof. intros e f b F E. rewrite E. apply Rmult_le_pos; [exact F|apply Rle_0_sqr]. Qed.
Lemma positive_same : forall e f, 0 < f -> e = f -> 0 < e. Proof. intros; lra. Qed.
Lemma nonneg_same : forall e f, 0 <= f -> e = f -> 0 <= e. Proof. intros; lra. Qed.
Lemma nonzero_same : forall e f, f <> 0 -> e = f -> e <> 0. Proof. intros e f H E K. apply H. rewrite <- E. exact K. Qed.

(* Powers of a base between -1 and 1. *)
Lemma pow_unit : forall q t, 0 <= q -> q < 1 -> 0 <= q ^ t /\ q ^ t <= 1.
Proof. intros q t L U. split; [apply pow_le; exact L|]. rewrite <- (pow1 t). apply pow_incr. lra. Qed.
Lemma pow_square_unit : forall q t, - 1 < q -> q < 1 -> 0 <= (q ^ t) ^ 2 /\ (q ^ t) ^ 2 <= 1.
Proof. intros q t L U. rewrite <- pow_mult, Nat.mul_comm, pow_mult. apply pow_unit; nra. Qed.
Lemma pow_signed : forall q t, - 1 < q -> q < 1 -> - 1 < q ^ t /\ q ^ t <= 1.
Proof.
  intros q t L U. induction t as [|t [I J]]; [cbn; lra|]. cbn. split; nra.
Qed.

Lemma factor_nonzero : forall b q d, d <> 0 -> d = b * q -> b <> 0.
Proof. intros b q d H E Z. apply H. rewrite E, Z. ring. Qed.
Lemma numerator_nonzero : forall e n d, e <> 0 -> e = n / d -> n <> 0.
Proof. intros e n d H E Z. apply H. rewrite E, Z. unfold Rdiv. ring. Qed.
Lemma steady_unique : forall r h c B v w, steady_state r h c B v -> steady_state r h c B w -> v = w.
Proof. intros r h c B v w V W. exact (UL_sequence _ _ _ (V 0 (Rle_refl 0)) (W 0 (Rle_refl 0))). Qed.

Lemma steady_same : forall r h c B v r' h' c' B' v', steady_state r' h' c' B' v' -> r = r' -> h = h' -> c = c' -> B = B' -> v = v' ->
  steady_state r h c B v.
Proof. intros; subst; assumption. Qed.

(* At numbers. *)
Ltac rooted := rewrite ?sqrt_1; repeat match goal with
  | |- context [sqrt ?x] => let s := fresh "s" in let P := fresh "P" in let Q := fresh "Q" in
      assert (P : 0 <= sqrt x) by apply sqrt_pos; assert (Q : sqrt x * sqrt x = x) by (apply sqrt_sqrt; lra);
      set (s := sqrt x) in *; clearbody s end.
Ltac numeric_equal := first [reflexivity | lra | field].
Ltac numeric := first [lra | lia | (cbn; lra) | (unfold Rdiv; field_simplify; lra) | (rooted; nra)].
Lemma Rpower_one : forall x, Rpower 1 x = 1. Proof. intro x. unfold Rpower. rewrite ln_1, Rmult_0_r. apply exp_0. Qed.
Ltac run_rule := rewrite ?Rpower_one; cbn [Nat.mul Nat.add]; unfold risk, mean_response, noise_response, impulse, silence, square; cbn [sum run minibatches];
  unfold step, oracle, none, unit, rest; cbn.
Ltac fails := let H := fresh "H" in intro H; revert H; run_rule; intro H; first [lra | (field_simplify in H; lra) | nra | (revert H; rooted; intro H; nra)].

(* x^(1 - p) and x^(-p) as x / x^p and 1 / x^p. *)
Ltac real_powers := repeat first
  [ match goal with |- context [Rpower ?x (1 - ?p)] => replace (Rpower x (1 - p)) with (x / Rpower x p)
      by (unfold Rminus, Rdiv; rewrite Rpower_plus, Rpower_Ropp, Rpower_1 by assumption; ring) end
  | match goal with |- context [Rpower ?x (- ?p)] => rewrite (Rpower_Ropp x p) end ].
Ltac beside := first [numeric | nonzero | fails].

(* Beside a root: by comparing squares. *)
Lemma root_leads : forall a b x, 0 < b -> 0 < b * b * x - a * a -> 0 < a + b * sqrt x.
Proof.
  intros a b x B G. assert (P : 0 < b * b) by nra. assert (X : 0 < x).
  { destruct (Rlt_dec 0 x) as [L|L]; [exact L|exfalso]. assert (0 <= a * a) by nra. assert (b * b * x <= 0) by nra. lra. }
  assert (S := sqrt_lt_R0 x X). assert (Q : sqrt x * sqrt x = x) by (apply sqrt_sqrt; lra). set (s := sqrt x) in *. clearbody s. subst x.
  assert (U : 0 < b * s) by nra. assert (V : 0 < (b * s - a) * (b * s + a)) by nra.
  destruct (Rlt_dec 0 (a + b * s)) as [L|L]; [exact L|exfalso]. assert (0 < b * s - a) by lra. nra.
Qed.
Lemma root_follows : forall a b x, 0 < a -> 0 <= x -> 0 < a * a - b * b * x -> 0 < a + b * sqrt x.
Proof.
  intros a b x A X G. assert (S := sqrt_pos x). assert (Q : sqrt x * sqrt x = x) by (apply sqrt_sqrt; exact X). set (s := sqrt x) in *. clearbody s. subst x.
  assert (V : 0 < (a - b * s) * (a + b * s)) by nra. destruct (Rlt_dec 0 (a + b * s)) as [L|L]; [exact L|exfalso].
  assert (0 < a - b * s) by lra. nra.
Qed.
Ltac same_roots := repeat match goal with |- context [sqrt ?a] => match goal with |- context [sqrt ?b] =>
  tryif constr_eq a b then fail else (replace (sqrt b) with (sqrt a) by (f_equal; ring)) end end.

(* Complex identities: real parts of them are pushed down to the parameters. *)
Lemma real_div : forall x y, y <> 0 -> real (x / y) = (real x / real y)%C.
Proof. intros x y H. unfold Rdiv. rewrite real_mult, (real_inv y H). reflexivity. Qed.
Lemma Cpow_mult : forall a m n, (a ^ (m * n) = (a ^ m) ^ n)%C.
Proof.
  intros a m n. induction n as [|n IH]; [rewrite Nat.mul_0_r; reflexivity|]. rewrite Nat.mul_succ_r, Nat.add_comm, Cpow_add, IH. reflexivity.
Qed.
Lemma Cpow_product : forall (a b : C) n, ((a * b) ^ n = a ^ n * b ^ n)%C.
Proof. intros a b n. induction n as [|n IH]; cbn; [ring|]. rewrite IH. ring. Qed.
Lemma factor_nonzero_C : forall b q d : C, d <> real 0 -> (d = b * q)%C -> b <> real 0.
Proof. intros b q d H E Z. apply H. rewrite E, Z. ring. Qed.
Lemma Cmult_nonzero : forall a b : C, a <> real 0 -> b <> real 0 -> (a * b)%C <> real 0.
Proof.
  intros a b A D E. apply A. replace a with ((a * b) / b)%C by (field; exact D). rewrite E. field. exact D.
Qed.
Lemma opp_nonzero_C : forall a : C, a <> real 0 -> (- a)%C <> real 0.
Proof. intros a H E. apply H. replace a with (- - a)%C by ring. rewrite E. ring. Qed.
Ltac to_C := repeat first
  [ rewrite real_plus | rewrite real_minus | rewrite real_mult | rewrite real_opp | rewrite real_pow | rewrite real_div by nonzero | rewrite real_inv by nonzero ].
Ltac powers_C := repeat first
  [ match goal with |- context [(?x ^ S ?n)%C] => match isnatcst n with false => change (x ^ S n)%C with (x * x ^ n)%C end end
  | rewrite !Cpow_product
  | rewrite !Cpow_add
  | match goal with |- context [(?x ^ (?k * ?n)%nat)%C] => match isnatcst k with true => rewrite (Nat.mul_comm k n) end end
  | match goal with |- context [(?x ^ (?n * ?k)%nat)%C] => match isnatcst k with true => rewrite (Cpow_mult x n k) end end ].
Ltac nonzero_C := match goal with
  | |- (?a * ?b)%C <> real 0 => apply Cmult_nonzero; nonzero_C
  | |- real ?a <> real 0 => apply real_nonzero; nonzero
  | H : ?a <> real 0 |- ?b <> real 0 => first [exact H | (replace b with a by ring; exact H) | (replace b with (- a)%C by ring; apply opp_nonzero_C; exact H)]
  end.
Ltac pair_nonzero_C := match goal with
  | H : ?a <> real 0, K : ?d <> real 0 |- ?b <> real 0 => replace b with (a * d)%C by ring; apply Cmult_nonzero; assumption
  end.
Ltac sides_C := repeat match goal with |- _ /\ _ => split end; first [nonzero_C | pair_nonzero_C].
Ltac equal_C := first [ring | (field; sides_C)].
Ltac real_identity := to_C; first [reflexivity | ring | (unfold Cdiv, Cminus; ring)].
