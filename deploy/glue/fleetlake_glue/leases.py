"""The leases of the lake, as src/Fleetlake.Lake/Leases keeps them: the job and `fleetlake` respect one another's."""
import contextlib
import fcntl
import json
import os
import socket
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone

from .faults import CALLER, TRANSIENT, Fault, UnknownRequest
from .stores import S3Store

_VALIDITY = timedelta(seconds=30)
_SLACK = timedelta(seconds=2)
_RENEW_EVERY = 8.0


def open_leases(raw, single_writer=False):
    """The leases of the lake whose raw zone this is."""
    if isinstance(raw, S3Store):
        return _NoLeases() if single_writer else ObjectLeases(raw)
    return FolderLeases(os.path.join(raw.root, "_leases"))


class FolderLeases:
    """A file for each lease, locked by the operating system; one beside it says who has it."""

    def __init__(self, folder):
        self._folder = folder

    @contextlib.contextmanager
    def hold(self, name, wait):
        """Holds a lease; gives a call that fails when it has been lost."""
        path = os.path.join(self._folder, f"{name}.lease")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take_lock(file, name, path[:-len("lease")] + "holder", wait)
            yield lambda: None
        finally:
            os.close(file)


class ObjectLeases:
    """Objects that are made and renewed by conditional puts and hold by the server's clock."""

    def __init__(self, store):
        self._store = store
        self._is_honoured = False

    @contextlib.contextmanager
    def hold(self, name, wait):
        self._ensure_honoured()
        lease = self._acquire(name, wait)
        try:
            yield lease.ensure_held
        finally:
            lease.release()

    def _acquire(self, name, wait):
        key = f"_leases/{name}.json"
        until = time.monotonic() + wait
        while True:
            found = self._store.get(key)
            present = _parse(found[1]) if found else None
            is_held = present and present["until"] and self._store.now() < _instant(present["until"]) + _SLACK
            if not is_held:
                lease = _ObjectLease(self._store, name, key)
                if lease.take(found[0] if found else None):
                    return lease
            if time.monotonic() >= until:
                holder = f"process {present['processId']} on {present['host']} since {present['since']}" if present else "another process"
                raise Fault(f"the lease on {name} is held by {holder}; waited {wait:.0f} s for it.", TRANSIENT)
            time.sleep(0.5)

    # With a server that ignores the conditions of puts two would hold one lease.
    def _ensure_honoured(self):
        if not self._is_honoured:
            self._is_honoured = self._are_honoured()
        if not self._is_honoured:
            raise Fault(
                f"{self._store.describe()}: the server does not honour If-None-Match and If-Match of a put, so that it cannot keep two "
                "runs apart. Give --single-writer true where only one process at a time ever runs on this lake.", CALLER)

    def _are_honoured(self):
        key = f"_leases/_probe/{uuid.uuid4().hex}"
        try:
            # Without a body: some servers leave that of a refused put for the next request to stumble over.
            first = self._store.put_if(key, b"", True, None)
            return bool(first) and self._are_honoured_of(key, first.etag)
        except UnknownRequest:
            # It may be another part of the put that is not known: then this one says so.
            self._store.put(key, b"")
            self._delete(key)
            return False

    def _are_honoured_of(self, key, etag):
        try:
            return bool(
                not self._store.put_if(key, b"second", True, None)
                and not self._store.put_if(key, b"third", None, "0" * 32)
                and self._store.put_if(key, b"fourth", None, etag))
        finally:
            self._delete(key)

    # What went wrong before is worth more than that it could not be tidied up.
    def _delete(self, key):
        with contextlib.suppress(Fault):
            self._store.delete(key)


class _ObjectLease:
    def __init__(self, store, name, key):
        self._store, self._name, self._key = store, name, key
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._is_lost = False

    def take(self, present):
        now = self._store.now()
        self._text = {
            "token": uuid.uuid4().hex, "host": socket.gethostname(), "processId": os.getpid(),
            "since": _printed(now), "until": _printed(now + _VALIDITY)}
        self._object = self._put_text(present)
        if self._object:
            self._renewing = threading.Thread(target=self._renew, daemon=True)
            self._renewing.start()
        return self._object

    # A renewal is a put on condition that nobody else has put: it looks and prolongs in one request.
    def ensure_held(self):
        if not self._put(_VALIDITY):
            raise Fault(f"the lease on {self._name} was not renewed in time and another has it now; nothing is put.", TRANSIENT)

    def release(self):
        self._stop.set()
        self._renewing.join()
        # A fault here leaves a lease that ends by itself.
        with contextlib.suppress(Fault):
            self._put(None)

    def _renew(self):
        while not self._stop.wait(_RENEW_EVERY):
            with contextlib.suppress(Fault):
                self._put(_VALIDITY)

    def _put(self, validity):
        with self._turn:
            if self._is_lost:
                return False
            self._text["until"] = _printed(self._store.now() + validity) if validity else None
            put = self._put_text(self._object)
            self._is_lost = put is None
            self._object = put or self._object
            return not self._is_lost

    # A put whose answer was lost has been done all the same: then what lies there has our token. If it is an earlier one than
    # the one that was asked for, that one is put again.
    def _put_text(self, present):
        text = json.dumps(self._text, indent=2).encode()
        while True:
            put = self._store.put_if(self._key, text, present is None, present.etag if present else None)
            if put:
                return put
            found = self._store.get(self._key)
            if not found or (_parse(found[1]) or {}).get("token") != self._text["token"]:
                return None
            present = found[0]
            if found[1] == text:
                return present


class _NoLeases:
    """For a lake of which somebody has said that one process at a time runs on it."""

    @contextlib.contextmanager
    def hold(self, name, wait):
        yield lambda: None


def _take_lock(file, name, holder_path, wait):
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() < until:
                time.sleep(0.05)
                continue
            raise Fault(f"the lease on {name} is held by {_holder(holder_path)}; waited {wait:.0f} s for it.", TRANSIENT) from None
    with open(f"{holder_path}.new", "w") as holder:
        holder.write(f"{socket.gethostname()} {os.getpid()} {_printed(datetime.now(timezone.utc))}")
    os.replace(f"{holder_path}.new", holder_path)


def _holder(path):
    with contextlib.suppress(OSError, ValueError), open(path) as file:
        host, process, since = file.read().split(" ")
        return f"process {process} on {host} since {since}"
    return "another process"


def _parse(content):
    try:
        found = json.loads(content)
        return found if {"token", "until", "processId", "host", "since"} <= found.keys() else None
    except (ValueError, AttributeError):
        return None


def _printed(instant):
    return instant.isoformat()


def _instant(text):
    return datetime.fromisoformat(text)
