import { Checkbox, Group } from '@mantine/core'
import { newsWords } from './news-words.ts'

type NewsChoiceProps = {
  readonly label: string
  /** As the file has it; `undefined`: it does not say. */
  readonly value: unknown
  readonly usual: readonly string[]
  readonly onChange: (kinds: readonly string[] | undefined) => void
}

/** Which news: a box for each kind. What is usual need not stand in the file. */
export function NewsChoice({ label, value, usual, onChange }: NewsChoiceProps) {
  const chosen = Array.isArray(value) ? value.map(String) : usual
  const change = (next: string[]) => {
    const ordered = Object.keys(newsWords).filter((kind) => next.includes(kind))
    onChange(ordered.length === usual.length && ordered.every((kind) => usual.includes(kind)) ? undefined : ordered)
  }
  return (
    <Checkbox.Group label={label} value={[...chosen]} onChange={change}>
      <Group gap="sm" mt={4}>
        {Object.entries(newsWords).map(([kind, words]) => (
          <Checkbox key={kind} value={kind} label={words} size="sm" />
        ))}
      </Group>
    </Checkbox.Group>
  )
}
