/**
 * An error that Pulumi prints without a call stack when a program does not catch it, as it does a `pulumi.RunError`: what goes
 * wrong here is for the user to mend, not for us. It stays of its own class, so that the program can branch on it.
 */
export function asRunError<E extends Error>(error: E): E {
    return Object.defineProperty(error, "__pulumiRunError", { value: true });
}
