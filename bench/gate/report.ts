/** One case in one round; `limit` is the mean of just before and just after. */
export interface Measured {
  readonly limitBefore: number;
  readonly limitAfter: number;
  readonly limit: number;
  readonly callsPerSecond: number;
  readonly ofLimit: number;
  readonly bytesPerAnswer: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answersDecrypted: number;
}

export type Round = Readonly<Record<"gate" | "peer" | "peer_all_cores", Measured>>;

/**
 * Medians over the rounds. Ratios between cases are those of their shares of the limit, because the host's speed changes between one case
 * and the next.
 */
export function report(rounds: readonly Round[]) {
  const over = (value: (round: Round) => number) => median(rounds.map(value));
  const rounded = (value: (round: Round) => number) => Math.round(over(value));
  const ratio = (value: (round: Round) => number) => Number(over(value).toFixed(3));
  return {
    limit: rounded((round) => (round.gate.limit + round.peer.limit + round.peer_all_cores.limit) / 3),
    gate: rounded((round) => round.gate.callsPerSecond),
    peer: rounded((round) => round.peer.callsPerSecond),
    peer_all_cores: rounded((round) => round.peer_all_cores.callsPerSecond),
    "gate/limit": ratio((round) => round.gate.ofLimit),
    "gate/peer": ratio((round) => round.gate.ofLimit / round.peer.ofLimit),
    "gate/peer_all_cores": ratio((round) => round.gate.ofLimit / round.peer_all_cores.ofLimit),
    gate_p99_ms: ratio((round) => round.gate.p99Ms),
    rounds,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("no values");
  return (low + high) / 2;
}
