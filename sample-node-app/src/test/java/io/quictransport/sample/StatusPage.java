package io.quictransport.sample;

import java.io.File;
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
