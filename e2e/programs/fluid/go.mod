module cdk8s-ml.io/e2e/fluid

go 1.26.0

require github.com/fluid-cloudnative/fluid v1.0.8
