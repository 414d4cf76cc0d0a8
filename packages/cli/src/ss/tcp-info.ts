import {
  TCPI_OPT,
  type ListedInetSocket,
  type TcpBbrInfo,
  type TcpDctcpInfo,
  type TcpInfo
} from '@nlkit/sockdiag'
import { visible } from '../shared/safe-text.ts'

/** TCP_INFO in the words and the order of `ss -i`. */
export function tcpInfoText(socket: ListedInetSocket): string {
  const { info, cong, bbrinfo, dctcpinfo } = socket
  if (info === undefined) return cong === undefined ? '' : visible(cong)
  const words = [
    ...optionWords(info.options),
    cong === undefined ? '' : visible(cong),
    ...handshakeWords(info),
    ...countWords(info),
    dctcpinfo === undefined ? '' : dctcpText(dctcpinfo),
    bbrinfo === undefined ? '' : bbrText(bbrinfo),
    ...rateWords(info),
    ...lossWords(info),
    ...windowWords(info)
  ]
  return words.filter((word) => word !== '').join(' ')
}

/** `name:value`, nothing where there is no value or it is 0: those say nothing. */
const counted = (name: string, value: number | undefined): string =>
  value === undefined || value === 0 ? '' : `${name}:${value}`
/** Microseconds as milliseconds. */
const ms = (value: number): string => String(Number((value / 1000).toPrecision(6)))
const timed = (name: string, value: number | undefined): string =>
  value === undefined || value === 0 ? '' : `${name}:${ms(value)}`
const when = (holds: boolean, word: string): string => (holds ? word : '')
/** Bytes a second as bits a second. */
const rate = (value: number | 'unlimited'): string => (value === 'unlimited' ? value : `${value * 8}bps`)

function optionWords(options: number): string[] {
  const has = (bit: number): boolean => (options & bit) !== 0
  return [
    when(has(TCPI_OPT.TIMESTAMPS), 'ts'),
    when(has(TCPI_OPT.SACK), 'sack'),
    when(has(TCPI_OPT.ECN), 'ecn'),
    when(has(TCPI_OPT.ECN_SEEN), 'ecnseen'),
    when(has(TCPI_OPT.SYN_DATA), 'fastopen')
  ]
}

/** TCP_INFINITE_SSTHRESH is far above; `ss` shows what fits in 16 bits. */
const INFINITE_SSTHRESH = 0xffff
/** The window that a connection starts with before it knows better: tcp_get_info() on a listener. */
const NO_CWND = 2

function handshakeWords(info: TcpInfo): string[] {
  const { options, sndWscale, rcvWscale, rtt, rttvar, sndCwnd, sndSsthresh } = info
  const isScaled = (options & TCPI_OPT.WSCALE) !== 0
  return [
    when(isScaled, `wscale:${sndWscale},${rcvWscale}`),
    timed('rto', info.rto),
    counted('backoff', info.backoff),
    when(rtt !== 0, `rtt:${ms(rtt)}/${ms(rttvar)}`),
    timed('ato', info.ato),
    counted('mss', info.sndMss),
    counted('pmtu', info.pmtu),
    counted('rcvmss', info.rcvMss),
    counted('advmss', info.advmss),
    when(sndCwnd !== NO_CWND, counted('cwnd', sndCwnd)),
    when(sndSsthresh < INFINITE_SSTHRESH, counted('ssthresh', sndSsthresh))
  ]
}

function countWords(info: TcpInfo): string[] {
  return [
    counted('bytes_sent', info.bytesSent),
    counted('bytes_retrans', info.bytesRetrans),
    counted('bytes_acked', info.bytesAcked),
    counted('bytes_received', info.bytesReceived),
    counted('segs_out', info.segsOut),
    counted('segs_in', info.segsIn),
    counted('data_segs_out', info.dataSegsOut),
    counted('data_segs_in', info.dataSegsIn)
  ]
}

function rateWords(info: TcpInfo): string[] {
  const { rtt, sndMss, sndCwnd, pacingRate, maxPacingRate, deliveryRate } = info
  const most = maxPacingRate === undefined || maxPacingRate === 'unlimited' ? '' : `/${rate(maxPacingRate)}`
  return [
    when(rtt > 0 && sndMss > 0 && sndCwnd > 0, `send ${Math.trunc((sndMss * sndCwnd * 8e6) / rtt)}bps`),
    counted('lastsnd', info.lastDataSent),
    counted('lastrcv', info.lastDataRecv),
    counted('lastack', info.lastAckRecv),
    pacingRate === undefined || pacingRate === 0 ? '' : `pacing_rate ${rate(pacingRate)}${most}`,
    deliveryRate === undefined || deliveryRate === 0 ? '' : `delivery_rate ${rate(deliveryRate)}`,
    counted('delivered', info.delivered),
    counted('delivered_ce', info.deliveredCe),
    when(info.deliveryRateAppLimited !== 0, 'app_limited')
  ]
}

function lossWords(info: TcpInfo): string[] {
  const { busyTime = 0, retrans, totalRetrans, reordering } = info
  const share = (name: string, time: number | undefined): string =>
    time === undefined || time === 0 || busyTime === 0
      ? ''
      : `${name}:${ms(time)}ms(${((100 * time) / busyTime).toFixed(1)}%)`
  return [
    when(busyTime !== 0, `busy:${ms(busyTime)}ms`),
    share('rwnd_limited', info.rwndLimited),
    share('sndbuf_limited', info.sndbufLimited),
    counted('unacked', info.unacked),
    when(retrans !== 0 || totalRetrans !== 0, `retrans:${retrans}/${totalRetrans}`),
    counted('lost', info.lost),
    counted('sacked', info.sacked),
    counted('dsack_dups', info.dsackDups),
    counted('fackets', info.fackets),
    // 3 is what everybody starts with.
    when(reordering !== 3, counted('reordering', reordering)),
    counted('reord_seen', info.reordSeen)
  ]
}

/** minmax_get() where nothing was measured. */
const NO_RTT = 0xffffffff

function windowWords(info: TcpInfo): string[] {
  return [
    timed('rcv_rtt', info.rcvRtt),
    counted('rcv_space', info.rcvSpace),
    counted('rcv_ssthresh', info.rcvSsthresh),
    counted('notsent', info.notsentBytes),
    info.minRtt === NO_RTT ? '' : timed('minrtt', info.minRtt),
    counted('rcv_ooopack', info.rcvOoopack),
    counted('snd_wnd', info.sndWnd),
    counted('rcv_wnd', info.rcvWnd),
    counted('rehash', info.rehash)
  ]
}

function dctcpText({ enabled, ceState, alpha, abEcn, abTot }: TcpDctcpInfo): string {
  return enabled === 0
    ? 'dctcp:fallback_mode'
    : `dctcp:(ce_state:${ceState},alpha:${alpha},ab_ecn:${abEcn},ab_tot:${abTot})`
}

/** Gains are in units of 1/256. */
const gain = (name: string, value: number): string =>
  value === 0 ? '' : `,${name}:${Number((value / 256).toPrecision(6))}`

function bbrText({ bwLo, bwHi, minRtt, pacingGain, cwndGain }: TcpBbrInfo): string {
  const bandwidth = (bwHi * 2 ** 32 + bwLo) * 8
  return `bbr:(bw:${bandwidth}bps,mrtt:${ms(minRtt)}${gain('pacing_gain', pacingGain)}${gain('cwnd_gain', cwndGain)})`
}
