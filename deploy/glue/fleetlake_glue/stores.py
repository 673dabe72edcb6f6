"""The two places where objects lie: folders and buckets, with the ETags and the conditional puts of src/Fleetlake.Lake/Stores."""
import contextlib
import email.utils
import os
import shutil
import threading
import time
import uuid
from collections import namedtuple
from datetime import datetime, timedelta, timezone

from .faults import CALLER, FAILED, TRANSIENT, Fault, UnknownRequest

Stored = namedtuple("Stored", "key size etag")

_YEAR_ONE = 621_355_968_000_000_000  # 1970 in ticks of 100 ns since year 1, which a folder's ETags count in
_opened = {}


def open_store(url):
    """The store of a folder or an `s3://bucket/prefix` URL; one a process, so that tasks share its connections."""
    if url not in _opened:
        _opened[url] = S3Store(url) if url.startswith("s3://") else FolderStore(url)
    return _opened[url]


class FolderStore:
    """A folder. A put writes a temporary file, makes it durable and renames it."""

    def __init__(self, folder):
        self.root = os.path.abspath(folder)
        self.url = f"file://{self.root}"

    def path(self, key):
        if key.startswith("/") or "\0" in key or any(part in (".", "..") for part in key.split("/")):
            raise Fault(f"the key {key} leaves its store.")
        return os.path.join(self.root, key)

    def describe(self, key=""):
        return self.path(key)

    def ensure_readable(self):
        if not os.path.isdir(self.root):
            raise Fault(f"{self.root}: found {'a file' if os.path.exists(self.root) else 'nothing'}, expected a folder.", CALLER)

    def find(self, key):
        try:
            return _stored(key, os.stat(self.path(key)))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def list(self, prefix):
        folder, _, begin = prefix.rpartition("/")
        yield from self._below(folder + "/" if folder else "", begin)

    def _below(self, folder, begin):
        try:
            entries = sorted(os.scandir(os.path.join(self.root, folder)), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if not entry.name.startswith(begin):
                continue
            if entry.is_dir():
                yield from self._below(f"{folder}{entry.name}/", "")
            else:
                yield _stored(folder + entry.name, entry.stat())

    def get(self, key):
        """The (object, bytes), or None."""
        while found := self.find(key):
            with contextlib.suppress(FileNotFoundError), open(self.path(key), "rb") as file:
                content = file.read()
                if _stored(key, os.fstat(file.fileno())) == found:
                    return found, content
        return None

    @contextlib.contextmanager
    def reader(self, listed):
        """Gives read(offset, length) of the object as it was listed; raises when it is another one by now."""
        try:
            with open(self.path(listed.key), "rb") as file:
                def read(offset, length):
                    content = os.pread(file.fileno(), length, offset)
                    if _stored(listed.key, os.fstat(file.fileno())) != listed:
                        raise _changed(self, listed)
                    return content
                yield read
        except FileNotFoundError:
            raise _changed(self, listed) from None

    def put(self, key, content):
        temporary = self.temporary("put")
        with open(temporary, "wb") as file:
            file.write(content)
        return self.publish(temporary, key)

    def temporary(self, owner):
        folder = os.path.join(self.root, "_tmp", owner)
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, f"{uuid.uuid4().hex}.tmp")

    def publish(self, temporary, key):
        """Puts a file that was written below `_tmp/` in its place, durably."""
        path = self.path(key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _flush(temporary)
        os.replace(temporary, path)
        _flush(os.path.dirname(path))
        return self.find(key)

    def delete(self, key):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.path(key))

    def sweep(self, folder):
        """Removes a folder and what lies in it."""
        shutil.rmtree(self.path(folder), ignore_errors=True)


class S3Store:
    """A bucket below a prefix, by boto3, which takes region, endpoint and credentials from where AWS tools take them."""

    def __init__(self, url):
        import boto3
        from botocore.config import Config

        # Servers that are no AWS need not know the newer checksums, and are reached by path.
        os.environ.setdefault("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
        os.environ.setdefault("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required")
        is_other = "AWS_ENDPOINT_URL_S3" in os.environ or "AWS_ENDPOINT_URL" in os.environ
        config = Config(
            retries={"mode": "standard", "max_attempts": 5}, max_pool_connections=64, **({"s3": {"addressing_style": "path"}} if is_other else {}))
        self.bucket, _, prefix = url[len("s3://"):].partition("/")
        self.prefix = prefix.rstrip("/") + "/" if prefix.rstrip("/") else ""
        self.url = f"s3://{self.bucket}/{self.prefix}".rstrip("/")
        self.client = boto3.session.Session().client("s3", config=config)
        self.client.meta.events.register("before-call.s3.PutObject", _add_condition)
        self._clock = None

    def describe(self, key=""):
        return f"s3://{self.bucket}/{self.prefix}{key}"

    def ensure_readable(self):
        # A role may be allowed to list below the prefix alone, where asking for the bucket is refused.
        with self._explained(""):
            self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)

    def find(self, key):
        with self._explained(key), self._missing_is_none():
            head = self.client.head_object(Bucket=self.bucket, Key=self.prefix + key)
            return Stored(key, head["ContentLength"], head["ETag"].strip('"'))

    def list(self, prefix):
        with self._explained(prefix):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix + prefix)
            for page in pages:
                for item in page.get("Contents", ()):
                    yield Stored(item["Key"][len(self.prefix):], item["Size"], item["ETag"].strip('"'))

    def get(self, key):
        with self._explained(key), self._missing_is_none():
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)
            self._read_clock(answer)
            content = answer["Body"].read()
            return Stored(key, len(content), answer["ETag"].strip('"')), content

    @contextlib.contextmanager
    def reader(self, listed):
        def read(offset, length):
            length = min(length, listed.size - offset)
            if length <= 0:
                return b""
            with self._explained(listed.key, changed=listed):
                return self.client.get_object(
                    Bucket=self.bucket, Key=self.prefix + listed.key, IfMatch=f'"{listed.etag}"',
                    Range=f"bytes={offset}-{offset + length - 1}")["Body"].read()
        yield read

    def put(self, key, content):
        return self.put_if(key, content, None, None)

    def put_if(self, key, content, if_absent, if_etag):
        """Puts on condition that there is no object, or that it is still this one; None when that is not so."""
        from botocore.exceptions import ClientError

        # Without quotation marks, as AWS documents it for puts: some servers compare the text as it comes.
        _condition.headers = {"If-None-Match": "*"} if if_absent else {"If-Match": if_etag} if if_etag else {}
        with self._explained(key):
            try:
                answer = self.client.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=content)
            except ClientError as fault:
                # 409: another conditional put of the key was on its way; 404: the object to match is gone.
                is_condition = fault.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 409, 412)
                if not _condition.headers or not is_condition or fault.response["Error"].get("Code") == "NoSuchBucket":
                    raise
                self._read_clock(fault.response)
                return None
            finally:
                _condition.headers = {}
        self._read_clock(answer)
        return Stored(key, len(content), answer["ETag"].strip('"'))

    def delete(self, key):
        with self._explained(key):
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)

    def sweep(self, folder):
        """Removes what lies in a folder, and what Hadoop's readers of buckets put in the place of one."""
        for listed in list(self.list(folder)):
            self.delete(listed.key)

    def now(self):
        """The server's time, so that no machine's clock matters: what its last answer said, and the time since."""
        if self._clock is None:
            self._read_clock(self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix + "_leases/", MaxKeys=1))
        told, at = self._clock
        return told + timedelta(seconds=time.monotonic() - at)

    def _read_clock(self, answer):
        told = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date")
        self._clock = (email.utils.parsedate_to_datetime(told) if told else datetime.now(timezone.utc), time.monotonic())

    @contextlib.contextmanager
    def _missing_is_none(self):
        from botocore.exceptions import ClientError

        try:
            yield
        except ClientError as fault:
            if fault.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise

    @contextlib.contextmanager
    def _explained(self, key, changed=None):
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as fault:
            status = fault.response["ResponseMetadata"]["HTTPStatusCode"]
            if changed and status in (404, 412):
                raise _changed(self, changed) from fault
            if status == 501:
                raise UnknownRequest(f"{self.describe(key)}: {fault}") from fault
            kind = TRANSIENT if status >= 500 or status == 429 else CALLER if status in (401, 403, 404) else FAILED
            raise Fault(f"{self.describe(key)}: {fault}", kind) from fault
        except BotoCoreError as fault:
            raise Fault(f"{self.describe(key)}: {fault}", TRANSIENT) from fault


# The condition of the put that this thread is making: not every version of boto3 has parameters for it.
_condition = threading.local()


def _add_condition(params, **_):
    params["headers"].update(getattr(_condition, "headers", {}))


def _stored(key, facts):
    return Stored(key, facts.st_size, f"{facts.st_mtime_ns // 100 + _YEAR_ONE:x}-{facts.st_size:x}")


def _changed(store, listed):
    return Fault(f"{store.describe(listed.key)} changed while it was read: it is no longer the {listed.size} bytes that were listed.", TRANSIENT)


def _flush(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
