import { type ResolveFnOutput, registerHooks } from "node:module";

// Node.js 26.10 reads a package's whole package.json again for each file it loads from it, and for each file that names the package.
// drizzle-orm's has 180 KB: that alone would take 1.3 of the 1.9 seconds of CPU which loading the program takes (measured). Files that
// name their neighbours need no look into it, and what a name stands for is looked up once.
const known = new Map<string, ResolveFnOutput>();

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith(".") && context.parentURL?.includes("/node_modules/drizzle-orm/")) {
      return { url: new URL(specifier, context.parentURL).href, format: "module", shortCircuit: true };
    }
    if (!/^drizzle-orm(\/|$)/.test(specifier) || !context.conditions.includes("import"))
      return next(specifier, context);
    const found = known.get(specifier) ?? { ...next(specifier, context), shortCircuit: true };
    known.set(specifier, found);
    return found;
  },
});
