#!/bin/sh
# Stands in front of a host for Node programs that is older than the engine: it takes the option `typescript` of Pulumi.yaml as an
# argument, which newer engines do not give, and would load the compiler for each program. The engine starts it in the folder of the
# program's `main`, where Pulumi.yaml usually is.
if grep -Eqs '^[^#]*typescript: *false' Pulumi.yaml; then
    set -- -typescript=false "$@"
fi
exec "$0-built" "$@"
