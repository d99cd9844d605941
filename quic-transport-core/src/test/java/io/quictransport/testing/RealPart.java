package io.quictransport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Lists the programs and permissions, beyond a JDK, that tests need of the machine.
 */
public enum RealPart {

	/** A Docker engine that answers. */
	DOCKER("a running Docker engine") {
		@Override
		boolean isHere() {
			return succeeds("docker", "version", "--format", "{{.Server.Version}}");
		}
	},

	/** The dnsmasq name server. */
	DNSMASQ("/usr/sbin/dnsmasq (Debian package dnsmasq-base)") {
		@Override
		boolean isHere() {
			return Files.isExecutable(Path.of("/usr/sbin/dnsmasq"));
		}
	},

	/** The classes of a ZooKeeper server. */
	ZOOKEEPER("/usr/share/java/zookeeper.jar (Debian package zookeeper)") {
		@Override
		boolean isHere() {
			return Files.isReadable(Path.of("/usr/share/java/zookeeper.jar"));
		}
	},

	/** Network namespaces: the ip command, and the right to make some. */
	NAMESPACES("the ip command (Debian package iproute2) and the right to make network namespaces") {
		@Override
		boolean isHere() {
			return NamespaceLink.isPossible();
		}
	},

	/** The openssl command. */
	OPENSSL("the openssl command (Debian package openssl)") {
		@Override
		boolean isHere() {
			return succeeds("openssl", "version");
		}
	},

	/** The tool that checks Prometheus' rules and configuration. */
	PROMTOOL("the promtool command (Debian package prometheus)") {
		@Override
		boolean isHere() {
			return succeeds("promtool", "--version");
		}
	},

	/** A headless browser and its driver. */
	CHROMIUM("/usr/bin/chromium and /usr/bin/chromedriver (Debian package chromium-driver)") {
		@Override
		boolean isHere() {
			return Files.isExecutable(Path.of("/usr/bin/chromium"))
					&& Files.isExecutable(Path.of("/usr/bin/chromedriver"));
		}
	},

	/** A Go compiler with the quic-go package of Debian. */
	QUIC_GO("the go command and quic-go (Debian packages golang-go, golang-github-lucas-clemente-quic-go-dev)") {
		@Override
		boolean isHere() {
			return Files.isExecutable(Path.of("/usr/bin/go"))
					&& Files.isDirectory(Path.of("/usr/share/gocode/src/github.com/lucas-clemente/quic-go"));
		}
	};

	private static final long PATIENCE_SECONDS = 10;

	private final String description;

	RealPart(String description) {
		this.description = description;
	}

	abstract boolean isHere();

	String description() {
		return this.description;
	}

	private static boolean succeeds(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (!ended) {
				process.destroyForcibly();
			}
			return ended && process.exitValue() == 0;
		}
		catch (IOException absent) {
			return false;
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
