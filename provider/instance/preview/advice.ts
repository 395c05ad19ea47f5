import { asRecord, asString, type JsonRecord } from "../../atlas/json-readers";
import { adoptsExisting, continuousBackupUnavailable, regionNotListed } from "../messages";
import { unlistedRegion } from "../model/flex-regions";
import { unknownValue } from "../model/inputs";
import { regionProblem } from "../model/regions";
import { didYouMean } from "../model/schema-validation";
import type { Logger } from "../operation-context";
import type { Checked } from "./check";

/** What a person should know of valid inputs before saying yes. */
export interface Advice {
    /** What Atlas will probably refuse. */
    warnings: string[];
    /** What has no effect. */
    notes: string[];
}

/** Says it on the line of the resource that it is about. */
export function tell({ warnings, notes }: Advice, logger: Logger): void {
    warnings.forEach((warning) => logger.warn(warning));
    notes.forEach((note) => logger.info(note));
}

/**
 * What to say of inputs that are new or have changed: not with every deployment. Pure: no network, no clock. It goes with `check`,
 * because a dynamic provider is asked for nothing else in the preview of a create.
 *
 * @param olds The inputs of the last deployment; empty for a new resource.
 * @param checked What the check of the new inputs came to.
 */
export function advise(olds: JsonRecord, { inputs, problems }: Checked): Advice {
    if (problems.length > 0) {
        return { warnings: [], notes: [] };
    }
    const isNew = Object.keys(olds).length === 0;
    return {
        warnings: compactList([regionAdvice(olds, inputs)]),
        notes: isNew
            ? compactList([
                  adoptionAdvice(inputs),
                  wantsBackup(inputs) ? continuousBackupUnavailable() : undefined,
              ])
            : [],
    };
}

function compactList<T>(parts: readonly (T | undefined)[]): T[] {
    return parts.filter((part) => part !== undefined);
}

/** A preview shows a create, whatever `adopt` makes of it. */
function adoptionAdvice(inputs: JsonRecord): string | undefined {
    const { adopt } = inputs;
    const [projectId, name] = [asString(inputs["projectId"]), asString(inputs["name"])];
    const isKnown = ![projectId, name, adopt].some((part) => part === undefined || part === unknownValue);
    return isKnown && adopt !== false
        ? adoptsExisting({ projectId: projectId ?? "", name: name ?? "" }, asString(adopt))
        : undefined;
}

function wantsBackup(inputs: JsonRecord): boolean {
    return asRecord(inputs["serverlessBackupOptions"])["serverlessContinuousBackupEnabled"] === true;
}

function regionAdvice(olds: JsonRecord, news: JsonRecord): string | undefined {
    const [backingProviderName, region] = placeOf(news);
    const isUnchanged = placeOf(olds).every((part, index) => part === [backingProviderName, region][index]);
    if (isUnchanged || isTaking(news) || backingProviderName === undefined || region === undefined) {
        return undefined;
    }
    // A name of another form is a problem of its own.
    const isName = region !== unknownValue && regionProblem(region) === undefined;
    const unlisted = isName ? unlistedRegion(backingProviderName, region) : undefined;
    return unlisted && regionNotListed(region, unlisted, didYouMean(region, [...unlisted.regions]));
}

function placeOf(inputs: JsonRecord): [string | undefined, string | undefined] {
    const { backingProviderName, regionName } = asRecord(inputs["providerSettings"]);
    return [asString(backingProviderName), asString(regionName)];
}

/** Whether the cluster may exist already, in a region that then is right. */
function isTaking({ adopt = false, upgradeFromSharedTier = false }: JsonRecord): boolean {
    return adopt !== false || upgradeFromSharedTier !== false;
}
