// SPDX-License-Identifier: Apache-2.0
// Shows the visitor count. The first page of a browser session adds one, later ones only read.
// Where the endpoint is: <meta name="counter-endpoint" content="/api/visitors">
(() => {
  "use strict";

  const TIMEOUT_MS = 5000;
  const MARK = "resume:counted";

  const box = document.querySelector("[data-counter]");
  const value = document.querySelector("[data-counter-value]");
  if (!box || !value) return;

  const meta = document.querySelector('meta[name="counter-endpoint"]');
  const endpoint = (meta && meta.content.trim()) || "/api/visitors";

  // The mark is set before the request goes out: when the answer is lost, nobody knows whether
  // the visit was counted, and a second try could count it twice.
  function takeTurn() {
    try {
      if (sessionStorage.getItem(MARK)) return "GET";
      sessionStorage.setItem(MARK, "1");
      return "POST";
    } catch {
      return "GET"; // Storage is forbidden here, so every page would count.
    }
  }

  function giveTurnBack() {
    try {
      sessionStorage.removeItem(MARK);
    } catch {
      // Then there was no mark either.
    }
  }

  async function fetchCount() {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    const method = takeTurn();
    try {
      const response = await fetch(endpoint, {
        method,
        cache: "no-store",
        credentials: "omit",
        headers: { Accept: "application/json" },
        referrerPolicy: "no-referrer",
        signal: abort.signal,
      });
      // 503 and 429 say for sure that the visit was not counted; the next page may try again.
      if (method === "POST" && (response.status === 503 || response.status === 429)) giveTurnBack();
      if (!response.ok) return null;
      const { count } = await response.json();
      return Number.isSafeInteger(count) && count >= 0 ? count : null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function run() {
    let count = null;
    try {
      count = await fetchCount();
    } catch {
      // Offline, too slow, or not JSON: the page is complete without the number.
    }
    if (count === null) {
      box.dataset.state = "unavailable";
      return;
    }
    value.textContent = count.toLocaleString(document.documentElement.lang || undefined);
    box.dataset.state = "ready";
    box.hidden = false;
  }

  // A page that the browser prepares ahead of a click is not a visit yet.
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", run, { once: true });
  } else {
    run();
  }
})();
