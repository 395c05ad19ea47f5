// The emulator's control API, in this process: no gate is in its way.

/** The emulator's application, without a socket. */
export interface App {
    request(path: string, init: RequestInit): Response | Promise<Response>;
}

/**
 * Asks the control API; without a body it is read.
 *
 * @throws Error where it does not agree.
 */
export async function control(app: App, path: string, body?: object): Promise<unknown> {
    const answer = await app.request(`/_emulator/${path}`, {
        method: body === undefined ? "GET" : "POST",
        ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
        throw new Error(`${path} answered ${answer.status}: ${text}`);
    }
    return JSON.parse(text);
}
