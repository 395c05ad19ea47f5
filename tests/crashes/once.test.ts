// one ^C, at any moment of any operation.
import { crash } from "./course/crash";
import { plansOf, titleOf } from "./plan";

test.each(plansOf("once").map((plan) => [titleOf(plan), plan] as const))("%s", (_, plan) => crash(plan));
