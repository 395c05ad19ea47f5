import * as pulumi from "@pulumi/pulumi";

/**
 * Refuses to ask with an account that is not known yet: its settings would never come, and the engine's answer is empty.
 *
 * @throws RunError, which names the output form of the function.
 */
export async function assertKnown(dataSource: string, settings: pulumi.Output<unknown>): Promise<void> {
    // Every output can tell, though its published type does not say so.
    if ("isKnown" in settings && (await settings.isKnown) === false) {
        throw new pulumi.RunError(
            `${dataSource}: the settings of its Provider are not known during the preview. Use ` +
                `${dataSource}Output, whose answer is then unknown in the preview.`,
        );
    }
}
