import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'

/** Says which values below a way in the file (`plans.daily`) are replaced by variables, so that a change of them here would do nothing. */
export function OverrideNotes({ below }: { readonly below: string }) {
  const configuration = useQuery(orpc.configuration.get.queryOptions())
  const overrides = configuration.data?.overrides.filter(({ path }) => path === below || path.startsWith(`${below}.`)) ?? []
  return overrides.map(({ path, variable, where }) => (
    <Callout key={`${path} ${variable}`} tone="attention" title={`${path} is replaced by ${variable}`}>
      {where === '.env' ? 'It stands in .env in Vaultkeeper’s folder.' : 'It is a variable of the environment.'} As long as it does, what
      the file says of this does not count.
    </Callout>
  ))
}
