"""A rule on a problem: mean, variance and risk at any step, first hits, what is decided and what is proved."""
