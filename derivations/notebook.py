"""The tour: one executed notebook, made anew by ``make notebook`` and checked by ``make check``.

Cells are taken from the notebook itself; outputs are computed and stored without anything that depends on the run. The check runs
every cell and compares the text of the outputs (pictures need only be there).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from derivations.inputs.output import progress, write_atomic
from theory.errors import InputError

TOUR = Path(__file__).parent / "tour.ipynb"
TIMEOUT = 300  # seconds a cell may take


def executed(path: Path) -> Any:
    """The notebook with every cell run in order in a fresh kernel. Raises ``InputError`` naming a cell that fails."""
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError:
        raise InputError('the notebook needs the extra "notebook": pip install "nqm[notebook]"') from None
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    total = len(notebook.cells)
    with progress("notebook") as tick:
        client = NotebookClient(
            notebook, timeout=TIMEOUT, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
        )
        client.on_cell_start = lambda cell, cell_index: tick("cells", cell_index, total)
        try:
            client.execute(stderr=subprocess.DEVNULL)
        except CellExecutionError as error:
            raise InputError(f"{path.name}: a cell fails: {error.ename}: {error.evalue}") from None
    _strip(notebook)
    nbformat.validate(notebook)
    return notebook


def _strip(notebook: Any) -> None:
    """Take out what differs from run to run: times, the kernel's version, numbers in the ids of objects."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for k, cell in enumerate(notebook.cells):
        cell.id = f"cell-{k}"
        cell.metadata = {}
        outputs: list[Any] = []
        for o in cell.get("outputs", []):
            if o.get("name") == "stderr":
                continue
            if outputs and o.get("name") == outputs[-1].get("name") == "stdout":
                outputs[-1]["text"] += o["text"]  # how prints are cut into pieces is a matter of time
            else:
                outputs.append(o)
        for output in outputs:
            output.pop("execution_count", None)
            output["metadata"] = {}
            if output["output_type"] == "execute_result":
                output["execution_count"] = cell.execution_count
            elif output["output_type"] == "stream":
                output.pop("metadata")
        if cell.cell_type == "code":
            cell.outputs = outputs


def texts(notebook: Any) -> Iterator[tuple[int, str]]:
    """The text of every output by its cell; a picture is the word for its kind."""
    for k, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {"text/plain": output.get("text", "")})
            pictures = [kind for kind in data if kind.startswith("image/")]
            text = (
                " ".join(pictures)
                if pictures
                else "".join(data.get("text/latex", data.get("text/markdown", data.get("text/plain", ""))))
            )
            yield k, re.sub(r"0x[0-9a-f]+", "0x", text)


def main(arguments: list[str]) -> int:
    """``--check``: say which cells are stale; otherwise execute and write."""
    import nbformat

    try:
        fresh = executed(TOUR)
    except InputError as error:
        print(f"nqm: {error}", file=sys.stderr)
        return 2
    if "--check" not in arguments:
        write_atomic(TOUR, (nbformat.writes(fresh) + "\n").encode())  # type: ignore[no-untyped-call]
        print(f"wrote {TOUR.name}, {len(fresh.cells)} cells")
        return 0
    stored = list(texts(nbformat.read(TOUR, as_version=4)))  # type: ignore[no-untyped-call]
    now = list(texts(fresh))
    stale = sorted({k for k, _ in set(stored) ^ set(now)})
    print(f"{TOUR.name}: cells {stale} are stale; run: make notebook" if stale else f"{TOUR.name} is fresh, {len(now)} outputs")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
