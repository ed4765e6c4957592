/**
 * Groups of nodes that reach each other, each sorted: the strongly connected components of more than one node (Tarjan 1972).
 *
 * @param edges for each node the nodes it points to
 */
export function findCircles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const circles: string[][] = [];

  const visit = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    path.push(node);
    onPath.add(node);
    let low = number;
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (onPath.has(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
    }
    lowest.set(node, low);
    if (low === number) {
      const members = path.splice(path.indexOf(node));
      for (const member of members) onPath.delete(member);
      if (members.length > 1) circles.push(members.sort());
    }
    return low;
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return circles;
}
