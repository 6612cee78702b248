"""Trains with JAX. Each process holds its part of one array, and the compiler makes the sums over all of them."""

import os

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from training import LEARNING_RATE, Run, save_weights

# The training operator's variables have the same names without JAX_, and the port apart. JAX reads neither numbers itself.
if "JAX_COORDINATOR_ADDRESS" in os.environ:
    address, prefix = os.environ["JAX_COORDINATOR_ADDRESS"], "JAX_"
else:
    address, prefix = f"{os.environ['COORDINATOR_ADDRESS']}:{os.environ['COORDINATOR_PORT']}", ""
jax.distributed.initialize(address, int(os.environ[f"{prefix}NUM_PROCESSES"]), int(os.environ[f"{prefix}PROCESS_ID"]))
run = Run(jax.process_index(), jax.process_count())

mesh = Mesh(jax.devices(), ("workers",))
divided, replicated = NamedSharding(mesh, PartitionSpec("workers")), NamedSharding(mesh, PartitionSpec())
images = jax.make_array_from_process_local_data(divided, run.images)
labels = jax.make_array_from_process_local_data(divided, run.labels.astype(np.int32))
weights = jax.make_array_from_process_local_data(replicated, run.initial_weights())


def loss(weights, images, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(images @ weights), labels[:, None], axis=1))


@jax.jit(out_shardings=replicated)
def step(weights, images, labels):
    return weights - LEARNING_RATE * jax.grad(loss)(weights, images, labels)


for epoch in run.epochs():
    weights = step(weights, images, labels)
    run.after(epoch, save_weights(np.asarray(weights)))
run.finish(lambda test: test @ np.asarray(weights), save_weights(np.asarray(weights)))
jax.distributed.shutdown()
