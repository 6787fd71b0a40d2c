import { Box, Group, Radio, Stack, Text } from '@mantine/core'
import classes from './restore.module.css'

type ChoiceCardsProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly name: string; readonly says: string }[]
  readonly onChoose: (value: Value) => void
}

/** One of several, each explained. */
export function ChoiceCards<Value extends string>({ label, value, choices, onChoose }: ChoiceCardsProps<Value>) {
  return (
    <Radio.Group label={label} value={value} onChange={(chosen) => onChoose(chosen as Value)}>
      <Stack gap={6} mt="xs">
        {choices.map((choice) => (
          <Radio.Card key={choice.value} value={choice.value} className={classes['card']} px="md" py="xs" h="auto">
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <Radio.Indicator mt={3} />
              <Box flex={1} miw={0}>
                <Text fw={600} component="span" display="block">
                  {choice.name}
                </Text>
                <Text size="sm" c="dimmed" component="span" display="block">
                  {choice.says}
                </Text>
              </Box>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  )
}
