import { Box } from '@mantine/core'
import { IconBrandGit, IconNotebook, IconRobot } from '@tabler/icons-react'
import type { VaultMark } from '../../main/contract/procedures/places.ts'

const words = {
  obsidian: { word: 'Obsidian vault', icon: IconNotebook },
  git: { word: 'Git repository', icon: IconBrandGit },
  claude: { word: 'Claude', icon: IconRobot },
  soul: { word: 'Agent', icon: IconRobot },
} as const

/** What a folder looks like to be, as small words. */
export function VaultMarks({ marks }: { readonly marks: readonly VaultMark[] }) {
  return marks.map((mark) => {
    const { word, icon: Icon } = words[mark]
    return (
      <Box
        key={mark}
        component="span"
        display="inline-flex"
        fz="xs"
        c="var(--vk-info-text)"
        style={{ alignItems: 'center', gap: 4, whiteSpace: 'nowrap' }}
      >
        <Icon size={14} aria-hidden /> {word}
      </Box>
    )
  })
}
