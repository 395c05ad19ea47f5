// Files that are loaded as their text: tools/bundle.json tells the bundler so, and jest.config.mjs jest.
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
