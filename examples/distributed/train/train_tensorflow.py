"""Trains with TensorFlow's MultiWorkerMirroredStrategy, which finds the other workers in TF_CONFIG."""

import tensorflow as tf

from training import LEARNING_RATE, Run, save_weights

strategy = tf.distribute.MultiWorkerMirroredStrategy()
resolver = strategy.cluster_resolver
run = Run(resolver.task_id or 0, len(resolver.cluster_spec().as_dict().get("worker", [0])))

images, labels = tf.constant(run.images), tf.constant(run.labels)
with strategy.scope():
    # What the replicas subtract is averaged over all of them.
    weights = tf.Variable(run.initial_weights(), aggregation=tf.VariableAggregation.MEAN)


def on_replica():
    with tf.GradientTape() as tape:
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, images @ weights)
        loss = tf.reduce_mean(loss)
    weights.assign_sub(LEARNING_RATE * tape.gradient(loss, weights))


@tf.function
def step():
    strategy.run(on_replica)


for epoch in run.epochs():
    step()
    run.after(epoch, save_weights(weights.numpy()))
run.finish(lambda test: test @ weights.numpy(), save_weights(weights.numpy()))
