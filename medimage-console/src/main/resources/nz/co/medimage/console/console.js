"use strict";
// Keeps an open page current. What has changed the server tells; what it is now, the page asks for.
(() => {
  const parts = (name) =>
    document.querySelectorAll(name ? `[data-live="${name}"]` : "[data-live]")
      .forEach((part) => htmx.trigger(part, "live"));

  // One after the other, so that two events about a new photo do not show it twice.
  let turn = Promise.resolve();
  const photo = (id) => {
    turn = turn.then(() => {
      const list = document.getElementById("photo-list");
      const row = document.getElementById("photo-" + id);
      if (!list) return null;
      return htmx.ajax("GET", `/photos/${id}/row`,
        row ? { target: row, swap: "outerHTML" } : { target: list, swap: "afterbegin" });
    }).catch(() => {});
  };

  // A browser allows few connections to one server: a page that nobody sees gives its own back.
  let live = null;
  let missed = false;
  let losing = 0;
  const lost = (is) => {
    clearTimeout(losing);
    losing = 0;
    document.getElementById("lost").hidden = !is;
    document.body.classList.toggle("lost", is);
  };
  const listen = () => {
    if (document.hidden) {
      if (live) live.close();
      live = null;
      missed = true;
      return;
    }
    if (live || !document.getElementById("photo-list")) return;
    live = new EventSource("/live");
    live.addEventListener("open", () => {
      lost(false);
      if (missed) {
        parts();
        const list = document.getElementById("photo-list");
        htmx.ajax("GET", "/parts/photos", { target: list, swap: "innerHTML" });
      }
      missed = false;
    });
    live.addEventListener("error", (event) => {
      missed = true;
      if (!losing) losing = setTimeout(() => lost(true), 5000);
      // After an answer that is none, such as 503, a browser does not try again by itself.
      if (event.target.readyState === EventSource.CLOSED && event.target === live) {
        live = null;
        setTimeout(listen, 5000);
      }
    });
    live.addEventListener("photo", (event) => photo(event.data));
    live.addEventListener("part", (event) => parts(event.data));
  };
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => { if (live) live.close(); live = null; });
  window.addEventListener("pageshow", listen);

  // What was sent is not sent once more by a second click; the form itself goes first.
  document.addEventListener("submit", (event) => setTimeout(() =>
    event.target.querySelectorAll("button").forEach((each) => { each.disabled = true; })));

  setInterval(() => {
    document.querySelectorAll("[data-until]").forEach((each) => {
      const left = Math.floor((Number(each.dataset.until) - Date.now()) / 1000);
      if (left < 0) {
        parts("pairing");
      } else {
        each.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
      }
    });
  }, 1000);
})();
