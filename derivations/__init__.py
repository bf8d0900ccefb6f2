"""The app: ledger, reports, figures and command line. May import everything below it."""
