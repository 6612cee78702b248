package main

import v1 "k8s.io/api/core/v1"

func of(cpu, memory string) amounts { return amounts{v1.ResourceCPU: cpu, v1.ResourceMemory: memory} }

func cpu(amount string) amounts { return amounts{v1.ResourceCPU: amount} }

func memory(amount string) amounts { return amounts{v1.ResourceMemory: amount} }

func (a amounts) and(resourceName v1.ResourceName, amount string) amounts {
	both := amounts{resourceName: amount}
	for other, otherAmount := range a {
		both[other] = otherAmount
	}
	return both
}

func asks(requests, limits amounts) container { return container{Requests: requests, Limits: limits} }

func (c container) restarted(policy v1.ContainerRestartPolicy) container {
	c.RestartPolicy = policy
	return c
}

func run(containers ...container) []container { return containers }

const gpu = v1.ResourceName("nvidia.com/gpu")

var (
	nothing = container{}
	equal   = asks(of("1", "1Gi"), of("1", "1Gi"))
	unequal = asks(of("1", "1Gi"), of("2", "2Gi"))
)

var pickedPods = []pod{
	// One container
	{"a container that asks for nothing", run(nothing), nil},
	{"a container with empty requests and limits", run(asks(amounts{}, amounts{})), nil},
	{"a container with empty limits", run(asks(of("1", "1Gi"), amounts{})), nil},
	{"a container with empty requests", run(asks(amounts{}, of("1", "1Gi"))), nil},
	{"no container", run(), nil},
	{"equal requests and limits", run(equal), nil},
	{"requests below limits", run(unequal), nil},
	{"requests of cpu below its limit", run(asks(of("1", "1Gi"), of("2", "1Gi"))), nil},
	{"requests of memory below its limit", run(asks(of("1", "1Gi"), of("1", "2Gi"))), nil},
	{"requests above limits, which the API server refuses", run(asks(of("2", "2Gi"), of("1", "1Gi"))), nil},
	{"requests only", run(asks(of("1", "1Gi"), nil)), nil},
	{"limits only", run(asks(nil, of("1", "1Gi"))), nil},
	{"requests of cpu only", run(asks(cpu("1"), nil)), nil},
	{"requests of memory only", run(asks(memory("1Gi"), nil)), nil},
	{"limits of cpu only", run(asks(nil, cpu("1"))), nil},
	{"limits of memory only", run(asks(nil, memory("1Gi"))), nil},
	{"equal cpu and no memory", run(asks(cpu("1"), cpu("1"))), nil},
	{"equal memory and no cpu", run(asks(memory("1Gi"), memory("1Gi"))), nil},
	{"requests of cpu and limits of both", run(asks(cpu("1"), of("1", "1Gi"))), nil},
	{"requests of memory and limits of both", run(asks(memory("1Gi"), of("1", "1Gi"))), nil},
	{"requests of cpu below its limit, limits of both", run(asks(cpu("500m"), of("1", "1Gi"))), nil},
	{"requests of both and limits of cpu", run(asks(of("1", "1Gi"), cpu("1"))), nil},
	{"requests of both and limits of memory", run(asks(of("1", "1Gi"), memory("1Gi"))), nil},
	{"requests of cpu and limits of memory", run(asks(cpu("1"), memory("1Gi"))), nil},
	// Spelling
	{"equal cpu as a number and in milli", run(asks(of("1000m", "1Gi"), of("1", "1Gi"))), nil},
	{"equal cpu as a fraction and in milli", run(asks(of("0.5", "1Gi"), of("500m", "1Gi"))), nil},
	{"equal cpu with an exponent", run(asks(of("2e0", "1Gi"), of("2", "1Gi"))), nil},
	{"equal memory in Gi and Mi", run(asks(of("1", "1Gi"), of("1", "1024Mi"))), nil},
	{"equal memory in Gi and bytes", run(asks(of("1", "1Gi"), of("1", "1073741824"))), nil},
	{"equal memory with a fraction", run(asks(of("1", "1.5Gi"), of("1", "1536Mi"))), nil},
	{"equal memory in decimal units", run(asks(of("1", "1G"), of("1", "1e9"))), nil},
	{"memory in G and Gi", run(asks(of("1", "1G"), of("1", "1Gi"))), nil},
	{"memory apart by one byte", run(asks(of("1", "1073741823"), of("1", "1Gi"))), nil},
	{"cpu apart by less than a milli", run(asks(of("999.5m", "1Gi"), of("1", "1Gi"))), nil},
	{"cpu finer than a nano", run(asks(of("0.1n", "1Gi"), of("1n", "1Gi"))), nil},
	{"memory beyond 64 bits in two spellings", run(asks(of("1", "8Ei"), of("1", "16Ei"))), nil},
	// Zero
	{"zero everywhere", run(asks(of("0", "0"), of("0", "0"))), nil},
	{"zero in other spellings", run(asks(of("0m", "0Gi"), nil)), nil},
	{"zero requests and limits above", run(asks(of("0", "0"), of("1", "1Gi"))), nil},
	{"zero request of memory and equal cpu", run(asks(of("1", "0"), of("1", "1Gi"))), nil},
	{"zero limits and no requests", run(asks(nil, of("0", "0"))), nil},
	{"zero cpu and equal memory", run(asks(of("0", "1Gi"), of("0", "1Gi"))), nil},
	{"a zero beside a container with equal amounts", run(equal, asks(of("0", "0"), of("0", "0"))), nil},
	{"negative amounts, which the API server refuses", run(asks(of("-1", "-1Gi"), of("-1", "-1Gi"))), nil},
	// Other resources
	{"a GPU only", run(asks(amounts{gpu: "1"}, amounts{gpu: "1"})), nil},
	{"a limit of one GPU only", run(asks(nil, amounts{gpu: "1"})), nil},
	{"a GPU and requests of cpu", run(asks(cpu("1").and(gpu, "1"), amounts{gpu: "1"})), nil},
	{"a GPU and equal amounts", run(asks(of("1", "1Gi").and(gpu, "1"), of("1", "1Gi").and(gpu, "1"))), nil},
	{"a GPU in the limits only and equal amounts", run(asks(of("1", "1Gi"), of("1", "1Gi").and(gpu, "1"))), nil},
	{"ephemeral storage only", run(asks(amounts{"ephemeral-storage": "1Gi"}, amounts{"ephemeral-storage": "1Gi"})), nil},
	{"equal amounts and unequal ephemeral storage",
		run(asks(of("1", "1Gi").and("ephemeral-storage", "1Gi"), of("1", "1Gi").and("ephemeral-storage", "2Gi"))), nil},
	{"equal amounts and a request of ephemeral storage",
		run(asks(of("1", "1Gi").and("ephemeral-storage", "1Gi"), of("1", "1Gi"))), nil},
	{"huge pages only", run(asks(amounts{"hugepages-2Mi": "4Mi"}, amounts{"hugepages-2Mi": "4Mi"})), nil},
	{"huge pages and equal amounts",
		run(asks(of("1", "1Gi").and("hugepages-2Mi", "4Mi"), of("1", "1Gi").and("hugepages-2Mi", "4Mi"))), nil},
	// Several containers
	{"two containers with equal amounts", run(equal, asks(of("250m", "64Mi"), of("0.25", "64Mi"))), nil},
	{"two containers, one asks for nothing", run(equal, nothing), nil},
	{"two containers, one without requests", run(equal, asks(nil, of("2", "2Gi"))), nil},
	{"two containers, one without limits", run(equal, asks(of("1", "1Gi"), nil)), nil},
	{"two containers, one without a limit of memory", run(equal, asks(cpu("1"), cpu("1"))), nil},
	{"two containers, one unequal", run(equal, unequal), nil},
	{"two containers that ask for nothing", run(nothing, nothing), nil},
	{"two containers, one with cpu and one with memory",
		run(asks(cpu("1"), cpu("1")), asks(memory("1Gi"), memory("1Gi"))), nil},
	{"two containers, one with a GPU only", run(equal, asks(nil, amounts{gpu: "1"})), nil},
	{"two containers whose sums are equal, which the API server refuses",
		run(asks(of("1", "1Gi"), of("2", "2Gi")), asks(of("2", "2Gi"), of("1", "1Gi"))), nil},
	// Init containers
	{"an init container that asks for nothing beside equal amounts", run(equal), run(nothing)},
	{"an init container with equal amounts", run(equal), run(equal)},
	{"an init container with larger equal amounts", run(equal), run(asks(of("4", "8Gi"), of("4", "8Gi")))},
	{"an init container with limits only", run(equal), run(asks(nil, of("1", "1Gi")))},
	{"an unequal init container", run(equal), run(unequal)},
	{"an init container without a limit of cpu", run(equal), run(asks(memory("1Gi"), memory("1Gi")))},
	{"only the init container asks", run(nothing), run(equal)},
	{"only the init container asks, for cpu", run(nothing), run(asks(cpu("1"), nil))},
	{"neither the init container nor the container asks", run(nothing), run(nothing)},
	{"two init containers, one asks for nothing", run(equal), run(equal, nothing)},
	{"a sidecar with equal amounts", run(equal), run(equal.restarted(v1.ContainerRestartPolicyAlways))},
	{"a sidecar that asks for nothing", run(equal), run(nothing.restarted(v1.ContainerRestartPolicyAlways))},
	{"an unequal sidecar", run(equal), run(unequal.restarted(v1.ContainerRestartPolicyAlways))},
	{"only the sidecar asks", run(nothing), run(equal.restarted(v1.ContainerRestartPolicyAlways))},
}
