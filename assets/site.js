// What pages do beyond HTML and CSS. Every page reads and works without it.
(function () {
  "use strict";

  var root = document.documentElement;
  var each = function (selector, action) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), action);
  };

  // A page at an old address: go where it leads, and take along what follows # or ?.
  var target = document.currentScript && document.currentScript.getAttribute("data-target");
  if (target) {
    location.replace(target + location.search + location.hash);
    return;
  }

  // Dark and large-text modes. The inline script has set what was remembered; here are the switches.
  function remember(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch (error) {
      // Storage is closed to us: the choice lasts for this page.
    }
  }

  var prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  var modes = {
    dark: {
      on: function () {
        return root.classList.contains("dark") || (prefersDark.matches && !root.classList.contains("light"));
      },
      set: function (on) {
        root.classList.toggle("dark", on);
        root.classList.toggle("light", !on);
        remember("fanzhaTheme", on ? "dark" : "light");
      }
    },
    large: {
      on: function () {
        return root.classList.contains("large");
      },
      set: function (on) {
        root.classList.toggle("large", on);
        remember("fanzhaText", on ? "large" : "");
      }
    }
  };

  each("[data-mode]", function (button) {
    var mode = modes[button.getAttribute("data-mode")];
    var show = function () {
      button.setAttribute("aria-pressed", String(mode.on()));
    };
    show();
    prefersDark.addListener(show);
    button.addEventListener("click", function () {
      mode.set(!mode.on());
      show();
    });
  });

  // The navigation bar goes away while one reads on, and returns when one scrolls back.
  var bar = document.querySelector(".site-nav");
  var last = window.pageYOffset;

  function moveBar() {
    var now = window.pageYOffset;
    if (Math.abs(now - last) > 4 || now <= 0) {
      bar.classList.toggle("away", now > last && now > bar.offsetHeight && !menu.classList.contains("open"));
      bar.classList.toggle("solid", now > bar.offsetHeight);
      last = now;
    }
  }

  // The phone's menu
  var menu = document.querySelector(".menu");
  var menuButton = document.querySelector(".menu-button");

  function openMenu(open) {
    menu.classList.toggle("open", open);
    menuButton.setAttribute("aria-expanded", String(open));
  }

  if (bar) {
    // Reloaded or gone back to in mid-page, the bar lies over text at once.
    bar.classList.toggle("solid", last > bar.offsetHeight);
    window.addEventListener("scroll", moveBar, { passive: true });
    menuButton.addEventListener("click", function () {
      openMenu(!menu.classList.contains("open"));
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.classList.contains("open")) {
        openMenu(false);
        menuButton.focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (!bar.contains(event.target)) {
        openMenu(false);
      }
    });
    bar.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !bar.contains(event.relatedTarget)) {
        openMenu(false);
      }
    });
  }

  // Every page has the same menu; here it learns where it is.
  each(".menu a", function (link) {
    if (link.pathname === location.pathname) {
      link.setAttribute("aria-current", "page");
    }
  });

  // The catalogue folds, marks what is being read, and keeps the mark in view.
  each(".catalog", function (catalog) {
    var button = catalog.querySelector("button");
    var links = Array.prototype.slice.call(catalog.querySelectorAll("a"));
    var headings = links.map(function (link) {
      return document.getElementById(decodeURIComponent(link.hash.slice(1)));
    });
    var current;

    function fold(open) {
      catalog.classList.toggle("open", open);
      button.setAttribute("aria-expanded", String(open));
    }

    function mark() {
      var found = 0;
      headings.forEach(function (heading, number) {
        if (heading && heading.getBoundingClientRect().top < 120) {
          found = number;
        }
      });
      if (current === links[found]) {
        return;
      }
      if (current) {
        current.removeAttribute("aria-current");
      }
      current = links[found];
      current.setAttribute("aria-current", "true");
      if (catalog.scrollHeight > catalog.clientHeight) {
        // Sticky, the catalogue is what its links' places are counted from.
        catalog.scrollTop = current.offsetTop - catalog.clientHeight / 2;
      }
    }

    button.addEventListener("click", function () {
      fold(!catalog.classList.contains("open"));
    });
    catalog.addEventListener("click", function (event) {
      if (event.target.closest("a") && !wide.matches) {
        fold(false);
      }
    });
    var wide = window.matchMedia("(min-width: 1200px)");
    // At the side it is open; in the column it would push the text down.
    fold(wide.matches && catalog.parentNode.classList.contains("post-columns"));
    var waiting = false;
    window.addEventListener("scroll", function () {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(function () {
          waiting = false;
          mark();
        });
      }
    }, { passive: true });
    mark();
  });

  // What scrolls on its own must be in the keyboard's reach.
  function reachTables() {
    each(".post-body table, .post-body pre", function (box) {
      if (box.scrollWidth > box.clientWidth) {
        box.setAttribute("tabindex", "0");
      } else {
        box.removeAttribute("tabindex");
      }
    });
  }
  window.addEventListener("resize", reachTables);
  reachTables();

  // Back to the top, once the top is out of sight
  each(".to-top", function (link) {
    window.addEventListener("scroll", function () {
      link.classList.toggle("shown", window.pageYOffset > window.innerHeight);
    }, { passive: true });
  });

  // The archive's filter works in place; the address holds the tag, as the theme's ?tag= did.
  each(".filter", function (filter) {
    var links = Array.prototype.slice.call(filter.querySelectorAll("a"));

    function show(name) {
      var chosen = links.filter(function (link) {
        return name !== null && link.getAttribute("data-name") === name;
      })[0] || links[0];
      var tag = chosen.getAttribute("data-tag");
      links.forEach(function (link) {
        if (link === chosen) {
          link.setAttribute("aria-current", "true");
        } else {
          link.removeAttribute("aria-current");
        }
      });
      each(".archive .group", function (group) {
        var left = 0;
        Array.prototype.forEach.call(group.querySelectorAll("li"), function (item) {
          item.hidden = tag !== null && (item.getAttribute("data-tags") || "").split(" ").indexOf(tag) < 0;
          left += item.hidden ? 0 : 1;
        });
        group.hidden = left === 0;
      });
    }

    filter.addEventListener("click", function (event) {
      var link = event.target.closest("a");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        var name = link.getAttribute("data-name");
        history.replaceState(null, "", location.pathname + (name === null ? "" : "?tag=" + encodeURIComponent(name)));
        show(name);
      }
    });
    show(new URLSearchParams(location.search).get("tag"));
  });

  // The theme's links to tags end in # and the tag as typed; our sections have ids of their own.
  var fragment = location.hash.slice(1);
  each(".group[data-tag]", function (section) {
    var typed = fragment;
    try {
      typed = decodeURIComponent(fragment);
    } catch (error) {
      // No address of ours.
    }
    if (typed && typed === section.getAttribute("data-tag")) {
      section.scrollIntoView();
    }
  });
})();
