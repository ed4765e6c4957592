import { violatedConstraint } from "../database/transaction.ts";

const ATTEMPTS = 3;

/**
 * Makes credentials and stores them. A Partner ID is drawn from 10^9; when it is taken, all is made and stored anew.
 *
 * @param work makes and stores, all or nothing
 */
export async function withFreePartnerId<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (violatedConstraint(error) !== "credentials_partner_id" || attempt === ATTEMPTS) throw error;
    }
  }
}
