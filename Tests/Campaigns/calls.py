"""The system calls that can fail, with what, and what may come of it."""

import errno
import os

# Each with the errors that a caller must expect of it.
FILE_CALLS = {
    "open": ["EACCES", "EMFILE", "EIO", "ENOSPC", "EINTR"],
    "openat": ["EACCES", "EMFILE", "EIO", "ENOSPC", "EINTR"],
    "mkdir": ["ENOSPC", "EACCES", "EDQUOT", "EIO"],
    "mkdirat": ["ENOSPC", "EACCES", "EDQUOT", "EIO"],
    "read": ["EIO", "EINTR"],
    "pread64": ["EIO", "EINTR"],
    "write": ["ENOSPC", "EIO", "EDQUOT", "EFBIG", "EINTR"],
    "pwrite64": ["ENOSPC", "EIO", "EDQUOT", "EFBIG", "EINTR"],
    "writev": ["ENOSPC", "EIO", "EDQUOT", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EDQUOT", "EINTR"],
    "fdatasync": ["EIO", "ENOSPC", "EDQUOT", "EINTR"],
    "close": ["EIO", "ENOSPC", "EDQUOT", "EINTR"],
    "rename": ["EIO", "ENOSPC", "EACCES"],
    "renameat": ["EIO", "ENOSPC", "EACCES"],
    "renameat2": ["EIO", "ENOSPC", "EACCES", "EINVAL"],
    "ftruncate": ["EIO", "EINTR"],
    "lseek": ["EIO"],
    "flock": ["ENOLCK", "EINTR", "EAGAIN"],
    "unlink": ["EIO", "EACCES"],
    "unlinkat": ["EIO", "EACCES"],
    "rmdir": ["EIO", "EACCES"],
    "getdents64": ["EIO"],
    "stat": ["EIO", "EACCES"],
    "lstat": ["EIO", "EACCES"],
    "fstat": ["EIO"],
    "newfstatat": ["EIO", "EACCES"],
    "statx": ["EIO", "EACCES"],
    "access": ["EACCES"],
    "faccessat": ["EACCES"],
    "fallocate": ["ENOSPC"],
}

# Not about a file, so a request may be made again. Without eventfd2: Swift's own runtime cannot begin without one.
NETWORK_CALLS = {
    "socket": ["EMFILE", "ENOBUFS"],
    "connect": ["ECONNREFUSED", "ENETUNREACH", "EADDRNOTAVAIL"],
    "sendto": ["ECONNRESET", "EPIPE"],
    "recvfrom": ["ECONNRESET", "ETIMEDOUT"],
    "getsockopt": ["ENOBUFS"],
    "getsockname": ["ENOBUFS"],
    "getpeername": ["ENOBUFS"],
    "poll": ["ENOMEM", "EINTR"],
    "ppoll": ["ENOMEM", "EINTR"],
    "pipe2": ["EMFILE"],
    "socketpair": ["EMFILE"],
}

# After these, the disk is another than before: the places at which a run is killed.
WRITING_CALLS = [
    "open", "openat", "mkdir", "mkdirat", "write", "pwrite64", "writev", "fsync", "fdatasync", "close", "rename",
    "renameat", "renameat2", "ftruncate", "unlink", "unlinkat", "rmdir"]
RENAMES = {"rename", "renameat", "renameat2"}

_ALWAYS_NEEDED = {
    "mkdir", "mkdirat", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", *RENAMES}
_MUST_SURVIVE_INTERRUPTION = {"open", "openat", "read", "pread64", "write", "pwrite64", "fsync", "ftruncate", "flock"}


def must_fail(call, opened_for_writing):
    """Whether no run may succeed in which this call failed (for another reason than an interruption)."""
    if call.name in _ALWAYS_NEEDED:
        return True
    if call.name in ("open", "openat"):
        return "O_CREAT" in call.arguments
    # What was written to it may be lost.
    return call.name == "close" and call.path in opened_for_writing


def must_succeed(call):
    """Whether a run must not fail if this call was interrupted once."""
    return call.name in _MUST_SURVIVE_INTERRUPTION


def written_paths(calls):
    """The paths that were opened to be written."""
    return {call.path for call in calls if call.name in ("open", "openat")
            and ("O_WRONLY" in call.arguments or "O_RDWR" in call.arguments)}


def names_cause(text, errno_name, call):
    """Whether an error text says why the system call failed."""
    if os.strerror(getattr(errno, errno_name)) in text:
        return True
    return call == "flock" and errno_name == "EAGAIN" and "another run" in text
