// connections that are cut, and refused for a moment, at any moment of any operation.
import { crash } from "./course/crash";
import { plansOf, titleOf } from "./plan";

test.each(plansOf("connection").map((plan) => [titleOf(plan), plan] as const))("%s", (_, plan) =>
    crash(plan),
);
