import { Group, Stack, Switch, Text, useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { hostWords } from '../../host/host-words.ts'
import { chooseMotion, chosenMotion } from '../../motion.ts'
import { Segments } from '../../parts/segments.tsx'
import { EditorSection } from '../plans/editor-section.tsx'

/** How the pages look here. */
export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [motion, setMotion] = useState(chosenMotion)
  return (
    <EditorSection title="Appearance" lead={hostWords.onlyHere}>
      <Stack gap="sm">
        <Group gap="sm">
          <Text size="sm" id="scheme">
            Colours
          </Text>
          <Segments
            aria-labelledby="scheme"
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            value={colorScheme}
            onChange={(next) => setColorScheme(next as 'auto' | 'light' | 'dark')}
          />
        </Group>
        <Switch
          label="Nothing moves"
          description="If your system asks for less motion, nothing does anyway."
          checked={motion === 'none'}
          onChange={(event) => {
            const next = event.currentTarget.checked ? 'none' : 'system'
            chooseMotion(next)
            setMotion(next)
          }}
        />
      </Stack>
    </EditorSection>
  )
}
