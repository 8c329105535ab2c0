// Reads flags with go-feature-flag, which fetches their file from GitLab and again every second, and prints the value of
// one whenever it is another one. Ends when it has printed as many as it was told to, or after a minute.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	ffclient "github.com/thomaspoignant/go-feature-flag"
	"github.com/thomaspoignant/go-feature-flag/ffcontext"
	"github.com/thomaspoignant/go-feature-flag/retriever/gitlabretriever"
)

const (
	absent = -1.0
	limit  = time.Minute
)

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func main() {
	values, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fail(err)
	}
	err = ffclient.Init(ffclient.Config{
		PollingInterval: time.Second,
		Retriever: &gitlabretriever.Retriever{
			BaseURL:        os.Getenv("ERP_CONFIG_URL"),
			GitlabToken:    os.Getenv("ERP_CONFIG_TOKEN"),
			RepositorySlug: os.Getenv("ERP_CONFIG_PROJECT"),
			Branch:         os.Getenv("ERP_CONFIG_BRANCH"),
			FilePath:       "flags/rates.yaml",
		},
	})
	if err != nil {
		fail(err)
	}
	defer ffclient.Close()
	erp := ffcontext.NewEvaluationContext("erp")
	last := absent
	for began := time.Now(); values > 0; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > limit {
			fail(fmt.Errorf("no other value within %s", limit))
		}
		value, err := ffclient.Float64Variation("laser-rate", erp, absent)
		if err == nil && value != last {
			fmt.Println(value)
			last = value
			values--
		}
	}
}
