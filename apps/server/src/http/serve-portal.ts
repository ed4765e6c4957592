import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync } from "fastify";
import { answerNotFound } from "./error-answers.ts";

/**
 * Serves the built portal: files under /assets carry a hash in their name and are kept for ever, every other path that isn't a file is
 * the web app's own and gets its page.
 *
 * @param folder the absolute path of the build's output
 */
export function servePortal(folder: string): FastifyPluginAsync {
  return async (app) => {
    await app.register(fastifyStatic, { root: folder, wildcard: false, index: false, cacheControl: false });
    await app.register(async (assets) => {
      await assets.register(fastifyStatic, {
        root: join(folder, "assets"),
        prefix: "/assets/",
        decorateReply: false,
        immutable: true,
        maxAge: "365d",
      });
    });
    app.get("/*", { schema: { hide: true } }, (request, reply) => {
      if (request.url.startsWith("/api/")) return answerNotFound(request, reply);
      return reply
        .header("cache-control", "no-cache")
        .type("text/html; charset=utf-8")
        .sendFile("index.html");
    });
  };
}
