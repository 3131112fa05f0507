"""Logs in S3, or in what speaks its language: found by a key, a beginning or a pattern, and copied here to be read.

Copied, since a log is gone through several times: for its format, its digest, its sums, the lines of its flaws.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path
from typing import Any

from auditor.errors import InputError
from auditor.model.address import Address
from auditor.usage.files import MOST, has_log_ending, none_in_folder
from auditor.usage.remote.keys import fits, literal_start
from auditor.usage.remote.naming import Naming

SCHEME = "s3"
MOST_LISTED = 1_000_000
"""Objects looked at for those that are meant: a thousand come with each answer."""
AT_ONCE = 8
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_NAME = 100
_EXTRA = "reading from S3 needs boto3, the extra s3 of this tool: pip install boto3"
_MISSING = frozenset({"404", "NoSuchKey"})


@dataclass(frozen=True, slots=True)
class Found:
    """An object of a bucket."""

    key: str
    bytes: int


class Bucket:
    """The objects that an address means."""

    def __init__(self, address: Address) -> None:
        rest = address.text.partition("://")[2]
        self.name, _, self.key = rest.partition("/")
        self._address = address
        self._refused: Exception | None = None
        if "@" in self.name or not self.name:
            said = "expected s3://bucket/key, a beginning of keys or a pattern; credentials are those of the AWS tools"
            raise InputError.at(address, f"{said}: AWS_PROFILE, ~/.aws, AWS_ACCESS_KEY_ID …")
        with self._errors():
            self._client = _client()

    def found(self) -> list[Found]:
        """The objects: the one of this key, or else those below it or of the pattern; raises InputError without any."""
        if self.key and not self.key.endswith("/"):
            one = self._one()
            if one is not None:
                return [one]
        if has_magic(self.key):
            listed = (one for one in self._listed(literal_start(self.key)) if fits(one.key, self.key))
            what = "a pattern that no object fits"
        else:
            folder = f"{self.key.rstrip('/')}/" if self.key else ""
            listed = (one for one in self._listed(folder) if has_log_ending(one.key))
            what = none_in_folder("no object, and a beginning of keys")
        found = []
        with self._errors():
            for one in listed:
                if not one.key.endswith("/"):
                    found.append(one)
                if len(found) > MOST:
                    raise InputError.at(self._address, f"is more than {MOST:,} objects")
            if not found and self._refused is not None:
                raise self._refused
        if not found:
            raise InputError.at(self._address, f"is {what}")
        return sorted(found, key=lambda one: one.key)

    def copied(self, found: Sequence[Found], folder: Path) -> dict[str, str]:
        """Copy objects into a folder; the path of each and its address, in their order."""
        free, all = shutil.disk_usage(folder).free, sum(one.bytes for one in found)
        if all > free:
            said = f"its {len(found):,} objects are {all:,} bytes, and {folder.parent} has {free:,} left"
            raise InputError.at(self._address, f"{said}: read fewer of them, or let TMPDIR name a larger disk")
        copies = {}
        for number, one in enumerate(found):
            name = _UNSAFE.sub("_", one.key.rpartition("/")[2])[-_LONGEST_NAME:]
            copies[str(folder / f"{number:06}-{name}")] = f"{SCHEME}://{self.name}/{one.key}"
        with self._errors(), _pool() as pool:
            from boto3.s3.transfer import TransferConfig

            how = TransferConfig(use_threads=len(found) == 1)  # parts of a single object at once, or several objects

            def copy(one: Found, path: str) -> None:
                self._client.download_file(self.name, one.key, path, Config=how)

            for _ in pool.map(copy, found, copies):
                pass
        return copies

    def _one(self) -> Found | None:
        from botocore.exceptions import ClientError

        with self._errors():
            try:
                return Found(self.key, self._client.head_object(Bucket=self.name, Key=self.key)["ContentLength"])
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") not in _MISSING:
                    self._refused = error  # without a word; the list, which is asked for next, has words for it
                return None

    def _listed(self, start: str) -> Iterator[Found]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=start)
        number = 0
        for page in pages:
            for one in page.get("Contents", ()):
                number += 1
                yield Found(one["Key"], one["Size"])
            if number > MOST_LISTED:
                said = f"more than {MOST_LISTED:,} objects begin with {start!r}: name more of their beginning"
                raise InputError.at(self._address, said)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            import boto3.exceptions
            from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
        except ImportError:
            raise InputError.at(self._address, _EXTRA) from None
        try:
            yield
        except NoCredentialsError:
            said = "no credentials for AWS were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            raise InputError.at(self._address, said) from None
        except (BotoCoreError, ClientError, boto3.exceptions.Boto3Error, OSError, ValueError) as error:
            said = " ".join(str(error).split())[:300]
            raise InputError.at(self._address, f"cannot be read: {said or type(error).__name__}") from None


@contextmanager
def copied(address: Address) -> Iterator[tuple[tuple[Path, ...], Naming]]:
    """Copies of the objects that an address means, in the order of their keys, until the end; raises InputError."""
    bucket = Bucket(address)
    found = bucket.found()
    with tempfile.TemporaryDirectory(prefix="auditor-s3-", ignore_cleanup_errors=True) as name:
        folder = Path(name).absolute()
        copies = bucket.copied(found, folder)
        yield tuple(map(Path, copies)), Naming(address, str(folder), copies)


def addresses(address: Address) -> list[str]:
    """The addresses of the objects that an address means; raises InputError."""
    bucket = Bucket(address)
    return [f"{SCHEME}://{bucket.name}/{one.key}" for one in bucket.found()]


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _client() -> Any:
    import boto3
    from botocore.config import Config

    patience = Config(connect_timeout=10, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 3})
    return boto3.Session().client("s3", config=patience)
