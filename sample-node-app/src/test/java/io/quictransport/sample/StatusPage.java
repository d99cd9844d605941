package io.quictransport.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.quictransport.testing.contract.Results;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The status page of a node, in a headless Chromium of the machine. Each question is one
 * script, so that it sees the page between two of its refreshes and not across one.
 */
final class StatusPage implements AutoCloseable {

	private final ChromeDriver browser;

	private StatusPage(ChromeDriver browser) {
		this.browser = browser;
	}

	static StatusPage open(String address) {
		ChromeDriverService driver = new ChromeDriverService.Builder()
			.usingDriverExecutable(new File("/usr/bin/chromedriver"))
			.usingAnyFreePort()
			.withTimeout(Results.PATIENCE)
			.build();
		ChromeDriver browser = new ChromeDriver(driver, new ChromeOptions().setBinary("/usr/bin/chromium")
			// A build may run as root and in a container, where there is neither a
			// sandbox
			// nor much shared memory.
			.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
					"--window-size=1280,900"));
		browser.manage().timeouts().scriptTimeout(Results.PATIENCE).pageLoadTimeout(Results.PATIENCE);
		browser.get(address);
		return new StatusPage(browser);
	}

	/** How many nodes are up, in words. */
	String summary() {
		return text("#summary", "textContent");
	}

	/** What stands on a node's badge; empty where the node is not shown. */
	String stateOf(String id) {
		return text(badge(id), "textContent");
	}

	/** Whether a node's badge has a colour that the eye calls red. */
	boolean isRed(String id) {
		return Boolean.TRUE.equals(this.browser.executeScript("""
				const shown = getComputedStyle(document.querySelector(arguments[0])).color;
				const [red, green, blue] = shown.match(/[0-9]+/g).map(Number);
				return red > 1.5 * green && red > 1.5 * blue;
				""", badge(id)));
	}

	/**
	 * Whether the line between two nodes is drawn as up or down; empty where there is
	 * none.
	 */
	String link(String name) {
		return text("[data-link='" + name + "']", "dataset.state");
	}

	/**
	 * The round-trip time that stands beside a peer in a node's card, in milliseconds; -1
	 * where there is none.
	 */
	double rtt(String id, String peer) {
		String text = text("[data-node='" + id + "'] [data-peer='" + peer + "'] [data-figure='rtt']", "textContent");
		return text.endsWith(" ms") ? Double.parseDouble(text.substring(0, text.length() - 3)) : -1;
	}

	/** What the page says of a node that does not answer; empty where it does. */
	String problemOf(String id) {
		return text("[data-node='" + id + "'] .problem", "textContent");
	}

	/** What a node's card says of a peer. */
	String peer(String id, String peer) {
		return text("[data-node='" + id + "'] [data-peer='" + peer + "']", "innerText");
	}

	/** Asks for the first key that the page lists of an owner. */
	void readKeyOf(String owner) {
		this.browser.executeScript("""
				document.querySelector(`tr[data-owner='${arguments[0]}'] td`).click();
				document.querySelector('#get').click();
				""", owner);
	}

	/** What came of the last request of the form, in words. */
	String result() {
		return text("#result", "textContent");
	}

	/** Shows the page as on a screen of this width. */
	void screen(int width, boolean dark) {
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
		this.browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	/** Keeps the whole page as it is shown. */
	void picture(Path file) throws IOException {
		Object data = this.browser
			.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
			.get("data");
		Files.createDirectories(file.getParent());
		Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
	}

	/**
	 * What on the page contradicts something else on it, in one look: the number of nodes
	 * that are up, a line to a node that is not up, a peer with a round-trip time that
	 * has no answer, and what is wider than the screen.
	 */
	List<?> contradictions() {
		return (List<?>) Objects.requireNonNull(this.browser.executeScript(
				"""
						const found = [];
						const text = (node, selector) => node.querySelector(selector)?.textContent ?? '';
						const cards = [...document.querySelectorAll('.node')];
						const state = new Map(cards.map((card) => [card.dataset.node, text(card, '.badge')]));
						const up = [...state.values()].filter((badge) => badge === 'up').length;
						const summary = text(document, '#summary');
						if (document.body.dataset.stale === 'true') {
							if (up > 0) {
								found.push(`${up} nodes are up though nobody answers`);
							}
						}
						else {
							if (!summary.startsWith(`${up} of ${cards.length} nodes up`)) {
								found.push(`${summary}, but ${up} badges say so`);
							}
							for (const line of document.querySelectorAll('[data-link][data-state="up"]')) {
								for (const end of line.dataset.link.split(' ')) {
									if (!['up', 'catching up'].includes(state.get(end))) {
										found.push(`a line is up to ${end}, which has ${state.get(end)}`);
									}
								}
							}
							for (const peer of document.querySelectorAll('[data-peer]')) {
								const rtt = text(peer, '[data-figure="rtt"]');
								if (rtt && !['up', 'catching up', 'about to stop'].includes(state.get(peer.dataset.peer))) {
									found.push(`${peer.dataset.peer} has ${rtt} and ${state.get(peer.dataset.peer)}`);
								}
							}
						}
						for (const row of document.querySelectorAll('[data-key]')) {
							const owner = text(row, 'td:nth-child(3)');
							if (document.body.dataset.stale !== 'true' && owner === row.dataset.owner && ['no answer', 'down'].includes(state.get(owner))) {
								found.push(`${row.dataset.key} is at ${owner}, which has ${state.get(owner)}`);
							}
						}
						for (const part of [document.documentElement, document.querySelector('.scroll')]) {
							if (part.scrollWidth > part.clientWidth) {
								found.push(`${part.scrollWidth} pixels on ${part.clientWidth} of ${part.className || 'the screen'}`);
							}
						}
						return found;
						"""));
	}

	private static String badge(String id) {
		return "[data-node='" + id + "'] .badge";
	}

	private String text(String selector, String property) {
		return Objects.toString(
				this.browser.executeScript("return document.querySelector(arguments[0])?." + property, selector), "");
	}

	@Override
	public void close() {
		this.browser.quit();
	}

}
