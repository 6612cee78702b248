"""Trains with XGBoost: trees in place of the matrix of weights. The master tracks who takes part, and is process 0 itself."""

import os
import socket

import xgboost
from xgboost.collective import CommunicatorContext
from xgboost.tracker import RabitTracker

from training import CLASSES, PIXELS, Run

ROUNDS = 30
rank, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
port = int(os.environ["MASTER_PORT"])
if rank == 0:
    tracker = RabitTracker(size, socket.gethostbyname(socket.gethostname()), port, sortby="task")
    tracker.start()


class AfterRound(xgboost.callback.TrainingCallback):
    def after_iteration(self, model, epoch, evals_log):
        run.after(run.done + epoch + 1, model.save_model)
        return False


address = {"dmlc_tracker_uri": os.environ["MASTER_ADDR"], "dmlc_tracker_port": port}
with CommunicatorContext(dmlc_communicator="rabit", dmlc_task_id=f"{rank:05}", dmlc_retry=60, **address):
    run = Run(rank, size)
    data = xgboost.DMatrix(run.images[:, :PIXELS], run.labels)
    settings = {"objective": "multi:softprob", "num_class": CLASSES, "max_depth": 3, "tree_method": "hist", "nthread": 1}
    before = None if run.checkpoint is None else xgboost.Booster(model_file=run.checkpoint)
    model = xgboost.train(settings, data, ROUNDS - run.done, xgb_model=before, callbacks=[AfterRound()])
run.finish(lambda test: model.predict(xgboost.DMatrix(test[:, :PIXELS])), model.save_model)
if rank == 0:
    tracker.wait_for()
