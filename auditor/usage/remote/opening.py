"""What an address is of, by what stands before its `://`, and the log that it names."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import InputError
from auditor.model.address import Address
from auditor.model.usage import UsageLog
from auditor.usage.log import Counts, Log, UsageOptions
from auditor.usage.reading import read_files, summed_up
from auditor.usage.remote import bucket, postgres
from auditor.usage.remote.naming import Naming

_COPY = "copy the files here and name their folder"
_INSTEAD = {
    "gs": f"gcloud storage cp, or s3:// with AWS_ENDPOINT_URL_S3=https://storage.googleapis.com; {_COPY}",
    "az": f"azcopy; {_COPY}",
    "r2": "s3://bucket/key with AWS_ENDPOINT_URL_S3=https://ACCOUNT.r2.cloudflarestorage.com",
    "file": "leave file:// away",
}
_LIKE = {"gcs": "gs", "azure": "az", "abfs": "az", "abfss": "az", "wasbs": "az"}


def read(address: Address, options: UsageOptions, before: dict[int, Counts]) -> UsageLog:
    """The log at an address; `before` are the buckets of bills that other logs told; raises InputError."""
    if address.scheme == bucket.SCHEME:
        with bucket.copied(address) as (files, naming), naming.errors():
            return naming.log(read_files(Path(naming.stand_in), files, options, before))
    _refuse_unknown(address)
    here = Path(address.as_posix())  # in which two slashes are one
    naming = Naming(address, here.as_posix(), {})
    with postgres.opened(address, options) as table, naming.errors():
        return naming.log(summed_up(table, lambda how: Log(here, options, how), lambda: table.sha256, before))


def names(address: Address) -> list[str]:
    """Everything that an address means, each by the same name whatever address it is found by; raises InputError."""
    if address.scheme == bucket.SCHEME:
        return bucket.addresses(address)
    _refuse_unknown(address)
    return [address.as_posix().partition("://")[2]]


def _refuse_unknown(address: Address) -> None:
    if address.scheme in postgres.SCHEMES:
        return
    instead = _INSTEAD.get(_LIKE.get(address.scheme, address.scheme))
    said = f"{address.scheme}:// is no address that logs are read from: s3://, postgres://"
    raise InputError.at(address, f"{said}; instead: {instead}" if instead else f"{said}; {_COPY}")
