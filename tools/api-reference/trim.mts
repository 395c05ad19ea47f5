// What the pages leave out or say otherwise than typedoc would: a reader is to find what a program may use, as the sources
// say it, and nothing of how the sources are made.
import {
    Converter,
    makeRecursiveVisitor,
    ReferenceType,
    ReflectionFlag,
    ReflectionKind,
    ReflectionType,
    UnionType,
    UnknownType,
    type Application,
    type Context,
    type DeclarationReflection,
    type ProjectReflection,
    type SomeType,
    type TypeVisitor,
} from "typedoc";
import ts from "typescript";

export function trim(app: Application): void {
    app.converter.on(Converter.EVENT_CREATE_DECLARATION, asDeclared);
    app.converter.on(Converter.EVENT_CREATE_DECLARATION, asFunction);
    // After typedoc's own handlers, which note the ancestry and form the groups.
    app.converter.on(Converter.EVENT_RESOLVE_END, simplify, -1000);
}

/** The checker's type of a property has lost the names that the source gives it, and the order of its choices. */
function asDeclared(context: Context, reflection: DeclarationReflection): void {
    const declaration = context.getSymbolFromReflection(reflection)?.declarations?.[0];
    if (
        !reflection.kindOf(ReflectionKind.Property) ||
        declaration === undefined ||
        !(ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) ||
        declaration.type === undefined
    ) {
        return;
    }
    const declared = withoutUndefined(typeOf(context, declaration.type));
    reflection.type =
        isInput(reflection.type) && !isInput(declared) ? inputOf(context.project, declared) : declared;
}

/** A function that an entry point makes, of a type that it shares with the other one: typedoc would show a variable. */
function asFunction(context: Context, reflection: DeclarationReflection): void {
    const symbol = context.getSymbolFromReflection(reflection);
    const type = symbol && context.checker.getTypeOfSymbol(symbol);
    if (!reflection.kindOf(ReflectionKind.Variable) || !type?.getCallSignatures().length) {
        return;
    }
    const converted = context.converter.convertType(context.withScope(reflection), type);
    if (converted instanceof ReflectionType) {
        const { signatures = [] } = converted.declaration;
        for (const signature of signatures) {
            signature.name = reflection.name;
            signature.parent = reflection;
        }
        reflection.kind = ReflectionKind.Function;
        reflection.setFlag(ReflectionFlag.Const, false);
        reflection.signatures = signatures;
        delete reflection.type;
        delete converted.declaration.signatures;
        reflection.project.removeReflection(converted.declaration);
    }
}

/** A map is a `Record`, however the source writes it: typedoc would show no more of it than that it is an object. */
function typeOf(context: Context, node: ts.TypeNode): SomeType {
    const [member, ...others] = ts.isTypeLiteralNode(node) ? node.members : [];
    if (member === undefined || !ts.isIndexSignatureDeclaration(member) || others.length > 0) {
        return context.converter.convertType(context, node);
    }
    const map = ReferenceType.createBrokenReference("Record", context.project, "typescript");
    map.typeArguments = [member.parameters[0]?.type, member.type].map((type) =>
        context.converter.convertType(context, type),
    );
    return map;
}

/** An optional property's mark says it already. */
function withoutUndefined(type: SomeType): SomeType {
    if (!(type instanceof UnionType)) {
        return type;
    }
    const types = type.types.filter((one) => one.type !== "intrinsic" || one.name !== "undefined");
    const [first] = types;
    return types.length === 1 && first !== undefined ? first : new UnionType(types);
}

function isInput(type: SomeType | undefined): boolean {
    return type instanceof ReferenceType && /^(pulumi\.)?Input$/.test(type.name);
}

/** What a mapped type makes of a declared property. Where that has parts, they may be inputs too. */
function inputOf(project: ProjectReflection, declared: SomeType): SomeType {
    const isWhole = ["intrinsic", "literal", "union"].includes(declared.type);
    const input = ReferenceType.createBrokenReference(
        isWhole ? "pulumi.Input" : deepInput,
        project,
        undefined,
    );
    input.typeArguments = [declared];
    return input;
}

const deepInput = "InputOf";

function simplify(context: Context): void {
    const { project } = context;
    const all = Object.values(project.reflections);
    const deep = all.find((one) => one.kindOf(ReflectionKind.TypeAlias) && one.name === deepInput);
    for (const reflection of all) {
        if (reflection.isDeclaration()) {
            withoutAncestry(reflection);
            if (reflection.type instanceof ReferenceType && reflection.type.name === deepInput && deep) {
                const { typeArguments } = reflection.type;
                reflection.type = ReferenceType.createResolvedReference(deepInput, deep, project);
                Object.assign(reflection.type, { typeArguments });
            }
            if (reflection.type?.type === "conditional") {
                // How it is computed says less than its docstring.
                reflection.type = new UnknownType("pulumi.Input<...>");
            }
        }
        if (reflection.isDeclaration() || reflection.isSignature() || reflection.isParameter()) {
            reflection.type?.visit(makeRecursiveVisitor(inPulumisNamespace));
        }
    }
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
        inOrderOfExports(context, module);
        importingFrom(module);
    }
}

/** Who a class or an interface has its properties from is of no use to those who use it. */
function withoutAncestry(reflection: DeclarationReflection): void {
    const members = [reflection, ...reflection.getNonIndexSignatures()];
    if (
        reflection.kindOf(ReflectionKind.Constructor) &&
        members.some(({ inheritedFrom }) => inheritedFrom !== undefined)
    ) {
        reflection.project.removeReflection(reflection);
        return;
    }
    for (const member of members) {
        delete member.inheritedFrom;
        delete member.overwrites;
    }
    delete reflection.extendedTypes;
    delete reflection.extendedBy;
    delete reflection.typeHierarchy;
}

/** Whether the source names a type of Pulumi's with its namespace is a matter of chance. */
const inPulumisNamespace: Partial<TypeVisitor> = {
    reference(type) {
        if (type.package === "@pulumi/pulumi" && !type.name.startsWith("pulumi.")) {
            type.name = `pulumi.${type.name}`;
        }
    },
};

/** An entry point names what matters most first. */
function inOrderOfExports(context: Context, module: DeclarationReflection): void {
    const symbol = context.getSymbolFromReflection(module);
    const checker = context.programs[0]?.getTypeChecker();
    const names = symbol && checker ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
    for (const group of module.groups ?? []) {
        group.children.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
    }
}

/** The programs of what both entry points have import from the first one. */
function importingFrom(module: DeclarationReflection): void {
    const signatures = module.children?.flatMap((child) => child.signatures ?? []) ?? [];
    for (const part of signatures.flatMap(({ comment }) => comment?.summary ?? [])) {
        part.text = part.text.replace(/(?<= from )"pulumi-atlas-serverless"/, `"${module.name}"`);
    }
}
