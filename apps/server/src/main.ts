import { registerHooks } from "node:module";

// Node.js 26.10 reads a package's whole package.json again for each file it loads from it. drizzle-orm's has 180 KB, and that alone
// would take 0.8 seconds of each start (measured). Files that name their neighbours need no look into it.
registerHooks({
  resolve(specifier, context, next) {
    return specifier.startsWith(".") && context.parentURL?.includes("/node_modules/drizzle-orm/")
      ? { url: new URL(specifier, context.parentURL).href, format: "module", shortCircuit: true }
      : next(specifier, context);
  },
});

const { fail, run } = await import("./roles/run.ts");
run().catch(fail);
