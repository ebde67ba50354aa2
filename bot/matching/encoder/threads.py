"""How many threads the arithmetic may take."""

from threadpoolctl import threadpool_limits


def keep_to_one_thread() -> None:
    """Let the whole process multiply on one thread.

    The matrices are small: more threads wait for one another longer than they work, and on a busy machine
    with few cores a start took five times as long.
    """
    threadpool_limits(limits=1, user_api="blas")
