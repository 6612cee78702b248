// Runs the reconcilers and the validating webhooks of the Kubeflow training operator outside of a cluster.
//
// The operator's own program waits for certificate files that only a mounted Secret fills. This one takes them from a folder that
// the caller names, and registers no webhook configuration: the caller points the API server at the port that it chose.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	schedulerpluginsv1alpha1 "sigs.k8s.io/scheduler-plugins/apis/scheduling/v1alpha1"
	volcanov1beta1 "volcano.sh/apis/pkg/apis/scheduling/v1beta1"

	kubeflowv1 "github.com/kubeflow/training-operator/pkg/apis/kubeflow.org/v1"
	"github.com/kubeflow/training-operator/pkg/config"
	controllerv1 "github.com/kubeflow/training-operator/pkg/controller.v1"
	"github.com/kubeflow/training-operator/pkg/controller.v1/common"
	"github.com/kubeflow/training-operator/pkg/webhooks"
)

type options struct {
	schemes  controllerv1.EnabledSchemes
	host     string
	port     int
	certDir  string
	probes   string
	qps      float64
	burst    int
	parallel int
}

func parse() options {
	var o options
	flag.Var(&o.schemes, "enable-scheme", "a kind to reconcile and to validate, for example tfjob; may be repeated (its CRD must exist)")
	flag.StringVar(&o.host, "webhook-host", "127.0.0.1", "the address that the webhooks listen on")
	flag.IntVar(&o.port, "webhook-port", 9443, "the port that the webhooks listen on")
	flag.StringVar(&o.certDir, "webhook-cert-dir", "", "the folder with tls.crt and tls.key")
	flag.StringVar(&o.probes, "health-probe-bind-address", "127.0.0.1:8081", "the address of /readyz")
	flag.Float64Var(&o.qps, "kube-api-qps", 100, "requests to the API server, per second")
	flag.IntVar(&o.burst, "kube-api-burst", 200, "requests to the API server at once")
	flag.IntVar(&o.parallel, "controller-threads", 2, "workers of each controller")
	flag.Parse()
	// What the operator's own program has unless its flags say otherwise.
	config.Config.PyTorchInitContainerImage = config.PyTorchInitContainerImageDefault
	config.Config.PyTorchInitContainerMaxTries = config.PyTorchInitContainerMaxTriesDefault
	config.Config.PyTorchInitContainerTemplateFile = config.PyTorchInitContainerTemplateFileDefault
	return o
}

func newScheme() (*runtime.Scheme, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		clientgoscheme.AddToScheme, kubeflowv1.AddToScheme, volcanov1beta1.AddToScheme, schedulerpluginsv1alpha1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	return scheme, nil
}

func newManager(o options) (ctrl.Manager, error) {
	scheme, err := newScheme()
	if err != nil {
		return nil, err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = float32(o.qps), o.burst
	return ctrl.NewManager(config, ctrl.Options{
		Scheme:                 scheme,
		Metrics:                metricsserver.Options{BindAddress: "0"},
		WebhookServer:          webhook.NewServer(webhook.Options{Host: o.host, Port: o.port, CertDir: o.certDir}),
		HealthProbeBindAddress: o.probes,
	})
}

func setUp(manager ctrl.Manager, kind string, threads int) error {
	reconciler, known := controllerv1.SupportedSchemeReconciler[kind]
	if !known {
		return fmt.Errorf("no reconciler for %s", kind)
	}
	if err := reconciler(manager, common.GenNonGangSchedulerSetupFunc(), threads); err != nil {
		return fmt.Errorf("reconciler of %s: %w", kind, err)
	}
	validate, known := webhooks.SupportedSchemeWebhook[kind]
	if !known {
		return fmt.Errorf("no webhook for %s", kind)
	}
	if err := validate(manager); err != nil {
		return fmt.Errorf("webhook of %s: %w", kind, err)
	}
	return nil
}

func run() error {
	o := parse()
	ctrl.SetLogger(zap.New())
	if o.schemes.Empty() {
		return errors.New("no --enable-scheme given")
	}
	manager, err := newManager(o)
	if err != nil {
		return err
	}
	for _, kind := range o.schemes {
		if err := setUp(manager, kind, o.parallel); err != nil {
			return err
		}
	}
	if err := manager.AddReadyzCheck("webhooks", manager.GetWebhookServer().StartedChecker()); err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
