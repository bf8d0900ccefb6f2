"""Many independent tasks: in this process, on local processes, or on a Dask cluster, with a file to resume from.

Tasks and results are plain data. A task is named by the hash of its content, so a file of results serves any later run
that asks for the same. Results come back in the order of the tasks, whoever computed them.
"""

from __future__ import annotations

import hashlib
import json
import math
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from montecarlo.files import require_regular, sealed, unsealed
from theory.errors import InputError

Task = dict[str, Any]
Work = Callable[[Task], Any]
Valid = Callable[[Task, Any], bool]
AnyWork = TypeVar("AnyWork", bound=Work)
RESULTS: dict[str, Valid] = {}
"""By the name of a work function: whether something read from a file may be what it makes of a task."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ATTEMPTS = 4  # how often a pool whose worker died is started anew


HEADER = sealed({"file": "results of nqm"})
"""The first line of a file to resume from."""


def task_key(task: Task) -> str:
    """A name for a task: the hash of its content."""
    return hashlib.sha256(json.dumps(task, sort_keys=True).encode()).hexdigest()[:16]


def resumable(valid: Valid) -> Callable[[AnyWork], AnyWork]:
    """Say what the results of a work function look like: a stored one that does not is as good as none."""

    def mark(work: AnyWork) -> AnyWork:
        RESULTS[_name(work)] = valid
        return work

    return mark


def _name(work: Any) -> str:
    while isinstance(work, partial):
        work = work.func
    return f"{getattr(work, '__module__', '')}.{getattr(work, '__qualname__', '')}"


def is_count(value: object) -> bool:
    """Whether it is a whole number >= 0 of a size that is counted."""
    return type(value) is int and 0 <= value < 2**63


def is_amount(value: object, least: float = -math.inf) -> bool:
    """Whether it is a number, not less than ``least``; it may be infinite."""
    return type(value) in (int, float) and least <= value and (is_count(abs(value)) or type(value) is float)  # type: ignore[operator,arg-type]


def are_amounts(value: object) -> bool:
    """Whether it is finite numbers by name."""
    return isinstance(value, dict) and all(is_amount(v) and math.isfinite(v) for v in value.values())


class Store:
    """Finished results, one JSON line each with its checksum, appended as they come.

    A line that was torn by an interruption or damaged since is counted in ``damaged`` and computed again. Raises ``InputError``
    for a file that holds anything else, and leaves it as it is. So is a result that ``take`` is told cannot be one.
    """

    def __init__(self, path: str | None) -> None:
        self.path = Path(path) if path else None
        self.known: dict[str, Any] = {}
        self.damaged = 0
        self._told = 0
        if self.path is None:
            return
        require_regular(self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lines = self.path.read_bytes().split(b"\n") if self.path.exists() else []
        except OSError as error:
            raise self._refusal(error) from None
        records = [_record(line) for line in lines if line.strip()]
        if lines and not any(records) and not HEADER.encode().startswith(b"\n".join(lines).strip()):
            raise InputError(f"{self.path} holds no results of nqm; nothing was written to it: choose another file")
        for record in records:
            if record is None:
                self.damaged += 1
            elif "key" in record:
                self.known[record["key"]] = record["result"]
        if not any(records):
            self._begin()

    def take(self, tasks: dict[str, Task], valid: Valid) -> None:
        """Drop the results of these tasks, by key, that cannot be theirs, and say how much was damaged."""
        for key in [k for k, task in tasks.items() if k in self.known and not valid(task, self.known[k])]:
            del self.known[key]
            self.damaged += 1
        if self.damaged > self._told:
            self._told = self.damaged
            what = (
                "damaged line is left out, what it held is"
                if self.damaged == 1
                else "damaged lines are left out, what they held is"
            )
            print(f"{self.path}: {self.damaged} {what} computed again", file=sys.stderr)

    def finished(self, tasks: Sequence[Task]) -> list[Any]:
        """The results there are, in the order of the tasks."""
        return [self.known[k] for k in map(task_key, tasks) if k in self.known]

    def add(self, key: str, result: Any) -> None:
        """Keep a result."""
        self.known[key] = result
        self._append(sealed({"key": key, "result": result}))

    def _begin(self) -> None:
        """The first line; a file that was not there before and cannot hold it is not left behind."""
        new = self.path is not None and not self.path.exists()
        try:
            self._append(HEADER)
        except BaseException:
            if new and self.path is not None:
                self.path.unlink(missing_ok=True)
            raise

    def _append(self, line: str) -> None:
        if self.path is None:
            return
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write("\n" + line + "\n")  # in front, too: the line before may be torn
        except OSError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: OSError) -> InputError:
        return InputError(f"cannot write {self.path}: {error.strerror}; choose a file that can be written")


def _record(line: bytes) -> dict[str, Any] | None:
    """The first line, or a key with its result; None for anything else."""
    record = unsealed(line)
    if record is None or (record.keys() == {"key", "result"} and isinstance(record["key"], str)):
        return record
    return record if record == {"file": "results of nqm"} else None


def run_tasks(
    work: Work,
    tasks: Sequence[Task],
    workers: int = 1,
    dask: str | None = None,
    resume: str | Store | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Any]:
    """``work(task)`` for every task, in their order.

    Parameters
    ----------
    work : a function that can be imported by its name elsewhere; its results must be JSON, and ``resumable`` what they look like.
    workers : local processes; 1 runs in this one.
    dask : address of a Dask scheduler, instead of local processes (extra ``dask``).
    resume : file of finished results, or an open ``Store``; those are not computed again.
    progress : called with (done, all).

    A worker that dies costs only its tasks, which are run again. Raises ``InputError`` for bad options.
    """
    if int(workers) != workers or workers < 1:
        raise InputError(f"workers must be a whole number >= 1, got {workers}")
    store = resume if isinstance(resume, Store) else Store(resume)
    keys = [task_key(t) for t in tasks]
    store.take(dict(zip(keys, tasks, strict=True)), RESULTS.get(_name(work), lambda task, result: True))
    missing = {k: t for k, t in zip(keys, tasks, strict=True) if k not in store.known}
    say = progress or (lambda done, total: None)

    def note(key: str, result: Any) -> None:
        store.add(key, result)
        del missing[key]
        say(len(tasks) - len(missing), len(tasks))

    say(len(tasks) - len(missing), len(tasks))
    if dask is None and workers == 1:
        for key, task in list(missing.items()):
            note(key, work(task))
    else:
        _distribute(work, missing, note, workers, dask)
    return [store.known[k] for k in keys]


def _distribute(work: Work, missing: dict[str, Task], note: Callable[[str, Any], None], workers: int, dask: str | None) -> None:
    for attempt in range(ATTEMPTS):
        with _executor(workers, dask) as executor:
            futures: dict[Future[Any], str] = {executor.submit(work, task): key for key, task in missing.items()}
            try:
                while futures:
                    done, _ = wait(futures, return_when=FIRST_COMPLETED)
                    for future in done:
                        note(futures[future], future.result())
                        del futures[future]
                return
            except BrokenExecutor:
                if attempt == ATTEMPTS - 1:
                    raise InputError(f"worker processes died {ATTEMPTS} times (out of memory?); use fewer workers") from None


def _leave_interrupts() -> None:
    """Ctrl-C is for the parent, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _executor(workers: int, dask: str | None) -> Iterator[Executor]:
    if dask is None:
        # spawn: a forked copy of a process with threads (a progress bar) can hang
        pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts)
        before = {name: os.environ.get(name) for name in THREADS}
        os.environ |= dict.fromkeys(THREADS, "1")  # the workers inherit it: they are the parallelism
        try:
            yield pool
        except BaseException:
            for process in list((pool._processes or {}).values()):  # they would finish their tasks before the exit
                process.terminate()
            raise
        finally:
            pool.shutdown()
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        return
    try:
        import distributed
    except ImportError:
        raise InputError("a Dask cluster needs the extra 'dask': pip install 'nqm[dask]'") from None
    try:
        client: Any = distributed.Client(dask, timeout=5)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"no Dask scheduler at {dask}: {error}; give an address such as tcp://127.0.0.1:8786") from None
    try:
        yield client.get_executor(pure=False, retries=ATTEMPTS)
    finally:
        client.close()
