package main

import (
	"log"
	"strings"

	"github.com/distribution/reference"
	"k8s.io/kubernetes/pkg/util/parsers"
)

type image struct {
	S  string `json:"s"`
	OK bool   `json:"ok"`
	*imageParts
}

// Domain and path as written; normalized as the kubelet pulls it, without the tag that it adds.
type imageParts struct {
	Domain     string `json:"domain"`
	Path       string `json:"path"`
	Tag        string `json:"tag"`
	Digest     string `json:"digest"`
	Normalized string `json:"normalized"`
}

func (i image) key() string { return i.S }

func images() []image { return judgeAll(pickedImages, judgeImage) }

func judgeImage(s string) image {
	named, err := reference.ParseNormalizedNamed(s)
	if _, _, _, kubeletErr := parsers.ParseImageName(s); (err == nil) != (kubeletErr == nil) {
		log.Fatalf("%q: the kubelet's parser disagrees: %v, %v", s, err, kubeletErr)
	}
	if err != nil {
		return image{S: s}
	}
	parts := imageParts{Normalized: named.String()}
	name := s
	if digested, ok := named.(reference.Digested); ok {
		parts.Digest = digested.Digest().String()
		name = strings.TrimSuffix(name, "@"+parts.Digest)
	}
	if tagged, ok := named.(reference.Tagged); ok {
		parts.Tag = tagged.Tag()
		name = strings.TrimSuffix(name, ":"+parts.Tag)
	}
	parts.Domain, parts.Path = splitWritten(name, reference.Domain(named))
	return image{s, true, &parts}
}

func splitWritten(name, domain string) (string, string) {
	first, rest, slash := strings.Cut(name, "/")
	if slash && (first == domain || first == "index.docker.io" && domain == "docker.io") {
		return first, rest
	}
	return "", name
}

var (
	hex64  = strings.Repeat("0123456789abcdef", 4)
	sha256 = "@sha256:" + hex64
)

var pickedImages = []string{
	// Names
	"nginx", "library/nginx", "team/app", "a/b/c", "a/b/c/d/e", "nginx1", "1nginx", "1", "a", "a-b", "a--b", "a---b", "a_b",
	"a__b", "a___b", "a.b", "a..b", "a-_b", "a._b", "-a", "a-", "_a", "a_", ".a", "a.", "a-/b", "a/-b", "a/b_", "a//b", "/a",
	"a/", "/", "team/App", "Nginx", "NGINX", "Team/app", "TEAM/app:1", "my app", "a b", " nginx", "nginx ", "nginx\n",
	"\tnginx", "", " ", "nginx!", "a+b", "a~b", "a,b", "a$b", "${IMAGE}", "{{ .Values.image }}", "naïve", "a%20b", "a\\b",
	"nginx?x=1", "nginx#1", "nginx*", hex64, hex64[1:], hex64 + ":1", "team/" + hex64,
	strings.Repeat("a", 247), strings.Repeat("a", 248), "ghcr.io/" + strings.Repeat("a", 255),
	"ghcr.io/" + strings.Repeat("a", 256),
	// Registries
	"docker.io/nginx", "docker.io/library/nginx", "docker.io/team/app:1", "index.docker.io/nginx",
	"index.docker.io/team/app", "registry-1.docker.io/library/nginx", "docker.io", "localhost", "localhost/x",
	"localhost:5000/x", "localhost:5000/x:1", "localhost:5000", "LOCALHOST/x", "ghcr.io/team/app:v1", "ghcr.io/app",
	"GHCR.io/team/app", "ghcr.io", "ghcr.io/", "registry:5000/app", "registry/app", "registry.local:5000/team/app:1.0",
	"registry.local:/app", "registry.local:x/app", "registry.local:123456/app", "registry_local:5000/app",
	"registry..local/app", "-registry.local/app", "registry-.local/app", "registry.local-/app", "registry--x.local/app",
	"10.0.0.1/app", "10.0.0.1:5000/app:1", "[::1]:5000/app", "[::1]/app", "[2001:db8::1]:5000/team/app:1", "::1/app",
	"[fe80::1%eth0]/app", "[::1/app", "[]/app", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1",
	"nvcr.io/nvidia/pytorch:25.01-py3", "ghcr.io/App", "ghcr.io/team/App:1", ".ghcr.io/app", "ghcr.io./app", "a.b/c",
	"https://ghcr.io/team/app", "http://localhost:5000/x", "docker://nginx", "oci://ghcr.io/team/app", "//ghcr.io/app",
	"user@ghcr.io/app", "user:password@ghcr.io/app",
	// Tags
	"nginx:1", "nginx:latest", "nginx:v1.2.3-rc.1", "nginx:1.2.3+build", "nginx:_x", "nginx:__", "nginx:-x", "nginx:.x",
	"nginx:x.", "nginx:x-", "nginx:UPPER", "nginx:", ":", ":1", "nginx::1", "nginx:1:2", "nginx:1/2", "a/b/c:1", "a/b:1/c",
	"nginx: 1", "nginx :1", "nginx:1 ", "nginx:a b", "nginx:ä", "a:5000", "a:5000/b", "team/app:", "ghcr.io/team/app:",
	"nginx:" + strings.Repeat("t", 127), "nginx:" + strings.Repeat("t", 128), "nginx:" + strings.Repeat("t", 129),
	// Digests
	"nginx" + sha256, "nginx:1" + sha256, "ghcr.io/team/app:v1" + sha256, "localhost:5000/x" + sha256, "nginx:" + sha256,
	"nginx" + sha256 + ":1", "nginx" + sha256 + sha256, "nginx@sha256:" + hex64[1:], "nginx@sha256:" + hex64 + "0",
	"nginx@sha256:" + strings.ToUpper(hex64), "nginx@SHA256:" + hex64, "nginx@sha256:" + strings.Repeat("g", 64),
	"nginx@sha256:", "nginx@sha256", "nginx@", "nginx:1@", "@", sha256, sha256[1:], "nginx@" + hex64, "nginx@:" + hex64,
	"nginx@sha512:" + hex64 + hex64, "nginx@sha384:" + hex64 + hex64[32:], "nginx@sha512:" + hex64,
	"nginx@md5:" + hex64[32:], "nginx@sha1:" + hex64[24:], "nginx@blake3:" + hex64, "nginx@sha256+b64:" + hex64,
	"nginx@sha256:" + hex64[32:], "nginx @sha256:" + hex64, "Nginx" + sha256,
}
