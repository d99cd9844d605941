package io.quictransport.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lists the commands, with the number of arguments that each takes.
 */
enum Command {

	CALL("<node> <path> [<payload>]", 2, 3),

	SEND("<node> <path> [<payload>]", 2, 3),

	STREAM("<node> <path> [<payload> ...]", 2, Integer.MAX_VALUE),

	PEERS("<node> ...", 1, Integer.MAX_VALUE),

	ROUTES("<node>", 1, 1);

	private final String arguments;

	private final int least;

	private final int most;

	Command(String arguments, int least, int most) {
		this.arguments = arguments;
		this.least = least;
		this.most = most;
	}

	static Optional<Command> named(String name) {
		return Stream.of(values()).filter((command) -> command.toString().equals(name)).findFirst();
	}

	void checkArguments(int count) {
		if (count < this.least || count > this.most) {
			throw new UsageException("'" + this + "' takes " + this.arguments + ", but has " + count
					+ ((count == 1) ? " argument" : " arguments"));
		}
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
