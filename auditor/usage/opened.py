"""A log file opened: decompressed on the fly, in chunks; what is cut short is told, never raised."""

from __future__ import annotations

import codecs
import hashlib
import io
import stat
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from auditor.errors import InputError
from auditor.usage.log import Log

CHUNK = 1 << 20
HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DAMAGED: tuple[type[Exception], ...] = (EOFError, zlib.error)

try:
    from compression import zstd  # Python 3.14 has it
except ImportError:
    zstd = None
else:
    _DAMAGED = (*_DAMAGED, zstd.ZstdError)

_UNREAD: tuple[type[Exception], ...] = (*_DAMAGED, OSError)


def chunks(log: Log) -> Iterator[bytes]:
    """The decompressed bytes of a log; raises InputError if there is no such file, or no way to decompress it.

    Text in UTF-16, as some shells write what a command prints, comes in UTF-8.
    """
    with _raw(log.path) as raw:
        pieces = _in_utf8(_decompressed(raw, log.path))
        while True:
            try:
                piece = next(pieces, b"")
            except _DAMAGED as error:
                said = "is cut short" if isinstance(error, EOFError) else "is damaged"
                log.tell("truncated", f"read up to where the compressed file {said}", 0)
                return
            except OSError as error:
                raise InputError.at(log.path, f"cannot be read: {error.strerror or error}") from error
            if not piece:
                return
            yield piece


def head_of(path: Path) -> bytes:
    """The first 64 KB of a log, decompressed; raises InputError as `chunks` does."""
    return next(chunks(Log(path)), b"")[:HEAD]


def is_utf16(path: Path) -> bool:
    """Whether a file, decompressed, begins as text in UTF-16 does; raises InputError if it cannot be opened."""
    with _raw(path) as raw:
        try:
            return next(_decompressed(raw, path), b"").startswith(_UTF16)
        except _UNREAD:
            return False


def is_table(raw: bytes) -> bool:
    """Whether a file that begins so is Parquet, or text that is no JSON, as CSV is."""
    if raw.startswith(b"PAR1"):
        return True
    first, *more = raw.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 2)
    if (
        b"\0" in raw or any(line[:1] in (b"{", b"[") for line in (first, *more)) or not first
    ):  # JSON, if a broken line first
        return False
    return any(mark in first for mark in (b",", b";", b"\t"))


def size_of(path: Path) -> int:
    """Of the file as it lies there, in bytes; raises InputError if there is none."""
    try:
        return path.stat().st_size
    except (OSError, RuntimeError, ValueError) as error:
        raise _unreadable(path, error) from error


def sha256_of(path: Path) -> str:
    """Of the file as it lies there."""
    with _raw(path) as raw:
        return hashlib.file_digest(cast("io.BufferedReader", raw), "sha256").hexdigest()


def _raw(path: Path) -> BinaryIO:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe that nobody writes to would never end
            raise InputError.at(path, "is not a regular file")
        return path.open("rb")
    except (OSError, RuntimeError, ValueError) as error:  # a link to itself; a NUL in the name
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError.at(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _decompressed(raw: BinaryIO, path: Path) -> Iterator[bytes]:
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(_GZIP):
        return _gunzipped(raw)
    if magic == _ZSTD:
        if zstd is None:
            unpack = f"unpack it first: zstd -d {path.name}"
            raise InputError.at(path, f"is compressed with zstd, which Python reads from 3.14 on; {unpack}")
        return _pieces(zstd.open(raw))
    return _pieces(raw)


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    while piece := opened.read(CHUNK):
        yield piece


def _in_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    if not first.startswith(_UTF16):
        yield first
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for piece in chain((first,), pieces):
        if text := decoder.decode(piece):
            yield text.encode("utf-8", "replace")


def _gunzipped(raw: BinaryIO) -> Iterator[bytes]:
    """The bytes of every member; GzipFile would keep back what it has when the file ends too soon."""
    member = zlib.decompressobj(wbits=31)
    while data := raw.read(HEAD):
        while data:
            if member.eof:
                data = data.lstrip(b"\0")  # padding between members, and after the last
                if not data:
                    break
                member = zlib.decompressobj(wbits=31)
            piece = member.decompress(data, CHUNK)
            data = member.unused_data if member.eof else member.unconsumed_tail
            if piece:
                yield piece
    if not member.eof:
        raise EOFError
