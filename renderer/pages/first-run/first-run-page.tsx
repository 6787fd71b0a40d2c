import { Page } from '../../parts/page.tsx'

/** `#/`: Set up Vaultkeeper. */
export default function ThisPage() {
  return <Page title="Set up Vaultkeeper" />
}
