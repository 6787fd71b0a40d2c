import { Box, Checkbox, Group, Stack, Text } from '@mantine/core'
import { IconBook2, IconBrandGit, IconFolder, IconRobot, IconTerminal2 } from '@tabler/icons-react'
import { Shown } from '../../parts/shown.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import type { DraftVault } from './draft.ts'

const kinds = {
  notes: { word: 'Notes (Obsidian)', icon: IconBook2 },
  agent: { word: 'Agent', icon: IconRobot },
  agents: { word: 'Agents', icon: IconRobot },
  code: { word: 'Code (git)', icon: IconBrandGit },
  workspace: { word: 'Claude workspace', icon: IconTerminal2 },
  folder: { word: 'Folder', icon: IconFolder },
} as const

type VaultChoiceProps = { readonly vault: DraftVault; readonly onChange: (vault: DraftVault) => void }

/** One folder that may be kept safe, with what is left out of it. */
export function VaultChoice({ vault, onChange }: VaultChoiceProps) {
  const { name, path, kind, excludes, leftOut, chosen } = vault
  const { word, icon: Icon } = kinds[kind]
  const leave = (pattern: string, out: boolean) =>
    onChange({ ...vault, leftOut: excludes.filter((one) => (one === pattern ? out : leftOut.includes(one))) })
  return (
    <Box component="li" p="sm" style={{ border: '1px solid var(--vk-line)', borderRadius: 'var(--mantine-radius-md)' }}>
      <Checkbox
        checked={chosen}
        onChange={(event) => onChange({ ...vault, chosen: event.currentTarget.checked })}
        label={
          <Text component="span" fw={600}>
            <Shown text={name} />
          </Text>
        }
        description={<Shown text={path} />}
      />
      <Stack gap={4} mt={6} ps={32}>
        <Group gap="md">
          <Group gap={6} wrap="nowrap">
            <Icon size={16} aria-hidden />
            <Text size="sm">{word}</Text>
          </Group>
          {vault.files > 0 && (
            <Text size="sm" c="dimmed" className="vk-numbers">
              {vault.counted ? '' : 'more than '}
              {counted(vault.files, 'file')}, {bytesInWords(vault.bytes)}
            </Text>
          )}
          {vault.configured && (
            <Text size="sm" c="dimmed">
              already kept safe
            </Text>
          )}
        </Group>
        {excludes.length > 0 && (
          <details>
            <summary>
              <Text component="span" size="sm">
                {leftOut.length === 0 ? 'Nothing is left out' : `Left out: ${leftOut.join(', ')}`}
              </Text>
            </summary>
            <Stack gap={6} mt="xs" role="group" aria-label={`What is left out of ${name}`}>
              <Text size="sm" c="dimmed">
                These can be made anew, or are thrown away already. Untick what you want to keep.
              </Text>
              {excludes.map((pattern) => (
                <Checkbox
                  key={pattern}
                  size="sm"
                  label={`Leave out ${pattern}`}
                  checked={leftOut.includes(pattern)}
                  onChange={(event) => leave(pattern, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </details>
        )}
      </Stack>
    </Box>
  )
}
