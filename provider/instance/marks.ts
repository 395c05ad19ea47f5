import { randomBytes } from "node:crypto";

/** A mark for a database's owner tag that nobody has used. */
export function freshMark(): string {
    return randomBytes(6).toString("hex");
}
