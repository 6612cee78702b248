"""The coordinating task of a training with parameter servers.

It schedules the steps on the workers, keeps no data itself, and is the only task that evaluates and writes.
"""

import socket
import time
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

import classifier
import images
from artifact import save_model
from cluster import Task
from program import ConfigurationError, Interrupted, Termination
from settings import Settings

START_SECONDS = 600
"""How long all other tasks may take until they listen; pulling a large image takes minutes."""


def coordinate(task: Task, settings: Settings, termination: Termination) -> None:
    """Trains on the workers and saves the model.

    A lost worker is TensorFlow's concern: its steps run elsewhere until it is back. A lost parameter server takes
    its weights along, so the training has to start again.
    """
    files = images.labelled_files(settings)
    if len(files.paths) < task.worker_count:
        raise ConfigurationError(f"{task.worker_count} workers cannot share {len(files.paths)} training files")
    wait_for_servers(task.servers, termination)
    try:
        model = _train(task, settings, files, termination)
    except (tf.errors.UnavailableError, tf.errors.AbortedError) as error:
        raise Interrupted("a parameter server was lost, and the weights with it") from error
    save_model(model, settings.model_file)


def _train(task: Task, settings: Settings, files: images.LabelledFiles, termination: Termination) -> keras.Model:
    """The trained model as a local copy, which knows nothing of the cluster and is safe to save."""
    strategy = _strategy(task)
    coordinator = tf.distribute.coordinator.ClusterCoordinator(strategy)
    class_count = len(settings.class_names)
    with strategy.scope():
        model = classifier.initial_model(settings.base_model_file, class_count)
        step = training_step(strategy, model)
    local_model = classifier.initial_model(settings.base_model_file, class_count)
    classifier.compile_model(local_model)
    batches = iter(coordinator.create_per_worker_dataset(worker_dataset(strategy, task, settings, files)))
    steps = -(-len(files.paths) // settings.batch_size)
    for epoch in range(1, settings.epochs + 1):
        results = [coordinator.schedule(step, args=(batches,)) for _ in range(steps)]
        _join(coordinator, termination)
        loss, accuracy = _mean(results)
        local_model.set_weights(model.get_weights())
        test = classifier.evaluate(local_model, images.test_images(settings), termination)
        classifier.log_epoch(epoch, accuracy=accuracy, loss=loss, **test)
    return local_model


def wait_for_servers(addresses: list[str], termination: Termination) -> None:
    """Waits until every other task listens.

    Pods start in any order, and a pod's name resolves only once it runs. TensorFlow itself gives up too soon.
    """
    deadline = time.monotonic() + START_SECONDS
    for address in addresses:
        host, port = address.rsplit(":", 1)
        while not _listens(host, int(port)):
            if time.monotonic() > deadline:
                raise Interrupted(f"{address} does not listen after {START_SECONDS} seconds")
            termination.sleep()


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=5):
            return True
    except OSError:
        return False


def _strategy(task: Task) -> tf.distribute.ParameterServerStrategy:
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec(task.cluster), task_type=task.type, task_id=task.index, rpc_layer="grpc"
    )
    return tf.distribute.ParameterServerStrategy(resolver)


def training_step(strategy: tf.distribute.Strategy, model: keras.Model) -> Callable[[Any], Any]:
    """One batch on one worker: reads the weights from the parameter servers and sends them its gradients."""
    optimizer = keras.optimizers.get(classifier.OPTIMIZER)
    optimizer.build(model.trainable_variables)
    loss_function = keras.losses.get(classifier.LOSS)

    def on_replica(batch: tuple[tf.Tensor, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        inputs, labels = batch
        with tf.GradientTape() as tape:
            outputs = model(inputs, training=True)
            loss = tf.reduce_mean(loss_function(labels, outputs))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss, tf.reduce_mean(keras.metrics.categorical_accuracy(labels, outputs))

    @tf.function
    def step(batches: Any) -> tuple[tf.Tensor, tf.Tensor]:
        loss, accuracy = strategy.run(on_replica, args=(next(batches),))
        mean = tf.distribute.ReduceOp.MEAN
        return strategy.reduce(mean, loss, axis=None), strategy.reduce(mean, accuracy, axis=None)

    return step


def worker_dataset(
    strategy: tf.distribute.Strategy, task: Task, settings: Settings, files: images.LabelledFiles
) -> Callable[[], Any]:
    """What each worker runs to make its own data set: it reads its part of the files and no other."""

    def for_replicas(context: tf.distribute.InputContext) -> tf.data.Dataset:
        batch_size = context.get_per_replica_batch_size(settings.batch_size)
        return images.worker_images(settings, files, task.worker_count, batch_size)

    @tf.function
    def on_worker() -> Any:
        return strategy.distribute_datasets_from_function(for_replicas)

    return on_worker


def _join(coordinator: tf.distribute.coordinator.ClusterCoordinator, termination: Termination) -> None:
    """Waits for all scheduled steps, but not longer than until SIGTERM."""
    while not coordinator.done():
        termination.sleep(0.05)


def _mean(results: list[Any]) -> tuple[float, float]:
    losses, accuracies = zip(*(result.fetch() for result in results), strict=True)
    return sum(losses) / len(losses), sum(accuracies) / len(accuracies)
