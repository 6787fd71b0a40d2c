// Runs in each window of the tray app, before its page and apart from it. Built into one CommonJS file, for a sandboxed preload can load no other.
import { contextBridge, ipcRenderer } from 'electron'
import { offerPort } from './offer-port.ts'

offerPort(contextBridge, ipcRenderer, window)
