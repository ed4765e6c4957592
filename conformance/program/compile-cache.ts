/** Where programs that tests start find the code that others have compiled, as with npm start. */
export const COMPILE_CACHE = new URL("../../node_modules/.cache/gatehouse", import.meta.url).pathname;
