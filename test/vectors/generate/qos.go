package main

import (
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	corev1 "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/apis/core/v1/helper/qos"
)

type amounts map[v1.ResourceName]string

type container struct {
	RestartPolicy v1.ContainerRestartPolicy `json:"restartPolicy,omitzero"`
	Requests      amounts                   `json:"requests,omitzero"`
	Limits        amounts                   `json:"limits,omitzero"`
}

type pod struct {
	Name           string      `json:"name"`
	Containers     []container `json:"containers"`
	InitContainers []container `json:"initContainers,omitzero"`
}

type podQosClass struct {
	pod
	QosClass                v1.PodQOSClass `json:"qosClass"`
	QosClassAfterDefaulting v1.PodQOSClass `json:"qosClassAfterDefaulting"`
}

func (p podQosClass) key() string { return p.Name }

func podQosClasses() []podQosClass {
	vectors := make([]podQosClass, len(pickedPods))
	for i, picked := range pickedPods {
		vectors[i] = judgePod(picked)
	}
	return vectors
}

func judgePod(p pod) podQosClass {
	raw := &v1.Pod{Spec: v1.PodSpec{Containers: containers(p.Containers), InitContainers: containers(p.InitContainers)}}
	defaulted := raw.DeepCopy()
	corev1.SetObjectDefaults_Pod(defaulted)
	return podQosClass{p, qos.ComputePodQOS(raw), qos.ComputePodQOS(defaulted)}
}

func containers(from []container) []v1.Container {
	made := make([]v1.Container, len(from))
	for i, c := range from {
		made[i].Resources = v1.ResourceRequirements{Requests: resourceList(c.Requests), Limits: resourceList(c.Limits)}
		if c.RestartPolicy != "" {
			made[i].RestartPolicy = &c.RestartPolicy
		}
	}
	return made
}

func resourceList(from amounts) v1.ResourceList {
	if from == nil {
		return nil
	}
	list := v1.ResourceList{}
	for resourceName, amount := range from {
		list[resourceName] = resource.MustParse(amount)
	}
	return list
}
