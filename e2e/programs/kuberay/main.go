// Runs the reconcilers and the validating webhooks of KubeRay outside of a cluster.
//
// The operator's own program has its webhooks on a port that no flag changes. And in a cluster without kubelets no Ray runs that could be
// asked how a program does: what it would say when the program has ended well is said here at once. KubeRay believes it when the pod that submits has ended.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"

	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils/dashboardclient"
	utiltypes "github.com/ray-project/kuberay/ray-operator/controllers/ray/utils/types"
	webhooks "github.com/ray-project/kuberay/ray-operator/pkg/webhooks/v1"
)

type options struct {
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
	flag.StringVar(&o.host, "webhook-host", "127.0.0.1", "the address that the webhooks listen on")
	flag.IntVar(&o.port, "webhook-port", 9443, "the port that the webhooks listen on")
	flag.StringVar(&o.certDir, "webhook-cert-dir", "", "the folder with tls.crt and tls.key")
	flag.StringVar(&o.probes, "health-probe-bind-address", "127.0.0.1:8081", "the address of /readyz")
	flag.Float64Var(&o.qps, "kube-api-qps", 100, "requests to the API server, per second")
	flag.IntVar(&o.burst, "kube-api-burst", 200, "requests to the API server at once")
	flag.IntVar(&o.parallel, "controller-threads", 2, "workers of each controller")
	flag.Parse()
	return o
}

// dashboard stands in for Ray's own, in which every program has ended well.
type dashboard struct {
	dashboardclient.RayDashboardClientInterface
}

func (dashboard) GetJobInfo(_ context.Context, id string) (*utiltypes.RayJobInfo, error) {
	return &utiltypes.RayJobInfo{JobId: id, SubmissionId: id, JobStatus: rayv1.JobStatusSucceeded}, nil
}

func (dashboard) StopJob(context.Context, string) error { return nil }

type clients struct{}

func (clients) GetDashboardClient(context.Context, manager.Manager) func(*rayv1.RayCluster, string) (dashboardclient.RayDashboardClientInterface, error) {
	return func(*rayv1.RayCluster, string) (dashboardclient.RayDashboardClientInterface, error) { return dashboard{}, nil }
}

func (clients) GetHttpProxyClient(manager.Manager) func(string, string, string, int) utils.RayHttpProxyClientInterface {
	return nil
}

func newManager(o options) (ctrl.Manager, error) {
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), rayv1.AddToScheme(scheme)); err != nil {
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

func run() error {
	o := parse()
	ctrl.SetLogger(zap.New())
	ctx := ctrl.SetupSignalHandler()
	manager, err := newManager(o)
	if err != nil {
		return err
	}
	clusters := ray.NewReconciler(ctx, manager, ray.RayClusterReconcilerOptions{})
	jobs := ray.NewRayJobReconciler(ctx, manager, ray.RayJobReconcilerOptions{}, clients{})
	if err := errors.Join(
		clusters.SetupWithManager(manager, o.parallel),
		jobs.SetupWithManager(manager, o.parallel),
		webhooks.SetupRayClusterWebhookWithManager(manager),
		webhooks.SetupRayJobWebhookWithManager(manager),
		webhooks.SetupRayServiceWebhookWithManager(manager),
		manager.AddReadyzCheck("webhooks", manager.GetWebhookServer().StartedChecker()),
	); err != nil {
		return err
	}
	return manager.Start(ctx)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
