import { NativeSelect, SimpleGrid } from '@mantine/core'
import { valueAt } from '../../editing/draft.ts'
import { TextField, textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'

type MirrorFieldsProps = {
  readonly draft: Draft
  /** Repositories that it could be a mirror of. */
  readonly sources: readonly string[]
}

/** Whether a repository is filled by plans, or as a mirror by copying from another one; then how often, and when it has fallen behind. */
export function MirrorFields({ draft, sources }: MirrorFieldsProps) {
  const mirror = draft.get('mirror')
  const of = textOf(valueAt(mirror, ['of']))
  const part = (key: string): Draft => ({
    ...draft,
    get: () => valueAt(mirror, [key]),
    set: (_, value) => {
      const { [key]: __, ...others } = mirror as Record<string, unknown>
      draft.set('mirror', value === undefined ? others : { ...others, [key]: value })
    },
  })
  return (
    <>
      <NativeSelect
        label="What fills it"
        description="A mirror is filled from another repository by copying alone; no plan writes into it."
        data={[{ value: '', label: 'Plans' }, ...sources.map((name) => ({ value: name, label: `Mirror of ${name}` }))]}
        value={of}
        error={draft.mistake('mirror')}
        onChange={(event) => draft.set('mirror', event.currentTarget.value === '' ? undefined : { of: event.currentTarget.value })}
      />
      {of !== '' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextField
            draft={part('schedule')}
            at="mirror.schedule"
            label="When it is copied"
            description="Such as every 6h."
            usual="every 1h"
          />
          <TextField draft={part('staleAfter')} at="mirror.staleAfter" label="Fallen behind after" description="Such as 26h." usual="26h" />
        </SimpleGrid>
      )}
    </>
  )
}
