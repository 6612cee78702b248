"""Trains with PyTorch: `torchrun train_pytorch.py`. Gradients are averaged by DistributedDataParallel."""

import os

import torch
from torch import distributed, nn

from training import CLASSES, FEATURES, LEARNING_RATE, Run, save_weights

distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
device = torch.device("cuda", int(os.environ["LOCAL_RANK"])) if torch.cuda.is_available() else torch.device("cpu")
run = Run(distributed.get_rank(), distributed.get_world_size())

model = nn.Linear(FEATURES, CLASSES, bias=False).to(device)
with torch.no_grad():
    model.weight.copy_(torch.tensor(run.initial_weights().T))
parallel = nn.parallel.DistributedDataParallel(model)
optimizer = torch.optim.SGD(parallel.parameters(), lr=LEARNING_RATE)
images, labels = torch.tensor(run.images, device=device), torch.tensor(run.labels, device=device)


def weights():
    return model.weight.detach().cpu().numpy().T


for epoch in run.epochs():
    optimizer.zero_grad()
    nn.functional.cross_entropy(parallel(images), labels).backward()
    optimizer.step()
    run.after(epoch, save_weights(weights()))
run.finish(lambda test: test @ weights(), save_weights(weights()))
distributed.destroy_process_group()
