"""Sign descent, RMSProp and Adam by simulation."""
