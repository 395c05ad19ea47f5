// kill -9 of everything that works for the stack, at any moment of any operation.
import { crash } from "./course/crash";
import { plansOf, titleOf } from "./plan";

test.each(plansOf("everything").map((plan) => [titleOf(plan), plan] as const))("%s", (_, plan) =>
    crash(plan),
);
