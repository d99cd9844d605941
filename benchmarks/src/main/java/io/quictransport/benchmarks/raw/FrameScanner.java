package io.quictransport.benchmarks.raw;

import io.netty.buffer.ByteBuf;

/**
 * Scans the frames in a stream's bytes without collecting them: frames may be cut
 * anywhere.
 */
abstract class FrameScanner {

	private int headerBytes;

	private long header;

	private int type;

	private int remaining;

	/**
	 * Takes the next bytes of the stream.
	 * @param in the bytes, all of which are read
	 */
	final void scan(ByteBuf in) {
		while (in.isReadable()) {
			if (this.remaining > 0) {
				int length = Math.min(this.remaining, in.readableBytes());
				body(this.type, in, length);
				this.remaining -= length;
				endIfComplete();
			}
			else if (this.headerBytes == 0 && in.readableBytes() >= RawFrame.HEADER) {
				int length = in.readInt();
				begin(length, in.readByte());
			}
			else {
				this.header = (this.header << Byte.SIZE) | in.readUnsignedByte();
				if (++this.headerBytes == RawFrame.HEADER) {
					begin((int) (this.header >>> Byte.SIZE), (byte) this.header);
					this.headerBytes = 0;
					this.header = 0;
				}
			}
		}
	}

	private void begin(int length, byte type) {
		this.type = type;
		this.remaining = length - 1;
		frameBegins(type, this.remaining);
		endIfComplete();
	}

	private void endIfComplete() {
		if (this.remaining == 0) {
			frameEnds(this.type);
		}
	}

	abstract void frameBegins(int type, int bodyLength);

	/**
	 * Takes some bytes of a frame's body.
	 * @param type the frame's type
	 * @param in where to read them
	 * @param length how many to read
	 */
	abstract void body(int type, ByteBuf in, int length);

	abstract void frameEnds(int type);

}
