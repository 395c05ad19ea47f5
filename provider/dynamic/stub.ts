/**
 * Law: frozen door. This line is all that Pulumi's state keeps of our code, for every database anybody ever declared.
 * It is compared, stored and run again years later, from the program's directory: neither it nor the path that it
 * requires may ever change.
 */
export const stub = 'exports.handler = () => require("pulumi-atlas-serverless/dynamic").provider;';

/** The resource's type in Pulumi's state. Changing it would replace everybody's databases. */
export const resourceType = "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance";
