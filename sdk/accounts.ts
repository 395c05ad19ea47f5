import * as pulumi from "@pulumi/pulumi";
import type { ProviderArgs } from "./provider-args";

/** What a program imports the Providers and functions of a kind from. */
export type EntryPoint = "pulumi-atlas-serverless" | "pulumi-atlas-serverless/plugin";

/** What a program has said of an account, and which entry point its Provider is from. */
interface Account {
    readonly from: EntryPoint;
    readonly args: ProviderArgs;
}

/** A program may have several copies of this package, which know each other's accounts. */
const key = Symbol.for("pulumi-atlas-serverless:accounts");
const known: unknown = Reflect.get(globalThis, key);
const accounts =
    known instanceof WeakMap
        ? (known as WeakMap<pulumi.ProviderResource, Account>)
        : new WeakMap<pulumi.ProviderResource, Account>();
Reflect.set(globalThis, key, accounts);

/** Remembers what a program has said of an account. */
export function rememberAccount(
    provider: pulumi.ProviderResource,
    from: EntryPoint,
    args: ProviderArgs,
): void {
    accounts.set(provider, { from, args });
}

/** What a program has said of an account; undefined for a provider that is not from that entry point. */
export function accountOf(
    provider: pulumi.ProviderResource | undefined,
    entryPoint: EntryPoint,
): ProviderArgs | undefined {
    const account = provider && accounts.get(provider);
    return account?.from === entryPoint ? account.args : undefined;
}

/**
 * Refuses to ask with a provider whose account a function cannot know: it would ask another one.
 *
 * @throws RunError, which names the entry points of both.
 */
export function refuseForeign(
    dataSource: string,
    provider: pulumi.ProviderResource | undefined,
    entryPoint: EntryPoint,
): void {
    if (provider === undefined || accountOf(provider, entryPoint) !== undefined) {
        return;
    }
    const from = accounts.get(provider)?.from;
    throw new pulumi.RunError(
        from === undefined
            ? `${dataSource}: its provider is another package's, not a Provider from "${entryPoint}".`
            : `${dataSource}: its Provider is from "${from}", and the function from "${entryPoint}". Import both from one of them.`,
    );
}

const secrets: readonly string[] = ["accessToken", "clientSecret", "privateKey"];

type Setting = string | number | boolean;

/** An account's settings as Pulumi hands them to a provider: texts, the secret ones as secrets, and none that is undefined. */
export function settingInputs(args: ProviderArgs): [setting: string, value: pulumi.Output<unknown>][] {
    return Object.entries(args).flatMap(([setting, value]: [string, pulumi.Input<Setting> | undefined]) => {
        if (value === undefined) {
            return [];
        }
        const isSecret = secrets.includes(setting);
        const text = pulumi.output(value).apply((is: Setting | undefined) => {
            // A secret that is nothing would be a value.
            if (is === undefined) {
                return undefined;
            }
            return isSecret ? pulumi.secret(String(is)) : String(is);
        });
        return [[setting, text] as const];
    });
}
