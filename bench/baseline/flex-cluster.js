// The yardstick: a Flex cluster as a plain dynamic provider, written the way Pulumi's documentation teaches. It looks as
// the vendor's Flex resource does: after 3 s, then ever later, at last every 10 s, once per cluster; and it authenticates
// as the vendor's Go client does.
"use strict";

const crypto = require("node:crypto");
const axios = require("axios");
const pulumi = require("@pulumi/pulumi");

const mediaType = "application/vnd.atlas.2024-11-13+json";

class FlexClusterProvider {
    async create(inputs) {
        const http = await this.connect();
        await http.post(`/groups/${inputs.projectId}/flexClusters`, {
            name: inputs.name,
            providerSettings: inputs.providerSettings,
            ...this.changeable(inputs),
        });
        const cluster = await this.waitUntilIdle(inputs.projectId, inputs.name);
        return { id: `${inputs.projectId}/${inputs.name}`, outs: this.outputs(inputs, cluster) };
    }

    async read(id, properties) {
        const [projectId, name] = id.split("/");
        const cluster = await this.find(projectId, name);
        return cluster === undefined ? {} : { id, props: this.outputs(properties, cluster) };
    }

    async diff(id, olds, news) {
        const differs = (key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]);
        const replaces = ["projectId", "name", "providerSettings"].filter(differs);
        const changes = replaces.length > 0 || ["tags", "terminationProtectionEnabled"].some(differs);
        return { changes, replaces, deleteBeforeReplace: true };
    }

    async update(id, olds, news) {
        const http = await this.connect();
        await http.patch(`/groups/${news.projectId}/flexClusters/${news.name}`, this.changeable(news));
        const cluster = await this.waitUntilIdle(news.projectId, news.name);
        return { outs: this.outputs(news, cluster) };
    }

    async delete(id, properties) {
        const http = await this.connect();
        await http.delete(`/groups/${properties.projectId}/flexClusters/${properties.name}`);
        await this.lookUntil(
            () => this.find(properties.projectId, properties.name),
            (cluster) => cluster === undefined,
        );
    }

    changeable({ tags = {}, terminationProtectionEnabled }) {
        return {
            tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
            terminationProtectionEnabled,
        };
    }

    outputs(inputs, cluster) {
        return {
            projectId: cluster.groupId,
            name: cluster.name,
            providerSettings: inputs.providerSettings,
            tags: Object.fromEntries(cluster.tags.map(({ key, value }) => [key, value])),
            terminationProtectionEnabled: cluster.terminationProtectionEnabled,
            instanceId: cluster.id,
            stateName: cluster.stateName,
            createDate: cluster.createDate,
            mongoDBVersion: cluster.mongoDBVersion,
            connectionStrings: cluster.connectionStrings,
        };
    }

    async find(projectId, name) {
        const http = await this.connect();
        try {
            const { data } = await http.get(`/groups/${projectId}/flexClusters/${name}`);
            return data;
        } catch (error) {
            if (error.response !== undefined && error.response.status === 404) {
                return undefined;
            }
            throw error;
        }
    }

    waitUntilIdle(projectId, name) {
        return this.lookUntil(
            () => this.find(projectId, name),
            (cluster) => cluster !== undefined && cluster.stateName === "IDLE",
        );
    }

    async lookUntil(look, isEnough) {
        for (let seconds = 3; ; seconds = Math.min(2 * seconds, 10)) {
            await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
            const seen = await look();
            if (isEnough(seen)) {
                return seen;
            }
        }
    }

    connect() {
        this.connection = this.connection || this.login();
        return this.connection;
    }

    async login() {
        const origin = process.env.MONGODB_ATLAS_BASE_URL;
        const baseURL = `${origin}/api/atlas/v2`;
        const headers = { Accept: mediaType, "Content-Type": mediaType };
        if (process.env.MONGODB_ATLAS_PUBLIC_KEY) {
            const http = axios.create({ baseURL, headers });
            http.interceptors.request.use(withDigest);
            return http;
        }
        const { data } = await axios.post(`${origin}/api/oauth/token`, "grant_type=client_credentials", {
            auth: {
                username: process.env.MONGODB_ATLAS_CLIENT_ID,
                password: process.env.MONGODB_ATLAS_CLIENT_SECRET,
            },
        });
        return axios.create({
            baseURL,
            headers: { ...headers, Authorization: `Bearer ${data.access_token}` },
        });
    }
}

/** HTTP digest, with a challenge of its own for each request. */
async function withDigest(config) {
    const url = new URL(`${config.baseURL}${config.url}`);
    const { headers } = await axios.request({
        url: url.href,
        method: config.method,
        headers: { Accept: mediaType },
        validateStatus: () => true,
    });
    const part = (name) => new RegExp(`${name}="([^"]*)"`).exec(headers["www-authenticate"])[1];
    const md5 = (text) => crypto.createHash("md5").update(text).digest("hex");
    const [user, password] = [process.env.MONGODB_ATLAS_PUBLIC_KEY, process.env.MONGODB_ATLAS_PRIVATE_KEY];
    const [realm, nonce, count, own] = [part("realm"), part("nonce"), "00000001", "bench"];
    const secret = md5(`${user}:${realm}:${password}`);
    const request = md5(`${config.method.toUpperCase()}:${url.pathname}`);
    const response = md5(`${secret}:${nonce}:${count}:${own}:auth:${request}`);
    config.headers.Authorization =
        `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${url.pathname}", ` +
        `qop=auth, nc=${count}, cnonce="${own}", response="${response}"`;
    return config;
}

const provider = new FlexClusterProvider();

class FlexCluster extends pulumi.dynamic.Resource {
    constructor(name, args, opts) {
        const outputs = {
            instanceId: undefined,
            stateName: undefined,
            createDate: undefined,
            mongoDBVersion: undefined,
            connectionStrings: undefined,
        };
        super(provider, name, { ...outputs, ...args }, opts);
    }
}

module.exports = { FlexCluster };
