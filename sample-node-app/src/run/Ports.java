import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Looks for ports that are in use, for the script run-sample; run from its source.
 */
final class Ports {

	private Ports() {
	}

	/**
	 * Prints the first port that is in use and ends with exit code 1, or prints nothing.
	 * @param args the ports, as tcp:8081 or udp:9081
	 */
	public static void main(String[] args) {
		for (String arg : args) {
			String protocol = arg.substring(0, 3);
			int port = Integer.parseInt(arg.substring(4));
			if (!isFree(protocol, port)) {
				System.out.println(protocol.toUpperCase(java.util.Locale.ROOT) + " port " + port);
				System.exit(1);
			}
		}
	}

	private static boolean isFree(String protocol, int port) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		try {
			if (protocol.equals("udp")) {
				try (DatagramSocket socket = new DatagramSocket(null)) {
					socket.bind(address);
				}
			}
			else {
				try (ServerSocket socket = new ServerSocket()) {
					socket.bind(address);
				}
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
