"""Every study: one in each folder of ``derivations.studies``, as STUDY of its module ``report``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

import derivations.studies
from derivations.tasks.study import Study


@cache
def studies() -> dict[str, Study[Any]]:
    """By name."""
    folders = [found.name for found in pkgutil.iter_modules(derivations.studies.__path__) if found.ispkg]
    modules = [importlib.import_module(f"{derivations.studies.__name__}.{folder}.report") for folder in folders]
    return {module.STUDY.name: module.STUDY for module in modules}


def home(study: Study[Any]) -> str:
    """The module that a study's pages come from."""
    return study.page.__module__
