"""A plugin of nbdkit: a disk in memory that notes every write and every flush, in their order, in a file.

A record is an offset and a length of eight bytes each and what was written; a flush has the offset -1 and no bytes.
"""

import os
import struct

import nbdkit

API_VERSION = 2
RECORD = struct.Struct(">qq")

_disk = bytearray()
_record = -1


def config(key, value):
    global _disk, _record
    if key == "size":
        _disk = bytearray(int(value))
    elif key == "record":
        _record = os.open(value, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def thread_model():
    return nbdkit.THREAD_MODEL_SERIALIZE_ALL_REQUESTS


def open(readonly):
    return 1


def get_size(handle):
    return len(_disk)


def pread(handle, buffer, offset, flags):
    buffer[:] = _disk[offset:offset + len(buffer)]


def pwrite(handle, buffer, offset, flags):
    _disk[offset:offset + len(buffer)] = buffer
    os.write(_record, RECORD.pack(offset, len(buffer)) + buffer)


def flush(handle, flags):
    os.write(_record, RECORD.pack(-1, 0))
