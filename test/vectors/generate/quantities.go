package main

import (
	"log"
	"math/big"
	"math/rand/v2"
	"strings"

	"gopkg.in/inf.v0"
	"k8s.io/apimachinery/pkg/api/resource"
)

type quantity struct {
	S  string `json:"s"`
	OK bool   `json:"ok"`
	*amount
}

type amount struct {
	Nano      string `json:"nano"`
	Canonical string `json:"canonical"`
}

func (q quantity) key() string { return q.S }

func quantities() []quantity {
	return judgeAll(append(pickedQuantities, randomQuantities(300)...), judgeQuantity)
}

func judgeQuantity(s string) quantity {
	parsed, err := resource.ParseQuantity(s)
	if err != nil {
		return quantity{S: s}
	}
	// AsDec drops the cached text, so String goes first.
	canonical := parsed.String()
	return quantity{s, true, &amount{nano(parsed.AsDec()), canonical}}
}

func nano(value *inf.Dec) string {
	shift := 9 - int64(value.Scale())
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(max(shift, -shift)), nil)
	if shift >= 0 {
		return power.Mul(power, value.UnscaledBig()).String()
	}
	whole, rest := new(big.Int).QuoRem(value.UnscaledBig(), power, new(big.Int))
	if rest.Sign() != 0 {
		log.Fatalf("%s is finer than nano", value)
	}
	return whole.String()
}

// Exponents beyond a few thousand are left out unless they wrap around in 32 bits: writing those numbers out takes
// gigabytes.
var pickedQuantities = []string{
	// Nothing, signs, points
	"", " ", "+", "-", ".", "+.", "-.", "..", "+-1", "--1", "++1", "-+1", "1-", "1+", "+1", "-1", "+0", "-0", "1.", ".5",
	"-.5", "+.5", "5.", "-5.", "1..2", "1.2.3", ".1.", "- 1", "0", "00", "000", "0.", ".0", "0.0", "-0.0", "00012",
	"-00012", "000.500", "1.0", "1.10", "1.500", "10.0", "100", "1000", "10000", "1200", "1500", "1000000", "100000000",
	// Decimal suffixes
	"1n", "1u", "1m", "1k", "1M", "1G", "1T", "1P", "1E", "-1E", "1K", "1g", "1t", "1p", "1B", "1U", "1N", "1µ", "500m",
	"1000m", "1500m", "2000m", "0.5", "0.1", "0.001", "1.5k", "1.5m", "0.5k", ".5G", "1.G", "64GB", "64G", "64g", "1000k",
	"1000M", "1000E", "1234E", "1000000E", "0m", "0n", "0k", "0E", "1m5", "1k3", "1mm", "1mk", "1kk", "1nn", "1ni", "1mi",
	"1MM", "1GG", "1um", "k", "m", "n", "E", "-k", "+m", ".k", "-.m", "k1", "m500",
	// Binary suffixes
	"1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei", "1i", "1ki", "1gi", "10gi", "1gI", "1GI", "1KI", "1Kib", "1KiB", "64 Gi",
	"64Gi", "64Gi ", "+1Gi", "-1Gi", "0.5Gi", "1.5Gi", "-.5Mi", "+.5Ki", "0.5Ki", ".5Ki", "0.1Ki", "1.1Ki", "0.1Mi",
	"0.0001Ki", "1.0000000001Ki", "0.00000000001Ki", "1.Gi", ".Gi", "-.Gi", "Ki", "Gi", "-Ki", "+Mi", "Ei", ".Ei", "0Ki",
	"0Ei", "0.0Gi", "-0Gi", "1023Ki", "1024Ki", "1025Ki", "2048Ki", "1024Mi", "1536Mi", "1000Ki", "8Ki", "16Ki", "1.0Gi",
	"1.25Gi", "1024", "1048576", "1073741824", "1Kii", "1Kim", "1Gi1", "1GiGi", "1iK", "1Ki.", "1.5Ei", "0.5Ei", "100Gi",
	// Exponents
	"1e", "1e3", "1E3", "1e+3", "1E+3", "1e-3", "1E-3", "1e0", "1e00", "1e03", "1e+", "1e-", "1E+", "1E-", "1ee3", "1eE3",
	"1Ee3", "1E3E", "1e3k", "1e3Ki", "1e3m", "1e3.5", "1e.5", "1e1e1", "1e--3", "1e+-3", "1e 3", "1E 3", "1e3 ", "e3", "E3",
	"-e3", ".e3", "e-9", "e-10", ".5e1", "1.5e3", "1.5E3", "5.e3", "1.25e1", "1000e3", "0e5", "0e-20", "1e1", "1e2", "1e4",
	"12e6", "1e-9", "1e-10", "1e-12", "5e-10", "-1e-12", "1.5e-9", "1e18", "1e19", "1e30", "1e-30", "1e100", "1e1000",
	"1.5e30", "-1e30", "1e4294967297", "1e9223372036854775807", "1e9223372036854775808", "1e99999999999999999999",
	"1e-9223372036854775809", "1k+3", "1m-3", "1+3", "1-3", "1Ki+3", "1e3e",
	// Finer than nano, and the limits of 18 digits and of 64 bits
	"0.1n", "0.5n", "0.9n", "1.1n", "1.9n", "-0.1n", "-1.1n", "0.0001u", "0.0015u", "0.0000001m", "0.0000000001",
	"1.0000000001", "-1.0000000001", "0.123456789", "0.1234567891", "0.000000001", "0.0000000009", "1.999999999",
	"1.9999999999", "99999999999999999", "999999999999999999", "1000000000000000001", "9999999999999999999",
	"123456789012345678", "1234567890123456789", "123456789.123456789", "1234567890.123456789", "9223372036854775807",
	"9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
	"12345678901234567890123", "9223372036854775807k", "9223372036854775807Ki", "9007199254740991", "9007199254740993",
	"7Ei", "8Ei", "9Ei", "10Ei", "-7Ei", "-8Ei", "-10Ei", "7.9999Ei", "7.99999999999999999999Ei", "8191Pi", "8192Pi",
	"9007199254740991Ki", "9007199254740992Ki", "9007199254740993Ki", "100E", "1000P", "1000000P", "0.1E",
	// Other writing
	" 1", "1 ", "1\n", "\t1", "1\u00a0", "1\x00", "0x10", "0b1", "0o7", "1_000", "1,000", "1,5", "٣", "１", "1²", "½",
	"Infinity", "NaN", "inf", "null", "true", "1e1_0", "$1", "1%", "1/2", "(1)", "'1'", "\"1\"", "1 000", "1Gi\n", "1cpu",
	"1 m", "1\u200b", "−1", "1GiB", "1MB", "1mb", "1KB", "1kB", "1b", "1 GB",
}

// Mostly acceptable, so that values and not only refusals are compared.
func randomQuantities(count int) []string {
	random := rand.New(rand.NewPCG(1, 35))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	digits := func(most int) string {
		text := ""
		for range random.IntN(most + 1) {
			text += pick(strings.Split("0000123456789", "")...)
		}
		return text
	}
	made := make([]string, count)
	for i := range made {
		sign := pick("", "", "", "", "-", "+")
		whole := digits([]int{2, 4, 6, 10, 20}[random.IntN(5)])
		fraction := pick("", "", "."+digits(3), "."+digits(12))
		suffix := pick("", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
			pick("e", "E")+pick("", "-", "+")+digits(1)+pick("1", "2", "3", "6", "9"), pick("K", "ki", "MB", "i", " ", "e", "mi"))
		made[i] = sign + whole + fraction + suffix
	}
	return made
}
