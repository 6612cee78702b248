"""Trains with TensorFlow's parameter servers. Worker 0 coordinates: its end is that of the job. The others serve until SIGTERM."""

import json
import os
import signal
import sys
import time

# Lets a task that is not there yet be waited for.
os.environ.setdefault("GRPC_FAIL_FAST", "use_caller")

import tensorflow as tf

from training import EXIT_TERMINATED, FEATURES, LEARNING_RATE, PIXELS, Run, files, save_weights

config = json.loads(os.environ["TF_CONFIG"])
first, *workers = config["cluster"]["worker"]
cluster = tf.train.ClusterSpec({"chief": [first], "worker": workers, "ps": config["cluster"]["ps"]})
role, index = config["task"]["type"], config["task"]["index"]

if role == "ps" or index > 0:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))
    server = tf.distribute.Server(cluster, job_name=role, task_index=index - (role == "worker"), protocol="grpc")
    while True:
        time.sleep(0.2)

resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(cluster, task_type="chief", task_id=0, rpc_layer="grpc")
strategy = tf.distribute.ParameterServerStrategy(resolver)
coordinator = tf.distribute.coordinator.ClusterCoordinator(strategy)
run = Run(rank=0, size=1)
with strategy.scope():
    weights = tf.Variable(run.initial_weights())


def decoded(record):
    numbers = tf.cast(tf.io.decode_raw(record, tf.uint8), tf.float32)
    return tf.concat([numbers[:PIXELS] / 255, [1.0]], axis=0), tf.cast(numbers[PIXELS], tf.int64)


def share_of_worker():
    mine = tf.cast(tf.distribute.coordinator.experimental_get_current_worker_index(), tf.int64)
    paths = tf.data.Dataset.from_tensor_slices([str(path) for path in files("TRAIN_DATASET_PATH")])
    records = tf.data.FixedLengthRecordDataset(paths.shard(len(workers), mine), FEATURES)
    return records.map(decoded).batch(len(run.labels)).cache().repeat()


@tf.function
def step(batches):
    images, labels = next(batches)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, images @ weights))
    weights.assign_sub(LEARNING_RATE * tape.gradient(loss, weights))


batches = iter(coordinator.create_per_worker_dataset(share_of_worker))
for epoch in run.epochs():
    for _ in workers:
        coordinator.schedule(step, args=(batches,))
    coordinator.join()
    run.after(epoch, save_weights(weights.numpy()))
run.finish(lambda test: test @ weights.numpy(), save_weights(weights.numpy()))
