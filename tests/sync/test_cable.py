"""The simulated cable goes without a word, whatever hangs on it."""

from __future__ import annotations

import contextlib
import socket
import threading

from sync.simulated.cable import Cable


def test_a_cable_that_goes_while_hq_does_not_answer_says_nothing() -> None:
    with contextlib.ExitStack() as stack:
        far = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):  # nobody accepts: who calls now gets no answer
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(far.getsockname())
        with Cable("127.0.0.1", far.getsockname()[1]) as cable:
            near = int(cable.url.rpartition(":")[2])
            stack.enter_context(socket.create_connection(("127.0.0.1", near)))
            threading.Event().wait(0.1)
