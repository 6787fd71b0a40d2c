import { Autocomplete } from '@mantine/core'
import { textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'

const zones = Intl.supportedValuesOf('timeZone')

/** A time zone by its name, with the names that there are. Left out, it is the machine's own. */
export function ZoneField({ draft }: { readonly draft: Draft }) {
  return (
    <Autocomplete
      label="Time zone"
      description="By its name, such as Europe/Berlin. Left out, it is the one that the machine is in."
      placeholder="of the machine"
      data={zones}
      limit={12}
      value={textOf(draft.get('timeZone'))}
      error={draft.mistake('timeZone')}
      onChange={(zone) => draft.set('timeZone', zone === '' ? undefined : zone)}
      spellCheck={false}
    />
  )
}
