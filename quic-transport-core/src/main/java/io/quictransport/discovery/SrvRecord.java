package io.quictransport.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import org.jspecify.annotations.Nullable;

/**
 * Holds the location of a service as stated by an SRV record (RFC 2782). All peers are
 * dialled, so priority and weight do not matter.
 *
 * @param target the host
 * @param port the UDP port
 */
record SrvRecord(String target, int port) {

	/** Priority, weight and port precede the target. */
	private static final int TARGET_AT = 6;

	/**
	 * Reads a record.
	 * @return null if it is not an SRV record, cannot be read or states that there is no
	 * service
	 */
	static @Nullable SrvRecord of(DnsRecord record) {
		if (!DnsRecordType.SRV.equals(record.type()) || !(record instanceof DnsRawRecord raw)) {
			return null;
		}
		ByteBuf content = raw.content();
		if (content.readableBytes() <= TARGET_AT) {
			return null;
		}
		int port = content.getUnsignedShort(content.readerIndex() + 4);
		try {
			String target = DefaultDnsRecordDecoder
				.decodeName(content.slice(content.readerIndex() + TARGET_AT, content.readableBytes() - TARGET_AT));
			return (port > 0 && target.length() > 1) ? new SrvRecord(target, port) : null;
		}
		catch (CorruptedFrameException ex) {
			return null;
		}
	}

}
