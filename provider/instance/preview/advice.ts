import { asRecord, asString, type JsonRecord } from "../../atlas/json-readers";
import { continuousBackupUnavailable, regionNotListed } from "../messages";
import { unlistedRegion } from "../model/flex-regions";
import { unknownValue } from "../model/inputs";
import { regionProblem } from "../model/regions";
import { didYouMean } from "../model/schema-validation";

/** What a person should know of valid inputs before saying yes. */
export interface Advice {
    /** What Atlas will probably refuse. */
    warnings: string[];
    /** What has no effect. */
    notes: string[];
}

/**
 * What to say of inputs that are new or have changed: not with every deployment. Pure: no network, no clock. It is part of `check`,
 * because a dynamic provider is asked for nothing else in the preview of a create.
 *
 * @param olds The inputs of the last deployment; empty for a new resource.
 * @param news The inputs that were checked.
 */
export function advise(olds: JsonRecord, news: JsonRecord): Advice {
    const region = regionAdvice(olds, news);
    return {
        warnings: region === undefined ? [] : [region],
        notes: Object.keys(olds).length === 0 && wantsBackup(news) ? [continuousBackupUnavailable()] : [],
    };
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
