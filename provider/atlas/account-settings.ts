/** An account of Atlas, and how to reach it; what is left out comes from the environment. */
export interface AccountSettings {
    /**
     * A ready access token, which goes before the other credentials. A secret.
     *
     * @secret true
     */
    accessToken?: string;
    /** The client id of a service account; it needs `clientSecret` too. */
    clientId?: string;
    /**
     * The client secret of that service account. A secret.
     *
     * @secret true
     */
    clientSecret?: string;
    /** The public key of an API key; it needs `privateKey` too. Used where there is no service account. */
    publicKey?: string;
    /**
     * The private key of that API key. A secret.
     *
     * @secret true
     */
    privateKey?: string;
    /**
     * The address of Atlas: scheme, host and port. Default: `https://cloud.mongodb.com`, or `https://cloud.mongodbgov.com` with
     * `isMongodbgovCloud`.
     */
    baseUrl?: string;
    /** Whether credentials may be sent over `http:` to another machine than this one. Default: false. */
    allowHttp?: boolean;
    /** Whether the account is one of Atlas for Government. Default: false. */
    isMongodbgovCloud?: boolean;
    /** The project of clusters that name none: 24 hexadecimal digits. */
    projectId?: string;
    /** Seconds until a request without any answer is given up, at most 600. Default: 60. */
    requestTimeout?: number;
    /** Which paths carry the serverless generation of the API. Default: `v2`. */
    serverlessApi?: "v2" | "v1.0";
}
