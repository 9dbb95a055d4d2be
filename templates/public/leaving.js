// Leaving quickly, for people whose browser runs scripts. Everything works without it, as a link.
// It is put into each page through the same escaping as all words, so it is written without the five
// characters that HTML escapes: strings stand in backticks, there are no arrows and no double ands.
// It keeps nothing, moves nothing that is above it on the page, and its sentences come from the exit control itself.
(function (exit) {
  var say = exit.dataset, dots = exit.lastElementChild, status = exit.nextElementSibling;
  var presses = 0, alone = false, held = false, left = false, timer, wipe;
  // The entry in the history forgets what was posted: Back, then Reload, asks for the first page.
  history.replaceState(`page`, ``, location.href);
  // Back does what “Back” on the page does: a second entry, with nothing in it, comes off first.
  // Links within the page make entries too; only the page's own first one has this mark.
  var back = document.querySelector(`[name=go][value=back], [name=go][value=return], [data-stays]`);
  // A page that shows words once stays where it is: nothing would bring them back.
  if (back) {
    history.pushState(null, ``, location.href);
    addEventListener(`popstate`, function (event) {
      if (left || event.state !== `page`) return;
      history.pushState(null, ``, location.href);
      if (back.value) back.click();
    });
  }
  // Keys are promised only where this runs and there is more than a finger to point with.
  if (matchMedia(`(any-pointer: fine)`).matches) {
    document.querySelectorAll(`.keys`).forEach(function (one) { one.hidden = false; });
  }
  function show(sentence) {
    dots.textContent = presses ? `●●●○○`.substr(3 - presses, 3) : ``;
    status.textContent = sentence;
  }
  function expire() {
    clearTimeout(timer);
    presses = timer = 0;
    show(say.over);
    wipe = setTimeout(show, 5000, ``);
  }
  function leave() {
    var cover = document.createElement(`div`);
    left = true;
    cover.setAttribute(`role`, `alert`);
    cover.style.cssText = `position:fixed;inset:0;z-index:9999;background:Canvas;color:CanvasText`;
    document.body.textContent = ``;
    document.body.appendChild(cover);
    document.title = `\u200b`;
    cover.textContent = say.loading;
    if (say.tab) open(exit.href, ``, `noopener`);
    location.replace(exit.href);
  }
  function press() {
    clearTimeout(timer);
    clearTimeout(wipe);
    presses += 1;
    if (presses === 3) return leave();
    show(presses === 1 ? say.two : say.one);
    timer = setTimeout(expire, 5000);
  }
  // Shift counts when it goes down and comes up with nothing else held, typed, clicked or scrolled.
  document.addEventListener(`keydown`, function (event) {
    if (event.key !== `Shift`) {
      alone = false;
      // Not every system counts this one among the keys of an event.
      held = event.key === `AltGraph`;
      if (timer) expire();
    } else if (!event.repeat) {
      alone = !(held || event.altKey || event.ctrlKey || event.metaKey);
    }
  }, true);
  document.addEventListener(`keyup`, function (event) {
    if (event.key !== `Shift`) held = false;
    else if (alone) press();
    alone = false;
  }, true);
  function disturb(event) {
    alone = false;
    if (event.type === `blur`) held = false;
  }
  [`pointerdown`, `wheel`, `blur`].forEach(function (kind) {
    addEventListener(kind, disturb, { passive: true });
  });
  document.addEventListener(`click`, function (event) {
    if (!event.target.closest(`a[href$=leave]`)) return;
    event.preventDefault();
    leave();
  });
  // Six words that are pasted into one of the six fields are spread over them.
  addEventListener(`paste`, function (event) {
    var fields = document.querySelectorAll(`.typing input`);
    var words = event.clipboardData.getData(`text`).match(/[a-z][a-z-]*/gi) || fields;
    if (words === fields || words.length !== fields.length) return;
    event.preventDefault();
    fields.forEach(function (field, place) { field.value = words[place]; });
  });
  addEventListener(`pageshow`, function (event) {
    if (event.persisted ? left : false) location.replace(`/`);
  });
})(document.querySelector(`.exit`));
