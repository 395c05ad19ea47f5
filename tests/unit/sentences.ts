// What a source says in words: its texts of more than one word, a place for a value as {name}.
import ts from "typescript";

/** Two words, or a word and a value, with a space between them. */
const words = /[a-z]{2,}[,:;]? [a-z"{]/i;

/** The texts of a source, in its order. */
export function sentencesOf(source: string): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
            return;
        }
        const text = textOf(node);
        if (text === undefined) {
            ts.forEachChild(node, visit);
            return;
        }
        if (words.test(text)) {
            found.push(text.trim());
        }
        valuesIn(node).forEach(visit);
    };
    visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true));
    return found;
}

/** A text as it stands, also one that goes on over several lines with `+`; undefined for anything else. */
function textOf(node: ts.Node): string | undefined {
    if (ts.isStringLiteralLike(node)) {
        return node.text;
    }
    if (ts.isParenthesizedExpression(node)) {
        return textOf(node.expression);
    }
    if (ts.isTemplateExpression(node)) {
        return (
            node.head.text +
            node.templateSpans.map((span) => place(span.expression) + span.literal.text).join("")
        );
    }
    if (isSum(node)) {
        const [left, right] = [textOf(node.left), textOf(node.right)];
        return left === undefined && right === undefined
            ? undefined
            : (left ?? place(node.left)) + (right ?? place(node.right));
    }
    return undefined;
}

/** The values that a text has places for: they may be texts, too. */
function valuesIn(node: ts.Node): readonly ts.Node[] {
    if (ts.isStringLiteralLike(node)) {
        return [];
    }
    if (ts.isParenthesizedExpression(node)) {
        return valuesIn(node.expression);
    }
    if (ts.isTemplateExpression(node)) {
        return node.templateSpans.map(({ expression }) => expression);
    }
    return isSum(node) ? [...valuesIn(node.left), ...valuesIn(node.right)] : [node];
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
    return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function place(expression: ts.Node): string {
    // What is more than a name is no part of the sentence; texts in it stand beside it.
    return ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression)
        ? `{${expression.getText()}}`
        : "{...}";
}
