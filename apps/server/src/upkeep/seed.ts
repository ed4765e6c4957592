import { randomBytes } from "node:crypto";
import { createPasswords } from "../accounts/passwords.ts";
import { openCertificateAuthority } from "../certificate-authority/open-authority.ts";
import { openSharedSecrets } from "../custody/shared-secrets.ts";
import { destroyRevokedKeys } from "../encryption-keys/destroy.ts";
import { openInstance } from "./open-instance.ts";
import { play } from "./seed/play.ts";
import { playUsage } from "./seed/play-usage.ts";
import { openStage, type Stage } from "./seed/stage.ts";
import { storiesOf } from "./seed/story.ts";
import { UpkeepError } from "./upkeep-error.ts";

/** How people log in to what was seeded. */
export interface Seeded {
  readonly partners: number;
  readonly projects: number;
  /** Of everybody; made anew each time. */
  readonly password: string;
  readonly operators: readonly string[];
  /** Of a partner with a project. */
  readonly example: string;
}

/**
 * Fills a Gatehouse with partners, projects, keys and requests as they could have come about over the last year, through the same use cases
 * as people's requests, each at its time. Not in production, nor where mails leave the house.
 *
 * @param environment the settings, as the program takes them
 * @param told hears how many of how many steps are done
 * @throws {UpkeepError}
 */
export async function seed(
  environment: Readonly<Record<string, string | undefined>>,
  what: { readonly partners: number; readonly word: string },
  told: (done: number, of: number) => void,
): Promise<Seeded> {
  const instance = await openInstance(environment);
  try {
    const { config, database, custody } = instance;
    if (config.production || config.smtpUrl !== null) {
      throw new UpkeepError(
        "made-up partners are for trying out: not in production, and not where mails are sent",
      );
    }
    const { providerName } = config;
    const now = new Date();
    const password = randomBytes(9).toString("base64url");
    const passwords = await createPasswords({ atOnce: 1, waiting: 1 });
    const stage = await openStage(
      {
        database,
        custody,
        authority: await openCertificateAuthority(
          { database, custody, token: null, provider: providerName },
          now,
        ),
        pepper: (await openSharedSecrets(database, custody))["secret-pepper"],
        providerName,
        publicUrl: config.publicUrl ?? `http://127.0.0.1:${config.port}`,
        passwordHash: await passwords.hash(password),
      },
      now,
    );
    const { projects, example } = await playStories(stage, { ...what, now }, told);
    const operators = Object.values(stage.operators).map(({ email }) => email);
    return { partners: what.partners, projects, password, operators, example };
  } finally {
    await instance.close();
  }
}

/** All stories at once, step by step in the order of time, and what the worker would have done meanwhile. */
export async function playStories(
  stage: Stage,
  what: { readonly partners: number; readonly word: string; readonly now: Date },
  told: (done: number, of: number) => void,
): Promise<{ projects: number; example: string }> {
  const stories = storiesOf(what.partners, what.word, what.now);
  const acts = stories.map((story) => ({ story, progress: { projectId: "" } }));
  const steps = acts
    .flatMap(({ story, progress }) => story.steps.map((step) => ({ story, progress, step })))
    .sort((a, b) => a.step.at.getTime() - b.step.at.getTime());
  for (const [index, { story, progress, step }] of steps.entries()) {
    await play(stage, story, progress, step, what.now);
    told(index + 1, steps.length);
  }
  await destroyRevokedKeys(stage.database, what.now);
  const projects = acts.map(({ progress }) => progress.projectId);
  await playUsage(stage.database, projects, what);
  return { projects: stories.length, example: stories[0]?.person.email ?? "" };
}
