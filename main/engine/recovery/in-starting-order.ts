/** Names of agents, each behind those that it depends on, else in their order. Circles are refused before. Pure. */
export function inStartingOrder(agents: Readonly<Record<string, { readonly dependsOn: readonly string[] }>>): string[] {
  const ordered = new Set<string>()
  const visit = (name: string, on: readonly string[]) => {
    if (ordered.has(name) || on.includes(name)) return
    for (const before of agents[name]?.dependsOn ?? []) visit(before, [...on, name])
    ordered.add(name)
  }
  for (const name of Object.keys(agents)) visit(name, [])
  return [...ordered]
}
