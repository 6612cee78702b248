"""Trains with PaddlePaddle: `python -m paddle.distributed.launch train_paddle.py`. Gradients are averaged by DataParallel."""

import paddle
from paddle import distributed, nn

from training import CLASSES, FEATURES, LEARNING_RATE, Run, save_weights

distributed.init_parallel_env()
run = Run(distributed.get_rank(), distributed.get_world_size())

model = nn.Linear(FEATURES, CLASSES, bias_attr=False)
model.weight.set_value(run.initial_weights())
parallel = paddle.DataParallel(model)
optimizer = paddle.optimizer.SGD(LEARNING_RATE, parameters=parallel.parameters())
images, labels = paddle.to_tensor(run.images), paddle.to_tensor(run.labels)

for epoch in run.epochs():
    nn.functional.cross_entropy(parallel(images), labels).backward()
    optimizer.step()
    optimizer.clear_grad()
    run.after(epoch, save_weights(model.weight.numpy()))
run.finish(lambda test: test @ model.weight.numpy(), save_weights(model.weight.numpy()))
