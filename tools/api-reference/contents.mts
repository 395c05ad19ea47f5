// The entry page: every public name, and what it is.
import {
    Comment,
    PageEvent,
    ProjectReflection,
    type Application,
    type DeclarationReflection,
    type Reflection,
} from "typedoc";

const introduction = `# API reference

What programs may import, by the path that they import it from. \`npm run reference\` writes these pages from the docstrings.
\`pulumi-atlas-serverless/dynamic\` is not for programs: Pulumi's state asks for it.`;

export function contents(app: Application): void {
    app.renderer.on(PageEvent.END, (page: PageEvent) => {
        if (page.model instanceof ProjectReflection) {
            page.contents = pageOf(page.model, (name) => app.renderer.router?.getFullUrl(name) ?? "");
        } else {
            // Numbered through the page: an address that the next new property changes is none.
            page.contents = (page.contents ?? "").replaceAll(/<a id="[^"]*"><\/a> /g, "");
        }
    });
}

function pageOf(project: ProjectReflection, urlOf: (of: Reflection) => string): string {
    const sections = (project.children ?? []).map((module) =>
        [
            `## [${module.name}](${urlOf(module)})`,
            "",
            firstSentenceOf(module),
            "",
            "| name | what it is |",
            "| --- | --- |",
            ...(module.groups ?? [])
                .flatMap(({ children }) => children)
                .filter((child) => child.isDeclaration())
                .map((child) => `| [\`${child.name}\`](${urlOf(child)}) | ${firstSentenceOf(child)} |`),
        ].join("\n"),
    );
    return `${[introduction, ...sections].join("\n\n")}\n`;
}

/** A function's docstring is that of its signature. */
function firstSentenceOf(reflection: DeclarationReflection): string {
    const comment = reflection.comment ?? reflection.signatures?.[0]?.comment;
    const text = Comment.combineDisplayParts(comment?.getShortSummary(true))
        .replaceAll(/\{@link (\w+)\}/g, "`$1`")
        .replaceAll(/\s+/g, " ");
    return /^.*?[.](?= [A-Z]|$)/.exec(text)?.[0] ?? text;
}
