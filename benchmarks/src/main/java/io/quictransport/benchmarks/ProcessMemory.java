package io.quictransport.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;

/**
 * Reads the memory that this process uses.
 */
final class ProcessMemory {

	private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private static final String RESIDENT = "VmRSS:";

	private static final int KIB = 1024;

	/** Memory that one collection has freed is given back by the next. */
	private static final int COLLECTIONS = 3;

	private ProcessMemory() {
	}

	/** How many bytes the threads that live have allocated on the heap. */
	static long allocatedBytes() {
		return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

	/** How many bytes of the heap are in use, once garbage is collected. */
	static long heapBytes() {
		collect();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** How many bytes are in memory, heap and all, once garbage is collected. */
	static long residentBytes() throws IOException {
		collect();
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith(RESIDENT))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
			.findFirst()
			.orElseThrow(() -> new IOException("the system does not say how much memory a process has"));
	}

	private static void collect() {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
	}

}
