package io.quictransport.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects this machine's network with a separate network namespace, like a cable. A
 * packet larger than the MTU of the end where it arrives is lost, and its sender is not
 * notified.
 */
public final class NamespaceLink implements AutoCloseable {

	/** The pairs of addresses in a block of 256. */
	private static final int PAIRS = 127;

	/** Tells apart what several processes make at a time, like the addresses. */
	private final long process = ProcessHandle.current().pid();

	private final String name = "qtt" + this.process;

	private NamespaceLink() {
	}

	/**
	 * Lays the cable.
	 * @param nearMtu the MTU of this machine's end
	 * @param farMtu the MTU of the end in the namespace
	 */
	public static NamespaceLink open(int nearMtu, int farMtu) throws IOException, InterruptedException {
		NamespaceLink link = new NamespaceLink();
		try {
			ip("netns", "add", link.name);
			ip("link", "add", link.near(), "type", "veth", "peer", "name", link.far(), "netns", link.name);
			ip("address", "add", link.nearAddress(), "peer", link.farAddress(), "dev", link.near());
			ip("-n", link.name, "address", "add", link.farAddress(), "peer", link.nearAddress(), "dev", link.far());
			link.nearMtu(nearMtu);
			link.farMtu(farMtu);
			ip("link", "set", link.near(), "up");
			ip("-n", link.name, "link", "set", "lo", "up");
			ip("-n", link.name, "link", "set", link.far(), "up");
			return link;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			link.close();
			throw ex;
		}
	}

	private String address(int end) {
		long pair = this.process % (PAIRS * 256);
		return "10.213." + pair / PAIRS + "." + (2 * (pair % PAIRS) + end);
	}

	private String near() {
		return this.name + "n";
	}

	private String far() {
		return this.name + "f";
	}

	public void nearMtu(int mtu) throws IOException, InterruptedException {
		ip("link", "set", near(), "mtu", "" + mtu);
	}

	public void farMtu(int mtu) throws IOException, InterruptedException {
		ip("-n", this.name, "link", "set", far(), "mtu", "" + mtu);
	}

	/** The address of this machine's end. */
	public String nearAddress() {
		return address(1);
	}

	/** The address of the end in the namespace. */
	public String farAddress() {
		return address(2);
	}

	/** What precedes a command that is to run in the namespace. */
	public List<String> inside() {
		return List.of("ip", "netns", "exec", this.name);
	}

	/** Whether this machine lets us make namespaces. */
	static boolean isPossible() {
		try (NamespaceLink link = open(1500, 1500)) {
			return !link.name.isEmpty();
		}
		catch (IOException absent) {
			return false;
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static void ip(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("ip"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException(String.join(" ", command) + ": " + said);
		}
	}

	@Override
	public void close() throws IOException, InterruptedException {
		ip("netns", "delete", this.name);
	}

}
