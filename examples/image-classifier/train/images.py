"""The labelled images as `tf.data` pipelines."""

from dataclasses import dataclass
from pathlib import Path

import keras
import tensorflow as tf

from program import ConfigurationError
from settings import Settings

IMAGE_SIZE = (64, 64)
CHANNELS = 3
SEED = 20230712
"""One seed for all runs: a retried pod trains the same model again."""


@dataclass(frozen=True)
class LabelledFiles:
    """The files of a data set in a fixed order, each with the number of its class."""

    paths: list[str]
    labels: list[int]
    class_count: int

    def pipeline(self) -> tf.data.Dataset:
        """Pairs of path and label. To be sharded and shuffled before `decode`, so that no image is read in vain."""
        return tf.data.Dataset.from_tensor_slices((self.paths, self.labels))

    def decode(self, pipeline: tf.data.Dataset) -> tf.data.Dataset:
        """Turns pairs of path and label into what `image_dataset_from_directory` gives: image and one-hot label."""

        def load(path: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            image = tf.image.decode_image(tf.io.read_file(path), channels=CHANNELS, expand_animations=False)
            image = tf.image.resize(image, IMAGE_SIZE)
            image.set_shape((*IMAGE_SIZE, CHANNELS))
            return image, tf.one_hot(label, self.class_count)

        return pipeline.map(load, num_parallel_calls=tf.data.AUTOTUNE)


def training_images(settings: Settings) -> tf.data.Dataset:
    """Batches of the training images, or of this run's shard of them."""
    if settings.shard is None:
        return _with_options(_directory(settings, settings.train_dataset, shuffle=True), settings)
    files = labelled_files(settings)
    mine = files.pipeline().shard(settings.shard.count, settings.shard.index)
    file_count = int(mine.cardinality())
    if file_count == 0:
        raise ConfigurationError(
            f"SHARD_COUNT is {settings.shard.count}, but the training data has only {len(files.paths)} files"
        )
    decoded = files.decode(mine.shuffle(file_count, seed=SEED))
    return _with_options(decoded.batch(settings.batch_size).prefetch(tf.data.AUTOTUNE), settings)


def test_images(settings: Settings) -> tf.data.Dataset:
    """Batches of the test images, always all of them, so that the accuracies of shards compare."""
    return _with_options(_directory(settings, settings.test_dataset, shuffle=False), settings)


def worker_images(settings: Settings, files: LabelledFiles, worker_count: int, batch_size: int) -> tf.data.Dataset:
    """Endless batches from the part of the files that belongs to the worker that runs this pipeline.

    To be called while a worker's data set is traced: only there does the worker's number exist.
    """
    worker = tf.distribute.coordinator.experimental_get_current_worker_index()
    mine = files.pipeline().shard(worker_count, tf.cast(worker, tf.int64))
    endless = mine.shuffle(-(-len(files.paths) // worker_count), seed=SEED).repeat()
    return _with_options(files.decode(endless).batch(batch_size).prefetch(tf.data.AUTOTUNE), settings)


def labelled_files(settings: Settings) -> LabelledFiles:
    """Lists the training files. Every shard sees the same order, or two shards would share a file."""
    paths = sorted(_directory(settings, settings.train_dataset, shuffle=False).file_paths)
    numbers = {name: number for number, name in enumerate(settings.class_names)}
    labels = [numbers[Path(path).relative_to(settings.train_dataset).parts[0]] for path in paths]
    return LabelledFiles(paths, labels, len(settings.class_names))


def _directory(settings: Settings, directory: Path, shuffle: bool) -> tf.data.Dataset:
    return keras.utils.image_dataset_from_directory(
        directory,
        label_mode="categorical",
        class_names=list(settings.class_names),
        image_size=IMAGE_SIZE,
        batch_size=settings.batch_size,
        shuffle=shuffle,
        seed=SEED,
        verbose=False,
    )


def _with_options(dataset: tf.data.Dataset, settings: Settings) -> tf.data.Dataset:
    options = tf.data.Options()
    if settings.threads.loaders is not None:
        options.threading.private_threadpool_size = settings.threads.loaders
    return dataset.with_options(options)
