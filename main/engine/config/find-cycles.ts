type Needs = Readonly<Record<string, readonly string[]>>

/**
 * The circles in who depends on whom, each as `['a', 'b', 'a']`, and none that shares a name with another: that one shows when the first is mended. Names that are not
 * there depend on nothing.
 * @param dependsOn for each name those that must come before it
 */
export function findCycles(dependsOn: Needs): string[][] {
  const cycles: string[][] = []
  let left = dependsOn
  for (let cycle = findCycle(left); cycle.length > 0; cycle = findCycle(left)) {
    cycles.push(cycle)
    left = Object.fromEntries(Object.entries(left).filter(([name]) => !cycle.includes(name)))
  }
  return cycles
}

function findCycle(dependsOn: Needs): string[] {
  const done = new Set<string>()
  const visit = (name: string, way: readonly string[]): string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name]
    if (done.has(name) || !Object.hasOwn(dependsOn, name)) return []
    for (const next of dependsOn[name] ?? []) {
      const cycle = visit(next, [...way, name])
      if (cycle.length > 0) return cycle
    }
    done.add(name)
    return []
  }
  for (const name of Object.keys(dependsOn)) {
    const cycle = visit(name, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
