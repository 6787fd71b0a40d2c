import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { hardenApp } from '../../main/electron/hardening/harden-app.ts'
import { pagePreferences } from '../../main/electron/hardening/page-preferences.ts'
import { isOurDocument, pagesDocument, pagesOrigin } from '../../main/electron/hardening/pages-scheme.ts'
import { hardenSession, pagesSession } from '../../main/electron/hardening/pages-session.ts'
import { refusedSwitches } from '../../main/electron/hardening/refused-switches.ts'
import { pageAddress } from '../../main/electron/windows/page-address.ts'
import { readPages } from '../../main/engine/pages/read-pages.ts'
import { fakeEvent } from '../helpers/fake-electron/emitter.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import type { FakeSession } from '../helpers/fake-electron/session.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

/** Where no page of ours may lead, by whatever way. */
const foreign = [
  'https://example.com/',
  'http://example.com/',
  'http://127.0.0.1:8080/',
  'http://localhost/',
  'http://[::1]/',
  'ftp://example.com/',
  'ws://example.com/',
  'wss://example.com/',
  'file:///etc/passwd',
  'file:///C:/Windows/System32/calc.exe',
  'file://server/share/tool.exe',
  'FILE:///etc/passwd',
  'smb://server/share',
  'nfs://server/share',
  'dav://server/share',
  'sftp://server/share',
  'ssh://server',
  'telnet://server',
  '\\\\server\\share\\tool.exe',
  '//server/share',
  'ms-msdt:/id PCWDiagnostic',
  'ms-officecmd:{}',
  'ms-excel:ofe|u|https://example.com/a.xls',
  'ms-settings:privacy',
  'search-ms:query=a&crumb=location:\\\\server\\share',
  'search:query=a',
  'vscode://file/etc/passwd',
  'steam://run/1',
  'x-apple.systempreferences:com.apple.preference',
  'mailto:a@example.com',
  'tel:123',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'blob:https://example.com/0b0e0d5a',
  'filesystem:https://example.com/temporary/a',
  'about:blank',
  'about:srcdoc',
  'chrome://settings',
  'chrome://gpu',
  'devtools://devtools/bundled/inspector.html',
  'chrome-extension://abcdefghijklmnop/a.html',
  'view-source:https://example.com/',
  'vaultkeeper-pages://pages.example.com/',
  'vaultkeeper-pages://pages@example.com/',
  'vaultkeeper-pages://pages:80/',
  'vaultkeeper-pages://page/',
  'vaultkeeper-pages:///pages/',
  'vaultkeeper-pages:pages/',
  'vaultkeeper-pages.example://pages/',
  'vaultkeeper-page://pages/',
  'vaultkeeper://pages/',
  'https://restic.net.example.com/',
  'https://restic.net@example.com/',
  'https://restic.net/../evil',
  'http://restic.net/',
  ' https://restic.net/',
  'https://restic.net/#a',
]

let logged: string[]
let fake: ReturnType<typeof createFakeElectron>
let session: FakeSession
const log = (text: string) => void logged.push(text)

/** An app that was made safe and is ready, with pages that cost nothing. */
beforeEach(() => {
  logged = []
  fake = createFakeElectron({ ready: false })
  expect(hardenApp(fake.electron, [], log)).toBeUndefined()
  fake.app.becomeReady()
  const real = pagesSession(fake.electron)
  session = fake.session.seen(real)
  hardenSession(real, () => readPages(folder), log)
})

const around = temporaryFolder('hardening')
const folder = path.join(around, 'pages')
mkdirSync(path.join(folder, 'assets'), { recursive: true })
writeFileSync(
  path.join(folder, 'index.html'),
  '<!doctype html><meta name="csp-nonce" content="__NONCE__"><script nonce="__NONCE__"></script>',
)
writeFileSync(path.join(folder, 'assets', 'index-AbCd1234.js'), 'globalThis.ran = true')
writeFileSync(path.join(folder, 'assets', 'index-AbCd1234.js.map'), '{}')
writeFileSync(path.join(around, 'secret.txt'), 'secret')

const ours = () => fake.browserWindow.contentsOf(pagesSession(fake.electron)).contents
const text = async (answer: Promise<Response | undefined>) => (await answer)?.text()

describe('pages have nothing but themselves', () => {
  it('1. run apart from the preload, in a sandbox, without Node: the preferences, whole', () => {
    const { session: own, ...rest } = pagePreferences(pagesSession(fake.electron), '/app/preload.cjs')
    expect(own).toBe(pagesSession(fake.electron))
    expect(rest).toEqual({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      enableDeprecatedPaste: false,
      devTools: false,
      spellcheck: false,
      webgl: false,
      safeDialogs: true,
      autoplayPolicy: 'user-gesture-required',
    })
  })

  it('2. are sandboxed whoever opens them: the whole app is, before it is ready', () => {
    expect(fake.app.said.sandboxed).toBe(true)
  })

  it('3. lead nowhere but to their own document, which can be loaded again', () => {
    const contents = ours()
    const led = [...foreign, pagesDocument, `${pagesOrigin}/icon.svg`].filter((url) => contents.wander(url, 'will-navigate'))
    expect(led).toEqual([pagesDocument])
    expect(contents.wander(`${pagesDocument}#/approvals`, 'will-frame-navigate', true)).toBe(true)
  })

  it('3. are closed if they get away all the same', async () => {
    for (const url of ['about:blank', 'https://example.com/', `${pagesOrigin}/icon.svg`]) {
      const contents = ours()
      contents.emit('did-navigate', fakeEvent(), pagesDocument, 200, '')
      await new Promise(setImmediate)
      expect(contents.isDestroyed()).toBe(false)
      contents.emit('did-navigate', fakeEvent(), url, 200, '')
      await new Promise(setImmediate)
      expect(contents.isDestroyed(), url).toBe(true)
    }
  })

  it('4. hold no frame that leads anywhere', () => {
    const contents = ours()
    expect([...foreign, pagesDocument].filter((url) => contents.wander(url, 'will-frame-navigate'))).toEqual([])
  })

  it('5. are led nowhere by what answers them', () => {
    const contents = ours()
    expect([...foreign, pagesDocument].filter((url) => contents.wander(url, 'will-redirect'))).toEqual([])
  })

  it('6. open no windows', () => {
    const contents = ours()
    expect([...foreign, 'https://restic.net/', pagesDocument, ''].filter((url) => contents.openFrom(url))).toEqual([])
    expect(fake.browserWindow.open()).toEqual([])
  })

  it('7. hold no webview', () => {
    const event = fakeEvent()
    ours().emit('will-attach-webview', event, {}, {})
    expect(event.defaultPrevented).toBe(true)
  })

  it('8. reach no network and no disk: nothing but our own files, and pictures that they made', async () => {
    const asked = async (type: Parameters<FakeSession['ask']>[1], urls: readonly string[]) => {
      const allowed = await Promise.all(urls.map((url) => session.allows(url, type)))
      return urls.filter((_url, index) => allowed[index])
    }
    for (const type of ['mainFrame', 'script', 'stylesheet', 'image', 'font', 'xhr', 'ping', 'media', 'webSocket', 'other'] as const)
      expect(await asked(type, foreign), type).toEqual([])
    expect(await asked('subFrame', [pagesDocument])).toEqual([])
    expect(await asked('mainFrame', [pagesDocument])).toEqual([pagesDocument])
    expect(await asked('script', [`${pagesOrigin}/assets/index-AbCd1234.js`])).toHaveLength(1)
    expect(await asked('image', ['data:image/png;base64,AA==', `blob:${pagesOrigin}/0b0e0d5a`])).toHaveLength(2)
    expect(await asked('mainFrame', ['data:image/svg+xml,<svg/>'])).toEqual([])
    expect(ours().webRtc).toBe('disable_non_proxied_udp')
    expect(session.set.proxy).toEqual({ mode: 'direct' })
  })

  it('9. get no permission, asked for or looked up', async () => {
    const all = [
      'ar',
      'clipboard-read',
      'clipboard-sanitized-write',
      'display-capture',
      'fileSystem',
      'fullscreen',
      'geolocation',
      'hid',
      'idle-detection',
      'keyboardLock',
      'local-fonts',
      'local-network-access',
      'media',
      'mediaKeySystem',
      'midi',
      'midiSysex',
      'nfc',
      'notifications',
      'openExternal',
      'payment-handler',
      'persistent-storage',
      'pointerLock',
      'screen-wake-lock',
      'sensors',
      'serial',
      'speaker-selection',
      'storage-access',
      'top-level-storage-access',
      'usb',
      'vr',
      'web-printing',
      'window-management',
      'unknown',
    ] as const
    for (const permission of all) expect(await session.askPermission(permission), permission).toEqual({ requested: false, checked: false })
  })

  it.each([
    'select-hid-device',
    'select-usb-device',
    'select-serial-port',
    'select-bluetooth-device',
    'file-system-access-restricted',
  ] as const)('10. choose no device, and no folder of the disk: %s', (name) => {
    const event = fakeEvent()
    const answers: unknown[][] = []
    const callback = (...answer: unknown[]) => void answers.push(answer)
    if (name === 'select-bluetooth-device') ours().emit(name, event, [{ deviceId: 'a' }], callback)
    else if (name === 'select-serial-port') session.emit(name, event, [{ portId: 'a' }], {}, callback)
    else session.emit(name, event, { deviceList: [{ deviceId: 'a' }] }, callback)
    expect(event.defaultPrevented).toBe(true)
    expect(answers).toEqual([
      name === 'file-system-access-restricted' ? ['deny'] : name.includes('serial') || name.includes('bluetooth') ? [''] : [],
    ])
  })

  it('11. see no screen, no device that was allowed before, and pair with none', () => {
    const answers: unknown[] = []
    session.set.display?.({} as never, (streams) => answers.push(streams))
    session.set.pairing?.({} as never, (answer) => answers.push(answer))
    answers.push(session.set.device?.({ deviceType: 'hid' } as never))
    expect(answers).toEqual([null, { confirmed: false }, false])
  })
})

describe('what comes from outside', () => {
  it('12. gets no certificate of the person, and no password', () => {
    const answers: unknown[][] = []
    const events = [fakeEvent(), fakeEvent()] as const
    fake.app.emit('select-client-certificate', events[0], {}, 'https://example.com', [{ issuerName: 'a' }], (...answer: unknown[]) =>
      answers.push(answer),
    )
    fake.app.emit('login', events[1], {}, {}, { isProxy: true }, (...answer: unknown[]) => answers.push(answer))
    expect(events.map(({ defaultPrevented }) => defaultPrevented)).toEqual([true, true])
    expect(answers).toEqual([[], []])
  })

  it('13. is believed no certificate, good or bad', () => {
    const answers: unknown[] = []
    const event = fakeEvent()
    fake.app.emit('certificate-error', event, {}, 'https://example.com', 'net::ERR', {}, (trusted: boolean) => answers.push(trusted), true)
    session.set.verify?.({ verificationResult: 'OK', errorCode: 0 } as never, (result) => answers.push(result))
    expect(event.defaultPrevented).toBe(true)
    expect(answers).toEqual([false, -2])
  })

  it('14. is not saved: downloads are what a page of ours made', () => {
    const item = (initiator: string, ...chain: string[]) => ({
      getInitiatorOrigin: () => initiator,
      getURL: () => chain.at(-1) ?? '',
      getURLChain: () => chain,
    })
    const kit = `blob:${pagesOrigin}/0b0e0d5a-0000-4000-8000-000000000000`
    expect(session.download(item(pagesOrigin, kit))).toBe(true)
    const refused = [
      item('https://example.com', kit),
      item('null', kit),
      item('', kit),
      item(pagesOrigin, 'https://example.com/a.exe'),
      item(pagesOrigin, 'https://example.com/a.exe', kit),
      item(pagesOrigin, 'blob:https://example.com/0b0e0d5a'),
      item(pagesOrigin, 'data:text/plain,a'),
      item(pagesOrigin, 'file:///etc/passwd'),
      item(pagesOrigin, `${pagesOrigin}/assets/index-AbCd1234.js`),
      item(pagesOrigin, 'blob:vaultkeeper-pages://pages.example.com/0b0e0d5a'),
    ]
    expect(refused.filter((one) => session.download(one))).toEqual([])
  })

  it('15. leaves nothing behind: no cache, no dictionaries', () => {
    expect(fake.session.all()).toHaveLength(1)
    expect(session).toMatchObject({ partition: 'persist:vaultkeeper-pages', cache: false })
    expect(session.set.spellChecker).toBe(false)
  })

  it('16. is not opened as a page: contents that are not ours are closed at once', async () => {
    const other = fake.electron.session.fromPartition('persist:another', { cache: true })
    const others = [
      fake.browserWindow.contentsOf(other),
      fake.browserWindow.contentsOf(pagesSession(fake.electron), 'webview'),
      fake.browserWindow.contentsOf(pagesSession(fake.electron), 'backgroundPage'),
    ]
    const own = ours()
    await new Promise(setImmediate)
    expect(others.map(({ contents }) => contents.isDestroyed())).toEqual([true, true, true])
    expect(own.isDestroyed()).toBe(false)
    expect(logged.join()).toContain('Contents that are not ours were closed (webview).')
  })

  it('17. opens with no program of the person, but for addresses of a list', () => {
    const contents = ours()
    for (const url of [...foreign, 'https://restic.net/download', 'https://restic.net']) contents.openFrom(url)
    expect(fake.shell.opened).toEqual([])
    contents.openFrom('https://restic.net/')
    expect(fake.shell.opened).toEqual(['https://restic.net/'])
  })
})

describe('the scheme of the pages', () => {
  it('18. has an origin and is safe, and has no other privilege', () => {
    expect(fake.session.privileged).toEqual([{ scheme: 'vaultkeeper-pages', privileges: { standard: true, secure: true } }])
  })

  it('19. answers with the document and the files that were there, and with nothing else', async () => {
    expect(await text(session.ask(pagesDocument, 'mainFrame'))).toContain('csp-nonce')
    expect(await text(session.ask(`${pagesDocument}#/restore?need=file`, 'mainFrame'))).toContain('csp-nonce')
    expect(await text(session.ask(`${pagesOrigin}/assets/index-AbCd1234.js`, 'script'))).toBe('globalThis.ran = true')
    const others = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/%00',
      '/assets%2findex-AbCd1234.js',
      '/index.html',
      '/assets',
      '/assets/',
      '/assets/index-AbCd1234.js.map',
      '/assets/index-AbCd1234.js?a',
      '/?a',
      '//',
      '/.',
      '/__proto__',
      '/constructor',
      '/ASSETS/index-AbCd1234.js',
      '/etc/passwd',
      '/C:/Windows/win.ini',
    ]
    for (const other of others) {
      const answer = await session.ask(`${pagesOrigin}${other}`)
      // What the language itself resolves to the document is the document.
      if (new URL(`${pagesOrigin}${other}`).href === pagesDocument) continue
      expect(answer?.status, other).toBe(404)
      expect(await answer?.text(), other).not.toMatch(/secret|sources|ran/)
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])
      expect((await session.ask(pagesDocument, 'mainFrame', method))?.status, method).toBe(405)
    expect(await session.ask('vaultkeeper-pages://other/', 'mainFrame')).toBeUndefined()
  })

  it('20. answers with a policy by which nothing but our own files runs, and with a new word for it each time', async () => {
    const answers = await Promise.all(
      [pagesDocument, pagesDocument, `${pagesOrigin}/assets/index-AbCd1234.js`, `${pagesOrigin}/nothing`].map((url) => session.ask(url)),
    )
    const nonces = answers.map((answer) => /'nonce-([^']+)'/.exec(answer?.headers.get('content-security-policy') ?? '')?.[1])
    expect(new Set(nonces).size).toBe(4)
    for (const [index, answer] of answers.entries()) {
      const headers = Object.fromEntries(answer?.headers ?? [])
      expect(headers).toMatchObject({
        'content-security-policy': [
          `default-src 'none'`,
          `script-src 'self' 'nonce-${nonces[index]}'`,
          `style-src 'self' 'nonce-${nonces[index]}'`,
          `img-src 'self' blob: data:`,
          `font-src 'self'`,
          `connect-src 'none'`,
          `base-uri 'none'`,
          `form-action 'none'`,
          `frame-ancestors 'none'`,
        ].join('; '),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('usb=()'),
      })
    }
    expect(await answers[0]?.text()).toContain(`nonce="${nonces[0]}"`)
  })

  it('21. is closed to every other origin', async () => {
    const may = (origin: string | undefined) => session.allows(`${pagesOrigin}/assets/index-AbCd1234.js`, 'script', 'GET', origin)
    for (const origin of ['https://example.com', 'null', 'file://', 'vaultkeeper-pages://other', 'http://127.0.0.1:8080'])
      expect(await may(origin), origin).toBe(false)
    expect([await may(undefined), await may(pagesOrigin)]).toEqual([true, true])
  })

  it('22. knows its document from whatever is like it', () => {
    expect(
      [...foreign, `${pagesOrigin}`, `${pagesOrigin}/x`, `${pagesOrigin}/?a`, `${pagesOrigin}//`, ` ${pagesDocument}`].filter(
        isOurDocument,
      ),
    ).toEqual([])
    expect([pagesDocument, `${pagesDocument}#/approvals`].every(isOurDocument)).toBe(true)
  })

  it('23. is asked for by pages that are named by their looks', () => {
    expect(['/approvals', '/restore?need=file&path=a%20b', '/'].map(pageAddress)).toEqual([
      `${pagesDocument}#/approvals`,
      `${pagesDocument}#/restore?need=file&path=a%20b`,
      `${pagesDocument}#/`,
    ])
    for (const page of ['', 'https://example.com', 'javascript:alert(1)', '/a b', '/a#b', '/<script>', '/a"b', '/a\nb', '\\\\server'])
      expect(pageAddress(page)).toBe(`${pagesDocument}#/`)
  })
})

describe('the app', () => {
  it.each(refusedSwitches)('24. does not start in a package with --%s', (name) => {
    const started = (packaged: boolean, argv: string[], ...seen: string[]) => {
      const other = createFakeElectron({ ready: false, packaged })
      for (const one of seen) other.app.said.switches.set(one, '')
      return hardenApp(other.electron, ['/opt/Vaultkeeper/vaultkeeper', ...argv], log)
    }
    expect(started(true, [], name)).toContain(`--${name}`)
    for (const written of [`--${name}`, `--${name}=x\n y`, `-${name}`, `--${name.toUpperCase()}`])
      expect(started(true, ['--hidden', written])).toContain(`--${name}`)
    expect(started(false, [`--${name}`], name)).toBeUndefined()
  })

  it('writes down when it was started without the sandbox, which some desktops cannot have', () => {
    const other = createFakeElectron({ ready: false })
    other.app.said.switches.set('no-sandbox', '')
    expect(hardenApp(other.electron, ['vaultkeeper', '--no-sandbox'], log)).toBeUndefined()
    expect(logged.join()).toContain('Started with --no-sandbox')
    expect(other.app.said.sandboxed).toBe(true)
  })

  it('25. sends no reports of crashes, loads nothing from elsewhere, and hears pages in one place only', () => {
    const root = path.join(import.meta.dirname, '..', '..')
    const sources = ['main/electron', 'preload'].flatMap((name) =>
      readdirSync(path.join(root, name), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => ({ file: `${name}/${file.replaceAll('\\', '/')}`, text: readFileSync(path.join(root, name, file), 'utf8') })),
    )
    const with_ = (pattern: RegExp) => sources.filter(({ text: source }) => pattern.test(source)).map(({ file }) => file)
    expect(sources.length).toBeGreaterThan(20)
    expect(with_(/crashReporter/)).toEqual([])
    expect(with_(/executeJavaScript|insertCSS|openDevTools|loadFile\(|@electron\/remote|enableBlinkFeatures: '[^']/)).toEqual([])
    expect(with_(/ipcMain\.|ipcMain\b.*\bon\(|\.handle\('/)).toEqual([])
    expect(with_(/\.ipc\.(on|handle|once)\(/)).toEqual(['main/electron/carrier/connect-window.ts'])
    expect(with_(/\.loadURL\(/)).toEqual(['main/electron/windows/open-window.ts'])
    expect(with_(/new electron\.BrowserWindow|new BrowserWindow|WebContentsView|BrowserView\(/)).toEqual([
      'main/electron/windows/open-window.ts',
    ])
    expect(with_(/openExternal\(|openPath\(/)).toEqual(['main/electron/hardening/open-outside.ts'])
    expect(with_(/exposeInMainWorld\(/)).toEqual(['preload/offer-port.ts'])
  })
})
