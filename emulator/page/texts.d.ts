// Files that are loaded as text: tools/bundle.json configures the bundler for it, and jest.config.mjs jest.
declare module "*.html" {
    const text: string;
    export = text;
}
declare module "*.css" {
    const text: string;
    export = text;
}
declare module "*.client.js" {
    const text: string;
    export = text;
}
