"""What a process that decodes hostile bytes may not do: take much memory or time, write much, open a socket.

Linux only, without privileges. Limits are set before each job and hold for poppler's programs too, which the process
starts. Against a bomb they hold; somebody who can run code of their own in the process may still read and write what
its account may.
"""

from __future__ import annotations

import ctypes
import errno
import math
import os
import platform
import resource
import socket
from enum import StrEnum
from typing import NoReturn


class SocketBar(StrEnum):
    """What keeps a process from the network, the strongest first."""

    SECCOMP = "seccomp"
    """The kernel refuses every new socket, local ones to the database included."""
    NAMESPACE = "namespace"
    """A network of its own with nothing in it; sockets in the file system can still be reached."""
    PYTHON = "python"
    """Only Python's own door is shut: a library written in C could still open one."""


def limit(memory_bytes: int, cpu_seconds: int, file_bytes: int) -> None:
    """Set the limits for the job that begins now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + cpu_seconds)
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_FSIZE, file_bytes)


def bar_sockets() -> SocketBar:
    """Keep this process, and all that it starts, from opening sockets; how well comes back. Those open stay so."""
    if _filter_calls():
        return SocketBar.SECCOMP
    if _leave_network():
        return SocketBar.NAMESPACE
    socket.socket = _no_socket  # type: ignore[misc,assignment]
    return SocketBar.PYTHON


def _lower(kind: int, soft: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_LOAD, _IS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_X32 = 0x40000000
_IO_URING_SETUP = 425
"""Rings of requests open sockets past every filter of calls; the number is the same on all machines."""

_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: its number in the kernel's audit, and that of the call ``socket``."""


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def _filter_calls() -> bool:
    """Whether the kernel took a filter that refuses ``socket``, by any of the machine's ways to call it."""
    if platform.machine() not in _CALLS:
        return False
    machine, call = _CALLS[platform.machine()]
    steps = [
        _Step(_LOAD, 0, 0, 4),
        _Step(_IS, 1, 0, machine),
        _Step(_RETURN, 0, 0, _KILL),  # a 32-bit call, whose numbers differ
        _Step(_LOAD, 0, 0, 0),
        _Step(_AT_LEAST, 3, 0, _X32),
        _Step(_IS, 2, 0, call),
        _Step(_IS, 1, 0, _IO_URING_SETUP),
        _Step(_RETURN, 0, 0, _ALLOW),
        _Step(_RETURN, 0, 0, _REFUSE),
    ]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _leave_network() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USER | _NEW_NETWORK) == 0)


def _no_socket(*_: object, **__: object) -> NoReturn:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
