package main

import (
	"strings"
	"time"
	// The zones of the Go release, not of the machine.
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	apivalidation "k8s.io/kubernetes/pkg/apis/core/validation"
)

// What the API server says of a CronJob's schedule; fires: whether there is a next time within five years.
type schedule struct {
	S     string `json:"s"`
	OK    bool   `json:"ok"`
	Fires bool   `json:"fires"`
}

func (s schedule) key() string { return s.S }

type zone struct {
	S  string `json:"s"`
	OK bool   `json:"ok"`
}

func (z zone) key() string { return z.S }

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func schedules() []schedule { return judgeAll(pickedSchedules, judgeSchedule) }

func judgeSchedule(s string) schedule {
	if !accepted(s, "Etc/UTC") {
		return schedule{S: s}
	}
	parsed, err := cron.ParseStandard(s)
	return schedule{S: s, OK: true, Fires: err == nil && !parsed.Next(now).IsZero()}
}

func zones() []zone {
	return judgeAll(pickedZones, func(s string) zone { return zone{S: s, OK: accepted("0 2 * * *", s)} })
}

func accepted(s, zone string) bool {
	spec := core.PodSpec{
		RestartPolicy:                 core.RestartPolicyNever,
		DNSPolicy:                     core.DNSClusterFirst,
		TerminationGracePeriodSeconds: new(int64),
		SecurityContext:               &core.PodSecurityContext{},
		Containers: []core.Container{{
			Name: "main", Image: "image", ImagePullPolicy: core.PullAlways, TerminationMessagePolicy: core.TerminationMessageReadFile,
		}},
	}
	job := &batch.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: "name", Namespace: corev1.NamespaceDefault},
		Spec: batch.CronJobSpec{
			Schedule:          s,
			TimeZone:          &zone,
			ConcurrencyPolicy: batch.ForbidConcurrent,
			JobTemplate:       batch.JobTemplateSpec{Spec: batch.JobSpec{Template: core.PodTemplateSpec{Spec: spec}}},
		},
	}
	for _, each := range validation.ValidateCronJobCreate(job, apivalidation.PodValidationOptions{}) {
		if !strings.HasPrefix(each.Field, "spec.schedule") && !strings.HasPrefix(each.Field, "spec.timeZone") {
			panic(each)
		}
		return false
	}
	return true
}

var pickedSchedules = []string{
	// As users write them
	"0 2 * * *", "*/5 * * * *", "0 */6 * * *", "30 3 * * 0", "0 0 1 * *", "0 0 1 1 *", "15,45 * * * *", "0 9-17 * * 1-5",
	"0 9-17/2 * * MON-FRI", "0 0 * jan,JUL *", "0 0 * * sun", "5/15 * * * *", "0 0 ? * *", "* * * * ?", "0 0 */2 * *",
	// Macros
	"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@Daily", "@daily ", " @daily", "@reboot", "@",
	"@every 6h", "@every 1h30m", "@every 90s", "@every 1.5h", "@every .5h", "@every 1.h", "@every 0", "@every 0s", "@every -1h", "@every +1h",
	"@every", "@every ", "@every 6", "@every 6d", "@every 6 h", "@every h", "@every 1h 30m", "@every 1ns", "@every 1us", "@every 1µs", "@every 1μs",
	"@every 3ms", "@every 2562047h", "@every 2562048h", "@every .h", "@every 1h1h", "@every  6h", "@every 1e3s", "@every 1_0s",
	// Numbers of fields, blanks
	"", " ", "*", "* * * *", "* * * * * *", "0 0 2 * * *", "  0  2 *\t* * ", "0 2 * * *\n", "0\n2 * * *", "0\u00a02 * * *", "0\u20032 * * *",
	"0\u200b2 * * *", "0\ufeff2 * * *", "0\u00852 * * *",
	// Bounds
	"59 23 31 12 6", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *", "* * * * 7", "-1 * * * *", "* * * * -1",
	"007 * * * *", "+5 * * * *", "+ * * * *", "1.5 * * * *", "1e1 * * * *", "0x10 * * * *", "1_0 * * * *", "٣ * * * *",
	"99999999999999999999 * * * *", "5-1 * * * *", "5-5 * * * *", "0-59 * * * *", "0-60 * * * *", "0 0 * * 5-1", "0 0 * * fri-mon",
	// Steps
	"*/0 * * * *", "*/1 * * * *", "*/60 * * * *", "*/+5 * * * *", "*/-5 * * * *", "*/ * * * *", "/5 * * * *", "1/2/3 * * * *", "*/*/2 * * * *",
	"*/9223372036854775807 * * * *", "*/9223372036854775808 * * * *", "10-20/5 * * * *", "58/5 * * * *", "*/x * * * *", "1/1 * * * *",
	// Lists and hyphens
	", * * * *", "1, * * * *", ",1 * * * *", "1,,2 * * * *", ",,, * * * *", "1-2-3 * * * *", "1- * * * *", "- * * * *", "*-5 * * * *",
	"*-x-y * * * *", "?-3/2 * * * *", "*,61 * * * *", "1,*/7,9-11 * * * *", "* * , * *", "* * * , *", "* * * * ,", "* , * * *",
	// Names
	"0 0 * JAN *", "0 0 * January *", "0 0 * jan-mar/2 *", "0 0 * * Mon", "0 0 * * monday", "0 0 * * mon-wed,sat", "jan * * * *", "0 0 mon * *",
	"0 0 * mon *", "0 0 * * jan", "0 0 * * L", "0 0 L * *", "0 0 15W * *", "0 0 * * 5#3", "H 2 * * *", "** * * * *", "*5 * * * *", "?? * * * *",
	// Time zones
	"TZ=UTC 0 2 * * *", "CRON_TZ=UTC 0 2 * * *", "TZ=Nowhere/City 0 2 * * *", "0 2 * * * TZ", "TZ = UTC 0 2 * * *",
	// Days that never come
	"0 0 31 2 *", "0 0 30 2 *", "0 0 30 2 ?", "0 0 29 2 *", "0 0 28 2 *", "0 0 31 4 *", "0 0 31 4,6,9,11 *", "0 0 31 4-5 *", "0 0 31 feb *",
	"0 0 31 2 1", "0 0 31 2 */2", "0 0 31 2 */1", "0 0 31 2 0-6", "0 0 31 2 *,1", "0 0 30,31 2 *", "0 0 29-31 2 *", "0 0 31/1 2 *", "0 0 */31 2 *",
	"0 0 ? 2 1", "0 0 * 2 1", "59 23 31 2 *", "0 0 31 2 ,", "0 0 , 2 1", "0 0 , 2 *",
}

var pickedZones = []string{
	"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Etc/GMT+5", "Etc/GMT-14", "Europe/Berlin", "Europe/Kyiv", "Europe/Kiev", "Asia/Kolkata", "Asia/Calcutta",
	"America/New_York", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "America/North_Dakota/New_Salem", "US/Pacific", "Asia/Ho_Chi_Minh",
	"Africa/Dar_es_Salaam", "America/Blanc-Sablon", "Pacific/Auckland", "Antarctica/DumontDUrville", "Australia/Lord_Howe", "Etc/Zulu", "Brazil/East",
	"", " ", "Local", "local", "utc", "Utc", "europe/berlin", "EUROPE/BERLIN", "Europe/berlin", "Europe/Atlantis", "Berlin", "Europe", "Europe/", "/Europe",
	"Europe//Berlin", "../UTC", "./UTC", "Europe/../UTC", "+01:00", "UTC+1", "GMT+1", "Z", "PST", "IST", "ACT", "JST", "CST", "SystemV/PST8", "-Etc/UTC",
	"Europe/Berlin ", " Europe/Berlin", "Europe Berlin", "Etc/Unknown", "Etc/GMT+15", "America/New York", "Éurope/Berlin", "Mars/Olympus_Mons",
}
