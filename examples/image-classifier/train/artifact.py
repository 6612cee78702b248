"""Writing the model so that a reader sees the old file or the new one, and never a part of one."""

import os
import socket
from pathlib import Path
from typing import Any


def save_model(model: Any, file: Path) -> None:
    """Saves under a temporary name in the same directory, makes it durable, and renames it.

    The temporary name holds host and process, so that two pods may save at once (the later rename wins), while a
    container that starts again in its pod overwrites what a killed predecessor left.
    """
    temporary = file.with_name(f".{file.stem}.{socket.gethostname()}.{os.getpid()}{file.suffix}")
    try:
        model.save(temporary)
        _flush(temporary)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
    _flush(file.parent)


def _flush(path: Path) -> None:
    """A rename may reach the disk before the data does, and then a power cut leaves an empty file of that name."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
