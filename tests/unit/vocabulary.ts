// What people who know Atlas and Pulumi would stumble over, and what to say instead.

/** A way of saying something that is not said here. */
interface Banned {
    readonly pattern: RegExp;
    readonly instead: string;
    /** A sentence that the pattern must find. */
    readonly planted: string;
}

export const banned: readonly Banned[] = [
    {
        pattern: /\bdatabases?\b(?! users?\b)/i,
        instead: "cluster, Flex cluster, serverless instance",
        planted: "The database is ready.",
    },
    {
        pattern: /\b(takes?|taken|took|taking)( (it|them|(the|that|a) cluster))? up\b/i,
        instead: "resume",
        planted: "The next up takes it up: taken up.",
    },
    {
        pattern: /\b(takes?|taken|took|taking)( (it|them|(the|that|a) cluster))? on\b/i,
        instead: "adopt",
        planted: "A cluster that is taken on.",
    },
    {
        pattern: /\b(takes?|taken|took|taking)( (it|them|anything|(the|that|a) cluster))? over\b/i,
        instead: "adopt",
        planted: "Another stack took the cluster over.",
    },
    {
        // Go is also a program, which can be on PATH.
        pattern: /\b(goes|go|went|going) on\b(?! PATH)/i,
        instead: "resume, continue",
        planted: "The next up goes on with it.",
    },
    { pattern: /\bfor want of\b/i, instead: "because of missing", planted: "Refused for want of room." },
    { pattern: /\bno room\b/i, instead: "out of capacity", planted: "The region has no room." },
    { pattern: /\bnobody listens\b/i, instead: "refused the connection", planted: "Nobody listens there." },
    {
        pattern: /\b(that|this|just this) very\b|\bvery (one|cluster|database|resource)\b/i,
        instead: "that, the same",
        planted: "Adopt that very cluster.",
    },
    {
        pattern: /\banother hand\b|\bby another's hand\b/i,
        instead: "out of band",
        planted: "Another hand changed it.",
    },
    { pattern: /\banew\b/i, instead: "again, recreate", planted: "It is created anew." },
    { pattern: /\bdoors?\b/i, instead: "entry point, control API", planted: "The plugin's door." },
    {
        pattern: /\b(the|whole) house\b|\brooms? of the house\b/i,
        instead: "architecture, layers",
        planted: "One call through the whole house.",
    },
    { pattern: /\bvoices?\b/i, instead: "wording", planted: "The project's voice." },
    {
        pattern:
            /\b(a|one|each|every|single|last|first|next|of) looks?\b|\blooks? (at|again|once)\b|\blooks are\b/i,
        instead: "poll, status check, read",
        planted: "Each look at it costs a request.",
    },
    {
        pattern: /\b(befall|befalls|ridden out|ride out)\b/i,
        instead: "affect, retried",
        planted: "What passes is ridden out.",
    },
    { pattern: /\b(surely|lately)\b/i, instead: "definitely, recently", planted: "It was surely lost." },
    { pattern: /\bshall\b/i, instead: "should, to", planted: "The database shall be replaced." },
    { pattern: /\blocal Atlas\b/i, instead: "Atlas emulator", planted: "Start the local Atlas." },
    { pattern: /\bcontrol door\b/i, instead: "control API", planted: "The control door." },
    { pattern: /\bat (a|one's) desk\b/i, instead: "on a developer machine", planted: "Started at a desk." },
    { pattern: /\bdata sources?\b/i, instead: "function", planted: "A data source reads it." },
    { pattern: /\bprogram text\b/i, instead: "generated code", planted: "It prints the program text." },
    {
        pattern: /\bonly in the deployment\b|\bknown in the deployment\b/i,
        instead: "isn't known until the update runs",
        planted: "It is known only in the deployment.",
    },
    { pattern: /\b(put|puts) back\b/i, instead: "revert", planted: "Drift is put back." },
    { pattern: /\bowner's tag\b/i, instead: "ownership tag", planted: "The owner's tag says it." },
    {
        pattern: /\bmarked anew\b|\bfresh marks?\b|\bits marks?\b/i,
        instead: "ownership ID",
        planted: "A fresh mark.",
    },
    { pattern: /\btime-outs?\b/i, instead: "timeout", planted: "The time-outs are long." },
    {
        pattern: /\blicences?\b|\bauthoris|\bcentres?\b|\bcolours?\b|\bcancelled\b/i,
        instead: "US English",
        planted: "Its licence.",
    },
    { pattern: /\bnot carried\b/i, instead: "not migrated", planted: "Timeouts are not carried." },
    { pattern: /\bturned away\b/i, instead: "rate limited", planted: "Requests are turned away." },
    {
        pattern: /\bbeside (it|the other tools)\b|\bmoving in\b/i,
        instead: "use with, migrate",
        planted: "Moving in.",
    },
];

/** What a text says that is not said here, each with what to say instead. */
export function bannedIn(text: string): string[] {
    return banned.flatMap(({ pattern, instead }) => {
        const found = pattern.exec(text);
        return found === null ? [] : [`"${found[0]}": say ${instead}`];
    });
}
