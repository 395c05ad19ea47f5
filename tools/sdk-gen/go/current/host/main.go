// A host for Python, Go or Node.js programs that can also add a package, and write the program of what was imported: the newest hosts
// of published Go modules (Go 3.60, Python and Node.js 3.68) lack the calls GeneratePackage, Link and GenerateProgram. Pulumi's
// generators make the SDK and the program. An SDK is linked into a program here. All other calls go to that older host.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	"pulumi-atlas-serverless/tools/sdk-gen/current/generator"
)

// As much as Pulumi's own hosts take, in bytes.
const maxMessage = 400 << 20

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// The engine starts a host with its own address, and reads the host's port from the first line of standard output.
func serve() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	language := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(self), ".exe"), "pulumi-language-")
	args := os.Args[1:]
	if language == "python" {
		// Older hosts were told the project's options as arguments. This is the one that `pulumi new python` sets.
		args = append([]string{"-root=.", "-virtualenv=venv"}, args...)
	}
	older, err := start(filepath.Join(filepath.Dir(self), "older", filepath.Base(self)), args)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.UnknownServiceHandler(forwardTo(older)), grpc.MaxRecvMsgSize(maxMessage))
	server.RegisterService(&added, host(language))
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	return server.Serve(listener)
}

func start(program string, args []string) (*grpc.ClientConn, error) {
	command := exec.Command(program, args...)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(output)
	port, err := lines.ReadString('\n')
	if err != nil {
		return nil, err
	}
	// The older host ends when its engine does not answer any longer.
	go func() {
		io.Copy(os.Stdout, lines)
		os.Exit(1)
	}()
	return grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port),
		grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
}

func forwardTo(older *grpc.ClientConn) grpc.StreamHandler {
	return func(_ any, caller grpc.ServerStream) error {
		method, _ := grpc.MethodFromServerStream(caller)
		// A message keeps the fields that it does not know, and so an empty one carries any other.
		request := new(emptypb.Empty)
		if err := caller.RecvMsg(request); err != nil {
			return err
		}
		callee, err := older.NewStream(caller.Context(), &grpc.StreamDesc{ServerStreams: true}, method)
		if err != nil {
			return err
		}
		if err := errors.Join(callee.SendMsg(request), callee.CloseSend()); err != nil {
			return err
		}
		for {
			answer := new(emptypb.Empty)
			if err := callee.RecvMsg(answer); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := caller.SendMsg(answer); err != nil {
				return err
			}
		}
	}
}

// The language of the programs: "go", "nodejs" or "python".
type host string

// The calls that are served here: a service of which only these methods are known, so that all others are forwarded.
var added = grpc.ServiceDesc{
	ServiceName: pulumirpc.LanguageRuntime_ServiceDesc.ServiceName,
	HandlerType: (*any)(nil),
	Methods: []grpc.MethodDesc{
		{MethodName: "GeneratePackage", Handler: handler(host.generatePackage)},
		{MethodName: "GenerateProgram", Handler: handler(host.generateProgram)},
		{MethodName: "Link", Handler: handler(host.link)},
	},
}

func handler[Request, Response any](
	call func(host, *Request) (*Response, error),
) func(any, context.Context, func(any) error, grpc.UnaryServerInterceptor) (any, error) {
	return func(service any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		request := new(Request)
		if err := decode(request); err != nil {
			return nil, err
		}
		return call(service.(host), request)
	}
}

func (language host) generatePackage(request *pulumirpc.GeneratePackageRequest) (*pulumirpc.GeneratePackageResponse, error) {
	loader, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.GeneratePackageResponse{}, generator.Write([]byte(request.Schema), loader, string(language), request.Directory)
}

func (language host) generateProgram(request *pulumirpc.GenerateProgramRequest) (*pulumirpc.GenerateProgramResponse, error) {
	loader, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	files, err := generator.Program(request.Source, loader, string(language))
	return &pulumirpc.GenerateProgramResponse{Source: files}, err
}

func (language host) link(request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	program := request.Info.ProgramDirectory
	for _, sdk := range request.Packages {
		var err error
		switch language {
		case "go":
			err = requireModule(program, sdk.Path)
		case "python":
			err = appendLine(filepath.Join(program, "requirements.txt"), "./"+filepath.ToSlash(sdk.Path))
		default:
			err = fmt.Errorf("this host links no package into a program in %s", language)
		}
		if err != nil {
			return nil, err
		}
	}
	return &pulumirpc.LinkResponse{}, nil
}

func appendLine(path, line string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	return errors.Join(err, file.Close())
}

func requireModule(program, sdk string) error {
	command := exec.Command("go", "list", "-m")
	command.Dir = filepath.Join(program, sdk)
	output, err := command.Output()
	if err != nil {
		return err
	}
	module := strings.TrimSpace(string(output))
	edit := exec.Command("go", "mod", "edit", "-require="+module+"@v0.0.0", "-replace="+module+"=./"+filepath.ToSlash(sdk))
	edit.Dir = program
	edit.Stderr = os.Stderr
	return edit.Run()
}
