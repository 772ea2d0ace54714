// In every page of the preview: reloads it when it has changed, swaps its stylesheets, and shows what is wrong.
// It listens only while the page is visible: a browser has six connections to a host, and each open page takes one.
(() => {
  "use strict";
  const script = document.currentScript;
  const [page, styles] = JSON.parse(script.dataset.state);
  const SCROLL = "fanzha-preview-scroll", AWAY = "fanzha-preview-away";
  const LOST_AFTER = 1500;

  const decoded = path => { try { return decodeURIComponent(path); } catch { return path; } };
  const own = path => new URL(path, location.origin).href;

  // --- The place on the page

  function keepPlace() {
    remember(SCROLL, { page: location.pathname, x: scrollX, y: scrollY });
  }

  function findPlace() {
    const place = recall(SCROLL);
    forget(SCROLL);
    if (!place || place.page !== location.pathname) return;
    history.scrollRestoration = "manual";
    let touched = false;
    for (const kind of ["wheel", "touchstart", "keydown", "mousedown"])
      addEventListener(kind, () => { touched = true; }, { once: true, passive: true });
    const go = () => { if (!touched) scrollTo({ left: place.x, top: place.y, behavior: "instant" }); };
    whenReady(go);
    addEventListener("load", () => { go(); history.scrollRestoration = "auto"; }, { once: true });
  }

  function whenReady(act) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act, { once: true });
    else act();
  }

  function remember(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or off */ } }
  function recall(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } }
  function forget(key) { try { sessionStorage.removeItem(key); } catch { /* off */ } }

  // --- News

  let source = null, lost = 0, leaving = false;

  function listen() {
    if (source || leaving || document.visibilityState !== "visible") return;
    source = new EventSource(own("/.fanzha/events?page=" + encodeURIComponent(location.pathname)));
    source.addEventListener("state", event => { found(); take(JSON.parse(event.data)); });
    source.addEventListener("open", found);
    source.addEventListener("error", () => {
      lost = lost || setTimeout(() => { if (source) show({ ...last, lost: true }); }, LOST_AFTER);
      if (source && source.readyState === EventSource.CLOSED) { stop(); setTimeout(listen, LOST_AFTER); }
    });
  }

  function found() {
    clearTimeout(lost);
    lost = 0;
    if (last.lost) show({ ...last, lost: false });
  }

  function stop() {
    if (source) source.close();
    source = null;
  }

  function take(state) {
    if (leaving) return;
    if (state.moved) { leave(() => location.replace(own(state.moved) + location.hash)); return; }
    if (state.page !== page || state.styles.length !== styles.length) {
      keepPlace();
      leave(() => location.reload());
      return;
    }
    state.styles.forEach(([address, digest], number) => {
      if (styles[number][1] !== digest) swap(number, address, digest);
    });
    show({ ...state, lost: false });
  }

  function leave(go) {
    leaving = true;
    stop();
    go();
  }

  // --- Stylesheets

  const elements = [];

  function swap(number, address, digest) {
    const old = elements[number] || [...document.querySelectorAll("link[rel~=stylesheet]")]
      .find(link => link.getAttribute("href") === styles[number][0]);
    if (!old) return;
    const fresh = old.cloneNode();
    fresh.href = address === styles[number][0] ? `${address}?${digest.slice(0, 10)}` : address;
    // The old one stays until the new one is there: the page is never bare.
    fresh.addEventListener("load", () => old.remove(), { once: true });
    fresh.addEventListener("error", () => old.remove(), { once: true });
    old.after(fresh);
    elements[number] = fresh;
    styles[number] = [address, digest];
  }

  // --- What is wrong, and what is not published yet

  let last = { notes: [], badges: {}, words: {}, title: "", failed: false, lost: false };
  let host = null, root = null, opened = false;

  function make(tag, className, ...inside) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside.filter(part => part !== ""));
    return element;
  }

  function button(className, text, act, label) {
    const element = make("button", className, text);
    element.type = "button";
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  }

  function note(one) {
    const item = make("li", `note ${one.severity}`);
    if (one.place) item.append(make("p", "place", make("code", "", one.place), one.code ? make("span", "code", one.code) : ""));
    item.append(make("p", "what", one.what));
    if (one.line.length) {
      const [before, at, after] = one.line;
      item.append(make("pre", "", before, at ? make("mark", "", at) : "", after));
    }
    if (one.hint) item.append(make("p", "hint", make("b", "", last.words.hint), one.hint));
    return item;
  }

  function show(state) {
    if (JSON.stringify(state) === JSON.stringify(last)) return;
    const other = JSON.stringify(state.notes) !== JSON.stringify(last.notes);
    last = state;
    if (other) {
      opened = state.failed && recall(AWAY) !== JSON.stringify(state.notes);
      if (!state.notes.length) forget(AWAY);
    }
    whenReady(draw);
  }

  // At once, not only when it is needed: once the preview has ended, there is no stylesheet to be had.
  function begin() {
    host = document.createElement("fanzha-preview");
    root = host.attachShadow({ mode: "open" });
    host.hidden = true;
    const sheet = stylesheet();
    sheet.addEventListener("load", () => { host.hidden = false; place(); }, { once: true });
    root.append(sheet, make("div", "parts"));
    document.body.append(host);
  }

  function draw() {
    mark();
    const badge = last.badges[decoded(location.pathname)];
    const parts = root.querySelector(".parts");
    parts.lang = last.language === "en" ? "en" : "zh-Hans";
    parts.replaceChildren();
    if (last.notes.length && opened) parts.append(panel());
    const bar = make("div", "bar");
    if (last.lost) bar.append(make("span", "pill lost", last.words.lost));
    if (badge) bar.append(make("span", "pill badge", badge[1]));
    if (last.notes.length && !opened)
      bar.append(button(`pill ${last.failed ? "failed" : "warned"}`, last.title, () => { opened = true; forget(AWAY); draw(); }));
    if (bar.childElementCount) parts.append(bar);
    place();
  }

  function panel() {
    const title = make("h2", "", last.title);
    title.id = "title";
    const list = make("ol", "", ...last.notes.map(note));
    const head = make("header", "", title, button("close", "×", putAway, last.words.close));
    const box = make("section", `panel ${last.failed ? "failed" : "warned"}`, head,
      last.failed ? make("p", "unchanged", last.words.unchanged) : "", list);
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-labelledby", "title");
    const around = make("div", last.failed ? "over" : "beside", box);
    around.addEventListener("click", event => { if (event.target === around) putAway(); });
    return around;
  }

  function putAway() {
    opened = false;
    remember(AWAY, JSON.stringify(last.notes));
    draw();
  }

  // Above what the page itself has fixed to the bottom of the screen.
  function place() {
    const bar = root && root.querySelector(".bar, .beside");
    if (!bar) return;
    host.style.setProperty("--above", "0px");
    let element = document.elementFromPoint(innerWidth / 2, innerHeight - 2);
    while (element && element !== host && getComputedStyle(element).position !== "fixed") element = element.parentElement;
    if (!element || element === host) return;
    const above = innerHeight - element.getBoundingClientRect().top;
    if (above < innerHeight / 3) host.style.setProperty("--above", `${above}px`);
  }

  function stylesheet() {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = own("/.fanzha/page.css");
    return link;
  }

  // Links to drafts and to posts of the future bear a badge where they have a heading, or stand alone in a list.
  function mark() {
    for (const old of document.querySelectorAll("fanzha-badge")) old.remove();
    if (!Object.keys(last.badges).length) return;
    for (const link of document.querySelectorAll("main a[href]")) {
      const badge = link.origin === location.origin && last.badges[decoded(link.pathname)];
      if (!badge || link.hash) continue;
      const place = link.querySelector("h1, h2, h3, h4") || (link.closest("h1, h2, h3, h4, li") ? link : null);
      if (!place || place.querySelector("fanzha-badge")) continue;
      const element = make("fanzha-badge", "", badge[0]);
      element.title = badge[1];
      place.append(element);
    }
    if (!document.querySelector("fanzha-badge") || document.querySelector("link[data-fanzha-preview]")) return;
    const sheet = stylesheet();
    sheet.dataset.fanzhaPreview = "";
    document.head.append(sheet);
  }

  addEventListener("keydown", event => {
    if (event.key === "Escape" && opened) putAway();
  });
  addEventListener("resize", place);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" ? listen() : stop());
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  findPlace();
  whenReady(begin);
  listen();
})();
