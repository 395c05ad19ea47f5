// What a test and a provider's process say to each other beside the provider's own protocol.

/** What a name is looked up to: an address, or the code of getaddrinfo's error. */
export type Resolution = { readonly address: string } | { readonly code: "ENOTFOUND" | "EAI_AGAIN" };

/** Variables by their names; null takes one out. */
export type Variables = Readonly<Record<string, string | null>>;

/** What a test says. */
export type ToProcess =
    { readonly question: number; readonly resolution: Resolution } | { readonly environment: Variables };

/** What a process says. */
export type FromProcess =
    { readonly question: number; readonly hostname: string } | { readonly taken: Variables };
