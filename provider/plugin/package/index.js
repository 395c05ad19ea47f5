// Pulumi installs this folder's dependency and runs this file: `pulumi package add <repository>/provider/plugin/package`.
require("pulumi-atlas-serverless/pulumi-plugin");
