// Writes the SDK of a package for one language, as `pulumi package gen-sdk` does where the language's host can.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"

	"pulumi-atlas-serverless/tools/sdk-gen/current/generator"
)

func main() {
	if err := write(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sdks:", err)
		os.Exit(1)
	}
}

func write(args []string) error {
	if len(args) != 3 {
		return errors.New("usage: sdks SCHEMA.json nodejs|python|go FOLDER")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	return generator.Write(text, schema.NewNullLoader(), args[1], args[2])
}
