import "./resolve-drizzle.ts";

const { fail, run } = await import("./roles/run.ts");
run().catch(fail);
