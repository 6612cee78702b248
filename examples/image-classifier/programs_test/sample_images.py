"""A small image data set that is made and not shipped: always the same, and easy enough to learn in seconds."""

import random
import struct
import zlib
from pathlib import Path

COLOURS = {"blue": (40, 60, 220), "green": (40, 200, 60), "red": (220, 50, 40)}
SIZE = 48
"""Not the size that the model takes, so that the programs have to resize."""


def write_data_set(directory: Path, images_per_class: int, seed: int) -> Path:
    """One folder for each class, with images of noise around the colour of the class."""
    noise = random.Random(seed)
    for name, colour in COLOURS.items():
        folder = directory / name
        folder.mkdir(parents=True)
        for number in range(images_per_class):
            (folder / f"{number:03}.png").write_bytes(png(colour, noise))
    return directory


def png(colour: tuple[int, int, int], noise: random.Random) -> bytes:
    """An RGB image file; the format is simple enough to need no image library."""
    rows = b"".join(b"\0" + bytes(_pixels(colour, noise)) for _ in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _pixels(colour: tuple[int, int, int], noise: random.Random) -> list[int]:
    return [max(0, min(255, channel + noise.randint(-40, 40))) for _ in range(SIZE) for channel in colour]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
