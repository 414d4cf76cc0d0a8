/** Kinds of few words. */
import { UsageError } from '../../shared/errors.ts'
import { tableOf } from '../../shared/routing-names.ts'
import { hardwareOf, settings, type Kind, type SettingsOf } from './settings.ts'

export const vrf: Kind = { words: { table: (draft, words) => draft.set('table', tableOf(words)) } }

const onXfrm = settings<SettingsOf<'xfrm'>>()

export const xfrm: Kind = {
  words: {
    dev: onXfrm.device('link'),
    if_id: onXfrm.number('ifId'),
    external: onXfrm.to('collectMetadata', true)
  },
  finish({ values }) {
    if (values['collectMetadata'] === true && values['ifId'] !== undefined)
      throw new UsageError("external: does not go with 'if_id'")
  }
}

const onHsr = settings<SettingsOf<'hsr'>>()

export const hsr: Kind = {
  words: {
    slave1: onHsr.device('slave1'),
    slave2: onHsr.device('slave2'),
    interlink: onHsr.device('interlink'),
    supervision: onHsr.byte('multicastSpec'),
    version: onHsr.byte('version'),
    proto: onHsr.byte('protocol')
  }
}

const onMacsec = settings<SettingsOf<'macsec'>>()

/** A secure channel id: a hardware address and a port. */
const channel = (address: string, port: number): string =>
  `0x${address.replaceAll(':', '')}${port.toString(16).padStart(4, '0')}`

export const macsec: Kind = {
  words: {
    address: (draft, words, word) => draft.set('address', hardwareOf(words, word)),
    port: onMacsec.number('port', { min: 1, max: 0xffff }),
    sci: (draft, words, word) => {
      const text = words.take(word)
      if (!/^(0x)?[\da-f]{1,16}$/i.test(text))
        throw new UsageError(`${word}: '${text}' is not 64 bits in hexadecimal`)
      draft.set('sci', text.startsWith('0x') ? text : `0x${text}`)
    },
    cipher: onMacsec.choice('cipherSuite', {
      default: '0x80020001000001',
      'gcm-aes-128': '0x80020001000001',
      'gcm-aes-256': '0x80c20001000002',
      'gcm-aes-xpn-128': '0x80c20001000003',
      'gcm-aes-xpn-256': '0x80c20001000004'
    }),
    icvlen: onMacsec.number('icvLen', { min: 8, max: 16 }),
    encrypt: onMacsec.onOff('encrypt'),
    send_sci: onMacsec.onOff('incSci'),
    end_station: onMacsec.onOff('es'),
    scb: onMacsec.onOff('scb'),
    protect: onMacsec.onOff('protect'),
    replay: onMacsec.onOff('replayProtect'),
    window: onMacsec.number('window'),
    validate: onMacsec.choice('validation', { disabled: 'disabled', check: 'check', strict: 'strict' }),
    encodingsa: onMacsec.number('encodingSa', { max: 3 }),
    offload: onMacsec.choice('offload', { off: 'off', phy: 'phy', mac: 'mac' })
  },
  finish({ values }) {
    const { address, port } = values
    if (typeof address === 'string') {
      if (typeof port !== 'number') throw new UsageError("address: needs 'port' beside it")
      values['sci'] = channel(address, port)
      delete values['address']
      delete values['port']
    }
    if (values['replayProtect'] === 1 && values['window'] === undefined)
      throw new UsageError("replay: needs 'window' beside it")
  }
}

const onDsa = settings<SettingsOf<'dsa'>>()
export const dsa: Kind = { words: { conduit: onDsa.device('conduit'), master: onDsa.device('conduit') } }

const onBatadv = settings<SettingsOf<'batadv'>>()
export const batadv: Kind = { words: { ra: onBatadv.text('algoName') } }

const onIpoib = settings<SettingsOf<'ipoib'>>()
export const ipoib: Kind = {
  words: {
    pkey: onIpoib.short('pkey'),
    mode: onIpoib.choice('mode', { datagram: 'datagram', connected: 'connected' }),
    umcast: onIpoib.short('umcast')
  }
}

const onRmnet = settings<SettingsOf<'rmnet'>>()
export const rmnet: Kind = { words: { mux_id: onRmnet.short('muxId') } }
