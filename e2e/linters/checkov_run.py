"""Prints what checkov's Kubernetes checks say of each folder given: {folder: report}, as JSON.

The command `checkov` scans only the first of several folders, and can ask its maker's server for policies. The runner does neither.
"""

import json
import sys

from checkov.kubernetes.runner import Runner
from checkov.runner_filter import RunnerFilter


def report(folder):
    found = Runner().run(root_folder=folder, runner_filter=RunnerFilter(framework=["kubernetes"]))
    return found.get_dict()


json.dump({folder: report(folder) for folder in sys.argv[1:]}, sys.stdout, default=str)
