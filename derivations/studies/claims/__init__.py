"""The claims: one page a group of statements, and the index of all pages."""
