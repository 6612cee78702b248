// Writes the verdicts of Kubernetes' own code, one JSON file per grammar, into the directory given.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . <directory>")
	}
	write(os.Args[1], "quantities.json", quantities())
	write(os.Args[1], "qos.json", podQosClasses())
	write(os.Args[1], "images.json", images())
	write(os.Args[1], "names.json", names())
	write(os.Args[1], "schedules.json", schedules())
	write(os.Args[1], "time-zones.json", zones())
}

// A vector is one case; its key is what the judge was asked, and no file has the same key twice.
type vector interface{ key() string }

// One case a line, so that a diff shows which verdicts changed.
func write[V vector](directory, file string, vectors []V) {
	slices.SortFunc(vectors, func(a, b V) int { return cmp.Compare(a.key(), b.key()) })
	vectors = slices.CompactFunc(vectors, func(a, b V) bool { return a.key() == b.key() })

	lines := make([][]byte, len(vectors))
	for i, v := range vectors {
		lines[i] = marshal(v)
	}
	text := slices.Concat([]byte("[\n"), bytes.Join(lines, []byte(",\n")), []byte("\n]\n"))
	if err := os.WriteFile(filepath.Join(directory, file), text, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%s: %d cases, %d bytes", file, len(vectors), len(text))
}

// Readable in a diff: json.Marshal would escape <, > and &, and leave invisible characters as they are.
func marshal(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		log.Fatal(err)
	}
	var line bytes.Buffer
	for _, r := range strings.TrimSpace(out.String()) {
		if unicode.IsPrint(r) {
			line.WriteRune(r)
		} else {
			fmt.Fprintf(&line, `\u%04x`, r)
		}
	}
	return line.Bytes()
}

func judgeAll[V any](inputs []string, judge func(string) V) []V {
	vectors := make([]V, len(inputs))
	for i, input := range inputs {
		vectors[i] = judge(input)
	}
	return vectors
}
