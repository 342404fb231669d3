"""Read many documents in parallel, each one able to ruin nothing but itself.

A few long-lived worker processes read one document after the other. A document that crashes its
worker, hangs or eats up the memory ends as an Outcome; the worker is replaced, the batch goes on.
The parent holds no more than the documents being read at the moment.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from extract.errors import UnreadableDocument
from extract.files.limits import DEFAULT_LIMITS, Limits
from extract.types import Outcome, Source

if sys.platform != "win32":
    import resource

T = TypeVar("T")

# A worker starts again after so many documents: what a library leaks does not add up.
DOCUMENTS_PER_WORKER = 200
START_SECONDS = 120.0
# The worker's own alarm, for when the parent is gone and nobody is left to end a hanging reader.
ALARM_GRACE_SECONDS = 10.0
# Started afresh, not forked: a fork would copy the parent's threads' locks, and its memory.
SPAWN = multiprocessing.get_context("spawn")


class WorkerStartError(Exception):
    """The reader itself cannot be loaded: no document's fault, so it ends the batch."""


@dataclass
class _Worker(Generic[T]):
    process: SpawnProcess
    pipe: Connection
    source: Source | None = None
    is_ready: bool = False
    deadline: float = 0.0
    documents: int = 0


def read_all(
    sources: Iterable[Source],
    read_one: Callable[[Source, Limits], T],
    limits: Limits = DEFAULT_LIMITS,
    workers: int | None = None,
) -> Iterator[tuple[Source, T | Outcome]]:
    """Read every source in a worker process and yield what it gave, as it is finished.

    `read_one` is a function at the top level of a module; it is given the limits too, for what
    only a reader can count (pages, cells). What it returns comes back as it is;
    what it raises, and every way in which it can fail, comes back as an Outcome of the step
    `read`: rejected, needs_password and so on (UnreadableDocument), crashed, timeout or
    out_of_memory. Closing the iterator, or an interrupt, ends the workers at once.

    Raises WorkerStartError if `read_one` cannot be loaded in a worker.
    """
    pool: list[_Worker[T]] = []
    queue = iter(sources)
    reader = pickle.dumps(read_one)
    try:
        for source in queue:
            if source.byte_size > limits.file_bytes:
                yield source, _too_large(source, limits)
                continue
            yield from _until_one_is_free(pool, workers or os.cpu_count() or 1, reader, limits)
            _hand_over(next(worker for worker in pool if _is_free(worker)), source, limits)
        while any(worker.source for worker in pool):
            yield from _finished(pool, limits)
    finally:
        for worker in pool:
            _end(worker)


def _until_one_is_free(
    pool: list[_Worker[T]], size: int, reader: bytes, limits: Limits
) -> Iterator[tuple[Source, T | Outcome]]:
    """Collect what is finished until a worker waits for work, starting workers up to `size`."""
    while not any(_is_free(worker) for worker in pool):
        if len(pool) < size:
            pool.append(_start(reader, limits))
        else:
            yield from _finished(pool, limits)


def _is_free(worker: _Worker[T]) -> bool:
    return worker.source is None


def _start(reader: bytes, limits: Limits) -> _Worker[T]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_work, args=(theirs, reader, limits), daemon=True)
    process.start()
    # The only copy of the far end is now the worker's: when it dies, we read the end of file.
    theirs.close()
    return _Worker(process, ours, deadline=time.monotonic() + START_SECONDS)


def _end(worker: _Worker[T]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()
    worker.process.close()


def _hand_over(worker: _Worker[T], source: Source, limits: Limits) -> None:
    """Give a document to a worker; one still starting finds it waiting in the pipe."""
    worker.source = source
    worker.documents += 1
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        worker.pipe.send(source)
    if worker.is_ready:
        worker.deadline = time.monotonic() + limits.seconds_for(source)


def _finished(pool: list[_Worker[T]], limits: Limits) -> list[tuple[Source, T | Outcome]]:
    """Wait for the next answers, ends of workers or deadlines, and return what is finished.

    A list: were it yielded one by one, the time the caller takes would count against the others.
    """
    busy = [worker for worker in pool if worker.source]
    soonest = min(worker.deadline for worker in busy)
    speaking = wait([worker.pipe for worker in busy], max(0.0, soonest - time.monotonic()))
    now = time.monotonic()
    finished = []
    for worker in busy:
        if worker.pipe in speaking:
            answer = _receive(worker, limits)
        else:
            answer = _overdue(worker, limits) if now >= worker.deadline else None
        if answer is None or worker.source is None:
            continue
        result, is_spent = answer
        finished.append((worker.source, result))
        worker.source = None
        if is_spent or worker.documents >= DOCUMENTS_PER_WORKER:
            pool.remove(worker)
            _end(worker)
    return finished


def _receive(worker: _Worker[T], limits: Limits) -> tuple[T | Outcome, bool] | None:
    """Take one message of a worker: ready, a result, or the end of file of one that died.

    The second value tells that the worker must not read on; None: the document is still read.
    """
    try:
        kind, value = pickle.loads(worker.pipe.recv_bytes())  # noqa: S301 - our own worker's
    except (EOFError, OSError):
        worker.process.join(5)
        return _died(worker), True
    if kind == "ready":
        worker.is_ready = True
        if worker.source:
            worker.deadline = time.monotonic() + limits.seconds_for(worker.source)
        return None
    if kind == "unloadable":
        raise WorkerStartError(f"the reader cannot be loaded: {value}")
    return value, kind == "spent"


def _died(worker: _Worker[T]) -> Outcome:
    code = worker.process.exitcode
    if not worker.is_ready:
        raise WorkerStartError(f"a worker ended with exit code {code} before it read anything")
    if code is None or code >= 0:
        return Outcome("read", "crashed", f"the reading process ended itself with exit code {code}")
    if -code == getattr(signal, "SIGALRM", None):
        return Outcome("read", "timeout", "the reading process took too long and ended itself")
    name = signal.Signals(-code).name
    hint = ", perhaps for lack of memory" if name in {"SIGKILL", "SIGABRT"} else ""
    return Outcome("read", "crashed", f"the reading process was ended by {name}{hint}")


def _overdue(worker: _Worker[T], limits: Limits) -> tuple[Outcome, bool]:
    if not worker.is_ready:
        raise WorkerStartError(f"the reader was not loaded within {START_SECONDS:g} seconds")
    seconds = limits.seconds_for(worker.source) if worker.source else limits.seconds
    reason = f"not read within {seconds:g} seconds"
    return Outcome("read", "timeout", reason), True


def _too_large(source: Source, limits: Limits) -> Outcome:
    reason = f"too large: {source.byte_size:,} bytes, more than {limits.file_bytes:,} allowed"
    return Outcome("read", "rejected", reason)


# ---------------------------------------------------------------- in the worker process


def _work(pipe: Connection, reader: bytes, limits: Limits) -> None:
    """Read documents as they come down the pipe, until it closes or one breaks this process."""
    # The parent alone answers to Ctrl-C; it ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One process per core: libraries that start a thread per core would only get in the way.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _limit_memory(limits.memory_bytes)
    collect_rarely()
    try:
        read_one: Callable[[Source, Limits], Any] = pickle.loads(reader)  # noqa: S301 - our own parent's
    except Exception as error:
        _send(pipe, "unloadable", f"{type(error).__name__}: {error}")
        return
    _send(pipe, "ready", None)
    with contextlib.suppress(EOFError, OSError):
        while True:
            source = pipe.recv()
            _set_alarm(limits.seconds_for(source) + ALARM_GRACE_SECONDS)
            kind, message = _read(read_one, source, limits)
            _set_alarm(0)
            # Waits here while the parent is busy, however long that takes.
            pipe.send_bytes(message)
            del message
            if kind == "spent":
                return


def collect_rarely() -> None:
    """Look for cyclic garbage less often: a document is many small objects that all live on."""
    gc.set_threshold(50_000, 20, 100)


def _read(
    read_one: Callable[[Source, Limits], Any], source: Source, limits: Limits
) -> tuple[str, bytes]:
    """Read one document and pack what came of it; `spent` where this process may be harmed."""
    result: Any
    try:
        result = read_one(source, limits)
        return "result", pickle.dumps(("result", result), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        kind = "spent"
        allowed = limits.memory_bytes / 1024**3
        result = Outcome("read", "out_of_memory", f"it needs more than {allowed:g} GiB of memory")
    except UnreadableDocument as error:
        kind = "result"
        result = Outcome("read", error.outcome, error.reason)
    except Exception as error:
        kind = "result"
        result = Outcome("read", "crashed", _one_sentence(error))
    except BaseException as error:  # sys.exit in a library must not end the worker unheard
        kind = "spent"
        result = Outcome("read", "crashed", _one_sentence(error))
    return kind, pickle.dumps((kind, result))


def _one_sentence(error: BaseException) -> str:
    """Name an exception, its message on one line, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    message = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {message}{where}" if message else type(error).__name__ + where


def _send(pipe: Connection, kind: str, value: object) -> None:
    with contextlib.suppress(OSError):
        pipe.send_bytes(pickle.dumps((kind, value)))


def _limit_memory(size: int) -> None:
    """Limit what this process may allocate, where the system lets us.

    The data limit counts what is allocated, not what is merely mapped; Linux keeps to it, macOS
    to neither.
    """
    if sys.platform == "win32":
        return
    limit = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, hard = resource.getrlimit(limit)
    with contextlib.suppress(ValueError, OSError):
        size = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(limit, (size, hard))


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
