package io.quictransport.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quictransport.ErrorCode;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;

/**
 * Reads and writes numbers, texts and text maps inside frames: variable-length integers
 * as in RFC 9000, section 16, and UTF-8 preceded by its length in bytes.
 */
final class Primitives {

	static final long MAX_VARINT = (1L << 62) - 1;

	private Primitives() {
	}

	static void writeVarint(ByteBuf out, long value) {
		if (value < 0 || value > MAX_VARINT) {
			throw new IllegalArgumentException("varint out of range: " + value);
		}
		if (value < 1L << 6) {
			out.writeByte((int) value);
		}
		else if (value < 1L << 14) {
			out.writeShort((int) value | 0x4000);
		}
		else if (value < 1L << 30) {
			out.writeInt((int) value | 0x8000_0000);
		}
		else {
			out.writeLong(value | 0xC000_0000_0000_0000L);
		}
	}

	static long readVarint(ByteBuf in) {
		require(in, 1);
		int first = in.readUnsignedByte();
		if (first < 1 << 6) {
			return first;
		}
		int more = (1 << (first >>> 6)) - 1;
		require(in, more);
		long high = first & 0x3F;
		return switch (more) {
			case 1 -> high << 8 | in.readUnsignedByte();
			case 3 -> high << 24 | in.readUnsignedMedium();
			default -> high << 56 | (long) in.readUnsignedMedium() << 32 | in.readUnsignedInt();
		};
	}

	/** Reads a number, or gives another one where there is none or only a part. */
	static long readVarintOr(ByteBuf in, long otherwise) {
		int readable = in.readableBytes();
		boolean whole = readable > 0 && readable >= 1 << (in.getUnsignedByte(in.readerIndex()) >>> 6);
		return whole ? readVarint(in) : otherwise;
	}

	static int readCount(ByteBuf in, String what, int most) {
		long count = readVarint(in);
		if (count > most) {
			throw tooMany(ErrorCode.PROTOCOL_VIOLATION, what, count, most);
		}
		return (int) count;
	}

	private static MalformedFrameException tooMany(ErrorCode code, String what, long count, int most) {
		return new MalformedFrameException(code, what + " is " + count + ", at most " + most + " are allowed");
	}

	static long readLong(ByteBuf in) {
		require(in, 8);
		return in.readLong();
	}

	static int readUnsignedShort(ByteBuf in) {
		require(in, 2);
		return in.readUnsignedShort();
	}

	static int readUnsignedByte(ByteBuf in) {
		require(in, 1);
		return in.readUnsignedByte();
	}

	static void writeText(ByteBuf out, String text) {
		if (text.isEmpty()) {
			out.writeByte(0);
			return;
		}
		int length = ByteBufUtil.utf8Bytes(text);
		writeVarint(out, length);
		ByteBufUtil.reserveAndWriteUtf8(out, text, length);
	}

	static String readText(ByteBuf in, String what, int mostBytes) {
		return readText(in, what, mostBytes, ErrorCode.PROTOCOL_VIOLATION);
	}

	private static String readText(ByteBuf in, String what, int mostBytes, ErrorCode code) {
		int length = readLength(in, what, mostBytes, code);
		if (length == 0) {
			return "";
		}
		String text = decode(in, in.readerIndex(), length, what);
		in.skipBytes(length);
		return text;
	}

	/** The length of a text that is available as a whole. */
	static int readLength(ByteBuf in, String what, int mostBytes, ErrorCode code) {
		long length = readVarint(in);
		if (length > mostBytes) {
			throw new MalformedFrameException(code,
					"the length of " + what + " is " + length + ", at most " + mostBytes + " are allowed");
		}
		require(in, (int) length);
		return (int) length;
	}

	static void writeTexts(ByteBuf out, Map<String, String> texts) {
		writeVarint(out, texts.size());
		if (!texts.isEmpty()) {
			texts.forEach((name, value) -> {
				writeText(out, name);
				writeText(out, value);
			});
		}
	}

	/** The bytes that texts take after their number. */
	static int sizeOfTexts(Map<String, String> texts) {
		int size = 0;
		for (Map.Entry<String, String> text : texts.entrySet()) {
			size += sizeOfText(text.getKey()) + sizeOfText(text.getValue());
		}
		return size;
	}

	private static int sizeOfText(String text) {
		int length = ByteBufUtil.utf8Bytes(text);
		return length + ((length < 1 << 6) ? 1 : (length < 1 << 14) ? 2 : 4);
	}

	static Map<String, String> readTexts(ByteBuf in, String what, int mostBytes, ErrorCode tooMany) {
		long count = readVarint(in);
		if (count == 0) {
			return Map.of();
		}
		if (count > mostBytes) {
			throw tooMany(tooMany, "the number of " + what, count, mostBytes);
		}
		Map<String, String> texts = new LinkedHashMap<>();
		int left = mostBytes;
		for (int i = 0; i < count; i++) {
			int start = in.readerIndex();
			String name = readText(in, what, left, tooMany);
			texts.put(name, readText(in, what, left, tooMany));
			left -= in.readerIndex() - start;
			if (left < 0) {
				throw new MalformedFrameException(tooMany, what + " take more than " + mostBytes + " bytes");
			}
		}
		return ForeignText.owned(texts);
	}

	static String decode(ByteBuf in, int index, int length, String what) {
		for (int i = index; i < index + length; i++) {
			if (in.getByte(i) < 0) {
				return decodeStrictly(in.nioBuffer(index, length), what);
			}
		}
		return in.toString(index, length, StandardCharsets.ISO_8859_1);
	}

	private static String decodeStrictly(ByteBuffer bytes, String what) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
		}
		catch (CharacterCodingException ex) {
			throw new MalformedFrameException(what + " is not UTF-8");
		}
	}

	private static void require(ByteBuf in, int bytes) {
		if (in.readableBytes() < bytes) {
			throw new MalformedFrameException("the frame ends " + (bytes - in.readableBytes()) + " bytes too early");
		}
	}

}
