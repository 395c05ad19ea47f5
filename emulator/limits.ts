// What the service allows per account and minute. The control door can widen or narrow it.

/** The limits in force. */
export interface Limits {
    /** Requests for a token that one client may make in a real minute. */
    readonly tokenRequestsPerMinute: number;
    /** Tokens of one service account that may be live at once. */
    readonly liveTokens: number;
}

/** The service's published limits. */
export const PUBLISHED_LIMITS: Limits = { tokenRequestsPerMinute: 50, liveTokens: 100 };
