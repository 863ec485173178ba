"use strict";
// Keeps an open page current. What has changed the server tells; what it is now, the page asks for.
(() => {
  const list = document.getElementById("photo-list");
  const find = document.getElementById("find");
  const fields = (more = {}) => {
    const all = new URLSearchParams(new FormData(find));
    Object.entries(more).forEach(([name, value]) => all.set(name, value));
    return all;
  };

  // A piece of the page as it is now; null if it is as it was, or there is no such piece any more.
  const ask = async (path, body) => {
    const answer = await fetch(path, body ? { method: "POST", body } : {});
    if (answer.status === 204) return null;
    if (!answer.ok) throw new Error(path + " " + answer.status);
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content;
  };

  // Makes an element as a fresh one is, and leaves what is the same: it keeps focus and what is typed.
  const isSame = (one, other) => one.nodeName === other.nodeName && !one.id && !other.id
    && (one.nodeName !== "OPTION" || one.value === other.value)
    && (one.nodeType !== 1
      || ["href", "action", "name"].every((of) => one.getAttribute(of) === other.getAttribute(of)));
  const fill = (old, fresh) => {
    let at = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const named = child.id ? document.getElementById(child.id) : null;
      const same = named && named.parentNode === old ? named : at && isSame(at, child) ? at : null;
      if (!same) {
        old.insertBefore(child, at);
        continue;
      }
      if (same === at) at = at.nextSibling;
      else old.insertBefore(same, at);
      if (same.nodeType === 1) become(same, child);
      else if (same.data !== child.data) same.data = child.data;
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  };
  const become = (old, fresh) => {
    [...old.attributes].filter(({ name }) => !fresh.hasAttribute(name) && name !== "open")
      .forEach(({ name }) => old.removeAttribute(name));
    [...fresh.attributes].filter(({ name, value }) => old.getAttribute(name) !== value)
      .forEach(({ name, value }) => old.setAttribute(name, value));
    fill(old, fresh);
  };
  // What had the focus has it again, or else the part in which it was.
  const keepingFocus = (part, change) => {
    const had = document.activeElement;
    const isIn = part.contains(had);
    change();
    if (!isIn || document.activeElement === had) return;
    (had.isConnected ? had : part.isConnected ? part : list).focus({ preventScroll: true });
  };

  const renewPart = async (name) => {
    const part = document.querySelector(`[data-live="${name}"]`);
    if (!part) return;
    const fresh = await ask(`/parts/${name}?have=${part.dataset.version || ""}`);
    if (fresh) keepingFocus(part, () => become(part, fresh.firstElementChild));
  };

  // Ids are in the order of time, the newest first. What is older than the last row comes with the next ones.
  const insert = (row) => {
    list.querySelector(".none")?.remove();
    const older = [...list.children].find((each) => each.id < row.id);
    if (!older?.classList.contains("more")) list.insertBefore(row, older || null);
  };
  const renewRow = async (id) => {
    const fresh = (await ask(`/photos/${id}/row`, fields()))?.firstElementChild;
    const row = document.getElementById("photo-" + id);
    if (row) keepingFocus(row, () => fresh ? become(row, fresh) : row.remove());
    else if (fresh) insert(fresh);
  };
  // As many rows as it shows now, or from the start.
  const renewList = async (again) => {
    const rows = list.querySelectorAll("[id^=photo-]");
    const last = again && rows.length ? { through: rows[rows.length - 1].id.slice(6) } : {};
    const fresh = await ask("/parts/photos", fields(last));
    if (again) keepingFocus(list, () => fill(list, fresh));
    else list.replaceChildren(fresh);
    htmx.process(list);
  };

  // The page of a photo with which something is being done stays until that has ended. Not loaded
  // again then: what a form answered would ask for the form once more.
  const watched = document.querySelector("[data-photo]");
  const renewPhoto = async (id) => {
    if (id !== watched.dataset.photo) return;
    const fresh = (await ask(`/photos/${id}/progress`))?.firstElementChild;
    if (fresh?.dataset.seen === watched.dataset.seen) become(watched, fresh);
    else location.replace("/photos/" + id);
  };

  // One after the other, and each once, however often it has changed meanwhile.
  const due = new Set();
  let busy = false;
  const renew = async (...topics) => {
    topics.forEach((each) => due.add(each));
    if (busy) return;
    busy = true;
    try {
      while (due.size) {
        const [topic] = due;
        due.delete(topic);
        if (watched && topic === "photos") await renewPhoto(watched.dataset.photo);
        else if (topic === "find" || topic === "photos") await renewList(topic === "photos");
        else if (watched && topic.startsWith("photo/")) await renewPhoto(topic.slice(6));
        else if (topic.startsWith("photo/")) await renewRow(topic.slice(6));
        else await renewPart(topic);
      }
    } catch {
      due.clear();
      after = "";
      listenLater();
    }
    busy = false;
  };
  const all = () => renew("photos",
    ...[...document.querySelectorAll("[data-live]")].map((each) => each.dataset.live));

  // A browser allows few connections to one server: a page that nobody sees gives its own back.
  // A stream goes on after the last event that came, or after the making of the page.
  let live = null;
  let after = document.querySelector("[data-after]")?.dataset.after;
  let losing = 0;
  const lost = (is) => {
    clearTimeout(losing);
    losing = 0;
    document.getElementById("lost").hidden = !is;
    document.body.classList.toggle("lost", is);
  };
  const close = () => {
    live?.close();
    live = null;
  };
  const listenLater = () => {
    close();
    setTimeout(listen, 5000);
  };
  const listen = () => {
    if (document.hidden) return close();
    if (live || !(list || watched)) return;
    live = new EventSource("/live?after=" + after);
    live.addEventListener("open", () => lost(false));
    live.addEventListener("error", (event) => {
      if (!losing) losing = setTimeout(() => lost(true), 5000);
      // After an answer that is none, such as 503, a browser does not try again by itself.
      if (event.target.readyState === EventSource.CLOSED && event.target === live) listenLater();
    });
    const told = (event, then) => {
      after = event.lastEventId;
      then();
      if (watched) askSoon(1000);
    };
    live.addEventListener("changed", (event) => told(event, () => renew(...event.data.split("\n"))));
    live.addEventListener("all", (event) => told(event, all));
  };
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", listen);

  // What no event tells, such as that a request was put away, is asked for at growing pauses.
  let asking = 0;
  const askSoon = (pause) => {
    clearTimeout(asking);
    asking = setTimeout(() => {
      if (live) renew("photos");
      askSoon(Math.min(2 * pause, 60000));
    }, pause);
  };
  if (watched) askSoon(1000);

  // Nor how much a relay still takes.
  setInterval(() => live && renew("relays"), 60000);

  let typing = 0;
  find?.addEventListener("submit", (event) => {
    event.preventDefault();
    renew("find");
  });
  find?.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => renew("find"), 300);
  });

  // What was sent is not sent once more by a second click; the form itself goes first.
  document.addEventListener("submit", (event) => event.defaultPrevented || setTimeout(() =>
    event.target.querySelectorAll("button").forEach((each) => { each.disabled = true; })));

  // A browser that lets no script write to the clipboard leaves the text selected, to be copied by hand.
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    document.getElementById(field.id + "-copied").textContent = button.dataset.done;
  });

  setInterval(() => {
    document.querySelectorAll("[data-until]").forEach((each) => {
      const left = Math.floor((Number(each.dataset.until) - Date.now()) / 1000);
      if (left < 0) renew("pairing");
      else each.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    });
  }, 1000);
})();
