/**
 * An Atlas account, and how to reach it. Those of an explicit provider take precedence over environment variables, and those over
 * the stack configuration. Changing any of them replaces no cluster.
 */
export interface AccountSettings {
    /**
     * OAuth 2.0 access token of a service account. Takes precedence over the other credentials. A secret.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_ACCESS_TOKEN`.
     *
     * @secret true
     */
    accessToken?: string;
    /**
     * Client ID of a service account. Requires `clientSecret`.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_CLIENT_ID`.
     */
    clientId?: string;
    /**
     * Client secret of the service account. Requires `clientId`. A secret.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_CLIENT_SECRET`.
     *
     * @secret true
     */
    clientSecret?: string;
    /**
     * Public key of an API key. Requires `privateKey`. Not used if a service account is set.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_PUBLIC_KEY`.
     */
    publicKey?: string;
    /**
     * Private key of the API key. Requires `publicKey`. A secret.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_PRIVATE_KEY`.
     *
     * @secret true
     */
    privateKey?: string;
    /**
     * Base URL of the Atlas Administration API: scheme, host, and port.
     *
     * Default: `https://cloud.mongodb.com`, or `https://cloud.mongodbgov.com` with `isMongodbgovCloud`. Environment variable:
     * `MONGODB_ATLAS_BASE_URL`.
     */
    baseUrl?: string;
    /**
     * Whether to allow unencrypted HTTP to another machine.
     *
     * Default: `false`. Environment variable: `MONGODB_ATLAS_ALLOW_HTTP`.
     */
    allowHttp?: boolean;
    /** Whether to use Atlas for Government. Default: `false`. */
    isMongodbgovCloud?: boolean;
    /**
     * ID of the Atlas project of clusters and functions that don't set `projectId`: 24 lowercase hexadecimal characters.
     *
     * Default: the stack configuration's `atlas:projectId`. Environment variable, used if neither is set:
     * `MONGODB_ATLAS_PROJECT_ID`.
     */
    projectId?: string;
    /**
     * Seconds that a single request to Atlas may take, at most 600.
     *
     * Default: `60`. Environment variable: `MONGODB_ATLAS_REQUEST_TIMEOUT`.
     */
    requestTimeout?: number;
    /** API version of the retired serverless operations: `v2` or `v1.0`. Default: `v2`. You normally don't need to set this. */
    serverlessApi?: "v2" | "v1.0";
}
