"""Many independent tasks: in this process, on local processes, or on a Dask cluster, with a file to resume from.

Tasks and results are plain data. A task is named by the hash of its content, so a file of results serves any later run
that asks for the same. Results come back in the order of the tasks, whoever computed them.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from theory.errors import InputError

Task = dict[str, Any]
Work = Callable[[Task], Any]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ATTEMPTS = 4  # how often a pool whose worker died is started anew


def task_key(task: Task) -> str:
    """A name for a task: the hash of its content."""
    return hashlib.sha256(json.dumps(task, sort_keys=True).encode()).hexdigest()[:16]


class Store:
    """Finished results, one JSON line each, appended as they come; a line torn by an interruption is ignored."""

    def __init__(self, path: str | None) -> None:
        self.path = Path(path) if path else None
        self.known: dict[str, Any] = {}
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+", encoding="utf-8") as file:
                file.seek(0)
                lines = file.read().splitlines()
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}; choose a file that can be written") from None
        for line in lines:
            try:
                entry = json.loads(line)
                self.known[entry["key"]] = entry["result"]
            except (ValueError, TypeError, KeyError):
                continue

    def finished(self, tasks: Sequence[Task]) -> list[Any]:
        """The results there are, in the order of the tasks."""
        return [self.known[k] for k in map(task_key, tasks) if k in self.known]

    def add(self, key: str, result: Any) -> None:
        """Keep a result."""
        self.known[key] = result
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps({"key": key, "result": result}) + "\n")


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
    work : a function that can be imported by its name elsewhere; its results must be JSON.
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
