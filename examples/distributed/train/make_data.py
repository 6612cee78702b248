"""Makes a small data set, always the same: `python make_data.py FOLDER` writes FOLDER/train and FOLDER/test."""

import sys
from pathlib import Path

import numpy as np

from training import CLASSES, PIXELS

FILES, RECORDS = 12, 80
"""Twelve, so that two, three, four or six processes have the same number of them."""


def main(folder: Path) -> None:
    random = np.random.default_rng(20240229)
    digits = random.integers(0, 256, (CLASSES, PIXELS))
    for name, count in (("train", FILES), ("test", 1)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            labels = random.integers(0, CLASSES, RECORDS)
            images = np.clip(digits[labels] + random.normal(0, 110, (RECORDS, PIXELS)), 0, 255)
            records = np.column_stack([images, labels]).astype(np.uint8)
            records.tofile(folder / name / f"part-{number:03}.bin")


main(Path(sys.argv[1]))
