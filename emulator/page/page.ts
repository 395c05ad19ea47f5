// The live page, at the emulator's root: one document, its style and its script, and nothing from elsewhere.
import { Hono } from "hono";
import html from "./page.html";
import style from "./page.css";
import script from "./page.client.js";

/** Nothing but the page's own style and script is loaded or run, whatever a cluster or a request is called. */
const POLICY = [
    "default-src 'none'",
    "connect-src 'self'",
    "img-src data:",
    "script-src 'self'",
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
].join("; ");

/** The routes of the page. */
export function page(): Hono {
    const app = new Hono();
    // To a client of the API the root is a path like any other that Atlas does not have.
    app.get("/", ({ req }, next) =>
        req.header("accept")?.includes("text/html") === true
            ? Promise.resolve(file("text/html", html))
            : next(),
    );
    app.get("/_emulator/page.css", () => file("text/css", style));
    app.get("/_emulator/page.js", () => file("text/javascript", script));
    return app;
}

function file(type: string, text: string): Response {
    return new Response(text, {
        headers: {
            "Content-Type": `${type}; charset=utf-8`,
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    });
}
