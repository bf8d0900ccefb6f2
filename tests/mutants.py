"""Mutants of the checking code: run mutmut, count what the tests kill, and compare the survivors with those named in ``mutants.toml``.

``python -m tests.mutants [file ...]`` (``make mutants``) mutates all files of ``only_mutate`` in pyproject.toml, or those given
(``theory/proof/certificate.py``); ``--report`` only reads the last run. Texts are no checking code: functions named under ``texts`` in
mutants.toml are not counted. A survivor counts as named if function and changed line are on record with a reason. Exit 1 if one is not, if
a named one is killed or gone, or if fewer than 95% of the others die.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTMUT = [sys.executable, "-m", "mutmut"]
SURVIVED, UNTESTED = 0, 33
NEEDED = 0.95


def results(file: str) -> dict[str, int | None]:
    """Exit code of the tests by mutant, for a file."""
    meta = ROOT / "mutants" / f"{file}.meta"
    return json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"] if meta.exists() else {}


def function_of(mutant: str) -> str:
    """``InPower.check`` for a mutant of it."""
    name = mutant.rpartition("__mutmut_")[0].rpartition(".")[2]
    return name[1:].strip("ǁ").replace("ǁ", ".") if "ǁ" in name else name.removeprefix("x_")


def change(mutant: str) -> str:
    """The changed lines, ``old -> new``."""
    shown = subprocess.run([*MUTMUT, "show", mutant], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    old, new = (re.findall(rf"^{re.escape(sign)}(?!{re.escape(sign)})(.*)$", shown, re.M) for sign in "-+")
    return " -> ".join(" ".join(map(str.strip, side)) for side in (old, new))


def main(arguments: list[str]) -> int:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    known = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))
    given = [a for a in arguments if a != "--report"]
    files = given or settings["only_mutate"]
    if "--report" not in arguments:
        names = [f.removesuffix(".py").replace("/", ".") + ".*" for f in files]
        subprocess.run([*MUTMUT, "run", "--max-children", "1", *names], cwd=ROOT, check=True)
    named = {(s["file"], s["function"], s["change"]) for s in known["survivor"]}
    ok, met = True, set()
    print(f"{'file':44}{'mutants':>8}{'killed':>8}{'named':>8}{'unnamed':>8}{'not run':>8}{'killed of the others':>22}")
    for file in files:
        counts: Counter[str] = Counter()
        unnamed: list[str] = []
        for mutant, code in results(file).items():
            function = function_of(mutant)
            if function.rpartition(".")[2] in known["texts"]:
                continue
            if code is None:
                counts["not run"] += 1
            elif code not in (SURVIVED, UNTESTED):
                counts["killed"] += 1
            elif (key := (file, function, change(mutant))) in named:
                counts["named"] += 1
                met.add(key)
            else:
                counts["unnamed"] += 1
                unnamed.append(f"  {function}: {key[2]}  [{mutant.rpartition('_')[2]}{', no test' if code else ''}]")
        killed, rest = counts["killed"], counts["killed"] + counts["unnamed"]
        share = f"{100 * killed / rest:.1f}%" if rest else "-"
        row = "".join(f"{counts[k]:8}" for k in ("killed", "named", "unnamed", "not run"))
        print(f"{file:44}{sum(counts.values()):8}{row}{share:>22}", *unnamed, sep="\n")
        ok &= not unnamed and not counts["not run"] and killed >= NEEDED * rest
    gone = {k for k in named if k[0] in files} - met
    for key in sorted(gone):
        print("named, but killed or gone:", *key)
    return 0 if ok and not gone else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
