"""The version of the whole project: it stands with what is stored, so that results of another version are not taken for its own."""

__version__ = "0.1.0"
