"""Number types and what is done with them: intervals, balls, double-doubles, Taylor models; nothing of optimizers."""
