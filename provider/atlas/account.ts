/** An account of Atlas, and how to reach it; what is left out comes from the environment or the configuration. */
export interface AccountSettings {
    /**
     * A ready access token.
     *
     * @secret true
     */
    accessToken?: string;
    /** The client id of a service account. */
    clientId?: string;
    /**
     * The client secret of that service account.
     *
     * @secret true
     */
    clientSecret?: string;
    /** The public key of an API key. */
    publicKey?: string;
    /**
     * The private key of that API key.
     *
     * @secret true
     */
    privateKey?: string;
    /** The address of Atlas. Default: `https://cloud.mongodb.com`. */
    baseUrl?: string;
    /** Whether credentials may be sent over `http:` to another machine than this one. Default: false. */
    allowHttp?: boolean;
    /** Whether the account is one of Atlas for Government. Default: false. */
    isMongodbgovCloud?: boolean;
    /** The project of databases that name none. */
    projectId?: string;
    /** Seconds until a request without any answer is given up, at most 600. Default: 60. */
    requestTimeout?: number;
    /** Which paths carry the serverless generation of the API. Default: `v2`. */
    serverlessApi?: "v2" | "v1.0";
}
