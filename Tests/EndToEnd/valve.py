# SPDX-License-Identifier: Apache-2.0
"""A slow way to a server: a listener that hands on what comes, and only the beginning of it until it is opened."""

import contextlib
import socket
import threading


class Valve:
    """Lets `limit` bytes of each connection through to a port of this machine, and the rest when it is opened."""

    def __init__(self, port, limit):
        self._port = port
        self._limit = limit
        self._open = threading.Event()
        self._listener = socket.socket()
        # What the system takes ahead of the reader is inherited by each connection.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.open()
        self._listener.close()

    def open(self):
        """Lets everything through."""
        self._open.set()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=self._hand_on, args=(client, server, self._limit), daemon=True).start()
                threading.Thread(target=self._hand_on, args=(server, client, None), daemon=True).start()

    def _hand_on(self, source, target, limit):
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(64 << 10):
                passed += len(data)
                if limit is not None and passed > limit:
                    self._open.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
