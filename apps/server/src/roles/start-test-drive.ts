import { randomBytes } from "node:crypto";
import { createTestDrive } from "@gatehouse/test-drive/create-test-drive";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { closeDatabase, openDatabase } from "../database/database.ts";
import { frameworkLog } from "../http/framework-log.ts";
import { asStartError, StartError } from "./start-error.ts";

export interface TestDriveAddress {
  readonly url: string;
  readonly secret: string;
}

/** Starts Test Drive on loopback, known to the gateway alone by a secret of this start. */
export async function startTestDrive(
  config: Config,
  databaseUrl: string,
  log: Logger,
): Promise<TestDriveAddress & { stop(): Promise<void> }> {
  const secret = config.testDriveSecret ?? randomBytes(32).toString("hex");
  const database = openDatabase(databaseUrl, { max: 5, name: "gatehouse-test-drive" });
  try {
    const app = await createTestDrive({ pool: database.$client, secret, log: frameworkLog(log) });
    const url = await app.listen({ host: "127.0.0.1", port: config.testDrivePort });
    log.debug({ role: "test-drive" }, "Test Drive is ready");
    return {
      url,
      secret,
      async stop() {
        await app.close();
        await closeDatabase(database);
      },
    };
  } catch (error) {
    await closeDatabase(database);
    throw asStartError(error, "GATEHOUSE_TEST_DRIVE_PORT", config.testDrivePort);
  }
}

/** Where a gateway finds a Test Drive that runs in another program. */
export function remoteTestDrive(config: Config): TestDriveAddress {
  if (config.testDriveUrl === null || config.testDriveSecret === null) {
    throw new StartError(
      "a gateway without the test-drive role needs GATEHOUSE_TEST_DRIVE_URL and GATEHOUSE_TEST_DRIVE_SECRET",
    );
  }
  return { url: config.testDriveUrl, secret: config.testDriveSecret };
}
