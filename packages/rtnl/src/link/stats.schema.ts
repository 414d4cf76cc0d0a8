/** Statistics and hardware settings: linux/if_link.h. */
import { counter, id, struct, u16, u32, u8 } from '@nlkit/core/schema'

export const rtnlLinkStats = struct(
  'rtnl_link_stats',
  '',
  [
    ['rx_packets', u32, 'Packets received.'],
    ['tx_packets', u32, 'Packets sent.'],
    ['rx_bytes', u32, 'Bytes received.'],
    ['tx_bytes', u32, 'Bytes sent.'],
    ['rx_errors', u32, 'Bad packets received.'],
    ['tx_errors', u32, 'Packets that could not be sent.'],
    ['rx_dropped', u32, 'Packets received and dropped for want of room or use.'],
    ['tx_dropped', u32, 'Packets dropped on the way out.'],
    ['multicast', u32, 'Multicast packets received.'],
    ['collisions', u32, 'Collisions.'],
    ['rx_length_errors', u32, 'Received: wrong length.'],
    ['rx_over_errors', u32, 'Received: ring overrun.'],
    ['rx_crc_errors', u32, 'Received: wrong checksum.'],
    ['rx_frame_errors', u32, 'Received: wrong alignment.'],
    ['rx_fifo_errors', u32, 'Received: FIFO overrun.'],
    ['rx_missed_errors', u32, 'Received: missed, the host was too slow.'],
    ['tx_aborted_errors', u32, 'Sent: aborted.'],
    ['tx_carrier_errors', u32, 'Sent: carrier lost.'],
    ['tx_fifo_errors', u32, 'Sent: FIFO underrun.'],
    ['tx_heartbeat_errors', u32, 'Sent: no heartbeat.'],
    ['tx_window_errors', u32, 'Sent: late collision.'],
    ['rx_compressed', u32, 'Compressed packets received.'],
    ['tx_compressed', u32, 'Compressed packets sent.'],
    ['rx_nohandler', u32, 'Received while inactive (bond, team). Since Linux 4.6.']
  ],
  { doc: 'Statistics in 32 bits, which wrap.', minimum: 92 }
)

export const rtnlLinkStats64 = struct(
  'rtnl_link_stats64',
  '',
  [
    ['rx_packets', counter, 'Packets received.'],
    ['tx_packets', counter, 'Packets sent.'],
    ['rx_bytes', counter, 'Bytes received.'],
    ['tx_bytes', counter, 'Bytes sent.'],
    ['rx_errors', counter, 'Bad packets received.'],
    ['tx_errors', counter, 'Packets that could not be sent.'],
    ['rx_dropped', counter, 'Packets received and dropped for want of room or use.'],
    ['tx_dropped', counter, 'Packets dropped on the way out.'],
    ['multicast', counter, 'Multicast packets received.'],
    ['collisions', counter, 'Collisions.'],
    ['rx_length_errors', counter, 'Received: wrong length.'],
    ['rx_over_errors', counter, 'Received: ring overrun.'],
    ['rx_crc_errors', counter, 'Received: wrong checksum.'],
    ['rx_frame_errors', counter, 'Received: wrong alignment.'],
    ['rx_fifo_errors', counter, 'Received: FIFO overrun.'],
    ['rx_missed_errors', counter, 'Received: missed, the host was too slow.'],
    ['tx_aborted_errors', counter, 'Sent: aborted.'],
    ['tx_carrier_errors', counter, 'Sent: carrier lost.'],
    ['tx_fifo_errors', counter, 'Sent: FIFO underrun.'],
    ['tx_heartbeat_errors', counter, 'Sent: no heartbeat.'],
    ['tx_window_errors', counter, 'Sent: late collision.'],
    ['rx_compressed', counter, 'Compressed packets received.'],
    ['tx_compressed', counter, 'Compressed packets sent.'],
    ['rx_nohandler', counter, 'Received while inactive (bond, team). Since Linux 4.6.'],
    ['rx_otherhost_dropped', counter, 'Received for another host and dropped. Since Linux 5.19.']
  ],
  { doc: 'Statistics.', minimum: 184 }
)

export const rtnlLinkIfmap = struct(
  'rtnl_link_ifmap',
  '',
  [
    ['mem_start', id, 'Start of its memory.'],
    ['mem_end', id, 'End of its memory.'],
    ['base_addr', id, 'I/O address.'],
    ['irq', u16, 'Interrupt.'],
    ['dma', u8, 'DMA channel.'],
    ['port', u8, 'Port.']
  ],
  { doc: 'Hardware settings.', minimum: 28 }
)
