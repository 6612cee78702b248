module cdk8s-ml.io/e2e/trainer-2.0

go 1.26.0

require github.com/kubeflow/trainer/v2 v2.0.1
