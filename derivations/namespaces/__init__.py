"""What ``nqm`` holds beside its verbs, rules and errors: ``nqm.measure``, ``nqm.lab``, ``nqm.bounds``, ``nqm.schedules``."""
