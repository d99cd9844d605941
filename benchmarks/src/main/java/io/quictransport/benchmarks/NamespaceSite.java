package io.quictransport.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Runs the processes in two network namespaces, each of which drops one in a given number
 * of the packets that enter it, or none. Packets are dropped one by one, for TCP as for
 * UDP: segmentation offload is off, so the kernel does not cut packets later.
 */
final class NamespaceSite implements Site {

	private static final List<String> OFFLOADS = List.of("tso", "gso", "gro", "tx-udp-segmentation");

	private static final List<String> PROGRAMS = List.of("ip", "iptables", "ethtool", "python3");

	private final String prefix = "qtb" + ProcessHandle.current().pid();

	/** What has been made and not been removed yet. */
	private final Set<Role> made = ConcurrentHashMap.newKeySet();

	private @Nullable DelayRelay relay;

	private NamespaceSite() {
	}

	/**
	 * Looks for what it takes.
	 * @return the programs that this machine lacks
	 */
	static List<String> missing() {
		List<Path> directories = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
		return PROGRAMS.stream()
			.filter((program) -> directories.stream()
				.noneMatch((directory) -> Files.isExecutable(directory.resolve(program))))
			.toList();
	}

	/**
	 * Makes the namespaces.
	 * @param delayMillis how long packets take from one to the other
	 * @param loss which part of the packets is lost each way
	 * @return the site
	 * @throws IOException if this machine does not allow it or lacks a program for it
	 */
	static NamespaceSite open(int delayMillis, double loss) throws IOException, InterruptedException {
		NamespaceSite site = new NamespaceSite();
		Runtime.getRuntime().addShutdownHook(new Thread(site::removeQuietly));
		try {
			for (Role role : Role.values()) {
				Command.run("ip", "netns", "add", site.namespace(role));
				site.made.add(role);
			}
			if (delayMillis > 0) {
				site.relay = DelayRelay.start(site.device(Role.SERVER), site.device(Role.CLIENT), delayMillis);
			}
			else {
				Command.run("ip", "link", "add", site.device(Role.SERVER), "type", "veth", "peer", "name",
						site.device(Role.CLIENT));
			}
			for (Role role : Role.values()) {
				site.connect(role, delayMillis == 0, loss);
			}
			return site;
		}
		catch (IOException | InterruptedException ex) {
			site.removeQuietly();
			throw ex;
		}
	}

	private void connect(Role role, boolean veth, double loss) throws IOException, InterruptedException {
		String namespace = namespace(role);
		String device = device(role);
		Command.run("ip", "link", "set", device, "netns", namespace);
		Command.run("ip", "-n", namespace, "address", "add", address(role).getHostAddress(), "peer",
				address((role == Role.SERVER) ? Role.CLIENT : Role.SERVER).getHostAddress(), "dev", device);
		if (veth) {
			for (String offload : OFFLOADS) {
				inside(role, "ethtool", "-K", device, offload, "off");
			}
		}
		Command.run("ip", "-n", namespace, "link", "set", "lo", "up");
		Command.run("ip", "-n", namespace, "link", "set", device, "up");
		if (loss > 0) {
			inside(role, "iptables", "-A", "INPUT", "-i", device, "-m", "statistic", "--mode", "random",
					"--probability", String.valueOf(loss), "-j", "DROP");
		}
	}

	private void inside(Role role, String... command) throws IOException, InterruptedException {
		List<String> words = new ArrayList<>(prefix(role));
		words.addAll(List.of(command));
		Command.run(words.toArray(String[]::new));
	}

	private String namespace(Role role) {
		return device(role);
	}

	private String device(Role role) {
		return this.prefix + ((role == Role.SERVER) ? "s" : "c");
	}

	@Override
	public InetAddress address(Role role) {
		byte last = (byte) ((role == Role.SERVER) ? 1 : 2);
		try {
			return InetAddress.getByAddress(new byte[] { 10, (byte) 213, 7, last });
		}
		catch (IOException ex) {
			throw new IllegalStateException("four bytes are no address", ex);
		}
	}

	@Override
	public List<String> prefix(Role role) {
		return List.of("ip", "netns", "exec", namespace(role));
	}

	@Override
	public void close() throws IOException, InterruptedException {
		DelayRelay running = this.relay;
		this.relay = null;
		if (running != null) {
			running.close();
		}
		for (Role role : Role.values()) {
			Command.run("ip", "netns", "delete", namespace(role));
			this.made.remove(role);
		}
	}

	/** Removes what is left when the run is broken off. */
	private void removeQuietly() {
		DelayRelay running = this.relay;
		if (running != null) {
			running.close();
		}
		for (Role role : this.made) {
			try {
				Command.run("ip", "netns", "delete", namespace(role));
			}
			catch (IOException ex) {
				System.err.println("namespace " + namespace(role) + " is not removed: " + ex.getMessage());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
