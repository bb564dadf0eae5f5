# SPDX-License-Identifier: Apache-2.0
"""The whole account put aside, and brought back as often as needed.

All of it hangs on moto's backends, what is kept here too. A backend stays the same object, as the code that uses it
may hold on to it; only what it has is copied. Settings are not part of a snapshot.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import tempfile
import threading
import types
import weakref

from moto.core.base_backend import BackendDict

from . import calls


def _file(data, size, mode):
    file = tempfile.SpooledTemporaryFile(max_size=size, mode=mode)  # noqa: SIM115, it belongs to the copy
    file.write(data)
    file.seek(0)
    return file


def _reduce_file(file):
    place = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(place)
    return _file, (data, file._max_size, "w+b")


copyreg.pickle(type(threading.Lock()), lambda lock: (threading.Lock, ()))
copyreg.pickle(type(threading.RLock()), lambda lock: (threading.RLock, ()))
copyreg.pickle(tempfile.SpooledTemporaryFile, _reduce_file)
copyreg.pickle(weakref.WeakValueDictionary, lambda values: (weakref.WeakValueDictionary, (dict(values),)))


class _Taker(pickle.Pickler):
    """Writes what the backends have; the backends themselves, and what holds them, by their places."""

    def __init__(self, file, places):
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = {}
        for place, backend in places.items():
            services, account, _ = place
            self._names |= {id(backend): place, id(services[account]): place[:2], id(services): place[:1]}
        # What is named has to outlive the pickling.
        self._places = places

        self.functions = []

    def persistent_id(self, thing):
        if isinstance(thing, types.FunctionType) and "<locals>" in thing.__qualname__:
            self.functions.append(thing)
            return len(self.functions) - 1
        place = self._names.get(id(thing))
        return None if place is None else (place[0].service_name, *place[1:])


class _Restorer(pickle.Unpickler):
    """Reads what `_Taker` wrote."""

    def __init__(self, file, services, functions):
        super().__init__(file)
        self._services = services
        self._functions = functions

    def persistent_load(self, name):
        if isinstance(name, int):
            return self._functions[name]
        thing = self._services[name[0]]
        for part in name[1:]:
            thing = thing[part]
        return thing


def _backends():
    """Every backend in use, by its place: moto's dictionary of the service, account, region."""
    return {(services, account, region): backend
            for services in list(BackendDict._instances) for account, region, backend in services.iter_backends()}


def take():
    """A copy of everything in the account: where it belongs, and its bytes."""
    with calls.lock:
        places = _backends()
        buffer = io.BytesIO()
        taker = _Taker(buffer, places)
        taker.dump({(place[0].service_name, *place[1:]): vars(backend)
                    for place, backend in places.items()})
        services = {services.service_name: services for services, _, _ in places}
        return services, taker.functions, buffer.getvalue()


def restore(taken):
    """Puts what was taken in the place of everything in the account."""
    services, functions, data = taken
    with calls.lock:
        calls.forget_running()
        for backend in _backends().values():
            backend.reset()
        for (service, account, region), values in _Restorer(io.BytesIO(data), services, functions).load().items():
            backend = services[service][account][region]
            vars(backend).clear()
            vars(backend).update(values)
