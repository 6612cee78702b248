"""Trains the image classifier in one process."""

import os
import sys

from artifact import save_model
from program import Termination, run
from settings import Settings


def train(termination: Termination) -> None:
    settings = Settings.from_environment(os.environ)
    # TensorFlow takes seconds to load, and a wrong setting is to be told before that.
    import classifier
    import images

    termination.check()
    classifier.configure(settings.threads)
    training = images.training_images(settings)
    model = classifier.initial_model(settings.base_model_file, len(settings.class_names))
    classifier.compile_model(model)
    model.fit(
        training,
        validation_data=images.test_images(settings),
        epochs=settings.epochs,
        callbacks=[classifier.StopOnTermination(termination), classifier.EpochLog()],
        verbose=0,
    )
    termination.check()
    save_model(model, settings.model_file)


if __name__ == "__main__":
    sys.exit(run(train))
