"""The app: ledger, reports, figures and command line. May import everything below it."""

import theory as theory  # before SymPy, whose numbers it chooses
