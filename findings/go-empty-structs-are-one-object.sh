#!/usr/bin/env bash
# jsii for Go, with aws-cdk-go v2.257.0 and Go 1.26: two Aspects without fields, of two types, and only the first one visits. Go may
# give all values of size zero one address, and jsii knows an object of the program by its address. So the second is taken for
# the first, without an error. A field in the struct is enough. The same happens to two empty structs that implement any other
# interface of a jsii package.
# Run by hand: needs Go 1.25 or newer and Node.js, and takes some minutes, most of them for compiling the CDK.
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
printf 'module aspects\n\ngo 1.25\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

type first struct{}

func (*first) Visit(constructs.IConstruct) { fmt.Println("empty: first") }

type second struct{}

func (*second) Visit(constructs.IConstruct) { fmt.Println("empty: second") }

type named struct{ name string }

func (n *named) Visit(constructs.IConstruct) { fmt.Println("with a field: " + n.name) }

func visit(aspects ...awscdk.IAspect) {
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})
	stack := awscdk.NewStack(app, jsii.String("Stack"), nil)
	for _, aspect := range aspects {
		awscdk.Aspects_Of(stack).Add(aspect, nil)
	}
	app.Synth(nil)
}

func main() {
	defer jsii.Close()
	visit(&first{}, &second{})
	visit(&named{"first"}, &named{"second"})
}
GO
go get github.com/aws/aws-cdk-go/awscdk/v2@v2.257.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
go build -o aspects .
JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 ./aspects 2>/dev/null | tee seen
diff seen - <<'SEEN'
empty: first
with a field: first
with a field: second
SEEN
