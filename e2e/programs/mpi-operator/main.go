// Runs the controller of kubeflow/mpi-operator outside of a cluster.
//
// The operator's own program waits for a lease and answers to health checks on a port that no flag changes. This one does neither.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	kubeinformers "k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	schedclientset "sigs.k8s.io/scheduler-plugins/pkg/generated/clientset/versioned"
	volcanoclient "volcano.sh/apis/pkg/client/clientset/versioned"

	"github.com/kubeflow/mpi-operator/cmd/mpi-operator/app/options"
	mpiclient "github.com/kubeflow/mpi-operator/pkg/client/clientset/versioned"
	mpischeme "github.com/kubeflow/mpi-operator/pkg/client/clientset/versioned/scheme"
	mpiinformers "github.com/kubeflow/mpi-operator/pkg/client/informers/externalversions"
	"github.com/kubeflow/mpi-operator/pkg/controller"
)

type clients struct {
	kube kubernetes.Interface
	mpi  mpiclient.Interface
}

func newClients(option *options.ServerOption) (clients, error) {
	config, err := clientcmd.BuildConfigFromFlags("", option.Kubeconfig)
	if err != nil {
		return clients{}, err
	}
	config.QPS, config.Burst = float32(option.QPS), option.Burst
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return clients{}, err
	}
	mpi, err := mpiclient.NewForConfig(config)
	return clients{kube, mpi}, err
}

func run() error {
	option := options.NewServerOption()
	option.AddFlags(flag.CommandLine)
	flag.Parse()
	// Events name the job's kind.
	if err := mpischeme.AddToScheme(clientgoscheme.Scheme); err != nil {
		return err
	}
	c, err := newClients(option)
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	kube := kubeinformers.NewSharedInformerFactory(c.kube, 0)
	mpi := mpiinformers.NewSharedInformerFactory(c.mpi, 0)
	var volcano volcanoclient.Interface
	var scheduling schedclientset.Interface
	jobs, err := controller.NewMPIJobController(ctx, c.kube, c.mpi, volcano, scheduling,
		kube.Core().V1().ConfigMaps(), kube.Core().V1().Secrets(), kube.Core().V1().Services(),
		kube.Batch().V1().Jobs(), kube.Core().V1().Pods(), kube.Scheduling().V1().PriorityClasses(),
		mpi.Kubeflow().V2beta1().MPIJobs(), option)
	if err != nil {
		return err
	}
	kube.Start(ctx.Done())
	mpi.Start(ctx.Done())
	return jobs.Run(option.Threadiness, ctx.Done())
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
