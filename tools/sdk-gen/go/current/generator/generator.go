// Package generator writes the SDK of a package, and programs that use it, by Pulumi's own generators.
package generator

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-atlas-serverless"

func unknown(language string) error {
	return fmt.Errorf("there is no generator for %q", language)
}

// Write makes the SDK for "go", "nodejs" or "python" of a schema in JSON.
func Write(schemaJSON []byte, loader schema.Loader, language, folder string) error {
	var spec schema.PackageSpec
	if err := json.Unmarshal(schemaJSON, &spec); err != nil {
		return err
	}
	bound, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	files, err := generate(bound, loader, language)
	if err != nil {
		return err
	}
	for path, content := range files {
		file := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func generate(bound *schema.Package, loader schema.Loader, language string) (map[string][]byte, error) {
	// Only a package that refers to others needs one.
	references, _ := loader.(schema.ReferenceLoader)
	switch language {
	case "go":
		return gogen.GeneratePackage(tool, bound, nil)
	case "nodejs":
		return nodejs.GeneratePackage(tool, bound, nil, nil, false, references)
	case "python":
		return python.GeneratePackage(tool, bound, nil, references)
	default:
		return nil, unknown(language)
	}
}

// Program makes the files of a program in "go", "nodejs" or "python", by their names, from those of one in PCL, Pulumi's own language.
func Program(source map[string]string, loader schema.Loader, language string) (map[string][]byte, error) {
	parser := syntax.NewParser()
	for name, text := range source {
		if err := parser.ParseFile(strings.NewReader(text), name); err != nil {
			return nil, err
		}
	}
	if parser.Diagnostics.HasErrors() {
		return nil, parser.Diagnostics
	}
	// What is imported may refer to resources that the user's program declares, and this source does not.
	program, diagnostics, err := pcl.BindProgram(parser.Files, loader, pcl.NonStrictBindOptions()...)
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	files, diagnostics, err := generateProgram(program, language)
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return files, nil
}

func generateProgram(program *pcl.Program, language string) (map[string][]byte, hcl.Diagnostics, error) {
	switch language {
	case "go":
		return gogen.GenerateProgram(program)
	case "nodejs":
		return nodejs.GenerateProgram(program)
	case "python":
		return python.GenerateProgram(program)
	default:
		return nil, nil, unknown(language)
	}
}
