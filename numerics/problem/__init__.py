"""Problems as users have them: written down, from formulas and files, put into bins, rotated."""
