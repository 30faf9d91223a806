"""A Dask cluster to work on: one that is running, or one of this machine's cores."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from stance.errors import RecipeError
from stance.extras import need

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")

LOCAL: Final = "local"
EXTRA: Final = "scale"

_CONNECT: Final = 10  # seconds to wait for a scheduler, and
_WORKERS: Final = 30  # for its first worker: batch systems start workers after the scheduler


@contextmanager
def connected(scheduler: str | Client) -> Iterator[Client]:
    """A client of the scheduler at an address (``tcp://host:8786``), or the client given.

    ``local`` starts a process for each core of this machine, which ends with the context. A
    script that says so needs its ``if __name__ == "__main__":``, since processes import it. A
    client that is given is left open. Raises `RecipeError` where no scheduler answers, it has no
    worker, or a worker has not this version of the package.
    """
    distributed = need("distributed", EXTRA)
    if isinstance(scheduler, distributed.Client):
        check_workers(scheduler)
        yield scheduler
        return
    if not isinstance(scheduler, str):
        raise RecipeError(
            f"scheduler is a {type(scheduler).__name__}; give its address, {LOCAL}, or a client"
        )
    if scheduler != LOCAL:
        _check_address(scheduler)
    with ExitStack() as stack:
        at = stack.enter_context(_local(distributed)) if scheduler == LOCAL else scheduler
        client = stack.enter_context(distributed.Client(at, set_as_default=False))
        check_workers(client)
        yield client


def _local(distributed: Any) -> Any:
    """One process a core: scoring is Python code, and threads would wait for each other."""
    from joblib import cpu_count

    try:
        return distributed.LocalCluster(
            n_workers=cpu_count(),
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # its server of metrics
            silence_logs=logging.CRITICAL + 1,  # what matters of a failure comes to the caller
        )
    except RuntimeError as error:
        raise RecipeError(
            f"scheduler {LOCAL!r}: its processes did not start ({error}); a script needs its"
            ' `if __name__ == "__main__":`, since they import it'
        ) from error


def _check_address(address: str) -> None:
    """Raises `RecipeError` where no scheduler answers: a client that finds none closes loudly.

    In a thread of its own, because a notebook has an event loop running in this one.
    """
    try:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _reach(address)).result()
    except (OSError, ValueError, TypeError) as error:
        raise RecipeError(
            f"scheduler {address!r}: no scheduler answers there ({error}); start one with `dask"
            f" scheduler` and give its address, as tcp://host:8786, or {LOCAL}"
        ) from None


async def _reach(address: str) -> None:
    comm, distributed = need("distributed.comm", EXTRA), need("distributed", EXTRA)
    options = distributed.Security().get_connection_args("client")
    connection = await comm.connect(address, timeout=_CONNECT, **options)
    await connection.close()


def check_workers(client: Client) -> None:
    """Raises `RecipeError` where there is no worker, or one with another version than this."""
    address = client.scheduler.address if client.scheduler else ""
    try:
        # Work, because a cluster that adapts starts no worker without any; of Python's own,
        # because a worker that cannot import a task's function never answers.
        client.submit(int, pure=False).result(timeout=_WORKERS)
    except TimeoutError:
        raise RecipeError(
            f"the scheduler at {address} has no worker; start some with `dask worker {address}"
            " --nworkers auto --nthreads 1`"
        ) from None
    here = installed_version()
    for worker, version in client.run(installed_version, on_error="return").items():
        if version != here:
            raise RecipeError(
                f"the worker at {worker} has not stance {here} ({version}); install the same"
                f" version on every worker: pip install 'stance-quotes[{EXTRA}]=={here}'"
            )


def installed_version() -> str:
    """The version of the package, where this is called."""
    from stance import __version__

    return __version__


@contextmanager
def joblib_on(scheduler: str | Client | None) -> Iterator[None]:
    """joblib's parallel work inside goes to this scheduler's workers; None leaves it as it is."""
    if scheduler is None:
        yield
        return
    from joblib import parallel_config

    with connected(scheduler) as client, parallel_config("dask", client=client):
        yield


def shared(value: T) -> T:
    """What joblib's tasks are given for a large value that all of them read.

    Within joblib's Dask backend it goes to every worker once, and not with each task; each has a
    copy, so that the loss of one loses nothing. What comes back then is a future, which Dask
    puts the value in the place of. Elsewhere it is the value.
    """
    from joblib.parallel import get_active_backend

    client = getattr(get_active_backend()[0], "client", None)
    if client is None:
        return value
    # Not named by what it holds: an equal value is shared again while the last is being let go.
    future: T = client.scatter(value, broadcast=True, hash=False)
    return future
