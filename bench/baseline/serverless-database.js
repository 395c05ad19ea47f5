// The yardstick: a serverless database as a plain dynamic provider, written the way Pulumi's documentation teaches. It
// looks as the vendor's Flex resource does: after 3 s, then ever later, at last every 10 s, once per database.
"use strict";

const axios = require("axios");
const pulumi = require("@pulumi/pulumi");

const mediaType = "application/vnd.atlas.2023-01-01+json";

class ServerlessDatabaseProvider {
    async create(inputs) {
        const http = await this.connect();
        await http.post(`/groups/${inputs.projectId}/serverless`, {
            name: inputs.name,
            providerSettings: inputs.providerSettings,
            ...this.changeable(inputs),
        });
        const database = await this.waitUntilIdle(inputs.projectId, inputs.name);
        return { id: `${inputs.projectId}/${inputs.name}`, outs: this.outputs(inputs, database) };
    }

    async read(id, properties) {
        const [projectId, name] = id.split("/");
        const database = await this.find(projectId, name);
        return database === undefined ? {} : { id, props: this.outputs(properties, database) };
    }

    async diff(id, olds, news) {
        const differs = (key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]);
        const replaces = ["projectId", "name", "providerSettings"].filter(differs);
        const changes = replaces.length > 0 || ["tags", "terminationProtectionEnabled"].some(differs);
        return { changes, replaces, deleteBeforeReplace: true };
    }

    async update(id, olds, news) {
        const http = await this.connect();
        await http.patch(`/groups/${news.projectId}/serverless/${news.name}`, this.changeable(news));
        const database = await this.waitUntilIdle(news.projectId, news.name);
        return { outs: this.outputs(news, database) };
    }

    async delete(id, properties) {
        const http = await this.connect();
        await http.delete(`/groups/${properties.projectId}/serverless/${properties.name}`);
        await this.lookUntil(
            () => this.find(properties.projectId, properties.name),
            (database) => database === undefined,
        );
    }

    changeable({ tags = {}, terminationProtectionEnabled }) {
        return {
            tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
            terminationProtectionEnabled,
        };
    }

    outputs(inputs, database) {
        return {
            projectId: database.groupId,
            name: database.name,
            providerSettings: inputs.providerSettings,
            tags: Object.fromEntries(database.tags.map(({ key, value }) => [key, value])),
            terminationProtectionEnabled: database.terminationProtectionEnabled,
            instanceId: database.id,
            stateName: database.stateName,
            createDate: database.createDate,
            mongoDBVersion: database.mongoDBVersion,
            connectionStrings: database.connectionStrings,
        };
    }

    async find(projectId, name) {
        const http = await this.connect();
        try {
            const { data } = await http.get(`/groups/${projectId}/serverless/${name}`);
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
            (database) => database !== undefined && database.stateName === "IDLE",
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
        const { data } = await axios.post(`${origin}/api/oauth/token`, "grant_type=client_credentials", {
            auth: {
                username: process.env.MONGODB_ATLAS_CLIENT_ID,
                password: process.env.MONGODB_ATLAS_CLIENT_SECRET,
            },
        });
        return axios.create({
            baseURL: `${origin}/api/atlas/v2`,
            headers: {
                Authorization: `Bearer ${data.access_token}`,
                Accept: mediaType,
                "Content-Type": mediaType,
            },
        });
    }
}

const provider = new ServerlessDatabaseProvider();

class ServerlessDatabase extends pulumi.dynamic.Resource {
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

module.exports = { ServerlessDatabase };
