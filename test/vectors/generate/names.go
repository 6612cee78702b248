package main

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// Each field is the verdict of the function of k8s.io/apimachinery/pkg/util/validation that it is named after.
type name struct {
	S                   string `json:"s"`
	IsDNS1123Label      bool   `json:"isDNS1123Label"`
	IsDNS1123Subdomain  bool   `json:"isDNS1123Subdomain"`
	IsDNS1035Label      bool   `json:"isDNS1035Label"`
	IsQualifiedName     bool   `json:"isQualifiedName"`
	IsValidLabelValue   bool   `json:"isValidLabelValue"`
	IsValidPortName     bool   `json:"isValidPortName"`
	IsEnvVarName        bool   `json:"isEnvVarName"`
	IsRelaxedEnvVarName bool   `json:"isRelaxedEnvVarName"`
	IsCIdentifier       bool   `json:"isCIdentifier"`
}

func (n name) key() string { return n.S }

func names() []name { return judgeAll(pickedNames, judgeName) }

func judgeName(s string) name {
	passes := func(check func(string) []string) bool { return len(check(s)) == 0 }
	return name{
		S:                   s,
		IsDNS1123Label:      passes(validation.IsDNS1123Label),
		IsDNS1123Subdomain:  passes(validation.IsDNS1123Subdomain),
		IsDNS1035Label:      passes(validation.IsDNS1035Label),
		IsQualifiedName:     passes(validation.IsQualifiedName),
		IsValidLabelValue:   passes(validation.IsValidLabelValue),
		IsValidPortName:     passes(validation.IsValidPortName),
		IsEnvVarName:        passes(validation.IsEnvVarName),
		IsRelaxedEnvVarName: passes(validation.IsRelaxedEnvVarName),
		IsCIdentifier:       passes(validation.IsCIdentifier),
	}
}

var (
	label63      = strings.Repeat("a", 63)
	subdomain253 = strings.Repeat(strings.Repeat("a", 62)+".", 4) + "z"
	longLabels   = strings.Repeat(label63+".", 3) + strings.Repeat("b", 61)
)

var pickedNames = []string{
	// Letters, digits, dashes
	"", "a", "z", "A", "Z", "0", "9", "a0", "0a", "a-b", "a--b", "-a", "a-", "-", "--", "a-0", "0-a", "my-app", "my-app-1",
	"1-app", "MyApp", "myApp", "my-App", "123", "1e3", "0x1f", "true", "null", "xn--bcher-kva", "0-9", "1-", "-1",
	// Points and underscores
	".", "..", "...", ".a", "a.", "a.b", "a..b", "a.-b", "a-.b", "..a", "..a.b", ".a.b", "a.b.c", "1.2.3.4", "A.B", "_",
	"__", "_a", "a_", "a_b", "a__b", "a_b.c", "a._b", "MY_VAR", "my_var", "_MY_VAR", "MY-VAR", "MY.VAR", "1_VAR", "my.env-name",
	"MY_ENV.NAME", "v1.2.3", "v1.2.3-rc.1", "1.2.3+build", "a.b-c_d", "_.", "._", "-._", "a-._b",
	// Prefixes
	"/", "a/", "/a", "a/b", "a/b/c", "a//b", "example.com/name", "example.com/Name_1.x", "example.com/", "Example.com/name",
	"example_com/name", "-example.com/name", "example.com-/name", "example.com/-name", "example.com/name-", "kubernetes.io/os",
	"app.kubernetes.io/name", "nvidia.com/gpu", "nvidia.com/gpu.product", "1/2", "example.com:80/name", "*/name",
	// Port names
	"http", "https", "http-metrics", "grpc", "8080", "80a", "a80", "http--x", "http-", "-http", "HTTP", "http_x", "http.x",
	"abcdefghijklmno", "abcdefghijklmnop", "123456789012345", "12345678901234a", "123456789012345a", "1-2", "1-a",
	// Other characters
	" ", " a", "a ", "a b", "a\n", "\na", "a\tb", "a=b", "=", "a:b", "a@b", "a*b", "*", "*.a", "a,b", "a+b", "a~b", "a!", "a$b",
	"a%b", "a#b", "a?b", "a&b", "a<b", "a\\b", "a\"b", "a|b", "(a)", "{a}", "$(VAR)", "a\x00", "a\x7f", "é", "naïve", "ß",
	"名前", "٣", "１", "\u212a", "🚀", "\u00a0", "a\u200b", "ı",
	// Lengths
	strings.Repeat("a", 62), label63, strings.Repeat("a", 64), strings.Repeat("1", 63), strings.Repeat("A", 63),
	strings.Repeat("A", 64), strings.Repeat("-", 63), label63[:62] + "-", label63 + ".b", strings.Repeat("é", 32),
	subdomain253, subdomain253 + "z", longLabels, longLabels + "b", strings.Repeat("a", 253), strings.Repeat("a", 254),
	"a/" + label63, "a/" + label63 + "a", subdomain253 + "/" + label63, subdomain253 + "z/b", strings.Repeat("a", 64) + "/b",
}
